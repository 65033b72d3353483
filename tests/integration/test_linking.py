"""Links between answers: one contract for the store in memory and the one in PostgreSQL, and what only the
latter does: reading letters as they come, leaving events, forgetting nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final, Protocol

import psycopg
import pytest

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.model import Arrival
from labsvar.exchange.rounds import Rounds
from labsvar.formats import xml
from labsvar.letters.catalogue import AboutPerson, AnyLetter
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import facts
from labsvar.linking.agreement import PromptName
from labsvar.linking.decisions import STATES, NotPossible
from labsvar.linking.memory import MemoryLinks
from labsvar.linking.model import Facts
from labsvar.linking.store import LinkStore, Taken
from labsvar.linking.words import reason_said
from labsvar.results import derive
from labsvar.results.model import Report, Requisition
from labsvar.results.store import Viewer
from tests.builders import BRUNO, NANCY, emessage, laboratory_report, microbiology_report
from tests.integration.test_results import rows
from tests.references import first_answer, reference_answer, request, web, with_prompt
from tests.unit.exchange.helpers import START, enveloped

SURVEILLANCE: Final = Viewer(
    account="ssi", name="Overvågning Prøve", role="surveillance", organisation="Overvågning"
)
PRODUCTION: Final[PromptName] = "SenderLaboratoryInternalProductionSampleIdentifier"


def take(database: Database, *letters: AnyLetter, at: datetime = START) -> None:
    """Letters come in, each in an envelope of its own release."""
    for letter in letters:
        body = xml.write(enveloped(letter, number=letter.letter.identifier))
        arrival = Arrival(body=body, channel="http", system=None, arrived_at=at)
        assert database.intake.receive([arrival])[0].status == 200


class Harness(Protocol):
    """A store, and how it gets letters."""

    @property
    def store(self) -> LinkStore:
        """The store."""

    def take(self, *letters: AnyLetter) -> Taken:
        """Makes letters known."""


class InMemory:
    def __init__(self) -> None:
        self._links = MemoryLinks()
        self.store: LinkStore = self._links
        self._letters = 0

    def take(self, *letters: AnyLetter) -> Taken:
        return self._links.take([self._facts(letter) for letter in letters])

    def _facts(self, letter: AnyLetter) -> Facts:
        self._letters += 1
        assert isinstance(letter, AboutPerson)
        known: derive.Known = {
            "letter_id": f"{self._letters}",
            "person_key": letter.patient.civil_registration_number or "",
            "databank": "MiBa",
            "stage": "full",
            "envelope": emessage(letter).envelope,
            "arrived_at": START,
        }
        made: Report | Requisition
        if isinstance(letter, LaboratoryRequest):
            made = derive.requisition(letter, **known)
        else:
            assert isinstance(letter, ReportLetter)
            made = derive.report(letter, **known)
        found = facts.of_letter(letter, made)
        assert found is not None
        return found


class InPostgres:
    def __init__(self, database: Database) -> None:
        self.store: LinkStore = database.links
        self._database = database

    def take(self, *letters: AnyLetter) -> Taken:
        take(self._database, *letters)
        return self._database.links.run()


@pytest.fixture(params=["memory", "postgresql"])
def links(request: pytest.FixtureRequest) -> Harness:
    if request.param == "memory":
        return InMemory()
    return InPostgres(request.getfixturevalue("database"))


def states(links: Harness) -> list[str]:
    return sorted(link.state for link in links.store.links(STATES))


def only(links: Harness) -> str:
    """The id of the one link there is."""
    (link,) = links.store.links(STATES)
    return link.link_id


def slipped(about: MiBaReport) -> MiBaReport:
    """A reference answer whose production number has a slip: it is proposed and not linked."""
    return with_prompt(reference_answer(about), PRODUCTION, "MP0011")


# The contract ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [False, True])
def test_answers_are_linked_when_the_later_of_the_two_comes_whichever_that_is(
    links: Harness, late: bool
) -> None:
    about = first_answer()
    letters = [about, reference_answer(about)]
    assert links.take(letters.pop(late)) == Taken(letters=1)
    assert links.take(*letters) == Taken(letters=1, linked=1)
    (link,) = links.store.links(["linked"])
    assert (link.judged.rung, link.judged.isolate, link.stands) == ("production", 1, True)
    assert link.judged.reference.production_number == "RP0001"
    assert link.judged.source.production_number == "MP0010"


def test_taking_letters_again_says_nothing_new(links: Harness) -> None:
    about = first_answer()
    links.take(about, reference_answer(about))
    before = links.store.links(STATES)
    links.take(web(about, number="TKM0000011"))
    assert links.store.links(STATES) == before


def test_a_slip_only_proposes_and_a_person_accepts_or_rejects(links: Harness) -> None:
    about = first_answer()
    assert links.take(about, slipped(about)).proposed == 1
    link_id = only(links)
    accepted = links.store.decide(link_id, "accepted", by="ssi", reason="set efter")
    assert (accepted.state, accepted.stands) == ("accepted", True)
    assert states(links) == ["accepted"]
    (link,) = links.store.links(["accepted"])
    assert (links.store.link(link_id), links.store.link("none")) == (link, None)
    assert [(event.kind, event.by, event.reason) for event in link.history] == [
        ("proposed", "labsvar", ""),
        ("accepted", "ssi", "set efter"),
    ]


def test_decisions_are_undone_and_made_otherwise_and_all_of_them_are_kept(links: Harness) -> None:
    """S24: both decisions are kept."""
    about = first_answer()
    links.take(about, slipped(about))
    link_id = only(links)
    for kind in ("rejected", "undone", "accepted", "undone"):
        links.store.decide(link_id, kind, by="ssi", reason="set efter")
    (link,) = links.store.links(["proposed"])
    assert [event.kind for event in link.history] == ["proposed", "rejected", "undone", "accepted", "undone"]


def test_a_link_that_was_rejected_is_not_made_again_by_itself(links: Harness) -> None:
    about = first_answer()
    links.take(about, reference_answer(about))
    links.store.decide(only(links), "rejected", by="ssi", reason="en anden prøve")
    links.take(web(about, number="TKM0000012"), request(about))
    assert states(links) == ["rejected"]


def test_what_is_accepted_stands_when_the_linker_says_nothing_of_it_any_more(links: Harness) -> None:
    """A second answer that fits as well takes the linker's certainty, and not the person's."""
    about = first_answer()
    links.take(about, slipped(about))
    links.store.decide(only(links), "accepted", by="ssi", reason="set efter")
    right = first_answer(number="TKM0000013", production="MP0011", sample="MS0011")
    links.take(right)
    assert states(links) == ["accepted", "linked"]


def test_a_link_becomes_a_proposal_when_its_number_turns_out_to_be_used_twice(links: Harness) -> None:
    """S24: both samples are possible now. What was said before stays, and why it is said no more stands beside it."""
    about = first_answer()
    links.take(about, reference_answer(about))
    twin = first_answer(number="TKM0000014", sampled="2026-03-03 08:15")
    assert links.take(twin) == Taken(letters=1, proposed=2)
    assert states(links) == ["proposed", "proposed"]
    histories = {link.judged.source.sampled_at.day: link.history for link in links.store.links(STATES)}
    assert [(each.kind, each.reason, each.demoted) for each in histories[2]] == [
        ("linked", "", False),
        ("proposed", "reused", True),
    ]
    assert [(each.kind, each.reason, each.demoted) for each in histories[3]] == [("proposed", "", False)]
    assert reason_said(histories[2][1], "en") == "The laboratory used this number more than once."


@pytest.mark.parametrize(
    ("before", "kind", "reason"),
    [
        ((), "undone", "set efter"),
        (("accepted",), "accepted", "set efter"),
        (("accepted",), "rejected", "set efter"),
        ((), "accepted", "  "),
    ],
)
def test_a_decision_needs_a_reason_and_a_state_that_leaves_room_for_it(
    links: Harness, before: tuple[str, ...], kind: str, reason: str
) -> None:
    about = first_answer()
    links.take(about, slipped(about))
    link_id = only(links)
    for each in before:
        links.store.decide(link_id, each, by="ssi", reason="set efter")  # type: ignore[arg-type]  # a decision
    with pytest.raises(NotPossible):
        links.store.decide(link_id, kind, by="ssi", reason=reason)  # type: ignore[arg-type]  # a decision
    with pytest.raises(KeyError):
        links.store.decide("none", "accepted", by="ssi", reason="set efter")


def test_a_look_shows_both_answers_and_what_is_not_there_shows_nothing(links: Harness) -> None:
    about = first_answer()
    links.take(about, slipped(about))
    seen = links.store.look(only(links), viewer=SURVEILLANCE, reason="surveillance")
    assert seen is not None
    assert seen.source is not None
    assert seen.reference is not None
    assert [each.production_number for each in seen.source.letters] == ["MP0010"]
    assert [each.production_number for each in seen.reference.letters] == ["RP0001"]
    assert links.store.look("none", viewer=SURVEILLANCE, reason="surveillance") is None
    assert [link.link_id for link in links.store.of_person(NANCY)] == [only(links)]
    assert links.store.of_person(BRUNO) == []


def test_a_request_that_is_stored_links_an_answer_that_carries_nothing(links: Harness) -> None:
    """From an XRPT05 only a proposal comes: it has no prompts of its own."""
    about = first_answer()
    answer = web(reference_answer(about), number="REF0000002")
    assert links.take(about, request(about), answer) == Taken(letters=3, proposed=1)
    (link,) = links.store.links(["proposed"])
    assert link.judged.rung == "request"


# Only in PostgreSQL -----------------------------------------------------------------------------------------


def test_every_look_at_a_link_leaves_one_event_in_the_log_of_each_person(
    database: Database, owner_dsn: str
) -> None:
    """S18."""
    about = first_answer()
    take(database, about, slipped(about))
    database.links.run()
    (link,) = database.links.links(["proposed"])
    assert rows(owner_dsn, "SELECT count(*) FROM audit") == [(0,)]
    database.links.look(link.link_id, viewer=SURVEILLANCE, reason="surveillance")
    assert rows(owner_dsn, "SELECT person_key, what, role, reason FROM audit") == [
        (NANCY, "link", "surveillance", "surveillance")
    ]


def test_whatever_happens_to_a_link_is_in_the_ledger(database: Database, owner_dsn: str) -> None:
    about = first_answer()
    take(database, about, slipped(about))
    database.links.run()
    (link,) = database.links.links(["proposed"])
    database.links.decide(link.link_id, "accepted", by="ssi", reason="set efter")
    assert rows(owner_dsn, "SELECT count(*) FROM ledger WHERE kind = 'link'") == [(2,)]
    assert verification.verify(database.address) == []


def test_a_link_with_an_answer_that_was_withdrawn_falls_away(database: Database, owner_dsn: str) -> None:
    """S6: a letter on the wrong person is not about this one."""
    about = first_answer()
    take(database, about, reference_answer(about))
    database.links.run()
    ((letter_id,),) = rows(owner_dsn, "SELECT letter_id FROM letter WHERE production_number = 'MP0010'")
    database.results.withdraw(person_key=NANCY, letter_id=letter_id, position=None, by="lab", reason="wrong")
    assert database.links.run() == Taken(letters=1, dropped=1)
    (link,) = database.links.links(["dropped"])
    seen = database.links.look(link.link_id, viewer=SURVEILLANCE, reason="surveillance")
    assert seen is not None
    assert seen.source is None
    assert seen.reference is not None


def test_everything_can_be_linked_anew_and_comes_out_the_same(database: Database) -> None:
    about = first_answer()
    take(database, about, request(about), reference_answer(about), microbiology_report(number="TKM9"))
    first = database.links.run()
    assert (first.letters, first.linked) == (4, 1)
    assert database.links.run() == Taken()
    assert database.links.run(again=True) == Taken(letters=4)


@pytest.mark.parametrize("kind", facts.KINDS)
def test_every_kind_that_is_read_for_linking_waits_from_the_moment_it_is_stored(
    database: Database, owner_dsn: str, kind: str
) -> None:
    """And no other kind does."""
    about = first_answer()
    letters: dict[str, AnyLetter] = {
        "XRPT05": web(about, number="TKM0000011"),
        "XRPT06": about,
        "XREQ01": request(about),
    }
    take(database, letters[kind], laboratory_report())
    assert rows(owner_dsn, "SELECT l.kind FROM link_waiting JOIN letter l USING (letter_id)") == [(kind,)]


def test_what_could_not_be_linked_waits_until_it_can(database: Database, owner_dsn: str) -> None:
    """Here the database refuses the link; nothing of it is kept, and nothing is lost, however late it is."""
    about = first_answer()
    take(database, about, reference_answer(about))
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE labsvar.link_event ADD CONSTRAINT none_now CHECK (false) NOT VALID")
        with pytest.raises(psycopg.errors.CheckViolation):
            database.links.run()
        assert rows(owner_dsn, "SELECT count(*) FROM link_waiting") == [(2,)]
        assert rows(owner_dsn, "SELECT count(*) FROM link_key") == [(0,)]
        owner.execute("ALTER TABLE labsvar.link_event DROP CONSTRAINT none_now")
    assert database.links.run() == Taken(letters=2, linked=1)
    assert rows(owner_dsn, "SELECT count(*) FROM link_waiting") == [(0,)]


def test_the_newest_letters_are_linked_first(
    database: Database, owner_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a letter of today does not wait for years that are made up for."""
    monkeypatch.setattr("labsvar.database.linking._AT_A_TIME", 2)
    take(database, microbiology_report(number="TKM9"))
    about = first_answer()
    take(database, about, reference_answer(about))
    assert database.links.take_some() == Taken(letters=2, linked=1)
    assert rows(owner_dsn, "SELECT letter_number FROM link_waiting JOIN letter USING (letter_id)") == [
        ("TKM9",)
    ]


def test_letters_are_linked_in_the_background_as_they_come(database: Database, owner_dsn: str) -> None:
    about = first_answer()
    now = datetime.now(UTC)
    take(database, about, reference_answer(about), at=now)
    runner = Rounds(database.links.take_some, name="linking", seconds=0.01, until_done=True)
    deadline = time.monotonic() + 20
    while not rows(owner_dsn, "SELECT FROM link_event") and time.monotonic() < deadline:
        time.sleep(0.01)
    runner.stop()
    assert [link.state for link in database.links.links(STATES)] == ["linked"]


def test_what_hinders_linking_is_named_by_rule_and_place_and_letter(database: Database) -> None:
    about = first_answer()
    lacking = with_prompt(reference_answer(about), "SenderAnalysisCode", None)
    take(database, about, lacking)
    (fault,) = database.links.faults()
    assert fault.finding.rule == "linking.prompts-missing"
    assert fault.sender == lacking.sender.ean_identifier
