"""Samples to and from a reference laboratory, from the first answer to the supplementary one, on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import psycopg
import pytest
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.reference import Desk, OwnAnswer, Sent
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import prompts, rules
from labsvar.linking.prompts import Choice
from labsvar.linking.reception import MemoryReceptions, NotPossible, Received, ReceptionStore
from labsvar.linking.requesting import Laboratory, Wanted
from labsvar.linking.supplementing import Supplement
from labsvar.results.store import Viewer
from tests import microbiology
from tests.builders import MICROBIOLOGY_GLN, NANCY
from tests.integration.test_linking import take
from tests.integration.test_results import rows
from tests.references import REFERENCE_GLN, first_answer, reference_answer, web
from tests.unit.exchange.helpers import START

NOW: Final = START
"""Long ago: what waits for being linked does so however long it takes."""
FIRST: Final = first_answer()
WEB: Final = web(FIRST, number="TKM0000011")


def desk(laboratory: str) -> Desk:
    viewer = Viewer(account="lab", name="Laborant Prøve", role="laboratory", organisation="Testlab")
    return Desk(viewer=viewer, laboratory=laboratory, reason="reference")


KMA: Final = desk(MICROBIOLOGY_GLN)
REFERENCE: Final = desk(REFERENCE_GLN)


def wanted(**changes: object) -> Wanted:
    made = Wanted(
        choice=Choice(investigation=0, isolate=1), to=Laboratory(gln=REFERENCE_GLN, name="REF"), at=NOW
    )
    return replace(made, **changes)


def only(database: Database) -> OwnAnswer:
    (found,) = database.reference.answers("MP0010", KMA)
    return found


def looks(database: Database, what: str) -> int:
    found = rows(database.address, "SELECT what FROM labsvar.audit")
    return found.count((what,))


def requested(database: Database) -> LaboratoryRequest:
    """The first laboratory has answered, and asks the reference laboratory."""
    take(database, FIRST, WEB, at=NOW)
    sent = database.reference.request("MP0010", None, wanted(), KMA)
    assert isinstance(sent, Sent), sent
    (request,) = only(database).requests
    assert isinstance(request.letter, LaboratoryRequest)
    return request.letter


def answered(database: Database) -> None:
    """The reference laboratory answers with an XRPT06 that carries the prompts."""
    request = requested(database)
    made = reference_answer(
        FIRST, requester=request.requisition_information.sample.requester_sample_identifier
    )
    bare = microbiology.with_results(made, prompts=())
    carried = prompts.carry(request, bare)
    assert isinstance(carried, MiBaReport)
    take(database, carried, at=NOW)
    database.links.run()


def test_from_the_answer_to_the_supplement_and_everything_is_in_the_ledger(database: Database) -> None:
    """Answer, request, reception, reference answer, a strong link, the supplement; and again changes nothing."""
    answered(database)
    (found,) = database.reference.arrived("MP0010", REFERENCE)
    assert found.how == "production"
    assert found.missing == ()
    database.reference.note(found.requisition.letter_id, "received", [found], number="MP0010", desk=REFERENCE)
    own = only(database)
    (referred,) = own.referred
    shown = database.reference.supplement(own, referred.report.letter_id, at=NOW)
    assert isinstance(shown, Supplement)
    names = own.letter_id, referred.report.letter_id
    sent = database.reference.send_supplement("MP0010", names, KMA, at=NOW)
    assert isinstance(sent, Sent)
    assert sent.letter_numbers == tuple(each.letter.identifier for each in shown.letters)
    (after,) = database.reference.answers("MP0010", KMA)
    assert after.own.web == shown.web
    assert after.own.miba == shown.miba
    database.links.run()
    assert [link.state for link in database.links.of_person(NANCY)] == ["linked"]
    assert verification.verify(database.address) == []


@pytest.mark.parametrize("kind", ["XRPT05", "XRPT06"])
@pytest.mark.parametrize("fault", ["RAISE check_violation", "PERFORM pg_terminate_backend(pg_backend_pid())"])
def test_the_supplement_goes_to_requester_and_databank_or_to_neither(
    database: Database, owner_dsn: str, kind: str, fault: str
) -> None:
    """Whichever of the two the database fails at, by refusing it or by being cut off. The same sent again, when the
    database is well, is taken whole."""
    answered(database)
    own = only(database)
    names = own.letter_id, own.referred[0].report.letter_id
    letters = "SELECT count(*) FROM letter"
    before = rows(owner_dsn, letters)
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION labsvar.fails() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {fault}; RETURN NEW; END $$"
        )
        owner.execute(
            "CREATE TRIGGER fails BEFORE INSERT ON labsvar.letter "
            f"FOR EACH ROW WHEN (NEW.kind = '{kind}') EXECUTE FUNCTION labsvar.fails()"
        )
        failed = database.reference.send_supplement("MP0010", names, KMA, at=NOW)
        assert isinstance(failed, tuple)
        assert [each.rule for each in failed] == [rules.NOT_TAKEN.id]
        assert rows(owner_dsn, letters) == before
        assert only(database) == own
        owner.execute("DROP TRIGGER fails ON labsvar.letter; DROP FUNCTION labsvar.fails")
    sent = database.reference.send_supplement("MP0010", names, KMA, at=NOW)
    assert isinstance(sent, Sent)
    assert len(sent.letter_numbers) == 2
    assert rows(owner_dsn, letters) == [(before[0][0] + 2,)]
    assert verification.verify(database.address) == []


def test_a_request_sent_twice_is_one_request(database: Database) -> None:
    """S21: the same letter again is answered as before."""
    requested(database)
    again = database.reference.request("MP0010", None, wanted(), KMA)
    assert isinstance(again, Sent)
    assert len(only(database).requests) == 1
    later = database.reference.request("MP0010", None, wanted(at=NOW + timedelta(minutes=1)), KMA)
    assert isinstance(later, Sent)
    found = database.reference.arrived(str(later.requisition_number), REFERENCE)
    assert [each.missing for each in found] == [("number_reused",)] * 2


def test_what_cannot_be_made_is_not_sent(database: Database) -> None:
    """The findings say why; an answer that is not there, or not the laboratory's, is none."""
    take(database, FIRST, WEB, at=NOW)
    made = database.reference.request("MP0010", None, wanted(choice=Choice(investigation=7)), KMA)
    assert isinstance(made, tuple)
    assert rules.INVESTIGATION_UNKNOWN.id in {each.rule for each in made}
    assert only(database).requests == ()
    for number, of in (("MP9999", KMA), ("MP0010", REFERENCE)):
        with pytest.raises(KeyError):
            database.reference.request(number, None, wanted(), of)
    with pytest.raises(KeyError):
        database.reference.supplement(only(database), "another", at=NOW)


def test_s18_each_search_is_one_look_at_each_person_it_leads_to(database: Database) -> None:
    """One that leads to nobody, or to somebody else's letters, leaves none."""
    requested(database)
    before = looks(database, "reference_reception")
    assert database.reference.arrived("MP0010", REFERENCE, tube="MR0010")
    assert looks(database, "reference_reception") == before + 1
    assert database.reference.arrived("MP0010", KMA) == ()
    assert database.reference.arrived("XXXX", REFERENCE) == ()
    assert looks(database, "reference_reception") == before + 1
    before = looks(database, "reference_answers")
    assert database.reference.answers("MP0010", REFERENCE) == ()
    assert looks(database, "reference_answers") == before


def test_s12_a_refused_answer_makes_a_refused_request_that_the_laboratory_asked_still_finds(
    database: Database,
) -> None:
    """It was sent to it; to everybody else it is not there."""
    refused = first_answer(given=False)
    take(database, refused, at=NOW)
    sent = database.reference.request("MP0010", None, wanted(), KMA)
    assert isinstance(sent, Sent)
    (found,) = database.reference.arrived("MP0010", REFERENCE)
    consent = found.letter.patient.consent
    assert consent is not None
    assert consent.given is False


@pytest.fixture(params=["memory", "postgresql"])
def receptions(request: pytest.FixtureRequest) -> ReceptionStore:
    if request.param == "memory":
        return MemoryReceptions()
    store: ReceptionStore = request.getfixturevalue("database").reference
    return store


def test_what_is_noted_is_added_and_never_changed(receptions: ReceptionStore) -> None:
    first = Received(
        letter_id="one",
        person_key=NANCY,
        sequence=0,
        kind="received",
        at=NOW,
        who="lab",
        laboratory=REFERENCE_GLN,
        number="K1",
    )
    receptions.add(first)
    with pytest.raises(NotPossible):
        receptions.add(replace(first, who="another"))
    undone = replace(first, sequence=1, kind="undone")
    receptions.add(undone)
    assert list(receptions.of({"one", "two"})) == [first, undone]
    assert list(receptions.of(())) == []
