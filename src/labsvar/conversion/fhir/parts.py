"""Resources from plain values: the same for letters and for stored results.

A value is written as it was sent. What FHIR's form of it would change (the comma of `3,0`, zeros in front)
stands beside it in an extension of our own, so that nothing is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

import msgspec

from labsvar.checks.fhir.numbers import SYSTEMS
from labsvar.conversion.fhir.systems import (
    ABSENT,
    CATEGORY,
    CPR,
    D_ECPR,
    INTERPRETATION,
    LOINC,
    PRODUCER,
    RANGE_MEANING,
    UCUM,
    X_ECPR,
    own_extension,
    own_system,
)
from labsvar.conversion.fhir.tables import INTERVAL, OPERATOR, UNITS, VALIDATION, system_of_iupac
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Element,
    Extension,
    HumanName,
    Identifier,
    Meta,
    ObservationReferenceRange,
    Organization,
    Patient,
    Quantity,
    Reference,
)
from labsvar.identifiers import person, replacement

LABORATORY: Final = CodeableConcept(
    coding=(Coding(system=CATEGORY, code="laboratory", display="Laboratory"),)
)
REPORT_CODE: Final = CodeableConcept(
    coding=(Coding(system=LOINC, code="11502-2", display="Laboratory report"),)
)
STUDIES: Final = {
    # Assumption: the European list of studies has no code for these, so they have one of our own.
    "pathology": CodeableConcept(coding=(Coding(system=own_system("field"), code="pathology"),)),
    "genetics": CodeableConcept(coding=(Coding(system=own_system("field"), code="genetics"),)),
    "chemistry": CodeableConcept(
        coding=(Coding(system=LOINC, code="18719-5", display="Chemistry studies (set)"),)
    ),
    "microbiology": CodeableConcept(
        coding=(Coding(system=LOINC, code="18725-2", display="Microbiology studies (set)"),)
    ),
}
_CODE: Final = re.compile(r"\S+( \S+)*")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """A reference interval in plain values; `kind` is the letter's word for its type."""

    kind: str | None = None
    low: str | None = None
    high: str | None = None
    text: str | None = None


def meta(profile: str | None, *, security: Iterable[Coding] = (), tag: Iterable[Coding] = ()) -> Meta | None:
    """What is told about a resource; `None` for nothing."""
    made = Meta(profile=(profile,) if profile else (), security=tuple(security), tag=tuple(tag))
    return made if made != Meta() else None


def said(name: str, text: str) -> Extension:
    """A text of the letter that FHIR has no element for."""
    return Extension(url=own_extension(name), value_string=text)


def said_in(extensions: Iterable[Extension], name: str) -> str | None:
    """The text of one of our own extensions."""
    url = own_extension(name)
    return next((each.value_string for each in extensions if each.url == url), None)


def absent(reason: Literal["unknown", "not-performed", "error"]) -> Extension:
    """Why there is no value."""
    return Extension(url=ABSENT, value_code=reason)


def coding(
    system: str | None, code: str, *, display: str | None = None, extension: tuple[Extension, ...] = ()
) -> Coding:
    """A code; one that FHIR cannot write as a code (spaces at its ends) stands in an extension."""
    if _CODE.fullmatch(code):
        return Coding(system=system, code=code, display=display or None, extension=extension)
    beside = (*extension, said("code-as-sent", code))
    return Coding(system=system, display=display or None, extension=beside)


def code_of(found: Coding) -> str | None:
    """The code that `coding` was given."""
    return said_in(found.extension, "code-as-sent") or found.code


def concept(text: str | None, *codings: Coding) -> CodeableConcept:
    """A concept by its text and codes."""
    return CodeableConcept(coding=codings, text=text or None)


def marker(kind: str) -> CodeableConcept:
    """Which of a letter's numbers an identifier is."""
    return CodeableConcept(coding=(Coding(system=own_system("identifier-kind"), code=kind),))


def analysis_code(
    *, code: str, kind: str, responsible: str, npu: str, short_name: str | None = None
) -> Coding:
    """The code of an analysis in the system it belongs to, with who is responsible for it, when that is told."""
    system = system_of_iupac(code, npu=npu) if kind == "iupac" else None
    told = (responsible,) if responsible else ()
    return coding(
        system or own_system("analysis-codes", kind, *told),
        code,
        display=short_name,
        extension=tuple(said("responsible", each) for each in told),
    )


def patient(
    *,
    own_id: str,
    number: str | None,
    alternative: str | None,
    surname: str,
    given: str | None,
    profile: str | None,
) -> Patient:
    """A person. A birth date comes from the number, and otherwise is said to be unknown."""
    born = person.birth_date(number or alternative or "")
    return Patient(
        id=own_id,
        meta=meta(profile),
        identifier=(person_identifier(number, alternative),) if number or alternative else (),
        name=(person_name(surname, given),),
        birth_date=born.isoformat() if born else None,
        birth_date_element=None if born else Element(extension=(absent("unknown"),)),
    )


def person_identifier(number: str | None, alternative: str | None) -> Identifier:
    """A CPR number, a replacement number by its form, or another number in a system of our own."""
    if number is not None:
        system = right_system(CPR, number, otherwise=("person-number",))
        return Identifier(use="official", system=system, value=number)
    assert alternative is not None
    if replacement.fault(alternative) is not None:
        return Identifier(use="temp", system=own_system("person-number"), value=alternative)
    national = replacement.is_national(alternative)
    return Identifier(use="temp", system=X_ECPR if national else D_ECPR, value=alternative)


def right_system(system: str | None, value: str, *, otherwise: tuple[str, ...]) -> str:
    """The system, when the value is a right number of it; otherwise one of our own, where nothing is claimed."""
    known = SYSTEMS.get(system or "")
    if system is None or (known is not None and known[1](value) is not None):
        return own_system(*otherwise)
    return system


def person_name(surname: str, given: str | None) -> HumanName:
    """A name; its text keeps the blanks between given names as they were sent."""
    names = tuple((given or "").split())
    text = surname if given is None else f"{given} {surname}"
    return HumanName(use="official", text=text, family=surname, given=names)


def producer(*, own_id: str, code: str, name: str, profile: str | None = None) -> Organization:
    """The laboratory that made a result."""
    return Organization(
        id=own_id, meta=meta(profile), identifier=(Identifier(system=PRODUCER, value=code),), name=name
    )


def is_number(text: str) -> bool:
    """Whether a value is a number as FHIR understands it, with a comma or a point."""
    return _NUMBER.fullmatch(text) is not None


def quantity(text: str, unit: str | None, *, operator: str | None = None) -> Quantity:
    """A number with its unit; every digit stays. `text` must be one (`is_number`)."""
    value = Decimal(text.replace(",", "."))
    # Assumption: a number that was sent without a unit has none, which UCUM writes as 1 (DK Core wants either).
    ucum = UNITS.get(unit) if unit else "1"
    return Quantity(
        extension=() if f"{value:f}" == text else (said("value-as-sent", text),),
        value=value,
        comparator=OPERATOR.get(operator or ""),
        unit=unit,
        system=UCUM if ucum else None,
        code=ucum,
    )


def in_words(value: str, unit: str | None, *, operator: str | None) -> str:
    """A value that is no number, with its sign and unit: a reader who sees nothing else must not miss them."""
    return " ".join(filter(None, (OPERATOR.get(operator or ""), value, unit)))


def unit_of(found: Quantity) -> str | None:
    """The unit that `quantity` was given."""
    return found.unit or (found.code if found.code != "1" else None)


def number_of(found: Quantity) -> str | None:
    """The text that `quantity` was given."""
    as_sent = said_in(found.extension, "value-as-sent")
    if as_sent is not None or found.value is None:
        return as_sent
    return f"{found.value:f}"


def reference_range(limits: Limits, unit: str | None) -> ObservationReferenceRange | None:
    """A reference interval; limits that are no numbers stand in its text. `None` for one that says nothing."""
    low, high = limits.low, limits.high
    if low is None and high is None and limits.text is None:
        return None
    kind = None if limits.kind is None else _interval_type(limits.kind)
    if all(each is None or is_number(each) for each in (low, high)):
        return ObservationReferenceRange(
            low=None if low is None else quantity(low, unit),
            high=None if high is None else quantity(high, unit),
            type=kind,
            text=limits.text,
        )
    kept = (("lower-limit", low), ("upper-limit", high), ("interval-text", limits.text))
    return ObservationReferenceRange(
        extension=tuple(said(name, text) for name, text in kept if text is not None),
        type=kind,
        text=_in_words(limits),
    )


def interpretation(validation: str | None) -> tuple[CodeableConcept, ...]:
    """The laboratory's own mark of a result."""
    if validation is None:
        return ()
    return (CodeableConcept(coding=(Coding(system=INTERPRETATION, code=VALIDATION[validation]),)),)


def reference(own_id: str) -> Reference:
    """A pointer to a resource of the same Bundle."""
    return Reference(reference=f"urn:uuid:{own_id}")


def references(ids: Sequence[str]) -> tuple[Reference, ...]:
    """Pointers to resources of the same Bundle."""
    return tuple(map(reference, ids))


def _interval_type(kind: str) -> CodeableConcept:
    meaning = INTERVAL.get(kind)
    if meaning is None:
        return CodeableConcept(coding=(Coding(system=own_system("type-of-interval"), code=kind),))
    return CodeableConcept(coding=(Coding(system=RANGE_MEANING, code=meaning),))


def _in_words(limits: Limits) -> str:
    bounds = f"{limits.low or ''} – {limits.high or ''}".strip()
    return bounds if limits.text is None else f"{bounds}; {limits.text}"
