"""Findings of microbiology and answers told in words, line by line as plain text.

Nothing is left out and nothing is weighed: each line says what the letter says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labsvar.letters import pathology, xrpt02, xrpt03, xrpt04, xrpt05
from labsvar.letters.common import CodedText, Measurement, ShortReferenceInterval
from labsvar.letters.text import plain
from labsvar.results.model import Narrative, PartName, Report

_SIGNS = {"mindre_end": "<", "stoerre_end": ">"}
_Section = pathology.Section | pathology.ReferencedSection | xrpt03.Remarks


def of_investigation(found: xrpt05.Investigation) -> Iterator[str]:
    """What one investigation found."""
    if found.microscopic_findings is not None:
        yield from _microscopy(found.microscopic_findings)
    if found.quantitative_findings is not None:
        yield from _quantitative(found.quantitative_findings)
    if found.culture_findings is not None:
        yield from _culture(found.culture_findings)


def of_part(report: Report, name: PartName) -> Iterator[str]:
    """What a part of an XRPT02 letter beside its results says."""
    said = getattr(report.bacteriology, name)
    yield said.headline
    if not isinstance(said, xrpt02.CultureWithFindings):
        yield plain(said.comments)
        return
    for each in said.microorganisms:
        yield _joined(each.name, each.growth_value, each.species_comment)
    if said.comments is not None:
        yield plain(said.comments)
    if said.pattern is not None:
        organisms = [each.name for each in said.microorganisms]
        antibiotics = [each.name for each in said.pattern.antibiotics]
        yield said.pattern.headline
        for entry in said.pattern.pattern_entries:
            place = _named(organisms, entry.ref_microorganism), _named(antibiotics, entry.ref_antibiotic)
            yield f"{', '.join(place)}: {entry.sensitivity}"
        yield plain(said.pattern.sensitivity_interpretation)


def of_narrative(answer: Narrative) -> Iterator[str]:
    """An answer told in words and codes: its samples, then its sections."""
    coded = answer.coded_format
    samples = (coded.sample,) if isinstance(coded, xrpt03.CodedFormat) else coded.samples
    for sample in samples:
        yield sample.material_description
        results = getattr(sample, "coded_results", None)
        if results is not None:
            for line in (results.topography, *results.results):
                yield _joined(line.code, line.text, line.comment)
    yield from _sections(answer)


def conclusion(answer: Narrative) -> str | None:
    """The section that concludes, if there is one."""
    section = getattr(answer.textual_format, "conclusion", None)
    return plain(section.text) or None if section is not None and section.text else None


def _sections(answer: Narrative) -> Iterator[str]:
    text = answer.textual_format
    for name in text.__struct_fields__:
        part = getattr(text, name)
        if isinstance(part, xrpt04.Hematology):
            yield part.headline
            yield from (_joined(row.cell_type, row.marrow, row.peripheral) for row in part.results)
        elif isinstance(part, _Section):
            yield part.headline
            if part.text is not None:
                yield plain(part.text)


def _microscopy(of: xrpt05.MicroscopicFindings) -> Iterator[str]:
    yield of.headline
    yield from of.comments.paragraphs
    for group in of.groupings:
        yield _words(group.headline)
        for kind in group.microscopic_types:
            for detail in kind.details:
                yield f"{_words(detail.identification)}: {_words(detail.value)}"


def _quantitative(of: xrpt05.QuantitativeFindings) -> Iterator[str]:
    if of.interpretation is not None:
        yield _words(of.interpretation)
    for each in of.analysis_findings:
        found = each.findings
        measured = _measured(found.measurement)
        yield f"{_words(each.analysis)}: {_joined(_words(found.interpretation), measured, _interval(found.reference_interval))}"
        yield from map(_words, found.comments)
    yield from map(_words, of.comments)


def _culture(of: xrpt05.CultureFindings) -> Iterator[str]:
    yield of.headline
    for each in of.microorganisms:
        growth = None if each.growth_value is None else _words(each.growth_value)
        yield _joined(_words(each.identification), growth, *map(_words, each.species_comments))
    if of.pattern is not None:
        yield from _pattern(of.pattern, [_words(each.identification) for each in of.microorganisms])
    yield from map(_words, of.comments)


def _pattern(of: xrpt05.Pattern, organisms: list[str]) -> Iterator[str]:
    antibiotics = [
        _joined(
            _words(each.antibiotic_name),
            None if each.susceptibility_method is None else _words(each.susceptibility_method),
        )
        for each in of.antibiotics
    ]
    yield of.headline
    for entry in of.pattern_entries:
        place = _named(organisms, entry.ref_microorganism), _named(antibiotics, entry.ref_antibiotic)
        behind = entry.susceptibility_value or xrpt05.SusceptibilityValue()
        measured = _measured(behind.measurement)
        yield f"{', '.join(place)}: {_joined(entry.susceptibility, measured, _interval(behind.reference_interval))}"
        yield from map(_words, behind.comments)
    yield from of.susceptibility_interpretation.paragraphs


def _named(names: list[str], number: int) -> str:
    """What a number of the letter points at, or the number itself where it points at nothing."""
    return names[number - 1] if 0 < number <= len(names) else f"no. {number}"


def _words(text: CodedText) -> str:
    return " ".join(text.text.paragraphs)


def _measured(of: Measurement | None) -> str | None:
    if of is None:
        return None
    return " ".join(part for part in (_SIGNS.get(of.operator, ""), of.value, of.unit or "") if part)


def _interval(of: ShortReferenceInterval | None) -> str | None:
    if of is None:
        return None
    limits = of.limits
    bounds = None
    if limits is not None:
        bounds = f"{limits.lower_limit or ''} – {limits.upper_limit or ''}".strip()
    said = _joined(bounds, of.interval_text)
    return f"[{said}]" if said else None


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def as_text(lines: Iterable[str]) -> str | None:
    """Lines as one text; `None` for nothing."""
    return "\n".join(line for line in lines if line.strip()) or None
