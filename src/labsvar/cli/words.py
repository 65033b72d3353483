"""From the views to a terminal: words, formatting, tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Final, Literal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labsvar.web.views.outline import Facts
from labsvar.web.views.values import Link

_BREAK: Final = re.compile(r"<br\s*/?>")
_TAG: Final = re.compile(r"<[^>]*>")
_STYLES: Final = {"b": "bold", "i": "italic", "u": "underline", "code": "dim"}
_SIDES: Final[Mapping[str, Literal["center", "right"]]] = {"text-center": "center", "text-right": "right"}
_APART: Final = frozenset({*_SIDES, "text-fixed"})


def words(text: str) -> str:
    """HTML of the views as plain words, a line break as a new line."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))


def formatted(text: str) -> RenderableType:
    """HTML of the views with its formatting; what stands in the middle or to the right is a line of its own."""
    parser = _Formatting()
    parser.feed(text)
    parser.close()
    return Group(*parser.lines())


def indented(content: RenderableType, by: int = 2) -> Padding:
    """Set in from the left."""
    return Padding(content, (0, 0, 0, by))


def remark(content: str) -> Text:
    """What somebody wrote beside an answer."""
    return Text("\n".join(f"    {line}" for line in words(content).split("\n")), style="italic")


def table(*headings: str) -> Table:
    """A table without lines, whose cells fold."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def facts_text(facts: Facts) -> RenderableType:
    """Facts under their title, one to a line."""
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim", no_wrap=True)
    shown.add_column(overflow="fold")
    for fact in facts.facts:
        shown.add_row(f"  {fact.label}", Text(words(fact.text)))
    return Group(Text(), Text(facts.title, style="bold"), shown)


def link_lines(links: Iterable[Link]) -> Iterator[Text]:
    """Pointers beside an answer, one to a line."""
    for link in links:
        yield Text(" ".join(part for part in (f"→ {link.text}", link.url, link.note) if part))


class _Formatting(HTMLParser):
    """Gathers lines of text with their styles: a new one at each break, and around what is set apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._done: list[Text] = []
        self._line = Text()

    def lines(self) -> list[Text]:
        """Every line; the last one too when it holds anything."""
        return [*self._done, self._line] if self._line.plain else self._done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A break ends the line; anything else opens a style or something set apart."""
        if tag == "br":
            self._end_line()
            return
        kind = dict(attrs).get("class") or tag
        if kind in _APART:
            self._end_line_with_words()
        self._open.append(kind)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - named by the base
        """Closes what was opened last; the views nest properly."""
        if self._open[-1] in _APART:
            self._end_line_with_words()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text in the style of everything it stands in."""
        self._line.append(data, " ".join(_STYLES[kind] for kind in self._open if kind in _STYLES))

    def _end_line_with_words(self) -> None:
        if self._line.plain:
            self._end_line()

    def _end_line(self) -> None:
        side = next((kind for kind in reversed(self._open) if kind in _SIDES), None)
        if side is not None:
            self._line.justify = _SIDES[side]
        self._done.append(self._line)
        self._line = Text()
