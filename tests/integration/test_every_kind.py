"""Every kind of letter in PostgreSQL: what is stored is read back, found, guarded and withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.model import Arrival
from labsvar.exchange.routing import Configuration
from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import AnyLetter
from labsvar.results.model import Report, Requisition, Stored
from labsvar.results.record import assemble
from labsvar.results.store import Look, Viewer
from tests import microbiology, narratives, requisitions
from tests.builders import NANCY, laboratory_report, microbiology_report
from tests.retold import retold
from tests.unit.exchange.helpers import Exchange, enveloped

CLINICIAN = Viewer(account="gp", name="Prøve", role="clinician", organisation="Testvej")
LETTERS: tuple[AnyLetter, ...] = (
    laboratory_report(),
    microbiology.foot_status(),
    microbiology.microbiology_letter(),
    narratives.cytology_report(),
    narratives.histology_report(),
    microbiology_report(),
    microbiology.miba_report(),
    narratives.genetics_report(),
    requisitions.laboratory_request(),
    requisitions.microbiology_request(),
    requisitions.pathology_request(),
    requisitions.several_samples(),
)


def arrival(body: bytes) -> Arrival:
    return Arrival(body=body, channel="http", system=None, arrived_at=datetime.now(UTC))


def send(database: Database, *letters: AnyLetter) -> None:
    """Each letter in an envelope of its own; what is read in EDIFACT comes in EDIFACT."""
    bodies = [xml.write(enveloped(each, number=f"K{place}")) for place, each in enumerate(letters)]
    for reply in database.intake.receive([arrival(body) for body in bodies]):
        assert reply.status == 200


def everything(database: Database) -> Stored:
    look = Look(viewer=CLINICIAN, person_key=NANCY, what="cumulative", reason="treatment")
    stored = database.results.look(look)
    assert stored is not None
    return stored


def of(stored: Stored) -> list[Report | Requisition]:
    """All that is stored."""
    return [*stored.reports, *stored.requisitions]


def test_what_is_read_back_is_what_memory_would_hold(database: Database) -> None:
    """Reports and requisitions come back as they were derived, and are shown alike."""
    send(database, *LETTERS)
    exchange = Exchange()
    for place, each in enumerate(LETTERS):
        exchange.letter(each, f"K{place}")
    stored = everything(database)
    derived = {letter.kept.letter_number: letter.kept for letter in exchange.store.letters}
    for kept in of(stored):
        same = replace(derived[kept.letter_number], letter_id=kept.letter_id, arrived_at=kept.arrived_at)
        assert kept == same
    assert (len(stored.reports), len(stored.requisitions)) == (8, 4)
    record = assemble(stored)
    shown = (record.microbiology, record.pathology, record.genetics, record.requisitions)
    assert tuple(map(len, shown)) == (3, 2, 1, 4)
    assert verification.verify(database.address) == []


def test_edifact_is_stored_with_its_own_bytes(database: Database) -> None:
    """The letter's page can hand out what was received."""
    sent = edifact.write(enveloped(laboratory_report(), number="K1")).data
    (reply,) = database.intake.receive([arrival(sent)])
    assert (reply.status, reply.content_type) == (200, "application/EDIFACT; charset=iso-8859-1")
    (again,) = database.intake.receive([arrival(sent)])
    assert (again.status, again.body, again.content_type) == (reply.status, reply.body, reply.content_type)
    (report,) = everything(database).reports
    look = Look(viewer=CLINICIAN, person_key=NANCY, what="letter", reason="treatment")
    seen = database.results.letter(look, report.letter_id)
    assert seen is not None
    assert seen.letter.raw == sent


def test_a_requisition_is_found_by_its_number_and_by_those_of_its_samples(database: Database) -> None:
    """A laboratory has a tube in its hands and nothing else; it is told where, and nothing about a person."""
    several = requisitions.several_samples()
    send(database, several, requisitions.laboratory_request())
    information = several.requisition_information
    numbers = (
        information.requesters_requisition_identifier,
        information.samples[0].requester_sample_identifier,
    )
    found = [database.results.requisitions(number) for number in numbers]
    assert found[0] == found[1]
    assert [each.kind for each in found[0]] == ["XREQ04"]
    assert database.results.requisitions("no such number") == []


def test_a_letter_without_result_rows_is_withdrawn_as_a_whole(database: Database) -> None:
    """An answer in words has no position; a requisition neither."""
    send(database, narratives.histology_report(), requisitions.laboratory_request())
    stored = everything(database)
    for kept in of(stored):
        with pytest.raises(KeyError):
            database.results.withdraw(
                person_key=NANCY, letter_id=kept.letter_id, position=0, by="lab", reason="wrong"
            )
        database.results.withdraw(
            person_key=NANCY, letter_id=kept.letter_id, position=None, by="lab", reason="wrong"
        )
    record = assemble(everything(database))
    assert record.pathology[0].withdrawn is not None
    assert record.requisitions[0].withdrawn is not None


def test_a_part_of_xrpt02_is_withdrawn_by_its_position(database: Database) -> None:
    """The culture stands after the results."""
    send(database, microbiology.microbiology_letter())
    (report,) = everything(database).reports
    ((position, _),) = report.parts
    database.results.withdraw(
        person_key=NANCY, letter_id=report.letter_id, position=position, by="lab", reason="wrong"
    )
    (history,) = assemble(everything(database)).microbiology
    assert history.parts[0].withdrawn is not None
    assert history.results[0].withdrawn is None


def test_s7_a_clinician_is_told_of_a_corrected_answer_in_words(database: Database) -> None:
    """As of a corrected value."""
    send(database, narratives.histology_report())
    everything(database)
    correction = retold(
        narratives.histology_report(), number="2", status="corrected", resulted="2026-03-03 12:00"
    )
    (reply,) = database.intake.receive([arrival(xml.write(enveloped(correction, number="K9")))])
    assert reply.status == 200
    (notice,) = database.results.notices("gp")
    assert notice.kind == "corrected"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE labsvar.requisition SET given = false", "altered"),
        ("DELETE FROM labsvar.requisition", "missing"),
        ("UPDATE labsvar.requisition SET letter_id = 'x'", "added"),
    ],
)
def test_verify_sees_a_changed_requisition(
    database: Database, owner_dsn: str, statement: str, kind: str
) -> None:
    """Whoever changed it, and however."""
    send(database, requisitions.laboratory_request())
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(statement)
    problems = verification.verify(database.address)
    assert ("requisition", kind) in {(problem.what, problem.kind) for problem in problems}


def test_s14_microbiology_goes_on_to_miba_whatever_it_says_of_consent() -> None:
    """Refused or in the technical stage, XRPT02 and XRPT06 are passed on; requisitions go to the hotel."""
    destinations = {"MiBa": "https://miba.example", "Hotel": "https://hotel.example"}
    exchange = Exchange(destinations=destinations)
    for place, letter in enumerate((microbiology.microbiology_letter(), microbiology.miba_report())):
        exchange.letter(retold(letter, given=False), f"K{place}")
    exchange.letter(requisitions.laboratory_request(), "K9")
    assert [each.databank for entry in exchange.store.entries for each in entry.deliveries] == [
        "MiBa",
        "MiBa",
        "Hotel",
    ]
    assert Configuration().databank("XRPT06") == "MiBa"
