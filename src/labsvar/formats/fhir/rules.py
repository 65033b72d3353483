"""The rules about the form of a FHIR file, and about the structure of R4.

Form rules say why a file cannot be read as JSON at all, standard rules where it is not as HL7 defines the
resource. The texts name elements, types and codes of FHIR only: a name that FHIR does not know may tell
something about a person as well as a value may.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

JSON = "RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format"
R4_JSON = "HL7 FHIR R4 (4.0.1), JSON Representation of Resources"
R4_TYPES = "HL7 FHIR R4 (4.0.1), Data Types"
R4_ELEMENTS = "HL7 FHIR R4 (4.0.1), the definition of the resource"
LIMIT = "Limit of this installation, against input made to exhaust it"

TOO_LARGE: Final = define(
    "form.fhir-size",
    "error",
    da="Filen fylder mere end {limit} bytes.",
    en="The file takes more than {limit} bytes.",
    todo_da="Del den i flere Bundles.",
    todo_en="Divide it into several Bundles.",
    source=LIMIT,
)
TOO_DEEP: Final = define(
    "form.fhir-depth",
    "error",
    da="Elementer står i hinanden i mere end {limit} lag.",
    en="Elements stand inside each other in more than {limit} layers.",
    todo_da="Send ressourcen med færre lag.",
    todo_en="Send the resource with fewer layers.",
    source=LIMIT,
)
NOT_UTF8: Final = define(
    "form.fhir-utf8",
    "error",
    da="Filen indeholder bytes, som ikke er UTF-8.",
    en="The file holds bytes that are not UTF-8.",
    todo_da="Skriv filen i UTF-8.",
    todo_en="Write the file in UTF-8.",
    source=f"{JSON}, 8.1",
)
NOT_JSON: Final = define(
    "form.fhir-json",
    "error",
    da="Filen er ikke JSON herfra: {expected} var ventet.",
    en="The file is not JSON from here on: {expected} was expected.",
    todo_da="Ret filen, så den er JSON. NaN og Infinity er ikke tal i JSON.",
    todo_en="Correct the file to be JSON. NaN and Infinity are no numbers in JSON.",
    source=JSON,
)
NO_TYPE: Final = define(
    "form.fhir-type",
    "error",
    da="Der mangler en resourceType: det er ingen FHIR-ressource.",
    en="There is no resourceType: this is no FHIR resource.",
    todo_da="Angiv ressourcens navn i resourceType.",
    todo_en="Give the name of the resource in resourceType.",
    source=f"{R4_JSON}, 2.6.2",
)
UNKNOWN_TYPE: Final = define(
    "standard.fhir-type",
    "error",
    da="resourceType er ikke navnet på en ressource i FHIR R4.",
    en="resourceType is not the name of a resource of FHIR R4.",
    todo_da="Brug et navn fra R4's liste over ressourcer.",
    todo_en="Use a name of R4's list of resources.",
    source="HL7 FHIR R4 (4.0.1), Resource Index",
)
NOT_LOOKED_INTO: Final = define(
    "standard.fhir-not-checked",
    "note",
    da="Ressourcer af typen {kind} tjekkes ikke her; den bæres uændret.",
    en="Resources of type {kind} are not checked here; it is carried unchanged.",
    todo_da="Intet. Tjek den med en anden validator, hvis det betyder noget.",
    todo_en="Nothing. Check it with another validator if it matters.",
    source="Labsvar's own: the resources that a laboratory report is made of are known",
)
UNKNOWN_ELEMENT: Final = define(
    "standard.fhir-unknown",
    "error",
    da="Der er et element, som {owner} ikke har i FHIR R4.",
    en="There is an element that {owner} does not have in FHIR R4.",
    todo_da="Fjern det, eller send det som en udvidelse (extension).",
    todo_en="Remove it, or send it as an extension.",
    source=R4_ELEMENTS,
)
DOUBLED: Final = define(
    "standard.fhir-doubled",
    "error",
    da="Det samme navn står to gange i samme objekt.",
    en="The same name stands twice in the same object.",
    todo_da="Behold ét af dem; et element, der gentages, er en liste.",
    todo_en="Keep one of them; an element that repeats is an array.",
    source=f"{R4_JSON}, 2.6.2",
)
MISSING: Final = define(
    "standard.fhir-missing",
    "error",
    da="{owner}.{name} mangler.",
    en="{owner}.{name} is missing.",
    todo_da="Tilføj elementet.",
    todo_en="Add the element.",
    source=R4_ELEMENTS,
)
WRONG_KIND: Final = define(
    "standard.fhir-kind",
    "error",
    da="Her skal stå {expected}.",
    en="This must be {expected_en}.",
    todo_da="Ret elementet til den type, FHIR giver det.",
    todo_en="Correct the element to the type that FHIR gives it.",
    source=R4_ELEMENTS,
)
NOTHING: Final = define(
    "standard.fhir-empty",
    "error",
    da="Elementet er tomt: en liste eller en tekst uden indhold, eller null.",
    en="The element is empty: an array or text without content, or null.",
    todo_da="Udelad elementet, eller giv det indhold.",
    todo_en="Leave the element out, or give it content.",
    source=f"{R4_JSON}, 2.6.2",
)
CODE: Final = define(
    "standard.fhir-code",
    "error",
    da="{owner}.{name} har en kode uden for det værdisæt, som kræves.",
    en="{owner}.{name} has a code outside the value set that is required.",
    todo_da="Brug en af koderne: {codes}.",
    todo_en="Use one of the codes: {codes}.",
    source=f"{R4_ELEMENTS}, required binding",
)
RANGE: Final = define(
    "standard.fhir-number",
    "error",
    da="Tallet er ikke et, som {owner}.{name} kan have.",
    en="The number is not one that {owner}.{name} may have.",
    todo_da="Skriv et tal inden for typens grænser; et heltal uden decimaler.",
    todo_en="Write a number within the bounds of the type; an integer without decimals.",
    source=R4_TYPES,
)
TEXT: Final = define(
    "standard.fhir-characters",
    "error",
    da="Teksten indeholder halve tegn (surrogater), som ikke findes i Unicode.",
    en="The text holds half characters (surrogates), which do not exist in Unicode.",
    todo_da="Skriv tegnet helt, i UTF-8 eller som et par af escapes.",
    todo_en="Write the character whole, in UTF-8 or as a pair of escapes.",
    source=f"{JSON}, 8.2",
)
MORE: Final = define(
    "standard.fhir-more",
    "error",
    da="Der er fundet mere end {limit} fejl; resten er ikke nævnt.",
    en="More than {limit} errors were found; the others are not named.",
    todo_da="Ret de nævnte, og tjek igen.",
    todo_en="Correct those named, and check again.",
    source=LIMIT,
)
