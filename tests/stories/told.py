"""The record of a story: what was done and seen, step by step, and what of it was not as expected."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

_MOST = 6
"""Of a long list as many members are told as one reads."""


@dataclass
class Story:
    """Tells each step as it happens, and counts what was checked and what differed."""

    say: Callable[[str], object] = print
    checks: int = 0
    differences: list[str] = field(default_factory=list)
    steps: int = 0

    def step(self, title: str) -> None:
        """Begins a step."""
        self.steps += 1
        self.say(f"\n{self.steps}. {title}")

    def tell(self, text: str) -> None:
        """Tells something that was done."""
        self.say(f"   {text}")

    def check(self, who: str, what: str, seen: object, expected: object) -> None:
        """Tells what somebody sees, and whether it is what had to be seen."""
        self.checks += 1
        self.say(f"   {who}: {what}: {_short(seen)}")
        if seen != expected:
            self.differences.append(f"{who}: {what}: {_differing(seen, expected)}")
            self.say(f"   ! expected {_differing(seen, expected)}")

    def holds(self, who: str, what: str, held: bool, *, seen: object = "") -> None:
        """Tells something that has to be so."""
        self.checks += 1
        self.say(f"   {who}: {what}: {'yes' if held else 'NO'}")
        if not held:
            self.differences.append(f"{who}: {what} {_short(seen)}")
            self.say(f"   ! {_short(seen)}")

    def end(self) -> int:
        """Tells the outcome; the exit code."""
        self.say(f"\n{self.checks} checks, {len(self.differences)} differences")
        for each in self.differences:
            self.say(f" - {each}")
        return 1 if self.differences else 0


def _short(seen: object) -> str:
    if isinstance(seen, dict):
        return ", ".join(f"{name} {value}" for name, value in sorted(seen.items())) or "nothing"
    if isinstance(seen, Collection) and not isinstance(seen, str):
        told = [str(each) for each in (seen if isinstance(seen, list) else sorted(seen, key=str))]
        return _list(told) or "nothing"
    return str(seen)


def _list(told: list[str]) -> str:
    more = len(told) - _MOST
    return "; ".join(told[:_MOST]) + (f"; and {more} more" if more > 0 else "")


def _differing(seen: object, expected: object) -> str:
    if isinstance(seen, set | frozenset) and isinstance(expected, set | frozenset):
        return f"also [{_short(expected - seen)}], and not [{_short(seen - expected)}]"
    return f"{_short(expected)}; seen {_short(seen)}"
