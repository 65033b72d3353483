"""What an example of a content rule is."""

from __future__ import annotations

from typing import NamedTuple

from labsvar.letters.catalogue import AnyLetter


class Example(NamedTuple):
    """One rule: letters that keep it, letters that break it, and the place that is named then."""

    rule: str
    good: tuple[AnyLetter, ...]
    bad: tuple[AnyLetter, ...]
    at: str

    def __str__(self) -> str:
        return f"{self.rule} at {type(self.bad[0]).__name__}/{self.at}"
