"""Rows to letters to results: what is shown is what an obvious reference says, whatever was sent."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.hub.rows import CardRow
from tests.unit.hub import reference
from tests.unit.hub.helpers import LONE, PER, Station, row

TAKEN_BACK = "Annulleret"


@st.composite
def card(draw: st.DrawFn) -> CardRow:
    """A row of one of two patients: right or wrong in one of the ways that matter."""
    code = draw(st.sampled_from(["CRP", "STREP"]))
    patient = draw(st.sampled_from([LONE, PER]))
    units = {"CRP": ["mg/L", "mg/L", "g/L"], "STREP": [""]}
    return row(
        row_id=draw(st.sampled_from(["r1", "r2"])),
        row_version=draw(st.sampled_from("12345")),
        patient=patient,
        surname="Opdigtet" if patient == LONE else "Frit",
        given_name="Lone" if patient == LONE else "Per",
        code=code,
        value=draw(st.sampled_from(["1", "2", "3"])),
        unit=draw(st.sampled_from(units[code])),
        sampled_at=draw(st.sampled_from(["2026-03-02T09:15", "2026-03-01T08:00"])),
        resulted_at=draw(st.sampled_from(["2026-03-02T09:21", "2026-03-02T10:00"])),
        origin=draw(st.sampled_from(["own", "own", "own", "laboratory", "unknown"])),
        consent=draw(st.sampled_from(["", "", "given", "refused"])),
        action=draw(st.sampled_from(["correct", "correct", "correct", "withdraw", "delete"])),
    )


def one_of_each_version(rows: list[CardRow]) -> list[CardRow]:
    """Of rows with one version in one file, the first: which of two is meant nobody can say."""
    return list({(each.row_id, each.row_version): each for each in reversed(rows)}.values())


FILES = st.lists(st.lists(card(), max_size=5).map(one_of_each_version), min_size=1, max_size=5)


def plain(rows: list[CardRow]) -> list[dict[str, str]]:
    return [msgspec.to_builtins(each) for each in rows]


@given(files=FILES)
@settings(max_examples=150)
def test_what_is_shown_is_what_the_reference_says(files: list[list[CardRow]]) -> None:
    """Corrections, withdrawals, refusals, held rows, wrong persons and codes, in any order and number; and
    sending every file once more changes nothing."""
    station = Station()
    for rows in files:
        station.send(*rows)
        station.send(*rows)
    for person in (LONE, PER):
        values = {
            code: [value for value, _ in found if value != TAKEN_BACK and "trukket tilbage" not in value]
            for code, found in station.shown(person).items()
        }
        expected = reference.shown((plain(rows) for rows in files), person=person)
        assert {code: found for code, found in values.items() if found} == expected
    assert station.store.outbox() == ()


@given(files=FILES)
@settings(max_examples=40)
def test_every_row_is_sent_or_listed(files: list[list[CardRow]]) -> None:
    """No row disappears: each is answered, and what was not sent stands on the clinic's list or was
    overtaken by a later version of the same row."""
    station = Station()
    for rows in files:
        answers = station.send(*rows).rows
        assert len(answers) == len(rows)
        assert all(each.state in ("sent", "repeated") or each.findings for each in answers)
    listed = {(each.row_id, each.row_version) for each in station.store.listed("012345")}
    last = station.store.known([("012345", "r1"), ("012345", "r2")])
    for (_, row_id), known in last.items():
        newest = known.history[-1] if known.history else None
        if newest is not None and newest.state != "sent":
            assert (row_id, str(newest.row_version)) in listed
