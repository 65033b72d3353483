"""The rules of the profiles: those that the tables use, and the invariants with the keys of their guides."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, Severity, define

EU_LAB: Final = "HL7 Europe Laboratory Report 2.0.0 (hl7.fhir.eu.laboratory)"
EU_BASE: Final = "HL7 Europe Base and Core 2.0.0 (hl7.fhir.eu.base)"
DK_CORE: Final = "HL7 Denmark, DK Core 3.7.0 (hl7dk/dk-core)"
_TABLES: Final = f"{EU_LAB}; {EU_BASE}; {DK_CORE}; the profile named"

MISSING: Final = define(
    "content.fhir-profile-missing",
    "error",
    da="Profilen {profile} kræver {name}.",
    en="The profile {profile} requires {name}.",
    todo_da="Tilføj elementet.",
    todo_en="Add the element.",
    source=_TABLES,
)
FORBIDDEN: Final = define(
    "content.fhir-profile-forbidden",
    "error",
    da="Profilen {profile} tillader ikke {name}.",
    en="The profile {profile} does not allow {name}.",
    todo_da="Fjern elementet.",
    todo_en="Remove the element.",
    source=_TABLES,
)
FORM: Final = define(
    "content.fhir-profile-form",
    "error",
    da="Profilen {profile} tillader kun {name} i formerne {allowed}.",
    en="The profile {profile} allows {name} in the forms {allowed} only.",
    todo_da="Send værdien i en af de former.",
    todo_en="Send the value in one of those forms.",
    source=_TABLES,
)
FIXED: Final = define(
    "content.fhir-profile-fixed",
    "error",
    da="Profilen {profile} kræver, at {name} er {allowed}.",
    en="The profile {profile} requires {name} to be {allowed}.",
    todo_da="Ret værdien.",
    todo_en="Correct the value.",
    source=_TABLES,
)
TARGET: Final = define(
    "content.fhir-profile-target",
    "error",
    da="Profilen {profile} lader kun {name} pege på {allowed}.",
    en="The profile {profile} lets {name} point at {allowed} only.",
    todo_da="Peg på en af de ressourcer.",
    todo_en="Point at one of those resources.",
    source=_TABLES,
)
UNKNOWN_PROFILE: Final = define(
    "content.fhir-profile-unknown",
    "note",
    da="Ressourcen nævner en profil, som ikke tjekkes her.",
    en="The resource names a profile that is not checked here.",
    todo_da="Intet. Med --profiles tjekkes den af en anden validator.",
    todo_en="Nothing. With --profiles another validator checks it.",
    source="Labsvar's own: the profiles that are checked are listed on the page about checking FHIR",
)
WRONG_PROFILE: Final = define(
    "content.fhir-profile-type",
    "error",
    da="Ressourcen nævner profilen {profile}, som er for {kind}.",
    en="The resource names the profile {profile}, which is for {kind}.",
    todo_da="Ret meta.profile.",
    todo_en="Correct meta.profile.",
    source=_TABLES,
)


def _invariant(
    key: str, source: str, *, da: str, en: str, todo: tuple[str, str], severity: Severity = "error"
) -> Rule:
    return define(
        f"content.fhir-{key}",
        severity,
        da=da,
        en=en,
        todo_da=todo[0],
        todo_en=todo[1],
        source=source,
    )


def _lab(key: str, *, da: str, en: str, todo: tuple[str, str]) -> Rule:
    return _invariant(key, f"{EU_LAB}, invariant {key}", da=da, en=en, todo=todo)


_COPY: Final = (
    "Skriv elementet ens i DiagnosticReport og Composition: det sammenlignes helt, også display.",
    "Write the element alike in DiagnosticReport and Composition: it is compared whole, display included.",
)
ONE_COMPOSITION: Final = _lab(
    "one-comp",
    da="Rapporten har ikke netop én Composition.",
    en="The report does not have exactly one Composition.",
    todo=("Send én Composition i hver Bundle.", "Send one Composition in each Bundle."),
)
ONE_REPORT: Final = _lab(
    "one-dr",
    da="Rapporten har ikke netop én DiagnosticReport.",
    en="The report does not have exactly one DiagnosticReport.",
    todo=(
        "Send én DiagnosticReport i hver Bundle; saml svar i en Observation med hasMember.",
        "Send one DiagnosticReport in each Bundle; group results in an Observation with hasMember.",
    ),
)


def _same(key: str, name: str) -> Rule:
    """An element that stands in both, alike."""
    return _lab(
        key,
        da=f"DiagnosticReport og Composition har ikke samme {name}.",
        en=f"DiagnosticReport and Composition do not have the same {name}.",
        todo=_COPY,
    )


def _in_common(key: str, one: str, other: str) -> Rule:
    """Two elements with at least one coding alike."""
    return _lab(
        key,
        da=f"{one} og {other} har ingen kode til fælles.",
        en=f"{one} and {other} have no coding in common.",
        todo=_COPY,
    )


SAME_SUBJECT: Final = _same("dr-comp-subj", "subject")
SAME_ENCOUNTER: Final = _same("dr-comp-enc", "encounter")
SAME_TYPE: Final = _in_common("dr-comp-type", "DiagnosticReport.code", "Composition.type")
SAME_CATEGORY: Final = _in_common("dr-comp-category", "DiagnosticReport.category", "Composition.category")
SAME_IDENTIFIER: Final = _lab(
    "dr-comp-identifier",
    da="Composition.identifier er ikke et af rapportens numre.",
    en="Composition.identifier is not one of the identifiers of the report.",
    todo=_COPY,
)
HAS_VALUE: Final = _lab(
    "eu-lab-1",
    da="Svaret har hverken værdi, dele eller en grund til, at værdien mangler.",
    en="The observation has neither a value, parts nor a reason that the value is absent.",
    todo=(
        "Tilføj value[x], hasMember, component eller dataAbsentReason.",
        "Add value[x], hasMember, component or dataAbsentReason.",
    ),
)
PARTS_HAVE_VALUE: Final = _lab(
    "eu-lab-2",
    da="Ingen af svarets komponenter har en værdi eller en grund til, at den mangler.",
    en="None of the components has a value or a reason that it is absent.",
    todo=("Tilføj value[x] eller dataAbsentReason.", "Add value[x] or dataAbsentReason."),
)
ONE_VALUE: Final = _invariant(
    "obs-value-1",
    f"{EU_BASE}, invariant obs-value-1",
    da="Der er både value[x] og en værdi i udvidelsen fra R5.",
    en="There are both value[x] and a value in the extension from R5.",
    todo=("Behold den ene.", "Keep one of them."),
)
PATIENT_NAME: Final = _invariant(
    "eu-pat-1",
    f"{EU_BASE}, invariant eu-pat-1",
    da="Navnet har hverken efternavn, fornavn, tekst eller en grund til, at det mangler.",
    en="The name has neither family, given, text nor a reason that it is absent.",
    todo=("Tilføj en del af navnet.", "Add a part of the name."),
)
NAME_OR_IDENTIFIER: Final = _invariant(
    "name-or-identifier",
    f"{EU_BASE}, invariant name-or-identifier",
    da="Der er hverken navn eller nummer.",
    en="There is neither a name nor an identifier.",
    todo=("Tilføj et af dem.", "Add one of them."),
)
LABORATORY: Final = _invariant(
    "category-laboratory",
    f"{EU_LAB}, Observation-resultslab-eu-lab, slice category:laboratory",
    da="Svaret har ikke netop én kategori observation-category#laboratory.",
    en="The observation does not have exactly one category observation-category#laboratory.",
    todo=("Tilføj kategorien én gang.", "Add the category once."),
)
UCUM: Final = _invariant(
    "ucum",
    f"{EU_LAB}, Quantity-eu-lab, Range-eu-lab, Ratio-eu-lab; {DK_CORE}, dk-core-observation",
    da="Enhedens system er ikke UCUM.",
    en="The system of the unit is not UCUM.",
    todo=(
        "Brug http://unitsofmeasure.org; har UCUM ingen kode, så brug koden 1 og enheden i unit.",
        "Use http://unitsofmeasure.org; where UCUM has no code, use the code 1 and the unit in unit.",
    ),
)
UNIT_CODE: Final = _invariant(
    "unit-code",
    f"{EU_LAB}, Range-eu-lab, Ratio-eu-lab",
    da="Grænsen eller leddet har ingen enhedskode.",
    en="The limit or the term has no code of a unit.",
    todo=("Tilføj code fra UCUM.", "Add code from UCUM."),
)
UNIT: Final = _invariant(
    "dk-unit",
    f"{DK_CORE}, dk-core-observation",
    da="Tallet har hverken enhed eller enhedskode.",
    en="The number has neither a unit nor a code of a unit.",
    todo=("Tilføj unit eller code.", "Add unit or code."),
)
ORGANIZATION_NUMBER: Final = _invariant(
    "dk-organization",
    f"{DK_CORE}, dk-core-organization",
    da="Organisationen har hverken SOR-, KOMBIT- eller CVR-nummer.",
    en="The organization has neither a SOR, KOMBIT nor CVR identifier.",
    todo=("Tilføj et af dem.", "Add one of them."),
)
OFFICIAL_NAME: Final = _invariant(
    "dk-official-name",
    f"{DK_CORE}, dk-core-patient, slice name:official",
    da="Et officielt navn har intet efternavn.",
    en="An official name has no family name.",
    todo=("Tilføj family.", "Add family."),
)
TWO_CODES: Final = _invariant(
    "dk-codes",
    f"{DK_CORE}, dk-core-observation, slices of code.coding",
    da="Der er to koder fra samme kodesystem.",
    en="There are two codes of the same code system.",
    todo=("Behold én fra hvert system.", "Keep one of each system."),
)
EXTENSION_VALUE: Final = _invariant(
    "extension-value",
    f"{EU_LAB}; hl7.fhir.uv.xver-r5.r4; hl7.fhir.eu.extensions.r4: the extension named by its url",
    da="Udvidelsen har ikke sin værdi som {allowed}.",
    en="The extension does not have its value as {allowed}.",
    todo=("Send værdien i den form.", "Send the value in that form."),
)
MEDIA: Final = _invariant(
    "media-link",
    f"{EU_LAB}, DiagnosticReport-eu-lab, media.link",
    da="media.link peger selv; i profilen har den kun display og peger i udvidelsen alternate-reference.",
    en="media.link points itself; in the profile it has only display and points in the extension alternate-reference.",
    todo=(
        "Skriv display, og henvis til en DocumentReference i udvidelsen.",
        "Write display, and refer to a DocumentReference in the extension.",
    ),
)
ANNOTATIONS: Final = _invariant(
    "section-annotations",
    f"{EU_LAB}, Composition-eu-lab, slices section:annotations and section:attachment",
    da="Afsnittet med bemærkninger har indgange eller afsnit i sig, eller afsnittet med bilag har afsnit eller ingen.",
    en="The section of annotations has entries or sections inside, or that of attachments has sections or none.",
    todo=(
        "Skriv bemærkninger som tekst, og bilag som indgange.",
        "Write annotations as text, and attachments as entries.",
    ),
)
ATTESTER: Final = _invariant(
    "attester",
    f"{EU_BASE}, composition-eu-core, slices of attester",
    da="En attestering (legal eller professional) mangler tid eller person.",
    en="An attester (legal or professional) lacks a time or a party.",
    todo=("Tilføj time og party.", "Add time and party."),
)
STATUS: Final = _invariant(
    "status",
    f"{EU_LAB}, the guide's table of statuses",
    da="DiagnosticReport er {report}, og så er Composition ventet som {expected}.",
    en="DiagnosticReport is {report}, and Composition is then expected to be {expected}.",
    todo=("Ret den ene status.", "Correct one of the statuses."),
    severity="warning",
)
STATUS_RESULTS: Final = _invariant(
    "status-results",
    f"{EU_LAB}, the guide's table of statuses",
    da="DiagnosticReport er {report}, og det passer ikke med svarenes statusser.",
    en="DiagnosticReport is {report}, which does not go with the statuses of its observations.",
    todo=(
        "Ventet: {expected}. Ret rapportens eller svarenes status.",
        "Expected: {expected}. Correct the status of the report or of the observations.",
    ),
    severity="warning",
)
NUMBER: Final = _invariant(
    "identifier",
    f"{DK_CORE}, the profile of the identifier; National Service Platform (nspop.dk), eCPR formats",
    da="Nummeret er ikke et rigtigt {kind}: {fault}.",
    en="The number is no right {kind}: {fault}.",
    todo=("Ret nummeret, eller dets system.", "Correct the number, or its system."),
)
NUMBER_SYSTEM: Final = _invariant(
    "identifier-system",
    f"{DK_CORE}, the profile of the identifier",
    da="Nummeret står i et ældre system end {expected}, som DK Core bruger.",
    en="The number stands in an older system than {expected}, which DK Core uses.",
    todo=("Brug det.", "Use that."),
    severity="note",
)
NPU_SYSTEM: Final = _invariant(
    "npu-system",
    f"{DK_CORE}, NPU (changed in 3.5.0)",
    da="NPU-koden står i et ældre system end http://npu-terminology.org.",
    en="The NPU code stands in an older system than http://npu-terminology.org.",
    todo=("Brug det, hvor modtageren kan.", "Use that where the receiver can."),
    severity="note",
)
NOT_CHECKED: Final = _invariant(
    "terminology",
    "Labsvar's own: the code systems are not part of Labsvar and cannot be asked without a network",
    da="Om koderne findes i {system}, er ikke tjekket.",
    en="Whether the codes exist in {system} is not checked.",
    todo=("Intet.", "Nothing."),
    severity="note",
)
