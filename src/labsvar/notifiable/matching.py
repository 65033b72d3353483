"""From what a report says was found to the notifiable diseases it means. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from labsvar.notifiable.found import Finding, State, findings, plain
from labsvar.notifiable.table import ANY, Duty, ListName, Row, Table
from labsvar.results.model import Report


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a report that is notifiable, where it stands, and by which word of the table.

    Nothing of it is about the person but that the report is. `rule` is the row's name or code.
    """

    position: int
    disease: str
    list: ListName
    isolate: Duty
    state: State
    rule: str


_ORDER = ("positive", "preliminary", "unclear")


def matches(report: Report, table: Table) -> tuple[Match, ...]:
    """What in a report is notifiable: one match for each disease and position, the surest of them.

    The rows are those valid on the day of the answer. Assumption: the duty begins with the answer, so that
    day counts and not that of the sample.
    """
    rows = table.on(report.resulted_at.date())
    best: dict[tuple[int, str], Match] = {}
    for found in findings(report):
        for row in (each for each in rows if _means(each, found)):
            key = (found.position, row.disease)
            made = _match(row, found)
            if key not in best or _ORDER.index(made.state) < _ORDER.index(best[key].state):
                best[key] = made
    return tuple(best[key] for key in sorted(best))


def _match(row: Row, found: Finding) -> Match:
    return Match(
        position=found.position,
        disease=row.disease,
        list=row.listed,
        isolate=row.duty,
        state=found.state,
        rule=row.finding,
    )


def _means(row: Row, found: Finding) -> bool:
    return (
        _named(row, found)
        and any(word in found.material for word in _words(row.materials))
        and any(_said(word, f"{found.remark} {found.name}") for word in _words(row.remarks))
    )


def _named(row: Row, found: Finding) -> bool:
    if row.what == "code":
        return any(
            code == row.finding and row.responsible in (ANY, responsible) for code, responsible in found.codes
        )
    if row.what != found.kind:
        return False
    wanted = plain(row.finding)
    # "Salmonella" is the beginning of "Salmonella typhi", and not of "Salmonellae".
    rest = found.name.removeprefix(wanted)
    any_organism = row.finding == ANY and row.what == "organism"
    return any_organism or found.name == wanted or (rest != found.name and not rest[0].isalnum())


def _said(word: str, text: str) -> bool:
    """Whether a word stands in a text and is not denied there, as in "ikke MRSA"."""
    return re.search(rf"(?<!ikke )(?<!ingen )(?<!ej )(?<!non-){re.escape(word)}", text) is not None


def _words(cell: str) -> Iterator[str]:
    """The words of a cell; any is the empty word, which stands in every text."""
    yield from ("" if word.strip() == ANY else plain(word) for word in cell.split("|"))
