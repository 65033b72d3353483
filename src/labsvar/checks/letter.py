"""All content rules on one letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found, Place
from labsvar.checks.microbiology import check_investigations, check_microbiology_results
from labsvar.checks.organisations import check_mailboxes, check_parties
from labsvar.checks.pathology import check_narrative
from labsvar.checks.persons import check_person
from labsvar.checks.receipts import check_receipt
from labsvar.checks.requisitions import check_requisition
from labsvar.checks.status import check_report_status, check_result_status
from labsvar.checks.text import check_text
from labsvar.checks.times import check_requisition_times, check_times
from labsvar.checks.values import check_results
from labsvar.findings import Finding
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.element import DateTime
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.receipts import NegativeReceipt, NegativeVansReceipt, PositiveReceipt
from labsvar.letters.version import LetterVersion
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xreq02 import MicrobiologyRequest
from labsvar.letters.xreq03 import PathologyRequest
from labsvar.letters.xreq04 import MultiSampleMicrobiologyRequest
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport

Check = Callable[..., None]

_REPORT: Final[tuple[Check, ...]] = (check_person, check_parties, check_times)
_RESULTS: Final = (*_REPORT, check_results, check_result_status)
_INVESTIGATIONS: Final = (*_REPORT, check_report_status, check_investigations)
_NARRATIVE: Final = (*_REPORT, check_narrative)
_REQUISITION: Final = (check_person, check_parties, check_requisition_times, check_requisition)
_RECEIPT: Final = (check_mailboxes, check_receipt)

CHECKS: Final[Mapping[type, tuple[Check, ...]]] = {
    LaboratoryReport: _RESULTS,
    DiabeticFootStatus: _RESULTS,
    MicrobiologyReport: (*_REPORT, check_microbiology_results, check_result_status),
    MicrobiologyWebReport: _INVESTIGATIONS,
    MiBaReport: _INVESTIGATIONS,
    CervixcytologyReport: _NARRATIVE,
    HistopathologyReport: _NARRATIVE,
    GeneticsReport: _NARRATIVE,
    LaboratoryRequest: _REQUISITION,
    MicrobiologyRequest: _REQUISITION,
    PathologyRequest: _REQUISITION,
    MultiSampleMicrobiologyRequest: _REQUISITION,
    NegativeVansReceipt: _RECEIPT,
    NegativeReceipt: _RECEIPT,
    PositiveReceipt: _RECEIPT,
}
"""The rules for letters of each type, in their order; each check is called with the letter and `Found`."""

# What else a check is called with, between the two.
_MORE: Final[Mapping[Check, str]] = {
    check_times: "sent",
    check_requisition_times: "sent",
    check_narrative: "version",
}


def content(
    letter: AnyLetter, version: LetterVersion, *, place: Place | None = None, sent: DateTime | None = None
) -> tuple[Finding, ...]:
    """What the content rules find in a letter, in the order of the rules.

    `sent` is the time in the envelope; without it nothing is compared with the sending. Without a
    `place` the paths begin at a lone letter, and there are no lines.
    """
    found = Found()
    more = {"sent": sent, "version": version}
    for check in CHECKS[version.root]:
        check(letter, *([more[_MORE[check]]] if check in _MORE else []), found)
    check_letter(letter, version, found)
    return found.findings(place or Place(path=f"/Emessage/{version.root_name}"))


def check_letter(letter: AnyLetter, version: LetterVersion, found: Found) -> None:
    """The rules for letters of every type."""
    if letter.letter.statistical_code != version.kind:
        found.add(rules.STATISTICAL_CODE, "Letter/StatisticalCode", kind=version.kind)
    check_text(letter, version, found)
