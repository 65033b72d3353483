"""The invariants of R4 as rules: each keeps the key that HL7 gives it."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

R4: Final = "HL7 FHIR R4 (4.0.1)"


def _law(key: str, page: str, *, da: str, en: str, todo: tuple[str, str]) -> Rule:
    return define(
        f"standard.fhir-{key}",
        "error",
        da=da,
        en=en,
        todo_da=todo[0],
        todo_en=todo[1],
        source=f"{R4}, {page}, invariant {key}",
    )


FORM: Final = define(
    "standard.fhir-form",
    "error",
    da="Værdien har ikke den form, som typen {form} har.",
    en="The value does not have the form of the type {form}.",
    todo_da="Ret værdien. Et tidspunkt (instant, eller dateTime med klokkeslæt) har tidszone.",
    todo_en="Correct the value. A time (instant, or dateTime with a time of day) has a zone.",
    source=f"{R4}, Data Types, the regular expression of the type",
)
CHOICE: Final = define(
    "standard.fhir-choice",
    "error",
    da="{name}[x] står i flere former; kun én kan være der.",
    en="{name}[x] stands in several forms; only one may be there.",
    todo_da="Behold én af dem.",
    todo_en="Keep one of them.",
    source=f"{R4}, Formats, Choice of Data Types",
)
CHOICE_MISSING: Final = define(
    "standard.fhir-choice-missing",
    "error",
    da="{name}[x] mangler.",
    en="{name}[x] is missing.",
    todo_da="Tilføj det i en af sine former.",
    todo_en="Add it in one of its forms.",
    source=f"{R4}, the definition of the resource",
)
REFERENCE_LOST: Final = define(
    "standard.fhir-reference",
    "error",
    da="Henvisningen peger på en ressource, som ikke er i Bundle.",
    en="The reference points at a resource that is not in the Bundle.",
    todo_da="Tilføj ressourcen med den fullUrl, eller ret henvisningen.",
    todo_en="Add the resource with that fullUrl, or correct the reference.",
    source=f"{R4}, Bundle, Resolving references in Bundles",
)
REFERENCE_KIND: Final = define(
    "standard.fhir-reference-type",
    "error",
    da="Henvisningen peger på en {kind}; her kan stå {allowed}.",
    en="The reference points at a {kind}; this may be {allowed}.",
    todo_da="Peg på en af de ressourcer.",
    todo_en="Point at one of those resources.",
    source=f"{R4}, the definition of the resource",
)

ELE_1: Final = _law(
    "ele-1",
    "Element",
    da="Elementet har intet indhold.",
    en="The element has no content.",
    todo=("Udelad elementet, eller giv det indhold.", "Leave the element out, or give it content."),
)
EXT_1: Final = _law(
    "ext-1",
    "Extensibility",
    da="En udvidelse har enten en værdi eller udvidelser i sig, ikke begge og ikke ingen.",
    en="An extension has a value or extensions inside, not both and not neither.",
    todo=("Behold det ene.", "Keep one of them."),
)
QTY_3: Final = _law(
    "qty-3",
    "Data Types",
    da="Enheden har en kode uden kodesystem.",
    en="The unit has a code without a code system.",
    todo=(
        "Angiv system, for UCUM http://unitsofmeasure.org.",
        "Give the system, for UCUM http://unitsofmeasure.org.",
    ),
)
RNG_2: Final = _law(
    "rng-2",
    "Data Types",
    da="Den nedre grænse er større end den øvre.",
    en="The low limit is greater than the high one.",
    todo=("Byt om på grænserne, eller ret dem.", "Exchange the limits, or correct them."),
)
RAT_1: Final = _law(
    "rat-1",
    "Data Types",
    da="Et forhold har både tæller og nævner, eller ingen af dem og en udvidelse.",
    en="A ratio has both numerator and denominator, or neither of them and an extension.",
    todo=("Tilføj det, der mangler.", "Add what is missing."),
)
PER_1: Final = _law(
    "per-1",
    "Data Types",
    da="Perioden slutter, før den begynder.",
    en="The period ends before it starts.",
    todo=("Ret tiderne.", "Correct the times."),
)
ATT_1: Final = _law(
    "att-1",
    "Data Types",
    da="Vedhæftede data har ingen contentType.",
    en="Attached data have no contentType.",
    todo=("Angiv indholdets type, som image/png.", "Give the type of the content, such as image/png."),
)
CPT_2: Final = _law(
    "cpt-2",
    "Data Types",
    da="En kontaktoplysning har en værdi uden system.",
    en="A contact point has a value without a system.",
    todo=("Angiv system, som phone eller email.", "Give the system, such as phone or email."),
)
TIM_1: Final = _law(
    "tim-1",
    "Data Types",
    da="En varighed har ingen enhed.",
    en="A duration has no unit.",
    todo=("Angiv durationUnit.", "Give durationUnit."),
)
TIM_2: Final = _law(
    "tim-2",
    "Data Types",
    da="En periode har ingen enhed.",
    en="A period has no unit.",
    todo=("Angiv periodUnit.", "Give periodUnit."),
)
TIM_4: Final = _law(
    "tim-4",
    "Data Types",
    da="En varighed er negativ.",
    en="A duration is negative.",
    todo=("Ret varigheden.", "Correct the duration."),
)
TIM_5: Final = _law(
    "tim-5",
    "Data Types",
    da="En periode er negativ.",
    en="A period is negative.",
    todo=("Ret perioden.", "Correct the period."),
)
TXT_2: Final = _law(
    "txt-2",
    "Narrative",
    da="Den læsbare tekst er ikke XHTML med indhold.",
    en="The narrative is not XHTML with content.",
    todo=("Skriv teksten i et div-element.", "Write the text in a div element."),
)
CMP_1: Final = _law(
    "cmp-1",
    "Composition",
    da="Et afsnit har hverken tekst, indgange eller afsnit i sig.",
    en="A section has neither text, entries nor sections inside.",
    todo=("Giv afsnittet indhold, eller fjern det.", "Give the section content, or remove it."),
)
CMP_2: Final = _law(
    "cmp-2",
    "Composition",
    da="Et afsnit siger, at det er tomt, og har indgange.",
    en="A section says that it is empty, and has entries.",
    todo=("Fjern emptyReason eller indgangene.", "Remove emptyReason or the entries."),
)
GRP_1: Final = _law(
    "grp-1",
    "Group",
    da="En gruppe, der ikke er af virkelige medlemmer, har medlemmer.",
    en="A group that is not of actual members has members.",
    todo=("Sæt actual til true, eller fjern dem.", "Set actual to true, or remove them."),
)
OBS_3: Final = _law(
    "obs-3",
    "Observation",
    da="Et referenceinterval har hverken grænser eller tekst.",
    en="A reference range has neither limits nor text.",
    todo=("Tilføj low, high eller text.", "Add low, high or text."),
)
OBS_6: Final = _law(
    "obs-6",
    "Observation",
    da="Der er både en værdi og en grund til, at den mangler.",
    en="There are both a value and a reason that it is absent.",
    todo=("Behold det ene.", "Keep one of them."),
)
OBS_7: Final = _law(
    "obs-7",
    "Observation",
    da="En komponent har samme kode som svaret, der har sin egen værdi.",
    en="A component has the code of the observation, which has a value of its own.",
    todo=("Fjern den ene værdi.", "Remove one of the values."),
)
ORG_1: Final = _law(
    "org-1",
    "Organization",
    da="Organisationen har hverken navn eller nummer.",
    en="The organization has neither a name nor an identifier.",
    todo=("Tilføj et af dem.", "Add one of them."),
)
ORG_2: Final = _law(
    "org-2",
    "Organization",
    da="Organisationen har en hjemmeadresse.",
    en="The organization has a home address.",
    todo=("Brug work.", "Use work."),
)
ORG_3: Final = _law(
    "org-3",
    "Organization",
    da="Organisationen har en kontaktoplysning til et hjem.",
    en="The organization has a contact point of a home.",
    todo=("Brug work.", "Use work."),
)
INV_1: Final = _law(
    "inv-1",
    "Parameters",
    da="En parameter har ikke netop én af værdi, ressource og dele.",
    en="A parameter does not have exactly one of value, resource and parts.",
    todo=("Behold én af dem.", "Keep one of them."),
)
PAT_1: Final = _law(
    "pat-1",
    "Patient",
    da="En kontaktperson har ingen oplysninger.",
    en="A contact has no details.",
    todo=(
        "Tilføj navn, kontaktoplysning, adresse eller organisation.",
        "Add a name, contact point, address or organization.",
    ),
)
PRR_1: Final = _law(
    "prr-1",
    "ServiceRequest",
    da="Der er detaljer til en bestilling uden kode.",
    en="There are details of an order without a code.",
    todo=("Tilføj code.", "Add code."),
)
DOM_2: Final = _law(
    "dom-2",
    "DomainResource",
    da="En indlejret ressource har selv indlejrede ressourcer.",
    en="A contained resource has contained resources itself.",
    todo=("Læg dem alle i den yderste.", "Put all of them in the outermost."),
)
DOM_3: Final = _law(
    "dom-3",
    "DomainResource",
    da="Ingen henviser til den indlejrede ressource.",
    en="Nothing refers to the contained resource.",
    todo=("Henvis til den med #id, eller fjern den.", "Refer to it as #id, or remove it."),
)
DOM_4: Final = _law(
    "dom-4",
    "DomainResource",
    da="En indlejret ressource har en version eller et ændringstidspunkt.",
    en="A contained resource has a version or a time of change.",
    todo=("Fjern dem fra meta.", "Remove them from meta."),
)
DOM_5: Final = _law(
    "dom-5",
    "DomainResource",
    da="En indlejret ressource har en sikkerhedsmærkning.",
    en="A contained resource has a security label.",
    todo=("Sæt den på den yderste ressource.", "Put it on the outermost resource."),
)
REF_1: Final = _law(
    "ref-1",
    "References",
    da="Henvisningen peger på en indlejret ressource, som ikke er der.",
    en="The reference points at a contained resource that is not there.",
    todo=(
        "Tilføj ressourcen til contained, eller ret henvisningen.",
        "Add the resource to contained, or correct the reference.",
    ),
)
BDL_1: Final = _law(
    "bdl-1",
    "Bundle",
    da="total hører til søgninger og historik.",
    en="total belongs to searches and histories.",
    todo=("Fjern total.", "Remove total."),
)
BDL_2: Final = _law(
    "bdl-2",
    "Bundle",
    da="entry.search hører til søgninger.",
    en="entry.search belongs to searches.",
    todo=("Fjern search.", "Remove search."),
)
BDL_3: Final = _law(
    "bdl-3",
    "Bundle",
    da="entry.request skal være der i batch, transaction og history, og ellers ikke.",
    en="entry.request must be there in batch, transaction and history, and not elsewhere.",
    todo=("Tilføj eller fjern request.", "Add or remove request."),
)
BDL_4: Final = _law(
    "bdl-4",
    "Bundle",
    da="entry.response skal være der i svar på batch og transaction og i history, og ellers ikke.",
    en="entry.response must be there in responses to batch and transaction and in history, and not elsewhere.",
    todo=("Tilføj eller fjern response.", "Add or remove response."),
)
BDL_5: Final = _law(
    "bdl-5",
    "Bundle",
    da="En indgang har hverken ressource, request eller response.",
    en="An entry has neither resource, request nor response.",
    todo=("Tilføj ressourcen.", "Add the resource."),
)
BDL_7: Final = _law(
    "bdl-7",
    "Bundle",
    da="To indgange har samme fullUrl og version.",
    en="Two entries have the same fullUrl and version.",
    todo=("Giv hver ressource sin egen fullUrl.", "Give each resource a fullUrl of its own."),
)
BDL_8: Final = _law(
    "bdl-8",
    "Bundle",
    da="fullUrl peger på en bestemt version.",
    en="fullUrl points at one version.",
    todo=("Fjern /_history/ og versionen.", "Remove /_history/ and the version."),
)
BDL_9: Final = _law(
    "bdl-9",
    "Bundle",
    da="Et dokument skal have et nummer med system og værdi.",
    en="A document must have an identifier with system and value.",
    todo=("Tilføj Bundle.identifier.", "Add Bundle.identifier."),
)
BDL_10: Final = _law(
    "bdl-10",
    "Bundle",
    da="Et dokument skal have et tidspunkt.",
    en="A document must have a time.",
    todo=("Tilføj Bundle.timestamp.", "Add Bundle.timestamp."),
)
BDL_11: Final = _law(
    "bdl-11",
    "Bundle",
    da="Den første ressource i et dokument skal være en Composition.",
    en="The first resource of a document must be a Composition.",
    todo=("Sæt Composition først.", "Put the Composition first."),
)
BDL_12: Final = _law(
    "bdl-12",
    "Bundle",
    da="Den første ressource i en besked skal være en MessageHeader.",
    en="The first resource of a message must be a MessageHeader.",
    todo=("Sæt MessageHeader først.", "Put the MessageHeader first."),
)
