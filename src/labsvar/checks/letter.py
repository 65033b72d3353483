"""All content rules on one letter."""

from __future__ import annotations

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
from labsvar.letters.catalogue import AnyLetter, OtherReport, Receipt, Report, Requisition
from labsvar.letters.element import DateTime
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport


def content(
    letter: AnyLetter, version: LetterVersion, *, place: Place | None = None, sent: DateTime | None = None
) -> tuple[Finding, ...]:
    """What the content rules find in a letter, in the order of the rules.

    `sent` is the time in the envelope; without it nothing is compared with the sending. Without a
    `place` the paths begin at a lone letter, and there are no lines.
    """
    found = Found()
    if isinstance(letter, Receipt):
        _check_receipt(letter, found)
    elif isinstance(letter, Requisition):
        _check_requisition(letter, sent, found)
    else:
        _check_report(letter, version, sent, found)
    if letter.letter.statistical_code != version.kind:
        found.add(rules.STATISTICAL_CODE, "Letter/StatisticalCode", kind=version.kind)
    check_text(letter, version, found)
    return found.findings(place or Place(path=f"/Emessage/{version.root_name}"))


def _check_report(
    letter: Report | OtherReport, version: LetterVersion, sent: DateTime | None, found: Found
) -> None:
    check_person(letter, found)
    check_parties(letter, found)
    check_times(letter, sent, found)
    if isinstance(letter, LaboratoryReport | DiabeticFootStatus):
        check_results(letter, found)
        check_result_status(letter, found)
    elif isinstance(letter, MicrobiologyReport):
        check_microbiology_results(letter, found)
        check_result_status(letter, found)
    elif isinstance(letter, MicrobiologyWebReport | MiBaReport):
        check_report_status(letter, found)
        check_investigations(letter, found)
    else:
        check_narrative(letter, version, found)


def _check_requisition(letter: Requisition, sent: DateTime | None, found: Found) -> None:
    check_person(letter, found)
    check_parties(letter, found)
    check_requisition_times(letter, sent, found)
    check_requisition(letter, found)


def _check_receipt(receipt: Receipt, found: Found) -> None:
    check_mailboxes(receipt, found)
    check_receipt(receipt, found)
