"""Results that practice systems send as FHIR, as the rows of a laboratory card that they are.

    Bundle.meta.source, or Device or Provenance      the practice system
    Composition, Provenance or MessageHeader         the clinic; without one, whoever performed
    Observation.identifier and meta.versionId        the row's own number and its version
    Observation.performer                            whether the clinic or a laboratory made the result
    meta.security R                                  a refusal; never on Patient, where it means protection
    entered-in-error, corrected, amended             withdraw, correct

From there on a row is a row: the same stages, positive list, refusals and corrections. What a row has no place for
refuses the result by name; nothing is left out in silence. No public page says how practice systems send results in
FHIR, so the table above is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from labsvar.checks import fhir as checks
from labsvar.conversion.fhir import contradictions, heads, parts
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import MCS, PROVIDER, SOR, parts_of
from labsvar.conversion.fhir.tables import NPU_SYSTEMS
from labsvar.conversion.notes import Notes
from labsvar.findings import Finding, Rule, has_errors
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import (
    AnyResource,
    Bundle,
    Composition,
    DiagnosticReport,
    MessageHeader,
    Observation,
    Organization,
    Patient,
    Provenance,
    Reference,
    ServiceRequest,
    Specimen,
)
from labsvar.hub import fhir_rules as rules
from labsvar.hub.reading import RowsRead
from labsvar.hub.rows import ReadRow, row_of
from labsvar.results.fhir import observed, parties, values
from labsvar.results.fhir.stating import choice
from labsvar.results.fhir.times import moment

ELEMENTS: Final[Mapping[str, str]] = {
    "row_id": "identifier",
    "row_version": "meta.versionId",
    "clinic": "performer",
    "clinic_id_type": "performer",
    "origin": "performer",
    "laboratory": "performer",
    "patient": "subject",
    "surname": "subject",
    "given_name": "subject",
    "sampled_at": "effective",
    "resulted_at": "issued",
    "code": "code",
    "code_system": "code",
    "name": "code",
    "value": "value",
    "operator": "value",
    "unit": "value",
    "reference_lower": "referenceRange",
    "reference_upper": "referenceRange",
    "flag": "interpretation",
    "comment": "note",
    "material": "specimen",
    "requisition_number": "basedOn",
    "consent": "meta.security",
    "action": "status",
    "reason": "note",
}
"""Where the field of a row stands in an Observation; `system` is the Bundle's."""
_ACTIONS: Final = {
    "final": "new",
    "corrected": "correct",
    "amended": "correct",
    "entered-in-error": "withdraw",
}
_FLAGS: Final = {"high": "high", "low": "low", "abnormal": "abnormal", None: ""}
_OPERATORS: Final = {"mindre_end": "<", "stoerre_end": ">", None: ""}


def read(data: bytes) -> RowsRead:
    """The rows of a Bundle; or, of a file that is none or breaks the rules of FHIR, why."""
    checked = checks.check(data)
    resource = checked.read.resource
    if resource is None or has_errors(checked.findings):
        return RowsRead(findings=tuple(each for each in checked.findings if each.severity == "error"))
    found = _Rows(Reading(resource, Notes()), data) if isinstance(resource, Bundle) else None
    rows = () if found is None else tuple(found.rows())
    return RowsRead(rows=rows, findings=() if rows else (rules.NOT_A_BUNDLE.at(line=None, path="Bundle"),))


class _Rows:
    """A Bundle whose results are read as rows."""

    def __init__(self, reading: Reading, data: bytes) -> None:
        self._reading = reading
        self._lines = fhir.lines(data)
        self._whole = [each for each in heads.refusals(reading) if not isinstance(each, Observation)]

    def rows(self) -> Iterator[ReadRow]:
        """A row for each Observation, in the order of the Bundle."""
        for each in self._reading.all(Observation):
            place = self._reading.place(each)
            line = self._lines.get(place.partition("]")[0] + "]", 1)
            unfit = tuple(self._unfit(each, line, place))
            made = row_of(self._fields(each), line=line)
            findings = (*unfit, *(placed(one, place) for one in made.findings))
            row = None if findings else made.row
            yield replace(made, row=row, findings=findings, place=place)

    def _unfit(self, each: Observation, line: int, place: str) -> Iterator[Finding]:
        """Why a result cannot be a row."""
        wrong: list[tuple[bool, Rule, str]] = [
            (bool(each.has_member or each.component), rules.SEVERAL_VALUES, "value"),
            (each.status not in _ACTIONS, rules.NOT_FINAL, "status"),
            (_comparator(each) not in (None, "<", ">"), rules.COMPARATOR, "value"),
            (self._code(each)[1] == "", rules.CODE, "code"),
            (self._reading.get(each.subject, Patient) is None, rules.PERSON, "subject"),
            (self._contradicts(each), rules.CONTRADICTION, "value"),
        ]
        for is_wrong, rule, element in wrong:
            if is_wrong:
                yield rule.at(line=line, path=f"{place}.{element}")

    def _contradicts(self, each: Observation) -> bool:
        """Whether the result and what it points at say two things of the person or the unit, or carry a modifier."""
        patient = self._reading.get(each.subject, Patient)
        specimen = self._reading.get(each.specimen, Specimen)
        beside = [one for one in (each, patient, specimen) if one is not None]
        return (
            any(one.modifier_extension or one.implicit_rules for one in beside)
            or any(contradictions.units(each))
            or (patient is not None and contradictions.has_two_numbers(patient))
            or (
                specimen is not None
                and specimen.subject is not None
                and self._reading.get(specimen.subject, Patient) is not patient
            )
        )

    def _fields(self, each: Observation) -> dict[str, Any]:
        patient = self._reading.get(each.subject, Patient) or Patient()
        number, names = parties.number_of(patient), parties.name_of(patient)
        value = values.value_of(each, "final")
        interval = values.interval_of(each)
        code, system = self._code(each)
        specimen = self._reading.get(each.specimen, Specimen)
        notes = "\n".join(one.text for one in each.note)
        withdrawn = each.status == "entered-in-error"
        told = {
            "system": self._system(),
            **self._clinic(each),
            "row_id": next((one.value for one in each.identifier if one.value), None) or each.id,
            "row_version": (each.meta.version_id if each.meta else None) or "1",
            "patient": "" if number is None or number.system else number.value,
            "surname": names[0] if names else "",
            "given_name": (names[1] if names else None) or "",
            "sampled_at": _minute(each.effective_date_time or each.effective_instant),
            "resulted_at": _minute(each.issued),
            "code": code,
            "code_system": system or "unknown",
            "name": observed.name_of(each.code),
            "value": value.text,
            "operator": _OPERATORS.get(value.operator, ""),
            "unit": value.unit,
            "reference_lower": interval.lower if interval else "",
            "reference_upper": interval.upper if interval else "",
            "flag": _FLAGS[values.mark_of(each)],
            "comment": "" if withdrawn else notes,
            "reason": notes if withdrawn else "",
            "material": values.words(specimen.type) if specimen is not None and specimen.type else "",
            "requisition_number": self._requested(each),
            "consent": self._consent(each),
            "action": _ACTIONS.get(each.status, "new"),
        }
        return {name: said for name, said in told.items() if said}

    def _code(self, each: Observation) -> tuple[str, str]:
        """The code and what kind it is; no kind for one of a system that the hub's tables do not know."""
        found = choice(each.code)
        code = None if found is None else parts.code_of(found)
        if found is None or code is None:
            return "", "unknown"
        if found.system in NPU_SYSTEMS:
            return code, "dnk" if code.startswith("DNK") else "npu"
        own = parts_of(found.system, "analysis-codes")
        if found.system == MCS or own == ("iupac", "MCS"):
            return code, "mcs"
        if own is not None:
            return code, "mds" if own[-1] == "MDS" else "local"
        return code, "local" if found.system is None else ""

    def _clinic(self, each: Observation) -> dict[str, str]:
        """The clinic, and whether it made the result itself."""
        own = self._sender()
        made = next(
            (one for one in (self._organisation(by) for by in each.performer) if one is not None), None
        )
        clinic = own or made
        number, kind = _number(clinic)
        told = {"clinic": number, "clinic_id_type": kind}
        if made is None:
            return told
        if clinic is not None and _number(made) == (number, kind) and number:
            return told | {"origin": "own"}
        return told | {"origin": "laboratory", "laboratory": made.name or ""}

    def _sender(self) -> Organization | None:
        """Whoever sends the Bundle, where something in it says who that is."""
        found = (self._organisation(each) for one in self._reading.resources for each in _senders(one))
        return next((each for each in found if each is not None), None)

    def _organisation(self, reference: Reference) -> Organization | None:
        chain, _ = self._reading.party(reference)
        return chain[0] if chain else None

    def _system(self) -> str:
        bundle = self._reading.bundle
        source = bundle.meta.source if bundle.meta else None
        headers = (each.source.name for each in self._reading.all(MessageHeader))
        return next((each for each in headers if each), None) or source or ""

    def _requested(self, each: Observation) -> str:
        for reference in each.based_on:
            request = self._reading.get(reference, ServiceRequest)
            numbers = () if request is None else (request.requisition, *request.identifier)
            found = next((one.value for one in numbers if one is not None and one.value), None)
            number = reference.identifier.value if reference.identifier is not None else None
            if found or number:
                return found or number or ""
        return ""

    def _consent(self, each: Observation) -> str:
        """A refusal of a part of the Bundle that is no Observation is one of all its results (rules S11, S12)."""
        if self._whole or any(one is each for one in heads.refusals(self._reading)):
            return "refused"
        return "given" if any(heads.is_given(one) for one in self._reading.all(DiagnosticReport)) else ""


def _senders(resource: AnyResource) -> Iterator[Reference]:
    if isinstance(resource, Composition):
        yield from () if resource.custodian is None else (resource.custodian,)
        yield from resource.author
    elif isinstance(resource, MessageHeader):
        yield from () if resource.sender is None else (resource.sender,)
    elif isinstance(resource, Provenance):
        yield from (each.who for each in resource.agent)


def _number(organisation: Organization | None) -> tuple[str, str]:
    """The ydernummer or SOR code of a clinic, and which it is."""
    for system, kind in ((PROVIDER, "ydernummer"), (SOR, "sor")):
        for each in organisation.identifier if organisation else ():
            if each.system == system and each.value:
                return each.value, kind
    return "", ""


def _comparator(each: Observation) -> str | None:
    return None if each.value_quantity is None else each.value_quantity.comparator


def _minute(text: str | None) -> str:
    at = moment(text)
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M}"


def placed(finding: Finding, place: str) -> Finding:
    """A finding about a field, told of where the field stands in FHIR; one that is told so already is as it was."""
    if (finding.path or "").startswith(place):
        return finding
    element = ELEMENTS.get(finding.path or "")
    return replace(finding, path=f"{place}.{element}" if element else place)
