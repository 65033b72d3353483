"""Walking a series of sample numbers, against a plain Python loop over every number of it.

The loop does what the rule says, number by number: the digits, the weighted sum, divisible by eleven or not. Both
give the same numbers, as text. Counting is against the same loop.
"""

from __future__ import annotations

from bench.common import Row, compare, show
from labsvar.services.npn.walking import Walker

FIRST, LAST = 4_711_000_003, 4_711_110_002
"""110,000 numbers; 10,000 of them can be used."""
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
PLAIN = "plain Python loop over every number of the series"


def plain() -> list[str]:
    """The usable numbers, one look after the other."""
    found = []
    for number in range(FIRST, LAST + 1):
        text = str(number)
        total = 0
        for weight, digit in zip(WEIGHTS, text, strict=True):
            total += weight * int(digit)
        if total % 11 == 0:
            found.append(text)
    return found


def rows() -> list[Row]:
    """The figures: how many times as fast."""
    walker = Walker()
    assert list(walker.numbers(FIRST, LAST)) == plain()
    assert walker.count(FIRST, LAST) == len(plain())
    walked = compare(plain, lambda: list(walker.numbers(FIRST, LAST)))
    counted = compare(plain, lambda: walker.count(FIRST, LAST))
    # `compare` names its first side first, which here is the loop.
    return [
        Row("Walk a series of 110,000 numbers", PLAIN, walked.median, at_least=5.0, detail=walked.text),
        Row("Count the usable numbers of a series", PLAIN, counted.median, at_least=5.0, detail=counted.text),
    ]


if __name__ == "__main__":
    show(rows())
