"""The ledger finds whatever was changed behind its back."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from labsvar.database import Database, binaries
from labsvar.database import verify as verification
from labsvar.exchange.model import Arrival
from labsvar.formats import xml
from labsvar.letters.receipts import AcceptedEmessage, Mailbox, PositiveReceipt, ReceiptLetter
from labsvar.letters.release import RELEASE_2005
from labsvar.results.store import Look, Viewer
from tests.builders import BRUNO, NANCY, OUR_GLN, emessage, laboratory_report, microbiology_report, patient
from tests.requisitions import laboratory_request
from tests.unit.exchange.helpers import enveloped

ROOT = Path(__file__).parents[2]
CLINICIAN = Viewer(account="gp", name="Prøve", role="clinician", organisation="Testvej")


RECEIPT = xml.write(
    emessage(
        PositiveReceipt(
            letter=ReceiptLetter(identifier="Q1", version_code="XC0330Q", statistical_code="XCTL03"),
            sender=Mailbox(ean_identifier="5790000000999"),
            receiver=Mailbox(ean_identifier=OUR_GLN),
            original_emessage=AcceptedEmessage(
                original_envelope_identifier="K9",
                original_sender=Mailbox(ean_identifier=OUR_GLN),
                original_receiver=Mailbox(ean_identifier="5790000000999"),
            ),
        ),
        receipt_wanted=False,
        namespace=RELEASE_2005.namespace,
    )
)


def arrival(body: bytes) -> Arrival:
    return Arrival(body=body, channel="http", system=None, arrived_at=datetime.now(UTC))


@pytest.fixture
def filled(database: Database) -> Database:
    """Three letters about two persons and a requisition, a look, a withdrawal, two sealed and one not."""
    letters = (
        emessage(laboratory_report(), microbiology_report(), number="K1"),
        emessage(laboratory_report(number="B1", patient=patient(BRUNO)), number="K2"),
    )
    for letter in (*letters, enveloped(laboratory_request(), number="K3")):
        assert database.intake.receive([arrival(xml.write(letter))])[0].status == 200
    assert database.intake.receive([arrival(RECEIPT)])[0].status == 204
    look = Look(viewer=CLINICIAN, person_key=NANCY, what="cumulative", reason="treatment")
    stored = database.results.look(look)
    assert stored is not None
    database._sealer.seal()
    database.results.withdraw(
        person_key=NANCY,
        letter_id=stored.reports[0].letter_id,
        position=0,
        by="lab",
        reason="wrong person",
    )
    return database


def script() -> str:
    """The script of the how-to page."""
    page = (ROOT / "docs/howto/verify-the-ledger.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def say_problems(address: str) -> str:
    """What the script of the how-to page says, run by an interpreter that has nothing of ours."""
    psql = binaries.find().folder / "psql"
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script(), str(psql), address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode in {0, 1}, finished.stderr
    assert (finished.returncode == 1) == bool(finished.stdout)
    return finished.stdout


def test_all_is_well(filled: Database, owner_dsn: str) -> None:
    """What nobody touched has no problems, sealed or not, before and after a clean stop."""
    assert verification.verify(filled.address) == []
    assert say_problems(owner_dsn) == ""
    filled.close()
    assert verification.verify(owner_dsn) == []


TAMPERING: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "a letter's bytes changed": (
        "UPDATE letter SET raw = raw || ' ' WHERE kind = 'XRPT05'",
        {("letter", "altered")},
    ),
    "a report changed": (
        "UPDATE letter SET report = replace(convert_from(report, 'UTF8'), '4.0', '4.9')::bytea",
        {("letter", "altered")},
    ),
    "a letter moved to another person": (
        f"UPDATE letter SET person_key = '{BRUNO}', sequence = 9 WHERE kind = 'XRPT05'",
        {("letter", "altered"), ("result", "added")},
    ),
    "a letter removed": (
        "DELETE FROM letter WHERE kind = 'XRPT05'",
        {("letter", "missing"), ("result", "added"), ("letter_number", "added")},
    ),
    "a letter added": (
        (
            "INSERT INTO letter SELECT person_key, 'new', 99, sender, 'N', envelope_number, kind, version, databank, "
            "destination, stage, sample_number, requester_number, production_number, sampled_at, resulted_at, "
            "arrived_at, content, raw, document, report FROM letter LIMIT 1"
        ),
        {("letter", "added"), ("letter_number", "missing")},
    ),
    "a requisition's consent": ("UPDATE requisition SET given = false", {("requisition", "altered")}),
    "a stage raised": ("UPDATE letter SET stage = 'technical'", {("letter", "altered")}),
    "a result's value changed": (
        "UPDATE result SET value = '400' WHERE value = '4.0'",
        {("letter", "altered")},
    ),
    "a result removed": ("DELETE FROM result WHERE position = 1", {("letter", "altered")}),
    "a result added": (
        (
            "INSERT INTO result SELECT person_key, letter_id, 7, code, code_type, code_responsible, producer_code, "
            "databank, sampled_at, status, value, unit FROM result WHERE position = 1"
        ),
        {("letter", "altered")},
    ),
    "a result of no letter": (
        (
            "INSERT INTO result SELECT person_key, 'none', 7, code, code_type, code_responsible, producer_code, "
            "databank, sampled_at, status, value, unit FROM result WHERE position = 1"
        ),
        {("result", "added")},
    ),
    "a receipt changed": ("UPDATE emessage SET receipt = receipt || ' '", {("emessage", "altered")}),
    "an answer removed": ("DELETE FROM emessage", {("emessage", "missing")}),
    "a letter number freed": ("DELETE FROM letter_number", {("letter_number", "missing")}),
    "a received receipt changed": (
        "UPDATE incoming_receipt SET raw = raw || ' '",
        {("receipt", "altered")},
    ),
    "a received receipt removed": ("DELETE FROM incoming_receipt", {("receipt", "missing")}),
    "a person renamed": ("UPDATE person SET surname = 'Another'", {("person", "altered")}),
    "a person's given name removed": ("UPDATE person SET given_name = NULL", {("person", "altered")}),
    "a person of no letter": (
        "INSERT INTO person VALUES ('x', '', 'Another', NULL, now())",
        {("person", "added")},
    ),
    "a look hidden": ("DELETE FROM audit", {("look", "missing")}),
    "a look blamed on another": ("UPDATE audit SET viewer_name = 'Another'", {("look", "altered")}),
    "a withdrawal undone": ("DELETE FROM withdrawal", {("withdrawal", "missing")}),
    "a withdrawal widened": ("UPDATE withdrawal SET position = NULL", {("withdrawal", "altered")}),
    "an approval forged": (
        (
            "INSERT INTO system_event (system_id, at, kind, stage, who, reason) SELECT system_id, now(), 'stage', "
            "'full', 'nobody', 'none' FROM system LIMIT 1"
        ),
        {("system", "added")},
    ),
    "an entry changed": (
        "UPDATE ledger SET digest = sha256('') WHERE kind = 'look'",
        {("ledger", "broken"), ("look", "altered")},
    ),
    "an entry removed": (
        "DELETE FROM ledger WHERE kind = 'letter' AND position = 1",
        {("ledger", "broken"), ("letter", "added")},
    ),
    "a seal changed": (
        "UPDATE ledger SET subject = '' WHERE kind = 'seal'",
        {("ledger", "broken")},
    ),
    "a lane cut off after its seal": (
        (
            "DELETE FROM ledger WHERE (lane, position) IN (SELECT lane, max(position) FROM ledger GROUP BY lane "
            "HAVING bool_or(kind = 'letter'))"
        ),
        {("ledger", "missing"), ("receipt", "added")},
    ),
    "a lane removed with all it tells of": (
        (
            "WITH gone AS (DELETE FROM ledger WHERE lane IN (SELECT lane FROM ledger WHERE kind = 'letter') "
            "RETURNING subject), a AS (DELETE FROM letter), b AS (DELETE FROM result), "
            "c AS (DELETE FROM letter_number), d AS (DELETE FROM emessage), e AS (DELETE FROM incoming_receipt), f AS (DELETE FROM person), "
            "g AS (DELETE FROM requisition) SELECT 1"
        ),
        {("ledger", "missing")},
    ),
}


@pytest.mark.parametrize(("statement", "expected"), TAMPERING.values(), ids=TAMPERING)
def test_whatever_was_tampered_with_shows(
    filled: Database, owner_dsn: str, statement: str, expected: set[tuple[str, str]]
) -> None:
    """Whoever may change the tables cannot do so unseen: `labsvar verify` names it, and so does the
    script that needs nothing of ours."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("SET search_path = labsvar")
        assert connection.execute(statement).rowcount > 0
    found = {(problem.what, problem.kind) for problem in verification.verify(filled.address)}
    assert found == expected
    assert say_problems(owner_dsn)
