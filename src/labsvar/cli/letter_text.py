"""A letter as text for a terminal. Values, units, intervals, marks and comments are as sent (rule S5).

The citizen's view says the same in plain words and leaves out the numbers of the mail, which say
nothing about health.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from labsvar.cli.microbiology_text import MicrobiologyText
from labsvar.cli.narrative_text import narrative_text
from labsvar.cli.request_text import request_text
from labsvar.cli.surveillance_text import surveillance_text
from labsvar.cli.wording import Wording
from labsvar.cli.words import facts_text, formatted, indented, link_lines, table
from labsvar.web.views.letter import LetterView, ResultLine
from labsvar.web.views.values import ValueView

# What a citizen needs of the head of a letter: who, from which sample, and what the answer says as a whole.
_HEADS_OF_CITIZENS: Final = frozenset({"Patient", "Sample", "GeneralResultInformation"})


class LetterText:
    """Renders letters in one language for one kind of viewer."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._t = wording.texts

    def letter(self, letter: LetterView) -> RenderableType:
        """A whole letter."""
        return Group(*self._letter(letter))

    def _letter(self, letter: LetterView) -> Iterator[RenderableType]:
        yield Text(letter.title, style="bold")
        if self._wording.for_citizen:
            yield Text(letter.time, style="dim")
        else:
            number = f"{self._t('letter_number')} {letter.number}"
            yield Text(f"{letter.time} · {letter.kind} {letter.version} · {number}", style="dim")
        for head in letter.heads:
            if not self._wording.for_citizen or head.name in _HEADS_OF_CITIZENS:
                yield facts_text(head)
        for comment in letter.comments:
            yield indented(formatted(comment), 4)
        for line in link_lines(letter.references):
            yield indented(line, 4)
        yield from self._body(letter)
        for comment in letter.report_comments:
            yield indented(formatted(comment), 4)

    def _body(self, letter: LetterView) -> Iterator[RenderableType]:
        if letter.summary is not None:
            yield Text(letter.summary, style="bold")
        if letter.results:
            yield Text()
            yield self._results(letter.results)
        microbiology = MicrobiologyText(self._wording)
        if letter.bacteriology is not None:
            yield from microbiology.bacteriology(letter.bacteriology)
        for investigation in letter.investigations:
            yield Text()
            yield from microbiology.investigation(investigation)
        if letter.narrative is not None:
            yield Text()
            yield from narrative_text(letter.narrative, self._wording)
        if letter.request is not None:
            yield Text()
            yield from request_text(letter.request, self._wording)
        if letter.surveillance is not None:
            yield Text()
            yield from surveillance_text(letter.surveillance, self._wording)

    def _results(self, results: Iterable[ResultLine]) -> Table:
        shown = table(
            self._t("analysis"),
            self._t("value"),
            self._t("unit"),
            self._wording.say("Normalt", "Usual")
            if self._wording.for_citizen
            else self._t("reference_interval"),
            "",
            self._t("state"),
            self._t("producer"),
        )
        for line in results:
            if line.shown is None:  # pragma: no cover - a letter from a file has no tombstones
                continue
            shown.add_row(
                self._analysis(line),
                _number(line.shown),
                line.shown.unit or "",
                line.shown.interval or "",
                self._wording.mark(line.shown.mark),
                self._t(f"status.{line.shown.status.name}"),
                self._producer(line),
            )
            for remark in _remarks(line.shown):
                shown.add_row(indented(remark))
        return shown

    def _analysis(self, line: ResultLine) -> Text:
        if self._wording.for_citizen:
            return Text(line.full_name)
        text = Text(line.name).append(f" {line.code}", style="dim")
        for more in (line.full_name if line.full_name != line.name else "", line.group):
            text.append(f"\n{more}" if more else "", style="dim")
        return text

    def _producer(self, line: ResultLine) -> str:
        if self._wording.for_citizen:
            return line.producer
        onward = "" if line.to_laboratory is None else f" → {line.to_laboratory}"
        return f"{line.producer} ({line.producer_code}){onward}"


def _remarks(shown: ValueView) -> Iterator[RenderableType]:
    if shown.waiting is not None:
        yield Text(shown.waiting, style="italic")
    for remark in shown.remarks:
        yield formatted(remark.content)
    yield from link_lines(shown.links)


def _number(shown: ValueView) -> str:
    return f"{shown.operator} {shown.value}".strip()
