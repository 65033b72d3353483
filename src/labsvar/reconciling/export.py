"""What a databank holds about the letters of some senders, and a hub of their rows, as rows that are read again.

A person is a keyed hash in them. `None` says that the databank cannot tell a field, as where an answer is
told in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from labsvar.exchange.identity import split_key
from labsvar.hub.rows import CardRow
from labsvar.reconciling import letters
from labsvar.reconciling.model import Hash, Status
from labsvar.reconciling.rows import CARD_COLUMNS
from labsvar.results.authors import surveyed_samples
from labsvar.results.consent import refused_letters, refused_requisitions
from labsvar.results.model import WITHDRAWAL_TEXT, Report, Stored
from labsvar.results.model import Status as Far
from labsvar.results.record import DEFAULT, Reading, assemble
from labsvar.results.tombs import tomb, tombstones

Row = dict[str, str | None]
Mine = Callable[[str], bool]
"""Whether a location number is one of the senders whose rows are asked for."""

_STATUS: Final[dict[Far, Status]] = {
    Far.RECEIVED: "received",
    Far.TEMPORARY: "temporary",
    Far.FINAL: "final",
    Far.CORRECTED: "corrected",
}


def stored_rows(
    stored: Stored,
    *,
    mine: Mine,
    hashed: Hash,
    reading: Reading = DEFAULT,
    withdrawal_text: str = WITHDRAWAL_TEXT,
) -> Iterator[Row]:
    """Every version of every result of these senders.

    What has a tombstone is withdrawn (rule S6), and what an earlier or later version hides is refused (S11).
    """
    tombs = tombstones(stored.withdrawals)
    refused = _refused(stored, reading)
    released = {each.letter_id for each in stored.released}
    for report in stored.reports:
        if not mine(report.sender.gln):
            continue
        about = {
            "stored_at": report.arrived_at.isoformat(),
            # An earlier version keeps its own word, so that a change of mind is no second copy of it.
            "consent": "refused" if report.given is False or report.letter_id in refused else "",
            "stage": "full" if report.letter_id in released else report.stage,
        }
        for position, found in _answers(report, withdrawal_text=withdrawal_text):
            row: Row = {**_head(report, hashed), **about, **found}
            if tomb(tombs, report.letter_id, position) is not None:
                row["status"] = "withdrawn"
            yield row


def card_rows(cards: Iterable[CardRow], *, hashed: Hash) -> Iterator[Row]:
    """Rows of laboratory cards as a hub has taken them, without the names and numbers of persons in them."""
    for card in cards:
        told = {name: getattr(card, name) for name in CARD_COLUMNS if name != "patient"}
        yield {**told, "person": hashed(card.patient)}


def sent_rows(
    reports: Iterable[Report], *, hashed: Hash, withdrawal_text: str = WITHDRAWAL_TEXT
) -> Iterator[Row]:
    """Every version of every result of these reports, as the letters have it that left a hub."""
    for report in reports:
        about = {"consent": "refused" if report.given is False else "", "stage": report.stage}
        for _, found in _answers(report, withdrawal_text=withdrawal_text):
            yield {**_head(report, hashed), **about, **found}


def _refused(stored: Stored, reading: Reading) -> frozenset[str]:
    """The letters that a refusal hides, by the same functions that hide them from the pages."""
    unwanted = refused_requisitions(stored.requisitions) if reading.refused_requisitions_hide else frozenset()
    numbers = frozenset(each.requester_number for each in stored.requisitions if each.letter_id in unwanted)
    return frozenset(refused_letters(stored.reports, surveyed_samples(stored.reports), numbers, reading))


def shown_rows(
    stored: Stored,
    *,
    mine: Mine,
    hashed: Hash,
    reading: Reading = DEFAULT,
    withdrawal_text: str = WITHDRAWAL_TEXT,
) -> Iterator[Row]:
    """The results of these senders that the pages show. A citizen's own blocking is left out of account: it
    depends on who looks."""
    record = assemble(replace(stored, blocked=frozenset()), reading=reading)
    # What is shown once is readable from both letters, and so is there for either sender (rule S22).
    results = [each for found in record.results for each in (found, *found.twins)]
    reports = [each for found in record.microbiology for each in (found, *found.twins)]
    seen = [(each.current.report, each.current.position) for each in results if each.withdrawn is None]
    for history in reports:
        if history.withdrawn is None:
            seen += [
                (each.report, each.position) for each in history.investigations if each.withdrawn is None
            ]
    positions: defaultdict[str, set[int]] = defaultdict(set)
    for report, position in seen:
        positions[report.letter_id].add(position)
    for report in {report.letter_id: report for report, _ in seen}.values():
        if mine(report.sender.gln):
            for position, found in _answers(report, withdrawal_text=withdrawal_text):
                if position in positions[report.letter_id] and found["status"] != "withdrawn":
                    yield {**_head(report, hashed), **found}


def _head(report: Report, hashed: Hash) -> Row:
    number = split_key(report.person_key)[0].partition("@")[0]
    return {
        "clinic": report.sender.identifier,
        "person": hashed(number),
        "letter_number": report.letter_number,
        "sample_number": report.sample_number,
        "production_number": report.production_number,
        "requisition_number": report.requester_number or "",
        "sampled_at": _minute(report.sampled_at),
        "resulted_at": _minute(report.resulted_at),
    }


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _answers(report: Report, *, withdrawal_text: str) -> Iterator[tuple[int, Row]]:
    """Each answer of a report with its position."""
    for position, result in enumerate(report.results):
        fields = letters.fields_of_result(
            value=result.value,
            remarks=[remark.content for remark in result.remarks if remark.kind == "text"],
            operator=result.operator,
            unit=result.unit,
            status=_STATUS[result.status],
            withdrawal_text=withdrawal_text,
        )
        interval = result.interval
        limits = {
            "reference_lower": "" if interval is None else interval.lower or "",
            "reference_upper": "" if interval is None else interval.upper or "",
        }
        yield position, {"code": result.code, "flag": result.mark or "", **limits, **fields}
    status = "final" if report.status is None else _STATUS[report.status]
    for position, investigation in enumerate(report.investigations):
        for fields in letters.fields_of_investigation(investigation, status, withdrawal_text=withdrawal_text):
            yield position, _NO_WORD | fields


_NO_WORD: Final[dict[str, Any]] = dict.fromkeys(
    ("operator", "unit", "flag", "reference_lower", "reference_upper")
)
