"""What a report says was found: organisms by name and code, analyses with an outcome. Pure.

Which outcome counts, in this order (an assumption; no public document gives such a rule):

    nothing        a result that was received only, or whose value is `*****`: there is no answer yet
    negative       a word of the list of negative words, or a number below a limit (operator "<")
    positive       an organism that grew; a word of the list of positive words; a result that the
                   laboratory marks as high, low or abnormal
    unclear        anything else, as a bare number: listed for a person to judge, counted apart

A temporary answer that is positive is `preliminary`: listed and counted apart, until the final one comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from labsvar.letters.common import CodedText
from labsvar.letters.xrpt05 import CultureFindings, Details, Investigation, MicroscopicFindings
from labsvar.letters.xrpt05 import Findings as Outcome
from labsvar.notifiable.table import plain
from labsvar.results.model import FHIR_KINDS, NO_ANSWER_YET, Report, Result, Status

State = Literal["positive", "preliminary", "unclear"]
_NEGATIVE: Final = re.compile(
    r"\A(neg|negativ|negative|ingen|nej)\.?\Z|\A[-÷]+\Z|\A0\Z|\Anegativ\b"
    r"|\Aingen\b.*\b(påvist|fundet|fund|vækst)\b"
    r"|\b(ikke|ej) (på)?vist\b|\bikke fundet\b|\bnot detected\b|\bkunne ikke påvises\b"
)
_POSITIVE: Final = re.compile(
    r"\A(svagt?|stærkt?)? ?(pos|positiv|positive)\b|\A(påvist|fundet|detected|ja)\b|\A\+{1,4}\Z"
)
_UNANSWERED: Final = frozenset({Status.RECEIVED})


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was found: an organism, or an analysis with an outcome.

    `position` is that of the result, investigation or part in its report, so that what becomes of the one
    becomes of the other. `codes` are pairs of code and who is responsible for it. `remark` is what the
    laboratory adds about the organism, where resistance is told.
    """

    position: int
    kind: Literal["organism", "analysis"]
    name: str
    codes: tuple[tuple[str, str], ...] = ()
    material: str = ""
    remark: str = ""
    state: State


def findings(report: Report) -> tuple[Finding, ...]:
    """Everything that a report says was found; what is negative or not answered yet is not there."""
    return (
        *_results(report),
        *_culture(report),
        *(each for at, one in enumerate(report.investigations) for each in _investigated(report, one, at)),
    )


# Results (XRPT01, XRPT02) -------------------------------------------------------------------------


def _results(report: Report) -> Iterator[Finding]:
    for position, result in enumerate(report.results):
        state = _state_of(result)
        if state == "unclear" and report.kind == FHIR_KINDS["microbiology"] and not result.numeric:
            # Over FHIR an organism is the value of a result.
            yield Finding(
                position=position,
                kind="organism",
                name=plain(result.value),
                material=plain(result.material or ""),
                remark=plain(result.group or ""),
                state=_sure(result.status),
            )
        elif state is not None:
            yield Finding(
                position=position,
                kind="analysis",
                # Names of biochemistry begin with the system ("P—"): there the code says what it is.
                name="" if report.field == "biochemistry" else plain(result.full_name),
                codes=((result.code, result.code_responsible),),
                material=plain(result.material or ""),
                state=state,
            )


def _state_of(result: Result) -> State | None:
    if result.status in _UNANSWERED or result.value == NO_ANSWER_YET:
        return None
    below = result.operator == "mindre_end"
    return _told(result.value, marked=result.mark is not None, below=below, status=result.status)


def _told(value: str, *, marked: bool, below: bool, status: Status | None) -> State | None:
    """What an outcome in words, a sign or a number comes to."""
    words = plain(value)
    if below or _NEGATIVE.search(words):
        return None
    if marked or _POSITIVE.search(words):
        return _sure(status)
    return "unclear"


def _sure(status: Status | None) -> State:
    return "preliminary" if status is not None and status < Status.FINAL else "positive"


# Growth (XRPT02) ----------------------------------------------------------------------------------


def _culture(report: Report) -> Iterator[Finding]:
    """The organisms of an XRPT02 letter. The part has no status: it is as far as the newest result."""
    statuses = [result.status for result in report.results]
    newest = max(statuses, default=Status.FINAL)
    for position, name in report.parts:
        culture = None if report.bacteriology is None else report.bacteriology.culture_with_findings
        if name != "culture_with_findings" or culture is None:
            continue
        material = next((result.material for result in report.results if result.material), None)
        for organism in culture.microorganisms:
            if _NEGATIVE.search(plain(organism.growth_value)):
                continue
            yield Finding(
                position=position,
                kind="organism",
                name=plain(organism.name),
                codes=((organism.atcc_code, organism.atcc_code_responsible or ""),)
                if organism.atcc_code
                else (),
                material=plain(material or ""),
                remark=plain(organism.species_comment or ""),
                state=_sure(newest),
            )


# Investigations (XRPT05, XRPT06) ------------------------------------------------------------------


def _investigated(report: Report, one: Investigation, position: int) -> Iterator[Finding]:
    if report.status in _UNANSWERED:
        return
    asked = one.examination
    material = plain(asked.analysis_mds_name.material or "")
    if one.culture_findings is not None:
        yield from _grown(one.culture_findings, position, material, report.status)
    if one.microscopic_findings is not None:
        yield from _seen(one.microscopic_findings, position, material, report.status)
    measured = one.quantitative_findings
    if measured is None:
        return
    own = (asked.mic_analysis_code, asked.analysis_code_responsible)
    overall = None
    if measured.interpretation is not None:
        overall = _told(_text(measured.interpretation), marked=False, below=False, status=report.status)
    if overall is not None:
        name = plain(asked.analysis_mds_name.examination)
        yield Finding(
            position=position, kind="analysis", name=name, codes=(own,), material=material, state=overall
        )
    for each in measured.analysis_findings:
        state = _measured(each.findings, report.status)
        if state is not None:
            yield Finding(
                position=position,
                kind="analysis",
                name=_text(each.analysis),
                # The code of the examination says what was looked for where the analysis has none.
                codes=_codes(each.analysis) or (own,),
                material=material,
                state=state,
            )


def _grown(
    culture: CultureFindings, position: int, material: str, status: Status | None
) -> Iterator[Finding]:
    for organism in culture.microorganisms:
        growth = "" if organism.growth_value is None else _text(organism.growth_value)
        if not (growth and _NEGATIVE.search(growth)):
            yield Finding(
                position=position,
                kind="organism",
                name=_text(organism.identification),
                codes=_codes(organism.identification),
                material=material,
                remark=" ".join(map(_text, organism.species_comments)),
                state=_sure(status),
            )


def _seen(
    microscopy: MicroscopicFindings, position: int, material: str, status: Status | None
) -> Iterator[Finding]:
    details: Iterable[Details] = (
        each
        for grouping in microscopy.groupings
        for kind in grouping.microscopic_types
        for each in kind.details
    )
    for each in details:
        if not _NEGATIVE.search(_text(each.value)):
            yield Finding(
                position=position,
                kind="organism",
                name=_text(each.identification),
                codes=_codes(each.identification),
                material=material,
                state=_sure(status),
            )


def _measured(outcome: Outcome, status: Status | None) -> State | None:
    words = _text(outcome.interpretation)
    measurement = outcome.measurement
    if NO_ANSWER_YET in (words, None if measurement is None else measurement.value):
        return None
    below = measurement is not None and measurement.operator == "mindre_end"
    # What the laboratory says in words goes before its number.
    said = _told(words, marked=outcome.result_validation is not None, below=False, status=status)
    return None if said == "unclear" and below else said


def _codes(text: CodedText) -> tuple[tuple[str, str], ...]:
    coding = text.coding
    return () if coding is None else ((coding.code, coding.code_responsible),)


def _text(text: CodedText) -> str:
    return plain(" ".join(text.text.paragraphs))
