"""Corrections, withdrawals, refusals and requests to delete: what the databank shows after each."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar.exchange.model import Arrival, Reply
from labsvar.hub.numbers import letter_number, sample_number
from labsvar.hub.service import Hub
from labsvar.results.model import Status
from tests.unit.hub.helpers import CLINIC, LONE, PER, Station, release, row

CODE = "NPU19748"
RAISED = {"row_version": "2", "value": "14", "action": "correct"}


def values(station: Station, person: str = LONE) -> list[str]:
    return [value for value, _ in station.shown(person).get(CODE, [])]


def test_the_same_row_again_is_answered_as_before() -> None:
    """Nothing is doubled, however often a file is sent (idempotent per clinic, row and version)."""
    station = Station()
    station.send(row())
    assert station.states(row(), row()) == [("repeated", None), ("repeated", None)]
    assert len(station.letters) == 1
    assert station.states(row(origin="unknown", row_id="r2")) == [("held", "origin-unknown")]
    assert station.states(row(origin="unknown", row_id="r2")) == [("repeated", "origin-unknown")]


def test_a_corrected_row_supersedes_its_own_earlier_letter() -> None:
    """The key is the same, the status `svar_rettet`, and only the new value is current (S1 to S3)."""
    station = Station()
    station.send(row(), row(row_id="r2", value="99"))
    assert station.states(row(**RAISED, reason="Tastefejl")) == [("sent", None)]
    assert values(station) == ["14", "99"]
    first, _, second = station.letters
    assert (first.sample_number, first.production_number) == (second.sample_number, second.production_number)
    assert second.results[0].status == Status.CORRECTED
    assert "Tastefejl" in str(second.results[0].remarks)


def test_versions_in_one_file_are_taken_in_their_order() -> None:
    """However the lines are ordered, the highest version is what stands."""
    station = Station()
    station.send(row(row_version="3", value="16", action="correct"), row(), row(**RAISED))
    assert values(station) == ["16"]
    assert [each.results[0].value for each in station.letters] == ["12", "14", "16"]


def test_a_correction_with_an_earlier_time_of_result_is_still_the_newest() -> None:
    """Otherwise it would fall behind what it corrects (S2)."""
    station = Station()
    station.send(row())
    station.send(row(**RAISED))
    station.send(row(row_version="3", value="16", action="correct", resulted_at="2026-03-02T09:15"))
    assert values(station) == ["16"]


def test_an_older_version_and_a_version_used_twice_are_refused() -> None:
    """And listed, with what to do."""
    station = Station()
    station.send(row(**RAISED))
    assert station.states(row()) == [("refused", "version-overtaken")]
    assert station.states(row(**RAISED | {"value": "15"})) == [("refused", "version-reused")]
    assert values(station) == ["14"]
    assert {each.findings[0].rule for each in station.store.listed("012345")} == {
        "hub.version-overtaken",
        "hub.version-reused",
    }


def test_a_version_that_says_nothing_new_makes_no_letter() -> None:
    station = Station()
    station.send(row())
    assert station.states(row(row_version="2", action="correct", system_version="5")) == [("sent", None)]
    assert len(station.letters) == 1


# Wrong person, code or time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"patient": PER, "surname": "Frit", "given_name": "Per"},
        {"code": "NPU01423", "code_system": "npu", "unit": "nmol/L"},
        {"sampled_at": "2026-03-01T09:15"},
    ],
)
def test_a_wrong_person_code_or_time_is_taken_back_and_sent_anew(changes: dict[str, str]) -> None:
    """S6: the old key shows no value, nor does its history; the new result stands under a key of its own."""
    station = Station()
    station.send(row())
    assert station.states(row(row_version="2", action="correct", reason="Fejl", **changes)) == [
        ("sent", None)
    ]
    first, taken_back, anew = station.letters
    assert taken_back.sample_number == first.sample_number != anew.sample_number
    assert taken_back.results[0].value == "Annulleret"
    (old,) = [
        each for each in station.record().results if each.current.report.sample_number == first.sample_number
    ]
    assert old.withdrawn is not None
    assert (old.withdrawn.reason, old.withdrawn.withdrawn_by) == ("Fejl", CLINIC.name)
    assert old.earlier == ()
    shown = [value for values in station.shown(anew.person_key).values() for value, _ in values]
    assert "12" in shown


@pytest.mark.parametrize(
    ("withdrawing", "letters", "tombstones"), [("letter", 2, 0), ("tombstone", 1, 1), ("both", 2, 2)]
)
def test_how_a_result_is_taken_back_is_a_setting(withdrawing: str, letters: int, tombstones: int) -> None:
    """A letter for other databanks, a tombstone in this one, or both. No value is current after any."""
    station = Station(withdrawing=withdrawing)
    station.send(row())
    assert station.states(row(row_version="2", action="withdraw", reason="Forkert person")) == [
        ("sent", None)
    ]
    assert len(station.letters) == letters
    assert len(station.withdrawals) == tombstones
    assert "12" not in values(station)


def test_microbiology_is_taken_back_as_well() -> None:
    station = Station()
    strep = row(code="STREP", value="Positiv", unit="", material="Podning, hals")
    station.send(strep)
    assert station.shown() == {"NPU18729": [("Positiv", None)]}
    station.send(replace(strep, row_version="2", value="Negativ", action="correct"))
    assert station.shown() == {"NPU18729": [("Negativ", None)]}
    station.send(replace(strep, row_version="3", action="withdraw"))
    assert station.shown() == {}
    (report,) = station.record().microbiology
    assert report.withdrawn is not None


def test_s15_what_nobody_has_seen_is_taken_back_without_a_trace() -> None:
    """A result of the technical stage that is withdrawn in the full one leaves no tombstone on any page; one that
    was corrected in the full stage was seen, and does."""
    station = Station("technical")
    station.send(row(), row(row_id="r2"))
    station.now_is(replace(station.system, stage="full"))
    station.send(row(row_id="r2", row_version="2", value="14", action="correct"))
    assert station.states(
        row(row_version="2", action="withdraw"), row(row_id="r2", row_version="3", action="withdraw")
    ) == [("sent", None), ("sent", None)]
    taken_back = {each.sample_number: each.stage for each in station.letters[-2:]}
    assert taken_back == {
        sample_number(CLINIC.clinic, "r1", 1): "technical",
        sample_number(CLINIC.clinic, "r2", 1): "full",
    }
    (history,) = station.record().results
    assert history.withdrawn is not None
    assert history.current.report.sample_number == sample_number(CLINIC.clinic, "r2", 1)


def test_s15_what_was_sent_while_it_was_hidden_is_shown_once_it_is_sent_anew_in_the_full_stage() -> None:
    """Though the version says nothing else than the one before: that one stays hidden, and this one shows itself.
    A refusal stands (S11), and a version after it that says nothing new makes no letter."""
    station = Station("technical")
    station.send(row(), row(row_id="r2", value="99", consent="refused"))
    station.now_is(replace(station.system, stage="full"))
    assert values(station) == []
    for version, letters in (("2", 4), ("3", 4)):
        anew = [row(row_version=version), row(row_id="r2", value="99", row_version=version)]
        assert station.states(*anew) == [("sent", None)] * 2
        assert values(station) == ["12"]
        assert len(station.letters) == letters
    (history,) = station.record().results
    assert (history.current.report.stage, history.earlier) == ("full", ())


def test_a_row_that_turns_out_to_be_a_laboratorys_must_be_withdrawn_by_its_clinic() -> None:
    """What was sent as the clinic's own stands beside the laboratory's: the clinic is told so, in as many words,
    until it withdraws it. Of a row that was never sent, or was withdrawn, there is nothing to tell."""
    station = Station()
    theirs = row(row_version="2", origin="laboratory", action="correct")
    station.send(row())
    (answer,) = station.send(theirs).rows
    assert (answer.state, [each.rule for each in answer.findings]) == (
        "left_out",
        ["hub.laboratory-sent-also"],
    )
    assert "action=withdraw" in answer.findings[0].todo_da
    assert station.store.listed("012345")[0].findings[0].rule == "hub.laboratory-sent-also"
    assert values(station) == ["12"]
    assert station.states(row(row_version="3", action="withdraw")) == [("sent", None)]
    assert values(station) == []
    assert (
        station.states(replace(theirs, row_version="4"), replace(theirs, row_id="r2"))
        == [("left_out", "laboratory-sends")] * 2
    )


def test_a_row_may_begin_anew_after_it_was_withdrawn() -> None:
    """Under a new key; and there is nothing to withdraw of a row that was never sent."""
    station = Station()
    (answer,) = station.send(row(row_version="1", action="withdraw")).rows
    assert (answer.state, answer.findings[0].rule) == ("answered", "hub.nothing-to-withdraw")
    assert "A later version with action=new or action=correct is sent" in answer.findings[0].todo_en
    assert station.states(row(row_version="2")) == [("sent", None)]
    station.send(row(row_version="3", action="withdraw"))
    station.send(row(row_version="4", value="15", action="correct"))
    assert values(station) == ["15"]


def test_a_request_to_delete_is_answered_and_logged_and_deletes_nothing() -> None:
    """I2.2: it uses no version, says what to do instead, and is listed for the clinic."""
    station = Station()
    station.send(row())
    assert (
        station.states(row(row_version="2", action="delete"), row(action="delete"))
        == [("answered", "delete")] * 2
    )
    assert values(station) == ["12"]
    assert [each.state for each in station.store.listed("012345")] == ["answered", "answered"]
    station.send(row(row_version="2", action="delete"))
    assert len(station.store.listed("012345")) == 2
    assert len(station.store.noted) == 3
    assert station.states(row(**RAISED)) == [("sent", None)]


def test_a_refusal_beside_a_request_to_delete_is_taken() -> None:
    """S11: nothing is deleted, but what stands is refused at once, and what comes later until a version says yes.
    It uses a version, so that sending the file again changes nothing."""
    station = Station()
    delete = row(row_version="2", action="delete", consent="refused", value="", code="")
    station.send(row())
    assert station.states(delete) == [("answered", "delete-refused")]
    assert (values(station), station.store.refusals("012345")) == ([], [("r1", "2")])
    assert [each.findings[0].rule for each in station.store.listed("012345")] == ["hub.delete-refused"]
    assert station.states(replace(delete, row_version="3")) == [("answered", "delete-refused")]
    assert len(station.letters) == 2
    station.send(row(row_version="4", value="14", action="correct"))
    assert values(station) == []
    station.send(row(row_version="5", value="14", consent="given", action="correct"))
    assert station.states(delete, replace(delete, row_version="5")) == [
        ("repeated", "delete-refused"),
        ("refused", "version-reused"),
    ]
    assert values(station) == ["14"]


def test_a_refusal_beside_a_request_to_delete_what_was_never_sent_stands_too() -> None:
    """S11: for what is sent later. A person who does not belong in the installation is not kept even so (S10)."""
    station = Station()
    station.send(row(code="CRP2"), row(row_version="2", action="delete", consent="refused"))
    station.send(row(row_version="3", action="correct"))
    assert [each.given for each in station.letters] == [False]
    production = Station(persons="real")
    assert production.states(row(action="delete", consent="refused")) == [("refused", "test-person")]
    assert production.store.records == []


# Consent -----------------------------------------------------------------------------------------


def test_a_refused_row_is_sent_and_never_shown_and_hides_nothing_else() -> None:
    """I2.1: it goes to the databank. Each row is an answer of its own, so the others are shown."""
    station = Station()
    station.send(row(consent="refused"), row(row_id="r2", value="99"))
    assert [each.given for each in station.letters] == [False, None]
    assert values(station) == ["99"]
    assert station.store.refusals("012345") == [("r1", "1")]


def test_a_change_of_mind_is_a_new_version() -> None:
    """S11: silence lifts nothing; an explicit yes does. It is no correction of the result."""
    station = Station()
    station.send(row(consent="refused"))
    station.send(row(**RAISED))
    assert values(station) == []
    station.send(row(row_version="3", value="14", consent="given", action="correct"))
    assert values(station) == ["14"]
    station.send(row(row_version="4", value="14", consent="refused", action="correct"))
    assert values(station) == []
    assert station.store.refusals("012345") == [("r1", "4")]
    assert [each.results[0].status for each in station.letters] == [
        Status.FINAL,
        Status.CORRECTED,
        Status.CORRECTED,
        Status.CORRECTED,
    ]


def test_yes_without_another_value_keeps_the_status() -> None:
    station = Station()
    station.send(row(consent="refused"))
    station.send(row(row_version="2", consent="given", action="correct"))
    assert [each.results[0].status for each in station.letters] == [Status.FINAL, Status.FINAL]
    assert values(station) == ["12"]


def test_a_change_of_mind_within_the_minute_counts() -> None:
    """Letters tell minutes, and of two words equally new the refusal stands; so the later is told later."""
    station = Station()
    station.send(row(consent="refused"), row(row_version="2", consent="given", action="correct"))
    assert values(station) == ["12"]
    first, second = station.letters
    assert second.authorised_at > first.authorised_at


def test_a_refusal_follows_the_result_to_a_new_key() -> None:
    """A corrected sampling time begins a new key, under which the refusal must still stand."""
    station = Station()
    station.send(row(consent="refused"))
    station.send(row(row_version="2", sampled_at="2026-03-01T09:15", action="correct"))
    assert station.letters[-1].given is False
    assert values(station) == []


def test_a_refusal_does_not_wait_for_the_rest_of_its_row() -> None:
    """The new version is held for its unit; what stands of the row is refused at once all the same."""
    station = Station()
    station.send(row())
    held = row(row_version="2", unit="g/L", consent="refused", action="correct")
    assert station.states(held) == [("held", "unit")]
    assert values(station) == []
    assert station.states(replace(held, row_version="3", origin="laboratory")) == [
        ("left_out", "laboratory-sent-also")
    ]
    assert station.states(row(row_version="4", value="14", action="correct")) == [("sent", None)]
    assert values(station) == []


@pytest.mark.parametrize(
    "held",
    [{"surname": ""}, {"code": "CRP2"}, {"sampled_at": ""}, {"origin": "unknown"}, {"origin": "laboratory"}],
)
@pytest.mark.parametrize("in_one_file", [True, False])
def test_s11_a_refusal_in_a_version_that_was_never_sent_stands(
    held: dict[str, str], in_one_file: bool
) -> None:
    """Whatever kept it back, and whatever changes until a version is sent, which says nothing of consent; until
    one says yes, which may be held as well."""
    station = Station()
    refusing = row(consent="refused", **held)
    further = row(row_version="2", value="14", sampled_at="2026-03-01T09:15", action="correct")
    for file in [[refusing, further]] if in_one_file else [[refusing], [further]]:
        station.send(*file)
    assert [each.given for each in station.letters] == [False]
    assert values(station) == []
    station.send(row(row_version="3", consent="given", action="correct", **held))
    assert values(station) == []
    station.send(replace(further, row_version="4"))
    assert values(station) == ["14"]


def test_s11_a_refusal_beside_a_withdrawal_or_a_letter_the_intake_refused_stands() -> None:
    """The row begins anew without a word on consent: it goes as refused."""
    station = Station()
    station.send(row(), row(row_version="2", action="withdraw", consent="refused"), row(row_version="3"))
    assert values(station) == []
    other = Station()
    other.send(row(consent="given"))
    intake = other.surroundings.intake
    other.hub = Hub(
        other.store,
        replace(other.surroundings, intake=lambda arrivals: [Reply(status=403) for _ in arrivals]),
    )
    other.send(row(row_version="2", consent="refused", action="correct"))
    other.hub = Hub(other.store, replace(other.surroundings, intake=intake))
    other.send(row(row_version="3", value="14", action="correct"))
    assert [each.given for each in other.letters] == [True, False]


# Trying again ------------------------------------------------------------------------------------


def test_rows_that_waited_are_sent_when_the_table_is_released() -> None:
    """Once, and with the numbers they would have had."""
    station = Station()
    station.send(row(code="CRP2"))
    assert station.hub.reconsider("012345", at=station.now()) == 0
    before = len(station.store.outcomes)
    release(
        station.tables,
        "clinic,system,local_code,code,code_system,valid_from,valid_to,note\n*,*,CRP2,NPU19748,npu,,,\n",
    )
    assert station.hub.reconsider("012345", at=station.now()) == 1
    assert station.hub.reconsider("012345", at=station.now()) == 0
    assert station.hub.reconsider("nobody", at=station.now()) == 0
    assert values(station) == ["12"]
    assert station.store.listed("012345") == []
    assert len(station.store.outcomes) == before + 1


def test_what_the_intake_refuses_waits_and_is_tried_again() -> None:
    """All of an envelope, or the letters that its receipt names; an intake that is busy is asked again."""
    station = Station()
    taken = station.surroundings.intake
    answers: list[int] = [403, 503]

    def intake(arrivals: list[Arrival]) -> list[Reply]:
        return [Reply(status=answers.pop(0))] if answers else list(taken(arrivals))

    hub = Hub(station.store, replace(station.surroundings, intake=intake))
    station.hub = hub
    station.send(row(), row(row_id="r2", value="99"))
    assert {each.findings[0].rule for each in station.store.listed("012345")} == {"hub.intake-refused"}
    assert hub.reconsider("012345", at=station.now()) == 2
    assert station.letters == []
    assert len(station.store.outbox()) == 1
    hub.hand_over(at=station.now())
    assert values(station) == ["12", "99"]


def test_a_letter_that_a_receipt_refuses_by_number_holds_its_row_alone() -> None:
    """The intake refuses one letter of two: a real one would for a number that another letter has."""
    station = Station()
    other = Station()
    other.now()
    other.send(row(value="13"))
    station.exchange.store.entries += other.exchange.store.entries
    assert [each.state for each in station.send(row(), row(row_id="r2", value="99")).rows] == ["sent", "sent"]
    assert [(each.row_id, each.findings[0].rule) for each in station.store.listed("012345")] == [
        ("r1", "hub.intake-refused")
    ]


def test_a_refused_letter_whose_row_has_gone_on_leaves_what_stands() -> None:
    """Version 1 is refused by the intake and version 2 taken: version 2 is what stands."""
    station = Station()
    taken = station.surroundings.intake
    refusing = [True]

    def intake(arrivals: list[Arrival]) -> list[Reply]:
        return [Reply(status=403)] if refusing and refusing.pop() else list(taken(arrivals))

    station.hub = Hub(station.store, replace(station.surroundings, intake=intake))
    station.send(row(), row(**RAISED))
    station.send(row(row_version="3", value="15", action="correct"))
    assert values(station) == ["15"]
    assert station.store.listed("012345") == []


# Numbers -----------------------------------------------------------------------------------------


def test_numbers_are_stable_and_fit_the_standard() -> None:
    """The same row always has the same; they differ by clinic, row, key and letter. A change of these
    numbers would part corrections from what they correct, so they are written down here."""
    assert sample_number("012345", "r1", 1) == "LKV375ZQ47EJ6UESHIP2"
    assert letter_number("012345", "r1", 1, "answer") == "K5WHXPDOPQX7CR"
    made = {sample_number(c, r, s) for c in ("012345", "054321") for r in ("r1", "r2") for s in (1, 2)}
    assert len(made) == 8
