"""The numbers and times that every letter about a person has, wherever its kind keeps them."""

from __future__ import annotations

import msgspec

from labsvar.letters.catalogue import Report, Requisition
from labsvar.letters.element import DateTime
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xreq02 import MicrobiologyRequest
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport

_OneSample = LaboratoryReport | DiabeticFootStatus | MicrobiologyReport | MicrobiologyWebReport | MiBaReport


class Numbers(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an answer is known by: the laboratory's number of the sample, or of the requisition where one
    answer has several samples, the requester's number, the production number, and the two times."""

    sample: str
    requester: str | None
    production: str
    sampled_at: DateTime
    resulted_at: DateTime


def of_report(letter: Report) -> Numbers:
    """The numbers and times of an answer."""
    general = letter.laboratory_results.general_result_information
    sample, requester, sampled_at = _of_sample(letter)
    return Numbers(
        sample=sample,
        requester=requester,
        production=general.laboratory_internal_production_identifier,
        sampled_at=sampled_at,
        resulted_at=general.results_date_time,
    )


def _of_sample(letter: Report) -> tuple[str, str | None, DateTime]:
    if isinstance(letter, _OneSample):
        sample = letter.requisition_information.sample
        return (
            sample.laboratory_internal_sample_identifier,
            sample.requester_sample_identifier,
            sample.sampling_date_time,
        )
    if isinstance(letter, CervixcytologyReport):
        smear = letter.requisition_information
        return (
            smear.laboratory_internal_sample_identifier,
            smear.requester_sample_identifier,
            smear.sampling_date_time,
        )
    asked = letter.requisition_information
    return (
        asked.receivers_requisition_identifier,
        asked.requesters_requisition_identifier,
        asked.sampling_date_time,
    )


def of_requisition(letter: Requisition) -> tuple[str, tuple[str, ...]]:
    """The number of a requisition, and those of its samples."""
    if isinstance(letter, LaboratoryRequest | MicrobiologyRequest):
        number = letter.requisition_information.sample.requester_sample_identifier
        return number, (number,)
    information = letter.requisition_information
    samples = tuple(
        sample.requester_sample_identifier
        for sample in information.samples
        if sample.requester_sample_identifier is not None
    )
    return information.requesters_requisition_identifier, samples
