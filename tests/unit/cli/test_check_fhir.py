"""`labsvar check` takes FHIR as it takes letters: the same findings, forms of output and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.fhir import report
from tests import outside
from tests.unit.cli.conftest import Labsvar


def test_a_report_in_order_is_found_so(labsvar: Labsvar, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(report(results=1))
    ran = labsvar("check", file)
    assert ran.code == 0
    assert "Bundle-eu-lab" in ran.out


def test_a_fault_is_told_with_its_place_as_json_too(labsvar: Labsvar, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    bundle = json.loads(report(results=1))
    bundle["entry"][1]["resource"]["status"] = "done"
    file.write_text(json.dumps(bundle), encoding="utf-8")
    ran = labsvar("check", file, "--json")
    said = json.loads(ran.out)
    assert ran.code == 1
    assert said["format"] == "fhir"
    assert [(each["rule"], each["path"]) for each in said["findings"]] == [
        ("standard.fhir-code", "Bundle.entry[1].resource.ofType(DiagnosticReport).status")
    ]


def test_what_the_door_would_refuse_as_unsafe_is_found_before_it_is_sent(
    labsvar: Labsvar, tmp_path: Path
) -> None:
    """FHIR and its guides allow a unit in words beside the code of another; whoever reads one of them is misled."""
    file = tmp_path / "report.json"
    bundle = json.loads(report(results=1))
    (found,) = (
        each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Observation"
    )
    found["valueQuantity"] |= {"unit": "g/L", "code": "mg/L", "system": "http://unitsofmeasure.org"}
    file.write_text(json.dumps(bundle), encoding="utf-8")
    ran = labsvar("check", file, "--json")
    assert ran.code == 1
    errors = [each for each in json.loads(ran.out)["findings"] if each["severity"] == "error"]
    assert [each["rule"] for each in errors] == ["content.fhir-two-units"]


def test_what_cannot_be_read_has_an_exit_code_of_its_own(labsvar: Labsvar, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b'{"resourceType":"Patient",')
    assert labsvar("check", file).code == 2


def test_the_command_asks_it_beside_our_own_rules(
    labsvar: Labsvar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without R4's definitions here, so that it starts quickly: it knows some codes by itself."""
    outside.asked()
    file = tmp_path / "patient.json"
    file.write_text('{"resourceType":"Patient","gender":"F"}', encoding="utf-8")
    asked = ("check", file, "--json", "--profiles", tmp_path)
    assert labsvar(*asked).code == 78
    assert labsvar("check", file, "--profiles", tmp_path / "none").code == 64
    monkeypatch.setenv("LABSVAR_FHIR_DEFINITIONS", str(tmp_path))
    monkeypatch.setenv("LABSVAR_FHIR_VALIDATOR", str(tmp_path))
    assert labsvar(*asked).code == 78
    monkeypatch.setenv("LABSVAR_FHIR_VALIDATOR", str(outside.PYTHON))
    ran = labsvar(*asked)
    assert ran.code == 1
    assert [(each["rule"], each["path"]) for each in json.loads(ran.out)["findings"]] == [
        ("standard.fhir-code", "Patient.gender"),
        ("content.fhir-outside-error", "Patient.gender"),
    ]
