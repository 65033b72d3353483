"""`labsvar check`: findings to read, findings as JSON, and exit codes that scripts rest on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from labsvar.cli import judging
from labsvar.formats import xml
from tests import builders
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("tmp_path")


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_good_file_gives_0(labsvar: Labsvar, good: Path) -> None:
    ran = labsvar("check", good)
    assert ran.code == 0
    assert "XR0131K" in ran.out
    assert ran.err == ""


def test_a_file_with_errors_gives_1_and_says_where_and_what_to_do(labsvar: Labsvar, bad: Path) -> None:
    ran = labsvar("check", bad)
    assert ran.code == 1
    assert "/GeneralResultInformation/ReportStatusCode" in ran.out
    assert "line" in ran.out
    assert "→" in ran.out


@pytest.mark.parametrize("options", [["--json"], []])
def test_a_file_whose_name_is_not_utf_8_is_checked_like_any(
    labsvar: Labsvar, good: Path, options: list[str]
) -> None:
    ran = labsvar("check", good.rename(good.with_name("svar\udcff.xml")), *options)
    assert (ran.code, ran.err) == (0, "")
    assert "svar" in ran.out


def test_what_is_no_letter_at_all_gives_2(labsvar: Labsvar, file: MakeFile) -> None:
    png = file(b"\x89PNG\r\n\x1a\n" + bytes(200), "picture.xml")
    assert labsvar("check", png).code == 2
    assert labsvar("check", file(b"", "empty.xml")).code == 2


def test_the_worst_file_decides(labsvar: Labsvar, good: Path, bad: Path, tmp_path: Path) -> None:
    assert labsvar("check", bad, good).code == 1
    assert labsvar("check", good, tmp_path / "nothing.xml", bad).code == 2


def test_warnings_and_notes_refuse_nothing(labsvar: Labsvar, file: MakeFile) -> None:
    """A sender whose location number has a wrong check digit is warned, not refused."""
    content = xml.write(builders.emessage()).replace(b"5790000000012", b"5790000000013")
    ran = labsvar("check", file(content))
    assert ran.code == 0
    assert "warning" in ran.out


def test_json_is_one_object_per_file_one_to_a_line(labsvar: Labsvar, good: Path, bad: Path) -> None:
    ran = labsvar("check", good, bad, "--json")
    first, second = objects(ran.out)
    assert (first["file"], first["format"], first["version"]) == (str(good), "xml", "XR0131K")
    assert second["file"] == str(bad)
    errors = [each for each in second["findings"] if each["severity"] == "error"]
    assert len(errors) == 1
    assert errors[0].keys() >= {"rule", "family", "severity", "line", "path", "da", "en"}
    assert errors[0]["family"] == "standard"
    line = bad.read_text(encoding="utf-8").splitlines()[errors[0]["line"] - 1]
    assert "halvt_svar" in line
    assert "halvt_svar" not in ran.out, "a finding never holds what the letter says"


@pytest.mark.parametrize("language", ["da", "en"])
def test_json_holds_both_languages_whatever_the_locale(labsvar: Labsvar, bad: Path, language: str) -> None:
    texts = objects(labsvar("check", bad, "--json", "--language", language).out)[0]["findings"][0]
    assert texts["da"] != texts["en"]


@pytest.mark.parametrize(("name", "rule"), [("nothing.xml", "form.file-missing"), (".", "form.file-folder")])
def test_a_path_that_is_no_file_is_a_finding_too(
    labsvar: Labsvar, tmp_path: Path, name: str, rule: str
) -> None:
    ran = labsvar("check", tmp_path / name, "--json")
    assert ran.code == 2
    found = objects(ran.out)[0]
    assert found["format"] is None
    assert [each["rule"] for each in found["findings"]] == [rule]


def test_a_file_that_may_not_be_opened_is_a_finding_too(
    labsvar: Labsvar, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path, mode: str) -> BinaryIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    ran = labsvar("check", good)
    assert ran.code == 2
    assert "form.file-closed" in ran.out


def test_standard_input_is_a_file_called_dash(
    labsvar: Labsvar, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with good.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        ran = labsvar("check", "-", "--json")
    assert ran.code == 0
    assert objects(ran.out)[0]["file"] == "-"


def test_a_large_file_is_read_letter_by_letter_with_the_same_verdict(
    labsvar: Labsvar, file: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as a stream, a file gives the very findings that it gives when it is read whole."""
    letters = [builders.laboratory_report(number=f"TKB{n}") for n in range(5)]
    content = xml.write(builders.emessage(*letters), indent=True)
    content = content.replace(b">svar_endeligt<", b">svar_sikkert<", 3).replace(
        b"5790000000012", b"5790000000013"
    )
    path = file(content)
    whole = labsvar("check", path, "--json")
    monkeypatch.setattr(judging, "STREAMED_FROM", 100)
    streamed = labsvar("check", path, "--json")
    assert whole.code == streamed.code == 1
    assert objects(whole.out)[0] == objects(streamed.out)[0]
    assert len(objects(streamed.out)[0]["findings"]) > 3


def test_a_large_file_that_breaks_off_is_unreadable(
    labsvar: Labsvar, file: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "STREAMED_FROM", 100)
    content = xml.write(builders.emessage())
    assert labsvar("check", file(content[: len(content) // 2])).code == 2


def test_a_gigabyte_of_spaces_is_refused_at_once(labsvar: Labsvar, tmp_path: Path) -> None:
    """The file is sparse: it has the length and not the blocks."""
    path = tmp_path / "spaces.xml"
    with path.open("wb") as stream:
        stream.write(b" " * 1_000_000)
        stream.truncate(1_000_000_000)
    began = time.monotonic()
    ran = labsvar("check", path)
    assert time.monotonic() - began < 1
    assert ran.code == 2


def test_findings_are_read_in_danish_in_a_danish_locale(labsvar: Labsvar, bad: Path) -> None:
    ran = labsvar("check", bad, locale="da_DK.UTF-8")
    assert "linje" in ran.out
    assert "1 fejl" in ran.out
