"""What results state of their methods, as dated rows that a register may take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from labsvar.comparability import Method, MethodRow, Producer
from labsvar.formats import fhir
from labsvar.results.fhir import told
from labsvar.results.model import Report
from labsvar.results.proposing import Statement, proposed, statements
from tests.fhir_documents import device, document, observation
from tests.unit.comparability.rows import method

DAY = date(2026, 3, 2)
BEFORE = DAY - timedelta(days=1)


def said(name: str = "turbidimetri", on: date = DAY, **told_of: Any) -> Statement:
    return Statement(
        producer=Producer(code="TKB"),
        code_system="npu",
        code="NPU00001",
        method=Method(method=name, **told_of),
        country="DK",
        on=on,
    )


def dated(rows: Any) -> list[tuple[str, date, date]]:
    return [(row.method, row.valid_from, row.valid_to) for row in rows]


def report(*observations: dict[str, Any], **changes: Any) -> Report:
    body = document("2512489996", *observations, **changes)
    resource = fhir.read(body).resource
    assert resource is not None
    return told(resource, body).said[0].report


def test_a_result_that_names_its_method_is_a_statement_of_its_laboratory() -> None:
    """With instrument, kit and day; one without a method's name, or that is not final, states nothing."""
    stating = observation(
        method={"text": "Fotometri"}, contained=[device()], device={"reference": "#instrument"}
    )
    silent = observation("NPU01994", contained=[device()], device={"reference": "#instrument"})
    waiting = observation("NPU02593", status="preliminary", method={"text": "Fotometri"})
    found = statements([report(stating, silent, waiting)])
    ((producer, (only,)),) = found.items()
    assert producer == Producer(code="KBA")
    assert (only.code_system, only.code, only.country, only.on) == ("npu", "NPU03568", "DK", DAY)
    assert only.method == Method(method="Fotometri", manufacturer="Maker A/S", instrument="Analyzer 9")


def test_a_register_without_a_row_gets_one_from_that_day() -> None:
    """Up to the next row there is."""
    assert dated(proposed((), [said()])) == [("turbidimetri", DAY, date.max)]
    later = method("TKB", valid_from=DAY + timedelta(days=9), method="nefelometri")
    rows = proposed((later,), [said()])
    assert dated(rows)[1] == ("turbidimetri", DAY, DAY + timedelta(days=8))


def test_what_the_register_says_already_is_not_proposed() -> None:
    """A row that says the same, or more."""
    rows: tuple[MethodRow, ...] = (method("TKB", instrument="Analyse 1"),)
    assert proposed(rows, [said(), said(on=BEFORE)]) is rows


def test_another_method_ends_the_one_before_it() -> None:
    """On the day that a result first states it; a code measured in two ways at a time gets no proposal."""
    rows = (method("TKB", valid_from=date(2020, 1, 1)),)
    changed = proposed(rows, [said("nefelometri")])
    assert dated(changed) == [
        ("turbidimetri", date(2020, 1, 1), BEFORE),
        ("nefelometri", DAY, date.max),
    ]
    both = [said(on=BEFORE), said("nefelometri"), said(on=DAY + timedelta(days=1))]
    assert proposed(rows, both) is rows


def test_words_that_a_register_has_no_room_for_are_not_proposed() -> None:
    rows: tuple[MethodRow, ...] = ()
    assert proposed(rows, [said("x" * 121)]) is rows
