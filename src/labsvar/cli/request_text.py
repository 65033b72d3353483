"""Requisitions as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from labsvar.cli.wording import Wording
from labsvar.cli.words import facts_text, indented, table, words
from labsvar.web.views.outline import Fact
from labsvar.web.views.request import QuestionView, RequestView


def request_text(request: RequestView, wording: Wording) -> Iterator[RenderableType]:
    """What is asked for, the questions with their answers, and what else is told."""
    yield Text(wording.texts("requested_analyses"), style="bold")
    for analysis in request.analyses:
        name = Text(f"  {analysis.name}")
        if not wording.for_citizen:
            name.append(f"  {analysis.code}", style="dim")
        yield name
        yield Text(f"    {_told(analysis.facts)}", style="dim")
    if request.questions:
        yield Text()
        yield Text(wording.texts("questions"), style="bold")
        yield indented(question_table(request.questions, wording))
    for further in request.further:
        yield facts_text(further)


def question_table(questions: Iterable[QuestionView], wording: Wording) -> Table:
    """Questions with their answers."""
    shown = table(wording.texts("question"), wording.texts("answer"))
    for each in questions:
        question = Text(each.question)
        if not wording.for_citizen:
            question.append(f"  {each.code} {_told(each.about)}".rstrip(), style="dim")
        shown.add_row(question, words(each.answer))
    return shown


def _told(facts: Iterable[Fact]) -> str:
    return " · ".join(f"{fact.label}: {words(fact.text)}" for fact in facts)
