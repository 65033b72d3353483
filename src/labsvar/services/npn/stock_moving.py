"""Moving a stock ahead that was put back from a backup, so that no number is handed out a second time.

Series are used in the order in which they came, so one number tells all: every series before its own is used
up, and its own up to it. The witness knows every series that the stock has had. What was drawn after the backup
is put back in, and what was released after it stays out.
"""

from __future__ import annotations

from labsvar.services.npn.stock_file import File, series_of
from labsvar.services.npn.stock_model import CannotMove, Position
from labsvar.services.npn.walking import Walker

Place = tuple[int, int]
"""A series and the last number of it that was handed out."""


def set_aside(file: File) -> None:
    """Takes everything in the stock for used."""
    file.rows("UPDATE series SET next = last + 1, usable = 0")


def learn(file: File, witness: File, name: str, walker: Walker) -> None:
    """Puts in the series that only the witness knows, and takes out those it knows to be released.

    Raises `CannotMove` when the two files tell of different series under one number.
    """
    own = {row["id"]: row for row in file.rows("SELECT id, first, last FROM series")}
    for row in witness.rows("SELECT * FROM series WHERE name = :name ORDER BY id", name=name):
        known = own.get(row["id"])
        if known is not None and (known["first"], known["last"]) != (row["first"], row["last"]):
            raise CannotMove(
                da="Vidnet kender lageret med andre serier. Kun alt i det kan sættes til side.",
                en="The witness knows the stock with other series. Only everything in it can be set aside.",
            )
        file.rows(
            "INSERT INTO series (id, first, last, next, usable, origin, at, released) VALUES "
            "(:id, :first, :last, :first, CASE WHEN :released THEN 0 ELSE :usable END, :origin, :at, :released) "
            "ON CONFLICT (id) DO UPDATE SET released = excluded.released, "
            "usable = CASE WHEN excluded.released THEN 0 ELSE usable END",
            id=row["id"],
            first=row["first"],
            last=row["last"],
            usable=walker.count(row["first"], row["last"]),
            origin=row["origin"],
            at=row["at"],
            released=row["released"],
        )


def place_of(file: File, number: int) -> Place:
    """Where a number is. Raises `CannotMove` for one that is in no series of the stock."""
    rows = file.rows(
        "SELECT id FROM series WHERE :number BETWEEN first AND last AND NOT released", number=number
    )
    if not rows:
        raise CannotMove(
            da="Nummeret er ikke i nogen af lagerets serier.",
            en="The number is in none of the series of the stock.",
        )
    return rows[0]["id"], number


def place_in(position: Position) -> Place:
    """How far a position is."""
    return position.series, position.last


def go_to(file: File, place: Place, walker: Walker) -> None:
    """Takes everything up to and including a place for used."""
    for row in file.rows("SELECT * FROM series WHERE id <= :id AND NOT released", id=place[0]):
        series = series_of(row)
        onward = series.last + 1 if series.id < place[0] else place[1] + 1
        reached = max(series.next, onward)
        file.rows(
            "UPDATE series SET next = :next, usable = :usable WHERE id = :id",
            next=reached,
            usable=walker.count(reached, series.last),
            id=series.id,
        )


def must_not_go_back(place: Place, *known: Position | None) -> None:
    """Raises `CannotMove` for a place that somebody has seen the stock beyond."""
    if any(position is not None and place < place_in(position) for position in known):
        raise CannotMove(
            da="Lageret er set længere fremme end det nummer. Det kan ikke flyttes tilbage.",
            en="The stock was seen further ahead than that number. It cannot be moved back.",
        )


def nothing_tells() -> CannotMove:
    """What is said when neither the witness nor a person says how far."""
    return CannotMove(
        da="Intet fortæller, hvor langt lageret var. Angiv det sidste nummer, der er udleveret, eller sæt alt i "
        "lageret til side.",
        en="Nothing tells how far the stock was. Give the last number that was handed out, or set everything in "
        "the stock aside.",
    )
