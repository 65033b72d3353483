"""How the suite treats tests that cannot run on a machine."""

from __future__ import annotations

import pytest

SKIPPING = """
import pytest

def test_needs_a_browser():
    pytest.skip("no Chromium here")

@pytest.mark.skip(reason="no data folder here")
def test_needs_data():
    pass

def test_runs():
    pass
"""


def run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    return pytester.runpytest("-p", "tests.plugins.skips", "-ra")


def test_away_from_ci_a_skip_is_listed_with_its_reason(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = run(pytester, SKIPPING)
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED*no Chromium here", "SKIPPED*no data folder here"])


def test_under_ci_a_skip_is_a_failure_that_says_why(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, SKIPPING)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*Under CI nothing may be skipped*no Chromium here"])


def test_under_ci_a_module_that_skips_itself_is_a_failure_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, "import pytest\npytest.skip('no data folder', allow_module_level=True)")
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*Under CI nothing may be skipped*no data folder"])


def test_under_ci_a_test_known_to_fail_may_still_fail(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(
        pytester, "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_known():\n    assert False"
    )
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(xfailed=1)
