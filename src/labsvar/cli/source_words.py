"""What speaks against a decision about a source, in the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.cli.errors import CliError, Refused, WrongUsage
from labsvar.exchange.approving import NotAllowed, Why
from labsvar.exchange.sources import Aspect

ASPECTS: Final[Mapping[Aspect, tuple[str, str]]] = {
    "refusal_in_source": ("nægtet samtykke i kilden", "refusal in the source"),
    "correction_in_source": ("rettelse i kilden", "correction in the source"),
    "hub_support": ("hubbens håndtering af begge", "the hub's support for both"),
    "end_to_end_test": ("test fra ende til anden", "the end-to-end test"),
}
_WHY: Final[Mapping[Why, tuple[str, str]]] = {
    "who_or_reason_missing": (
        "--who og --reason må ikke være tomme.",
        "--who and --reason must not be empty.",
    ),
    "kind_fixed": (
        "En kilde, der skal have de fire godkendelser, kan ikke blive en slags, der ikke skal.",
        "A source that needs the four approvals cannot become of a kind that does not.",
    ),
    "day_in_the_future": ("Dagen er ikke kommet endnu.", "The day has not come yet."),
    "evidence_missing": (
        "En godkendelse skal have en dokumentation: --evidence eller --evidence-file.",
        "An approval needs evidence: --evidence or --evidence-file.",
    ),
    "no_refusals": (
        "Kilden kunne ikke angive nægtet samtykke. Skriv --refusals-since, når den kan.",
        "The source could not state refusals. Give --refusals-since when it can.",
    ),
    "no_corrections": (
        "Kilden kan ikke sende rettelser. Skriv --corrections-since, når den kan.",
        "The source cannot send corrections. Give --corrections-since when it can.",
    ),
    "no_approval": ("Den godkendelse er der ikke.", "There is no such approval."),
    "clinic_number_wrong": (
        "Nummeret er hverken et ydernummer (6 cifre) eller en SOR-kode.",
        "The number is neither a ydernummer (6 digits) nor a SOR code.",
    ),
    "clinic_unknown": (
        "En af klinikkerne er ikke registreret hos systemet.",
        "One of the clinics is not registered with the system.",
    ),
    "clinic_no_refusals": (
        "En klinik, der ikke kunne angive nægtet samtykke fra den dag, kan ikke frigives.",
        "A clinic that could not state refusals from that day on cannot be released.",
    ),
    "not_full": (
        "Kun en kilde i fasen full kan få frigivet det, der kom i den tekniske.",
        "Only a source in the stage full can have released what came in the technical one.",
    ),
    "told_missing": (
        "Skriv i --told, hvordan borgerne er orienteret.",
        "Say in --told how citizens were told.",
    ),
    "no_release": ("Den frigivelse er der ikke.", "There is no such release."),
    "release_settled": ("Frigivelsen er allerede afgjort.", "The release is settled already."),
    "same_person": (
        "En frigivelse skal bekræftes af en anden end den, der har foreslået den.",
        "A release is confirmed by another person than the one who proposed it.",
    ),
}


def not_allowed(error: NotAllowed) -> CliError:
    """The error of the command line for what speaks against a decision."""
    if error.why == "approvals_missing":
        da, en = (", ".join(ASPECTS[aspect][place] for aspect in error.missing) for place in (0, 1))
        return Refused(
            da=f"Systemet kan ikke gå til fasen full. Der mangler godkendelse af: {da}.",
            en=f"The system cannot go to the stage full. Approvals are missing of: {en}.",
        )
    da, en = _WHY[error.why]
    return (WrongUsage if error.why == "who_or_reason_missing" else Refused)(da=da, en=en)
