"""What a laboratory's stock of numbers holds, and what can be wrong with it.

    StockError
    ├── StockEmpty     fewer usable numbers are left than were asked for
    ├── StockBehind    the stock is older than what is known of it; it must be moved ahead
    ├── SeriesRefused  a series that cannot be in the stock, or cannot go back
    ├── CannotMove     nothing tells how far the stock is to be moved
    ├── StockBusy      another program holds the stock
    └── NotAStock      the file is none of ours, is damaged, or cannot be reached

`code` is stable. No message holds a number.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final, Literal

import msgspec

Origin = Literal["drawn", "registered"]
Behind = Literal["witness", "no_witness", "service"]


class StockError(Exception):
    """The stock could not do what was asked; nothing was changed."""

    code: ClassVar[str] = "stock"

    def __init__(self, *, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en


class StockEmpty(StockError):
    """Fewer usable numbers are left than were asked for; none was handed out."""

    code = "stock_empty"

    def __init__(self) -> None:
        super().__init__(
            da="Lageret har ikke så mange brugbare numre. Træk en ny serie, eller registrér en.",
            en="The stock has not so many usable numbers. Draw a new series, or register one.",
        )


_BEHIND: Final[dict[Behind, tuple[str, str]]] = {
    "witness": (
        "Lageret er ældre end det, vidnet har set: det er lagt tilbage fra en kopi.",
        "The stock is older than what the witness has seen: it was restored from a copy.",
    ),
    "no_witness": (
        "Vidnet kender ikke lageret, så det kan være lagt tilbage fra en kopi.",
        "The witness does not know the stock, so it may be restored from a copy.",
    ),
    "service": (
        "Lageret har tidligere meldt mere, end det nu kender til: det er en kopi.",
        "The stock has reported more before than it knows of now: it is a copy.",
    ),
}


class StockBehind(StockError):
    """The stock is older than what is known of it. It hands out nothing until it is moved ahead."""

    code = "stock_behind"

    def __init__(self, reason: Behind) -> None:
        da, en = _BEHIND[reason]
        super().__init__(
            da=f"{da} Det udleverer intet, før det er flyttet frem.",
            en=f"{en} It hands out nothing until it is moved ahead.",
        )
        self.reason = reason


class SeriesRefused(StockError):
    """A series that overlaps one the stock has had, is none, or is not whole."""

    code = "series_refused"


class CannotMove(StockError):
    """Nothing tells how far the stock is to be moved, or it would be moved back."""

    code = "cannot_move"


class StockBusy(StockError):
    """Another program has held the stock for longer than we wait."""

    code = "stock_busy"

    def __init__(self) -> None:
        super().__init__(
            da="Et andet program bruger lageret. Prøv igen.", en="Another program uses the stock. Try again."
        )


class NotAStock(StockError):
    """The file is no stock, or cannot be read or written."""

    code = "not_a_stock"


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series in the stock. Numbers below `next` have been handed out or do not pass; `usable` are left."""

    id: int
    first: int
    last: int
    next: int
    usable: int
    origin: Origin
    at: datetime
    released: bool


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A draw that was asked for. The service answers the same `key` with the same series."""

    key: str
    size: int
    at: datetime


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to the stock, beside handing out."""

    at: datetime
    what: str
    detail: str


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far a stock has come: its life, its steps in it, and the last number it handed out.

    A new `life` begins when the stock is made and whenever it is moved ahead.
    """

    life: str
    steps: int
    handed: int
    series: int
    last: int
