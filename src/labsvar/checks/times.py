"""Rules about times that cannot follow each other.

Letters carry Danish local time without a zone, so two times within the hour that is repeated in
October may be told in the wrong order; a warning says no more than "look again".
"""

from __future__ import annotations

from typing import Final

from labsvar.checks import requisition_rules, rules
from labsvar.checks.found import Found
from labsvar.identifiers import person
from labsvar.letters.catalogue import AboutPerson, Requisition
from labsvar.letters.element import DateTime
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport

Biochemistry = LaboratoryReport | DiabeticFootStatus
Microbiology = MicrobiologyReport | MicrobiologyWebReport | MiBaReport
SampleReport = Biochemistry | Microbiology
"""The reports that are about one sample with a time of its own."""
NarrativeReport = CervixcytologyReport | HistopathologyReport | GeneticsReport
"""The reports whose answer is written text; all samples of one were taken at one time."""

_SAMPLE: Final = "RequisitionInformation/Sample"
_TAKEN: Final = "RequisitionInformation/SamplingDateTime"
_RESULTED: Final = "LaboratoryResults/GeneralResultInformation/ResultsDateTime"
_AUTHORISED: Final = "Letter/Authorisation"


def check_times(letter: SampleReport | NarrativeReport, sent: DateTime | None, found: Found) -> None:
    """Birth, sampling, reception, result, release and sending, in that order."""
    sampled, path = _sampling(letter)
    resulted = letter.laboratory_results.general_result_information.results_date_time
    _check_birth(letter, sampled, path, found)
    if is_after(sampled, resulted):
        found.add(rules.SAMPLED_AFTER_RESULT, path)
    if is_after(resulted, letter.letter.authorisation):
        found.add(rules.RESULT_AFTER_AUTHORISATION, _RESULTED)
    if isinstance(letter, Biochemistry):
        _check_collection(letter, found)
    elif isinstance(letter, Microbiology):
        _check_reception(letter.requisition_information.sample.sample_received_date_time, letter, found)
    else:
        _check_reception(letter.requisition_information.sample_received_date_time, letter, found)
    if sent is not None:
        _check_sending(sent, letter, found)


def _sampling(letter: SampleReport | NarrativeReport) -> tuple[DateTime, str]:
    """When the sample was taken, and the path of the element that says so."""
    if isinstance(letter, NarrativeReport):
        return letter.requisition_information.sampling_date_time, _TAKEN
    return letter.requisition_information.sample.sampling_date_time, f"{_SAMPLE}/SamplingDateTime"


def check_requisition_times(letter: Requisition, sent: DateTime | None, found: Found) -> None:
    """Birth, sampling (where its time is an actual one), requisition, release and sending."""
    information = letter.requisition_information
    sampled = information.sampling_date_time
    if sampled is not None:
        _check_birth(letter, sampled, _TAKEN, found)
        if sent is not None and information.sampling_date_time_type == "faktisk" and is_after(sampled, sent):
            found.add(rules.SAMPLED_AFTER_SENT, _TAKEN)
    if is_after(information.requisition_date_time, letter.letter.authorisation):
        path = "RequisitionInformation/RequisitionDateTime"
        found.add(requisition_rules.REQUESTED_AFTER_AUTHORISATION, path)
    if sent is not None and is_after(letter.letter.authorisation, sent):
        found.add(rules.AUTHORISATION_AFTER_SENT, _AUTHORISED)


def is_after(a: DateTime, b: DateTime) -> bool:
    """Whether a time is later than another; a date with a year of other than four digits never is."""
    return (a.date[:10], a.time) > (b.date[:10], b.time) and a.date[4] == b.date[4] == "-"


def _check_birth(letter: AboutPerson, sampled: DateTime, path: str, found: Found) -> None:
    number = letter.patient.civil_registration_number or letter.patient.alternative_identifier or ""
    born = person.birth_date(number)
    if born is not None and born.isoformat() > sampled.date[:10] and sampled.date[4] == "-":
        found.add(rules.SAMPLED_BEFORE_BIRTH, path)


def _check_collection(letter: Biochemistry, found: Found) -> None:
    interval = letter.requisition_information.sample.sampling_interval
    if interval is not None and is_after(interval.start_date_time, interval.end_date_time):
        found.add(rules.INTERVAL_BACKWARDS, f"{_SAMPLE}/SamplingInterval")


def _check_reception(received: DateTime, letter: Microbiology | NarrativeReport, found: Found) -> None:
    sampled, path = _sampling(letter)
    if is_after(sampled, received):
        found.add(rules.SAMPLED_AFTER_RECEIVED, path)
    if is_after(received, letter.laboratory_results.general_result_information.results_date_time):
        here = path.removesuffix("SamplingDateTime") + "SampleReceivedDateTime"
        found.add(rules.RECEIVED_AFTER_RESULT, here)


def _check_sending(sent: DateTime, letter: SampleReport | NarrativeReport, found: Found) -> None:
    sampled, path = _sampling(letter)
    if is_after(sampled, sent):
        found.add(rules.SAMPLED_AFTER_SENT, path)
    if is_after(letter.laboratory_results.general_result_information.results_date_time, sent):
        found.add(rules.RESULT_AFTER_SENT, _RESULTED)
    if is_after(letter.letter.authorisation, sent):
        found.add(rules.AUTHORISATION_AFTER_SENT, _AUTHORISED)
