"""Rules about the status of an answer and of its results."""

from __future__ import annotations

from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.checks.values import STARS
from labsvar.findings import Rule
from labsvar.letters import footstatus, xrpt01, xrpt02, xrpt05
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport

_Result = xrpt01.Result | footstatus.Result | xrpt02.Result

_RECEIVED: Final = "proeve_modtaget"
_CONFLICTS: Final[dict[str, tuple[Rule, frozenset[str]]]] = {
    "komplet_svar": (rules.COMPLETE_WITH_UNFINISHED, frozenset({_RECEIVED, "svar_midlertidigt"})),
    "modtaget": (rules.RECEIVED_WITH_FINISHED, frozenset({"svar_endeligt", "svar_rettet"})),
}
"""Which status of a result goes against a status of the whole answer."""
_OLDER: Final = {"komplet": "komplet_svar", "delvis": "del_svar", "modtaget": "modtaget"}
"""What `ResultStatus` says, in the words of `ReportStatusCode`."""


def check_result_status(
    letter: LaboratoryReport | DiabeticFootStatus | MicrobiologyReport, found: Found
) -> None:
    """Results that are only received, and results that do not fit the status of the answer."""
    information = letter.laboratory_results.general_result_information
    of_report = information.report_status_code
    if isinstance(information, xrpt02.GeneralResultInformation):
        of_report = of_report or _OLDER.get(information.result_status or "")
    rule, against = _CONFLICTS.get(of_report or "", (None, frozenset[str]()))
    results: tuple[_Result, ...] = letter.laboratory_results.results
    for number, result in enumerate(results, 1):
        status = result.result_status_code
        check_stars(result.value, status, f"LaboratoryResults/Result[{number}]/Value", found)
        if rule is not None and status in against:
            path = f"LaboratoryResults/Result[{number}]/ResultStatusCode"
            found.add(rule, path, status=status)


def check_report_status(letter: MicrobiologyWebReport | MiBaReport, found: Found) -> None:
    """The status of a microbiology answer beside the status of its results."""
    information = letter.laboratory_results.general_result_information
    of_report = _OLDER.get(information.result_status or "")
    if isinstance(information, xrpt05.GeneralResultInformation):
        of_report = information.report_status_code or of_report
    check_status(of_report, information.result_status_code, found)


def check_status(of_report: str | None, status: str, found: Found) -> None:
    """The status of an answer that has one status for all its results."""
    rule, against = _CONFLICTS.get(of_report or "", (None, frozenset[str]()))
    if rule is not None and status in against:
        found.add(rule, "LaboratoryResults/GeneralResultInformation/ResultStatusCode", status=status)


def check_stars(value: str, status: str, path: str, found: Found) -> None:
    """That a result is `*****` when its sample is received, and only then."""
    received, stars = status == _RECEIVED, value == STARS
    if received is not stars:
        found.add(rules.STARS_WITHOUT_RECEIVED if stars else rules.RECEIVED_WITH_VALUE, path)
