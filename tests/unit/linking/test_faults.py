"""What hinders answers from being linked, named by rule, place and letter."""

from __future__ import annotations

from typing import Any

from labsvar.linking import rules
from labsvar.linking.faults import faults
from labsvar.linking.linker import Linker
from tests.outbreaks.adapter import Adapter, facts_of
from tests.outbreaks.letters import LABORATORIES, REFERENCE, Row
from tests.unit.linking.test_linker import CPR, PROMPTS, answer, request, source

CLINIC = "5790000009011"


def found(*rows: Row) -> dict[str, list[str]]:
    """The rules that each letter broke."""
    adapter = Adapter()
    for row in rows:
        adapter.receive(row)
    broken: dict[str, list[str]] = {}
    for fault in faults(adapter.linker):
        broken.setdefault(fault.letter_id, []).append(fault.finding.rule)
    return broken


def test_what_is_as_it_should_be_has_no_faults() -> None:
    assert found(source(), request(), answer()) == {}


def test_swapped_numbers_are_named_at_the_answer_that_has_them() -> None:
    swapped = answer(PROMPTS | {"original": "M1000", "production": "R1"})
    assert found(source(), swapped) == {"L2": [rules.NUMBERS_SWAPPED.id]}


def test_a_requisition_whose_number_is_the_laboratorys_and_whose_tube_is_the_requesters_is_swapped() -> None:
    swapped = request(requisition_number="M1000", tubes=["R1"])
    assert found(source(), swapped) == {"L3": [rules.NUMBERS_SWAPPED.id]}
    assert found(source(), request(tubes=["R1"])) == {}
    assert found(source(), request(requisition_number="M1000", tubes=["T1"])) == {}


def test_an_xrpt05_where_an_xrpt06_was_due_is_named_until_the_xrpt06_is_there() -> None:
    web = answer({}, kind="XRPT05", letter_id="L5")
    assert found(source(), web) == {"L5": [rules.XRPT06_DUE.id]}
    assert found(source(), web, answer()) == {}


def test_missing_prompts_are_named_in_answers_and_in_requests() -> None:
    lacking = {name: value for name, value in PROMPTS.items() if name != "analysis"}
    broken = found(source(), request(prompts=lacking), answer(lacking))
    assert broken == {"L2": [rules.PROMPTS_MISSING.id], "L3": [rules.PROMPTS_MISSING.id]}
    linker = Linker([facts_of(answer(lacking))])
    (fault,) = faults(linker)
    assert "SenderAnalysisCode" in fault.finding.en


def test_an_answer_to_both_the_requester_and_the_laboratory_is_named() -> None:
    to_clinic = answer({}, kind="XRPT05", letter_id="L5", receiver=CLINIC)
    to_laboratory = answer({}, kind="XRPT05", letter_id="L6", receiver=LABORATORIES["A"])
    both = found(source(), answer(), to_clinic, to_laboratory)
    assert both == {"L2": [rules.SENT_TO_BOTH.id]}
    assert found(source(), answer(), to_clinic) == {}
    assert found(source(), answer(), to_laboratory) == {}


def test_a_number_used_twice_is_named_at_the_newer_letter() -> None:
    again = source(letter_id="L7", sampled_at="2026-05-02T08:15:00")
    assert found(source(), again) == {"L7": [rules.NUMBER_REUSED.id]}


def test_faults_say_rule_and_place_and_nothing_of_a_person() -> None:
    swapped = answer(PROMPTS | {"original": "M1000", "production": "R1"}, kind="XRPT06")
    rows: list[dict[str, Any]] = [source(), swapped, source(letter_id="L7", sampled_at="2026-05-02T08:15:00")]
    adapter = Adapter()
    for row in rows:
        adapter.receive(row)
    for fault in faults(adapter.linker):
        texts = (fault.finding.da, fault.finding.en, fault.finding.todo_da, fault.finding.todo_en)
        for text in texts:
            assert not any(each in text for each in (CPR, "Berggren", "M1000", "R1", REFERENCE))
        assert fault.finding.path
