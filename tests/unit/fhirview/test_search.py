"""What a search matches: dates as exact as they are said, tokens by system and code, ids that betray nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.fhirview.ids import Ids
from labsvar.fhirview.matching import NoDate, matcher, span
from labsvar.fhirview.parameters import Kind, Parameter
from labsvar.fhirview.search import NotUnderstood, understood


def matches(kind: Kind, has: object, asked: str) -> bool:
    parameter = Parameter(name="x", kind=kind, definition="", values=lambda of: of.values)
    return matcher(parameter, [asked])(SimpleNamespace(values=[has]))


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("2026", True),
        ("2026-03", True),
        ("2026-03-02", True),
        ("2026-03-03", False),
        ("2026-03-02T08:15", True),
        ("2026-03-02T07:15:00Z", True),
        ("ne2026-03-02", False),
        ("gt2026-03-01", True),
        ("gt2026-03-02", False),
        ("ge2026-03-02", True),
        ("lt2026-03-02", False),
        ("lt2026-03-03", True),
        ("le2026-03-02", True),
        ("sa2026-03-01", True),
        ("sa2026-03-02", False),
        ("eb2026-03-03", True),
        ("eb2026-12", True),
        ("eb2026-03-02", False),
    ],
)
def test_a_date_is_as_exact_as_it_is_said(asked: str, is_found: bool) -> None:
    """Half past eight is in its day, month and year; without a zone it is Denmark's."""
    assert matches("date", "2026-03-02T08:15:00+01:00", asked) is is_found


@pytest.mark.parametrize("text", ["", "never", "2026-13", "2026-02-30", "0000", "9999", "ap2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """As is one that no clock here can tell."""
    with pytest.raises(NoDate):
        span(text)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [("NPU1", True), ("s|NPU1", True), ("s|", True), ("t|NPU1", False), ("|NPU1", False), ("npu1", False)],
)
def test_a_token_is_found_by_code_by_system_or_by_both(asked: str, is_found: bool) -> None:
    """`|code` asks for one without a system."""
    assert matches("token", ("s", "NPU1"), asked) is is_found
    assert matches("token", (None, "NPU1"), "|NPU1")


def test_a_reference_is_found_by_id_by_type_and_by_its_whole_address() -> None:
    for asked in ("p1", "Patient/p1", "http://x/fhir/Patient/p1"):
        assert matches("reference", "Patient/p1", asked)
    assert not matches("reference", "Patient/p1", "p")
    assert matches("string", "Testsygehuset", "testsyge")


def test_a_comma_divides_values_and_a_backslash_keeps_it() -> None:
    asked = understood("Observation", [("code", "a,b\\,c")])
    assert asked.criteria[0].values == ("a", "b,c")
    assert asked.written(2) == [("code", "a,b\\,c"), ("_count", "50"), ("_page", "2")]


def test_a_count_has_a_most_and_a_strict_search_knows_every_parameter() -> None:
    assert understood("Patient", [("_count", "100000")]).count == 200
    assert understood("Patient", [("x", "1")]).ignored == ("x",)
    with pytest.raises(NotUnderstood):
        understood("Patient", [("x", "1")], strict=True)


@given(number=st.from_regex(r"[0-9]{6}[0-9A-Z]{4}", fullmatch=True))
def test_an_id_leads_back_to_its_person_with_the_key_and_without_it_nowhere(number: str) -> None:
    """It is always the same, and has the form and length that FHIR allows."""
    ids = Ids(b"k" * 32)
    made = ids.patient(number)
    assert ids.person(made) == number
    assert Ids(b"l" * 32).person(made) is None
    assert number.lower() not in made
    assert len(ids.of(number, "Observation", "x" * 100)) <= 64


def test_an_id_of_a_long_key_is_known_only_where_the_person_is() -> None:
    ids = Ids(b"k" * 32)
    made = ids.patient("0103500AB1@5790000000012")
    assert ids.person(made) is None
    assert made == ids.patient("0103500AB1@5790000000012")
    assert ids.person("no id at all") is None
    with pytest.raises(ValueError, match="length"):
        Ids(b"short")
