"""Rules about FHIR documents that are to be stored as results: what must be there, and what has no place."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, Severity, define

_EU: Final = "HL7 Europe Laboratory Report 2.0.0 (hl7.fhir.eu.laboratory)"
_OWN: Final = "Labsvar's rules that protect patients"


def _rule(
    name: str, severity: Severity, *, da: str, en: str, todo_da: str, todo_en: str, source: str = _EU
) -> Rule:
    return define(
        f"content.fhir-{name}",
        severity,
        da=da,
        en=en,
        todo_da=todo_da,
        todo_en=todo_en,
        source=source,
    )


NOT_A_REPORT: Final = _rule(
    "not-a-report",
    "error",
    da="Filen er ikke en Bundle af typen document eller collection med netop ét DiagnosticReport.",
    en="The file is no Bundle of the type document or collection with exactly one DiagnosticReport.",
    todo_da="Send ét laboratoriesvar ad gangen som et dokument efter den europæiske vejledning.",
    todo_en="Send one laboratory report at a time, as a document of the European guide.",
)
NO_PERSON: Final = _rule(
    "no-person",
    "error",
    da="Svaret peger ikke på en Patient i samme Bundle med nummer og navn.",
    en="The report does not point at a Patient of the same Bundle with a number and a name.",
    todo_da="Send personens CPR-nummer, eller et andet nummer med dets system, og navnet.",
    todo_en="Send the person's CPR number, or another number with its system, and the name.",
    source=f"{_OWN}, S8",
)
OTHER_PERSON: Final = _rule(
    "other-person",
    "error",
    da="Et resultat, en prøve eller en rekvisition handler om en anden end den, svaret handler om.",
    en="A result, a sample or a requisition is about somebody else than the report is.",
    todo_da="Send et svar for hver person.",
    todo_en="Send a report for each person.",
    source=f"{_OWN}, S8",
)
NO_NUMBER: Final = _rule(
    "no-number",
    "error",
    da="Hverken Bundle eller svaret har et nummer, som svaret kan kendes på.",
    en="Neither the Bundle nor the report has a number by which the report can be known.",
    todo_da="Send Bundle.identifier og DiagnosticReport.identifier.",
    todo_en="Send Bundle.identifier and DiagnosticReport.identifier.",
    source=f"{_OWN}, S1 and S21",
)
NO_TIME: Final = _rule(
    "no-time",
    "error",
    da="Svaret siger ikke, hvornår prøven er taget eller svaret givet.",
    en="The report does not say when the sample was taken or the answer given.",
    todo_da="Send Observation.effectiveDateTime, og DiagnosticReport.issued eller Composition.date.",
    todo_en="Send Observation.effectiveDateTime, and DiagnosticReport.issued or Composition.date.",
)
NO_RESULTS: Final = _rule(
    "no-results",
    "error",
    da="Svaret peger ikke på noget resultat i samme Bundle.",
    en="The report does not point at any result of the same Bundle.",
    todo_da="Send hvert resultat som en Observation, som DiagnosticReport.result peger på.",
    todo_en="Send each result as an Observation that DiagnosticReport.result points at.",
)
TWO_TIMES: Final = _rule(
    "two-times",
    "error",
    da="Den samme analyse står to gange for én prøve, på hvert sit tidspunkt.",
    en="The same analysis stands twice for one sample, at two times.",
    todo_da="Giv hver prøve sin egen Specimen med sit eget nummer, som ved en belastning.",
    todo_en="Give each sample a Specimen of its own with a number of its own, as in a tolerance test.",
    source=f"{_OWN}, S1",
)
TWO_NUMBERS: Final = _rule(
    "two-numbers",
    "error",
    da="Personen har to forskellige CPR-numre i brug.",
    en="The person has two different CPR numbers in use.",
    todo_da="Send det, der gælder; et tidligere har use old.",
    todo_en="Send the one that is in force; a former one has use old.",
    source=f"{_OWN}, S8",
)
MODIFIED: Final = _rule(
    "modified",
    "error",
    da="Her står noget, der kan ændre meningen af resten, og som ikke forstås her.",
    en="Here stands something that may change the meaning of the rest, and it is not understood here.",
    todo_da="Send svaret uden modifierExtension og implicitRules.",
    todo_en="Send the report without modifierExtension and implicitRules.",
    source="HL7 FHIR R4 (4.0.1), extensibility 2.4.1 and Resource.implicitRules",
)
CANCELLED_VALUE: Final = _rule(
    "cancelled-value",
    "error",
    da="Resultatet er aflyst og har dog en målt værdi.",
    en="The result is cancelled, and yet has a measured value.",
    todo_da="Send værdien med den status, den har, eller en begrundelse i dataAbsentReason.",
    todo_en="Send the value with the status that it has, or a reason in dataAbsentReason.",
    source="HL7 FHIR R4 (4.0.1), ObservationStatus: cancelled",
)
TWO_UNITS: Final = _rule(
    "two-units",
    "error",
    da="Enheden i ord er en anden end den, koden står for.",
    en="The unit in words is another than the one that the code stands for.",
    todo_da="Lad Quantity.unit og Quantity.code sige det samme.",
    todo_en="Let Quantity.unit and Quantity.code say the same.",
    source=f"{_OWN}, S5",
)
RESULT_TWICE: Final = _rule(
    "result-twice",
    "error",
    da="Den samme analyse af samme producent står to gange for én prøve.",
    en="The same analysis by the same producer stands twice for one sample.",
    todo_da="Send analysen én gang i et svar, eller giv hver prøve sin egen Specimen med sit eget nummer.",
    todo_en="Send the analysis once in a report, or give each sample a Specimen and a number of its own.",
    source=f"{_OWN}, S1",
)
NOT_HELD: Final = _rule(
    "not-in-report",
    "warning",
    da="En Observation står i Bundle, men svaret peger ikke på den, så den vises ikke som et resultat.",
    en="An Observation is in the Bundle, but the report does not point at it, so it is not shown as a result.",
    todo_da="Lad DiagnosticReport.result pege på hvert resultat, eller hasMember af et andet.",
    todo_en="Let DiagnosticReport.result point at each result, or hasMember of another.",
    source=f"{_OWN}, S5",
)
ONLY_IN_SECTION: Final = _rule(
    "only-in-section",
    "error",
    da="Et afsnit af dokumentet har en Observation, som svaret ikke peger på; i afsnittet ses den, her ikke.",
    en="A section of the document has an Observation that the report does not point at: it is seen there, not here.",
    todo_da="Lad DiagnosticReport.result pege på hvert resultat i afsnittene, eller hasMember af et andet.",
    todo_en="Let DiagnosticReport.result point at each result of the sections, or hasMember of another.",
    source=f"{_OWN}, S5",
)
RESULT_AFTER_SENT: Final = _rule(
    "result-after-sent",
    "warning",
    da="Svarets eller prøvens tid ligger efter, at dokumentet blev sendt.",
    en="The time of the answer or of the sample is after the document was sent.",
    todo_da="Ret tiden, eller stil afsenderens ur. En svartid i fremtiden skjuler rettelser.",
    todo_en="Correct the time, or set the sender's clock. A result time in the future hides corrections.",
    source=f"{_OWN}, S1",
)
CHARACTERS: Final = _rule(
    "characters",
    "error",
    da="En tekst har styretegn, som FHIR ikke tillader.",
    en="A text has control characters that FHIR does not allow.",
    todo_da="Fjern styretegnene; kun tabulator og linjeskift kan stå i en tekst.",
    todo_en="Remove the control characters; only tabs and line breaks may stand in a text.",
    source="HL7 FHIR R4 (4.0.1), data types: string",
)
TOO_LONG: Final = _rule(
    "too-long",
    "error",
    da="Et tal, et nummer eller en kode er længere end {most} tegn.",
    en="A number or a code is longer than {most} characters.",
    todo_da="Send det nummer eller den kode, som laboratoriet selv bruger.",
    todo_en="Send the number or the code that the laboratory itself uses.",
    source="This installation: what results are found by",
)
IN_LETTERS: Final = _rule(
    "in-letters",
    "error",
    da="Svar fra patologi, cytologi og genetik gemmes kun som breve her.",
    en="Answers of pathology, cytology and genetics are stored as letters only here.",
    todo_da="Send svaret som XRPT03, XRPT04 eller XRPT07.",
    todo_en="Send the answer as XRPT03, XRPT04 or XRPT07.",
    source="This installation: what a FHIR document becomes when it is stored",
)
NO_SENDER: Final = _rule(
    "no-sender",
    "error",
    da="Svaret nævner intet lokationsnummer, og systemet er registreret for flere end ét eller for intet.",
    en="The report names no location number, and the system is registered for more than one or for none.",
    todo_da="Send laboratoriets lokationsnummer (GLN) på DiagnosticReport.performer.",
    todo_en="Send the laboratory's location number (GLN) on DiagnosticReport.performer.",
    source=f"{_OWN}, S20",
)
NO_PLACE: Final = _rule(
    "no-place",
    "note",
    da="Elementet har ingen plads i det gemte svar; det står i Bundle, som gemmes byte for byte.",
    en="The element has no place in the stored report; it stands in the Bundle, which is kept byte for byte.",
    todo_da="Intet skal gøres.",
    todo_en="Nothing needs to be done.",
    source=f"{_OWN}, S5",
)
ASSUMED: Final = _rule(
    "assumed",
    "note",
    da="Her antages: {what_da}.",
    en="Here it is assumed: {what_en}.",
    todo_da="Send det, hvis det er anderledes.",
    todo_en="Send it if it is otherwise.",
)
UNSAFE: Final = frozenset(
    rule.id
    for rule in (
        OTHER_PERSON,
        TWO_TIMES,
        TWO_NUMBERS,
        MODIFIED,
        CANCELLED_VALUE,
        TWO_UNITS,
        RESULT_TWICE,
        NOT_HELD,
        ONLY_IN_SECTION,
        RESULT_AFTER_SENT,
        CHARACTERS,
    )
)
"""What is wrong with a report wherever it goes; the others say why it is not taken, or what is left out, here."""
