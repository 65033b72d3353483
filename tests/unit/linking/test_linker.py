"""Which answers belong together: the rules one by one, the index against all with all, made-up outbreaks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.linking import keys
from labsvar.linking.agreement import Agreement
from labsvar.linking.evidence import one_slip
from labsvar.linking.linker import Linker
from labsvar.linking.model import Answer, AnswerFacts, AnswerKey, Facts, Judged
from labsvar.linking.words import rung_said, said
from tests.outbreaks.__main__ import tallied
from tests.outbreaks.adapter import Adapter, Safeguard, facts_of
from tests.outbreaks.judge import Claim, Tally, judge
from tests.outbreaks.letters import LABORATORIES, REFERENCE, Row
from tests.outbreaks.world import outbreak, shuffled
from tests.slow_linker import strong_pairs

CPR = "2512489996"
AGREED = Agreement(reference_laboratories=frozenset({REFERENCE}))
LANGUAGES: tuple[Literal["da", "en"], ...] = ("da", "en")


def source(**changes: Any) -> Row:
    """A first laboratory's answer, as a row."""
    made: Row = {
        "row": "answer",
        "letter_id": "L1",
        "kind": "XRPT06",
        "number": CPR,
        "surname": "Berggren",
        "given": "Nancy",
        "sender": LABORATORIES["A"],
        "receiver": "5790000009010",
        "sample_number": "S1",
        "requester_number": "R1",
        "production_number": "M1000",
        "sampled_at": "2026-03-02T08:15:00",
        "told_at": "2026-03-04T08:00:00",
        "producers": [("A", "Laboratorium A")],
        "grown": [grown(1, "Salmonella species"), grown(2, "Shigella sonnei")],
        "prompts": {},
    }
    return made | changes


def grown(isolate: int | None, organism: str, analysis: str = "901") -> dict[str, Any]:
    return {"analysis": analysis, "isolate": isolate, "organism": organism, "material": "Fæces"}


PROMPTS = {"original": "R1", "producer": "A", "analysis": "901", "production": "M1000", "isolate": 1}


def answer(prompts: dict[str, Any] | None = None, **changes: Any) -> Row:
    """The reference laboratory's answer, as a row."""
    made = source(
        letter_id="L2",
        sender=REFERENCE,
        sample_number="X1",
        requester_number="K1",
        production_number="Y1",
        told_at="2026-03-09T08:00:00",
        producers=[("REF", "Reference")],
        grown=[grown(1, "Salmonella Typhimurium", "R1")],
        prompts=PROMPTS if prompts is None else prompts,
    )
    return made | changes


def request(**changes: Any) -> Row:
    """The request of the first laboratory, as a row."""
    made: Row = {
        "row": "request",
        "letter_id": "L3",
        "number": CPR,
        "surname": "Berggren",
        "given": "Nancy",
        "sender": LABORATORIES["A"],
        "receiver": REFERENCE,
        "requisition_number": "K1",
        "prompts": PROMPTS,
    }
    return made | changes


def said_of(*rows: Row) -> list[Judged]:
    adapter = Adapter()
    for row in rows:
        adapter.receive(row)
    return list(adapter.linker.judged())


def only(*rows: Row) -> Judged:
    (judged,) = said_of(*rows)
    return judged


def against(judged: Judged) -> set[str]:
    return {each.topic for each in judged.evidence if each.says == "against"}


# Links ----------------------------------------------------------------------------------------------------


def test_production_number_and_producer_link_when_person_and_day_agree() -> None:
    judged = only(source(), answer())
    assert (judged.verdict, judged.rung, judged.isolate) == ("link", "production", 1)
    assert against(judged) == set()


def test_the_number_alone_does_not_link() -> None:
    """One wrong digit would: something else has to agree too."""
    bare = {"producer": "A", "production": "M1000"}
    judged = only(source(), answer(bare, grown=[grown(1, "", "R1")]))
    assert (judged.verdict, judged.rung) == ("propose", "production")


@pytest.mark.parametrize(
    ("changes", "topic"),
    [
        ({"sampled_at": "2026-03-03T08:15:00"}, "day"),
        ({"prompts": PROMPTS | {"original": "R9"}}, "requester_number"),
        ({"prompts": PROMPTS | {"analysis": "999"}}, "analysis"),
        ({"prompts": PROMPTS | {"isolate": 3}}, "isolate"),
        ({"prompts": PROMPTS | {"isolate": 2}}, "organism"),
        ({"grown": [grown(1, "Listeria monocytogenes", "R1")]}, "organism"),
        ({"number": "2512481WQ4"}, "person_changed"),
    ],
)
def test_one_thing_against_it_makes_a_link_a_proposal_that_names_it(
    changes: dict[str, Any], topic: str
) -> None:
    judged = only(source(), answer(**changes))
    assert judged.verdict == "propose"
    assert against(judged) == {topic}


def test_two_things_against_it_propose_nothing() -> None:
    changes: Row = {"sampled_at": "2026-03-03T08:15:00", "grown": [grown(1, "Listeria", "R1")]}
    assert said_of(source(), answer(**changes)) == []


def test_numbers_of_one_laboratory_say_nothing_about_another_laboratory() -> None:
    """The production number is the producer's: another laboratory's same number is another sample."""
    other = source(sender=LABORATORIES["B"], producers=[("B", "Laboratorium B")], grown=[])
    assert said_of(other, answer(PROMPTS | {"original": "R9"})) == []


def test_whose_the_number_is_must_be_clear_where_an_answer_names_several_producers() -> None:
    two = [("A", "Laboratorium A"), ("B", "Laboratorium B")]
    judged = only(source(producers=two), answer())
    assert (judged.verdict, against(judged)) == ("propose", {"issuer"})
    web = source(letter_id="L9", kind="XRPT05", producers=two, laboratory="A")
    assert only(source(producers=two), web, answer()).verdict == "link"


def test_two_answers_that_fit_equally_well_are_both_proposed() -> None:
    twin = source(letter_id="L9", sender="5790000009012", sampled_at="2026-03-02T09:00:00")
    judged = said_of(source(), twin, answer())
    assert [each.verdict for each in judged] == ["propose", "propose"]
    assert all({"only", "reused"} <= against(each) for each in judged)


ELMER: Row = {"number": "2509479989", "surname": "Elmer", "given": "Bruno"}


@pytest.mark.parametrize(
    ("twin", "also"),
    [
        ({"sampled_at": "2026-03-03T08:15:00"}, {"reused", "day"}),
        (ELMER, {"reused", "person"}),
        ({"sampled_at": "2026-04-13T08:15:00", "grown": [grown(1, "Listeria")]}, None),
        (ELMER | {"requester_number": "R9"}, None),
    ],
)
def test_a_number_that_its_laboratory_used_again_links_nothing(twin: Row, also: set[str] | None) -> None:
    """The reference laboratory may have written one word of the other sample: then every word is about that one.

    Both are proposed, with the reason, unless too much speaks against the other.
    """
    said = {
        each.source.sampled_at.isoformat() + each.source.person_key: against(each)
        for each in said_of(source(), source(letter_id="L9", **twin), answer())
    }
    mine = said.pop("2026-03-02T08:15:00" + CPR)
    assert mine == {"reused"}
    assert list(said.values()) == ([] if also is None else [also])


def test_a_number_that_several_laboratories_used_for_one_person_links_nothing() -> None:
    """A sample that was split: the wrong one of the two may be named as the producer."""
    split = source(letter_id="L9", sender=LABORATORIES["B"], producers=[("B", "Laboratorium B")])
    judged = said_of(source(), split, answer())
    assert {(each.source.sender, each.verdict) for each in judged} == {
        (LABORATORIES["A"], "propose"),
        (LABORATORIES["B"], "propose"),
    }
    assert all("elsewhere" in against(each) for each in judged)


def test_another_laboratorys_same_number_for_somebody_else_leaves_the_key_strong() -> None:
    other = source(letter_id="L9", sender=LABORATORIES["B"], producers=[("B", "Laboratorium B")], **ELMER)
    assert only(source(), other, answer()).verdict == "link"


def test_the_letters_of_one_answer_are_one_sample() -> None:
    again = source(letter_id="L9", told_at="2026-03-05T08:00:00")
    assert (
        only(source(), source(letter_id="L7", kind="XRPT05", laboratory="A"), again, answer()).verdict
        == "link"
    )


def test_a_request_that_says_otherwise_keeps_an_answer_from_linking() -> None:
    judged = only(source(), request(prompts=PROMPTS | {"isolate": 2}), answer())
    assert (judged.verdict, against(judged)) == ("propose", {"request"})
    assert only(source(), request(), answer()).verdict == "link"


def test_corrected_prompts_take_a_wrong_link_back() -> None:
    """What the newest letter of an answer says counts."""
    wrong = answer(PROMPTS | {"production": "M2000", "original": "R2"})
    other = source(letter_id="L9", production_number="M2000", requester_number="R2", sample_number="S2")
    corrected = answer(letter_id="L8", told_at="2026-03-10T08:00:00")
    assert only(source(), other, wrong).source.production_number == "M2000"
    assert only(source(), other, wrong, corrected).source.production_number == "M1000"


@pytest.mark.parametrize(
    ("isolates", "prompted", "found", "isolate"),
    [
        (["Salmonella", "Shigella"], 1, "Salmonella", 1),
        (["Salmonella", "Shigella"], None, "Shigella", 2),
        (["Salmonella", "Salmonella"], 1, "Salmonella", None),
        (["Salmonella"], 1, "", 1),
        (["Salmonella", "Shigella"], 1, "", None),
    ],
)
def test_the_isolate_is_named_only_where_no_other_can_be_meant(
    isolates: list[str], prompted: int | None, found: str, isolate: int | None
) -> None:
    about = source(grown=[grown(number, name) for number, name in enumerate(isolates, 1)])
    prompts = {name: value for name, value in (PROMPTS | {"isolate": prompted}).items() if value is not None}
    judged = only(about, answer(prompts, grown=[grown(1, found, "R1")]))
    assert (judged.verdict, judged.isolate) == ("link", isolate)


# Persons ----------------------------------------------------------------------------------------------------


def test_another_person_is_proposed_only_where_a_second_number_says_so() -> None:
    other: Row = {"number": "2509479989", "surname": "Elmer", "given": "Bruno"}
    judged = only(source(), answer(**other))
    assert (judged.verdict, against(judged)) == ("propose", {"person"})
    assert said_of(source(requester_number="R9"), answer(**other)) == []


@pytest.mark.parametrize("number", ["0000000000", "2509479989"])
def test_an_unknown_number_or_another_one_links_nothing(number: str) -> None:
    for judged in said_of(source(number=number), answer(number="0000000000")):
        assert judged.verdict == "propose"


def test_a_name_that_disagrees_keeps_one_number_from_linking() -> None:
    """S8."""
    judged = only(source(), answer(surname="Elmer", given="Bruno"))
    assert (judged.verdict, against(judged)) == ("propose", {"person"})


def test_a_local_number_counts_only_where_the_prompts_name_its_issuer() -> None:
    """S8: the same one may be that of several people."""
    local: Row = {"number": "2512480AB2"}
    assert only(source(**local), answer(**local)).verdict == "link"
    without = answer({}, **local)
    assert said_of(source(**local), without) == []
    two = [("A", "Laboratorium A"), ("B", "Laboratorium B")]
    assert said_of(source(producers=two, **local), answer(**local)) == []


# Proposals --------------------------------------------------------------------------------------------------


def test_person_and_day_alone_propose_nothing() -> None:
    """S24."""
    assert said_of(source(), answer({}, grown=[grown(1, "Listeria", "R1")])) == []
    assert said_of(source(grown=[]), answer({}, grown=[])) == []


def test_person_day_and_organism_propose_where_no_material_says_otherwise() -> None:
    judged = only(source(), answer({}))
    assert (judged.verdict, judged.rung) == ("propose", "finding")
    elsewhere = grown(1, "Salmonella", "R1") | {"material": "Blod"}
    assert said_of(source(), answer({}, grown=[elsewhere])) == []


def test_swapped_numbers_are_found_and_proposed() -> None:
    judged = only(source(), answer(PROMPTS | {"original": "M1000", "production": "R1"}))
    assert (judged.verdict, judged.rung) == ("propose", "swapped")


def test_a_slip_of_the_finger_is_found_and_proposed() -> None:
    judged = only(source(), answer(PROMPTS | {"production": "M1001"}))
    assert (judged.verdict, judged.rung) == ("propose", "near")


def test_a_number_typed_from_paper_is_found_and_proposed() -> None:
    judged = only(source(grown=[]), answer({}, requester_number="M1000"))
    assert (judged.verdict, judged.rung) == ("propose", "number")


def test_a_request_stands_in_for_prompts_that_the_answer_lacks() -> None:
    judged = only(source(), request(), answer({}, kind="XRPT05"))
    assert (judged.verdict, judged.rung) == ("propose", "request")


def test_an_answer_of_a_laboratory_that_is_no_reference_laboratory_is_about_nothing() -> None:
    linker = Linker(map(facts_of, (source(), answer({}))))
    assert linker.judged() == ()


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("M1000", "M1001", True),
        ("M1000", "M100", True),
        ("M100", "M1000", True),
        ("M1200", "M2100", True),
        ("M1000", "M1000", False),
        ("M1000", "M1011", False),
        ("M1000", "M10", False),
        ("M1000", "1M000", True),
        ("M1230", "M3210", False),
        ("", "M", True),
    ],
)
def test_one_slip_is_one_character_wrong_missing_added_or_two_turned_around(
    a: str, b: str, near: bool
) -> None:
    assert one_slip(a, b) is near
    assert one_slip(b, a) is near


def test_all_evidence_is_said_in_both_languages_and_names_no_number() -> None:
    for seed in range(3):
        of = outbreak(seed, samples=60)
        for judged in said_of(*of.rows):
            texts = [said(each, language) for each in judged.evidence for language in LANGUAGES]
            texts += [rung_said(judged.rung, "da"), rung_said(judged.rung, "en")]
            assert all(text and not any(letter.isdigit() for letter in text) for text in texts)


# Fast against slow, and order -------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_the_index_links_what_comparing_all_with_all_links(seed: int) -> None:
    of = outbreak(seed, samples=50)
    linked = {
        (_plain(judged.reference), _plain(judged.source))
        for judged in said_of(*of.rows)
        if judged.verdict == "link"
    }
    assert linked == strong_pairs(of.rows)
    assert linked


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_the_keys_of_a_letter_find_all_that_it_may_change(seed: int) -> None:
    """What is said with only the letters that share a key at hand, letter by letter, is what is said with all.

    So a store need not have all in memory, and proposals miss nothing either.
    """
    of = outbreak(seed, samples=40)
    kept: dict[str, dict[str, Facts]] = {}
    current: dict[AnswerKey, tuple[Judged, ...]] = {}
    for fact in map(facts_of, of.rows):
        for key in keys.keys(fact):
            kept.setdefault(key, {})[fact.letter_id] = fact
        near = [each for key in keys.touching([fact]) for each in kept.get(key, {}).values()]
        around = [each for key in keys.around([fact, *near]) for each in kept.get(key, {}).values()]
        linker = Linker([*near, *around], settings=AGREED)
        current |= {key: linker.judged([key]) for key in linker.affected(fact) if linker.knows(key)}
    said = {judged for each in current.values() for judged in each}
    assert said == set(Linker(map(facts_of, of.rows), settings=AGREED).judged())
    assert said == set(_AllPairs(map(facts_of, of.rows), settings=AGREED).judged())


class _AllPairs(Linker):
    """Compares each answer with every other."""

    def _candidates(self, newest: AnswerFacts) -> list[Answer]:
        return [answer for answer in self.answers if answer.key.sender != newest.sender]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_said_does_not_depend_on_the_order_of_arrival(seed: int) -> None:
    of = outbreak(seed, samples=40)
    in_order, mixed = said_of(*of.rows), said_of(*shuffled(of, seed).rows)
    assert sorted(in_order, key=_order) == sorted(mixed, key=_order)


def _order(judged: Judged) -> tuple[AnswerKey, AnswerKey]:
    return judged.reference, judged.source


def _plain(key: AnswerKey) -> tuple[str, ...]:
    at: datetime = key.sampled_at
    return key.person_key, key.sender, key.production_number, at.isoformat()


# Outbreaks --------------------------------------------------------------------------------------------------


def test_made_up_outbreaks_are_linked_without_a_wrong_link() -> None:
    """The short form of `python -m tests.outbreaks --seeds 1000`."""
    tally = Tally()
    for seed in range(5):
        tally += tallied(seed)
    assert tally.wrong == []
    assert tally.made >= 0.99
    assert tally.strong > 300
    assert tally.fit_another > 0
    # Before the rule that a number is used once, precision was above 95 %: it linked such answers, sometimes wrongly.
    # Now both samples of a number that was used twice are proposed, and one of them is right, so no precision of
    # 95 % is to be had; what is left out would be missed, so recall has risen.
    assert (tally.precision > 0.93, tally.recall > 0.97) == (True, True)
    assert tally.line(5).startswith("5 outbreaks, ")


@pytest.mark.parametrize(("safeguard", "seed"), [("person", 20), ("day", 3), ("uniqueness", 1)])
def test_without_one_of_its_safeguards_the_linker_links_wrongly(safeguard: Safeguard, seed: int) -> None:
    """None of them is there for nothing, and a letter that fits another sample excuses none of them."""
    assert tallied(seed, safeguard=safeguard).wrong_links > 0
    assert tallied(seed).wrong_links == 0


class Careless:
    """Links by one thing alone, as a linker must not."""

    def __init__(self, by: str) -> None:
        self._by = by
        self._sources: dict[Any, str] = {}

    def receive(self, row: Row) -> dict[str, list[Claim]]:
        if row["row"] == "request":
            return {}
        if row["sender"] != REFERENCE:
            self._sources[self._key(row, row["production_number"])] = row["letter_id"]
            return {}
        number = row["prompts"].get("production", row["requester_number"])
        found = self._sources.get(self._key(row, number))
        letter_id = row["letter_id"]
        return {letter_id: [Claim(letter_id, found, None, linked=True)] if found else []}

    def _key(self, row: Row, number: str) -> Any:
        by = {
            "number": number,
            "person": row["number"],
            "person and day": (row["number"], row["sampled_at"][:10]),
        }
        return by[self._by]


@pytest.mark.parametrize("by", ["number", "person", "person and day"])
def test_the_outbreaks_show_what_a_careless_linker_does(by: str) -> None:
    """The judge is no rubber stamp: each of the keys by itself links wrongly."""
    tally = Tally()
    for seed in range(2):
        judge(seed, outbreak(seed), Careless(by), tally)
    assert tally.wrong_links > 0
