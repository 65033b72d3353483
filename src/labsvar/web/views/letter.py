"""One letter as the laboratory sent it, less what has been withdrawn from it.

`part_shown` decides from the record whether a letter may be seen at all, so that nothing hidden can be
opened by its name (rule S13), and which of its results stand under a tombstone (rule S6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import Markup

from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.element import DateTime, Element
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt01 import Result as LetterResult
from labsvar.results import derive
from labsvar.results.model import Report, Result, Stored, Withdrawal
from labsvar.results.record import Record, ReportHistory, Version, report_order
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.microbiology import InvestigationView, coded, investigation, withdrawn_investigation
from labsvar.web.views.times import moment
from labsvar.web.views.values import TombView, ValueView, View, tombstone, value

_decoder: msgspec.json.Decoder[ReportLetter] = msgspec.json.Decoder(ReportLetter)

NO_POSITIONS: Mapping[int, Withdrawal] = {}


class PartShown(msgspec.Struct, frozen=True, kw_only=True):
    """What may be shown of a letter: everything but the withdrawn positions, or only a tombstone."""

    report: Report
    whole: Withdrawal | None = None
    withdrawn: Mapping[int, Withdrawal] = msgspec.field(default_factory=dict)


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One line of a letter's head, in the letter's own order."""

    label: str
    text: Markup


class Facts(msgspec.Struct, frozen=True):
    """The facts of one element, such as the sender."""

    title: str
    facts: tuple[Fact, ...]


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """One result of a letter in the order sent; with a `tomb` there is no value."""

    name: str
    full_name: str
    code: str
    code_type: str
    group: str | None
    producer: str
    producer_code: str
    to_laboratory: str | None
    shown: ValueView | None
    tomb: TombView | None


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter for the page. With a `tomb` only that may be read."""

    number: str
    kind: str
    version: str
    sender: str
    resulted: str
    heads: tuple[Facts, ...]
    comments: tuple[Markup, ...]
    results: tuple[ResultLine, ...]
    investigations: tuple[InvestigationView, ...]
    report_comments: tuple[Markup, ...]
    tomb: TombView | None


# What may be shown ---------------------------------------------------------------------------


def part_shown(record: Record, stored: Stored, letter_id: str) -> PartShown | None:
    """What may be shown of a letter, or `None` when it does not exist for the viewer."""
    for history in record.microbiology:
        for report in (history.current, *history.earlier):
            if report.letter_id == letter_id:
                return _of_microbiology(history, stored, report)
    return _of_results(record, stored, letter_id)


def _of_results(record: Record, stored: Stored, letter_id: str) -> PartShown | None:
    living: list[Version] = []
    dead: dict[int, Withdrawal] = {}
    report: Report | None = None
    for history in record.results:
        for version in (history.current, *history.earlier):
            if version.report.letter_id == letter_id:
                report = version.report
                if history.withdrawn is None:
                    living.append(version)
                else:
                    dead[version.position] = history.withdrawn
    if report is None:
        return None
    missing = set(range(len(report.results))) - {version.position for version in living} - dead.keys()
    if missing:
        dead |= dict.fromkeys(missing, _covering(stored, report))
    if living:
        return PartShown(report=report, withdrawn=dead)
    return PartShown(report=report, whole=max(dead.values(), key=lambda each: each.withdrawn_at))


def _covering(stored: Stored, report: Report) -> Withdrawal:
    """The withdrawal behind a result that the record has dropped because a newer version lives.

    Nothing else drops a result out of a letter that is shown: refusals hide whole letters.
    """
    of_sample = {each.letter_id for each in stored.reports if each.sample_number == report.sample_number}
    found = [each for each in stored.withdrawals if each.letter_id in of_sample]
    return max(found, key=lambda each: each.withdrawn_at)


def _of_microbiology(history: ReportHistory, stored: Stored, report: Report) -> PartShown:
    if history.withdrawn is not None:
        return PartShown(report=report, whole=history.withdrawn)
    versions = {each.letter_id: each for each in (history.current, *history.earlier)}
    dead: dict[int, Withdrawal] = {}
    for withdrawal in stored.withdrawals:
        named = versions.get(withdrawal.letter_id)
        if named is not None and withdrawal.position is not None and _covers(withdrawal, named, report):
            dead |= dict.fromkeys(_same_examination(named, withdrawal.position, report), withdrawal)
    return PartShown(report=report, withdrawn=dead)


def _covers(withdrawal: Withdrawal, named: Report, report: Report) -> bool:
    """A withdrawal covers the version it names and those before it, so that nothing falls back."""
    if named.letter_id == report.letter_id:
        return True
    earlier = report_order(report) <= report_order(named)
    return earlier and report.arrived_at <= withdrawal.withdrawn_at


def _same_examination(named: Report, position: int, report: Report) -> Iterable[int]:
    if named.letter_id == report.letter_id:
        return (position,)
    wanted = _code(named, position)
    return [place for place in range(len(report.investigations)) if _code(report, place) == wanted]


def _code(report: Report, position: int) -> tuple[str, str]:
    examination = report.investigations[position].examination
    return (examination.mic_analysis_code, examination.analysis_code_responsible)


# The page ------------------------------------------------------------------------------------


def view_of(document: bytes, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a stored letter, from its typed form as JSON."""
    return show(_decoder.decode(document), part, view=view, texts=texts)


def show(letter: ReportLetter, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a typed letter."""
    report = part.report
    whole = None if part.whole is None else tombstone(part.whole, view=view, texts=texts)
    tombs = {place: tombstone(each, view=view, texts=texts) for place, each in part.withdrawn.items()}
    made = LetterView(
        number=letter.letter.identifier,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
        sender=report.sender.name,
        resulted=moment(report.resulted_at, texts),
        heads=tuple(_heads(letter, texts)),
        comments=(),
        results=(),
        investigations=(),
        report_comments=(),
        tomb=whole,
    )
    if whole is not None:
        return made
    if isinstance(letter, LaboratoryReport):
        return msgspec.structs.replace(
            made,
            comments=(html(report.comments),) if report.comments else (),
            results=tuple(_result_lines(letter, report, tombs, texts)),
        )
    information = letter.requisition_information
    clinical = information.clinical_information
    return msgspec.structs.replace(
        made,
        comments=(
            *((lines(clinical.paragraphs),) if clinical else ()),
            *(coded(each) for each in information.comments),
        ),
        investigations=tuple(_investigations(report, tombs, texts)),
        report_comments=tuple(coded(each) for each in letter.laboratory_results.comments),
    )


def _investigations(
    report: Report, tombs: Mapping[int, TombView], texts: Texts
) -> Iterable[InvestigationView]:
    for place, each in enumerate(report.investigations):
        tomb = tombs.get(place)
        yield investigation(each, texts) if tomb is None else withdrawn_investigation(each, tomb)


def _result_lines(
    letter: LaboratoryReport, report: Report, tombs: Mapping[int, TombView], texts: Texts
) -> Iterable[ResultLine]:
    pairs = zip(letter.laboratory_results.results, report.results, strict=True)
    for place, (sent, result) in enumerate(pairs):
        tomb = tombs.get(place)
        shown = value(Version(report=report, result=result, position=place), texts)
        yield _result_line(sent, result, None if tomb else shown, tomb)


def _result_line(
    sent: LetterResult, result: Result, shown: ValueView | None, tomb: TombView | None
) -> ResultLine:
    return ResultLine(
        name=result.short_name or result.full_name,
        full_name=result.full_name,
        code=result.code,
        code_type=result.code_type,
        group=result.group,
        producer=result.producer_name,
        producer_code=result.producer_code,
        to_laboratory=sent.to_lab_identifier,
        shown=shown,
        tomb=tomb,
    )


def _heads(letter: ReportLetter, texts: Texts) -> Iterable[Facts]:
    elements: tuple[tuple[str, Element | None], ...] = (
        ("Sender", letter.sender),
        ("Receiver", letter.receiver),
        ("CCReceiver", letter.cc_receiver),
        ("Patient", letter.patient),
        ("Sample", letter.requisition_information.sample),
        ("GeneralResultInformation", letter.laboratory_results.general_result_information),
        ("Letter", letter.letter),
    )
    for name, element in elements:
        if element is not None:
            yield Facts(texts.named("field", name), tuple(_facts(element, texts)))


def _facts(element: Element, texts: Texts) -> Iterable[Fact]:
    """Every simple element inside one, in the letter's order, under its Danish or English name."""
    for field in msgspec.structs.fields(element):
        content = getattr(element, field.name)
        if content is None:
            continue
        label = texts.named("field", field.encode_name)
        if isinstance(content, DateTime):
            yield Fact(label, Markup("{}").format(moment(derive.moment(content), texts)))
        elif isinstance(content, Element):
            yield from _facts(content, texts)
        else:
            yield Fact(label, Markup("{}").format(_simple(content, texts)))


def _simple(content: object, texts: Texts) -> str:
    if isinstance(content, bool):
        return texts("yes" if content else "no")
    text = str(content)
    return texts.named("speciality", texts.named("code", text))


def of_file(letter: ReportLetter, *, view: View, texts: Texts, report: Report) -> LetterView:
    """The page of a letter that is not stored, such as one on the command line."""
    return show(letter, PartShown(report=report), view=view, texts=texts)
