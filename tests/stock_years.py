"""A laboratory that uses 3,000 numbers a day for two years, while the service is down for five of those months.

    python -m tests.stock_years --picture docs/images/npn-stock.svg

The stock is a real one, on disk. It is kept every night, as a laboratory's system would. Every number that is
handed out is written down, and a judge that knows nothing of Labsvar reads them afterwards.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from labsvar.services.npn.forecast import StockRules
from labsvar.services.npn.stock import Stock
from labsvar.services.npn.stock_keeping import keep
from labsvar.services.npn.stock_service import Drawn, ServiceDown
from tests.npn_judge import faults, overlaps

BEGIN = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
WEEKDAY, WEEKEND = 3_700, 1_250
"""Five and two of these are 3,000 a day."""


class Course(NamedTuple):
    """What is simulated: days, samples a day, and the first and last day without a service."""

    days: int
    per_day: int
    down_from: int
    down_until: int

    def is_down(self, day: int) -> bool:
        return self.down_from <= day <= self.down_until


TWO_YEARS = Course(days=730, per_day=3_000, down_from=300, down_until=451)


class Night(NamedTuple):
    """How the stock stood in a night, after it was kept."""

    day: int
    usable: int
    weeks: float
    alert: str
    draws: int


class Dealer:
    """A service that deals out series with gaps between them, and can be switched off."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._next = 1_000_000_000
        self.series: list[tuple[int, int]] = []
        self.down = False

    def draw(self, size: int, *, request: str) -> Drawn:
        if self.down:
            raise ServiceDown
        first = self._next + self._chance.randrange(50_000)
        self._next = first + size
        self.series.append((first, first + size - 1))
        return Drawn(first=first, last=first + size - 1)

    def release(self, first: int, last: int) -> None:
        raise AssertionError("nothing is released here")

    def information(self, number: str) -> None:
        return None


def simulate(folder: Path, course: Course, *, seed: int, at_a_time: int) -> tuple[list[Night], Dealer]:
    """The nights; the numbers stand in `numbers.txt`. Raises `StockEmpty` on a day when the stock is dry."""
    chance = random.Random(seed)
    dealer = Dealer(chance)
    rules = StockRules(planned_per_day=course.per_day)
    stock = Stock.make(folder / "stock.npn", witness=folder / "elsewhere" / "witness.npn", at=BEGIN)
    nights: list[Night] = []
    keep(stock, dealer, rules, at=BEGIN)
    with (folder / "numbers.txt").open("w") as paper:
        for day in range(course.days):
            now = BEGIN + timedelta(days=day)
            left = _wanted(now, course.per_day, chance)
            while left:
                numbers = stock.take(min(left, chance.randint(1, at_a_time)), at=now)
                paper.write("".join(f"{number}\n" for number in numbers))
                left -= len(numbers)
            dealer.down = course.is_down(day)
            kept = keep(stock, dealer, rules, at=now + timedelta(hours=20))
            nights.append(
                Night(
                    day,
                    kept.forecast.usable,
                    kept.forecast.usable / course.per_day / 7,
                    kept.forecast.alert,
                    len(kept.drawn),
                )
            )
    stock.close()
    return nights, dealer


def _wanted(now: datetime, per_day: int, chance: random.Random) -> int:
    usual = WEEKDAY if now.weekday() < 5 else WEEKEND
    return round(usual * per_day / 3_000 * chance.uniform(0.85, 1.15))


def judged(folder: Path, dealer: Dealer) -> list[str]:
    """What is wrong with what was handed out."""
    with (folder / "numbers.txt").open() as paper:
        found = faults((line.strip() for line in paper), series=dealer.series)
    return [*found, *(["series overlap"] if overlaps(dealer.series) else [])]


def picture(nights: list[Night], course: Course) -> str:
    """The stock in weeks, night by night, as SVG."""
    wide, tall, left, top = 720.0, 260.0, 50.0, 40.0
    most = max(28.0, *(night.weeks for night in nights))

    def x(day: float) -> float:
        return round(left + wide * day / course.days, 1)

    def y(weeks: float) -> float:
        return round(top + tall * (1 - weeks / most), 1)

    line = " ".join(f"{x(night.day)},{y(night.weeks)}" for night in nights)
    down, until = x(course.down_from), x(course.down_until + 1)
    lines = [
        f'<line x1="{left}" x2="{left + wide}" y1="{y(weeks)}" y2="{y(weeks)}" stroke="#c8ccd0"/>'
        f'<text x="{left - 8}" y="{y(weeks) + 4}" text-anchor="end">{weeks}</text>'
        for weeks in (0, 4, 13, 26)
    ]
    weeks = [
        f'<text x="{x(day)}" y="{top + tall + 20}" text-anchor="middle">{day // 7}</text>'
        for day in range(0, course.days + 1, 182)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 350" font-family="sans-serif" font-size="12" '
        'fill="#30363c">\n'
        "<title>Weeks of numbers in stock over two years, with the service down for five months</title>\n"
        '<rect width="800" height="350" fill="#fff"/>\n'
        f'<rect x="{down}" y="{top}" width="{until - down:.1f}" height="{tall}" fill="#f3d9d3"/>\n'
        f'<text x="{(down + until) / 2:.1f}" y="{top + 16}" text-anchor="middle">the service is down</text>\n'
        + "\n".join([*lines, *weeks])
        + f'\n<polyline points="{line}" fill="none" stroke="#0b5f8a" stroke-width="1.6"/>\n'
        f'<text x="{left}" y="22">Weeks in stock. It warns below 13, and says that it is soon dry below 4.</text>\n'
        f'<text x="{left + wide / 2}" y="{top + tall + 40}" text-anchor="middle">week</text>\n</svg>\n'
    )


def main() -> int:
    """Runs it, and says what was seen."""
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--at-a-time", type=int, default=250)
    options.add_argument("--picture", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nights, dealer = simulate(folder, TWO_YEARS, seed=asked.seed, at_a_time=asked.at_a_time)
        found = judged(folder, dealer)
        handed = sum(1 for _ in (folder / "numbers.txt").open())
    if asked.picture is not None:
        asked.picture.write_text(picture(nights, TWO_YEARS), encoding="utf-8")
    lowest = min(nights, key=lambda night: night.usable)
    warned = next(night for night in nights if night.alert != "none")
    print(f"{handed} numbers handed out in {len(nights)} days, of {len(dealer.series)} series")
    print(
        f"lowest: {lowest.weeks:.1f} weeks on day {lowest.day}; first warning on day {warned.day}, {warned.weeks:.1f} weeks left"
    )
    print(
        f"service down from day {TWO_YEARS.down_from} until day {TWO_YEARS.down_until}; faults: {found or 'none'}"
    )
    return 1 if found or lowest.usable <= 0 else 0


if __name__ == "__main__":
    raise SystemExit(main())
