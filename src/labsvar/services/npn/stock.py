"""A laboratory's own stock of numbers: handed out once each, whatever happens to the program.

    stock = Stock.make(path, witness=elsewhere, form=NumberForm(), at=now)
    stock.add(first, last, origin="registered", at=now)
    numbers = stock.take(12, at=now)

A laboratory's system embeds this; it needs no server. A number is returned when it is durable that it is
handed out, in the stock and in the witness. A program that is killed in between has lost the numbers it had
asked for, and nobody gets them later. Several programs on one machine may share a stock, and one may share a
`Stock` between its threads; after a fork each process opens its own.

A file that is put back from a backup would hand out numbers a second time. So the stock counts its steps, and a
witness, a file that is not in the same backup, holds the newest count of each stock. What is older than its witness,
or unknown to it, hands out nothing until it is moved ahead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

import msgspec

from labsvar.identifiers.npn import DEFAULT, NumberForm
from labsvar.services.npn import stock_moving as moving
from labsvar.services.npn.stock_file import File, position_of, series_of, stock_file, witness_file
from labsvar.services.npn.stock_model import (
    Behind,
    Event,
    Origin,
    Position,
    Request,
    Series,
    SeriesRefused,
    StockBehind,
    StockEmpty,
)
from labsvar.services.npn.walking import walker


class Stock:
    """An open stock. Every call that changes it is one durable transaction. Times have a zone."""

    def __init__(self, file: File, witness: File) -> None:
        self._file = file
        self._witness = witness
        self._threads = threading.Lock()
        row = file.rows("SELECT name, weights FROM stock")[0]
        self.name: str = row["name"]
        self.form = NumberForm(weights=msgspec.json.decode(row["weights"], type=tuple[int, ...]))
        self.walker = walker(self.form)

    @classmethod
    def make(cls, path: Path, *, witness: Path, at: datetime, form: NumberForm = DEFAULT) -> Self:
        """A new, empty stock. The witness should stand where a backup of the stock does not reach.

        Raises `NotAStock` where a file is already, or none can be written.
        """
        seen = witness_file(witness)
        made = stock_file(path, make=True)
        name = uuid4().hex
        first = Position(life=uuid4().hex, steps=0, handed=0, series=0, last=-1)
        with made.alone():
            made.rows(
                "INSERT INTO stock (only_one, name, weights, witness, made_at, life, steps, handed, series, last) "
                "VALUES (1, :name, :weights, :witness, :at, :life, :steps, :handed, :series, :last)",
                name=name,
                weights=msgspec.json.encode(form.weights).decode(),
                witness=str(witness.absolute()),
                at=at.isoformat(),
                **msgspec.structs.asdict(first),
            )
        _note(seen, name, first)
        return cls(made, seen)

    @classmethod
    def open(cls, path: Path, *, witness: Path | None = None) -> Self:
        """A stock that is there, with the witness it was made with or another place for it.

        Raises `NotAStock`.
        """
        file = stock_file(path, make=False)
        place = witness or Path(file.rows("SELECT witness FROM stock")[0]["witness"])
        return cls(file, witness_file(place))

    def close(self) -> None:
        """Closes both files."""
        self._file.close()
        self._witness.close()

    def take(self, count: int = 1, *, at: datetime) -> tuple[str, ...]:
        """Hands out the next numbers, all of them or none, each once.

        Raises `StockEmpty`, `StockBehind`, `StockBusy`, `NotAStock`, and `ValueError` for less than one.
        """
        if count < 1:
            raise ValueError("at least one number is to be taken")
        found: list[str] = []
        with self._changing() as before:
            last = (before.series, before.last)
            for series in self.series(usable=True):
                taken = self.walker.take(series.next, series.last, count=count - len(found))
                found += taken
                last = (series.id, int(taken[-1]))
                self._advance(series, taken)
                if len(found) == count:
                    break
            if len(found) < count:
                raise StockEmpty
            self._note_use(at.date(), count)
            self._step(before, handed=before.handed + count, series=last[0], last=last[1])
        return tuple(found)

    def add(self, first: int, last: int, *, origin: Origin, at: datetime) -> Series:
        """Puts a series into the stock. Raises `SeriesRefused` for one that overlaps one it has had."""
        with self._changing() as before:
            added = self._add(first, last, origin=origin, at=at)
            self._step(before)
        return added

    def release(self, series_id: int, *, at: datetime) -> Series:
        """Takes a whole series out that nothing was handed out of, so that the service can have it back.

        To release one twice does no harm, as the service may have to be told once more. Raises `SeriesRefused`.
        """
        with self._changing() as before:
            series = next((each for each in self.series() if each.id == series_id), None)
            if series is not None and series.released:
                return series
            if series is None or series.next != series.first:
                raise SeriesRefused(
                    da="Kun en hel serie, som intet er udleveret af, kan frigives.",
                    en="Only a whole series that nothing was handed out of can be released.",
                )
            self._file.rows("UPDATE series SET released = 1, usable = 0 WHERE id = :id", id=series_id)
            self._tell("released", f"series {series_id}", at=at)
            self._step(before)
        return series

    def ask(self, size: int, *, at: datetime) -> Request:
        """Notes that a draw is asked for, before it is: what was asked must be known after a power cut.

        A request that has got no answer yet is asked again, under its key and with its size.
        """
        with self._changing() as before:
            waiting = self._waiting()
            if waiting is not None:
                return waiting
            asked = Request(key=uuid4().hex, size=size, at=at)
            self._file.rows(
                "INSERT INTO request (key, size, at) VALUES (:key, :size, :at)",
                key=asked.key,
                size=size,
                at=at.isoformat(),
            )
            self._step(before)
        return asked

    def answered(self, request: Request, first: int, last: int, *, at: datetime) -> Series:
        """Puts in the series that the service gave. Raises `SeriesRefused`."""
        with self._changing() as before:
            added = self._add(first, last, origin="drawn", at=at)
            self._close_request(request, f"series {added.id}", at=at)
            self._step(before)
        return added

    def refused(self, request: Request, code: str, *, at: datetime) -> None:
        """Notes that the service said no."""
        with self._changing() as before:
            self._close_request(request, code, at=at)
            self._tell("draw_refused", code, at=at)
            self._step(before)

    def hold(self, *, at: datetime) -> None:
        """Stops handing out, because the service knows of more use than the stock does."""
        with self._threads, self._file.alone():
            self._file.rows("UPDATE stock SET held = 1")
            self._tell("held", "service", at=at)

    def move_ahead(
        self, *, at: datetime, past: int | None = None, everything: bool = False
    ) -> tuple[Series, ...]:
        """Moves a stock that is behind to where no number can be handed out twice, and lets it go on.

        By itself it goes to where the witness saw it last. `past` is the last number that is known to be
        handed out; `everything` sets aside all that is in the stock. Returns the series there are then. Raises
        `CannotMove`.
        """
        with self._threads, self._witness.alone(), self._file.alone():
            seen, own = self._seen(), self._position()
            place = self._go(own, seen, past=past, everything=everything)
            ahead = self._ahead(own, seen or own, place)
            self._file.rows(
                "UPDATE stock SET held = 0, life = :life, steps = :steps, handed = :handed, series = :series, "
                "last = :last",
                **msgspec.structs.asdict(ahead),
            )
            self._tell("moved_ahead", "everything" if everything else "past" if past else "witness", at=at)
            # Cut off between the two transactions, the stock is of another life than the witness: it is behind
            # still, and is moved once more.
            _note(self._witness, self.name, ahead, own=self.series())
        return self.series()

    def behind(self) -> Behind | None:
        """Why the stock hands out nothing; `None` when it does."""
        # The witness first: it is written last, so it is never ahead of a stock that is read after it.
        seen, own = self._seen(), self._position()
        if self._is_held():
            return "service"
        if seen is None:
            return "no_witness"
        return "witness" if seen.life != own.life or seen.steps > own.steps else None

    def usable(self) -> int:
        """How many numbers can be handed out."""
        return int(self._file.rows("SELECT coalesce(sum(usable), 0) AS usable FROM series")[0]["usable"])

    def series(self, *, usable: bool = False) -> tuple[Series, ...]:
        """Every series the stock has had, oldest first; or those with usable numbers left."""
        rows = self._file.rows("SELECT * FROM series WHERE usable >= :least ORDER BY id", least=int(usable))
        return tuple(series_of(row) for row in rows)

    def use(self) -> Mapping[date, int]:
        """How many numbers were handed out on each day."""
        rows = self._file.rows("SELECT day, count FROM use ORDER BY day")
        return {date.fromisoformat(row["day"]): row["count"] for row in rows}

    def position(self) -> Position:
        """How far the stock has come."""
        return self._position()

    def waiting(self) -> Request | None:
        """A draw that was asked for and has no answer."""
        return self._waiting()

    def events(self) -> Sequence[Event]:
        """What has happened, oldest first."""
        rows = self._file.rows("SELECT at, what, detail FROM event ORDER BY id")
        return [
            Event(at=datetime.fromisoformat(row["at"]), what=row["what"], detail=row["detail"])
            for row in rows
        ]

    @contextmanager
    def _changing(self) -> Iterator[Position]:
        """Holds both files; the witness is written after the stock, and before the caller goes on.

        The order of the two is what the promise rests on: nobody has a number that the witness has not seen.
        """
        with self._threads, self._witness.alone():
            with self._file.alone():
                reason = self.behind()
                if reason is not None:
                    raise StockBehind(reason)
                yield self._position()
            _note(self._witness, self.name, self._position(), own=self._unseen())

    def _go(
        self, own: Position, seen: Position | None, *, past: int | None, everything: bool
    ) -> moving.Place:
        """Moves the stock, and says how far it is then."""
        if everything:
            moving.set_aside(self._file)
            return max(moving.place_in(own), moving.place_in(seen or own))
        moving.learn(self._file, self._witness, self.name, self.walker)
        if past is not None:
            place = moving.place_of(self._file, past)
        elif seen is None or self._is_held():
            raise moving.nothing_tells()
        else:
            place = moving.place_in(seen)
        moving.must_not_go_back(place, own, seen)
        moving.go_to(self._file, place, self.walker)
        return place

    def _ahead(self, own: Position, seen: Position, place: moving.Place) -> Position:
        """The beginning of a new life, in which neither file is behind."""
        return Position(
            life=uuid4().hex,
            steps=max(own.steps, seen.steps) + 1,
            handed=max(own.handed, seen.handed),
            series=place[0],
            last=place[1],
        )

    def _is_held(self) -> bool:
        return bool(self._file.rows("SELECT held FROM stock")[0]["held"])

    def _step(self, before: Position, **changes: int) -> None:
        after = msgspec.structs.replace(before, steps=before.steps + 1, **changes)
        self._file.rows(
            "UPDATE stock SET steps = :steps, handed = :handed, series = :series, last = :last",
            steps=after.steps,
            handed=after.handed,
            series=after.series,
            last=after.last,
        )

    def _add(self, first: int, last: int, *, origin: Origin, at: datetime) -> Series:
        if not 0 <= first <= last <= self.form.highest:
            raise SeriesRefused(
                da="Seriens ender er i forkert rækkefølge eller har for mange cifre.",
                en="The ends of the series are in the wrong order or have too many digits.",
            )
        # What was released may be drawn again, if the service deals it out again.
        if self._file.rows(
            "SELECT 1 FROM series WHERE first <= :last AND last >= :first AND NOT released",
            first=first,
            last=last,
        ):
            raise SeriesRefused(
                da="Serien overlapper en, som lageret har eller har haft.",
                en="The series overlaps one that the stock has or has had.",
            )
        row = self._file.rows(
            "INSERT INTO series (first, last, next, usable, origin, at) "
            "VALUES (:first, :last, :first, :usable, :origin, :at) RETURNING *",
            first=first,
            last=last,
            usable=self.walker.count(first, last),
            origin=origin,
            at=at.isoformat(),
        )[0]
        self._tell(origin, f"series {row['id']}", at=at)
        return series_of(row)

    def _advance(self, series: Series, taken: Sequence[str]) -> None:
        self._file.rows(
            "UPDATE series SET next = :next, usable = usable - :count WHERE id = :id",
            next=int(taken[-1]) + 1,
            count=len(taken),
            id=series.id,
        )

    def _note_use(self, day: date, count: int) -> None:
        self._file.rows(
            "INSERT INTO use (day, count) VALUES (:day, :count) "
            "ON CONFLICT (day) DO UPDATE SET count = count + excluded.count",
            day=day.isoformat(),
            count=count,
        )

    def _close_request(self, request: Request, outcome: str, *, at: datetime) -> None:
        self._file.rows(
            "UPDATE request SET outcome = :outcome, closed_at = :at WHERE key = :key",
            outcome=outcome,
            at=at.isoformat(),
            key=request.key,
        )

    def _waiting(self) -> Request | None:
        for row in self._file.rows("SELECT key, size, at FROM request WHERE outcome IS NULL ORDER BY at"):
            return Request(key=row["key"], size=row["size"], at=datetime.fromisoformat(row["at"]))
        return None

    def _tell(self, what: str, detail: str, *, at: datetime) -> None:
        self._file.rows(
            "INSERT INTO event (at, what, detail) VALUES (:at, :what, :detail)",
            at=at.isoformat(),
            what=what,
            detail=detail,
        )

    def _position(self) -> Position:
        return position_of(self._file.rows("SELECT life, steps, handed, series, last FROM stock")[0])

    def _seen(self) -> Position | None:
        rows = self._witness.rows("SELECT * FROM stock WHERE name = :name", name=self.name)
        return position_of(rows[0]) if rows else None

    def _unseen(self) -> Sequence[Series]:
        """Series that the witness does not know as they are: there is mostly none."""
        known = self._witness.rows("SELECT id, released FROM series WHERE name = :name", name=self.name)
        own = self._file.rows("SELECT id, released FROM series")
        if len(own) == len(known) and {*map(tuple, own)} == {*map(tuple, known)}:
            return ()
        return self.series()


def _note(witness: File, name: str, position: Position, *, own: Sequence[Series] = ()) -> None:
    """Notes in the witness how far a stock has come, and series of it."""
    witness.rows(
        "INSERT OR REPLACE INTO stock (name, life, steps, handed, series, last) "
        "VALUES (:name, :life, :steps, :handed, :series, :last)",
        name=name,
        **msgspec.structs.asdict(position),
    )
    for each in own:
        witness.rows(
            "INSERT OR REPLACE INTO series (name, id, first, last, origin, at, released) "
            "VALUES (:name, :id, :first, :last, :origin, :at, :released)",
            name=name,
            id=each.id,
            first=each.first,
            last=each.last,
            origin=each.origin,
            at=each.at.isoformat(),
            released=int(each.released),
        )
