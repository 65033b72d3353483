"""Walking a series: the numbers between its first and its last that pass the check on modulus 11.

Source: MedCom, "Den Gode NationalePrøveNummer Service", version 1.0: the service hands out the ends of a
series, and the laboratory's system finds the numbers between them.

About one number in eleven passes, so looking at each would waste ten looks of eleven. All endings of four
digits are sorted once by what they leave when divided by eleven; what the digits in front of them leave then
tells which endings to join to them. Counting needs no walk at all: a table says how many endings of each length
leave what.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from math import ceil
from typing import Final

from labsvar.identifiers.npn import DEFAULT, MODULUS, NumberForm, written

_LONGEST_ENDING: Final = 4


class Walker:
    """Walks and counts the numbers of one form. Ends are included; numbers outside the form are not."""

    def __init__(self, form: NumberForm = DEFAULT) -> None:
        self.form = form
        self._ending = min(_LONGEST_ENDING, form.length)
        self._head = form.length - self._ending
        self._endings = _endings(form.weights[self._head :])
        self._ways = _ways(form.weights)

    def numbers(self, first: int, last: int) -> Iterator[str]:
        """The numbers that pass, lowest first."""
        return chain.from_iterable(self.blocks(first, last))

    def blocks(self, first: int, last: int) -> Iterator[Sequence[str]]:
        """The same in lists, one for each beginning of the numbers that differ in their last four digits."""
        first, last = self._within(first, last)
        if first > last:
            return
        size = 10**self._ending
        for block in range(first // size, last // size + 1):
            head = f"{block:0{self._head}d}" if self._head else ""
            endings: Sequence[str] = self._endings[-self._left(head) % MODULUS]
            if block in (first // size, last // size):
                endings = self._clipped(endings, first - block * size, last - block * size)
            yield [head + ending for ending in endings]

    def take(self, first: int, last: int, *, count: int) -> list[str]:
        """The lowest `count` numbers that pass, or as many as there are."""
        return list(islice(self.numbers(first, last), count))

    def count(self, first: int, last: int) -> int:
        """How many pass; found without walking."""
        first, last = self._within(first, last)
        return 0 if first > last else self._below(last + 1) - self._below(first)

    def drawn_for(self, usable: int) -> int:
        """How many numbers a series must have for so many to pass, as an average: about eleven for each."""
        passing = self._ways[self.form.length][0]
        return ceil(usable * (self.form.highest + 1) / passing)

    def _within(self, first: int, last: int) -> tuple[int, int]:
        return max(first, 0), min(last, self.form.highest)

    def _left(self, head: str) -> int:
        """What the digits in front leave."""
        # Beginnings may be shorter than the weights: zip() ends with them.
        return sum(weight * int(digit) for weight, digit in zip(self.form.weights, head, strict=False))

    def _clipped(self, endings: Sequence[str], first: int, last: int) -> Sequence[str]:
        """The endings from `first` to `last`; texts of one length are in the order of their numbers."""
        low, high = max(first, 0), min(last, 10**self._ending - 1)
        return endings[
            bisect_left(endings, f"{low:0{self._ending}d}") : bisect_right(
                endings, f"{high:0{self._ending}d}"
            )
        ]

    def _below(self, number: int) -> int:
        """How many numbers below this one pass: digit by digit, what a smaller one there leaves open."""
        if number > self.form.highest:
            return self._ways[self.form.length][0]
        found, left = 0, 0
        for place, digit in enumerate(written(number, self.form)):
            weight, rest = self.form.weights[place], self.form.length - place - 1
            for smaller in range(int(digit)):
                found += self._ways[rest][-(left + weight * smaller) % MODULUS]
            left = (left + weight * int(digit)) % MODULUS
        return found


@lru_cache(maxsize=8)
def walker(form: NumberForm = DEFAULT) -> Walker:
    """The walker of a form; its tables are made once."""
    return Walker(form)


def _endings(weights: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """All texts of as many digits as there are weights, by what they leave."""
    sorted_out: list[list[str]] = [[] for _ in range(MODULUS)]
    for number in range(10 ** len(weights)):
        text = f"{number:0{len(weights)}d}"
        left = sum(weight * int(digit) for weight, digit in zip(weights, text, strict=True))
        sorted_out[left % MODULUS].append(text)
    return tuple(tuple(texts) for texts in sorted_out)


def _ways(weights: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """For each number of last digits, how many texts of so many digits leave 0, 1, ..., 10."""
    rows = [(1, *[0] * (MODULUS - 1))]
    for weight in reversed(weights):
        before = rows[-1]
        rows.append(
            tuple(
                sum(before[(left - weight * digit) % MODULUS] for digit in range(10))
                for left in range(MODULUS)
            )
        )
    return tuple(rows)
