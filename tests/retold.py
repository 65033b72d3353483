"""Any answer told again: under another number, with another status, time, sender or word on consent."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from labsvar.letters import common, footstatus, pathology, xrpt01, xrpt02, xrpt06
from tests.builders import when

STATUSES: Final = {
    "received": "proeve_modtaget",
    "temporary": "svar_midlertidigt",
    "final": "svar_endeligt",
    "corrected": "svar_rettet",
}
STRANGER: Final = "5790000000074"
_BY_RESULT = xrpt01.LaboratoryReport | xrpt02.MicrobiologyReport | footstatus.DiabeticFootStatus


def retold(
    letter: Any,
    *,
    number: str | None = None,
    status: str | None = None,
    resulted: str | None = None,
    given: bool | None = None,
    production: str | None = None,
    by: str | None = None,
) -> Any:
    """The letter with these things otherwise; `resulted` is also the time of Authorisation."""
    if number is not None:
        letter = replace(letter, letter=replace(letter.letter, identifier=number))
    if status is not None:
        letter = _with_status(letter, STATUSES[status])
    if resulted is not None:
        letter = replace(letter, letter=replace(letter.letter, authorisation=when(resulted)))
        letter = _with_general(letter, results_date_time=when(resulted))
    if production is not None:
        letter = _with_general(letter, laboratory_internal_production_identifier=production)
    if given is not None:
        letter = replace(letter, patient=_with_word(letter.patient, given=given))
    return letter if by is None else replace(letter, sender=replace(letter.sender, ean_identifier=by))


def _with_status(letter: Any, status: str) -> Any:
    if not isinstance(letter, _BY_RESULT):
        return _with_general(letter, result_status_code=status)
    results = letter.laboratory_results.results
    told = tuple(replace(each, result_status_code=status) for each in results)
    return replace(letter, laboratory_results=replace(letter.laboratory_results, results=told))


def _with_general(letter: Any, **changes: Any) -> Any:
    answer = letter.laboratory_results
    general = replace(answer.general_result_information, **changes)
    return replace(letter, laboratory_results=replace(answer, general_result_information=general))


def _with_word(patient: Any, *, given: bool) -> Any:
    if isinstance(patient, xrpt06.Patient):
        return replace(patient, consent_given=given)
    said = pathology.Consent if isinstance(patient, pathology.Patient) else common.Consent
    return replace(patient, consent=said(given=given))
