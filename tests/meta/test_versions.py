"""The figures of the versions are counted, not claimed: each is a test that passed and used the version."""

from __future__ import annotations

import json

import pytest

from tests.meta.files import ROOT

INNER = """
import labsvar
from labsvar.letters.catalogue import BY_CODE
from tests import builders

def written(form):
    return labsvar.write(builders.emessage(), form=form).data

def test_reads_both_forms_twice_and_is_counted_once():
    for form in ("xml", "edifact", "xml"):
        labsvar.read(written(form))

def test_checks_and_shows_what_was_edifact():
    data = written("edifact")
    labsvar.check(data)
    labsvar.show(data)

def test_converts():
    labsvar.convert(written("xml"), "R0130K", accept_losses=True)

def test_fails_after_reading():
    labsvar.read(written("xml"))
    assert False
"""


@pytest.mark.usefixtures("untraced_programs")
def test_a_test_counts_once_for_each_thing_it_did_with_a_version_and_only_when_it_passed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(INNER)
    counts = pytester.path / "counts.json"
    ran = pytester.runpytest_subprocess("-p", "tests.plugins.versions", "--count-versions", str(counts))
    ran.assert_outcomes(passed=3, failed=1)
    assert json.loads(counts.read_text(encoding="utf-8")) == {
        "R0130K": {"read": 1, "write": 1, "convert": 1},
        "R0131K": {"read": 2, "write": 2, "check": 1, "show": 1},
        "XR0130K": {"convert": 1},
        "XR0131K": {"read": 2, "write": 2, "convert": 1},
    }
