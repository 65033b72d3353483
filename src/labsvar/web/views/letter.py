"""One letter as it was sent, less what has been withdrawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from markupsafe import Markup

from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.catalogue import Requisition
from labsvar.letters.text import BreakableText
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt01 import Result as LetterResult
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt07 import GeneticsReport
from labsvar.results import derive
from labsvar.results.model import Report, Result
from labsvar.results.record import Version
from labsvar.web.texts import Texts
from labsvar.web.views.facts import heads
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.investigations import InvestigationView, coded, investigation, withdrawn_investigation
from labsvar.web.views.narrative import NarrativeView, narrative
from labsvar.web.views.outline import Facts
from labsvar.web.views.request import RequestView, request
from labsvar.web.views.shown import PartShown
from labsvar.web.views.times import moment
from labsvar.web.views.values import Link, TombView, ValueView, View, links, tombstone, value

NarrativeLetter = CervixcytologyReport | HistopathologyReport | GeneticsReport
ShownLetter = ReportLetter | NarrativeLetter

_decoder: msgspec.json.Decoder[ReportLetter] = msgspec.json.Decoder(ReportLetter)
# A relative's number is somebody else's, and says nothing that a citizen's answer does not.
_LEFT_OUT: Final[Mapping[View, frozenset[str]]] = {
    "clinician": frozenset(),
    "citizen": frozenset({"PersonIdentifier"}),
}


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

    title: str
    time: str
    number: str
    kind: str
    version: str
    heads: tuple[Facts, ...] = ()
    comments: tuple[Markup, ...] = ()
    references: tuple[Link, ...] = ()
    results: tuple[ResultLine, ...] = ()
    investigations: tuple[InvestigationView, ...] = ()
    narrative: NarrativeView | None = None
    request: RequestView | None = None
    report_comments: tuple[Markup, ...] = ()
    tomb: TombView | None = None


def view_of(document: bytes, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a stored letter, from its typed form as JSON."""
    return show(_decoder.decode(document), part, view=view, texts=texts)


def show(letter: ShownLetter, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a typed letter, as far as it may be shown."""
    if part.whole is not None:
        tomb = tombstone(part.whole, view=view, texts=texts)
        return msgspec.structs.replace(_framed(letter, texts), tomb=tomb)
    if isinstance(letter, NarrativeLetter):
        return told(letter, view=view, texts=texts)
    framed = msgspec.structs.replace(_framed(letter, texts), heads=heads(letter, texts))
    tombs = {place: tombstone(each, view=view, texts=texts) for place, each in part.withdrawn.items()}
    return _found(framed, letter, part.report, tombs, texts)


def told(letter: NarrativeLetter, *, view: View, texts: Texts) -> LetterView:
    """The page of a letter whose answer is told in words: pathology, cytology or genetics."""
    information = letter.requisition_information
    return msgspec.structs.replace(
        _framed(letter, texts),
        heads=heads(letter, texts, without=_LEFT_OUT[view]),
        comments=_written(information.clinical_information, information.comments),
        references=tuple(links(information.references, texts)),
        narrative=narrative(letter.laboratory_results, texts),
    )


def requisition(letter: Requisition, *, view: View, texts: Texts) -> LetterView:
    """The page of a requisition."""
    receiver, information = letter.receiver, letter.requisition_information
    return LetterView(
        title=texts("requisition_to", receiver=receiver.organisation_name or receiver.identifier),
        time=moment(derive.moment(information.requisition_date_time), texts),
        number=letter.letter.identifier,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
        heads=heads(letter, texts, without=_LEFT_OUT[view]),
        comments=_written(information.clinical_information, information.comments),
        request=request(letter, texts),
    )


def of_file(letter: ShownLetter, *, view: View, texts: Texts, report: Report) -> LetterView:
    """The page of a letter that is not stored, such as one on the command line."""
    return show(letter, PartShown(report=report), view=view, texts=texts)


def _framed(letter: ShownLetter, texts: Texts) -> LetterView:
    general = letter.laboratory_results.general_result_information
    return LetterView(
        title=texts("letter_from", sender=letter.sender.organisation_name),
        time=moment(derive.moment(general.results_date_time), texts),
        number=letter.letter.identifier,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
    )


def _written(*parts: BreakableText | None) -> tuple[Markup, ...]:
    return tuple(html(part) for part in parts if part)


def _found(
    framed: LetterView, letter: ReportLetter, report: Report, tombs: Mapping[int, TombView], texts: Texts
) -> LetterView:
    if isinstance(letter, LaboratoryReport):
        return msgspec.structs.replace(
            framed,
            comments=_written(report.comments),
            results=tuple(_result_lines(letter, report, tombs, texts)),
        )
    information = letter.requisition_information
    clinical = information.clinical_information
    return msgspec.structs.replace(
        framed,
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
