"""One letter as it was sent, less what has been withdrawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from markupsafe import Markup

from labsvar.letters import footstatus, xrpt01, xrpt02, xrpt05, xrpt06
from labsvar.letters.catalogue import Requisition
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.text import BreakableText
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport
from labsvar.results import derive
from labsvar.results.model import FHIR_KINDS, Report, Withdrawal
from labsvar.results.record import Version
from labsvar.web.texts import Texts
from labsvar.web.views.bacteriology import BacteriologyView, bacteriology
from labsvar.web.views.facts import document_heads, heads
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.investigations import InvestigationView, investigation, withdrawn_investigation
from labsvar.web.views.narrative import NarrativeView, narrative
from labsvar.web.views.outline import Facts
from labsvar.web.views.request import RequestView, request
from labsvar.web.views.shown import PartShown
from labsvar.web.views.surveillance import SurveillanceView, surveillance
from labsvar.web.views.times import moment
from labsvar.web.views.values import Link, TombView, ValueView, View, links, tombstone, value

NarrativeLetter = CervixcytologyReport | HistopathologyReport | GeneticsReport
FoundLetter = LaboratoryReport | DiabeticFootStatus | MicrobiologyReport | MicrobiologyWebReport | MiBaReport
ShownLetter = FoundLetter | NarrativeLetter
LetterResult = xrpt01.Result | footstatus.Result | xrpt02.Result
WithInvestigations = xrpt05.LaboratoryResults | xrpt06.LaboratoryResults

_decoder: msgspec.json.Decoder[ShownLetter] = msgspec.json.Decoder(ShownLetter)
# A relative's number is somebody else's, and says nothing that a citizen's answer does not.
_LEFT_OUT: Final[Mapping[View, frozenset[str]]] = {
    "clinician": frozenset(),
    "citizen": frozenset({"PersonIdentifier"}),
    "surveillance": frozenset(),
}


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """One result of a letter in the order sent; with a `tomb` there is no value."""

    name: str
    full_name: str
    code: str
    group: str
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
    summary: str | None = None
    results: tuple[ResultLine, ...] = ()
    bacteriology: BacteriologyView | None = None
    investigations: tuple[InvestigationView, ...] = ()
    narrative: NarrativeView | None = None
    request: RequestView | None = None
    surveillance: SurveillanceView | None = None
    report_comments: tuple[Markup, ...] = ()
    tomb: TombView | None = None


def view_of(document: bytes, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a stored letter, from its typed form as JSON; a FHIR document's is made of what it says."""
    if part.report.kind in FHIR_KINDS.values():
        return _document(part, view=view, texts=texts)
    return show(_decoder.decode(document), part, view=view, texts=texts)


def show(letter: ShownLetter, part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a typed letter, as far as it may be shown."""
    if part.whole is not None:
        tomb = tombstone(part.whole, view=view, texts=texts)
        return msgspec.structs.replace(_framed(letter, texts), tomb=tomb)
    if isinstance(letter, NarrativeLetter):
        return _told(letter, view=view, texts=texts)
    # What stands in the summary of a surveillance letter need not be for everyone; the report knows.
    without = _LEFT_OUT[view] | {"Summary"}
    framed = msgspec.structs.replace(_framed(letter, texts), heads=heads(letter, texts, without=without))
    tombs = {place: tombstone(each, view=view, texts=texts) for place, each in part.withdrawn.items()}
    found = _found(framed, letter, part, tombs, texts)
    if view == "surveillance" and isinstance(letter, MiBaReport):
        return msgspec.structs.replace(found, surveillance=surveillance(letter, texts))
    return found


def requisition(
    letter: Requisition, *, view: View, texts: Texts, withdrawn: Withdrawal | None = None
) -> LetterView:
    """The page of a requisition; of a withdrawn one only the tombstone."""
    receiver, information = letter.receiver, letter.requisition_information
    framed = LetterView(
        title=texts("requisition_to", receiver=receiver.organisation_name or receiver.identifier),
        time=moment(derive.moment(information.requisition_date_time), texts),
        number=letter.letter.identifier,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
    )
    if withdrawn is not None:
        return msgspec.structs.replace(framed, tomb=tombstone(withdrawn, view=view, texts=texts))
    return msgspec.structs.replace(
        framed,
        heads=heads(letter, texts, without=_LEFT_OUT[view]),
        comments=_written(information.clinical_information, information.comments),
        request=request(letter, texts),
    )


def of_file(letter: ShownLetter, *, view: View, texts: Texts, report: Report) -> LetterView:
    """The page of a letter that is not stored, such as one on the command line."""
    return show(letter, PartShown(report=report), view=view, texts=texts)


def _document(part: PartShown, *, view: View, texts: Texts) -> LetterView:
    """The page of a FHIR document, as far as it is about one sample."""
    report = part.report
    framed = LetterView(
        title=texts("letter_from", sender=report.sender.name or report.sender.gln),
        time=moment(report.resulted_at, texts),
        number=report.letter_number,
        kind=report.kind,
        version=report.version,
    )
    if part.whole is not None:
        return msgspec.structs.replace(framed, tomb=tombstone(part.whole, view=view, texts=texts))
    tombs = {place: tombstone(each, view=view, texts=texts) for place, each in part.withdrawn.items()}
    told = report.bacteriology
    return msgspec.structs.replace(
        framed,
        heads=document_heads(report, texts),
        comments=_written(report.comments),
        summary=report.summary,
        results=tuple(_result_lines((None,) * len(report.results), part, tombs, texts)),
        bacteriology=None if told is None else bacteriology(told, report.parts, tombs),
    )


def _framed(letter: ShownLetter, texts: Texts) -> LetterView:
    general = letter.laboratory_results.general_result_information
    return LetterView(
        title=texts("letter_from", sender=letter.sender.organisation_name),
        time=moment(derive.moment(general.results_date_time), texts),
        number=letter.letter.identifier,
        kind=letter.letter.type_code,
        version=letter.letter.version_code,
    )


def _told(letter: NarrativeLetter, *, view: View, texts: Texts) -> LetterView:
    information = letter.requisition_information
    return msgspec.structs.replace(
        _framed(letter, texts),
        heads=heads(letter, texts, without=_LEFT_OUT[view]),
        comments=_written(information.clinical_information, information.comments),
        references=tuple(links(information.references, texts)),
        narrative=narrative(letter.laboratory_results, texts),
    )


def _written(*parts: BreakableText | None) -> tuple[Markup, ...]:
    return tuple(html(part) for part in parts if part)


def _found(
    framed: LetterView, letter: FoundLetter, part: PartShown, tombs: Mapping[int, TombView], texts: Texts
) -> LetterView:
    report, results = part.report, letter.laboratory_results
    sent = () if isinstance(results, WithInvestigations) else results.results
    told = report.bacteriology
    return msgspec.structs.replace(
        framed,
        comments=(
            *_written(report.clinical_text, report.comments),
            *_lines((report.clinical_information, *map(_paragraphs, report.requisition_comments))),
        ),
        summary=report.summary,
        results=tuple(_result_lines(sent, part, tombs, texts)),
        bacteriology=None if told is None else bacteriology(told, report.parts, tombs),
        investigations=tuple(_investigations(report, tombs, texts)),
        report_comments=_lines(map(_paragraphs, report.report_comments)),
    )


def _paragraphs(comment: str) -> Sequence[str]:
    return comment.split("\n")


def _lines(comments: Iterable[Sequence[str]]) -> tuple[Markup, ...]:
    return tuple(lines(comment) for comment in comments if comment)


def _investigations(
    report: Report, tombs: Mapping[int, TombView], texts: Texts
) -> Iterable[InvestigationView]:
    for place, each in enumerate(report.investigations):
        tomb = tombs.get(place)
        yield investigation(each, texts) if tomb is None else withdrawn_investigation(each, tomb)


def _result_lines(
    sent: Sequence[LetterResult | None], part: PartShown, tombs: Mapping[int, TombView], texts: Texts
) -> Iterable[ResultLine]:
    report = part.report
    for place, (of_letter, result) in enumerate(zip(sent, report.results, strict=True)):
        if place in part.kept_back:
            continue
        tomb = tombs.get(place)
        shown = value(Version(report=report, result=result, position=place), texts)
        yield ResultLine(
            name=result.short_name or result.full_name,
            full_name=result.full_name,
            code=result.code,
            group=", ".join(part for part in (result.group, result.material, result.location) if part),
            producer=result.producer_name,
            producer_code=result.producer_code,
            to_laboratory=getattr(of_letter, "to_lab_identifier", None),
            shown=None if tomb else shown,
            tomb=tomb,
        )
