"""A letter as text for a terminal. Values, units, intervals, marks and comments are as sent (rule S5).

The citizen's view says the same in plain words and leaves out the numbers of the mail, which say
nothing about health.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labsvar.cli.language import Say
from labsvar.letters.catalogue import Receipt
from labsvar.letters.text import Mark as TextMark
from labsvar.letters.text import plain
from labsvar.web.texts import Texts
from labsvar.web.views.investigations import (
    CultureView,
    InvestigationView,
    MicroscopyView,
    PatternView,
    QuantitativeView,
    SusceptibilityView,
)
from labsvar.web.views.letter import LetterView, ResultLine
from labsvar.web.views.values import Link, ValueView, View

_BREAK: Final = re.compile(r"<br\s*/?>")
_TAG: Final = re.compile(r"<[^>]*>")
_MARK_STYLES: Final = {"high": "bold red", "low": "bold blue", "abnormal": "bold magenta"}
# What a citizen needs of the head of a letter: who, from which sample, and what the answer says as a whole.
_HEADS_OF_CITIZENS: Final = frozenset({"Patient", "Sample", "GeneralResultInformation"})


def words(text: str) -> str:
    """HTML of the views as plain words, a line break as a new line."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))


class LetterText:
    """Renders letters in one language for one kind of viewer."""

    def __init__(self, say: Say, texts: Texts, view: View) -> None:
        self._say = say
        self._t = texts
        self._for_citizen = view == "citizen"

    def letter(self, letter: LetterView) -> RenderableType:
        """A whole letter."""
        return Group(*self._letter(letter))

    def _letter(self, letter: LetterView) -> Iterator[RenderableType]:
        yield Text(self._t("letter_from", sender=letter.sender), style="bold")
        if self._for_citizen:
            yield Text(letter.resulted, style="dim")
        else:
            number = f"{self._t('letter_number')} {letter.number}"
            yield Text(f"{letter.resulted} · {letter.kind} {letter.version} · {number}", style="dim")
        for head in letter.heads:
            if self._is_shown(head.title):
                yield self._facts(head.title, ((fact.label, words(fact.text)) for fact in head.facts))
        for comment in letter.comments:
            yield self._remark(comment)
        if letter.results:
            yield Text()
            yield self._results(letter.results)
        for investigation in letter.investigations:
            yield Text()
            yield from self._investigation(investigation)
        for comment in letter.report_comments:
            yield self._remark(comment)

    def _is_shown(self, title: str) -> bool:
        shown = {self._t.named("field", name) for name in _HEADS_OF_CITIZENS}
        return not self._for_citizen or title in shown

    def _facts(self, title: str, facts: Iterable[tuple[str, str]]) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for label, text in facts:
            table.add_row(f"  {label}", Text(text))
        return Group(Text(), Text(title, style="bold"), table)

    # Biochemistry ----------------------------------------------------------------------------

    def _results(self, results: Iterable[ResultLine]) -> Table:
        table = _table(
            self._t("analysis"),
            self._t("value"),
            self._t("unit"),
            self._say("Normalt", "Usual") if self._for_citizen else self._t("reference_interval"),
            "",
            self._t("state"),
            self._t("producer"),
        )
        for line in results:
            if line.shown is None:  # pragma: no cover - a letter from a file has no tombstones
                continue
            table.add_row(
                self._analysis(line),
                _number(line.shown),
                line.shown.unit or "",
                line.shown.interval or "",
                self._mark(line.shown.mark),
                self._t(f"status.{line.shown.status.name}"),
                self._producer(line),
            )
            for remark in self._remarks(line.shown):
                table.add_row(Padding(remark, (0, 0, 0, 2)))
        return table

    def _analysis(self, line: ResultLine) -> Text:
        text = Text(line.full_name if self._for_citizen else line.name)
        if not self._for_citizen:
            text.append(f" {line.code}", style="dim")
        return text

    def _producer(self, line: ResultLine) -> str:
        if self._for_citizen:
            return line.producer
        onward = "" if line.to_laboratory is None else f" → {line.to_laboratory}"
        return f"{line.producer} ({line.producer_code}){onward}"

    def _mark(self, mark: str | None) -> Text:
        if mark is None:
            return Text()
        word = self._t(f"mark.{mark}")
        if self._for_citizen:
            word = {
                "high": self._say("over det normale", "above the usual"),
                "low": self._say("under det normale", "below the usual"),
                "abnormal": self._say("ikke som det plejer", "not as usual"),
            }[mark]
        return Text(word, style=_MARK_STYLES[mark])

    def _remarks(self, shown: ValueView) -> Iterator[Text]:
        if shown.waiting is not None:
            yield Text(shown.waiting, style="italic")
        for remark in shown.remarks:
            yield Text(words(remark.content))
        yield from _links(shown.links)

    # Microbiology ----------------------------------------------------------------------------

    def _investigation(self, of: InvestigationView) -> Iterator[RenderableType]:
        examination = of.examination
        names = examination.analysis_mds_name
        parts = (names.examination, names.material, names.location, examination.supplementary_location)
        title = Text(" · ".join(part for part in parts if part), style="bold")
        if not self._for_citizen:
            title.append(f"  {examination.mic_analysis_code}", style="dim")
        yield title
        yield Text(examination.examinator, style="dim")
        if examination.summary:
            yield Text(examination.summary)
        if of.microscopy is not None:
            yield from self._microscopy(of.microscopy)
        if of.culture is not None:
            yield from self._culture(of.culture)
        if of.quantitative is not None:
            yield from self._quantitative(of.quantitative)

    def _culture(self, culture: CultureView) -> Iterator[RenderableType]:
        yield Text(f"  {culture.headline}", style="underline")
        for organism in culture.organisms:
            growth = "" if organism.growth is None else f": {words(organism.growth)}"
            yield Text(f"  {organism.number}. {words(organism.name)}{growth}")
            yield from map(self._remark, organism.comments)
        if culture.pattern is not None:
            yield from self._pattern(culture.pattern, culture)
        yield from map(self._remark, culture.comments)

    def _pattern(self, pattern: PatternView, culture: CultureView) -> Iterator[RenderableType]:
        table = _table(self._t("antibiotic"), *(words(each.name) for each in culture.organisms))
        for row in pattern.rows:
            name = words(row.name) + ("" if row.method is None else f" ({words(row.method)})")
            cells = ("\n".join(map(_susceptibility, cell)) for cell in row.cells)
            table.add_row(name, *cells)
        yield Padding(Group(Text(pattern.headline), table), (0, 0, 0, 2))
        for entry, cell in pattern.unplaced:
            where = self._t(
                "unplaced_entry", organism=entry.ref_microorganism, antibiotic=entry.ref_antibiotic
            )
            yield self._remark(f"{where} {_susceptibility(cell)}")
        yield self._remark(pattern.legend)

    def _quantitative(self, of: QuantitativeView) -> Iterator[RenderableType]:
        if of.interpretation is not None:
            yield self._remark(of.interpretation)
        if of.findings:
            table = _table(
                self._t("analysis"), self._t("result"), self._t("value"), self._t("reference_interval"), ""
            )
            for finding in of.findings:
                table.add_row(
                    words(finding.analysis),
                    words(finding.interpretation),
                    finding.measured,
                    finding.interval or "",
                    self._mark(finding.mark),
                )
                for remark in (*map(self._remark, finding.comments), *_links(finding.links)):
                    table.add_row(remark)
            yield Padding(table, (0, 0, 0, 2))
        yield from map(self._remark, of.comments)

    def _microscopy(self, of: MicroscopyView) -> Iterator[RenderableType]:
        yield Text(f"  {of.headline}", style="underline")
        yield self._remark(of.comments)
        for headline, types in of.groups:
            yield Text(f"  {words(headline)}")
            for kind, details in types:
                for what, amount in details:
                    yield Text(f"    {words(what)} ({kind}): {words(amount)}")

    def _remark(self, content: str) -> Text:
        return Text("\n".join(f"    {line}" for line in words(content).split("\n")), style="italic")


def receipt_text(receipt: Receipt, texts: Texts) -> RenderableType:
    """A receipt: its elements under their names, in the order of the letter."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for depth, label, value in receipt_lines(receipt, texts):
        table.add_row("  " * depth + label, Text(value))
    return Group(Text(f"{receipt.letter.version_code} {type(receipt).__name__}", style="bold"), table)


def receipt_lines(element: msgspec.Struct, texts: Texts, depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """Every element of a receipt: how deep it stands, its name, and its text."""
    for field in msgspec.structs.fields(element):
        content = getattr(element, field.name)
        label = texts.named("field", field.encode_name)
        if content is None:
            continue
        if isinstance(content, msgspec.Struct):
            yield depth, label, ""
            yield from receipt_lines(content, texts, depth + 1)
        elif isinstance(content, tuple) and all(_is_element(each) for each in content):
            for each in content:
                yield depth, label, ""
                yield from receipt_lines(each, texts, depth + 1)
        elif isinstance(content, tuple):
            yield depth, label, plain(content).rstrip("\n")
        else:
            yield depth, label, str(content)


def _is_element(part: object) -> bool:
    return isinstance(part, msgspec.Struct) and not isinstance(part, TextMark)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _number(shown: ValueView) -> str:
    return f"{shown.operator} {shown.value}".strip()


def _susceptibility(cell: SusceptibilityView) -> str:
    parts = (cell.letter, cell.measured, cell.interval, *map(words, cell.comments))
    return " ".join(part for part in parts if part)


def _links(links: Iterable[Link]) -> Iterator[Text]:
    for link in links:
        yield Text(" ".join(part for part in (f"→ {link.text}", link.url, link.note) if part))
