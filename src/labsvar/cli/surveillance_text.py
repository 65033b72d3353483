"""All of a surveillance letter as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from labsvar.cli.request_text import question_table
from labsvar.cli.wording import Wording
from labsvar.cli.words import indented, words
from labsvar.web.texts import Texts
from labsvar.web.views.surveillance import Branch, SurveillanceView


def surveillance_text(seen: SurveillanceView, wording: Wording) -> Iterator[RenderableType]:
    """The questions with their answers, then every element under the one it stands in."""
    if seen.questions:
        yield Text(wording.texts("questions"), style="bold")
        yield indented(question_table(seen.questions, wording))
    yield Text(wording.texts("whole_letter"), style="bold")
    yield from _branches(seen.branches, wording.texts, depth=1)


def _branches(branches: Iterable[Branch], texts: Texts, *, depth: int) -> Iterator[RenderableType]:
    for branch in branches:
        yield indented(_line(branch, texts), 2 * depth)
        if not branch.is_flat:
            yield from _branches(branch.inner, texts, depth=depth + 1)


def _line(branch: Branch, texts: Texts) -> Text:
    line = Text(branch.label, style="dim").append(f" {words(branch.text)}".rstrip(), style="not dim")
    if branch.code:
        line.append(f"  {branch.code}")
    if branch.is_flat and branch.inner:
        line.append("  " + " · ".join(f"{each.label}: {words(each.text)}" for each in branch.inner))
    if branch.protected is not None:
        line.append(f"  {texts('protected', level=branch.protected)}", style="not dim bold magenta")
    return line
