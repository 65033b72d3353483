"""Answers that are told in words and codes: pathology, cytology of the cervix, and genetics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from markupsafe import Markup

from labsvar.letters import pathology, xrpt03, xrpt04, xrpt07
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import html
from labsvar.web.views.values import Link, links

Results = xrpt03.LaboratoryResults | xrpt04.LaboratoryResults | xrpt07.LaboratoryResults
_Sample = xrpt03.Sample | xrpt04.Sample | xrpt07.Sample
_Section = pathology.Section | pathology.ReferencedSection | xrpt03.Remarks

CONCLUSION: Final = "conclusion"


class CodeLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A SNOMED code with its text, and the laboratory's comment on it."""

    code: str
    text: str
    comment: str | None


class SpecimenView(msgspec.Struct, frozen=True, kw_only=True):
    """One sample: its material, its numbers, where it was taken from and what was found."""

    number: str
    requester_number: str | None
    material: str
    headline: str | None
    topography: CodeLine | None
    findings: tuple[CodeLine, ...]


class ShortAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer in at most eight characters, as it stands in tables of results."""

    headline: str
    result: str
    validation: str | None = None
    code: str | None = None
    name: Markup | None = None


class CellTable(msgspec.Struct, frozen=True, kw_only=True):
    """Cells counted in marrow and blood, as the laboratory set them up."""

    headline: str
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SectionView(msgspec.Struct, frozen=True, kw_only=True):
    """A headline with what stands under it."""

    headline: str
    text: Markup | None
    links: tuple[Link, ...]
    cells: CellTable | None
    is_conclusion: bool


class NarrativeView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer, in the laboratory's order."""

    short: ShortAnswer
    headline: str | None
    samples: tuple[SpecimenView, ...]
    sections: tuple[SectionView, ...]


def narrative(results: Results, texts: Texts) -> NarrativeView:
    """The answer of a letter of pathology, cytology or genetics."""
    coded = results.coded_format
    return NarrativeView(
        short=short_answer(results),
        headline=None if isinstance(coded, xrpt07.CodedFormat) else coded.diagnosis_headline,
        samples=specimens(results),
        sections=tuple(_sections(results.textual_format, texts)),
    )


def specimens(results: Results) -> tuple[SpecimenView, ...]:
    """The samples with their codes."""
    coded = results.coded_format
    samples: Iterable[_Sample] = (coded.sample,) if isinstance(coded, xrpt03.CodedFormat) else coded.samples
    return tuple(_specimen(sample) for sample in samples)


def short_answer(results: Results) -> ShortAnswer:
    """The answer for a table of results."""
    table = results.table_format
    if isinstance(table, xrpt07.TableFormat):
        name = table.analysis_complete_name
        return ShortAnswer(
            headline=table.result_headline,
            result=table.table_result,
            code=table.analysis_code,
            name=None if name is None else html(name),
        )
    return ShortAnswer(
        headline=table.result_headline, result=table.table_result, validation=table.result_validation
    )


def _specimen(sample: _Sample) -> SpecimenView:
    coded = None if isinstance(sample, xrpt07.Sample) else sample.coded_results
    return SpecimenView(
        number=sample.laboratory_internal_sample_identifier,
        requester_number=sample.requester_sample_identifier,
        material=sample.material_description,
        headline=coded.headline if isinstance(coded, xrpt04.CodedResults) else None,
        topography=None if coded is None else _line(coded.topography),
        findings=() if coded is None else tuple(_line(each) for each in coded.results),
    )


def _line(of: pathology.Diagnosis) -> CodeLine:
    return CodeLine(code=of.code, text=of.text, comment=of.comment)


def _sections(
    text: xrpt03.TextualFormat | xrpt04.TextualFormat | xrpt07.TextualFormat, texts: Texts
) -> Iterator[SectionView]:
    for field in msgspec.structs.fields(text):
        part = getattr(text, field.name)
        if isinstance(part, xrpt04.Hematology):
            yield _section(part.headline, cells=_cells(part))
        elif isinstance(part, _Section):
            references = part.references if isinstance(part, pathology.ReferencedSection) else ()
            yield _section(
                part.headline,
                text=None if part.text is None else html(part.text),
                pointers=tuple(links(references, texts)),
                is_conclusion=field.name == CONCLUSION,
            )


def _section(
    headline: str,
    *,
    text: Markup | None = None,
    pointers: tuple[Link, ...] = (),
    cells: CellTable | None = None,
    is_conclusion: bool = False,
) -> SectionView:
    return SectionView(headline=headline, text=text, links=pointers, cells=cells, is_conclusion=is_conclusion)


def _cells(of: xrpt04.Hematology) -> CellTable:
    return CellTable(
        headline=of.headline,
        labels=(of.labels.cell_types, of.labels.marrow, of.labels.peripheral),
        rows=tuple((row.cell_type, row.marrow, row.peripheral) for row in of.results),
    )
