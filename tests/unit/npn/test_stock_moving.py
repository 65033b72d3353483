"""A stock that was put back from a backup hands out nothing until it is moved ahead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labsvar.services.npn.stock_model import CannotMove, StockBehind
from tests.npn_judge import faults
from tests.unit.npn.helpers import NOW, SERIES, Place

OTHER = (100_000, 199_999)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.close()


class TestTheWitness:
    def test_notices_a_backup_that_knows_less_was_handed_out(self, place: Place) -> None:
        stock = place.made(SERIES)
        kept = place.copy()
        stock.take(5, at=NOW)
        restored = place.put_back(kept)
        with pytest.raises(StockBehind) as refused:
            restored.take(at=NOW)
        assert refused.value.reason == restored.behind() == "witness"

    @pytest.mark.parametrize("what", ["add", "release", "ask"])
    def test_notices_a_backup_from_before_any_other_change(self, place: Place, what: str) -> None:
        """A series that was released since must not be handed out, and one drawn since must not be lost."""
        stock = place.made(SERIES)
        kept = place.copy()
        match what:
            case "add":
                stock.add(*OTHER, origin="drawn", at=NOW)
            case "release":
                stock.release(1, at=NOW)
            case _:
                stock.ask(100, at=NOW)
        assert place.put_back(kept).behind() == "witness"

    def test_a_backup_of_the_stock_as_it_stands_is_no_older(self, place: Place) -> None:
        place.made(SERIES).take(3, at=NOW)
        assert place.put_back(place.copy()).take(at=NOW) == ("4700000031",)

    def test_a_witness_that_is_lost_knows_no_stock(self, place: Place) -> None:
        place.made(SERIES).take(3, at=NOW)
        place.witness.unlink()
        restored = place.open()
        with pytest.raises(StockBehind) as refused:
            restored.take(at=NOW)
        assert refused.value.reason == "no_witness"

    def test_one_witness_knows_several_stocks(self, place: Place, tmp_path: Path) -> None:
        other = Place(tmp_path / "other")
        other.path.parent.mkdir()
        other.witness = place.witness
        first, second = place.made(SERIES), other.made(OTHER)
        first.take(9, at=NOW)
        assert second.take(2, at=NOW) == ("0000100005", "0000100013")
        assert first.behind() is second.behind() is None
        other.close()

    def test_the_witness_may_move_elsewhere_and_is_named_then(self, place: Place) -> None:
        place.made(SERIES)
        moved = place.witness.rename(place.witness.with_suffix(".moved"))
        assert place.open(witness=moved).take(at=NOW) == ("4700000007",)


class TestMovingAhead:
    def test_goes_to_where_the_witness_saw_it_and_knows_every_series(self, place: Place) -> None:
        """What was drawn after the backup is put back in, and what was released after it stays out."""
        stock = place.made((4_700_000_000, 4_700_000_099), (500, 599))
        kept = place.copy()
        stock.add(*OTHER, origin="drawn", at=NOW)
        stock.release(2, at=NOW)
        before = stock.take(12, at=NOW)
        restored = place.put_back(kept)
        series = restored.move_ahead(at=NOW)
        assert [each.released for each in series] == [False, True, False]
        after = restored.take(12, at=NOW)
        assert not faults([*before, *after], series=[(4_700_000_000, 4_700_000_099), OTHER])
        assert restored.usable() == stock.walker.count(*OTHER) + 9 - 24

    def test_the_copy_that_was_put_aside_is_behind_from_then_on(self, place: Place) -> None:
        """Else two copies, each moved ahead, would hand out the same numbers."""
        stock = place.made(SERIES)
        stock.take(5, at=NOW)
        kept = place.copy()
        stock.take(5, at=NOW)
        place.put_back(kept).move_ahead(at=NOW)
        assert place.put_back(kept).behind() == "witness"

    def test_without_a_witness_the_last_number_handed_out_tells(self, place: Place) -> None:
        stock = place.made((100, 299), SERIES)
        kept = place.copy()
        before = stock.take(25, at=NOW)
        place.witness.unlink()
        restored = place.put_back(kept)
        with pytest.raises(CannotMove):
            restored.move_ahead(at=NOW)
        restored.move_ahead(at=NOW, past=int(before[-1]))
        assert not faults([*before, *restored.take(25, at=NOW)], series=[(100, 299), SERIES])

    def test_without_anything_all_in_the_stock_is_set_aside(self, place: Place) -> None:
        stock = place.made(SERIES)
        kept = place.copy()
        stock.take(25, at=NOW)
        place.witness.unlink()
        restored = place.put_back(kept)
        restored.move_ahead(at=NOW, everything=True)
        assert (restored.usable(), restored.behind()) == (0, None)
        restored.add(*OTHER, origin="drawn", at=NOW)
        assert restored.take(at=NOW) == ("0000100005",)

    def test_never_goes_back(self, place: Place) -> None:
        stock = place.made(SERIES)
        kept = place.copy()
        numbers = stock.take(25, at=NOW)
        with pytest.raises(CannotMove):
            place.put_back(kept).move_ahead(at=NOW, past=int(numbers[10]))
        assert place.open().behind() == "witness", "it is behind still"

    def test_a_number_of_no_series_tells_nothing(self, place: Place) -> None:
        with pytest.raises(CannotMove):
            place.made(SERIES).move_ahead(at=NOW, past=123)

    def test_a_witness_that_tells_of_other_series_is_not_believed(self, place: Place) -> None:
        """The stock went on without its witness, which then came back."""
        stock = place.made(SERIES)
        kept, lost = place.copy(), place.witness.read_bytes()
        stock.add(*OTHER, origin="drawn", at=NOW)
        later = place.witness.read_bytes()
        place.witness.write_bytes(lost)
        restored = place.put_back(kept)
        restored.add(500, 599, origin="drawn", at=NOW)
        place.witness.write_bytes(later)
        restored = place.open()
        with pytest.raises(CannotMove):
            restored.move_ahead(at=NOW)
        restored.move_ahead(at=NOW, everything=True)
        assert restored.behind() is None

    def test_it_is_told_that_the_stock_was_moved(self, place: Place) -> None:
        stock = place.made(SERIES)
        stock.move_ahead(at=NOW)
        assert [(each.what, each.detail) for each in stock.events()][-1] == ("moved_ahead", "witness")


class TestAStockThatTheServiceHolds:
    def test_hands_out_nothing_and_is_not_moved_by_the_witness(self, place: Place) -> None:
        """A whole machine was put back, witness and all: only the service knows that more was used."""
        stock = place.made(SERIES)
        stock.take(3, at=NOW)
        stock.hold(at=NOW)
        with pytest.raises(StockBehind) as refused:
            stock.take(at=NOW)
        assert refused.value.reason == "service"
        with pytest.raises(CannotMove):
            stock.move_ahead(at=NOW)
        stock.move_ahead(at=NOW, past=4_700_001_000)
        assert int(stock.take(at=NOW)[0]) > 4_700_001_000
