"""Letters as rows of an extract, so that they are profiled by the same rules.

Of a letter nothing about the patient is taken along. Assumptions, since a letter is no laboratory card:

* `system` is the kind and version of the letter.
* `clinic` is the sender when that is a general practice (`results.derive.sector_of`), else the receiver,
  each by its own number (ydernummer, SOR, hospital department).
* A letter from a general practice is of its `own` results; all others are of a `laboratory`.
* `row_id` is the letter's number and the place of the result in it.
* Pathology and genetics, receipts and requisitions hold no coded results and give no rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from labsvar import formats
from labsvar.letters import catalogue
from labsvar.letters.common import Envelope
from labsvar.profiling import rules
from labsvar.profiling.model import Unread
from labsvar.results import derive
from labsvar.results.model import NO_ANSWER_YET, Report, Result

Row = dict[str, str]

_NO_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SYSTEMS: Final = {"iupac": "npu", "mds": "mds"}
_OPERATORS: Final = {"mindre_end": "<", "stoerre_end": ">"}


def rows(path: Path) -> Iterator[Row | Unread]:
    """The results in a file of letters, and what could not be read, by line and rule."""
    try:
        read = formats.read(path.read_bytes())
    except OSError:
        yield Unread(str(path), 0, rules.FILE_CLOSED.id)
        return
    for found in read.errors:
        yield Unread(str(path), found.line or 0, found.rule)
    for each in read.letters:
        if isinstance(each.letter, catalogue.Report) and read.envelope is not None:
            yield from of_letter(each.letter, read.envelope)


def of_letter(letter: catalogue.Report, envelope: Envelope) -> Iterator[Row]:
    """The rows of one letter that answers."""
    report = derive.report(
        letter,
        letter_id="",
        person_key="",
        databank="LABA",
        stage="technical",
        envelope=envelope,
        arrived_at=_NO_MOMENT,
    )
    head = _head(report, given="" if report.given is None else "given" if report.given else "refused")
    for place, found in enumerate([*_results(report), *_investigations(report)], 1):
        yield head | found | {"row_id": f"{report.letter_number}-{place}"}


def _head(report: Report, *, given: str) -> Row:
    own = report.sector == "general_practice"
    return {
        "system": f"{report.kind} {report.version}",
        "clinic": (report.sender if own else report.receiver).identifier,
        "patient": "stated",
        "sampled_at": report.sampled_at.strftime("%Y-%m-%dT%H:%M"),
        "resulted_at": report.resulted_at.strftime("%Y-%m-%dT%H:%M"),
        "origin": "own" if own else "laboratory",
        "laboratory": "" if own else report.sender_laboratory or report.sender.identifier,
        "requisition_number": report.requester_number or "",
        "consent": given,
        "action": "new",
    }


def _results(report: Report) -> Iterator[Row]:
    for result in report.results:
        interval = result.interval
        yield {
            "code": result.code,
            "code_system": _code_system(result.code_type),
            "name": result.short_name or result.full_name,
            "value": _value(result),
            "operator": _OPERATORS.get(result.operator or "", ""),
            "unit": result.unit or "",
            "reference_lower": (interval and interval.lower) or "",
            "reference_upper": (interval and interval.upper) or "",
            "flag": result.mark or "",
        }


def _value(result: Result) -> str:
    """The value; a long result that stands in its texts is text, and not quoted."""
    return result.value or ("text" if result.remarks else "")


def _investigations(report: Report) -> Iterator[Row]:
    """An examination of microbiology is one row. Its answer is told in findings, which are text here."""
    pending = report.status is not None and report.status.value == 1
    for each in report.investigations:
        about = each.examination
        yield {
            "code": about.mic_analysis_code,
            "code_system": _code_system(about.analysis_code_type),
            "name": about.analysis_short_name or about.analysis_mds_name.examination,
            "value": NO_ANSWER_YET if pending else "text",
        }


def _code_system(code_type: str) -> str:
    return _SYSTEMS.get(code_type, "local")
