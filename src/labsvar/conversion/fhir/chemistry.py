"""The results of an XRPT01 as Observations, and back."""

from __future__ import annotations

from msgspec.structs import replace

from labsvar.conversion.fhir import parts, texts
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.reading import Reading, documents
from labsvar.conversion.fhir.systems import PRODUCER, own_extension, own_system, parts_of
from labsvar.conversion.fhir.tables import OF_RESULT_STATUS, RESULT_STATUS
from labsvar.conversion.fhir.values import Code, read_code, read_interpretation, read_interval
from labsvar.conversion.supplies import OPTIONS
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    Extension,
    Observation,
    ObservationReferenceRange,
    Organization,
    Reference,
)
from labsvar.letters.common import Limits, Producer, ReferenceInterval
from labsvar.letters.xrpt01 import (
    Analysis,
    Placement,
    RequisitionGroup,
    Result,
    ResultComments,
    ResultTextValue,
)


def observation(
    result: Result, making: Making, common: Observation, *, number: int, path: str
) -> Observation:
    """A result; `common` holds what all Observations of the letter share, `number` counts from one."""
    role = f"result/{number}"
    analysis = result.analysis
    code = parts.analysis_code(
        code=analysis.analysis_code,
        kind=analysis.analysis_code_type,
        responsible=analysis.analysis_code_responsible,
        short_name=analysis.analysis_short_name,
        npu=making.choices.npu,
    )
    full = analysis.analysis_complete_name
    name = making.text(full, f"{path}/Analysis/AnalysisCompleteName") if full else None
    made = replace(
        common,
        id=making.id(role),
        status=RESULT_STATUS[result.result_status_code],
        category=(*common.category, *_group(analysis.placement)),
        code=parts.concept(name, code),
        performer=(_producer(result.producer_of_lab_result, making),),
        interpretation=parts.interpretation(result.result_validation),
        note=_notes(result, making, path),
        reference_range=_interval(result, making, f"{path}/ReferenceInterval"),
        extension=making.attached(result.references, role),
    )
    return _with_value(made, result)


def _group(placement: Placement | None) -> tuple[CodeableConcept, ...]:
    if placement is None:
        return ()
    group = placement.requisition_group
    order = Extension(url=own_extension("order"), value_positive_int=placement.order)
    system = own_system("requisition-groups", group.identifier_responsible)
    code = parts.coding(system, group.identifier, display=group.name, extension=(order,))
    return (CodeableConcept(coding=(code,)),)


def _producer(lab: Producer, making: Making) -> Reference:
    own_id = making.id(f"producer/{lab.identifier_code}/{lab.identifier}")
    if all(each.id != own_id for each in making.resources):
        making.add(parts.producer(own_id=own_id, code=lab.identifier_code, name=lab.identifier))
    return parts.reference(own_id)


def _notes(result: Result, making: Making, path: str) -> tuple[Annotation, ...]:
    made: list[Annotation] = []
    for remark in result.remarks:
        name = type(remark).__name__
        text = making.text(remark.content, f"{path}/{name}")
        if text is not None:
            made.append(Annotation(extension=(parts.said("remark", name),), text=text))
    return tuple(made)


def _interval(result: Result, making: Making, path: str) -> tuple[ObservationReferenceRange, ...]:
    interval = result.reference_interval
    if interval is None:
        return ()
    limits = interval.limits
    made = parts.reference_range(
        parts.Limits(
            kind=limits.type_of_interval if limits else None,
            low=limits.lower_limit if limits else None,
            high=limits.upper_limit if limits else None,
            text=interval.interval_text,
        ),
        result.unit,
    )
    if made is None:
        making.notes.lost(
            path,
            da="et referenceinterval uden grænser og tekst",
            en="a reference interval with neither limits nor text",
        )
        return ()
    return (made,)


def _with_value(made: Observation, result: Result) -> Observation:
    numeric = result.result_type == "numerisk" and parts.is_number(result.value)
    if numeric:
        sent_on = made.extension
        if result.to_lab_identifier is not None:
            sent_on = (*sent_on, parts.said("to-lab", result.to_lab_identifier))
        value = parts.quantity(result.value, result.unit, operator=result.operator)
        return replace(made, extension=sent_on, value_quantity=value)
    said = {
        "result-type": result.result_type if result.result_type != "alfanumerisk" else None,
        "operator": result.operator,
        "unit": result.unit,
        "to-lab": result.to_lab_identifier,
    }
    waiting = made.status == "registered" and not result.value.strip("*")
    told = (parts.said(name, text) for name, text in said.items() if text is not None)
    beside = (*made.extension, *told)
    if waiting:
        return replace(made, extension=(*beside, parts.said("value-as-sent", result.value)))
    return replace(made, extension=beside, value_string=result.value)


def result(found: Observation, reading: Reading, path: str) -> Result:
    """The result that an Observation tells of. What a letter has no place for is told in `reading`."""
    code = read_code(found.code, reading, f"{path}.code")
    value, kind, operator, unit = _value(found, reading, path)
    return Result(
        result_status_code=reading.coded(OF_RESULT_STATUS, found.status, f"{path}.status"),
        analysis=Analysis(
            analysis_code=code.code,
            analysis_code_type=code.kind,
            analysis_code_responsible=code.responsible,
            analysis_short_name=code.short_name,
            analysis_complete_name=texts.marked(found.code.text or _name(found, code)),
            placement=_placement(found),
        ),
        producer_of_lab_result=_read_producer(found, reading, f"{path}.performer"),
        reference_interval=_read_interval(found, reading, path),
        result_type=kind,
        operator=operator,
        value=value,
        unit=unit,
        result_validation=read_interpretation(found, reading, path),
        remarks=tuple(map(_remark, found.note)),
        references=documents(found, reading),
        to_lab_identifier=parts.said_in(found.extension, "to-lab"),
    )


def _name(found: Observation, code: Code) -> str:
    """The name of an analysis that is told in codes only; a letter's own empty name stays empty."""
    ours = any(parts.said_in(each.extension, "responsible") is not None for each in found.code.coding)
    return "" if ours else code.short_name or ""


def _remark(note: Annotation) -> ResultTextValue | ResultComments:
    content = texts.marked(note.text)
    if parts.said_in(note.extension, "remark") == "ResultTextValue":
        return ResultTextValue(content=content)
    return ResultComments(content=content)


def _placement(found: Observation) -> Placement | None:
    for coding in (one for each in found.category for one in each.coding):
        responsible = parts_of(coding.system, "requisition-groups")
        order = next((each.value_positive_int for each in coding.extension if each.value_positive_int), None)
        code = parts.code_of(coding)
        if responsible and order and code:
            group = RequisitionGroup(
                identifier=code, identifier_responsible=responsible[0], name=coding.display or ""
            )
            return Placement(requisition_group=group, order=order)
    return None


def _value(found: Observation, reading: Reading, path: str) -> tuple[str, str, str | None, str | None]:
    """The value with its type, operator and unit, as a letter writes them."""
    quantity = found.value_quantity
    if quantity is not None:
        return (
            parts.number_of(quantity) or reading.needed(f"{path}.valueQuantity.value"),
            "numerisk",
            reading.operator(quantity.comparator, f"{path}.valueQuantity.comparator"),
            parts.unit_of(quantity),
        )
    text = found.value_string or parts.said_in(found.extension, "value-as-sent")
    concept = found.value_codeable_concept
    if text is None and concept is not None:
        text = concept.text or next((each.display for each in concept.coding if each.display), None)
    if text is None and found.status == "registered":
        text = "*****"
    kind = parts.said_in(found.extension, "result-type") or "alfanumerisk"
    operator, unit = (parts.said_in(found.extension, name) for name in ("operator", "unit"))
    return text or reading.needed(f"{path}.value"), kind, operator, unit


def _read_producer(found: Observation, reading: Reading, path: str) -> Producer:
    for each in found.performer:
        lab = reading.get(each, Organization)
        if lab is None:
            continue
        code = next((one.value for one in lab.identifier if one.system == PRODUCER), None)
        if code is not None:
            return Producer(identifier=lab.name or code, identifier_code=code)
    code, _, name = reading.needed(path, option=OPTIONS["ProducerOfLabResult"]).partition(":")
    return Producer(identifier=name or code, identifier_code=code)


def _read_interval(found: Observation, reading: Reading, path: str) -> ReferenceInterval | None:
    said = read_interval(found, reading, path)
    if said is None:
        return None
    limits = (
        None
        if said.kind is None and said.low is None and said.high is None
        else Limits(
            type_of_interval=said.kind or "uspecificeret", lower_limit=said.low, upper_limit=said.high
        )
    )
    return ReferenceInterval(limits=limits, interval_text=said.text)
