"""What the tests of the stock share: a stock in a folder, and a service beside it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from labsvar.identifiers.npn import DEFAULT, NumberForm
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_service import Drawn, Information, ServiceDown, ServiceRefused

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SERIES = (4_700_000_000, 4_700_109_999)


class Place:
    """A folder with a stock, its witness in another, and copies of the stock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "stock.npn"
        self.witness = folder / "elsewhere" / "witness.npn"
        self._opened: list[Stock] = []

    def made(self, *series: tuple[int, int], form: NumberForm = DEFAULT) -> Stock:
        """A new stock with these series."""
        stock = self._kept(Stock.make(self.path, witness=self.witness, at=NOW, form=form))
        for first, last in series:
            stock.add(first, last, origin="registered", at=NOW)
        return stock

    def open(self, path: Path | None = None, *, witness: Path | None = None) -> Stock:
        """The stock once more, as another program would open it."""
        return self._kept(Stock.open(path or self.path, witness=witness))

    def copy(self) -> Path:
        """A backup of the stock; the witness is in none."""
        return Path(shutil.copy(self.path, self.path.with_suffix(".copy")))

    def put_back(self, kept: Path) -> Stock:
        """The stock after its backup was put back."""
        shutil.copy(kept, self.path)
        return self.open()

    def close(self) -> None:
        """Closes every stock that was opened."""
        for stock in self._opened:
            stock.close()

    def _kept(self, stock: Stock) -> Stock:
        self._opened.append(stock)
        return stock


class Dealer:
    """A service that deals out series one after the other, and answers the same request with the same one.

    `down`, `refuses` and `forgets` are how it may fail: not at all, with a code, or after it has dealt.
    """

    def __init__(self, *, first: int = 1_000_000_000) -> None:
        self._next = first
        self.dealt: dict[str, Drawn] = {}
        self.released: list[tuple[int, int]] = []
        self.down = False
        self.forgets = False
        self.refuses: str | None = None

    def draw(self, size: int, *, request: str) -> Drawn:
        if self.down:
            raise ServiceDown
        if self.refuses is not None:
            raise ServiceRefused(self.refuses)
        if request not in self.dealt:
            self.dealt[request] = Drawn(first=self._next, last=self._next + size - 1)
            self._next += size
        if self.forgets:
            raise ServiceDown
        return self.dealt[request]

    def release(self, first: int, last: int) -> None:
        if self.down:
            raise ServiceDown
        self.released.append((first, last))

    def information(self, number: str) -> Information | None:
        return None


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)
