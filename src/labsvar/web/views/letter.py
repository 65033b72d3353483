"""One letter as the laboratory sent it, less what has been withdrawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import Markup

from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt01 import Result as LetterResult
from labsvar.results.model import Report, Result
from labsvar.results.record import Version
from labsvar.web.texts import Texts
from labsvar.web.views.facts import heads
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.investigations import InvestigationView, coded, investigation, withdrawn_investigation
from labsvar.web.views.outline import Facts
from labsvar.web.views.shown import PartShown
from labsvar.web.views.times import moment
from labsvar.web.views.values import TombView, ValueView, View, tombstone, value

_decoder: msgspec.json.Decoder[ReportLetter] = msgspec.json.Decoder(ReportLetter)


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
        heads=heads(letter, texts),
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


def of_file(letter: ReportLetter, *, view: View, texts: Texts, report: Report) -> LetterView:
    """The page of a letter that is not stored, such as one on the command line."""
    return show(letter, PartShown(report=report), view=view, texts=texts)
