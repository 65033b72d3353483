"""Comparability on a databank: tables, what a release would change, evidence; on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from labsvar.cli import comparability as command
from labsvar.cli import tables as table_command
from labsvar.cli.running import run
from labsvar.codetables import read_csv, write_csv
from labsvar.codetables.reading import Dated
from labsvar.comparability import MemberRow, MethodRow, WhatIf
from labsvar.comparability.trials import TrialRow
from labsvar.database import Database
from labsvar.database.comparability import Comparability
from labsvar.fhirview.comparability import members_of
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle, ConceptMap
from tests.builders import BRUNO, laboratory_report, patient, result
from tests.integration.test_results import take
from tests.meta.files import ROOT

Labsvar = Callable[..., tuple[int, str, str]]
EXAMPLES = ROOT / "docs" / "examples"
CRP = {"code_system": "npu", "code": "NPU19748"}


@pytest.fixture
def labsvar(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Labsvar:
    """Runs the command line on the database of the test instead of one in a folder."""

    @contextmanager
    def opened(found: object) -> Iterator[Database]:
        yield database

    for module in (command, table_command):
        monkeypatch.setattr(module, "existing", lambda data: data)
        monkeypatch.setattr(module, "opened", opened)

    def running(*arguments: object) -> tuple[int, str, str]:
        code = run([str(each) for each in arguments], {"LANG": "en_GB.UTF-8"})
        said = capfdbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return running


def methods(*producers: str, **told: Any) -> list[MethodRow]:
    said: dict[str, Any] = {**CRP, "method": "Nefelometri", **told}
    return [MethodRow(producer=each, **said) for each in producers]


def group(**told: Any) -> MemberRow:
    said = {"group": "CRP", "unit": "mg/L", "group_unit": "mg/L", "outcome": "comparable"}
    return MemberRow(**{**CRP, **said, "maintainer": "Testråd", **told})


def write(folder: Path, kind: type[Dated], rows: list[Any]) -> Path:
    file = folder / f"{kind.__name__}.csv"
    file.write_text(write_csv(kind, rows), encoding="utf-8")
    return file


def release(labsvar: Labsvar, name: str, version: int = 1) -> None:
    assert labsvar("tables", "review", name, version, "--who", "B", "--reason", "read")[0] == 0
    assert labsvar("tables", "release", name, version, "--reason", "agreed")[0] == 0


def drafted(labsvar: Labsvar, room: str, file: Path) -> tuple[int, str, str]:
    return labsvar(room, "import", file, "--owner", "X", "--who", "A", "--reason", "new")


def _two_laboratories(database: Database) -> None:
    """Three results of CRP from TKA in two periods, one from TKB, and one of something else."""
    crp = [result(value=str(number), producer="TKA") for number in range(2)]
    take(database, laboratory_report(number="C1", results=(crp[0], result("NPU03230", "4", "mmol/L"))))
    late = {"sampled": "2026-07-02 08:00", "resulted": "2026-07-02 10:00", "authorised": "2026-07-02 11:00"}
    take(database, laboratory_report(number="C2", sample_number="S2", results=(crp[1],), **late))
    other = result(value="5", producer="TKB")
    take(
        database, laboratory_report(number="C3", sample_number="S3", patient=patient(BRUNO), results=(other,))
    )


def test_a_what_if_tells_which_rows_merge_before_a_group_is_released(
    labsvar: Labsvar, database: Database, tmp_path: Path
) -> None:
    """Methods are released, a group is drafted, what it would do is shown, and a release does just that."""
    _two_laboratories(database)
    for producer in ("TKA", "TKB"):
        assert drafted(labsvar, "methods", write(tmp_path, MethodRow, methods(producer)))[0] == 0
        release(labsvar, f"methods-{producer}")
    assert drafted(labsvar, "comparability", write(tmp_path, MemberRow, [group()]))[0] == 0
    code, out, error = labsvar("comparability", "what-if", 1)
    assert code == 0
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["2", "→", "1", "merge", "NPU19748", "mg/L", "TKA", "Nefelometri", "group", "CRP", "2"],
        ["NPU19748", "mg/L", "TKB", "Nefelometri", "group", "CRP", "1"],
    ]
    assert error == "0 results stay on their row; 0 are shown converted too.\n"
    release(labsvar, "comparability")
    _, out, error = labsvar("comparability", "what-if", 1)
    assert (len(out.splitlines()), error) == (1, "3 results stay on their row; 0 are shown converted too.\n")


@pytest.mark.parametrize("day", ["sampled", "resulted"])
def test_results_are_counted_by_the_days_between_which_they_lie(
    labsvar: Labsvar, database: Database, tmp_path: Path, day: Any
) -> None:
    """A method that begins in July is that of the later sample only: the laboratory's row splits."""
    _two_laboratories(database)
    file = write(tmp_path, MethodRow, methods("TKA", valid_from=date(2026, 7, 1)))
    assert drafted(labsvar, "methods", file)[0] == 0
    store = Comparability(database._pool, database.code_tables, day=day)
    found = store.what_if(database.code_tables.versions("methods/TKA")[0])
    (change,) = found.changes
    assert (change.kind, change.before, change.after, change.results) == ("split", 1, 2, 2)
    assert found.unchanged == 1


def test_without_registers_nothing_changes(labsvar: Labsvar, database: Database) -> None:
    _two_laboratories(database)
    database.code_tables.draft(
        "comparability/groups", write_csv(MemberRow, []), owner="X", who="A", reason="new"
    )
    code, out, _ = labsvar("comparability", "what-if", 1, "--json")
    assert (code, msgspec.json.decode(out, type=WhatIf)) == (0, WhatIf(changes=(), unchanged=0, converted=0))


def test_methods_and_groups_in_use_are_shown_and_exported(
    labsvar: Labsvar, database: Database, tmp_path: Path
) -> None:
    """By day, by code and by laboratory; and as the files that they were."""
    register = EXAMPLES / "methods.csv"
    assert drafted(labsvar, "methods", register)[0] == 0
    release(labsvar, "methods-TKA")
    assert labsvar("methods", "export", "TKA")[1] == register.read_text("utf-8")
    _, out, _ = labsvar("methods", "show", "--producer", "TKA", "--on", "2026-06-01")
    assert out.splitlines()[1].split("  ")[0] == "TKA"
    assert "Turbidimetri, Modul B" in out
    assert "Nefelometri" in labsvar("methods", "show", "--on", "2026-05-31", "--json")[1]
    assert labsvar("methods", "show", "--producer", "TKB")[1].count("\n") == 1

    groups = EXAMPLES / "comparability-groups.csv"
    assert drafted(labsvar, "comparability", groups)[0] == 0
    assert labsvar("comparability", "show")[1].count("\n") == 1
    release(labsvar, "comparability")
    assert labsvar("comparability", "export")[1] == groups.read_text("utf-8")
    bundle = fhir.read(labsvar("comparability", "export", "--to", "fhir")[1].encode()).resource
    assert isinstance(bundle, Bundle)
    map_, _ = (each.resource for each in bundle.entry)
    assert isinstance(map_, ConceptMap)
    assert set(members_of(map_)) == set(read_csv(MemberRow, groups.read_text("utf-8")).rows)
    _, out, _ = labsvar("comparability", "show", "NPU19748", "--on", "2026-06-01")
    assert out.count("CRP serum") == 3
    assert "Tørkemi, Modul D, point of care" in out
    assert labsvar("comparability", "show", "--on", "2026-06-01", "--json")[1].count("\n") == 4
    assert labsvar("comparability", "show", "--on", "2026-03-31")[1].count("\n") == 1


def test_the_guide_takes_the_example_and_the_number_that_import_prints(
    labsvar: Labsvar, database: Database
) -> None:
    """Where a version is released already, as in a demonstration, the number is the next."""
    guide = (EXAMPLES.parent / "howto" / "comparability.md").read_text("utf-8")
    groups = EXAMPLES / "comparability-groups.csv"
    assert f"labsvar comparability import docs/examples/{groups.name} " in guide
    assert drafted(labsvar, "comparability", groups)[0] == 0
    release(labsvar, "comparability")
    code, _, err = drafted(labsvar, "comparability", groups)
    assert code == 0
    said = "Version 2 of comparability is a draft"
    assert (said in " ".join(err.split()), f"`{said}`" in guide) == (True, True)


def test_a_conversion_is_shown_with_its_factor(labsvar: Labsvar, tmp_path: Path) -> None:
    converted = group(group_unit="nmol/L", outcome="converted", factor="9.5", method="")
    assert drafted(labsvar, "comparability", write(tmp_path, MemberRow, [converted]))[0] == 0
    release(labsvar, "comparability")
    out = labsvar("comparability", "show")[1]
    assert "after conversion: × 9.5 + 0 → nmol/L" in out
    assert " any " in out


def test_the_evidence_of_ring_trials_is_shown_and_becomes_a_draft_by_hand(
    labsvar: Labsvar, tmp_path: Path
) -> None:
    """From files, and from released tables; nothing is kept by looking."""
    files = ("--file", EXAMPLES / "ring-trial.csv", "--allowed", EXAMPLES / "allowed-bias.csv")
    code, out, _ = labsvar("comparability", "suggest", *files)
    assert code == 0
    verdicts = [line.split()[2:] for line in out.splitlines()[1:]]
    assert [words[0] for words in verdicts] == [
        "Enzymimmunoanalyse",
        "Nefelometri",
        "Turbidimetri",
        "Tørkemi,",
    ]
    assert [words[-1] for words in verdicts] == ["straddles", "within", "within", "outside"]
    tables = {"trials-DEMO": EXAMPLES / "ring-trial.csv", "allowed-bias": EXAMPLES / "allowed-bias.csv"}
    said = ("--owner", "X", "--who", "A", "--reason", "new")
    for name, file in tables.items():
        assert labsvar("tables", "import", name, file, *said)[0] == 0
    assert labsvar("comparability", "suggest")[1].count("\n") == 1, "a draft is no evidence"
    for name in tables:
        release(labsvar, name)
    assert labsvar("comparability", "suggest")[1] == out
    suggested = labsvar("comparability", "suggest", "--by", "method, instrument", "--maintainer", "Testråd")[
        1
    ]
    rows = read_csv(MemberRow, suggested).rows
    assert [row.outcome for row in rows] == ["unknown", "comparable", "comparable", "not_comparable"]
    assert labsvar("comparability", "show")[1].count("\n") == 1
    lines = labsvar("comparability", "suggest", "--json", *files)[1].splitlines()
    assert [msgspec.json.decode(line)["verdict"] for line in lines] == [
        "undecided",
        "within",
        "within",
        "outside",
    ]


def test_evidence_that_says_nothing_of_patients_is_told_so(labsvar: Labsvar, tmp_path: Path) -> None:
    """Without an allowed bias nothing is judged, and one participant has no interval."""
    rows = read_csv(TrialRow, (EXAMPLES / "ring-trial.csv").read_text("utf-8")).rows[:1]
    file = write(tmp_path, TrialRow, [msgspec.structs.replace(rows[0], commutable="unknown")])
    out = labsvar("comparability", "suggest", "--file", file)[1]
    assert "undecided: no allowed bias (says nothing of patients' samples)" in out
    code, _, error = labsvar("comparability", "suggest", "--file", file, "--by", "kit")
    assert (code, error) == (0, "No rounds that are valid today have participants that state that.\n")


def test_what_is_wrong_is_told_and_nothing_is_kept(
    labsvar: Labsvar, database: Database, tmp_path: Path
) -> None:
    """By line and column for tables, and in words for a command line that asks for what is not there."""
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff")
    assert drafted(labsvar, "methods", bad)[0] == 1
    assert labsvar("comparability", "suggest", "--file", bad)[0] == 1
    two = write(tmp_path, MethodRow, methods("TKA", "TKB"))
    code, _, error = drafted(labsvar, "methods", two)
    assert (code, "several laboratories" in error) == (1, True)
    code, _, error = labsvar(
        "tables",
        "import",
        "methods-TKC",
        write(tmp_path, MethodRow, methods("TKA")),
        "--owner",
        "X",
        "--reason",
        "x",
    )
    assert (code, "another table" in error) == (1, True)
    trials = EXAMPLES / "ring-trial.csv"
    assert labsvar("tables", "import", "trials-X", trials, "--owner", "X", "--reason", "x")[0] == 1
    overlapping = write(tmp_path, MemberRow, [group(), group(group="B")])
    code, _, error = drafted(labsvar, "comparability", overlapping)
    assert (code, "says something else about the same results" in error) == (1, True)
    code, _, error = labsvar("comparability", "suggest", "--file", overlapping)
    assert code == 1
    assert labsvar("comparability", "what-if", 1)[0] == 64
    assert labsvar("comparability", "what-if", 1, "--table", "notifiable")[0] == 64
    assert labsvar("comparability", "suggest", "--by", "colour")[0] == 64
    assert labsvar("comparability", "suggest", "--confidence", "2")[0] == 64
    assert database.code_tables.newest("") == []
