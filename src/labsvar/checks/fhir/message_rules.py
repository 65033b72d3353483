"""The rules about MedCom's FHIR messages and acknowledgements."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, Severity, define

MESSAGING: Final = "MedCom, dk-medcom-messaging 4.0.1"
ANSWERING: Final = "MedCom, dk-medcom-acknowledgement 2.0.3"


def _rule(
    key: str,
    *,
    da: str,
    en: str,
    todo: tuple[str, str],
    source: str = MESSAGING,
    severity: Severity = "error",
) -> Rule:
    return define(
        f"content.fhir-message-{key}",
        severity,
        da=da,
        en=en,
        todo_da=todo[0],
        todo_en=todo[1],
        source=source,
    )


IDENTITY: Final = _rule(
    "identity",
    da="En meddelelse har et id (UUID) for forsendelsen og et for indholdet, og et tidspunkt.",
    en="A message has an id (UUID) of its sending and one of its content, and a time.",
    todo=(
        "Angiv Bundle.id, Bundle.timestamp og MessageHeader.id.",
        "Give Bundle.id, Bundle.timestamp and MessageHeader.id.",
    ),
)
EVENT: Final = _rule(
    "event",
    da="MessageHeader.eventCoding er ingen af MedComs hændelser.",
    en="MessageHeader.eventCoding is none of MedCom's events.",
    todo=("Brug en af koderne: {codes}.", "Use one of the codes: {codes}."),
)
OTHER_EVENT: Final = _rule(
    "other-event",
    da="Hændelsen er ikke i MedComs kodesystem; MedCom har ingen for laboratoriesvar.",
    en="The event is not in MedCom's code system; MedCom has none for answers of laboratories.",
    todo=("Intet, når modtageren har aftalt den.", "Nothing, where the receiver has agreed to it."),
    severity="note",
)
DESTINATION: Final = _rule(
    "destination",
    da="En meddelelse har netop én primær modtager; de andre er kopimodtagere.",
    en="A message has exactly one primary destination; the others get copies.",
    todo=(
        "Angiv brugen med koden primary eller cc på hver destination.",
        "Say the use with the code primary or cc on each destination.",
    ),
)
PARTY: Final = _rule(
    "party",
    da="Afsender eller modtager er ingen organisation i Bundle med både SOR- og lokationsnummer.",
    en="The sender or a receiver is no organization in the Bundle with both a SOR number and a location number.",
    todo=("Tilføj organisationen med begge numre.", "Add the organization with both numbers."),
)
DEFINITION: Final = _rule(
    "definition",
    da="MessageHeader.definition mangler eller nævner ingen version.",
    en="MessageHeader.definition is missing or names no version.",
    todo=(
        "Skriv adressen, en lodret streg og versionen.",
        "Write the address, a vertical bar and the version.",
    ),
)
NARRATIVE: Final = _rule(
    "narrative",
    da="MessageHeader har ingen tekst for mennesker.",
    en="MessageHeader has no text for people.",
    todo=("Tilføj text.", "Add text."),
)
PROVENANCE: Final = _rule(
    "provenance",
    da="Der er ingen Provenance, som peger på MessageHeader og siger hvem, hvornår og hvilken aktivitet.",
    en="There is no Provenance that points at MessageHeader and says who, when and which activity.",
    todo=(
        "Tilføj en med occurredDateTime med zone, recorded, activity fra MedComs kodesystem og agent.who.",
        "Add one with occurredDateTime with a zone, recorded, activity of MedCom's code system and agent.who.",
    ),
)
ANSWER: Final = _rule(
    "answer",
    da="En kvittering siger, hvad den svarer på og hvordan, og har ingen kopimodtagere.",
    en="An acknowledgement says what it answers and how, and nobody gets a copy of it.",
    todo=(
        "Angiv MessageHeader.response, og fjern kopimodtagerne.",
        "Give MessageHeader.response, and remove the copies.",
    ),
    source=ANSWERING,
)
REASON: Final = _rule(
    "reason",
    da="Kvitteringen afviser uden en OperationOutcome, hvis grunde er kodet.",
    en="The acknowledgement refuses without an OperationOutcome whose reasons are coded.",
    todo=(
        "Tilføj den, med en kode fra MedComs værdisæt i issue.details.",
        "Add it, with a code of MedCom's value set in issue.details.",
    ),
    source=ANSWERING,
)
