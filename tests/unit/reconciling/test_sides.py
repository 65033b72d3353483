"""What each side holds, read from rows and letters, and what of it has to match."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.codetables import read_csv
from labsvar.findings import Finding
from labsvar.formats import edifact, vans, xml
from labsvar.hub.coding import MappingEntry
from labsvar.hub.model import LISTED_STATES
from labsvar.hub.rows import CardRow
from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.catalogue import Emessage
from labsvar.letters.text import BREAK
from labsvar.reconciling import normal
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.model import FIELDS, SIDES
from labsvar.reconciling.reading import File, Reading, held, rows_listed
from labsvar.reconciling.rows import fields_in
from tests import builders, narratives
from tests.unit.hub.helpers import MAPPING, Station
from tests.unit.hub.helpers import row as card
from tests.unit.reconciling.examples import (
    OTHER,
    READING,
    compared,
    letters,
    lines,
    row,
    short,
    side,
    stored,
    told,
)


def test_a_row_and_what_was_stored_of_it_match() -> None:
    """A decimal comma and a point are the same; so are a stated consent and one that was not asked for."""
    source = side("source", row(value="7,9", consent="given"))
    assert told(compared(source, side("bank", stored(value="7.9")))) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"value": "13"}, ("mistyped", "1001", "value")),
        ({"value": "47"}, ("different", "1001", "value")),
        ({"value": "12.0"}, ("different", "1001", "value")),
        ({"operator": "<"}, ("different", "1001", "operator")),
        ({"unit": "g/L"}, ("different", "1001", "unit")),
        ({"code": "NPU01423"}, ("different", "1001", "code")),
        ({"patient": OTHER}, ("different", "1001", "person")),
        ({"sampled_at": "2026-03-02T09:16"}, ("different", "1001", "sampled_at")),
        ({"resulted_at": "2026-03-02T09:22"}, ("different", "1001", "resulted_at")),
        ({"status": "temporary"}, ("different", "1001", "status")),
        ({"status": "withdrawn"}, ("different", "1001", "status")),
        ({"consent": "refused"}, ("different", "1001", "consent")),
    ],
)
def test_each_field_that_differs_is_named(changes: dict[str, str], found: tuple[str, str, str]) -> None:
    """Even where what differs is what two results are known by. A digit more is a claim of precision."""
    bank = side("bank", stored(**changes))
    assert told(compared(side("source", row()), bank)) == [found]


def test_what_a_side_does_not_say_is_not_compared_and_the_report_says_so() -> None:
    bare = {name: stored()[name] for name in ("clinic", "patient", "sampled_at", "code", "value")}
    report = compared(side("source", row(consent="refused", flag="high")), side("bank", bare))
    assert report.agrees
    compared_fields = report.links[0].compared
    assert {field for field in FIELDS if compared_fields.get(field)} == {
        "person",
        "code",
        "sampled_at",
        "value",
    }


def test_a_field_that_an_object_leaves_out_is_empty_where_another_has_it() -> None:
    """An export that drops empty fields would otherwise hide a lost `<`."""
    without = {name: text for name, text in stored(row_id="2").items() if name != "operator"}
    source = side("source", row(operator="<"), row(row_id="2", operator="<", sampled_at="2026-03-05T10:00"))
    bank = side("bank", stored(operator="<"), without | {"sampled_at": "2026-03-05T10:00"})
    assert told(compared(source, bank)) == [("different", "2", "operator")]


def test_the_newest_version_of_a_row_counts() -> None:
    """A refusal stands until consent is given in words (S11), and a request to delete changes nothing."""
    source = side(
        "source",
        row(consent="refused"),
        row(row_version="2", value="15", action="correct"),
        row(row_version="3", action="delete", value=""),
        row(row_version="2", value="15", action="correct"),
    )
    assert source.repeated == 1
    bank = side("bank", stored(value="15", status="corrected", consent="refused"))
    assert told(compared(source, bank)) == []
    assert told(compared(source, side("bank", stored(consent="refused")))) == [("mistyped", "1001", "value")]
    changed = side("source", row(consent="refused"), row(row_version="2", consent="given", action="correct"))
    assert told(compared(changed, side("bank", stored(status="corrected")))) == []
    assert side("source", row(action="delete")).items == ()


def test_what_was_withdrawn_may_be_withdrawn_or_gone_and_nothing_else() -> None:
    source = side("source", row(), row(row_version="2", action="withdraw", value="", code="", sampled_at=""))
    assert told(compared(source, side("bank", stored(status="withdrawn", value="")))) == []
    assert told(compared(source, side("bank"))) == []
    assert told(compared(source, side("bank", stored()))) == [("different", "1001", "status")]
    assert told(compared(side("source", row()), side("bank", stored(status="withdrawn")))) == [
        ("different", "1001", "status")
    ]
    assert told(compared(side("source"), side("bank", stored(status="withdrawn")))) == []


def test_what_nobody_may_send_is_extra_when_it_was_sent_and_not_missing_when_it_was_not() -> None:
    """A laboratory's own results, rows of unknown origin, and rows that the hub lists as not sent."""
    for origin in ("laboratory", "unknown"):
        source = side("source", row(origin=origin))
        quiet = compared(source, side("hub"))
        assert told(quiet) == []
        assert quiet.links[0].kept_back == {"origin": 1}
        assert told(compared(source, side("hub", stored()))) == [("extra", "1001", "origin")]
    listed, unread = rows_listed([("not-sent.csv", b"clinic,row_id,rule\n990001,1001,hub.unit\n")])
    assert unread == ()
    source = side("source", row(), reading=replace(READING, held_back=listed))
    assert told(compared(source, side("hub"))) == []
    assert told(compared(source, side("hub", stored()))) == [("extra", "1001", "held")]


def test_what_is_refused_or_in_the_technical_stage_must_not_be_shown() -> None:
    """Rules S11 and S15; what is neither has to be."""
    refused = side("bank", stored(consent="refused"))
    technical = side("bank", stored(stage="technical"))
    assert told(compared(refused, side("shown"))) == []
    assert told(compared(refused, side("shown", stored(consent="refused")))) == [("extra", "1001", "consent")]
    assert told(compared(technical, side("shown"))) == []
    assert told(compared(technical, side("shown", stored()))) == [("extra", "1001", "stage")]
    assert told(compared(side("bank", stored()), side("shown"))) == [("missing", "1001", "")]
    assert told(compared(side("source", row()), technical)) == []


def test_late_is_what_took_longer_than_the_setting() -> None:
    """A time with a zone is taken as Danish time. Of a changed row nobody says when it was changed."""
    sent = builders.emessage(sent="2026-03-02 12:10")
    hub = letters("hub", sent)
    item = hub.items[0]
    numbers = {"clinic": item.clinic, "production_number": item.production, "sample_number": item.sample}
    early = stored(**numbers, code=item.code or "", value=item.value or "", stored_at="2026-03-02T13:00")
    late = early | {"stored_at": "2026-03-02T12:20:00Z"}
    for bank, found in ((early, False), (late, True)):
        report = compared(hub, side("bank", bank))
        assert ("late" in {each.kind for each in report.mismatches}) is found
    old = row(resulted_at="2026-02-01T09:00")
    changed = [old, old | {"row_version": "2", "action": "correct"}]
    known = replace(
        side("hub", stored(resulted_at="2026-02-01T09:00")).items[0],
        known_at=normal.moment_of("2026-03-01T09:00"),
    )
    sent_late = replace(side("hub"), items=(known,))
    assert told(compared(side("source", old), sent_late)) == [("late", "1001", "")]
    assert told(compared(side("source", *changed), sent_late)) == []
    assert told(compared(side("source", old), sent_late, late={})) == []


def test_two_rows_that_say_the_same_at_the_same_minute_are_two_rows() -> None:
    source = side("source", row(), row(row_id="1002", value="15"))
    swapped = side("bank", stored(value="15"), stored(row_id="1002"))
    report = compared(source, swapped)
    assert told(report) == [("swapped", "1001", "value"), ("swapped", "1002", "value")]
    assert [each.with_row for each in report.mismatches] == ["1002", "1001"]


def test_values_are_kept_only_when_they_are_asked_for_and_persons_never() -> None:
    source, bank = side("source", row()), side("bank", stored(value="47", patient=OTHER))
    (person, value) = compared(source, bank).mismatches
    assert (value.left, value.right) == ("", "")
    (person, value) = compared(source, bank, with_values=True).mismatches
    assert (value.left, value.right) == ("12", "47")
    assert (person.field, person.left, person.right) == ("person", "", "")


def test_persons_are_compared_by_a_keyed_hash() -> None:
    """The same number with or without a hyphen; a databank may export the hash itself."""
    hashed = READING.hashed
    assert hashed("040358-9900") == hashed("0403589900") != hashed(OTHER)
    assert normal.hashing(b"another")("0403589900") != hashed("0403589900")
    bank = {name: text for name, text in stored().items() if name != "patient"}
    assert (
        told(compared(side("source", row()), side("bank", bank | {"person": hashed(row()["patient"])}))) == []
    )


def test_of_a_long_text_only_the_characters_count() -> None:
    """A letter may break it anywhere."""
    long = "Svagt positiv, gentages om en uge. " * 5
    assert normal.value(long) == normal.value(long.replace("positiv", "pos itiv"))
    assert normal.value("Svagt  positiv\n") == "Svagt positiv"


def test_a_list_of_rows_not_sent_that_cannot_be_read_is_told() -> None:
    listed, unread = rows_listed([("x.csv", b"clinic,value\n1,2\n")])
    assert (listed, [place for place, _ in unread]) == (frozenset(), ["x.csv:1"])


# Letters ---------------------------------------------------------------------------------------


def wrapped(data: bytes) -> bytes:
    """A file of letters in a VANSEnvelope."""
    return vans.wrap(
        data,
        sender=vans.EndPoint(identifier=builders.LABORATORY_GLN),
        receiver=vans.EndPoint(identifier=builders.OUR_GLN),
        kind="XRPT01",
        version="XR0131K",
        at=datetime(2026, 3, 4, 12, 10, tzinfo=UTC),
    )


def sent(letter: xrpt01.LaboratoryReport) -> Emessage:
    return builders.emessage(letter)


def test_each_result_of_a_letter_is_an_item_with_its_place() -> None:
    """The time of a letter with several results is no single row's."""
    report = letters("hub", builders.emessage(builders.laboratory_report()))
    assert [item.place for item in report.items] == ["0.xml:2#1", "0.xml:2#2"]
    assert all(item.shared_time and item.clinic and item.letter for item in report.items)


def test_a_letter_that_is_sent_again_is_one_letter_at_the_hub_and_two_in_a_databank() -> None:
    one = builders.emessage(builders.laboratory_report(results=(builders.result(),)))
    again = replace(one, envelope=replace(one.envelope, identifier="K0000002"))
    hub, bank = letters("hub", one, again), letters("bank", one, again)
    assert (len(hub.items), hub.repeated) == (1, 1)
    assert [each.kind for each in compared(hub, bank).mismatches] == ["doubled"]


def test_a_long_result_is_the_text_beside_the_value() -> None:
    text = xrpt01.ResultTextValue(content=("Mange", BREAK, "ord"))
    result = replace(builders.result(value="Se tekst"), remarks=(text,))
    held_there = letters("hub", sent(builders.laboratory_report(results=(result,))))
    assert held_there.items[0].value == "Mange ord"


def test_other_kinds_of_letter_are_passed_over_and_faulty_ones_told() -> None:
    pathology = held(
        [("a.xml", xml.write(builders.emessage(narratives.histology_report())))], side="hub", reading=READING
    )
    assert (pathology.items, pathology.unread, pathology.passed_over) == ((), (), 1)
    faulty = held([("bad.xml", b"<Emessage")], side="hub", reading=READING)
    assert [place for place, _ in faulty.unread] == ["bad.xml"]
    assert not compared(faulty, side("bank")).agrees
    neither = held([("a.pdf", b"\x00\x01")], side="hub", reading=READING)
    assert [finding.rule for _, finding in neither.unread] == ["hub.reconcile-file"]
    letters_at_home = held([("a.xml", b"<Emessage/>")], side="source", reading=READING)
    assert [finding.rule for _, finding in letters_at_home.unread] == ["hub.reconcile-file"]


def test_the_same_letter_in_edifact_or_in_a_vansenvelope_matches() -> None:
    message = builders.emessage(builders.laboratory_report(results=(builders.result(),)))
    written = edifact.write(message)
    hub = letters("hub", message)
    assert told(compared(hub, held([("a.edi", written.data)], side="bank", reading=READING))) == []
    inside = held([("a.xml", wrapped(xml.write(message)))], side="bank", reading=READING)
    assert len(inside.items) == 1
    assert told(compared(hub, inside)) == []


def test_microbiology_is_compared_by_its_findings() -> None:
    """A culture by what grew, a measured finding by its number, any other by its words or its summary."""
    (grown,) = letters("hub", builders.emessage(builders.microbiology_report())).items
    assert (grown.value, grown.unit, grown.operator) == ("Escherichia coli", None, None)
    examined = builders.investigation(culture_findings=None)
    number = common.Measurement(operator="mindre_end", value="10", unit="mg/L")
    measured = xrpt05.AnalysisFindings(
        analysis=builders.coded("CRP"),
        findings=xrpt05.Findings(interpretation=builders.coded("under 10"), measurement=number),
    )
    found = xrpt05.QuantitativeFindings(analysis_findings=(measured,))
    summed = replace(examined, examination=replace(examined.examination, summary="Ingen vækst"))
    three = (replace(examined, quantitative_findings=found), summed, examined)
    items = letters("hub", builders.emessage(builders.microbiology_report(investigations=three))).items
    assert [(each.operator, each.value, each.unit) for each in items] == [
        ("<", "10", "mg/L"),
        (None, "Ingen vækst", None),
        (None, None, None),
    ]


# Rows and letters of the hub itself ----------------------------------------------------------------


def cards(*rows: CardRow) -> bytes:
    return lines({name: getattr(each, name) for name in CardRow.__struct_fields__} for each in rows)


def from_hub(*files: tuple[CardRow, ...]) -> tuple[Reading, bytes, list[tuple[str, bytes]]]:
    """Rows handed to the hub, and the letters that came into the databank behind it."""
    station = Station()
    outcomes = [each for rows in files for each in station.send(*rows).rows]
    listed = frozenset((each.clinic, each.row_id) for each in outcomes if each.state in LISTED_STATES)
    stored_there = [(each.row.letter_number, each.content.raw) for each in station.exchange.store.letters]
    codes = Codes(read_csv(MappingEntry, MAPPING).rows)
    reading = replace(READING, codes=codes, held_back=listed)
    return reading, cards(*(each for rows in files for each in rows)), stored_there


def test_what_the_hub_makes_of_rows_matches_them() -> None:
    """Numbers and words, biochemistry and microbiology; a correction of the value, of the time and of the
    person; a withdrawal; a refusal and its change of mind; and what the hub says it has not sent."""
    first = (
        card(row_id="a", value="7,9", operator="<", reference_upper="8", flag="low"),
        card(row_id="b", code="STREP", value="Positiv", unit=""),
        card(row_id="c", consent="refused"),
        card(row_id="d", patient="2011719901", surname="Anden"),
        card(row_id="e", code="STREP", value="Svagt positiv,\ngentages om en uge", unit=""),
        card(row_id="f", code="STREP", value="Negativ", unit=""),
        card(row_id="i", code="NPU01944", code_system="npu", value="Ikke målelig i prøven", unit=""),
        card(row_id="g", origin="laboratory"),
        card(row_id="h"),
    )
    second = (
        card(row_id="a", row_version="2", action="correct", value="8,1", reason="Tastefejl"),
        card(row_id="c", row_version="2", action="correct", consent="given"),
        card(row_id="d", row_version="2", action="withdraw", reason="Forkert person"),
        card(row_id="f", row_version="2", action="withdraw", reason="Forkert kode"),
        card(
            row_id="h", row_version="2", action="correct", sampled_at="2026-03-01T09:15", reason="Forkert tid"
        ),
    )
    reading, rows, sent_there = from_hub(first, second)
    source = held([("cards.jsonl", rows)], side="source", reading=reading)
    hub = held(sent_there, side="hub", reading=reading)
    report = compared(source, hub, late={})
    assert [short(each) for each in report.mismatches] == []
    assert report.links[0].pairs >= 7
    assert sum(report.links[0].kept_back.values()) == 2


# Files -------------------------------------------------------------------------------------------


def rules_of(data: bytes) -> list[str]:
    return [fields.rule for _, fields in fields_in(data, name="x") if isinstance(fields, Finding)]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"\xff\xfe{", "hub.file-encoding"),
        (b'{"clinic": ', "hub.line-json"),
        (b'{"clinic": "990001", "value": 7.9}', "hub.field-text"),
        (b'{"value": "7.9"}', "hub.reconcile-clinic"),
        (b"name;sex\n1;2\n", "hub.reconcile-header"),
        (b"clinic,value\n990001\n", "hub.line-columns"),
        (b'clinic,value\n990001,"7\n', "hub.line-columns"),
        (b"clinic,value\n,7\n", "hub.reconcile-clinic"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(data: bytes, rule: str) -> None:
    assert rules_of(data) == [rule]


def test_what_cannot_be_read_says_nothing_of_what_stands_there() -> None:
    found = list(fields_in(b'{"clinic": "990001", "0403589900": 7}', name="x"))
    assert "0403589900" not in str(found)


def test_tables_may_be_parted_by_semicolons_and_begin_with_a_mark() -> None:
    (first,) = fields_in("﻿clinic;value;row_id\n\n990001;7,9;5\n".encode(), name="x")
    assert first == ("x:3", {"clinic": "990001", "value": "7,9", "row_id": "5"})


def test_local_codes_are_compared_by_the_hubs_own_table_and_without_it_not_at_all() -> None:
    """A clinic's own line before that of its system, and that before what holds everywhere; each on its days."""
    table = (
        "clinic,system,local_code,code,code_system,valid_from,valid_to,note\n"
        "*,*,CRP,NPU19748,npu,2026-01-01,2026-12-31,\n"
        "990002,*,CRP,NPU01423,npu,2026-01-01,2026-12-31,\n"
    )
    codes = Codes(read_csv(MappingEntry, table).rows)

    def code(clinic: str, day: str) -> str | None:
        return codes.of("CRP", system="local", clinic=clinic, practice="Lærkepraksis", sampled_at=day)

    assert code("990001", "2026-03-02") == "NPU19748"
    assert code("990002", "2026-03-02") == "NPU01423"
    assert code("990001", "2025-03-02") is None
    assert code("990001", "") is None
    local = row(code="CRP", code_system="local")
    assert told(compared(side("source", local), side("bank", stored(code="NPU01423")))) == []
    reading = replace(READING, codes=codes)
    assert told(compared(side("source", local, reading=reading), side("bank", stored(code="NPU01423")))) == [
        ("different", "1001", "code")
    ]


FIELD_NAMES = st.sampled_from([*row(), *stored(), "shown_at", "stage", "person", "sample_number", "odd"])
VALUES = st.none() | st.integers() | st.text(max_size=12) | st.sampled_from(["2026-03-02T09:15Z", "9" * 5000])
OBJECTS = st.lists(st.dictionaries(FIELD_NAMES, VALUES, max_size=12), max_size=5)


@given(source=OBJECTS, bank=OBJECTS)
def test_whatever_stands_in_the_rows_they_are_compared(source: list[Any], bank: list[Any]) -> None:
    """Never an exception; what cannot be read is counted."""

    def file(objects: list[Any]) -> list[File]:
        return [("x", "\n".join(json.dumps(each) for each in objects).encode())]

    report = compared(
        held(file(source), side="source", reading=READING),
        held(file(bank), side="bank", reading=READING),
        held(file(bank), side="shown", reading=READING),
    )
    assert report.agrees in (True, False)


@given(
    data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"clinic;value\n{text}".encode())
)
def test_whatever_the_bytes_are_they_are_rows_or_told_of(data: bytes) -> None:
    for name in SIDES:
        found = held([("x", data)], side=name, reading=READING)
        assert all(finding.rule for _, finding in found.unread)


def test_a_version_that_no_row_can_have_costs_no_time() -> None:
    source = side("source", row(row_version="999999"))
    assert told(compared(source, side("bank", stored(sample_number="LK1")))) == []
