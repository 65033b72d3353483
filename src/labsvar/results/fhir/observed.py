"""Observations as results: which there are, what holds them together, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from labsvar.conversion.fhir import texts
from labsvar.conversion.fhir.parts import said_in
from labsvar.conversion.fhir.reading import Reading, documents
from labsvar.conversion.fhir.systems import parts_of
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    DiagnosticReport,
    Observation,
    ObservationComponent,
    Specimen,
)
from labsvar.letters.text import plain
from labsvar.results.fhir import parties, stating
from labsvar.results.fhir.values import STATUS, interval_of, mark_of, value_of, words
from labsvar.results.model import Party, Remark, Result

_LONGEST_DESCRIPTION = 70


class Found(NamedTuple):
    """An Observation with a value, and the names of those that hold it, the outermost first."""

    observation: Observation
    above: tuple[str, ...] = ()


def found_in(report: DiagnosticReport, reading: Reading) -> list[Found]:
    """The results in the order of the report, those that it holds through others after the one that holds them.

    A report that names none has all that are in the Bundle (assumption); so has one of DK Core.
    """
    named = [each for each in (reading.get(one, Observation) for one in report.result) if each is not None]
    held = {id(each) for one in reading.all(Observation) for each in _members(one, reading)}
    tops = named or [each for each in reading.all(Observation) if id(each) not in held]
    seen: set[int] = set()
    return [each for top in tops for each in _under(top, (), reading, seen)]


def _under(each: Observation, above: tuple[str, ...], reading: Reading, seen: set[int]) -> Iterator[Found]:
    if id(each) in seen:
        return
    seen.add(id(each))
    if says_something(each) or each.component:
        yield Found(each, above)
    for member in _members(each, reading):
        yield from _under(member, (*above, _as_holder(each)), reading, seen)


def _as_holder(each: Observation) -> str:
    """What stands above others: its name, and what it found, as the organism that antibiotics were tried on."""
    found = value_of(each, each.status).text if says_something(each) else ""
    return ": ".join(part for part in (name_of(each.code), found) if part)


def _members(each: Observation, reading: Reading) -> list[Observation]:
    found = (reading.get(one, Observation) for one in each.has_member)
    return [one for one in found if one is not None]


def says_something(each: Observation) -> bool:
    """Whether an Observation is a result and does not only hold others together."""
    fields = (name for name in each.__struct_fields__ if name.startswith("value_"))
    has_value = any(getattr(each, name) is not None for name in fields)
    return has_value or each.data_absent_reason is not None or not (each.has_member or each.component)


def name_of(code: CodeableConcept) -> str:
    """The name of an analysis: its own words, else those of its code."""
    chosen = stating.choice(code)
    return words(code) if chosen is None else code.text or chosen.display or chosen.code or ""


def results_of(found: Found, otherwise: Party, reading: Reading, *, micro: bool) -> Iterator[Result]:
    """The result of an Observation, and one for each of its components."""
    each = found.observation
    if says_something(each):
        yield _result(found, otherwise, reading, micro=micro)
    for component in each.component:
        held = Found(each, (*found.above, name_of(each.code)))
        yield _component(component, _result(held, otherwise, reading, micro=micro), each)


def _result(found: Found, otherwise: Party, reading: Reading, *, micro: bool) -> Result:
    each = found.observation
    code, kind, responsible = stating.code_of(each.code)
    chosen = stating.choice(each.code)
    producer = parties.producer(each.performer, otherwise, reading)
    value = value_of(each, each.status)
    group, order = _placement(each)
    said = documents(each, reading)
    told = tuple(one for one in said if len(one.ref_description) <= _LONGEST_DESCRIPTION)
    return Result(
        code=code,
        code_type=kind,
        code_responsible=responsible,
        short_name=None if chosen is None else chosen.display,
        full_name=_full_name(each.code),
        producer_code=producer.code,
        producer_name=producer.name,
        producer_kind=producer.kind,
        status=STATUS[each.status],
        value=value.text,
        numeric=value.numeric,
        operator=value.operator,
        unit=value.unit,
        interval=None if each.status == "entered-in-error" else interval_of(each),
        mark=None if each.status == "entered-in-error" else mark_of(each),
        group=group or (" / ".join(one for one in found.above if one) or None),
        order=order,
        remarks=(
            *map(_remark, each.note),
            *(_remark(Annotation(text=one.ref_description)) for one in said if one not in told),
        ),
        references=told,
        material=_material(each, reading) if micro else None,
        location=words(each.body_site) or None if each.body_site is not None else None,
        stated=stating.stated(each, reading, country=producer.country),
    )


def _full_name(code: CodeableConcept) -> str:
    """The whole name; a letter's own empty name stays empty."""
    ours = any(said_in(each.extension, "responsible") is not None for each in code.coding)
    name = code.text or ("" if ours else name_of(code))
    return plain(texts.marked(name)).strip()


def _component(component: ObservationComponent, whole: Result, each: Observation) -> Result:
    code, kind, responsible = stating.code_of(component.code)
    chosen = stating.choice(component.code)
    value = value_of(component, each.status)
    held = {name: getattr(whole, name) for name in Result.__struct_fields__}
    return Result(
        **held
        | {
            "code": code,
            "code_type": kind,
            "code_responsible": responsible,
            "short_name": None if chosen is None else chosen.display,
            "full_name": _full_name(component.code),
            "value": value.text,
            "numeric": value.numeric,
            "operator": value.operator,
            "unit": value.unit,
            "interval": interval_of(component),
            "mark": mark_of(component),
        }
    )


def _placement(each: Observation) -> tuple[str | None, int | None]:
    """The laboratory's own group of the result and its place there, where a letter told it."""
    for coding in (one for concept in each.category for one in concept.coding):
        if parts_of(coding.system, "requisition-groups"):
            orders = (one.value_positive_int for one in coding.extension)
            return coding.display, next((one for one in orders if one), None)
    return None, None


def _remark(note: Annotation) -> Remark:
    is_text = said_in(note.extension, "remark") == "ResultTextValue"
    return Remark(kind="text" if is_text else "comment", content=texts.marked(note.text))


def _material(each: Observation, reading: Reading) -> str | None:
    specimen = reading.get(each.specimen, Specimen)
    return None if specimen is None or specimen.type is None else words(specimen.type) or None
