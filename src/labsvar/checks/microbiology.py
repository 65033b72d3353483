"""Rules about microbiology: susceptibility tables, measured findings, results and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labsvar.checks import microbiology_rules, rules
from labsvar.checks.found import Found
from labsvar.checks.values import STARS, are_swapped, is_national_code
from labsvar.findings import Rule
from labsvar.letters import xrpt02, xrpt05, xrpt06
from labsvar.letters.common import Measurement, ReferenceInterval, ShortReferenceInterval
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport

_Investigation = xrpt05.Investigation | xrpt06.Investigation
_Cell = xrpt02.PatternEntry | xrpt05.PatternEntry | xrpt06.PatternEntry


def check_microbiology_results(letter: MicrobiologyReport, found: Found) -> None:
    """The results of an XRPT02 letter, that none stands twice, and its susceptibility table."""
    seen: set[tuple[str, str, str]] = set()
    for number, result in enumerate(letter.laboratory_results.results, 1):
        path, analysis = f"LaboratoryResults/Result[{number}]", result.analysis
        code = analysis.mic_analysis_code
        _check_interval(result.reference_interval, path, found)
        if analysis.analysis_code_type == "iupac" and not is_national_code(code):
            found.add(rules.CODE_FORM, f"{path}/Analysis/MICAnalysisCode")
        key = (code, analysis.analysis_code_responsible, result.producer_of_lab_result.identifier_code)
        if key in seen:
            found.add(rules.RESULT_TWICE, f"{path}/Analysis/MICAnalysisCode")
        seen.add(key)
    culture = letter.laboratory_results.culture_with_findings
    if culture is not None and culture.pattern is not None:
        path = "LaboratoryResults/CultureWithFindings/Pattern"
        _check_positions(culture.pattern.pattern_entries, culture, culture.pattern, path, found)
        _check_cells(culture.pattern.pattern_entries, path, found)


def check_investigations(letter: MicrobiologyWebReport | MiBaReport, found: Found) -> None:
    """Every investigation of a letter."""
    received = letter.laboratory_results.general_result_information.result_status_code == "proeve_modtaget"
    investigations: tuple[_Investigation, ...] = letter.laboratory_results.investigations
    for number, investigation in enumerate(investigations, 1):
        path = f"LaboratoryResults/Investigation[{number}]"
        examination = investigation.examination
        if examination.analysis_code_type == "iupac" and not is_national_code(examination.mic_analysis_code):
            found.add(rules.CODE_FORM, f"{path}/Examination/MICAnalysisCode")
        if investigation.quantitative_findings is not None:
            _check_quantities(investigation.quantitative_findings, path, found, received=received)
        if investigation.culture_findings is not None:
            _check_culture(investigation.culture_findings, f"{path}/CultureFindings", found)


def _check_quantities(
    quantities: xrpt05.QuantitativeFindings | xrpt06.QuantitativeFindings,
    path: str,
    found: Found,
    *,
    received: bool,
) -> None:
    analyses: tuple[xrpt05.AnalysisFindings | xrpt06.AnalysisFindings, ...] = quantities.analysis_findings
    for number, analysis in enumerate(analyses, 1):
        findings = analysis.findings
        here = f"{path}/QuantitativeFindings/AnalysisFindings[{number}]/Findings"
        _check_interval(findings.reference_interval, here, found)
        _check_stars(findings.measurement, here, found, received=received)


def _check_interval(
    interval: ReferenceInterval | ShortReferenceInterval | None, path: str, found: Found
) -> None:
    if interval is not None and interval.limits is not None and are_swapped(interval.limits):
        found.add(rules.LIMITS_SWAPPED, f"{path}/ReferenceInterval/LowerLimit")


def _check_stars(measurement: Measurement | None, path: str, found: Found, *, received: bool) -> None:
    if measurement is not None and measurement.value == STARS and not received:
        found.add(rules.STARS_WITHOUT_RECEIVED, f"{path}/Value")


def _check_culture(culture: xrpt05.CultureFindings | xrpt06.CultureFindings, path: str, found: Found) -> None:
    """The cells of a susceptibility table: what they point at, each once, and their intervals."""
    table = f"{path}/Pattern"
    if isinstance(culture, xrpt06.CultureFindings):
        _check_numbers(culture, path, found)
    elif culture.pattern is not None:
        _check_positions(culture.pattern.pattern_entries, culture, culture.pattern, table, found)
    if culture.pattern is None:
        return
    cells: tuple[xrpt05.PatternEntry | xrpt06.PatternEntry, ...] = culture.pattern.pattern_entries
    _check_cells(cells, table, found)
    for number, entry in enumerate(cells, 1):
        value = entry.susceptibility_value
        if value is not None:
            here = f"{table}/PatternEntry[{number}]/SusceptibilityValue"
            _check_interval(value.reference_interval, here, found)


def _check_positions(
    cells: Iterable[_Cell],
    culture: xrpt02.CultureWithFindings | xrpt05.CultureFindings,
    pattern: xrpt02.Pattern | xrpt05.Pattern,
    path: str,
    found: Found,
) -> None:
    """Columns and rows that are told by the position in the two lists."""
    organisms, antibiotics = len(culture.microorganisms), len(pattern.antibiotics)
    for number, cell in enumerate(cells, 1):
        here = f"{path}/PatternEntry[{number}]"
        column, row = cell.ref_microorganism, cell.ref_antibiotic
        if column > organisms:
            place = f"{here}/RefMicroorganism"
            found.add(rules.MICROORGANISM_MISSING, place, position=column, count=organisms)
        if row > antibiotics:
            found.add(rules.ANTIBIOTIC_MISSING, f"{here}/RefAntibiotic", position=row, count=antibiotics)


def _check_numbers(culture: xrpt06.CultureFindings, path: str, found: Found) -> None:
    """Columns and rows that have a number of their own."""
    columns = [organism.sort_order for organism in culture.microorganisms]
    _check_once(columns, f"{path}/Microorganism[{{}}]/SortOrder", microbiology_rules.SORT_ORDER_TWICE, found)
    if culture.pattern is None:
        return
    rows = [antibiotic.antibiotic_number for antibiotic in culture.pattern.antibiotics]
    place = f"{path}/Pattern/Antibiotic[{{}}]/AntibioticNumber"
    _check_once(rows, place, microbiology_rules.ANTIBIOTIC_NUMBER_TWICE, found)
    for number, cell in enumerate(culture.pattern.pattern_entries, 1):
        here = f"{path}/Pattern/PatternEntry[{number}]"
        if cell.ref_microorganism not in columns:
            rule, position = microbiology_rules.SORT_ORDER_MISSING, cell.ref_microorganism
            found.add(rule, f"{here}/RefMicroorganism", position=position)
        if cell.ref_antibiotic not in rows:
            rule, position = microbiology_rules.ANTIBIOTIC_NUMBER_MISSING, cell.ref_antibiotic
            found.add(rule, f"{here}/RefAntibiotic", position=position)


def _check_once(numbers: Sequence[int], path: str, rule: Rule, found: Found) -> None:
    for place, number in enumerate(numbers, 1):
        if number in numbers[: place - 1]:
            found.add(rule, path.format(place))


def _check_cells(cells: Iterable[_Cell], path: str, found: Found) -> None:
    """Each pair of organism and antibiotic once."""
    seen: set[tuple[int, int]] = set()
    for number, cell in enumerate(cells, 1):
        pair = (cell.ref_microorganism, cell.ref_antibiotic)
        if pair in seen:
            found.add(rules.CELL_TWICE, f"{path}/PatternEntry[{number}]")
        seen.add(pair)
