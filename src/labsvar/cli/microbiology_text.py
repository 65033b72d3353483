"""Microbiology as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from labsvar.cli.wording import Wording
from labsvar.cli.words import indented, link_lines, remark, table, words
from labsvar.letters.xrpt05 import Examination
from labsvar.web.views.bacteriology import BacteriologyView
from labsvar.web.views.investigations import (
    CultureView,
    InvestigationView,
    MicroscopyView,
    PatternView,
    QuantitativeView,
    SusceptibilityView,
)


class MicrobiologyText:
    """Renders investigations."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._t = wording.texts

    def investigation(self, of: InvestigationView) -> Iterator[RenderableType]:
        """One examination with its findings."""
        examination = of.examination
        names = examination.analysis_mds_name
        parts = (names.examination, names.material, names.location, examination.supplementary_location)
        title = Text(" · ".join(part for part in parts if part), style="bold")
        if not self._wording.for_citizen:
            title.append(f"  {examination.mic_analysis_code}", style="dim")
        yield title
        yield Text(self._examined_by(examination), style="dim")
        if examination.summary:
            yield Text(examination.summary)
        if of.microscopy is not None:
            yield from self._microscopy(of.microscopy)
        if of.culture is not None:
            yield from self._culture(of.culture)
        if of.quantitative is not None:
            yield from self._quantitative(of.quantitative)

    def bacteriology(self, of: BacteriologyView) -> Iterator[RenderableType]:
        """Microscopy and cultures of an older letter."""
        if of.headline is not None:
            yield Text(f"  {of.headline}", style="underline")
        if of.comment is not None:
            yield remark(of.comment)
        for part in of.parts:
            if part.microscopy is not None:
                yield from self._microscopy(part.microscopy)
            if part.culture is not None:
                yield from self._culture(part.culture)

    def _examined_by(self, examination: Examination) -> str:
        producer = examination.producer_of_lab_result
        parts = [examination.analysis_short_name or "", examination.examinator]
        if producer is not None and not self._wording.for_citizen:
            made = self._t("produced_by", producer=producer.identifier)
            parts.append(f"{made} ({producer.identifier_code})")
        return " · ".join(part for part in parts if part)

    def _culture(self, culture: CultureView) -> Iterator[RenderableType]:
        yield Text(f"  {culture.headline}", style="underline")
        for organism in culture.organisms:
            growth = "" if organism.growth is None else f": {words(organism.growth)}"
            yield Text(f"  {organism.number}. {words(organism.name)}{growth}")
            yield from map(remark, organism.comments)
        if culture.pattern is not None:
            yield from self._pattern(culture.pattern, culture)
        yield from map(remark, culture.comments)

    def _pattern(self, pattern: PatternView, culture: CultureView) -> Iterator[RenderableType]:
        shown = table(self._t("antibiotic"), *(words(each.name) for each in culture.organisms))
        for row in pattern.rows:
            name = words(row.name) + ("" if row.method is None else f" ({words(row.method)})")
            cells = ("\n".join(map(_susceptibility, cell)) for cell in row.cells)
            shown.add_row(name, *cells)
        yield indented(Group(Text(pattern.headline), shown))
        for entry in pattern.unplaced:
            where = self._t("unplaced_entry", organism=entry.organism, antibiotic=entry.antibiotic)
            yield remark(f"{where} {_susceptibility(entry.shown)}")
        yield remark(pattern.legend)

    def _quantitative(self, of: QuantitativeView) -> Iterator[RenderableType]:
        if of.interpretation is not None:
            yield remark(of.interpretation)
        if of.findings:
            shown = table(
                self._t("analysis"), self._t("result"), self._t("value"), self._t("reference_interval"), ""
            )
            for finding in of.findings:
                shown.add_row(
                    words(finding.analysis),
                    words(finding.interpretation),
                    finding.measured,
                    finding.interval or "",
                    self._wording.mark(finding.mark),
                )
                for line in (*map(remark, finding.comments), *link_lines(finding.links)):
                    shown.add_row(line)
            yield indented(shown)
        yield from map(remark, of.comments)

    def _microscopy(self, of: MicroscopyView) -> Iterator[RenderableType]:
        yield Text(f"  {of.headline}", style="underline")
        yield remark(of.comments)
        for headline, types in of.groups:
            yield Text(f"  {words(headline)}")
            for kind, details in types:
                for what, amount in details:
                    yield Text(f"    {words(what)} ({kind}): {words(amount)}")


def _susceptibility(cell: SusceptibilityView) -> str:
    pointers = (line.plain for line in link_lines(cell.links))
    parts = (cell.letter, cell.measured, cell.interval, *map(words, cell.comments), *pointers)
    return " ".join(part for part in parts if part)
