"""Letters as items: each result of an XRPT01, each examination of an XRPT05, in XML or EDIFACT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from labsvar import formats
from labsvar.findings import Finding
from labsvar.formats import LetterRead, vans
from labsvar.hub.composing import WITHDRAWN_VALUE
from labsvar.hub.numbers import sample_number
from labsvar.letters.common import Envelope, ReferenceInterval, ShortReferenceInterval
from labsvar.letters.element import DateTime
from labsvar.letters.text import FormattedText, plain
from labsvar.letters.xrpt01 import LaboratoryReport, ResultTextValue
from labsvar.letters.xrpt05 import AnalysisFindings, Investigation, MicrobiologyWebReport
from labsvar.reconciling import normal
from labsvar.reconciling.current import content, current
from labsvar.reconciling.model import Hash, Held, Item, Side, Status
from labsvar.results.model import WITHDRAWAL_TEXT

_MOST_KEYS: Final = 100
"""Versions of a row with which a key may have begun: each is a change of person, code or sampling time."""

_STATUS: Final[dict[str, Status]] = {
    "proeve_modtaget": "received",
    "svar_midlertidigt": "temporary",
    "svar_endeligt": "final",
    "svar_rettet": "corrected",
}
_OPERATORS: Final = {"mindre_end": "<", "stoerre_end": ">"}
_FLAGS: Final = {"for_hoej": "high", "for_lav": "low", "unormal": "abnormal"}


def held(
    files: Iterable[tuple[str, bytes]],
    *,
    side: Side,
    hashed: Hash,
    withdrawal_text: str = WITHDRAWAL_TEXT,
) -> Held:
    """What some files of letters hold, the newest of each result.

    A letter that the hub sent again under its number is one letter (rule S21); a databank that has it twice
    has stored it twice. `withdrawal_text` is what the hub writes in place of a withdrawn result.
    """
    items: list[Item] = []
    unread: list[tuple[str, Finding]] = []
    passed_over = repeated = 0
    said: dict[tuple[str, ...], tuple[object, ...]] = {}
    for name, data in files:
        read = formats.read(_content(data))
        unread += [(name, finding) for finding in read.errors]
        for letter in read.letters:
            found = _of_letter(letter, read.envelope, name, hashed=hashed, withdrawal_text=withdrawal_text)
            passed_over += letter.letter is not None and found is None
            for item in found or ():
                key = (item.clinic, item.letter, item.place.rpartition("#")[2])
                if side == "hub" and said.get(key) == content(item):
                    repeated += 1
                    continue
                said[key] = content(item)
                items.append(item)
    return Held(
        side=side,
        items=current(items),
        unread=tuple(unread),
        passed_over=passed_over,
        repeated=repeated,
    )


def with_rows(items: Sequence[Item], rows: Iterable[Item]) -> tuple[Item, ...]:
    """Items whose sample number the hub made from a row, with the id of that row."""
    made: dict[tuple[str, str], Item] = {}
    for row in rows:
        for since in range(1, min(row.version, _MOST_KEYS) + 1):
            made[row.clinic, sample_number(row.clinic, row.row_id, since)] = row
    return tuple(_with_row(item, made) for item in items)


def _with_row(item: Item, made: Mapping[tuple[str, str], Item]) -> Item:
    row = None if item.row_id else made.get((item.clinic, item.sample))
    return item if row is None else replace(item, row_id=row.row_id, system=row.system)


def _content(data: bytes) -> bytes:
    """The letters in a VANSEnvelope; other bytes as they are."""
    if formats.detect(data) != "vans":
        return data
    envelope = vans.read(data).envelope
    inside = None if envelope is None else envelope.content
    return inside.data if isinstance(inside, vans.Message) else data


def _of_letter(
    read: LetterRead, envelope: Envelope | None, name: str, *, hashed: Hash, withdrawal_text: str
) -> list[Item] | None:
    letter = read.letter
    if isinstance(letter, LaboratoryReport):
        found = list(_results(letter, withdrawal_text))
    elif isinstance(letter, MicrobiologyWebReport):
        found = list(_examinations(letter, withdrawal_text))
    else:
        return None
    sender, patient = letter.sender, letter.patient
    general = letter.laboratory_results.general_result_information
    sample = letter.requisition_information.sample
    number = patient.civil_registration_number or patient.alternative_identifier or ""
    refused = patient.consent is not None and not patient.consent.given
    shared: dict[str, Any] = {
        "clinic": sender.identifier,
        "letter": letter.letter.identifier,
        "production": general.laboratory_internal_production_identifier,
        "sample": sample.laboratory_internal_sample_identifier,
        "requisition": sample.requester_sample_identifier or "",
        "person": hashed(number),
        "sampled_at": _time(sample.sampling_date_time),
        "resulted_at": _time(general.results_date_time),
        "consent": "refused" if refused else "",
        "known_at": None if envelope is None else normal.moment_of(_time(envelope.sent)),
        "shared_time": len(found) > 1,
    }
    seen: Counter[str] = Counter()
    items = []
    for place, fields in enumerate(found, 1):
        items.append(Item(place=f"{name}:{read.line}#{place}", nth=seen[fields["code"]], **shared, **fields))
        seen[fields["code"]] += 1
    return items


def _time(moment: DateTime) -> str:
    return normal.time(f"{moment.date.strip()}T{moment.time.strip()[:5]}")


# Biochemistry --------------------------------------------------------------------------------


def _results(letter: LaboratoryReport, withdrawal_text: str) -> Iterator[dict[str, Any]]:
    for result in letter.laboratory_results.results:
        yield {
            "code": result.analysis.analysis_code,
            "flag": _FLAGS.get(result.result_validation or "", ""),
            **_interval(result.reference_interval),
            **fields_of_result(
                value=result.value,
                remarks=[each.content for each in result.remarks if isinstance(each, ResultTextValue)],
                operator=result.operator,
                unit=result.unit,
                status=_STATUS[result.result_status_code],
                withdrawal_text=withdrawal_text,
            ),
        }


def fields_of_result(
    *,
    value: str,
    remarks: Sequence[FormattedText],
    operator: str | None,
    unit: str | None,
    status: Status,
    withdrawal_text: str,
) -> dict[str, Any]:
    """What a result says, however it is kept. A longer text stands beside the value and is what is meant; a
    correction that says that the result is withdrawn is a withdrawal."""
    said = normal.value("\n".join(plain(each) for each in remarks) if remarks else value)
    gone = status == "corrected" and (value == WITHDRAWN_VALUE or said == normal.value(withdrawal_text))
    return {
        "value": said,
        "operator": _OPERATORS.get(operator or "", ""),
        "unit": unit or "",
        "status": "withdrawn" if gone else status,
    }


def _interval(interval: ReferenceInterval | ShortReferenceInterval | None) -> dict[str, str]:
    limits = None if interval is None else interval.limits
    lower, upper = (None, None) if limits is None else (limits.lower_limit, limits.upper_limit)
    return {"reference_lower": normal.value(lower or ""), "reference_upper": normal.value(upper or "")}


# Microbiology --------------------------------------------------------------------------------


def _examinations(letter: MicrobiologyWebReport, withdrawal_text: str) -> Iterator[dict[str, Any]]:
    results = letter.laboratory_results
    status: Status = _STATUS[results.general_result_information.result_status_code]
    for examined in results.investigations:
        yield from fields_of_investigation(examined, status, withdrawal_text=withdrawal_text)


def fields_of_investigation(
    examined: Investigation, status: Status, *, withdrawal_text: str
) -> Iterator[dict[str, Any]]:
    """What each analysis of an examination says, under the status of the whole answer."""
    for found in _findings(examined):
        gone = status == "corrected" and found.get("value") == normal.value(withdrawal_text)
        yield {
            "code": examined.examination.mic_analysis_code,
            "status": "withdrawn" if gone else status,
            **found,
        }


def _findings(examined: Investigation) -> list[dict[str, Any]]:
    """What each analysis of an examination found; where it is told in words, unit and operator are in them."""
    quantitative = examined.quantitative_findings
    if quantitative is not None and quantitative.analysis_findings:
        return [_finding(each) for each in quantitative.analysis_findings]
    culture = examined.culture_findings
    if culture is not None and culture.microorganisms:
        grown = [" ".join(each.identification.text.paragraphs) for each in culture.microorganisms]
        return [{"value": normal.value(", ".join(grown))}]
    return [{"value": normal.value(examined.examination.summary)}] if examined.examination.summary else [{}]


def _finding(analysis: AnalysisFindings) -> dict[str, Any]:
    findings = analysis.findings
    about = {
        "flag": _FLAGS.get(findings.result_validation or "", ""),
        **_interval(findings.reference_interval),
    }
    measured = findings.measurement
    if measured is None:
        return {"value": normal.value("\n".join(findings.interpretation.text.paragraphs)), **about}
    return {
        "value": normal.value(measured.value),
        "operator": _OPERATORS.get(measured.operator, ""),
        "unit": measured.unit or "",
        **about,
    }
