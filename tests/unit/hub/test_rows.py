"""Rows of laboratory cards: what a practice system may write, and what it is told when it cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.findings import Rule
from labsvar.hub import reading, row_rules, rows
from labsvar.hub.rows import CardRow

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
LEAST = {
    "system": "Praksis",
    "clinic": "012345",
    "clinic_id_type": "ydernummer",
    "row_id": "1",
    "row_version": "1",
    "patient": "0403589900",
    "action": "new",
}
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)


def one(**fields: object) -> reading.RowsRead:
    """What is read of one JSON line with the least fields and these."""
    return reading.read(json.dumps(LEAST | fields).encode())


def faults(read: reading.RowsRead) -> list[tuple[str, str | None]]:
    """Rule and field of every finding of the first row."""
    return [(finding.rule, finding.path) for finding in read.rows[0].findings]


@st.composite
def card_rows(draw: st.DrawFn) -> CardRow:
    """Any row of the schema whose texts have letters, digits and signs."""
    texts = {
        name: draw(WORDS)
        for name in (
            "surname",
            "given_name",
            "code",
            "name",
            "value",
            "unit",
            "comment",
            "material",
            "reason",
        )
    }
    codes = {
        "consent": draw(st.sampled_from(["", "given", "refused"])),
        "origin": draw(st.sampled_from(["own", "laboratory", "unknown"])),
        "sampled_at": draw(st.sampled_from(["", "2026-02-28T23:59"])),
    }
    return msgspec.convert(LEAST | texts | codes, CardRow)


@given(st.lists(card_rows(), min_size=1, max_size=4))
def test_rows_are_read_as_they_were_written(written: list[CardRow]) -> None:
    """JSON Lines and CSV carry the same rows, with the characters of the card."""
    for data in (reading.to_jsonl(written), reading.to_csv(written)):
        read = reading.read(data)
        assert not read.findings
        assert [row.row for row in read.rows] == written


def test_the_published_schema_and_examples_are_those_of_the_code() -> None:
    """The schema that is published is made from the struct, and both examples say the same six rows."""
    assert json.loads((EXAMPLES / "card-row.schema.json").read_text()) == rows.schema()
    lines, table = (
        reading.read((EXAMPLES / f"laboratory-cards.{form}").read_bytes()).rows for form in ("jsonl", "csv")
    )
    assert [row.row for row in lines] == [row.row for row in table]
    assert len(lines) == 6
    assert all(row.row is not None for row in lines)


def test_every_fault_of_a_row_is_told_by_line_and_field() -> None:
    """One answer names all faults; a number is no text, since its characters would be lost (S5)."""
    read = one(system="", clinic=5, consent="no", patient="12", sampled_at="2026-02-30T10:00", row_id="a b")
    assert faults(read) == [
        ("hub.field-missing", "system"),
        ("hub.field-text", "clinic"),
        ("hub.field-form", "row_id"),
        ("hub.field-form", "patient"),
        ("hub.field-form", "consent"),
    ]
    assert {finding.line for finding in read.rows[0].findings} == {1}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"sampled_at": "2026-02-30T10:00"}, ("hub.field-date", "sampled_at")),
        ({"clinic_id_type": "sor"}, ("hub.field-form", "clinic")),
        ({"unit": "mmol\u0085"}, ("hub.field-characters", "unit")),
        ({"unit": "mmol\n"}, ("hub.field-characters", "unit")),
        ({"comment": "a\u0000"}, ("hub.field-characters", "comment")),
        ({"row_id": "1\n"}, ("hub.field-characters", "row_id")),
        ({"consnet": "refused"}, ("hub.field-unknown", None)),
    ],
)
def test_what_the_types_do_not_say_is_checked_too(
    fields: dict[str, str], fault: tuple[str, str | None]
) -> None:
    """A date must exist, a number fit its kind, and a misspelt field not hide a refusal."""
    assert faults(one(**fields)) == [fault]


def test_a_comment_may_have_several_lines() -> None:
    """Line breaks are part of what a card says."""
    assert one(comment="first\nsecond").rows[0].row is not None


def test_a_row_that_cannot_be_read_is_told_by_its_keys_so_far_as_they_can_be() -> None:
    """The clinic finds the row again by clinic, row and version; a key in no form is not repeated."""
    row = one(consent="maybe", clinic="x").rows[0]
    assert (row.row, row.clinic, row.row_id, row.row_version) == (None, "", "1", "1")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('{"a": 1, "a": 2}', row_rules.FIELD_UNKNOWN),
        ('{"consent": "refused", "consent": "given"}', row_rules.FIELD_TWICE),
        ("[1]", row_rules.LINE_JSON),
        ("{nonsense", row_rules.LINE_JSON),
        ("[" * 100_00, row_rules.LINE_JSON),
        ('{"value": "' + "9" * 30_000 + '"}', row_rules.LINE_LONG),
    ],
)
def test_a_line_that_is_no_row_leaves_the_others(line: str, rule: Rule) -> None:
    """Each line stands for itself: those around a faulty one are read."""
    good = json.dumps(LEAST)
    read = reading.read(f"{good}\n{line}\n\n{good}\n".encode(), form="jsonl")
    assert [row.row is not None for row in read.rows] == [True, False, True]
    assert read.rows[1].findings[0].rule == rule.id
    assert read.rows[1].line == 2


@pytest.mark.parametrize("heading", ["system,clinic", "a,b", ",".join([*rows.COLUMNS, "system"]), ""])
def test_a_heading_must_name_columns_of_the_schema_once(heading: str) -> None:
    """Columns may be left out and stand in any order, but none is guessed at."""
    assert (
        reading.read(f"{heading}\n1,2".encode(), form="csv").findings
        == (() if not heading else (row_rules.FILE_HEADER.at(line=1, path=None),))
        or not heading
    )


def test_csv_may_have_semicolons_and_leave_columns_out() -> None:
    """Danish spreadsheets write semicolons; the heading tells which it is."""
    table = ";".join(LEAST) + "\r\n" + ";".join(LEAST.values()) + "\r\n\r\n"
    (row,) = reading.read(b"\xef\xbb\xbf" + table.encode()).rows
    assert row.row == msgspec.convert(LEAST, CardRow)


def test_csv_lines_that_do_not_fit_are_told_by_their_line() -> None:
    """A row with too few or too long fields is told; after a stray quotation mark nothing more is read."""
    heading, cells = ",".join(LEAST), ",".join(LEAST.values())
    long = ",".join(["y" * 30_000, *list(LEAST.values())[1:]])
    read = reading.read(f'{heading}\n{cells}\n1,2\n{long}\n"a"b,c\n{cells}\n'.encode())
    assert [(row.line, row.findings[0].rule if row.findings else None) for row in read.rows] == [
        (2, None),
        (3, "hub.line-columns"),
        (4, "hub.line-long"),
        (5, "hub.line-columns"),
    ]


def test_a_file_in_another_encoding_or_with_too_many_rows_is_refused_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing of such a file is taken, and the finding says what to do."""
    assert reading.read("Ærø".encode("latin-1")).findings[0].rule == "hub.file-encoding"
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    two = (json.dumps(LEAST) + "\n") * 2
    assert reading.read(two.encode()).findings[0].rule == "hub.file-large"


@pytest.mark.parametrize("form", [None, "jsonl", "csv"])
@pytest.mark.parametrize("empty", ["", "\ufeff"])
def test_a_file_without_rows_is_no_success(empty: str, form: reading.RowForm | None) -> None:
    """An export that broke off before its first row would otherwise pass for one that was taken."""
    heading = ",".join(LEAST)
    for read in (
        reading.read(empty.encode(), form=form),
        reading.read(f"{empty}\n\n".encode(), form="jsonl"),
        reading.read(f"{empty}{heading}\r\n\r\n".encode()),
    ):
        assert [each.rule for each in read.findings] == ["hub.no-rows"]


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    """No input makes the reader fail."""
    forms: tuple[reading.RowForm, ...] = ("jsonl", "csv")
    for form in forms:
        read = reading.read(data, form=form)
        assert all(row.row is not None or row.findings for row in read.rows)


def test_findings_hold_no_value() -> None:
    """Whatever a field holds, the finding names the field only."""
    secret = "HemmeligVærdi"
    read = one(patient=secret, **{secret: "x"})
    assert secret not in msgspec.json.encode(read.rows[0].findings).decode()
