"""Rules about the status of an answer and of its results."""

from __future__ import annotations

from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.checks.values import STARS
from labsvar.findings import Rule
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport

_RECEIVED: Final = "proeve_modtaget"
_CONFLICTS: Final[dict[str, tuple[Rule, frozenset[str]]]] = {
    "komplet_svar": (rules.COMPLETE_WITH_UNFINISHED, frozenset({_RECEIVED, "svar_midlertidigt"})),
    "modtaget": (rules.RECEIVED_WITH_FINISHED, frozenset({"svar_endeligt", "svar_rettet"})),
}
"""Which status of a result goes against a status of the whole answer."""


def check_result_status(letter: LaboratoryReport, found: Found) -> None:
    """Results that are only received, and results that do not fit the status of the answer."""
    of_report = letter.laboratory_results.general_result_information.report_status_code
    rule, against = _CONFLICTS.get(of_report or "", (None, frozenset[str]()))
    for number, result in enumerate(letter.laboratory_results.results, 1):
        status = result.result_status_code
        received, stars = status == _RECEIVED, result.value == STARS
        if received is not stars:
            _add_received(number, rules.STARS_WITHOUT_RECEIVED if stars else rules.RECEIVED_WITH_VALUE, found)
        if rule is not None and status in against:
            path = f"LaboratoryResults/Result[{number}]/ResultStatusCode"
            found.add(rule, path, status=status)


def check_report_status(letter: MicrobiologyWebReport, found: Found) -> None:
    """The status of a microbiology answer beside the status of its results."""
    information = letter.laboratory_results.general_result_information
    of_report = information.report_status_code
    if of_report is None and information.result_status == "komplet":
        of_report = "komplet_svar"
    elif of_report is None and information.result_status == "modtaget":
        of_report = "modtaget"
    rule, against = _CONFLICTS.get(of_report or "", (None, frozenset[str]()))
    status = information.result_status_code
    if rule is not None and status in against:
        found.add(rule, "LaboratoryResults/GeneralResultInformation/ResultStatusCode", status=status)


def _add_received(number: int, rule: Rule, found: Found) -> None:
    found.add(rule, f"LaboratoryResults/Result[{number}]/Value")
