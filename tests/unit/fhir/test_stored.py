"""A FHIR document as stored results: the same record as the letter's, and every kind of value as it was said."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, Target, bundle_of, inward
from labsvar.conversion.notes import Notes
from labsvar.formats import fhir
from labsvar.letters.xrpt01 import XR0130K, XR0131K
from labsvar.notifiable.found import findings
from labsvar.results import derive
from labsvar.results.fhir import Telling, told
from labsvar.results.model import Coded, Person, Report, Result, Status, Stored
from labsvar.results.record import Record, assemble
from tests import strategies
from tests.fhir_documents import LOINC, MICROBIOLOGY, device, document, observation, urn

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
CPR = "2512489996"
OWN = {"letter_id": "a", "person_key": CPR, "databank": "LABA", "stage": "full", "arrived_at": AT}


def of(body: bytes) -> Telling:
    """What a document says."""
    resource = fhir.read(body).resource
    assert resource is not None
    return told(resource, body)


def only(*observations: dict[str, Any], **changes: Any) -> Report:
    """The one report of a document with these results."""
    telling = of(document(CPR, *observations, **changes))
    assert [each.rule for each in telling.findings if each.severity == "error"] == []
    (said,) = telling.said
    return said.report


def result(value: dict[str, Any] | str, **more: Any) -> Result:
    """One result as it is stored."""
    (found,) = only(observation(value=value, **more)).results
    return found


def recorded(report: Report) -> Record:
    """The record of somebody with this report alone, whatever it came as."""
    same = replace(
        report, **OWN, kind="XRPT01", version="", letter_number="", report_status=None, envelope_number=""
    )
    return assemble(Stored(person=Person(key=CPR, surname="", given_name=None), reports=(same,)))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("version", [XR0131K, XR0130K], ids=lambda each: each.code)
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_a_letter_and_the_document_made_of_it_give_the_same_record(
    target: Target, version: Any, seed: int
) -> None:
    """Whatever the letter says; what a Bundle has no room for is not in the letter that is made of it either."""
    message = strategies.random_emessage(version, Random(seed))
    try:
        made = bundle_of(message, to=target, given={"report-status": "komplet_svar"}, accept_losses=True)
    except CannotConvert:
        return
    back = inward.message(made.bundle, to=version, notes=Notes())
    assert back is not None
    letter: Any = back.letters[0]
    (said,) = of(made.data).said
    kept = derive.report(letter, **OWN, envelope=back.envelope)  # type: ignore[arg-type]  # a table of its own
    assert recorded(said.report) == recorded(kept)


@pytest.mark.parametrize(
    ("value", "text", "operator", "unit"),
    [
        ("7.40", "7.40", None, "mmol/L"),
        ({"valueQuantity": {"value": "5", "unit": "mg/L", "comparator": "<"}}, "5", "mindre_end", "mg/L"),
        ({"valueQuantity": {"value": "5", "unit": "mg/L", "comparator": ">="}}, ">= 5", None, "mg/L"),
        ({"valueString": "klar"}, "klar", None, None),
        ({"valueBoolean": True}, "true", None, None),
        ({"valueInteger": 3}, "3", None, None),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 80}}}, "1:80", None, None),
        (
            {"valueRange": {"low": {"value": 5, "unit": "x"}, "high": {"value": 9, "unit": "x"}}},
            "5 – 9",
            None,
            "x",
        ),
        (
            {"valuePeriod": {"start": "2026-03-01", "end": "2026-03-02"}},
            "2026-03-01 – 2026-03-02",
            None,
            None,
        ),
        ({"valueDateTime": "2026-03-01"}, "2026-03-01", None, None),
        ({"valueCodeableConcept": {"coding": [{"display": "Negative"}]}}, "Negative", None, None),
        ({"dataAbsentReason": {"text": "Koaguleret"}}, "Koaguleret", None, None),
        ({"interpretation": [{"text": "Resistent"}]}, "Resistent", None, None),
    ],
)
def test_a_value_of_any_kind_keeps_its_characters(
    value: Any, text: str, operator: str | None, unit: str | None
) -> None:
    """Numbers keep their digits, and a comparator that letters have no word for stands in the text (rule S5)."""
    found = result(value)
    assert (found.value, found.operator, found.unit) == (text, operator, unit)


@pytest.mark.parametrize(
    ("status", "value", "kept"),
    [
        ("registered", {}, (Status.RECEIVED, "*****")),
        ("preliminary", {}, (Status.TEMPORARY, "*****")),
        ("cancelled", {}, (Status.FINAL, "Ikke udført")),
        ("amended", "5", (Status.CORRECTED, "5")),
        ("unknown", "5", (Status.TEMPORARY, "5")),
        (
            "entered-in-error",
            "5",
            (Status.CORRECTED, "Svaret er trukket tilbage af afsenderen og må ikke anvendes."),
        ),
    ],
)
def test_how_far_a_result_is(status: str, value: Any, kept: tuple[Status, str]) -> None:
    """What is to come, was never made or is withdrawn shows no value that could be taken for one."""
    found = result(value, status=status)
    assert (found.status, found.value) == kept


def test_the_code_is_npu_s_before_loinc_s_and_the_others_are_kept() -> None:
    """A foreign code goes by its own system; a result without a code by its words."""
    both = {"coding": [{"system": LOINC, "code": "718-7"}, {"system": "urn:x", "code": "HB"}]}
    loinc, foreign, words = only(
        {**observation(), "code": both},
        observation("HB", system="urn:x"),
        {**observation(), "code": {"text": "Hæmoglobin"}},
    ).results
    assert (loinc.code, loinc.code_type) == ("718-7", "loinc")
    assert loinc.stated is not None
    assert loinc.stated.codes == (Coded(system="urn:x", code="HB"),)
    assert (foreign.code, foreign.code_type, foreign.code_responsible) == ("HB", "uri", "urn:x")
    assert (words.code, words.code_type) == ("Hæmoglobin", "text")


def test_components_and_members_are_results_under_the_name_of_what_holds_them() -> None:
    """A panel is no result of its own."""
    component = {"code": {"text": "Erytrocytter"}, "valueInteger": 4}
    panel = observation(value={"component": [component], "hasMember": [{"reference": urn(11)}]}, name="Panel")
    found = only(panel, observation("NPU01994", "5"), observation("NPU02593", "6")).results
    assert [(each.value, each.group) for each in found] == [("4", "Panel"), ("5", "Panel"), ("6", None)]


def test_an_instrument_is_found_where_it_stands() -> None:
    """In the Observation, or by its name alone; a kit and its lot stand beside it."""
    kit = {"url": "http://hl7.eu/fhir/laboratory/StructureDefinition/observation-deviceLabTestKit"}
    contained = [device(), {**device("Kit 3", lotNumber="L9"), "id": "kit"}]
    measured = observation(
        contained=contained,
        device={"reference": "#instrument"},
        extension=[{**kit, "valueReference": {"reference": "#kit"}}],
    )
    (found,) = only(measured).results
    assert found.stated is not None
    assert found.stated.instrument is not None
    assert (found.stated.instrument.name, found.stated.instrument.manufacturer) == ("Analyzer 9", "Maker A/S")
    assert found.stated.kit is not None
    assert (found.stated.kit.name, found.stated.kit.lot) == ("Kit 3", "L9")
    named = result("7", device={"display": "Cobas i kælderen"})
    assert named.stated is not None
    assert named.stated.instrument is not None
    assert named.stated.instrument.name == "Cobas i kælderen"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (
            {"category": {"coding": [{"system": "https://labsvar.example/fhir/field", "code": "genetics"}]}},
            "in-letters",
        ),
        ({"sampled": "2026", "resulted": "2026-03-02T12:00:00+01:00"}, None),
    ],
)
def test_what_is_kept_as_letters_only_is_refused(changes: dict[str, Any], rule: str | None) -> None:
    """Pathology and genetics are told in words and codes; a date without a day counts from its beginning."""
    telling = of(document(CPR, observation(), **changes))
    errors = [each.rule for each in telling.findings if each.severity == "error"]
    assert errors == ([] if rule is None else [f"content.fhir-{rule}"])
    assert bool(telling.said) == (rule is None)


def test_what_has_no_place_is_listed_with_its_place() -> None:
    """And nothing that has one."""
    assert [
        each for each in of(document(CPR, observation())).findings if each.rule == "content.fhir-no-place"
    ] == []
    more = observation(focus=[{"reference": urn(2)}])
    listed = [each.path for each in of(document(CPR, more)).findings]
    assert listed == ["Bundle.entry[5].resource.focus"]


def test_results_about_somebody_else_are_refused() -> None:
    """A document is about one person."""
    body = document(CPR, observation(), observation("NPU01994")).replace(
        b'"subject": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000002"}',
        b'"subject": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000003"}',
    )
    telling = of(body.replace(b'000000000003"}, "date', b'000000000002"}, "date'))
    assert "content.fhir-no-person" in {each.rule for each in telling.findings}


def test_an_organism_that_is_the_value_of_a_result_is_a_finding() -> None:
    """Notifiable findings are looked for in microbiology that came over FHIR as well (rule S14)."""
    grown = observation("634-6", {"valueCodeableConcept": {"text": "Neisseria meningitidis"}}, system=LOINC)
    nothing = observation("6463-4", {"valueCodeableConcept": {"text": "Ingen vækst"}}, system=LOINC)
    (found,) = findings(only(grown, nothing, category=MICROBIOLOGY))
    assert (found.kind, found.name, found.state) == ("organism", "neisseria meningitidis", "positive")


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"valueString": "a\x1fb"}, "characters"),
        ({"valueString": "a\x00b"}, "characters"),
        ({"valueString": "a\bb"}, "characters"),
        ({"valueString": "a\\u001fb\n\tc"}, None),
        ({"valueString": "x", "code": {"text": "y" * 201}}, "too-long"),
    ],
)
def test_what_could_not_be_stored_is_refused_by_name(value: dict[str, Any], rule: str | None) -> None:
    """Control characters, and numbers and codes that nobody could look up."""
    made = {**observation(), **value}
    del made["valueQuantity"]
    errors = [each.rule for each in of(document(CPR, made)).findings if each.severity == "error"]
    assert errors == ([] if rule is None else [f"content.fhir-{rule}"])
