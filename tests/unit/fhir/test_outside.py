"""A validator that shares no code with ours judges as we do, and tells neither values nor names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.fhir import report
from labsvar.checks import fhir as checks
from labsvar.checks.fhir.outside import LARGEST, Issue, Outside, Unavailable, _findings
from labsvar.population import Population, load, write_population
from tests import outside, shared

ONLY_OURS = {"18-dangling-ref", "21-range-no-code"}
"""The two faults that it does not see: a reference to nothing, and a datatype's own profile."""


@pytest.fixture(scope="module")
def validator() -> Iterator[Outside]:
    with outside.asked() as ready:
        yield ready


def test_it_judges_the_cases_of_the_project_as_their_index_says_and_as_our_rules_do(
    validator: Outside,
) -> None:
    """But for two faults that only our rules see; nothing that it finds holds a value of the case."""
    folder = shared.FOLDER / "fhir" / "own-cases"
    index = json.loads(shared.read("fhir", "own-cases", "index.json"))
    assert len(index) == 13
    for case in index:
        raw = (folder / f"{case['case']}.json").read_bytes()
        ours, theirs = checks.check(raw).findings, validator.check(raw)
        assert (not outside.errors(ours)) == case["valid"], case
        assert (not outside.errors(theirs)) == (case["valid"] or case["case"] in ONLY_OURS), case
        assert not any(word in str(theirs) for word in ("finished", "resultValue", "urn:uuid"))


def test_it_finds_the_examples_of_the_guide_and_our_made_up_report_in_order_as_we_do(
    validator: Outside,
) -> None:
    files = sorted((shared.FOLDER / "fhir" / "eu-lab-examples").glob("Bundle-*.json"))
    assert len(files) == 3
    for raw in (*(each.read_bytes() for each in files[:2]), report(results=2)):
        assert outside.errors(checks.check(raw).findings) == set()
        assert outside.errors(validator.check(raw)) == set()


def test_it_finds_nothing_in_the_letters_of_the_population_as_european_reports(
    validator: Outside, tmp_path: Path
) -> None:
    """Eight here; `python -m tests.outside` takes as many as one likes."""
    about = load()
    write_population(tmp_path, Population(count=3, years=1, seed=7, until=None), about)
    made = outside.reports(tmp_path, 8)
    assert len(made) == 8
    for raw in made:
        assert outside.errors(checks.check(raw).findings) == set()
        assert outside.errors(validator.check(raw)) == set()


def test_what_it_stumbles_on_or_cannot_take_is_told_and_the_next_file_is_judged(validator: Outside) -> None:
    for raw, why in ((b"[1]", "AttributeError"), (b" " * (LARGEST + 1), f"> {LARGEST} bytes")):
        (found,) = validator.check(raw)
        assert found.rule == "content.fhir-outside-unjudged"
        assert why in found.en
    assert outside.errors(validator.check(b'{"resourceType":"Patient","gender":"F"}'))


def test_a_python_without_it_is_told(tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    program.chmod(0o755)
    with (
        pytest.raises(Unavailable),
        Outside(python=program, profiles=[tmp_path], definitions=tmp_path),
    ):
        raise AssertionError("it cannot be entered")


@pytest.mark.parametrize(
    ("issue", "path"),
    [
        (Issue("error", "invariant.obs-6", "Observation", None, "Observation", None), "Observation"),
        (Issue("error", "element.unknown", "Patient", 2, "Patient.secret", None), "ofType(Patient)"),
        (Issue("error", "cardinality.max", "Patient", None, "Patient.name[1].given[2]", None), "given[2]"),
        (Issue("warning", "x", "Condition", None, "Condition.code", None), "Condition"),
        (Issue("information", "x", "Nobody", None, "Nobody.code", None), None),
    ],
)
def test_a_place_is_told_as_far_as_its_names_are_those_of_fhir(issue: Issue, path: str | None) -> None:
    (found,) = _findings([issue], b"{}")
    assert (found.path or "").endswith(path) if path else found.path is None
    assert "secret" not in str(found)
    assert "Nobody" not in str(found)
