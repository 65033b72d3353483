"""On a report: that a reference laboratory has examined the sample, and the other way around.

Only what the page may show anyway is named: both reports stand in the record that was made for the viewer, so
a link to one that is hidden, withdrawn or about somebody else betrays nothing (rules S13 and S16).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from labsvar.linking.decisions import Link
from labsvar.linking.model import AnswerKey
from labsvar.results.history import ReportHistory
from labsvar.results.model import Report
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment


class LinkedReport(NamedTuple):
    """The other report of a link, and the words it is named by."""

    letter_id: str
    words: str


def linked(
    histories: Iterable[ReportHistory], links: Iterable[Link], texts: Texts
) -> Mapping[str, tuple[LinkedReport, ...]]:
    """By the letter that a report shows, what it is linked with."""
    shown = {_key(history.current): history.current for history in histories if history.withdrawn is None}
    found: dict[str, list[LinkedReport]] = {}
    for link in links:
        reference, source = shown.get(link.judged.reference), shown.get(link.judged.source)
        if not link.stands or reference is None or source is None:
            continue
        found.setdefault(source.letter_id, []).append(_named("confirmed_at_reference", reference, texts))
        found.setdefault(reference.letter_id, []).append(_named("reference_of", source, texts))
    return {letter_id: tuple(each) for letter_id, each in found.items()}


def _named(words: str, other: Report, texts: Texts) -> LinkedReport:
    said = texts(words, sender=other.sender.name, resulted=moment(other.resulted_at, texts))
    return LinkedReport(other.letter_id, said)


def _key(report: Report) -> AnswerKey:
    return AnswerKey(
        person_key=report.person_key,
        sender=report.sender.gln,
        production_number=report.production_number,
        sampled_at=report.sampled_at,
    )
