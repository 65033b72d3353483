"""The letters of rows that are neither biochemistry nor XRPT05: microbiology for EDIFACT and for MiBa, pathology,
genetics and requisitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tests import builders, microbiology, narratives, requisitions
from tests.retold import STATUSES, retold
from tests.spec.rows.model import Letter

SURVEILLANCE_ONLY: Final = ("Udlandsrejse", "Resistensgen", "Kun til overvågning")
"""What every MiBa report of a row says and nobody but surveillance may see."""
_NARRATIVES: Final[Mapping[str, Callable[..., Any]]] = {
    "XRPT03": narratives.cytology_report,
    "XRPT04": narratives.histology_report,
    "XRPT07": narratives.genetics_report,
}


def made(letter: Letter, common: Mapping[str, str]) -> Any:
    """The letter, but for its parties and its person."""
    if letter.kind == "XREQ01":
        return _requisition(common)
    if letter.kind == "XRPT02":
        answer = _cultured(letter)
    elif letter.kind == "XRPT06":
        answer = _surveyed(letter)
    else:
        answer = _narrative(letter)
    answer = retold(answer, number=common["number"], resulted=common["resulted"], status=letter.status)
    return _numbered(retold(answer, production=common["production_number"]), common)


def _requisition(common: Mapping[str, str]) -> Any:
    asked = requisitions.laboratory_request()
    asked = replace(asked, letter=replace(asked.letter, identifier=common["number"]))
    sample = replace(
        asked.requisition_information.sample, requester_sample_identifier=common["requester_number"]
    )
    return requisitions.about(asked, sample=sample, sampling_date_time=builders.when(common["sampled"]))


def _cultured(letter: Letter) -> Any:
    """XRPT02 with a result for each of the letter's words, and a culture if an organism grew."""
    results = tuple(
        microbiology.result(each.analysis, each.value, result_status_code=STATUSES[each.status])
        for each in letter.results
    ) or (microbiology.result(),)
    grown = microbiology.culture(microorganisms=(microbiology.organism(letter.organism),), pattern=None)
    return microbiology.with_results(
        microbiology.microbiology_letter(),
        results=results,
        culture_with_findings=grown if letter.organism else None,
    )


def _surveyed(letter: Letter) -> Any:
    organism = microbiology.isolate(letter.organism, properties=microbiology.properties())
    grown = microbiology.growth(microorganisms=(organism,), pattern=None)
    return microbiology.miba_report(investigations=(microbiology.investigation(culture_findings=grown),))


def _narrative(letter: Letter) -> Any:
    told = _NARRATIVES[letter.kind]()
    told = narratives.told(told, conclusion=narratives.section("Konklusion", letter.told))
    if letter.version is not None:
        return narratives.older(told, letter.version, given=letter.given)
    return told


def _numbered(answer: Any, common: Mapping[str, str]) -> Any:
    """The answer under the numbers of the row."""
    information = answer.requisition_information
    fields: dict[str, Any] = {"sampling_date_time": builders.when(common["sampled"])}
    for sample, requester in (
        ("laboratory_internal_sample_identifier", "requester_sample_identifier"),
        ("receivers_requisition_identifier", "requesters_requisition_identifier"),
    ):
        if hasattr(information, sample):
            fields |= {sample: common["sample_number"], requester: common["requester_number"]}
    if fields.keys() > {"sampling_date_time"}:
        received = {"sample_received_date_time": builders.when(common["sampled"])}
        return replace(answer, requisition_information=replace(information, **fields, **received))
    sample = replace(
        information.sample,
        laboratory_internal_sample_identifier=common["sample_number"],
        requester_sample_identifier=common["requester_number"],
        sampling_date_time=builders.when(common["sampled"]),
        sample_received_date_time=builders.when(common["sampled"]),
    )
    return replace(answer, requisition_information=replace(information, sample=sample))


def patient(made: Any, letter: Letter, person: tuple[str, str, str]) -> Any:
    """The person of the row in the letter's own kind of patient."""
    number, surname, given_name = person
    surname, given_name = letter.named or (surname, given_name)
    number = letter.identified or number
    named = replace(
        made,
        civil_registration_number=number if number.isdigit() else None,
        alternative_identifier=None if number.isdigit() else number,
        person_surname_name=surname,
        person_given_name=given_name,
    )
    if letter.given is None or letter.version is not None:
        return named
    return retold(builders.laboratory_report(patient=named), given=letter.given).patient
