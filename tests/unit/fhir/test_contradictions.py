"""A FHIR document that says two things of a person, a result or a unit is refused by name, and nothing is chosen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labsvar.conversion.fhir import inward
from labsvar.conversion.notes import Notes
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle
from labsvar.letters.xrpt01 import XR0131K
from labsvar.results.fhir import Telling, told
from labsvar.results.model import Interval
from tests.builders import BRUNO
from tests.fhir_documents import CPR as CPR_SYSTEM
from tests.fhir_documents import MICROBIOLOGY, UCUM, document, observation, urn, written

CPR = "2512489996"
PERSON = {"system": CPR_SYSTEM, "value": CPR}
MISNAMED = {"value": "12", "unit": "g/L", "system": UCUM, "code": "mg/L"}
OTHER: dict[str, Any] = {
    "resourceType": "Patient",
    "identifier": [{"system": CPR_SYSTEM, "value": BRUNO}],
    "name": [{"family": "Anden", "given": ["En"]}],
}


def of(body: bytes) -> Telling:
    """What a document says."""
    resource = fhir.read(body).resource
    assert resource is not None
    return told(resource, body)


def said_of(body: bytes, severity: str = "error") -> list[tuple[str, str | None]]:
    """The rules that a document breaks, without what they begin with, and where."""
    found = (each for each in of(body).findings if each.severity == severity)
    return [(each.rule.removeprefix("content.fhir-"), each.path) for each in found]


def changed(kind: str, changes: dict[str, Any], *, beside: tuple[dict[str, Any], ...] = ()) -> bytes:
    """A document with one result whose resources of a kind are changed, and further resources."""
    whole = json.loads(document(CPR, observation(), requester="Q-1"))
    for entry in whole["entry"]:
        if entry["resource"]["resourceType"] == kind:
            entry["resource"].update(changes)
    whole["entry"] += [{"fullUrl": urn(90 + n), "resource": each} for n, each in enumerate(beside)]
    return written(whole)


@pytest.mark.parametrize("kind", ["Specimen", "ServiceRequest", "Observation"])
def test_a_sample_or_a_requisition_of_somebody_else_refuses_the_report(kind: str) -> None:
    """A result on another person's sample is that person's, whoever the report says it is about (rule S8)."""
    body = changed(kind, {"subject": {"reference": urn(90)}}, beside=(OTHER,))
    ((rule, place),) = said_of(body)
    assert rule == "other-person"
    assert place is not None
    assert place.endswith(".subject")
    assert of(body).said == ()


@pytest.mark.parametrize(
    ("numbers", "rules"),
    [
        ([{"value": CPR}, {"value": BRUNO}], [("two-numbers", "Bundle.entry[2].resource.identifier")]),
        ([{"value": CPR}, {"value": CPR}], []),
        ([{"value": BRUNO, "use": "old"}, {"value": CPR}], []),
    ],
)
def test_a_person_has_one_cpr_number_in_use(numbers: list[dict[str, str]], rules: list[Any]) -> None:
    """Of two the first would be as good a guess as the second; a former number is said to be old."""
    body = changed("Patient", {"identifier": [{"system": CPR_SYSTEM, **each} for each in numbers]})
    assert said_of(body) == rules
    assert [each.person.value for each in of(body).said] == ([] if rules else [CPR])


@pytest.mark.parametrize("kind", ["Observation", "DiagnosticReport", "Patient", "Specimen"])
@pytest.mark.parametrize(
    "modifier", [{"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, {"implicitRules": "urn:x"}]
)
def test_what_may_turn_the_meaning_around_is_not_passed_over(kind: str, modifier: dict[str, Any]) -> None:
    """FHIR forbids to go on with a modifier that one does not know; any other extension is only listed."""
    assert [rule for rule, _ in said_of(changed(kind, modifier))] == ["modified"]
    assert said_of(changed(kind, {"extension": [{"url": "urn:x", "valueBoolean": True}]})) == []


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("7.4", ["cancelled-value"]),
        ({"component": [{"code": {"text": "K"}, "valueInteger": 4}]}, ["cancelled-value"]),
        ({"valueString": "Hæmolyse"}, []),
        ({"dataAbsentReason": {"text": "Hæmolyse"}}, []),
    ],
)
def test_a_cancelled_result_has_no_number(value: Any, rules: list[str]) -> None:
    """It would be shown as a final answer; words in its place are shown as words."""
    body = document(CPR, observation(value=value, status="cancelled"))
    assert [rule for rule, _ in said_of(body)] == rules


@pytest.mark.parametrize(
    ("unit", "code", "refused"),
    [
        ("g/L", "mg/L", True),
        ("µmol/L", "umol/L", False),
        ("mmol/L", "mmol/L", False),
        ("arb.enhed", "1", False),
        ("mg/l", "mg/L", False),
    ],
)
def test_the_unit_in_words_is_the_one_that_the_code_stands_for(unit: str, code: str, refused: bool) -> None:
    """Only where both are known here; a person reads the words, a program the code, a thousandfold apart."""
    quantity = {"value": "12", "unit": unit, "system": UCUM, "code": code}
    limits = [{"high": quantity}]
    expected = [("two-units", "Bundle.entry[5].resource.valueQuantity")] if refused else []
    assert said_of(document(CPR, observation(value={"valueQuantity": quantity}))) == expected
    in_limits = observation(value={"valueString": "12", "referenceRange": limits})
    assert len(said_of(document(CPR, in_limits))) == len(expected)


def test_an_interval_in_another_unit_is_told_in_words() -> None:
    """The limits of an interval are shown beside the value without a unit, which is then the value's."""

    def interval(unit: str) -> Interval | None:
        limits = [{"low": {"value": "3", "unit": unit}, "high": {"value": "8", "unit": unit}}]
        (said,) = of(document(CPR, observation(unit="mg/L", referenceRange=limits))).said
        return said.report.results[0].interval

    assert interval("mg/L") == Interval(kind=None, lower="3", upper="8")
    assert interval("g/L") == Interval(kind=None, text="3 – 8 g/L")


def test_one_analysis_twice_for_a_sample_is_refused() -> None:
    """The later would take the other's place. In microbiology each stands under its own finding."""
    twice = (observation(value="7.4"), observation(value="3.1"))
    assert said_of(document(CPR, *twice)) == [("result-twice", "Bundle.entry[6].resource")]
    assert said_of(document(CPR, *twice, category=MICROBIOLOGY)) == []


def test_a_result_that_the_report_does_not_point_at_is_told() -> None:
    """It is not shown, so whoever sent it must know."""
    whole = json.loads(document(CPR, observation(), observation("NPU01994", "5")))
    whole["entry"][1]["resource"]["result"].pop()
    for section in whole["entry"][0]["resource"]["section"]:
        section["entry"] = section["entry"][:1]
    body = written(whole)
    assert said_of(body, "warning") == [("not-in-report", "Bundle.entry[6].resource")]
    assert len(of(body).said[0].report.results) == 1


def test_a_result_that_only_a_section_points_at_refuses_the_report() -> None:
    """Whoever reads the document sees it, and whoever looks here would not."""
    whole = json.loads(document(CPR, observation(), observation("NPU01994", "5")))
    composition, report = whole["entry"][0]["resource"], whole["entry"][1]["resource"]
    composition["section"] = [
        {"title": "Klinisk biokemi", "section": [{"title": "Metabolisk", "entry": report["result"]}]}
    ]
    report["result"] = report["result"][:1]
    assert said_of(written(whole)) == [("only-in-section", "Bundle.entry[6].resource")]


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    """Nobody measured it, and most programs cannot read it again."""
    assert said_of(document(CPR, observation(value="9" * 201))) == [("too-long", "Bundle")]
    assert said_of(document(CPR, observation(value="9" * 20))) == []


@pytest.mark.parametrize(
    ("times", "warned"),
    [
        ({}, False),
        ({"sampled": "2036-03-02T08:15:00+01:00"}, True),
        ({"issued": "2036-03-02T08:15:00+01:00"}, True),
    ],
)
def test_a_time_after_the_document_was_sent_is_told(times: dict[str, Any], warned: bool) -> None:
    """As of letters: a result time in the future hides the corrections that follow."""
    issued: dict[str, Any] = {"issued": times["issued"]} if "issued" in times else {}
    sampled: dict[str, Any] = {"sampled": times["sampled"]} if "sampled" in times else {}
    body = document(CPR, observation(**issued), **sampled)
    assert said_of(body, "warning") == ([("result-after-sent", "Bundle.timestamp")] if warned else [])


GRAMS = {"valueQuantity": {"value": "12", "unit": "mg/L"}, "referenceRange": [{"high": {"unit": "g/L"}}]}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (changed("Specimen", {"subject": {"reference": urn(90)}}, beside=(OTHER,)), ".subject"),
        (changed("Observation", {"subject": {"reference": urn(90)}}, beside=(OTHER,)), ".subject"),
        (changed("Patient", {"identifier": [PERSON, OTHER["identifier"][0]]}), ".identifier"),
        (document(CPR, observation(value={"valueQuantity": MISNAMED})), ".valueQuantity"),
        (document(CPR, observation(value=GRAMS)), ".referenceRange[0]"),
    ],
)
def test_no_letter_is_made_of_what_contradicts_itself(body: bytes, place: str) -> None:
    """A letter has one person, and one unit for a value and its limits: it would hide the contradiction."""
    bundle, notes = fhir.read(body).resource, Notes()
    assert isinstance(bundle, Bundle)
    inward.message(bundle, to=XR0131K, notes=notes)
    unfit = [each.path for each in notes.refusals if each.kind == "unfit"]
    assert [each for each in unfit if each.endswith(place)] != []
