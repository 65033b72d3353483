"""A laboratory's stock: each number once, whatever happens to the program or its file."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from labsvar.identifiers.npn import NumberForm
from labsvar.services.npn.stock_model import (
    NotAStock,
    SeriesRefused,
    StockBehind,
    StockBusy,
    StockEmpty,
    StockError,
)
from tests import npn_killing
from tests.npn_judge import faults
from tests.unit.npn.helpers import NOW, SERIES, Place, later


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.close()


class TestHandingOut:
    def test_the_numbers_that_pass_in_their_order_each_once(self, place: Place) -> None:
        stock = place.made(SERIES)
        assert stock.take(2, at=NOW) == ("4700000007", "4700000015")
        assert stock.take(at=NOW) == ("4700000023",)
        assert stock.usable() == 10_000 - 3

    def test_goes_on_in_the_next_series_when_one_is_used_up(self, place: Place) -> None:
        stock = place.made((4_700_000_000, 4_700_000_020), (100, 130))
        numbers = stock.take(4, at=NOW)
        assert numbers == ("4700000007", "4700000015", "0000000108", "0000000116")
        assert not faults(numbers, series=[(4_700_000_000, 4_700_000_020), (100, 130)])

    def test_all_that_is_asked_for_or_nothing(self, place: Place) -> None:
        stock = place.made((4_700_000_000, 4_700_000_020))
        with pytest.raises(StockEmpty):
            stock.take(3, at=NOW)
        assert stock.usable() == 2
        assert len(stock.take(2, at=NOW)) == 2
        with pytest.raises(StockEmpty):
            stock.take(at=NOW)

    def test_less_than_one_number_is_no_wish(self, place: Place) -> None:
        with pytest.raises(ValueError, match="at least one"):
            place.made(SERIES).take(0, at=NOW)

    def test_use_is_counted_by_day(self, place: Place) -> None:
        stock = place.made(SERIES)
        stock.take(5, at=NOW)
        stock.take(7, at=NOW)
        stock.take(2, at=later(days=1))
        assert list(stock.use().values()) == [12, 2]

    def test_another_form_of_number_is_kept_with_the_stock(self, place: Place) -> None:
        place.made((0, 99), form=NumberForm(weights=(2, 1)))
        assert place.open().take(3, at=NOW) == ("00", "19", "27")

    def test_threads_share_a_stock(self, place: Place) -> None:
        stock = place.made(SERIES)
        found: list[str] = []

        def take() -> None:
            for _ in range(5):
                found.extend(stock.take(3, at=NOW))

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 60
        assert not faults(found, series=[SERIES])


@pytest.mark.usefixtures("untraced_programs")
class TestKilledPrograms:
    def test_programs_killed_at_any_moment_never_give_a_number_twice(self, tmp_path: Path) -> None:
        """Three programs share a stock, and one after the other is killed with signal 9."""
        numbers = npn_killing.run(tmp_path, kills=5, programs=3, seed=2)
        assert len(numbers) > 20
        assert not faults(numbers, series=[(npn_killing.FIRST, npn_killing.LAST)])

    def test_cut_off_between_the_stock_and_the_witness_loses_numbers_and_goes_on(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody was given them, and nobody is later."""
        stock = place.made(SERIES)
        with monkeypatch.context() as patched:
            patched.setattr("labsvar.services.npn.stock._note", _cut_off)
            with pytest.raises(KeyboardInterrupt):
                stock.take(2, at=NOW)
        assert place.open().take(at=NOW) == ("4700000023",)

    def test_cut_off_before_the_stock_has_written_anything(self, place: Place) -> None:
        """An empty file is none; the stock is made in it."""
        place.path.touch()
        place.made(SERIES)
        assert place.open().usable() == 10_000


def _cut_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


class TestSeries:
    def test_one_that_overlaps_another_is_refused_even_when_that_is_used_up(self, place: Place) -> None:
        stock = place.made((100, 130))
        stock.take(stock.usable(), at=NOW)
        for first, last in [(100, 130), (130, 200), (0, 100), (110, 120), (0, 500)]:
            with pytest.raises(SeriesRefused):
                stock.add(first, last, origin="drawn", at=NOW)
        assert stock.add(131, 200, origin="drawn", at=NOW).first == 131

    @pytest.mark.parametrize(("first", "last"), [(5, 4), (-1, 5), (0, 10_000_000_000)])
    def test_ends_that_are_none_are_refused(self, place: Place, first: int, last: int) -> None:
        with pytest.raises(SeriesRefused):
            place.made().add(first, last, origin="registered", at=NOW)

    def test_only_a_whole_unused_series_goes_back(self, place: Place) -> None:
        stock = place.made(SERIES, (100, 300))
        stock.take(at=NOW)
        with pytest.raises(SeriesRefused):
            stock.release(1, at=NOW)
        with pytest.raises(SeriesRefused):
            stock.release(99, at=NOW)
        released = stock.release(2, at=NOW)
        assert stock.release(2, at=NOW).released, "to release it once more does no harm"
        assert (released.first, released.last) == (100, 300)
        assert stock.usable() == 9_999

    def test_what_went_back_may_be_dealt_out_again(self, place: Place) -> None:
        stock = place.made((100, 300))
        stock.release(1, at=NOW)
        stock.add(100, 300, origin="drawn", at=NOW)
        assert stock.take(at=NOW) == ("0000000108",)

    def test_what_happened_is_told_in_order(self, place: Place) -> None:
        stock = place.made((100, 300))
        stock.release(1, at=NOW)
        assert [(each.what, each.detail) for each in stock.events()] == [
            ("registered", "series 1"),
            ("released", "series 1"),
        ]


class TestWhatIsNoStock:
    def test_a_file_that_is_there_is_not_made_anew(self, place: Place) -> None:
        place.made()
        with pytest.raises(NotAStock):
            place.made()

    def test_a_file_that_is_missing_or_another_s(self, place: Place, tmp_path: Path) -> None:
        with pytest.raises(NotAStock):
            place.open(tmp_path / "none.npn")
        (tmp_path / "text.npn").write_text("This is a letter and no stock. " * 40)
        with pytest.raises(NotAStock):
            place.open(tmp_path / "text.npn")
        connection = sqlite3.connect(tmp_path / "other.npn")
        connection.execute("CREATE TABLE other (x)")
        connection.close()
        with pytest.raises(NotAStock):
            place.open(tmp_path / "other.npn")
        place.made()
        with pytest.raises(NotAStock):
            place.open(place.path, witness=tmp_path / "other.npn")

    def test_a_stock_that_another_program_holds_for_too_long(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.made(SERIES)
        monkeypatch.setattr("labsvar.services.npn.stock_file._WAIT_SECONDS", 0.01)
        held = sqlite3.connect(place.witness, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        with pytest.raises(StockBusy):
            place.open().take(at=NOW)
        held.close()

    def test_no_error_tells_a_number(self, place: Place) -> None:
        stock = place.made(SERIES)
        with pytest.raises(StockError) as refused:
            stock.add(*SERIES, origin="drawn", at=NOW)
        assert "47" not in f"{refused.value} {refused.value.da}"

    def test_a_copy_beside_the_stock_is_behind_as_soon_as_the_stock_goes_on(self, place: Place) -> None:
        stock = place.made(SERIES)
        beside = shutil.copy(place.path, place.path.with_suffix(".beside"))
        stock.take(at=NOW)
        with pytest.raises(StockBehind):
            place.open(Path(beside)).take(at=NOW)
