"""Letters come numbered by their senders, mostly in order, some late, some twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from msgspec.structs import replace

from labsvar.checks import content
from labsvar.formats import edifact
from labsvar.letters.catalogue import version_of
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.surveillance import visible
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.population import assumptions
from labsvar.population.answers import Answers
from labsvar.population.citizens import citizens
from labsvar.population.letters import Letters
from labsvar.population.plan import Answer, Sending
from labsvar.population.post import sendings

ABOUT = assumptions.load()
UNTIL = date(2026, 10, 31)


def answers(about: assumptions.Assumptions = ABOUT, count: int = 100, seed: int = 3) -> list[Answer]:
    told = Answers(about, years=2, until=UNTIL, seed=seed)
    everybody = citizens(about, count=count, years=2, seed=seed, until=UNTIL)
    return [answer for citizen in everybody for answer in told.of(citizen)]


@pytest.fixture(scope="module")
def post() -> list[Sending]:
    return sendings(answers(), ABOUT.arrival, seed=3)


def test_the_same_seed_gives_the_same_post_and_another_gives_another(post: list[Sending]) -> None:
    assert sendings(answers(), ABOUT.arrival, seed=3) == post
    assert sendings(answers(seed=4), ABOUT.arrival, seed=4) != post


def test_numbers_are_unique_per_sender_and_only_a_repeat_has_one_again(post: list[Sending]) -> None:
    letters: defaultdict[str, list[Sending]] = defaultdict(list)
    for sending in post:
        letters[sending.letter_number].append(sending)
    for same in letters.values():
        assert [each.repeats for each in same] == [False] + [True] * (len(same) - 1)
        assert len({(each.answer.sample_number, each.position) for each in same}) == 1


def test_a_repeat_is_the_same_bytes_or_comes_in_a_new_envelope(post: list[Sending]) -> None:
    first = {each.letter_number: each for each in post if not each.repeats}
    repeats = [each for each in post if each.repeats]
    same = [each for each in repeats if each.envelope_number == first[each.letter_number].envelope_number]
    assert 0 < len(same) < len(repeats)
    for each in repeats:
        original = first[each.letter_number]
        assert each.arrives > original.arrives
        assert (each.sent == original.sent) == (each.envelope_number == original.envelope_number)
    envelopes = {(each.envelope_number, each.letter_number) for each in post}
    assert len({envelope for envelope, _ in envelopes}) == len(envelopes)


def test_an_overtaken_letter_arrives_after_the_one_that_replaces_it(post: list[Sending]) -> None:
    place = {(each.answer.sample_number, each.position): n for n, each in enumerate(post) if not each.repeats}
    overtaken = {each.answer.sample_number for each in post if each.answer.overtaken}
    assert overtaken
    for sending in post:
        last = len(sending.answer.tellings) - 1
        if last:
            key = sending.answer.sample_number
            assert (place[key, 0] > place[key, last]) == (key in overtaken)


def test_times_follow_each_other(post: list[Sending]) -> None:
    for sending in post:
        answer, telling = sending.answer, sending.telling
        if sending.form == "request":
            assert answer.sampled < sending.sent <= sending.arrives
            continue
        assert answer.sampled <= answer.received <= telling.resulted <= telling.authorised
        assert telling.authorised < telling.sent <= sending.sent <= sending.arrives
        assert sending.arrives.date() <= UNTIL


def test_a_requisition_asks_for_what_is_answered_under_the_same_number(post: list[Sending]) -> None:
    write = Letters(ABOUT)
    asked = [sending for sending in post if sending.form == "request" and not sending.repeats]
    assert asked
    for sending in asked:
        letter = write.letter(sending)
        assert isinstance(letter, LaboratoryRequest)
        told = sending.answer.tellings[-1].told
        assert isinstance(told, tuple)
        sample = letter.requisition_information.sample
        assert sample.requester_sample_identifier == sending.answer.requester_number
        wanted = {each.analysis.analysis_code for each in letter.requests.requested_analyses}
        assert wanted >= {each.analysis.code for each in told}


def test_a_miba_report_is_sent_beside_the_last_web_report_and_says_the_same(post: list[Sending]) -> None:
    """It never goes with an answer that was refused: it would state consent (rule S11)."""
    write = Letters(ABOUT)
    surveyed = [sending for sending in post if sending.form == "miba" and not sending.repeats]
    assert surveyed
    for sending in surveyed:
        assert all(telling.given is None for telling in sending.answer.tellings)
        letter = write.letter(sending)
        web = write.letter(replace(sending, form="answer"))
        assert isinstance(letter, MiBaReport)
        assert isinstance(web, MicrobiologyWebReport)
        assert visible(letter).laboratory_results.investigations == web.laboratory_results.investigations


def test_no_letter_gives_a_warning(post: list[Sending]) -> None:
    """The letters are such as a careful laboratory sends: only the note that nobody is real is left."""
    write = Letters(ABOUT)
    found = set()
    for sending in post:
        message = write.message(sending, receipt_wanted=False)
        for letter in message.letters:
            found |= {each.rule for each in content(letter, version_of(letter), sent=message.envelope.sent)}
    assert found == {"content.test-person"}


def test_every_letter_goes_into_edifact_and_back_but_for_what_has_no_place_there(
    post: list[Sending],
) -> None:
    write = Letters(ABOUT)
    lost = set()
    for sending in post:
        message = write.message(sending, receipt_wanted=True)
        if message.letters[0].letter.version_code not in SEGMENTS_BY_VERSION:
            assert sending.answer.databank == "MiBa"
            continue
        written = edifact.write(message)
        found = edifact.read(written.data)
        assert found.errors == ()
        lost |= {change.path.rpartition("/")[2] for change in written.changes if change.kind == "lost"}
    assert lost == {"RequisitionGroup", "Order"}


def test_analyses_stand_under_medcoms_groups_where_one_is_assumed() -> None:
    about = replace(ABOUT, groups={"5": ("NPU02319",), "999": ("NPU01961",)})
    write = Letters(about)
    groups = set()
    for sending in sendings(answers(about, count=20), about.arrival, seed=3):
        letter = write.letter(sending)
        for told in letter.laboratory_results.results if isinstance(letter, LaboratoryReport) else ():
            placement = told.analysis.placement
            groups.add(None if placement is None else placement.requisition_group.name)
    assert groups == {None, "Hæmatologi"}
