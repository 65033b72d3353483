"""Which rows are sent, which wait, and what their clinic is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.codetables import write_csv
from labsvar.exchange.sources import Facts, Source
from labsvar.hub.coding import CODES, CodeEntry, starting_codes
from labsvar.hub.rows import CardRow
from labsvar.identifiers.person import is_made_up
from labsvar.notifiable import TABLE as NOTIFIABLE
from labsvar.notifiable import Row as NotifiableRow
from tests.unit.hub.helpers import CLINIC, LONE, MAPPING, OTHER, PER, Station, release, row, source_of

REAL = "3113801234"  # no made-up person, and nobody real: there is no such date
# No page says that this code is notifiable: a table of the test's own says so.
NOTIFIABLE_CRP = NotifiableRow(what="code", finding="NPU19748", responsible="SST", disease="Hiv")


def test_the_persons_of_these_tests_belong_to_nobody() -> None:
    assert is_made_up(LONE)
    assert is_made_up(PER)
    assert not is_made_up(REAL)


# Origin ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "state", "rule"),
    [
        ({"origin": "own"}, "sent", None),
        ({"origin": "own", "requisition_number": "123"}, "sent", None),
        ({"origin": "laboratory"}, "left_out", "laboratory-sends"),
        (
            {"origin": "unknown", "laboratory": "KBA", "requisition_number": "123"},
            "left_out",
            "laboratory-sends",
        ),
        ({"origin": "unknown"}, "held", "origin-unknown"),
        ({"origin": "unknown", "laboratory": "KBA"}, "held", "origin-unknown"),
        ({"origin": "own", "laboratory": "KBA"}, "held", "origin-contradicts"),
    ],
)
def test_own_results_are_sent_and_those_of_laboratories_are_not(
    changes: dict[str, str], state: str, rule: str | None
) -> None:
    """The laboratory sends its own. A row whose origin cannot be told is held: neither dropped nor sent."""
    station = Station()
    assert station.states(row(**changes)) == [(state, rule)]
    assert [each.row_id for each in station.store.listed("012345")] == ([] if state == "sent" else ["r1"])


# Codes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"code": "CRP", "code_system": "local"}, "sent"),
        ({"code": "CRP", "code_system": "unknown"}, "sent"),
        ({"code": "NPU19748", "code_system": "npu"}, "sent"),
        ({"code": "NPU19748", "code_system": "unknown"}, "sent"),
        ({"code": "NPU19748", "code_system": "local"}, "held"),
        ({"code": "CRP", "code_system": "npu"}, "held"),
        ({"code": "crp", "code_system": "local"}, "held"),
    ],
)
def test_a_code_is_what_a_released_table_says(changes: dict[str, str], state: str) -> None:
    """National codes by the code table, local ones by the mapping; nothing is guessed."""
    assert Station().states(row(**changes)) == [(state, None if state == "sent" else "code-unmapped")]


def test_a_mapping_holds_for_its_clinic_and_its_days() -> None:
    """HB is mapped for one clinic, for samples to the end of February 2026, the last day included."""
    station = Station()
    blood = row(code="HB", value="8.1", unit="mmol/L", resulted_at="2026-03-02T09:21")
    assert station.states(
        replace(blood, sampled_at="2026-02-28T23:59"),
        replace(blood, row_id="r2", sampled_at="2026-03-01T00:00"),
        replace(blood, row_id="r3", sampled_at="2026-02-28T23:59", clinic=OTHER.clinic),
    ) == [("sent", None), ("held", "code-unmapped"), ("held", "code-unmapped")]


def test_biochemistry_goes_to_laba_and_microbiology_to_miba() -> None:
    """The code table decides, and with it the letter."""
    station = Station()
    station.send(row(), row(row_id="r2", code="STREP", value="Positiv", unit=""))
    assert [(each.kind, each.version, each.databank) for each in station.letters] == [
        ("XRPT01", "XR0131K", "LABA"),
        ("XRPT05", "XR0532M", "MiBa"),
    ]


def test_the_positive_list_is_a_setting_per_stage_and_never_stops_microbiology() -> None:
    """In the full stage an analysis off the list is left out; in the technical stage it is sent, and hidden.
    What MiBa is to have is sent in any case (S14)."""
    off = [replace(each, shared="no") for each in starting_codes()]
    strep = row(row_id="r2", code="STREP", value="Positiv", unit="")
    full, technical = Station("full"), Station("technical")
    for station in (full, technical):
        release(station.tables, write_csv(CodeEntry, off), table=CODES)
    assert full.states(row(), strep) == [("left_out", "code-not-listed"), ("sent", None)]
    assert technical.states(row(), strep) == [("sent", None), ("sent", None)]
    assert technical.shown() == {}
    assert [each.stage for each in technical.letters] == ["technical", "technical"]


def test_s14_a_notifiable_code_of_biochemistry_reaches_surveillance_whatever_the_list_says() -> None:
    """The positive list does not share it, so it goes as refused and is seen by surveillance alone; whatever the
    answer is, so that a correction goes where the finding went. A code that it does share is shown."""
    off = [replace(each, shared="no") for each in starting_codes()]
    for codes, seen in ((off, False), (starting_codes(), True)):
        station = Station()
        release(station.tables, write_csv(CodeEntry, codes), table=CODES)
        release(station.tables, write_csv(NotifiableRow, [NOTIFIABLE_CRP]), table=NOTIFIABLE)
        assert station.states(row()) == [("sent", None)]
        assert station.states(row(row_version="2", action="correct", value="13", reason="a slip")) == [
            ("sent", None)
        ]
        assert [each.databank for each in station.letters] == ["LABA", "LABA"]
        assert bool(station.shown()) is seen
        assert {each.given for each in station.letters} == {None if seen else False}


def test_s14_nor_does_a_refusal_or_a_clinic_that_cannot_state_one_hold_a_notifiable_code() -> None:
    """S15: it is not shown either; a code that is not notifiable waits as before."""
    station = Station(unable=(CLINIC.clinic,))
    release(station.tables, write_csv(NotifiableRow, [NOTIFIABLE_CRP]), table=NOTIFIABLE)
    haemoglobin = row(row_id="r2", code="NPU02319", code_system="npu", value="8.1", unit="mmol/L")
    assert station.states(row(), haemoglobin) == [("sent", None), ("held", "clinic-cannot-refuse")]
    assert ([each.given for each in station.letters], station.shown()) == ([False], {})


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_from": date(2026, 3, 3)},
        {"valid_to": date(2026, 3, 1)},
        {"responsible": "MDS"},
        {"finding": "NPU19749"},
    ],
)
def test_a_code_is_notifiable_on_the_days_and_of_whom_its_row_says(changed: dict[str, Any]) -> None:
    """The answer is of the 2nd of March, its code SST's."""
    station = Station()
    off = [replace(each, shared="no") for each in starting_codes()]
    release(station.tables, write_csv(CodeEntry, off), table=CODES)
    release(station.tables, write_csv(NotifiableRow, [replace(NOTIFIABLE_CRP, **changed)]), table=NOTIFIABLE)
    assert station.states(row()) == [("left_out", "code-not-listed")]


# Values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"unit": "g/L"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"unit": "mg/l"}, "unit"),
        ({"value": "<8"}, "value-form"),
        ({"value": "positiv"}, "value-form"),
        ({"value": "1.234.567"}, "value-form"),
        ({"value": "1234567890.12"}, "value-long"),
        ({"value": " "}, "row-incomplete"),
        ({"surname": ""}, "row-incomplete"),
        ({"sampled_at": ""}, "row-incomplete"),
        ({"reference_upper": "x" * 13}, "field-long"),
        ({"requisition_number": "9" * 16}, "field-long"),
        ({"resulted_at": "2026-03-02T09:14"}, "times-swapped"),
        ({"resulted_at": "2027-03-02T09:14"}, "time-future"),
        ({"sampled_at": "2027-03-02T09:14"}, "time-future"),
    ],
)
def test_a_row_that_no_correct_letter_can_be_made_of_waits(changes: dict[str, str], rule: str) -> None:
    """Nothing is cut, converted or guessed; the clinic corrects it."""
    station = Station()
    assert station.states(row(**changes)) == [("held", rule)]
    assert station.letters == []


@pytest.mark.parametrize(
    ("sampled", "resulted", "path"),
    [
        ("2025-03-30T01:59", "2025-03-30T03:00", None),
        ("2025-03-30T02:00", "2025-03-30T03:00", "sampled_at"),
        ("2025-03-30T01:59", "2025-03-30T02:59", "resulted_at"),
        ("2025-03-29T02:30", "2025-03-29T02:31", None),
        ("2025-10-26T02:30", "2025-10-26T02:31", None),
    ],
)
def test_a_time_in_the_hour_that_summer_time_skips_is_held(
    sampled: str, resulted: str, path: str | None
) -> None:
    """No Danish clock showed it, and which time was meant nobody can say. The hour that comes twice in autumn is
    a time like any other."""
    station = Station()
    (answer,) = station.send(row(sampled_at=sampled, resulted_at=resulted)).rows
    told = [(each.rule, each.path) for each in answer.findings]
    assert told == ([] if path is None else [("hub.time-skipped", path)])
    assert answer.state == ("sent" if path is None else "held")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"value": "7,9"}, ("7.9", "mg/L")),
        ({"value": "0012.50"}, ("0012.50", "mg/L")),
        ({"value": "8", "operator": "<"}, ("8", "mg/L")),
        ({"code": "NPU10394", "code_system": "npu", "value": "Negativ", "unit": ""}, ("Negativ", None)),
        (
            {"code": "NPU10394", "code_system": "npu", "value": "svagt positiv\n2. gang", "unit": ""},
            ("Se tekst", None),
        ),
        ({"code": "NPU10394", "code_system": "npu", "value": "*****", "unit": ""}, ("Se tekst", None)),
    ],
)
def test_the_characters_of_the_card_are_kept(changes: dict[str, str], shown: tuple[str, str | None]) -> None:
    """But for a decimal comma, which the standard writes as a point; a long text stands beside the value,
    and five asterisks of a card are never taken for an answer that has not come."""
    station = Station()
    assert station.states(row(**changes)) == [("sent", None)]
    assert list(station.shown().values()) == [[shown]]


def test_a_letter_that_breaks_its_standard_is_held_and_the_others_go() -> None:
    """A comment of more paragraphs than the standard has room for is found before anything leaves."""
    station = Station()
    faulty = row(row_id="r2", comment="x\n" * 999, code="STREP", value="Positiv", unit="")
    assert station.states(row(), faulty, row(row_id="r3")) == [
        ("sent", None),
        ("held", "letter-invalid"),
        ("sent", None),
    ]
    assert len(station.letters) == 2
    assert station.store.outbox() == ()


# Persons, clinics, systems -------------------------------------------------------------------------


def test_a_test_person_is_refused_in_production_and_a_real_one_in_a_test_installation() -> None:
    """S10. Such a row is not even kept: only that it came is."""
    production, test = Station(persons="real"), Station(persons="made_up")
    assert production.states(row()) == [("refused", "test-person")]
    assert production.store.records == []
    assert test.states(row(patient=REAL)) == [("refused", "real-person")]
    assert production.states(row(patient="0000000000")) == [("refused", "patient-unknown")]


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("9999999999", "patient-impossible"),
        (REAL, "patient-impossible"),
        ("3102851LP4", "patient-impossible"),
        ("0101852LP4", "patient-impossible"),
        ("0101851ÆP4", None),
        (LONE, None),
    ],
)
def test_a_number_that_no_person_can_have_is_held(number: str, rule: str | None) -> None:
    """It has no date that exists, so nobody would ever find the result. S9: modulus 11 holds nothing."""
    station = Station(persons="any")
    assert station.states(row(patient=number)) == [("held" if rule else "sent", rule)]
    assert len(station.letters) == (0 if rule else 1)


def test_s11_a_refusal_under_a_number_that_no_person_can_have_stands_for_the_right_one() -> None:
    """It is the row's patient who refused, under whatever number the row comes next; what stands is hidden at
    once. A yes under such a number is nobody's, and lifts nothing."""
    station = Station(persons="any")
    station.send(row(patient=REAL, consent="refused"))
    station.send(row(row_version="2", action="correct"))
    station.send(row(row_id="r2", value="99"))
    assert [each.given for each in station.letters] == [False, None]
    station.send(row(row_version="3", patient=REAL, consent="given", action="correct"))
    station.send(row(row_version="4", value="13", action="correct"))
    station.send(row(row_id="r2", row_version="2", patient=REAL, consent="refused", action="correct"))
    assert station.shown() == {}


def test_a_system_sends_only_for_clinics_it_is_registered_for() -> None:
    """S20. Neither an unknown clinic nor another system's is taken, and nothing is listed for it."""
    station = Station(clinics=(CLINIC,))
    station.store.register_clinic(OTHER, who="x", reason="elsewhere")
    assert station.states(row(clinic=OTHER.clinic), row(clinic="999999")) == [
        ("refused", "clinic-unknown"),
        ("refused", "clinic-unknown"),
    ]
    assert station.store.listed(OTHER.clinic) == []


def test_a_clinic_that_cannot_state_a_refusal_is_never_shown() -> None:
    """S15 and S14: in the full stage its biochemistry waits, and its microbiology goes as refused."""
    station = Station(unable=(CLINIC.clinic,))
    strep = row(row_id="r2", code="STREP", value="Positiv", unit="", consent="given")
    assert station.states(row(), strep) == [("held", "clinic-cannot-refuse"), ("sent", None)]
    assert [(each.kind, each.given) for each in station.letters] == [("XRPT05", False)]
    assert station.shown() == {}


def test_the_register_of_sources_has_the_last_word_on_its_clinics() -> None:
    """Of two registered clinics one can state a refusal. A clinic that is not registered counts as one that
    cannot; where none is registered, the system's own word counts."""
    station = Station(unable=(OTHER.clinic,))
    other = row(clinic=OTHER.clinic, patient=PER)
    assert station.states(row(), other) == [("sent", None), ("held", "clinic-cannot-refuse")]
    assert station.shown(LONE)
    assert station.shown(PER) == {}
    station.now_is(replace(station.system, source=source_of([OTHER])))
    assert station.states(row(row_id="r2")) == [("held", "clinic-cannot-refuse")]
    able = Source(facts=Facts(refusals_since=date(2026, 1, 1)))
    for source, found in ((able, ("sent", None)), (Source(), ("held", "clinic-cannot-refuse"))):
        station.now_is(replace(station.system, source=source))
        assert station.states(row(row_id=f"r{found[0]}")) == [found]


def test_s15_what_came_in_the_technical_stage_and_waited_is_not_shown_when_it_goes_on() -> None:
    """Its patient could not decline when it came. In the full stage biochemistry goes on waiting and microbiology
    goes as refused, until the clinic sends the row anew."""
    station = Station("technical")
    odd = row(code="ODD")
    strep = row(row_id="r2", code="ODDSTREP", value="Positiv", unit="")
    assert station.states(odd, strep) == [("held", "code-unmapped")] * 2
    station.now_is(replace(station.system, stage="full"))
    more = (
        MAPPING
        + "*,*,ODD,NPU19748,npu,2020-01-01,9999-12-31,\n*,*,ODDSTREP,NPU18729,npu,2020-01-01,9999-12-31,\n"
    )
    release(station.tables, more)
    for _ in range(2):
        station.hub.reconsider(CLINIC.clinic, at=station.now())
        (listed,) = station.store.listed(CLINIC.clinic)
        assert listed.findings[0].rule == "hub.technical-row"
    assert [(each.kind, each.given) for each in station.letters] == [("XRPT05", False)]
    assert station.shown() == {}
    assert station.states(replace(odd, row_version="2", action="correct")) == [("sent", None)]
    assert station.shown() == {"NPU19748": [("12", "mg/L")]}


def test_s15_what_waited_while_its_clinic_could_not_state_refusals_is_not_shown_when_it_can() -> None:
    station = Station(unable=(CLINIC.clinic,))
    assert station.states(row()) == [("held", "clinic-cannot-refuse")]
    station.now_is(replace(station.system, source=source_of([CLINIC])))
    station.hub.reconsider(CLINIC.clinic, at=station.now())
    (listed,) = station.store.listed(CLINIC.clinic)
    assert listed.findings[0].rule == "hub.technical-row"
    assert station.states(row(row_version="2", action="correct")) == [("sent", None)]


def test_lines_that_cannot_be_read_are_listed_too() -> None:
    """By what of their keys could be made out, so that the clinic finds them; each once."""
    station = Station()
    line = b'{"clinic": "012345", "row_id": "r7", "value": 5}\n'
    for _ in range(2):
        station.hub.receive(line, system=station.system, at=station.now())
    (listed,) = station.store.listed("012345")
    assert (listed.row_id, listed.state) == ("r7", "refused")
    assert "hub.field-text" in [each.rule for each in listed.findings]


def test_a_file_that_cannot_be_read_is_told_as_a_whole() -> None:
    station = Station()
    assert station.hub.receive(b"a;b\n", system=station.system, at=station.now()).findings


def test_a_person_with_a_replacement_number_is_sent_under_it() -> None:
    """Not everyone has a CPR number."""
    station = Station(persons="any")
    assert station.states(row(patient="0101851LP4")) == [("sent", None)]
    assert station.letters[0].person_key == "0101851LP4"


def test_every_rule_tells_the_clinic_what_to_do() -> None:
    """A list of problems without remedies would be of no use."""
    for changes in ({"origin": "unknown"}, {"unit": "x"}, {"action": "delete"}):
        (answer,) = Station().send(row(**changes)).rows
        assert answer.findings[0].todo_da
        assert answer.line == 1


def test_a_sor_code_identifies_a_clinic_as_well() -> None:
    """The letter then names it by its SOR code."""
    clinic = replace(CLINIC, clinic="276561000016004", clinic_id_type="sor")
    station = Station(clinics=(clinic,))
    sent: CardRow = row(clinic=clinic.clinic, clinic_id_type="sor")
    assert station.states(sent) == [("sent", None)]
    assert station.letters[0].sender.identifier_code == "sorkode"
