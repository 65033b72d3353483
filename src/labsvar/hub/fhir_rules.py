"""Rules about results that practice systems send as FHIR: what a row of a laboratory card has no place for."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_SOURCE: Final = "The row of a laboratory card (docs/examples/card-row.schema.json), told in FHIR R4"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(f"hub.fhir-{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=_SOURCE)


NOT_A_BUNDLE: Final = _rule(
    "not-a-bundle",
    da="Filen er ikke en Bundle med resultater.",
    en="The file is no Bundle with results.",
    todo_da="Send en Bundle af typen collection, med hvert resultat som en Observation.",
    todo_en="Send a Bundle of the type collection, with each result as an Observation.",
)
SEVERAL_VALUES: Final = _rule(
    "several-values",
    da="Resultatet har flere værdier eller holder andre resultater.",
    en="The result has several values, or holds other results.",
    todo_da="Send hver værdi som sin egen Observation.",
    todo_en="Send each value as an Observation of its own.",
)
NOT_FINAL: Final = _rule(
    "not-final",
    da="Resultatet er ikke endeligt; en række på et laboratoriekort er det.",
    en="The result is not final; a row of a laboratory card is.",
    todo_da="Send det, når det er final, corrected, amended eller entered-in-error.",
    todo_en="Send it when it is final, corrected, amended or entered-in-error.",
)
COMPARATOR: Final = _rule(
    "comparator",
    da="En række kan kun være mindre end (<) eller større end (>) værdien.",
    en="A row can only be less (<) or more (>) than the value.",
    todo_da="Send værdien som tekst, hvis den er mindst eller højst et tal.",
    todo_en="Send the value as text if it is at least or at most a number.",
)
CODE: Final = _rule(
    "code",
    da="Koden er hverken fra NPU, MedCom eller klinikkens eget system.",
    en="The code is of neither NPU, MedCom nor the clinic's own system.",
    todo_da="Send NPU-koden, eller klinikkens egen kode uden system.",
    todo_en="Send the NPU code, or the clinic's own code without a system.",
)
PERSON: Final = _rule(
    "person",
    da="Resultatet peger ikke på en Patient i samme Bundle.",
    en="The result does not point at a Patient of the same Bundle.",
    todo_da="Send personens CPR-nummer eller erstatningsnummer på en Patient, som subject peger på.",
    todo_en="Send the person's CPR number or replacement number on a Patient that subject points at.",
)
CONTRADICTION: Final = _rule(
    "contradiction",
    da="Resultatet siger to ting: to personer, to CPR-numre, to enheder, eller noget der kan vende meningen om.",
    en="The result says two things: two persons, two CPR numbers, two units, or what may turn the meaning around.",
    todo_da="Lad resultatet, prøven og personen sige det samme, uden modifierExtension.",
    todo_en="Let the result, the sample and the person say the same, without modifierExtension.",
)
