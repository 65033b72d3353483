"""What the registers of methods and groups must have beside the form of their cells."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_SOURCE: Final = "Labsvar's own rule about comparability (docs/explanation/comparability.md)"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(f"table.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=_SOURCE)


CONVERSION: Final = _rule(
    "conversion",
    da="Omregning og udfald passer ikke sammen.",
    en="Conversion and outcome do not go together.",
    todo_da="Skriv factor (over nul) og group_unit ved converted; lad factor og offset være tomme ved andre.",
    todo_en="Write factor (above zero) and group_unit with converted; leave factor and offset empty with others.",
)
SAME_UNIT: Final = _rule(
    "same-unit",
    da="Rækken siger sammenlignelig, men har en anden enhed end gruppen.",
    en="The row says comparable, but has another unit than the group.",
    todo_da="Brug converted med en faktor; enheder slås aldrig sammen uden omregning.",
    todo_en="Use converted with a factor; units are never merged without a conversion.",
)
GROUP_UNIT: Final = _rule(
    "group-unit",
    da="Gruppen har to enheder på samme tid.",
    en="The group has two units at the same time.",
    todo_da="Giv alle gruppens rækker samme group_unit, og omregn de øvrige.",
    todo_en="Give all rows of the group the same group_unit, and convert the others.",
)
CONTRADICTION: Final = _rule(
    "contradiction",
    da="En anden række siger noget andet om de samme resultater på samme tid.",
    en="Another row says something else about the same results at the same time.",
    todo_da="Gør den ene række smallere, eller afslut den, før den anden begynder.",
    todo_en="Make one row narrower, or end it before the other begins.",
)
SEVERAL: Final = _rule(
    "several-producers",
    da="Registret har rækker fra flere laboratorier.",
    en="The register has rows of several laboratories.",
    todo_da="Indlæs en fil for hvert laboratorium, så hvert har sine egne udgaver.",
    todo_en="Import one file for each laboratory, so that each has versions of its own.",
)
EMPTY: Final = _rule(
    "empty-register",
    da="Filen har ingen rækker.",
    en="The file has no rows.",
    todo_da="Skriv mindst én række under overskriften.",
    todo_en="Write one row at least below the heading.",
)
ANOTHER: Final = _rule(
    "another-register",
    da="Rækkerne hører til en anden tabel end den, de gemmes i.",
    en="The rows belong to another table than the one they are kept in.",
    todo_da="Gem dem under det navn, som rækkerne selv nævner.",
    todo_en="Keep them under the name that the rows themselves state.",
)
TARGET: Final = _rule(
    "target",
    da="Facit er ikke over nul, så afvigelsen kan ikke regnes i procent.",
    en="The target is not above zero, so that no difference in percent can be computed.",
    todo_da="Ret facit, eller lad prøven ude.",
    todo_en="Correct the target, or leave the sample out.",
)
TARGETS: Final = _rule(
    "targets",
    da="Den samme prøve har et andet facit, en anden slags facit eller en anden dato i en tidligere række.",
    en="The same sample has another target, kind of target or day in an earlier row.",
    todo_da="Giv prøven ét facit; kun target_kind method_group må have et for hver metode.",
    todo_en="Give the sample one target; only target_kind method_group may have one for each method.",
)
SEVERAL_SCHEMES: Final = _rule(
    "several-schemes",
    da="Filen har runder fra flere programmer.",
    en="The file has rounds of several schemes.",
    todo_da="Indlæs en fil for hvert program, så hvert har sine egne udgaver.",
    todo_en="Import one file for each scheme, so that each has versions of its own.",
)
