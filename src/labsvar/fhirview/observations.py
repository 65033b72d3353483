"""Results and findings as Observations, each with the versions that may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import own_system
from labsvar.conversion.fhir.tables import OPERATOR
from labsvar.fhirview import comparability, stating, words
from labsvar.fhirview.model import Making, Versions, instant, stamped
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    Coding,
    Extension,
    Observation,
    Reference,
)
from labsvar.letters.text import plain
from labsvar.results.authors import keyed_results
from labsvar.results.cumulative import analysis_of
from labsvar.results.history import InvestigationVersion, PartVersion, ResultHistory, Version
from labsvar.results.model import NO_ANSWER_YET, Mark, Report, Result, Status, Withdrawal

STATUS: Final = {
    Status.RECEIVED: "registered",
    Status.TEMPORARY: "preliminary",
    Status.FINAL: "final",
    Status.CORRECTED: "corrected",
}
_VALIDATION: Final[dict[Mark, str]] = {"high": "for_hoej", "low": "for_lav", "abnormal": "unormal"}
_DISAGREES: Final = (
    "Laboratorierne er uenige; det andet svar vises for sig. / "
    "The laboratories disagree; the other answer is shown by itself."
)
_BESIDE_WITHDRAWN: Final = (
    "Det andet laboratorium har trukket det samme svar tilbage; dette står stadig. / "
    "The other laboratory has withdrawn the same answer; this one still stands."
)
_DISPUTED: Final = (
    "Under afklaring: et andet laboratorium har sendt en rettelse. / "
    "Under clarification: another laboratory has sent a correction."
)


def of_result(history: ResultHistory, making: Making) -> Versions:
    """A result with its earlier versions; a withdrawn one is a tombstone without a value (rule S6)."""
    oldest = min((history.current, *history.earlier), key=lambda each: each.report.arrived_at)
    key = keyed_results(oldest.report)[oldest.position][0]
    identity = (oldest.report.sender.gln, *map(str, key))
    withdrawn = history.withdrawn
    if withdrawn is not None:
        bare = _described(history.current, making, identity)
        return Versions(resources=(_tombstone(bare, withdrawn),))
    newest = _with_value(history.current, making, identity)
    newest = replace(newest, note=(*newest.note, *told_beside(history)))
    earlier = (_with_value(each, making, identity) for each in history.earlier)
    versions = ((newest, history.current), *zip(earlier, history.earlier, strict=True))
    return Versions(resources=tuple(stamped(made, version.report.arrived_at) for made, version in versions))


def of_investigation(found: InvestigationVersion, number: int, making: Making) -> Versions:
    """One investigation of XRPT05; its findings are told in words. `number` tells apart a code that stands twice."""
    examination = found.investigation.examination
    report = found.report
    identity = (
        report.sender.gln,
        report.sample_number,
        report.production_number,
        examination.mic_analysis_code,
        examination.analysis_code_responsible,
        f"investigation {number}",
    )
    name = examination.analysis_mds_name
    told = ", ".join(each for each in (name.examination, name.material, name.location) if each)
    code = parts.concept(
        told,
        parts.analysis_code(
            code=examination.mic_analysis_code,
            kind=examination.analysis_code_type,
            responsible=examination.analysis_code_responsible,
            npu=making.choices.npu,
            short_name=examination.analysis_short_name,
        ),
    )
    producer = examination.producer_of_lab_result
    made = _observation(
        report,
        making,
        identity,
        code=code,
        status=STATUS[report.status or Status.RECEIVED],
        performer=None if producer is None else producer.identifier_code,
    )
    said = words.as_text((*words.of_investigation(found.investigation), examination.summary or ""))
    return _told(made, said, found.withdrawn, report.arrived_at)


def of_part(part: PartVersion, results: Sequence[ResultHistory], making: Making) -> Versions:
    """One part of an XRPT02 answer beside its results, told in words."""
    report = part.report
    identity = (report.sender.gln, report.sample_number, report.production_number, part.name)
    code = CodeableConcept(coding=(Coding(system=own_system("xrpt02-part"), code=part.name),))
    # Assumption: the parts have no status of their own; the least far of the results' is taken.
    status = min((each.current.result.status for each in results), default=Status.FINAL)
    made = _observation(report, making, identity, code=code, status=STATUS[status], performer=None)
    return _told(made, words.as_text(words.of_part(report, part.name)), part.withdrawn, report.arrived_at)


def told_beside(history: Any) -> Iterable[Annotation]:
    """What the pages mark a result or a report with: disagreement, dispute, the same from others (rules S3, S22)."""
    if history.beside_withdrawn:
        yield Annotation(text=_BESIDE_WITHDRAWN)
    elif history.disagrees:
        yield Annotation(text=_DISAGREES)
    if history.disputed:
        yield Annotation(text=_DISPUTED)
    for twin in history.twins:
        current = twin.current
        report: Report = current.report if isinstance(current, Version) else current
        overtaken = history.has_overtaken(twin)
        danish, english = ("overhalet af rettelsen", "overtaken by the correction") if overtaken else ("", "")
        sender = report.sender.name
        yield Annotation(
            text=f"Samme svar fra {sender}{danish and ', '}{danish} / "
            f"The same answer from {sender}{english and ', '}{english}"
        )


def tomb_note(withdrawn: Withdrawal) -> Annotation:
    """Who withdrew something, when and why."""
    return Annotation(
        author_string=withdrawn.withdrawn_by,
        time=instant(withdrawn.withdrawn_at),
        text=f"Trukket tilbage / Withdrawn: {withdrawn.reason}",
    )


def _told(made: Observation, said: str | None, withdrawn: Withdrawal | None, at: datetime) -> Versions:
    if withdrawn is not None:
        return Versions(resources=(_tombstone(made, withdrawn),))
    absent = None if said else _unknown()
    return Versions(resources=(stamped(replace(made, value_string=said, data_absent_reason=absent), at),))


def _tombstone(bare: Observation, withdrawn: Withdrawal) -> Observation:
    made = replace(bare, status="entered-in-error", note=(tomb_note(withdrawn),))
    tombstone: Observation = stamped(made, withdrawn.withdrawn_at)
    return tombstone


def _described(version: Version, making: Making, identity: tuple[str, ...]) -> Observation:
    """What was measured, when and by whom, without what was found."""
    result = version.result
    return _observation(
        version.report,
        making,
        identity,
        code=stating.code_of(result, making),
        status="registered" if result.value == NO_ANSWER_YET else STATUS[result.status],
        performer=result.producer_code,
    )


def _with_value(version: Version, making: Making, identity: tuple[str, ...]) -> Observation:
    """A version with everything the laboratory sent of it (rule S5)."""
    result, made = version.result, _described(version, making, identity)
    interval = result.interval
    limits = None
    if interval is not None:
        asked = parts.Limits(kind=interval.kind, low=interval.lower, high=interval.upper, text=interval.text)
        limits = parts.reference_range(asked, result.unit)
    with_value = replace(
        made,
        **_value(result),
        interpretation=parts.interpretation(_VALIDATION[result.mark] if result.mark else None),
        reference_range=() if limits is None else (limits,),
        note=(*_notes(result), *_above(version)),
        body_site=parts.concept(result.location) if result.location else None,
    )
    stated = replace(with_value, **stating.told(result, with_value))
    return replace(stated, extension=(*stated.extension, *_compared(version, making)))


def _compared(version: Version, making: Making) -> tuple[Extension, ...]:
    """The group of comparable methods that a result belongs to."""
    result = version.result
    place = making.comparing.place(analysis_of(version.report, result, making.comparing))
    return comparability.told(place, result.value if result.numeric else "", operator=result.operator)


def _value(result: Result) -> dict[str, Any]:
    """The one form of the value that FHIR lets it have."""
    text = plain(each for remark in result.remarks if remark.kind == "text" for each in remark.content)
    if result.value == NO_ANSWER_YET:
        return {}
    if result.numeric and parts.is_number(result.value):
        return {"value_quantity": parts.quantity(result.value, result.unit, operator=result.operator)}
    sign = {"<": "<", ">": ">"}.get(OPERATOR.get(result.operator or "") or "", "")
    said = " ".join(part for part in (sign, result.value, result.unit or "") if part).strip()
    if said or text:
        return {"value_string": said or text}
    return {"data_absent_reason": _unknown()}


def _above(version: Version) -> Iterable[Annotation]:
    """What a result of microbiology stands under: without it nobody knows which organism an antibiotic was tried on."""
    if version.report.field == "microbiology" and version.result.group:
        yield Annotation(text=version.result.group)


def _notes(result: Result) -> Iterable[Annotation]:
    """What the laboratory wrote beside the value; a long result that is the value itself stands there."""
    only_words = not result.value.strip()
    for remark in result.remarks:
        said = plain(remark.content).strip()
        if said and not (only_words and remark.kind == "text"):
            yield Annotation(text=said)


def _observation(
    report: Report,
    making: Making,
    identity: tuple[str, ...],
    *,
    code: CodeableConcept,
    status: str,
    performer: str | None,
) -> Observation:
    made = making.id("Observation", *identity)
    by = making.at("Organization", "producer", performer) if performer else organization(report, making)
    return Observation(
        id=made,
        status=status,  # type: ignore[arg-type]  # one of the values of `STATUS`
        category=(parts.LABORATORY,),
        code=code,
        subject=making.subject(),
        effective_date_time=instant(report.sampled_at),
        issued=instant(report.resulted_at),
        performer=(by,),
        specimen=specimen(report, making),
        extension=_grouped(report),
    )


def _grouped(report: Report) -> tuple[Extension, ...]:
    """The laboratory's number of the production, by which what was answered together is known."""
    return (parts.said("production-number", report.production_number),)


def organization(report: Report, making: Making) -> Reference:
    """The reference to the sender of a report."""
    return making.at("Organization", "gln", report.sender.gln)


def specimen(report: Report, making: Making) -> Reference:
    """The reference to the sample of a report."""
    return making.at("Specimen", report.sender.gln, report.sample_number)


def _unknown() -> CodeableConcept:
    return CodeableConcept(
        coding=(Coding(system="http://terminology.hl7.org/CodeSystem/data-absent-reason", code="unknown"),)
    )
