"""Why the service for national sample numbers refuses something."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_OWN: Final = "Labsvar's own rule about the service for national sample numbers (docs/explanation/npn.md)"
_AGREEMENT: Final = "MedCom, tilslutningsaftale for NPN, annex 1"


def _rule(name: str, da: str, en: str, *, todo_da: str, todo_en: str, source: str = _OWN) -> Rule:
    return define(
        f"service.npn_{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=source
    )


SIZE: Final = _rule(
    "size",
    "Der kan trækkes mellem {smallest} og {largest} numre ad gangen.",
    "Between {smallest} and {largest} numbers can be drawn at a time.",
    todo_da="Træk et antal inden for grænserne; cirka hvert ellevte nummer kan bruges.",
    todo_en="Draw a size within the limits; about every eleventh number can be used.",
)
EXHAUSTED: Final = _rule(
    "exhausted",
    "Der er ingen ledig serie af den størrelse.",
    "No series of that size is free.",
    todo_da="Træk færre numre, og sig det til driften.",
    todo_en="Draw fewer numbers, and tell the operator.",
)
FORM: Final = _rule(
    "form",
    "Et nummer har ikke {length} cifre, eller seriens første nummer kommer efter det sidste.",
    "A number has not {length} digits, or the first of a series comes after the last.",
    todo_da="Ret numrene.",
    todo_en="Correct the numbers.",
)
NOT_A_SERIES: Final = _rule(
    "not_a_series",
    "Numrene er ikke en hel serie, som laboratoriet har trukket.",
    "The numbers are not a whole series that the laboratory has drawn.",
    todo_da="Frigiv serien fra dens første til dens sidste nummer; kun en helt ubrugt serie frigives.",
    todo_en="Release the series from its first to its last number; only a wholly unused one is released.",
)
FREED: Final = _rule(
    "freed",
    "Serien er allerede frigivet.",
    "The series is released already.",
    todo_da="Der skal ikke gøres mere.",
    todo_en="Nothing more is to be done.",
)
OVERLAPS: Final = _rule(
    "overlaps",
    "Serien overlapper en serie, der findes.",
    "The series overlaps one that there is.",
    todo_da="Slå dens numre op, og registrér kun det, der ikke findes.",
    todo_en="Look its numbers up, and register only what is not there.",
)
OTHER_LABORATORY: Final = _rule(
    "other_laboratory",
    "Kontoen må ikke handle for det laboratorium.",
    "The account may not act for that laboratory.",
    todo_da="Brug en konto, som laboratoriets egen leverandør har oprettet.",
    todo_en="Use an account that the laboratory's own supplier has created.",
    source=f"{_AGREEMENT}, 4.2",
)
NAME_LABORATORY: Final = _rule(
    "name_laboratory",
    "Kontoen hører ikke til ét laboratorium, så laboratoriet skal nævnes.",
    "The account belongs to no single laboratory, so the laboratory must be named.",
    todo_da="Send LaboratoryIdentifier.",
    todo_en="Send LaboratoryIdentifier.",
)
NOT_CERTIFIED: Final = _rule(
    "not_certified",
    "Leverandørens system er ikke testet og certificeret.",
    "The supplier's system is not tested and certified.",
    todo_da="Bestil test og certificering hos MedCom; indtil da kan der trækkes på anmodning med mail.",
    todo_en="Order test and certification from MedCom; until then a draw can be asked for by mail.",
    source=f"{_AGREEMENT}, 5.1-5.2",
)
DUPLICATE: Final = _rule(
    "duplicate",
    "Navnet, eller systemet sammen med organisationen, er allerede i brug.",
    "The name, or the system together with the organisation, is in use already.",
    todo_da="Vælg et andet navn.",
    todo_en="Choose another name.",
)
UNKNOWN: Final = _rule(
    "unknown",
    "Der er ingen åben leverandør, konto eller laboratorium med det navn.",
    "There is no open supplier, account or laboratory of that name.",
    todo_da="Ret navnet.",
    todo_en="Correct the name.",
)
NOT_YOURS: Final = _rule(
    "not_yours",
    "En leverandør vedligeholder kun sine egne og sine laboratoriers konti.",
    "A supplier maintains only its own accounts and those of its laboratories.",
    todo_da="Bed den leverandør om det, hvis konto det er.",
    todo_en="Ask the supplier whose account it is.",
    source=f"{_AGREEMENT}, 4.2",
)
MAILBOX: Final = _rule(
    "mailbox",
    "Der mangler en afdeling eller en adresse på en postkasse.",
    "A department or the address of a mailbox is missing.",
    todo_da="Angiv en afdeling og dens funktionspostkasse, ikke en person.",
    todo_en="Name a department and its function mailbox, not a person.",
    source=f"{_AGREEMENT}, 4.2",
)
NEW_AGREEMENT: Final = _rule(
    "new_agreement",
    "En ny aftale kan ikke fritages for automatisk træk.",
    "A new agreement can have no dispensation from automatic drawing.",
    todo_da="Integrér systemet, så det trækker selv.",
    todo_en="Integrate the system, so that it draws by itself.",
    source=f"{_AGREEMENT}, 4.5",
)
BLANK: Final = _rule(
    "blank",
    "Der mangler et navn, en grund eller en af parterne.",
    "A name, a reason or one of the parties is missing.",
    todo_da="Udfyld alle felter.",
    todo_en="Fill in every field.",
)
