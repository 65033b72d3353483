"""S22: what is shown once, however many answered, in whatever order, and against a slow obvious reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.results.history import ResultHistory
from labsvar.results.model import Person, Report, Stored, Withdrawal
from labsvar.results.record import Reading, Record, assemble, disagreements
from tests.builders import NANCY
from tests.spec import once_reference
from tests.spec.once_reference import Told
from tests.spec.reports import arrived, letter, report, value

SENDERS = {"A": "5790000000111", "B": "5790000000128", "C": "5790000000135"}
TOLD = st.builds(
    Told,
    name=st.just(""),
    sender=st.sampled_from(sorted(SENDERS)),
    registered=st.none(),
    requisition=st.sampled_from(["R1", "R1", "R1", "R2", " ", None]),
    code=st.sampled_from(["NPU1", "NPU1", "NPU1", "NPU2"]),
    producer=st.sampled_from(["TKB", "TKB", "TKB", "TKC"]),
    status=st.sampled_from(["temporary", "final", "final", "final", "corrected"]),
    value=st.sampled_from(["5", "5", "5", "6"]),
    made=st.integers(0, 3),
    taken=st.integers(8, 9),
    refused=st.sampled_from([False] * 9 + [True]),
    blocked=st.sampled_from([False] * 9 + [True]),
    withdrawn=st.sampled_from([False] * 7 + [True]),
    technical=st.sampled_from([False] * 7 + [True]),
)
MANY = st.lists(TOLD, min_size=1, max_size=7)
PRODUCERS = st.dictionaries(st.sampled_from(sorted(SENDERS)), st.sampled_from(["TKB", "TKC"]))


def stored(results: Sequence[Told]) -> Stored:
    """The results as they are stored, each in a letter and on a sample of its own."""
    reports = tuple(_report(each, number) for number, each in enumerate(results))
    return Stored(
        person=Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test"),
        reports=reports,
        withdrawals=tuple(
            Withdrawal(
                letter_id=each.name, position=0, withdrawn_by="x", withdrawn_at=arrived(99), reason="x"
            )
            for each in results
            if each.withdrawn
        ),
        blocked=frozenset(each.name for each in results if each.blocked),
    )


def _report(each: Told, number: int) -> Report:
    """The report of a result. Most examples tell of the same results, so those are derived once."""
    known = _derived(dataclasses.replace(each, name="", blocked=False, withdrawn=False))
    return replace(known, letter_id=each.name, sample_number=f"S{number}", arrived_at=arrived(number))


@cache
def _derived(each: Told) -> Report:
    made: Any = letter(
        value(each.value, each.status, code=each.code, producer=each.producer),
        resulted=each.made,
        given=False if each.refused else None,
        sampled=f"2026-03-02 {each.taken:02}:00",
        requester_number=each.requisition,
    )
    made = replace(made, sender=replace(made.sender, ean_identifier=SENDERS[each.sender]))
    stage = "technical" if each.technical else "full"
    return report(made, laboratory=each.registered, stage=stage)


def named(results: Sequence[Told], producers: dict[str, str]) -> list[Told]:
    """Results with names, and senders that are registered as producers."""
    fields = Told.__slots__
    return [
        Told(
            **{name: getattr(each, name) for name in fields}
            | {"name": f"L{number}", "registered": producers.get(each.sender)}
        )
        for number, each in enumerate(results)
    ]


def seen(record: Record) -> dict[str, str]:
    """What is seen of each letter's result; of a hidden one nothing."""
    found = {}
    for history in record.results:
        found[history.current.report.letter_id] = _how(history)
        found |= {twin.current.report.letter_id: "behind" for twin in history.twins}
    return found


def _how(history: ResultHistory) -> str:
    if history.withdrawn is not None:
        return "tomb"
    return "marked" if history.disagrees else "shown"


@settings(max_examples=400)
@given(results=MANY, producers=PRODUCERS)
def test_s22_agrees_with_a_slow_obvious_reading_of_the_rule(
    results: list[Told], producers: dict[str, str]
) -> None:
    """Whatever one person's results are, what is seen of each is what the rule says, said pair by pair."""
    told = named(results, producers)
    expected = {each.name: once_reference.seen(each, told) for each in told}
    assert seen(assemble(stored(told))) == {name: how for name, how in expected.items() if how != "hidden"}


@settings(max_examples=200)
@given(results=MANY, producers=PRODUCERS, random=st.randoms(use_true_random=False))
def test_s22_the_order_of_arrival_and_of_storage_does_not_matter(
    results: list[Told], producers: dict[str, str], random: Random
) -> None:
    """The same letters in any order of arrival, read back in any order, show the same."""
    told = named(results, producers)
    once = stored(told)
    times = [each.arrived_at for each in once.reports]
    random.shuffle(times)
    reports = [replace(each, arrived_at=at) for each, at in zip(once.reports, times, strict=True)]
    random.shuffle(reports)
    other = assemble(replace(once, reports=tuple(reports)))
    assert seen(other) == seen(assemble(once))


@settings(max_examples=200)
@given(results=MANY, producers=PRODUCERS)
def test_s22_s13_what_is_hidden_with_its_copy_leaves_no_trace(
    results: list[Told], producers: dict[str, str]
) -> None:
    """The record is the same as if neither the refused result nor its copies had ever been stored."""
    told = named(results, producers)
    there = [each for each in told if once_reference.seen(each, told) != "hidden"]
    everything = assemble(replace(stored(told), blocked=stored(told).blocked))
    as_if_never = assemble(stored(there))
    assert seen(everything) == seen(as_if_never)
    assert {name for name, how in seen(everything).items() if how == "marked"} == {
        name for name, how in seen(as_if_never).items() if how == "marked"
    }


@settings(max_examples=200)
@given(results=MANY, producers=PRODUCERS)
def test_s22_the_rejected_reading_shows_the_producers_own_letter_alone(
    results: list[Told], producers: dict[str, str]
) -> None:
    """With the setting, a copy of the producer's own letter is not shown, and nothing else changes."""
    told = named(results, producers)
    usual, other = assemble(stored(told)), assemble(stored(told), reading=Reading(shown_once="producer"))
    by_name = {each.name: each for each in told}
    gone = seen(usual).keys() - seen(other).keys()
    for name in gone:
        copies = [
            each for each in told if each.name in seen(other) and once_reference.of_one(by_name[name], each)
        ]
        assert any(each.registered == each.producer for each in copies)
    assert all(not history.twins or not _own(history) for history in other.results)
    assert seen(other).keys() <= seen(usual).keys()


def _own(history: ResultHistory) -> bool:
    current = history.current
    return current.report.sender_laboratory == current.result.producer_code


@settings(max_examples=200)
@given(results=MANY)
def test_s22_an_alarm_is_raised_by_the_letter_that_makes_two_disagree(results: list[Told]) -> None:
    """In whatever order letters come, one of any two that are shown marked has raised an alarm, unless only a
    withdrawal or a blocking made them disagree: neither is a letter."""
    told = [each for each in named(results, {}) if not (each.withdrawn or each.blocked)]
    reports = stored(told).reports
    alarmed = {each.letter_id for place, each in enumerate(reports) if disagreements(each, reports[:place])}
    marked = [each for each in assemble(stored(told)).results if each.disagrees]
    for history in marked:
        assert any(
            other.current.report.letter_id in alarmed
            for other in marked
            if other.current.report.requester_number == history.current.report.requester_number
        )


def test_s22_another_day_of_sampling_is_a_disagreement() -> None:
    """Two letters that give the same number, but say it of two days, are both shown and marked."""
    one, other = (_report(each, number) for number, each in enumerate(_two()))
    other = replace(other, sampled_at=datetime(2026, 3, 3, 8, 0))
    found = assemble(Stored(person=Person(key=NANCY, surname="", given_name=None), reports=(one, other)))
    assert seen(found) == {"L0": "marked", "L1": "marked"}
    assert disagreements(other, (one,)) == (0,)


def _two() -> list[Told]:
    return named([_plain("A"), _plain("B")], {})


def _plain(sender: str) -> Told:
    return Told(
        name="",
        sender=sender,
        registered=None,
        requisition="R1",
        code="NPU1",
        producer="TKB",
        status="final",
        value="5",
        made=0,
        taken=8,
        refused=False,
        blocked=False,
        withdrawn=False,
        technical=False,
    )
