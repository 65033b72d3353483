"""From what a report says was found to the notifiable diseases it means. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from labsvar.notifiable.found import Finding, State, findings
from labsvar.notifiable.table import ANY, Duty, ListName, Ready, Row, Table
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
    day = report.resulted_at.date()
    best: dict[tuple[int, str], Match] = {}
    for found in findings(report):
        for row in (each.row for each in _candidates(found, table) if _means(each, found, day)):
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


def _candidates(found: Finding, table: Table) -> Iterator[Ready]:
    """The rows that may be about what was found: of its codes, of the first word of its name, of any."""
    for code, _ in found.codes:
        yield from table.of_code(code)
    yield from table.of_name(found.kind, found.name)


def _means(ready: Ready, found: Finding, day: date) -> bool:
    row = ready.row
    return (
        row.valid_from <= day <= row.valid_to
        and _named(ready, found)
        and (not ready.materials or any(word in found.material for word in ready.materials))
        and (not ready.remarks or any(each.search(f"{found.remark} {found.name}") for each in ready.remarks))
    )


def _named(ready: Ready, found: Finding) -> bool:
    row = ready.row
    if row.what == "code":
        return any(
            code == row.finding and row.responsible in (ANY, responsible) for code, responsible in found.codes
        )
    # "Salmonella" is the beginning of "Salmonella typhi", and not of "Salmonellae".
    rest = found.name.removeprefix(ready.wanted)
    any_organism = row.finding == ANY and row.what == "organism"
    return any_organism or found.name == ready.wanted or (rest != found.name and not rest[0].isalnum())
