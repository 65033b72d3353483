"""`labsvar tables`, `labsvar notifiable` and `labsvar local-codes` on a databank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from labsvar.cli import tables as command
from labsvar.cli.running import run
from labsvar.codetables import write_csv
from labsvar.comparability import SynonymRow
from labsvar.database import Database
from labsvar.database.systems import DEMONSTRATION
from labsvar.exchange.sources import Facts
from labsvar.hub import reading
from labsvar.hub.coding import CodeEntry, starting_codes
from labsvar.localcodes import LocalCode
from labsvar.notifiable import Row, starting_rows
from tests import builders
from tests.integration.test_notifiable import culture
from tests.integration.test_results import take
from tests.unit.hub.helpers import CLINIC, MAPPING, START, row

Labsvar = Callable[..., tuple[int, str, str]]
ROWS = [
    LocalCode(laboratory="TKB", code="GAMMEL", meaning="Gammel prøve", owner="KBA", replaced_by="NY"),
    LocalCode(laboratory="TKB", code="NY", meaning="Ny prøve", owner="KBA", equivalent="NPU19748"),
]


@pytest.fixture
def labsvar(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Labsvar:
    """Runs the command line on the database of the test instead of one in a folder."""

    @contextmanager
    def opened(found: object) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(command, "existing", lambda data: data)
    monkeypatch.setattr(command, "opened", opened)

    def running(*arguments: object) -> tuple[int, str, str]:
        code = run([str(each) for each in arguments], {"LANG": "en_GB.UTF-8"})
        said = capfdbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return running


def released(labsvar: Labsvar, name: str, file: Path) -> None:
    assert labsvar("tables", "import", name, file, "--owner", "KBA", "--who", "A", "--reason", "new")[0] == 0
    assert labsvar("tables", "review", name, 1, "--who", "B", "--reason", "read")[0] == 0
    assert labsvar("tables", "release", name, 1, "--reason", "agreed")[0] == 0


def test_a_list_is_imported_reviewed_released_and_exported_as_it_was(
    labsvar: Labsvar, tmp_path: Path
) -> None:
    file = tmp_path / "local.csv"
    file.write_text(write_csv(LocalCode, ROWS), encoding="utf-8")
    assert labsvar("tables", "export", "local-TKB")[1] == write_csv(LocalCode, [])
    released(labsvar, "local-TKB", file)
    assert labsvar("tables", "export", "local-TKB")[1] == file.read_text("utf-8")
    code, out, _ = labsvar("tables", "list")
    assert code == 0
    assert out.splitlines()[1].split() == ["local-codes/TKB", "1", "released", "KBA", "A", "new"]


def test_the_table_of_the_beginning_can_be_exported_and_sent_back(labsvar: Labsvar, tmp_path: Path) -> None:
    _, out, _ = labsvar("tables", "export", "notifiable")
    file = tmp_path / "table.csv"
    file.write_text(out, encoding="utf-8")
    released(labsvar, "notifiable", file)
    assert labsvar("tables", "export", "notifiable")[1] == out
    assert out.count("\n") == len(starting_rows()) + 1


def test_what_is_wrong_is_told_by_line_and_field_and_nothing_is_kept(
    labsvar: Labsvar, tmp_path: Path
) -> None:
    file = tmp_path / "local.csv"
    options = ("--owner", "KBA", "--reason", "new")
    for content, told in (
        (write_csv(LocalCode, ROWS).replace("NPU19748", "NPU1").encode(), "line 3 equivalent"),
        (write_csv(LocalCode, [replace(ROWS[0], laboratory="AUH")]).encode(), "table.another-laboratory"),
        (b"\xe6\xf8\xe5", "table.encoding"),
    ):
        file.write_bytes(content)
        code, _, err = labsvar("tables", "import", "local-TKB", file, *options)
        assert code == 1
        assert told in err
    file.write_text(write_csv(LocalCode, ROWS), encoding="utf-8")
    assert labsvar("tables", "import", "local-TKB", file, "--owner", "KBA", "--reason", " ")[0] == 1
    assert labsvar("tables", "import", "nothing", file, *options)[0] == 64
    assert labsvar("tables", "release", "local-TKB", 1, "--reason", "x")[0] == 1
    assert len(labsvar("tables", "list")[1].splitlines()) == 1


@pytest.fixture
def clinic(database: Database) -> Database:
    """A clinic that can state refusals, and whose rows the hub takes."""
    database.hub_store.register_clinic(CLINIC, who="a", reason="begins")
    facts = Facts(refusals_since=date(2026, 1, 1))
    database.systems.sources.describe(DEMONSTRATION, facts, who="a", reason="begins")
    return database


def test_a_table_of_the_hub_goes_into_use_in_three_steps_and_sends_what_waited(
    labsvar: Labsvar, clinic: Database, tmp_path: Path
) -> None:
    """A faulty file is told of and nothing is kept; nobody reviews their own."""
    clinic.hub.receive(reading.to_jsonl([row()]), system=None, at=START)
    file = tmp_path / "mapping.csv"

    def step(name: str, who: str, table: str = "mapping") -> tuple[int, str]:
        code, _, err = labsvar("tables", name, table, 1, "--who", who, "--reason", "seen")
        return code, err

    def drafting(text: bytes, table: str = "mapping") -> int:
        file.write_bytes(text)
        given = ("--owner", "PLO", "--who", "a", "--reason", "new")
        return labsvar("tables", "import", table, file, *given)[0]

    for faulty in (b"a,b\n", "æ".encode("latin-1"), MAPPING.replace("NPU19748", "NPU99999").encode()):
        assert drafting(faulty) == 1
    assert clinic.code_tables.versions("hub/mapping") == []
    assert drafting(MAPPING.encode()) == 0
    assert [step("release", "b")[0], step("review", "a")[0], step("review", "b")[0]] == [1, 1, 0]
    assert [each.state for each in clinic.hub_store.listed(CLINIC.clinic)] == ["held"]
    code, told = step("release", "a")
    assert (code, "1 waiting rows are sent" in told) == (0, True)
    assert list(clinic.hub_store.listed(CLINIC.clinic)) == []
    (version,) = clinic.code_tables.versions("hub/mapping")
    assert (version.state, version.reviewed_by) == ("released", "b")
    assert drafting(write_csv(CodeEntry, starting_codes()).encode(), "codes") == 0
    assert len(clinic.code_tables.versions("hub/codes")) == 1


def test_what_was_left_out_is_sent_once_it_is_notifiable(
    labsvar: Labsvar, clinic: Database, tmp_path: Path
) -> None:
    """S14: the list of what is shared left it out in the full stage; the table of surveillance asks for it."""
    clinic.systems.set_stage(DEMONSTRATION, "full", who="a", reason="begins")
    file = tmp_path / "table.csv"
    unshared = [replace(each, shared="no") for each in starting_codes()]
    for name, text in (
        ("codes", write_csv(CodeEntry, unshared)),
        ("mapping", MAPPING),
    ):
        file.write_text(text, encoding="utf-8")
        released(labsvar, name, file)
    clinic.hub.receive(reading.to_jsonl([row()]), system=None, at=START)
    assert [each.state for each in clinic.hub_store.listed(CLINIC.clinic)] == ["left_out"]
    rows = [Row(what="code", finding="NPU19748", disease="Hiv", list="2")]
    file.write_text(write_csv(Row, rows), encoding="utf-8")
    released(labsvar, "notifiable", file)
    assert list(clinic.hub_store.listed(CLINIC.clinic)) == []
    assert list(clinic.hub_store.refusals(CLINIC.clinic)) == [("r1", "1")]


def test_a_table_without_rows_is_told_of_and_released_only_when_that_is_confirmed(
    labsvar: Labsvar, tmp_path: Path
) -> None:
    """A heading alone ends everything that the table in use says."""
    file = tmp_path / "groups.csv"
    file.write_text(write_csv(SynonymRow, []), encoding="utf-8")
    name = "method-names"
    assert labsvar("tables", "import", name, file, "--owner", "KBA", "--who", "A", "--reason", "new")[0] == 0
    code, _, err = labsvar("tables", "review", name, 1, "--who", "B", "--reason", "read")
    assert (code, "has no rows" in err, "ends" in err) == (0, True, True)
    release = ("tables", "release", name, 1, "--reason", "agreed")
    code, _, err = labsvar(*release)
    assert (code, "has no rows" in err, "--empty" in err) == (1, True, True)
    code, _, err = labsvar(*release, "--empty")
    assert (code, "has no rows" in err) == (0, True)


def test_findings_are_counted_without_naming_anybody(labsvar: Labsvar, database: Database) -> None:
    take(database, culture("Bacillus anthracis", "A1"))
    march = ("--first", "2026-03-01", "--last", "2026-03-31")
    code, out, _ = labsvar("notifiable", *march)
    assert code == 0
    assert out.splitlines()[1].split() == [
        "1a",
        "Miltbrand",
        "Testsygehuset",
        "2026-03",
        "1",
        "0",
        "0",
        "unknown",
    ]
    assert '"positive":1' in labsvar("notifiable", *march, "--json")[1]
    assert labsvar("notifiable", "--first", "2026-03-02", "--last", "2026-03-01")[0] == 64


def test_local_codes_are_listed_with_how_many_results_use_them(
    labsvar: Labsvar, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "local.csv"
    file.write_text(write_csv(LocalCode, ROWS), encoding="utf-8")
    released(labsvar, "local-TKB", file)
    result = builders.result("GAMMEL", "1", None)
    local = replace(result.analysis, analysis_code_type="lokal", analysis_code_responsible="TKB")
    take(database, builders.laboratory_report(results=(replace(result, analysis=local),)))
    lines = [line.split() for line in labsvar("local-codes")[1].splitlines()]
    assert lines[1:] == [
        ["TKB", "GAMMEL", "Gammel", "prøve", "NY", "1"],
        ["TKB", "NY", "Ny", "prøve", "NPU19748", "0"],
    ]
    assert len(labsvar("local-codes", "--lacking")[1].splitlines()) == 2
    assert '"results":1' in labsvar("local-codes", "--json")[1]
