"""What was examined and found in microbiology: organisms, the susceptibility table, measured findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from labsvar.letters.common import CodedText, Measurement, Reference, ShortReferenceInterval
from labsvar.letters.xrpt05 import (
    AnalysisFindings,
    CultureFindings,
    Examination,
    Grouping,
    Investigation,
    MicroscopicFindings,
    Pattern,
    PatternEntry,
    QuantitativeFindings,
    SusceptibilityValue,
)
from labsvar.results.model import Interval, Mark
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import lines
from labsvar.web.views.values import (
    OPERATORS,
    Link,
    TombView,
    interval_text,
    links,
)

_MARKS: Mapping[str, Mark] = {"for_hoej": "high", "for_lav": "low", "unormal": "abnormal"}


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """One measured or rated finding."""

    analysis: Markup
    interpretation: Markup
    measured: str
    interval: str | None
    mark: Mark | None
    comments: tuple[Markup, ...]
    links: tuple[Link, ...]


class OrganismView(msgspec.Struct, frozen=True, kw_only=True):
    """One organism; `number` is its column in the susceptibility table."""

    number: int
    name: Markup
    growth: Markup | None
    comments: tuple[Markup, ...]


class SusceptibilityView(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the table: the laboratory's letter and, where sent, the value behind it."""

    letter: str
    measured: str
    interval: str | None
    comments: tuple[Markup, ...]
    links: tuple[Link, ...]


class PlacedSusceptibility(NamedTuple):
    """A cell and where it says it stands: the column of an organism, the row of an antibiotic."""

    organism: int
    antibiotic: int
    shown: SusceptibilityView


class AntibioticView(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table; `cells` has a place for every organism."""

    name: Markup
    method: Markup | None
    cells: tuple[tuple[SusceptibilityView, ...], ...]


class PatternView(msgspec.Struct, frozen=True, kw_only=True):
    """The susceptibility table. `unplaced` are entries that point outside the table, as sent."""

    headline: str
    rows: tuple[AntibioticView, ...]
    legend: Markup
    unplaced: tuple[PlacedSusceptibility, ...]


class CultureView(msgspec.Struct, frozen=True, kw_only=True):
    """What grew."""

    headline: str
    organisms: tuple[OrganismView, ...]
    pattern: PatternView | None
    comments: tuple[Markup, ...]


class MicroscopyView(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen in the microscope: groups of (type, [(what, how much)])."""

    headline: str
    comments: Markup
    groups: tuple[tuple[Markup, tuple[tuple[str, tuple[tuple[Markup, Markup], ...]], ...]], ...]


class QuantitativeView(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured."""

    interpretation: Markup | None
    findings: tuple[FindingView, ...]
    comments: tuple[Markup, ...]


class InvestigationView(msgspec.Struct, frozen=True, kw_only=True):
    """One examination and its findings; with a `tomb` there are none."""

    examination: Examination
    quantitative: QuantitativeView | None
    culture: CultureView | None
    microscopy: MicroscopyView | None
    tomb: TombView | None = None


def withdrawn_investigation(of: Investigation, tomb: TombView) -> InvestigationView:
    """An investigation of which only the tombstone may be read."""
    return InvestigationView(
        examination=of.examination, quantitative=None, culture=None, microscopy=None, tomb=tomb
    )


def investigation(of: Investigation, texts: Texts) -> InvestigationView:
    """One investigation, as sent."""
    quantitative, culture, microscopy = of.quantitative_findings, of.culture_findings, of.microscopic_findings
    return InvestigationView(
        examination=of.examination,
        quantitative=None if quantitative is None else _quantitative(quantitative, texts),
        culture=None if culture is None else _culture(culture, texts),
        microscopy=None if microscopy is None else _microscopy(microscopy, texts),
    )


def coded(text: CodedText) -> Markup:
    """The words of a coded text."""
    return lines(text.text.paragraphs)


def _all_coded(texts: Iterable[CodedText]) -> tuple[Markup, ...]:
    return tuple(coded(text) for text in texts)


def _quantitative(of: QuantitativeFindings, texts: Texts) -> QuantitativeView:
    return QuantitativeView(
        interpretation=None if of.interpretation is None else coded(of.interpretation),
        findings=tuple(_finding(each, texts) for each in of.analysis_findings),
        comments=_all_coded(of.comments),
    )


def _finding(of: AnalysisFindings, texts: Texts) -> FindingView:
    found = of.findings
    return FindingView(
        analysis=coded(of.analysis),
        interpretation=coded(found.interpretation),
        measured=_measured(found.measurement),
        interval=_interval(found.reference_interval, texts),
        mark=_MARKS[found.result_validation] if found.result_validation else None,
        comments=_all_coded(found.comments),
        links=_links(found.references, texts),
    )


def _measured(measurement: Measurement | None) -> str:
    if measurement is None:
        return ""
    operator = OPERATORS[measurement.operator]
    parts = (f"{operator} {measurement.value}".strip(), measurement.unit or "")
    return " ".join(part for part in parts if part)


def _interval(of: ShortReferenceInterval | None, texts: Texts) -> str | None:
    if of is None:
        return None
    limits = of.limits
    plain = Interval(
        kind=limits.type_of_interval if limits else None,
        lower=limits.lower_limit if limits else None,
        upper=limits.upper_limit if limits else None,
        text=of.interval_text,
    )
    return interval_text(plain, texts)


def _links(references: Iterable[Reference], texts: Texts) -> tuple[Link, ...]:
    return tuple(links(references, texts))


def _culture(of: CultureFindings, texts: Texts) -> CultureView:
    organisms = tuple(
        OrganismView(
            number=number,
            name=coded(organism.identification),
            growth=None if organism.growth_value is None else coded(organism.growth_value),
            comments=_all_coded(organism.species_comments),
        )
        for number, organism in enumerate(of.microorganisms, start=1)
    )
    pattern = None if of.pattern is None else _pattern(of.pattern, len(organisms), texts)
    return CultureView(
        headline=of.headline, organisms=organisms, pattern=pattern, comments=_all_coded(of.comments)
    )


def _pattern(of: Pattern, organisms: int, texts: Texts) -> PatternView:
    methods = (each.susceptibility_method for each in of.antibiotics)
    return susceptibility_table(
        headline=of.headline,
        organisms=organisms,
        antibiotics=[coded(each.antibiotic_name) for each in of.antibiotics],
        methods=[None if method is None else coded(method) for method in methods],
        entries=(
            PlacedSusceptibility(each.ref_microorganism, each.ref_antibiotic, _susceptibility(each, texts))
            for each in of.pattern_entries
        ),
        legend=lines(of.susceptibility_interpretation.paragraphs),
    )


def susceptibility_table(
    *,
    headline: str,
    organisms: int,
    antibiotics: Sequence[Markup],
    methods: Sequence[Markup | None],
    entries: Iterable[PlacedSusceptibility],
    legend: Markup,
) -> PatternView:
    """The table with every entry in its cell; entries that point outside it are kept apart."""
    placed: defaultdict[tuple[int, int], list[SusceptibilityView]] = defaultdict(list)
    unplaced = []
    for entry in entries:
        if entry.organism > organisms or entry.antibiotic > len(antibiotics):
            unplaced.append(entry)
        else:
            placed[entry.antibiotic, entry.organism].append(entry.shown)
    rows = tuple(
        AntibioticView(
            name=name,
            method=method,
            cells=tuple(tuple(placed[row, column]) for column in range(1, organisms + 1)),
        )
        for row, (name, method) in enumerate(zip(antibiotics, methods, strict=True), start=1)
    )
    return PatternView(headline=headline, rows=rows, legend=legend, unplaced=tuple(unplaced))


def _susceptibility(entry: PatternEntry, texts: Texts) -> SusceptibilityView:
    behind = entry.susceptibility_value or SusceptibilityValue()
    return SusceptibilityView(
        letter=entry.susceptibility,
        measured=_measured(behind.measurement),
        interval=_interval(behind.reference_interval, texts),
        comments=_all_coded(behind.comments),
        links=_links(behind.references, texts),
    )


def _microscopy(of: MicroscopicFindings, texts: Texts) -> MicroscopyView:
    return MicroscopyView(
        headline=of.headline,
        comments=lines(of.comments.paragraphs),
        groups=tuple((coded(group.headline), tuple(_types(group, texts))) for group in of.groupings),
    )


def _types(group: Grouping, texts: Texts) -> Iterable[tuple[str, tuple[tuple[Markup, Markup], ...]]]:
    for kind in group.microscopic_types:
        details = tuple((coded(detail.identification), coded(detail.value)) for detail in kind.details)
        yield texts.named("microscopy", kind.type), details
