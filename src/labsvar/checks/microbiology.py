"""Rules about microbiology: susceptibility tables, measured findings and codes."""

from __future__ import annotations

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.checks.values import STARS, are_swapped, is_national_code
from labsvar.letters.common import Measurement, ShortReferenceInterval
from labsvar.letters.xrpt05 import (
    CultureFindings,
    MicrobiologyWebReport,
    Pattern,
    QuantitativeFindings,
)


def check_investigations(letter: MicrobiologyWebReport, found: Found) -> None:
    """Every investigation of a letter."""
    received = letter.laboratory_results.general_result_information.result_status_code == "proeve_modtaget"
    for number, investigation in enumerate(letter.laboratory_results.investigations, 1):
        path = f"LaboratoryResults/Investigation[{number}]"
        examination = investigation.examination
        if examination.analysis_code_type == "iupac" and not is_national_code(examination.mic_analysis_code):
            found.add(rules.CODE_FORM, f"{path}/Examination/MICAnalysisCode")
        if investigation.quantitative_findings is not None:
            _check_quantities(investigation.quantitative_findings, path, found, received=received)
        culture = investigation.culture_findings
        if culture is not None and culture.pattern is not None:
            _check_pattern(culture.pattern, culture, f"{path}/CultureFindings/Pattern", found)


def _check_quantities(quantities: QuantitativeFindings, path: str, found: Found, *, received: bool) -> None:
    for number, analysis in enumerate(quantities.analysis_findings, 1):
        findings = analysis.findings
        here = f"{path}/QuantitativeFindings/AnalysisFindings[{number}]/Findings"
        _check_interval(findings.reference_interval, here, found)
        _check_stars(findings.measurement, here, found, received=received)


def _check_interval(interval: ShortReferenceInterval | None, path: str, found: Found) -> None:
    if interval is not None and interval.limits is not None and are_swapped(interval.limits):
        found.add(rules.LIMITS_SWAPPED, f"{path}/ReferenceInterval/LowerLimit")


def _check_stars(measurement: Measurement | None, path: str, found: Found, *, received: bool) -> None:
    if measurement is not None and measurement.value == STARS and not received:
        found.add(rules.STARS_WITHOUT_RECEIVED, f"{path}/Value")


def _check_pattern(pattern: Pattern, culture: CultureFindings, path: str, found: Found) -> None:
    """The positions in a susceptibility table: within the two lists, and each pair once."""
    organisms, antibiotics = len(culture.microorganisms), len(pattern.antibiotics)
    seen: set[tuple[int, int]] = set()
    for number, entry in enumerate(pattern.pattern_entries, 1):
        column, row = entry.ref_microorganism, entry.ref_antibiotic
        if column > organisms:
            here = f"{path}/PatternEntry[{number}]/RefMicroorganism"
            found.add(rules.MICROORGANISM_MISSING, here, position=column, count=organisms)
        if row > antibiotics:
            here = f"{path}/PatternEntry[{number}]/RefAntibiotic"
            found.add(rules.ANTIBIOTIC_MISSING, here, position=row, count=antibiotics)
        if (column, row) in seen:
            found.add(rules.CELL_TWICE, f"{path}/PatternEntry[{number}]")
        seen.add((column, row))
        if entry.susceptibility_value is not None:
            value = entry.susceptibility_value
            _check_interval(
                value.reference_interval, f"{path}/PatternEntry[{number}]/SusceptibilityValue", found
            )
