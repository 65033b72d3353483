"""The report: a page that needs nothing beside it, and tables. Neither names a person."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

from lxml import html as parser

from labsvar.reconciling import page, tables
from labsvar.reconciling.model import FIELDS, KINDS, Report
from labsvar.reconciling.reading import held
from labsvar.reconciling.words import EXPLAINED
from labsvar.reconciling.words import FIELDS as FIELD_WORDS
from labsvar.reconciling.words import KINDS as KIND_WORDS
from tests.reconcile_faults import make
from tests.reconcile_proof import report_of
from tests.unit.reconciling.examples import OTHER, PERSON, READING, compared, row, side, stored

MADE_AT = datetime(2026, 3, 5, 9, 0)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def faulty(*, with_values: bool = False) -> Report:
    source = side("source", row(), row(row_id="2", sampled_at="2026-03-03T10:00"))
    return compared(source, side("bank", stored(value="47", patient=OTHER)), with_values=with_values)


def test_the_page_needs_nothing_beside_it_and_runs_nothing() -> None:
    """No address, no script, no picture from elsewhere; it prints in black and white."""
    text = page.html(report_of(make(3)), made_at=MADE_AT)
    assert not re.search(r"https?://|<script|<img|<link|@import|url\((?!#)", text)
    assert "@media print" in text
    tree = parser.document_fromstring(text)
    assert tree.get("lang") == "da"
    assert [each.text.strip() for each in tree.iter("h1") if each.text] == ["Stemmer det?"]
    assert len(list(tree.iter("svg"))) == len(report_of(make(3)).links)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) > 0


def test_neither_page_nor_table_names_a_person_or_a_value() -> None:
    report = faulty()
    everything = page.html(report, made_at=MADE_AT) + b"".join(tables.files(report).values()).decode()
    assert PERSON not in everything
    assert OTHER not in everything
    assert not re.search(r"\b[0-9a-f]{32}\b", everything)
    assert "47" not in re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", everything, flags=re.DOTALL)


def test_values_stand_in_the_report_when_they_were_asked_for() -> None:
    report = faulty(with_values=True)
    found = rows_of(tables.files(report)["findings.csv"])
    assert ("12", "47") in {(each["left"], each["right"]) for each in found}
    text = page.html(report, made_at=MADE_AT)
    assert "12 → 47" in text
    assert PERSON not in text


def test_the_tables_hold_what_the_page_counts() -> None:
    """Each finding with clinic, row, field and place; counts by clinic and system; what was compared."""
    files = tables.files(faulty())
    assert set(files) == set(tables.FILES)
    found = rows_of(files["findings.csv"])
    assert [(each["row_id"], each["kind"], each["field"]) for each in found] == [
        ("1001", "different", "person"),
        ("1001", "different", "value"),
        ("2", "missing", ""),
    ]
    assert found[0]["place"] == "rows.jsonl:1"
    (clinic,) = rows_of(files["clinics.csv"])
    assert (clinic["clinic"], clinic["system"], clinic["agree"]) == ("990001", "Lærkepraksis", "0")
    assert (clinic["different"], clinic["missing"]) == ("2", "1")
    compared_pairs = {each["field"]: each["compared"] for each in rows_of(files["fields.csv"])}
    assert compared_pairs["value"] == "1"
    assert compared_pairs["flag"] == "0"


def test_what_could_not_be_read_stands_in_the_report() -> None:
    broken = held([("b.jsonl", b'{"clinic": 5}')], side="bank", reading=READING)
    report = compared(side("source"), broken)
    assert not report.agrees
    (unread,) = rows_of(tables.files(report)["unread.csv"])
    assert (unread["side"], unread["place"], unread["rule"]) == ("bank", "b.jsonl:1", "hub.field-text")
    assert "hub.field-text" in page.html(report, made_at=MADE_AT)


def test_a_report_that_matches_says_so() -> None:
    report = compared(side("source", row()), side("bank", stored()))
    assert "Alt stemmer" in page.html(report, made_at=MADE_AT)
    assert rows_of(tables.files(report)["findings.csv"]) == []


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_table() -> None:
    many = [
        row(row_id=str(number), sampled_at=f"2026-03-02T{number % 24:02}:00")
        for number in range(page.MOST + 5)
    ]
    report = compared(side("source", *many), side("bank"))
    assert len(rows_of(tables.files(report)["findings.csv"])) == page.MOST + 5
    text = page.html(report, made_at=MADE_AT)
    assert f"{page.MOST} af {page.MOST + 5}" in text


def test_nothing_in_a_table_is_taken_for_a_formula_and_nothing_on_the_page_for_a_tag() -> None:
    """Row ids and names of systems are the sender's own words."""
    report = compared(side("source", row(row_id="=1+1", system="<b>x</b>")), side("bank"))
    assert rows_of(tables.files(report)["findings.csv"])[0]["row_id"] == "'=1+1"
    assert "<b>x</b>" not in page.html(report, made_at=MADE_AT)


def test_everything_that_may_be_told_has_its_words() -> None:
    assert set(KIND_WORDS) == set(EXPLAINED) == set(KINDS)
    assert {*FIELDS, "origin", "held", "stage"} == set(FIELD_WORDS)
