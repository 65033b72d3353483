"""All content rules on one letter."""

from __future__ import annotations

from labsvar.checks import rules
from labsvar.checks.found import Found, Place
from labsvar.checks.microbiology import check_investigations
from labsvar.checks.organisations import check_mailboxes, check_parties
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
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import LaboratoryReport


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
    elif isinstance(letter, OtherReport):
        _check_other_report(letter, found)
    else:
        _check_report(letter, sent, found)
    if letter.letter.statistical_code != version.kind:
        found.add(rules.STATISTICAL_CODE, "Letter/StatisticalCode", kind=version.kind)
    check_text(letter, version, found)
    return found.findings(place or Place(path=f"/Emessage/{version.root_name}"))


def _check_report(letter: Report, sent: DateTime | None, found: Found) -> None:
    check_person(letter, found)
    check_parties(letter, found)
    check_times(letter, sent, found)
    if isinstance(letter, LaboratoryReport):
        check_results(letter, found)
        check_result_status(letter, found)
    else:
        check_report_status(letter, found)
        check_investigations(letter, found)


def _check_other_report(letter: OtherReport, found: Found) -> None:
    check_person(letter, found)
    check_parties(letter, found)


def _check_requisition(letter: Requisition, sent: DateTime | None, found: Found) -> None:
    check_person(letter, found)
    check_parties(letter, found)
    check_requisition_times(letter, sent, found)
    check_requisition(letter, found)


def _check_receipt(receipt: Receipt, found: Found) -> None:
    check_mailboxes(receipt, found)
    check_receipt(receipt, found)
