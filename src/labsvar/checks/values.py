"""Rules about the values of results: numbers, units, limits and codes."""

from __future__ import annotations

import re
from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.codes import tables
from labsvar.letters import footstatus, xrpt01
from labsvar.letters.common import Limits, ShortLimits
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.text import plain
from labsvar.letters.xrpt01 import LaboratoryReport

STARS: Final = "*****"
"""The value of a result whose sample is received and nothing more."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?").fullmatch
_NATIONAL_CODE: Final = re.compile(r"(NPU|DNK)[0-9]{5}").fullmatch


Result = xrpt01.Result | footstatus.Result


def check_results(letter: LaboratoryReport | DiabeticFootStatus, found: Found) -> None:
    """The results of a biochemistry letter, one by one, and that none stands twice."""
    seen: set[tuple[str, str, str]] = set()
    results: tuple[Result, ...] = letter.laboratory_results.results
    for number, result in enumerate(results, 1):
        analysis = result.analysis
        code = analysis.analysis_code
        if result.result_type == "numerisk" and result.value != STARS:
            _check_number(result, number, found)
        interval = result.reference_interval if isinstance(result, xrpt01.Result) else None
        if interval is not None and interval.limits is not None:
            _check_limits(result, interval.limits, number, found)
        if analysis.analysis_code_type == "iupac" and _NATIONAL_CODE(code) is None:
            found.add(rules.CODE_FORM, f"{_at(number)}/Analysis/AnalysisCode")
        key = (code, analysis.analysis_code_responsible, result.producer_of_lab_result.identifier_code)
        if key in seen:
            found.add(rules.RESULT_TWICE, f"{_at(number)}/Analysis/AnalysisCode")
        seen.add(key)


def are_swapped(limits: Limits | ShortLimits) -> bool:
    """Whether both limits are numbers and the lower one is the higher."""
    lower, upper = _number(limits.lower_limit), _number(limits.upper_limit)
    return lower is not None and upper is not None and lower > upper


def is_national_code(code: str) -> bool:
    """Whether the code is of the form NPU12345 or DNK12345."""
    return _NATIONAL_CODE(code) is not None


def _at(number: int) -> str:
    return f"LaboratoryResults/Result[{number}]"


def _check_number(result: Result, number: int, found: Found) -> None:
    if _NUMBER(result.value) is None:
        found.add(rules.NOT_A_NUMBER, f"{_at(number)}/Value")
    if result.unit is None and not _has_no_unit(result):
        found.add(rules.UNIT_MISSING, f"{_at(number)}/Value")


def _has_no_unit(result: Result) -> bool:
    """Whether the analysis is on the list of those without a unit, or its full name says so: in the
    NPU syntax the unit stands behind `= ?`."""
    if result.analysis.analysis_code in tables.unitless_codes():
        return True
    return plain(result.analysis.analysis_complete_name).rstrip().endswith("= ?")


def _check_limits(result: Result, limits: Limits, number: int, found: Found) -> None:
    lower, upper = _number(limits.lower_limit), _number(limits.upper_limit)
    if lower is not None and upper is not None and lower > upper:
        found.add(rules.LIMITS_SWAPPED, f"{_at(number)}/ReferenceInterval/LowerLimit")
    if result.result_type == "numerisk":
        if lower is None and limits.lower_limit is not None:
            found.add(rules.LIMIT_NOT_A_NUMBER, f"{_at(number)}/ReferenceInterval/LowerLimit")
        if upper is None and limits.upper_limit is not None:
            found.add(rules.LIMIT_NOT_A_NUMBER, f"{_at(number)}/ReferenceInterval/UpperLimit")


def _number(text: str | None) -> float | None:
    return None if text is None or _NUMBER(text) is None else float(text)
