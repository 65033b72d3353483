"""S22: two results are shown as one on strong grounds only, in every combination of `once_table`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from msgspec.structs import replace

from labsvar.results.model import Report
from labsvar.results.record import Record
from tests.builders import BRUNO, NANCY, culture, examination, investigation
from tests.spec import once_table
from tests.spec.once_table import Case, Seen
from tests.spec.reports import culture as microbiology
from tests.spec.reports import letter, record, report, value
from tests.spec.test_s01_s03_versions import OTHER_GLN


def test_s22_every_combination_of_two_results() -> None:
    """What is seen of either result is what the table says, and the table has every outcome."""
    seen = Counter(_plays(_blood))
    assert {outcome for pair in seen for outcome in pair} == set(get_args(Seen))
    assert sum(seen.values()) == len(list(once_table.cases()))


def test_s22_every_combination_of_two_microbiology_reports() -> None:
    """A report is one answer, with the same table: of its examinations the codes and producers count."""
    assert {outcome for pair in _plays(_culture) for outcome in pair} == set(get_args(Seen))


def _plays(made: Any) -> Iterator[tuple[Seen, Seen]]:
    for case in once_table.cases():
        first, second = _letters(case, "first", made), _letters(case, "second", made)
        if case.person == "same":
            both = record(*first, *second)
            found = (_seen(both, "first"), _seen(both, "second"))
        else:
            found = (_seen(record(*first), "first"), _seen(record(*second), "second"))
        assert found == once_table.expected(case), case
        yield found


def _letters(case: Case, which: str, made: Any) -> tuple[Report, ...]:
    """The letters of one of the two answers: of a corrected one, that which it corrects comes first."""
    is_second = which == "second"
    status = case.second if is_second else case.first
    facts = {
        "which": which,
        "person": BRUNO if is_second and case.person == "other" else NANCY,
        "stranger": is_second and case.sender == "other",
        "requester": _requester(case, is_second),
        "code": "2" if is_second and case.code == "other" else "1",
        "producer": "TKC" if is_second and case.producer == "other" else "TKB",
        "numbers": which if case.numbers == "other" else "the same",
        "given": False if case.refused in (which, "both") else None,
    }
    text = "8" if is_second and case.value == "other" else "9"
    if status != "corrected":
        return (made(**facts, status=status, text=text),)
    return (made(**facts, status="final", text="7"), made(**facts, status="corrected", text=text))


def _requester(case: Case, is_second: bool) -> str | None:
    if case.requisition == "both absent" or (case.requisition == "one absent" and is_second):
        return None
    return "R2" if is_second and case.requisition == "other" else "R1"


@cache
def _blood(*, code: str, producer: str, text: str, status: str, **facts: Any) -> Report:
    result = value(text, status, code=f"NPU0000{code}", producer=producer)
    return _stored(letter(result, **_head(status, **facts)), **facts)


@cache
def _culture(*, code: str, producer: str, text: str, status: str, **facts: Any) -> Report:
    made = examination()
    assert made.producer_of_lab_result is not None
    by = replace(made.producer_of_lab_result, identifier_code=producer)
    found = investigation(
        examination=replace(made, mic_analysis_code=code, producer_of_lab_result=by),
        culture_findings=culture(headline=f"Dyrkning {text}"),
    )
    return _stored(microbiology(status, investigations=(found,), **_head(status, **facts)), **facts)


def _head(
    status: str, *, which: str, requester: str | None, numbers: str, given: bool | None, **_: Any
) -> Any:
    return {
        "resulted": (10 if which == "second" else 0) + (5 if status == "corrected" else 0),
        "number": f"{which} {status}",
        "given": given,
        "requester_number": requester,
        "sample_number": numbers,
        "production_number": numbers,
    }


def _stored(made: Any, *, which: str, person: str, stranger: bool, **_: Any) -> Report:
    if stranger:
        made = replace(made, sender=replace(made.sender, ean_identifier=OTHER_GLN))
    return report(made, 10 if which == "second" else 0, person_key=person)


def _seen(found: Record, which: str) -> Seen:
    """What is seen of the first or the second answer."""
    for history in found.results:
        if history.current.report.letter_number.startswith(which):
            return "marked" if history.disagrees else "shown"
        for twin in history.twins:
            if twin.current.report.letter_number.startswith(which):
                return "overtaken" if history.has_overtaken(twin) else "twin"
    return _seen_of_microbiology(found, which)


def _seen_of_microbiology(found: Record, which: str) -> Seen:
    for history in found.microbiology:
        if history.current.letter_number.startswith(which):
            return "marked" if history.disagrees else "shown"
        for twin in history.twins:
            if twin.current.letter_number.startswith(which):
                return "overtaken" if history.has_overtaken(twin) else "twin"
    return "hidden"
