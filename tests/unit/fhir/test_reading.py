"""FHIR is read into structs that keep what was written, and what is wrong is told with its place and line."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fhir import report
from labsvar.formats import fhir
from labsvar.formats.fhir import resources, slow
from labsvar.formats.fhir.plans import RESOURCES, plan
from labsvar.formats.fhir.resources.base import name_in_json, name_in_python
from labsvar.formats.fhir.resources.names import EVERY_RESOURCE
from tests.fhir_damage import damaged
from tests.outside import DEFINITIONS
from tools import fhir_resources


def told(text: str | bytes) -> list[tuple[str, int | None, str | None]]:
    read = fhir.read(text.encode() if isinstance(text, str) else text)
    return [(each.rule, each.line, each.path) for each in read.findings]


def test_the_digits_of_a_number_stay_as_they_were_written() -> None:
    raw = (
        b'{"resourceType":"Observation","status":"final","code":{"text":"K"},"valueQuantity":{"value":3.00}}'
    )
    read = fhir.read(raw)
    assert isinstance(read.resource, resources.Observation)
    assert read.resource.value_quantity is not None
    assert read.resource.value_quantity.value == Decimal("3.00")
    assert fhir.write(read.resource) == raw


def test_elements_are_written_in_the_order_of_hl7_and_the_same_resource_gives_the_same_bytes() -> None:
    raw = b'{"status": "final", "code": {"text": "K"}, "id": "a", "resourceType": "Observation"}'
    read = fhir.read(raw)
    assert read.resource is not None
    written = fhir.write(read.resource)
    assert written == b'{"resourceType":"Observation","id":"a","status":"final","code":{"text":"K"}}'
    assert fhir.read(written).resource == read.resource


@pytest.mark.parametrize(
    ("text", "rule", "line", "path"),
    [
        ('{"resourceType":\n"Patient","gender":"F"}', "standard.fhir-code", 2, "Patient.gender"),
        ('{"resourceType":"Patient","gender":null}', "standard.fhir-empty", 1, "Patient.gender"),
        ('{"resourceType":"Patient","name":[]}', "standard.fhir-empty", 1, "Patient.name"),
        (
            '{"resourceType":"Patient","name":[{"given":[null]}]}',
            "standard.fhir-empty",
            1,
            "Patient.name[0].given[0]",
        ),
        ('{"resourceType":"Patient","birthDate":""}', "standard.fhir-empty", 1, "Patient.birthDate"),
        ('{"resourceType":"Patient","name":{"text":"A"}}', "standard.fhir-kind", 1, "Patient.name"),
        ('{"resourceType":"Patient","name":["A"]}', "standard.fhir-kind", 1, "Patient.name[0]"),
        ('{"resourceType":"Patient","contained":[3]}', "standard.fhir-kind", 1, "Patient.contained[0]"),
        ('{"resourceType":"Patient","active":"true"}', "standard.fhir-kind", 1, "Patient.active"),
        ('{"resourceType":"Patient","id":"a",\n"id":"a"}', "standard.fhir-doubled", 2, "Patient"),
        (
            '{"resourceType":"Patient","id":"a","id":"a","name":[{"text":"\\n\\u0022\\u0022\\u0022\\u0022"}]}',
            "standard.fhir-doubled",
            1,
            "Patient",
        ),
        (
            '{"resourceType":"Patient","id":"a","shoe":"\\u0022\\u0022\\u0022"}',
            "standard.fhir-unknown",
            1,
            "Patient",
        ),
        ('{"resourceType":"Patient","id":"\\ud800"}', "standard.fhir-characters", 1, "Patient.id"),
        (
            '{"resourceType":"Patient","multipleBirthInteger":2.0}',
            "standard.fhir-number",
            1,
            "Patient.multipleBirth.ofType(integer)",
        ),
        (
            '{"resourceType":"Patient","multipleBirthInteger":3000000000}',
            "standard.fhir-number",
            1,
            "Patient.multipleBirth.ofType(integer)",
        ),
        ('{"resourceType":"Patient","meta":{"project":"x"}}', "standard.fhir-unknown", 1, "Patient.meta"),
        (
            '{"resourceType":"Observation","code":{"text":"K"}}',
            "standard.fhir-missing",
            1,
            "Observation.status",
        ),
        ('{"resourceType":"Person of ours"}', "standard.fhir-type", 1, "Resource"),
        ('{"resourceType":"\\u0001"}', "standard.fhir-type", 1, "Resource"),
        ("{}", "form.fhir-type", 1, None),
        ("[]", "form.fhir-type", 1, None),
        ("", "form.fhir-json", 1, None),
        ('{"resourceType":"Patient",\n"id":NaN}', "form.fhir-json", 2, None),
        ('{"resourceType":"Patient",\n"id" "a"}', "form.fhir-json", 2, None),
        ('{"resourceType":"Patient","name":[{} {}]}', "form.fhir-json", 1, None),
        ('{"resourceType":"Patient"} x', "form.fhir-json", 1, None),
        ("[" * 5000, "form.fhir-depth", 1, None),
    ],
)
def test_a_fault_is_named_with_its_line_and_place(text: str, rule: str, line: int, path: str | None) -> None:
    assert told(text) == [(rule, line, path)]


def test_a_number_that_no_decimal_holds_is_a_fault() -> None:
    text = (
        '{"resourceType":"Observation","status":"final","code":{"text":"K"},"valueQuantity":{"value":1e%s}}'
    )
    assert told(text % ("9" * 30)) == [
        ("standard.fhir-number", 1, "Observation.value.ofType(Quantity).value")
    ]


@pytest.mark.parametrize("exponent", ["101", "-101", "+999999999", "-999999999"])
def test_a_few_characters_do_not_stand_for_more_digits_than_memory_holds(exponent: str) -> None:
    """Written out, such a number fills a gigabyte; one within a hundred zeros is kept as it was written."""
    text = (
        '{"resourceType":"Observation","status":"final","code":{"text":"K"},"valueQuantity":{"value":1.0e%s}}'
    )
    place = "Observation.value.ofType(Quantity).value"
    assert told(text % exponent) == [("standard.fhir-number", 1, place)]
    assert told(text % "100") == told(text % "-100") == told(text % "+2") == []


def test_bytes_that_are_no_utf8_and_files_that_are_too_large_are_told() -> None:
    assert told(b'{"resourceType":"Patient",\n"id":"\xe6"}') == [("form.fhir-utf8", 2, None)]
    read = fhir.read(b"{}" * 10, limits=fhir.Limits(max_bytes=5))
    assert [each.rule for each in read.findings] == ["form.fhir-size"]
    assert not read.readable


def test_no_more_findings_are_named_than_the_limit() -> None:
    names = ",".join('{"text":1}' for _ in range(20))
    read = fhir.read(
        f'{{"resourceType":"Patient","name":[{names}]}}'.encode(), limits=fhir.Limits(max_findings=3)
    )
    assert [each.rule for each in read.findings] == ["standard.fhir-kind"] * 3 + ["standard.fhir-more"]
    assert read.readable
    assert read.has_errors


def test_a_null_in_a_list_may_stand_for_a_value_that_is_told_about_beside_it() -> None:
    raw = b'{"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"x"}]}]}'
    read = fhir.read(b"\xef\xbb\xbf" + raw)
    assert read.findings == ()
    assert read.resource is not None
    assert fhir.write(read.resource) == raw


def test_a_resource_that_is_not_known_is_carried_as_it_was_written() -> None:
    inner = '{"resourceType":"Condition", "onsetAge":{"value":3.00}}'
    raw = f'{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{inner}}}]}}'.encode()
    read = fhir.read(raw)
    assert [(each.rule, each.severity) for each in read.findings] == [("standard.fhir-not-checked", "note")]
    assert read.resource is not None
    assert fhir.write(read.resource) == raw
    assert told('{"resourceType":"Condition","a":[{"b":1,"b":2}]}')[1][0] == "standard.fhir-doubled"


def test_every_damage_to_a_report_is_read_without_an_exception_and_never_told_with_a_value() -> None:
    for number, raw in enumerate(damaged(report(results=1))):
        if number % 21:
            continue
        read = fhir.read(raw)
        assert (read.resource is None) == read.has_errors
        assert all("Prøve" not in f"{each}" for each in read.findings)


def test_both_readers_give_the_same_verdict_on_every_damage() -> None:
    for number, raw in enumerate(damaged(report(results=1))):
        if number % 31:
            continue
        walked = slow.walk(raw.decode(), fhir.DEFAULT)
        refused = any(each.severity == "error" for each in walked.findings)
        assert (fhir.read(raw).resource is None) == refused, raw


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=12)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3)


@given(TEXTS, NUMBERS, st.lists(TEXTS, max_size=3))
def test_what_is_written_is_read_again_as_it_was(text: str, number: Decimal, names: list[str]) -> None:
    patient = resources.Patient(name=(resources.HumanName(family=text, given=tuple(names)),))
    observation = resources.Observation(
        status="final",
        code=resources.CodeableConcept(text=text),
        value_quantity=resources.Quantity(value=number, unit=text),
        contained=(patient,),
    )
    read = fhir.read(fhir.write(observation))
    assert read.findings == ()
    assert read.resource == observation
    assert str(read.resource.value_quantity.value) == str(number)  # type: ignore[union-attr]  # just compared


@settings(max_examples=25)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    )
)
def test_any_json_is_read_without_an_exception(value: object) -> None:
    fhir.read(json.dumps(value).encode())
    fhir.read(json.dumps({"resourceType": "Patient", "name": value, "contained": [value]}).encode())


def test_every_field_has_its_name_in_json_and_back() -> None:
    for cls in RESOURCES.values():
        for name, field in plan(cls).fields.items():
            assert name_in_json(field.attribute) == name
            assert name_in_python(name) == field.attribute.rstrip("_")


def test_the_classes_are_what_hl7s_definitions_say() -> None:
    """Held against the published files, where `make setup` has unpacked them."""
    if not DEFINITIONS.is_dir():
        pytest.skip("R4's definitions are not here; `make setup` unpacks them")
    assert fhir_resources.differing(DEFINITIONS) == []


def test_every_resource_that_is_known_is_one_of_r4() -> None:
    assert RESOURCES.keys() <= EVERY_RESOURCE
    assert len(EVERY_RESOURCE) > 140
