"""Short words to write rows in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.spec.rows.model import Answer, Letter, Measured, Row, Send, Sight, Step


def crp(value: str, status: str = "final", **more: Any) -> Measured:
    """A C-reactive protein."""
    return Measured(analysis="CRP", value=value, status=status, **more)


def potassium(value: str, status: str = "final", **more: Any) -> Measured:
    """A potassium."""
    return Measured(analysis="K", value=value, status=status, **more)


def sodium(value: str, status: str = "final", **more: Any) -> Measured:
    """A sodium."""
    return Measured(analysis="Na", value=value, status=status, **more)


def blood(number: str, *results: Measured, **more: Any) -> Letter:
    """A biochemistry letter."""
    return Letter(number=number, results=results, **more)


def culture(number: str, organism: str = "Escherichia coli", status: str = "final", **more: Any) -> Letter:
    """A microbiology letter with what grew."""
    return Letter(number=number, organism=organism, status=status, **{"by": "microbiology"} | more)


def smear(number: str, told: str, status: str = "final", **more: Any) -> Letter:
    """A letter of cytology with its conclusion."""
    return Letter(number=number, as_kind="XRPT03", told=told, status=status, **{"by": "pathology"} | more)


def biopsy(number: str, told: str, status: str = "final", **more: Any) -> Letter:
    """A letter of histology with its conclusion."""
    return Letter(number=number, as_kind="XRPT04", told=told, status=status, **{"by": "pathology"} | more)


def genome(number: str, told: str, status: str = "final", **more: Any) -> Letter:
    """A letter of genetics with its conclusion."""
    return Letter(number=number, as_kind="XRPT07", told=told, status=status, **{"by": "genetics"} | more)


def surveyed(number: str, organism: str, status: str = "final", **more: Any) -> Letter:
    """A MiBa report with what grew; `given` is always said."""
    more = {"by": "microbiology", "given": True, **more}
    return Letter(number=number, as_kind="XRPT06", organism=organism, status=status, **more)


def older_culture(number: str, organism: str, *results: Measured, **more: Any) -> Letter:
    """An XRPT02 letter with results under codes of the laboratory's own, and what grew if anything did."""
    more = {"by": "microbiology"} | more
    return Letter(number=number, as_kind="XRPT02", organism=organism, results=results, **more)


def request(number: str, **more: Any) -> Letter:
    """A requisition to clinical biochemistry."""
    return Letter(number=number, as_kind="XREQ01", **{"by": "clinic"} | more)


ACCEPTED = Answer(status=200, receipt="XCTL03")
RECEIPTED = Answer(status=200, receipt="CTL03")
NOTED = Answer(status=204)


def refused(code: str, *words: str, **letters: str) -> Answer:
    """A whole envelope is refused. Letters are named `letter_1`, with their own code."""
    named = {name.removeprefix("letter_"): each for name, each in letters.items()}
    return Answer(status=422, receipt="XCTL02", code=code, refused=named, stored=0, words=words)


def problem(status: int, *words: str) -> Answer:
    """No receipt can answer it: a problem document."""
    return Answer(status=status, words=words)


def sent(*letters: Letter, answer: Answer = ACCEPTED, **more: Any) -> Send:
    """Letters in one envelope."""
    return Send(letters=letters, answer=answer, **more)


def sees(
    *reports: str,
    words: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
    elsewhere: tuple[str, ...] | None = None,
    **results: str | tuple[str, ...],
) -> Sight:
    """Microbiology reports, and results under the name of their analysis."""
    shown = {name: (each,) if isinstance(each, str) else each for name, each in results.items()}
    return Sight(results=shown, reports=reports, words=words, never=never, elsewhere=elsewhere)


def row(
    name: str,
    story: str,
    *steps: Step,
    both: Sight | None = None,
    operator: Mapping[str, str] | None = None,
    **more: Any,
) -> Row:
    """A row; `both` is what citizen and clinician see alike."""
    alike = {} if both is None else {"citizen": both, "clinician": both}
    return Row(name=name, story=story, steps=steps, operator=operator or {}, **alike | more)
