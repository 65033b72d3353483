"""The results of an XRPT01 as Observations, and back."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from labsvar.conversion.fhir import measured, parts, texts
from labsvar.conversion.fhir.facts import (
    CORRECTED,
    Facts,
    Moment,
    SampleTold,
    Told,
    laboratory_number,
    requested_number,
)
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
    Organization,
    Period,
    Quantity,
)
from labsvar.letters import xrpt02
from labsvar.letters.common import Limits, Producer, ReferenceInterval
from labsvar.letters.xrpt01 import (
    Analysis,
    LaboratoryReport,
    Placement,
    RequisitionGroup,
    Result,
    ResultComments,
    ResultTextValue,
    Sample,
)


def facts(letter: LaboratoryReport, making: Making, path: str) -> Facts:
    """What the frame is made of."""
    information, sample = letter.requisition_information, letter.requisition_information.sample
    general = letter.laboratory_results.general_result_information
    asked = f"{path}/RequisitionInformation"
    comment = None if information.comments is None else making.text(information.comments, f"{asked}/Comments")
    results = letter.laboratory_results.results
    return Facts(
        study=parts.STUDIES["chemistry"],
        production=general.laboratory_internal_production_identifier,
        status=general.report_status_code or "del_svar",
        is_corrected=any(each.result_status_code == CORRECTED for each in results),
        resulted=Moment(
            general.results_date_time, f"{path}/LaboratoryResults/GeneralResultInformation/ResultsDateTime"
        ),
        sampled=Moment(sample.sampling_date_time, f"{asked}/Sample/SamplingDateTime"),
        period=_period(sample, making, f"{asked}/Sample"),
        quantity=_volume(sample),
        own=laboratory_number(sample.laboratory_internal_sample_identifier),
        requested=requested_number(sample.requester_sample_identifier),
        samples=(
            SampleTold(
                role="specimen",
                own=sample.laboratory_internal_sample_identifier,
                requested=sample.requester_sample_identifier,
            ),
        ),
        comments=() if comment is None else (Annotation(text=comment),),
    )


def tell(letter: LaboratoryReport, making: Making, shared: Observation, path: str) -> Told:
    """The results, one Observation each."""
    made = tuple(
        observation(each, making, shared, number=number, path=f"{path}/LaboratoryResults/Result[{number}]")
        for number, each in enumerate(letter.laboratory_results.results, 1)
    )
    return Told(observations=made, top=tuple(each.id or "" for each in made))


def _period(sample: Sample, making: Making, path: str) -> Period | None:
    interval = sample.sampling_interval
    if interval is None:
        return None
    start = making.time(interval.start_date_time, f"{path}/SamplingInterval/StartDateTime")
    end = making.time(interval.end_date_time, f"{path}/SamplingInterval/EndDateTime")
    if start and end and datetime.fromisoformat(start) > datetime.fromisoformat(end):
        making.notes.unfit(
            f"{path}/SamplingInterval",
            da="perioden slutter, før den begynder, og det kan den ikke i FHIR",
            en="the interval ends before it begins, which it cannot in FHIR",
        )
    return Period(start=start, end=end)


def _volume(sample: Sample) -> Quantity | None:
    if sample.volume is None:
        return None if sample.unit_of_volume is None else Quantity(unit=sample.unit_of_volume)
    return parts.quantity(sample.volume, sample.unit_of_volume)


def observation(
    result: Result, making: Making, common: Observation, *, number: int, path: str
) -> Observation:
    """A result; `common` holds what all Observations of the letter share, `number` counts from one."""
    role = f"result/{number}"
    analysis, lab = result.analysis, result.producer_of_lab_result
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
        performer=(making.laboratory(lab.identifier_code, lab.identifier),),
        interpretation=parts.interpretation(result.result_validation),
        note=_notes(result, making, path),
        reference_range=measured.interval(
            result.reference_interval, result.unit, making, f"{path}/ReferenceInterval"
        ),
        extension=making.attached(result.references, role),
    )
    return with_value(made, result)


def _group(placement: Placement | None) -> tuple[CodeableConcept, ...]:
    if placement is None:
        return ()
    group = placement.requisition_group
    order = Extension(url=own_extension("order"), value_positive_int=placement.order)
    system = own_system("requisition-groups", group.identifier_responsible)
    code = parts.coding(system, group.identifier, display=group.name, extension=(order,))
    return (CodeableConcept(coding=(code,)),)


def _notes(result: Result, making: Making, path: str) -> tuple[Annotation, ...]:
    made: list[Annotation] = []
    for remark in result.remarks:
        name = type(remark).__name__
        text = making.text(remark.content, f"{path}/{name}")
        if text is not None:
            made.append(Annotation(extension=(parts.said("remark", name),), text=text))
    return tuple(made)


def with_value(made: Observation, result: Result | xrpt02.Result) -> Observation:
    """An Observation with the value of a result: a number as a quantity, anything else as it was sent."""
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
    as_sent = parts.said("value-as-sent", result.value)
    if waiting:
        return replace(made, extension=(*beside, as_sent))
    if result.operator is not None:
        words = parts.in_words(result.value, result.unit, operator=result.operator)
        return replace(made, extension=(*beside, as_sent), value_string=words)
    return replace(made, extension=beside, value_string=result.value)


def result(found: Observation, reading: Reading, path: str) -> Result:
    """The result that an Observation tells of. What a letter has no place for is told in `reading`."""
    reading.take(found)
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
    text = parts.said_in(found.extension, "value-as-sent") or found.value_string
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
