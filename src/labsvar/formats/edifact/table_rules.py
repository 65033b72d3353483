"""The rules that a table of segments gives a message of its version."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define
from labsvar.formats.edifact.rules import MEDCOM

UNEXPECTED: Final = define(
    "standard.edifact-unexpected",
    "error",
    da="{segment} hører ikke til her i {code}.",
    en="{segment} does not belong here in {code}.",
    todo_da="Fjern segmentet, eller sæt det, hvor standarden har det.",
    todo_en="Remove the segment, or put it where the standard has it.",
    source=MEDCOM,
)
REPEATED: Final = define(
    "standard.edifact-repeated",
    "error",
    da="{segment} står mere end {maximum} gange i sin gruppe.",
    en="{segment} stands more than {maximum} times in its group.",
    todo_da="Behold højst {maximum}.",
    todo_en="Keep at most {maximum}.",
    source=MEDCOM,
)
# Assumption: a warning. The order is known from the converter and its samples, not from the standard's own
# text, and what a segment of another order says is told by its qualifier.
ORDER: Final = define(
    "standard.edifact-order",
    "warning",
    da="{segment} står ikke på sin plads i gruppen; det læses alligevel.",
    en="{segment} does not stand in its place in the group; it is read all the same.",
    todo_da="Sæt segmentet, hvor standarden har det.",
    todo_en="Put the segment where the standard has it.",
    source=MEDCOM,
)
# Assumption: a warning, since such a segment says nothing of its own.
SEGMENT_MISSING: Final = define(
    "standard.edifact-segment-missing",
    "warning",
    da="{segment} mangler.",
    en="{segment} is missing.",
    todo_da="Tilføj segmentet på sin plads.",
    todo_en="Add the segment in its place.",
    source=MEDCOM,
)
# Assumption: a warning. It is as if the segment were not there, but somebody may have meant to fill it.
EMPTY_SEGMENT: Final = define(
    "standard.edifact-empty",
    "warning",
    da="{segment} står uden værdi og siger intet.",
    en="{segment} stands without a value and says nothing.",
    todo_da="Skriv værdien, eller udelad segmentet.",
    todo_en="Write the value, or leave the segment out.",
    source=MEDCOM,
)
MISSING: Final = define(
    "standard.edifact-missing",
    "error",
    da="{name} mangler; det står i {segment}.",
    en="{name} is missing; it stands in {segment}.",
    todo_da="Tilføj {name} i {segment}.",
    todo_en="Add {name} in {segment}.",
    source="MedCom's OIOXML schemas of the letter that the message equals; places as in the converter",
)
NO_PLACE: Final = define(
    "standard.edifact-no-place",
    "error",
    da="{segment} har indhold et sted, hvor {code} ikke har noget.",
    en="{segment} holds something in a place where {code} has nothing.",
    todo_da="Fjern indholdet, eller sæt det, hvor standarden har det.",
    todo_en="Remove the content, or put it where the standard has it.",
    source=MEDCOM,
)
CONSTANT: Final = define(
    "standard.edifact-constant",
    "error",
    da="{segment} har ikke {constant} på pladsen {where}.",
    en="{segment} does not have {constant} in place {where}.",
    todo_da="Skriv {constant}.",
    todo_en="Write {constant}.",
    source=MEDCOM,
)
# Assumption: a warning, since what is not said is not said differently.
CONSTANT_MISSING: Final = define(
    "standard.edifact-constant-missing",
    "warning",
    da="{segment} mangler {constant} på pladsen {where}.",
    en="{segment} lacks {constant} in place {where}.",
    todo_da="Skriv {constant}.",
    todo_en="Write {constant}.",
    source=MEDCOM,
)
CODE: Final = define(
    "standard.edifact-code",
    "error",
    da="{name} er ikke en af de koder, EDIFACT har for det: {codes}.",
    en="{name} is not one of the codes that EDIFACT has for it: {codes}.",
    todo_da="Brug en af koderne.",
    todo_en="Use one of the codes.",
    source=MEDCOM,
)
TWICE: Final = define(
    "standard.edifact-twice",
    "error",
    da="{name} står to steder med hver sin værdi.",
    en="{name} stands in two places with different values.",
    todo_da="Skriv samme værdi begge steder, eller behold ét af dem.",
    todo_en="Write the same value in both places, or keep one of them.",
    source=MEDCOM,
)
FORM: Final = define(
    "standard.edifact-form",
    "error",
    da="{name} har ikke den form, som {code} kræver her.",
    en="{name} does not have the form that {code} demands here.",
    todo_da="Skriv {name} i den form.",
    todo_en="Write {name} in that form.",
    source=MEDCOM,
)
DATE: Final = define(
    "standard.edifact-date",
    "error",
    da="{name} er ikke en dato{time_da}, der findes, skrevet som {form}.",
    en="{name} is not a date{time_en} that exists, written as {form}.",
    todo_da="Skriv {name} som {form}.",
    todo_en="Write {name} as {form}.",
    source="UN/EDIFACT D.93A, 2379 (102, 203)",
)
NUMBER: Final = define(
    "standard.edifact-number",
    "warning",
    da="{segment} er ikke nummereret fortløbende; her ventes {expected}.",
    en="{segment} is not numbered one after the other; {expected} is expected here.",
    todo_da="Nummerér segmenterne fortløbende fra 1.",
    todo_en="Number the segments one after the other from 1.",
    source=MEDCOM,
)
DERIVED: Final = define(
    "standard.edifact-derived",
    "error",
    da="{name} fremgår ikke af {segment}: koderne passer ikke sammen.",
    en="{name} cannot be told from {segment}: the codes do not go together.",
    todo_da="Skriv koderne, som standarden har dem for {name}.",
    todo_en="Write the codes as the standard has them for {name}.",
    source=MEDCOM,
)
TEXT_LONG: Final = define(
    "standard.edifact-text-long",
    "error",
    da="En tekstlinje i FTX har {length} tegn; der må højst være {maximum}.",
    en="A line of text in FTX has {length} characters; there may be at most {maximum}.",
    todo_da="Del linjen, og sæt \\ sidst i den del, der fortsætter.",
    todo_en="Divide the line, and put \\ at the end of the part that goes on.",
    source=f"{MEDCOM}, FTX",
)
# What cannot be written at all.
UNFIT: Final = define(
    "standard.edifact-unfit",
    "error",
    da="{name} kan ikke skrives i {code}: {reason_da}.",
    en="{name} cannot be written in {code}: {reason_en}.",
    todo_da="Ret indholdet, eller send brevet som XML; intet afkortes eller ændres.",
    todo_en="Mend the content, or send the letter as XML; nothing is cut or changed.",
    source=MEDCOM,
)
NO_FORM: Final = define(
    "standard.edifact-no-form",
    "error",
    da="{name} findes ikke i EDIFACT.",
    en="{name} does not exist in EDIFACT.",
    todo_da="Send brevet som XML.",
    todo_en="Send the letter as XML.",
    source=MEDCOM,
)
CONSENT: Final = define(
    "standard.edifact-consent",
    "error",
    da="Patienten har nægtet samtykke, og {code} kan ikke bære det.",
    en="The patient refuses consent, and {code} cannot carry that.",
    todo_da="Send brevet i en version, der kan.",
    todo_en="Send the letter in a version that can.",
    source=MEDCOM,
)
SENDERS: Final = define(
    "standard.edifact-senders",
    "error",
    da="Brevene har ikke samme {name}; i EDIFACT står det én gang for alle.",
    en="The letters do not have the same {name}; in EDIFACT it stands once for all.",
    todo_da="Skriv brevene i hver sin fil.",
    todo_en="Write the letters in files of their own.",
    source=MEDCOM,
)
