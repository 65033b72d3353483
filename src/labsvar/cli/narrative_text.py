"""Pathology, cytology and genetics as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from labsvar.cli.wording import Wording
from labsvar.cli.words import formatted, indented, link_lines, table, words
from labsvar.web.views.narrative import (
    CellTable,
    CodeLine,
    NarrativeView,
    SectionView,
    ShortAnswer,
    SpecimenView,
)


def narrative_text(told: NarrativeView, wording: Wording) -> Iterator[RenderableType]:
    """The short answer, the samples with their codes, and what is written about them."""
    yield _short(told.short, wording)
    yield Text(told.headline or wording.texts("specimens"), style="underline")
    for sample in told.samples:
        yield from _sample(sample, wording)
    for section in told.sections:
        yield from _section(section)


def _short(short: ShortAnswer, wording: Wording) -> Text:
    text = Text(f"{short.headline}: ").append(short.result, style="bold")
    if short.validation is not None:
        text.append(f"  {wording.texts.named('code', short.validation)}", style="bold magenta")
    if short.name is not None:
        text.append(f"\n{words(short.name)}")
    if short.code is not None:
        text.append(f"  {short.code}", style="dim")
    return text


def _sample(sample: SpecimenView, wording: Wording) -> Iterator[RenderableType]:
    text = Text(f"  {sample.material}")
    if not wording.for_citizen:
        numbers = f"  {wording.texts('sample_number')} {sample.number}"
        if sample.requester_number is not None:
            numbers += f" · {wording.texts('field.RequesterSampleIdentifier')} {sample.requester_number}"
        text.append(numbers, style="dim")
    yield text
    if sample.headline is not None:
        yield Text(f"  {sample.headline}", style="dim")
    codes = table("", "", "")
    codes.show_header = False
    for line in (*((sample.topography,) if sample.topography else ()), *sample.findings):
        codes.add_row(*_coded(line))
    if codes.row_count:
        yield indented(codes, 4)


def _coded(line: CodeLine) -> tuple[Text, str, str]:
    return Text(line.code, style="dim"), line.text, line.comment or ""


def _section(section: SectionView) -> Iterator[RenderableType]:
    yield Text(section.headline, style="bold underline" if section.is_conclusion else "underline")
    if section.text is not None:
        yield indented(formatted(section.text))
    if section.cells is not None:
        yield indented(_cells(section.cells))
    for line in link_lines(section.links):
        yield indented(line)


def _cells(cells: CellTable) -> RenderableType:
    shown = table(*cells.labels)
    for row in cells.rows:
        shown.add_row(*row)
    return shown
