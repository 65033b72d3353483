"""S22 as a table: every combination of two letters' answers, and what is to be seen of each.

What is expected is said here by the rule's own words, without Labsvar. `test_s22_table.py` plays every
combination; `docs/reference/shown-once.md` shows the table with alike rows put together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import product
from typing import Literal

Seen = Literal["shown", "twin", "overtaken", "marked", "hidden"]
"""Shown by itself; behind the other, which says the same; behind the other, which corrected it; beside the other,
both marked and the operator alarmed; not there."""
Status = Literal["temporary", "final", "corrected"]
FINAL: tuple[Status, ...] = ("final", "corrected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two answers, and what they have in common. The second has the later result time.

    A corrected one was final before, with another value. `numbers` are the laboratories' own: of sample and
    production.
    """

    person: Literal["same", "other"]
    sender: Literal["same", "other"]
    requisition: Literal["same", "other", "one absent", "both absent"]
    code: Literal["same", "other"]
    producer: Literal["same", "other"]
    first: Status
    second: Status
    refused: Literal["none", "first", "second", "both"]
    value: Literal["same", "other"]
    numbers: Literal["same", "other"]


def cases() -> Iterator[Case]:
    """Every combination, but for two answers of one sender under the same numbers: those are versions (S1)."""
    alike = ("same", "other")
    statuses = ("temporary", "final", "corrected")
    choices = {
        "person": alike,
        "sender": alike,
        "requisition": ("same", "other", "one absent", "both absent"),
        "code": alike,
        "producer": alike,
        "first": statuses,
        "second": statuses,
        "refused": ("none", "first", "second", "both"),
        "value": alike,
        "numbers": alike,
    }
    assert list(choices) == [field.name for field in fields(Case)]
    for chosen in product(*choices.values()):
        case = Case(**dict(zip(choices, chosen, strict=True)))  # type: ignore[arg-type]  # each from its own choices
        if not (case.sender == case.numbers == "same"):
            yield case


def why_not(case: Case) -> str | None:
    """Why the two are no copies of each other, the first reason of all; `None` when they are."""
    reasons = {
        "another person": case.person == "other",
        "one sender": case.sender == "same",
        "another requisition": case.requisition == "other",
        "no number of the requisition": "absent" in case.requisition,
        "another analysis code": case.code == "other",
        "another producer": case.producer == "other",
        "not both final": case.first not in FINAL or case.second not in FINAL,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def expected(case: Case) -> tuple[Seen, Seen]:
    """What is to be seen of the first answer and of the second."""
    if why_not(case) is not None:
        return _alone(case, "first"), _alone(case, "second")
    if case.refused != "none":
        return "hidden", "hidden"
    if case.first != case.second:
        return ("shown", "overtaken") if case.first == "corrected" else ("overtaken", "shown")
    return ("twin", "shown") if case.value == "same" else ("marked", "marked")


def _alone(case: Case, which: str) -> Seen:
    return "hidden" if case.refused in (which, "both") else "shown"


# The page ----------------------------------------------------------------------------------------

_SEEN = {
    "shown": "shown",
    "twin": "behind the other, which says the same",
    "overtaken": "behind the other, which corrected it",
    "marked": "shown, marked; the operator is alarmed",
    "hidden": "not there",
}


def page() -> str:
    """The reference page."""
    counted = Counter(_row(case) for case in cases())
    copies = [row for row in counted if row[0] == "copies"]
    others = [row for row in counted if row[0] != "copies"]
    return "\n".join(
        [
            "<!-- Made by `make docs` from the tests; do not edit. -->",
            "",
            "# Shown once: every combination",
            "",
            (
                f"Two answers that may be one (rule S22), in all {sum(counted.values()):,} combinations of person, sender, "
                "number of the requisition (same, other, absent from one or both), analysis code, producer, status, "
                "refusal, value and the laboratories' own numbers. `tests/spec/once_table.py` says what is expected, "
                "`tests/spec/test_s22_table.py` plays each of them for biochemistry and for microbiology; alike rows stand "
                "together here, and *combinations* says how many. A corrected answer was final before. The second answer is "
                "the later one. [Shown once](../explanation/shown-once.md) explains the rule."
            ),
            "",
            "## Copies",
            "",
            "One person, two senders, the same number of the requisition, the same analysis code and producer, both final.",
            "",
            *_table(("First", "Second", "Refused", "Values"), copies, counted),
            "",
            "## No copies",
            "",
            "Each stands by itself, and is hidden by its own refusal only. The first reason is named.",
            "",
            *_table(("Why", "Refused"), others, counted),
            "",
        ]
    )


def _row(case: Case) -> tuple[str, ...]:
    seen = tuple(_SEEN[each] for each in expected(case))
    why = why_not(case)
    if why is None:
        return ("copies", case.first, case.second, case.refused, case.value, *seen)
    return ("none", why, case.refused, *seen)


def _table(
    head: tuple[str, ...], rows: list[tuple[str, ...]], counted: Counter[tuple[str, ...]]
) -> list[str]:
    names = (*head, "Of the first is seen", "Of the second is seen", "Combinations")
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    return lines + [f"| {' | '.join((*row[1:], str(counted[row])))} |" for row in rows]
