"""What a databank tells of the letters of some senders: what it stored of them, and what its pages show."""

from __future__ import annotations

import json

from msgspec.structs import replace

from labsvar.hub.rows import CardRow
from labsvar.reconciling.export import Row, shown_rows, stored_rows
from labsvar.reconciling.model import Report, Settings
from labsvar.reconciling.reading import held
from labsvar.results.model import Released, Stored
from tests.unit.hub.helpers import CLINIC, LONE, OTHER, Station, row
from tests.unit.reconciling.examples import READING, compared, lines, short


def stored_of(*files: tuple[CardRow, ...], stage: str = "full") -> Stored:
    station = Station("full" if stage == "full" else "technical")
    for rows in files:
        station.send(*rows)
    return station.stored(LONE)


def mine(gln: str) -> bool:
    return gln == CLINIC.gln


def stored(kept: Stored) -> list[Row]:
    return list(stored_rows(kept, mine=mine, hashed=READING.hashed))


def shown(kept: Stored) -> list[Row]:
    return list(shown_rows(kept, mine=mine, hashed=READING.hashed))


def file(rows: list[Row]) -> list[tuple[str, bytes]]:
    return [("rows", b"".join(json.dumps(each).encode() + b"\n" for each in rows))]


def reconciled(source: tuple[CardRow, ...], kept: Stored) -> Report:
    cards = lines({name: getattr(each, name) for name in CardRow.__struct_fields__} for each in source)
    return compared(
        held([("cards.jsonl", cards)], side="source", reading=READING),
        held(file(stored(kept)), side="bank", reading=READING),
        held(file(shown(kept)), side="shown", reading=READING),
        late={},
    )


def test_what_went_all_the_way_matches_all_the_way() -> None:
    """Numbers and words, a correction, a withdrawal by letter and tombstone, a refusal and a change of mind."""
    first = (
        row(row_id="a", value="7,9", operator="<", reference_upper="8", flag="low"),
        row(row_id="b", code="STREP", value="Positiv", unit=""),
        row(row_id="c", consent="refused"),
        row(row_id="d", value="14"),
        row(row_id="e", consent="refused", value="15"),
    )
    second = (
        row(row_id="a", row_version="2", action="correct", value="8,1", reason="Tastefejl"),
        row(row_id="d", row_version="2", action="withdraw", reason="Forkert kode"),
        row(row_id="e", row_version="2", action="correct", value="15", consent="given"),
    )
    report = reconciled((*first, *second), stored_of(first, second))
    assert [short(each) for each in report.mismatches] == []
    assert report.links[1].kept_back == {"consent": 1}
    assert [link.pairs for link in report.links] == [5, 3]
    assert Settings().with_values is False


def test_persons_are_hashes_and_others_letters_are_left_out() -> None:
    other = row(row_id="x", clinic=OTHER.clinic, value="99")
    kept = stored_of((row(row_id="a"), other))
    assert LONE not in json.dumps([*stored(kept), *shown(kept)])
    assert {each["clinic"] for each in (*stored(kept), *shown(kept))} == {CLINIC.clinic}
    assert {each["person"] for each in stored(kept)} == {READING.hashed(LONE)}


def test_what_is_technical_is_stored_and_not_shown_until_it_is_released() -> None:
    kept = stored_of((row(row_id="a"),), stage="technical")
    assert [each["stage"] for each in stored(kept)] == ["technical"]
    assert shown(kept) == []
    (report,) = kept.reports
    let_go = replace(kept, released=(Released(letter_id=report.letter_id, at=report.arrived_at),))
    assert [each["stage"] for each in stored(let_go)] == ["full"]
    assert len(shown(let_go)) == 1


def test_a_field_that_is_told_in_words_only_cannot_be_told() -> None:
    (told,) = stored(stored_of((row(row_id="b", code="STREP", value="Positiv", unit=""),)))
    assert (told["value"], told["unit"], told["operator"]) == ("Positiv", None, None)
