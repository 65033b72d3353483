"""A PostgreSQL of our own in a folder: made, started, looked after and stopped.

Several processes may use one folder (a server, and a command beside it). Each holds a shared lock on
it as long as it runs; the one that leaves last stops the server. A lock goes with its process, so a
killed process leaves nothing behind but a server that the next one takes over.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
import structlog

from labsvar.database.binaries import Programs
from labsvar.database.errors import NoServer
from labsvar.database.system_user import SystemUser

SUPERUSER = "postgres"
_PATIENCE = 10.0
"""Seconds to wait for a server. A killed one may stay listed for up to two of them."""
_LONGEST_SOCKET_PATH = 100
_log = structlog.get_logger(__name__)

# Nothing of a person may come into the server's log: `terse` leaves out the values that a broken
# key would show, and statements are not logged at all.
_CONFIGURATION = """
# Written by Labsvar when it made this folder.
listen_addresses = ''
unix_socket_permissions = 0777
password_encryption = 'scram-sha-256'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_timezone = 'UTC'
timezone = 'UTC'
max_connections = 60
"""


class Cluster:
    """A server in a folder. `password` is that of its superuser, known to the data folder only."""

    def __init__(
        self,
        folder: Path,
        *,
        programs: Programs,
        user: SystemUser | None,
        password: str,
        durable: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self._programs = programs
        self._user = user
        self._password = password
        self._durable = durable
        self._held: IO[str] | None = None

    def address(
        self, database: str = "postgres", *, role: str = SUPERUSER, password: str | None = None
    ) -> str:
        """The address of a database of this server for a role."""
        secret = quote(password or self._password, safe="")
        return f"postgresql://{role}:{secret}@/{database}?host={quote(str(self._sockets()), safe='')}"

    def start(self) -> None:
        """Makes the folder where there is none, starts its server where none runs, and attaches.

        Raises `NoServer` when it cannot be started.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if not (self.folder / "PG_VERSION").exists():
                self._make()
            self._start_patiently()
            self._held = self._lock_file("users")
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def healthy(self) -> bool:
        """Whether the server answers a query."""
        return self._answers()

    def stop(self) -> None:
        """Leaves the server; the process that leaves last stops it. Stopping twice does no harm."""
        if self._held is None:
            return
        with self._alone():
            if _only_one(self._held):
                self._control("stop", "--mode=fast")
            self._held.close()
            self._held = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process starts or stops the server at a time."""
        with self._lock_file("start") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        return self.folder.with_name(f"{self.folder.name}.{name}.lock").open("a", encoding="utf-8")

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self._user is not None:
            self._user.own(self.folder)
        with self._password_file() as secret:
            self._run(
                "initdb",
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                f"--pwfile={secret}",
                "--encoding=UTF8",
                "--no-locale",
                "--data-checksums",
            )
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(_CONFIGURATION)
            if not self._durable:
                configuration.write("fsync = off\nfull_page_writes = off\n")

    @contextmanager
    def _password_file(self) -> Iterator[Path]:
        secret = self.folder.with_name(f"{self.folder.name}.secret")
        secret.touch(mode=0o600)
        try:
            secret.write_text(self._password, encoding="utf-8")
            if self._user is not None:
                self._user.own(secret)
            yield secret
        finally:
            secret.unlink()

    def _start_patiently(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            started = self._control("start", "--timeout=120", f"--options=-k '{self._sockets()}'")
            if not started and time.monotonic() > deadline:
                raise NoServer(
                    f"PostgreSQL could not be started in {self.folder}. "
                    f"The end of its log {self._log_file()} says why."
                )
            if not started:
                # A killed server stays listed until it is collected; `pg_ctl` then takes it for
                # running, or finds its lock file. Both pass within two seconds.
                time.sleep(0.1)

    def _answers(self) -> bool:
        with suppress(psycopg.Error), psycopg.connect(self.address(), connect_timeout=5) as connection:
            connection.execute("SELECT 1")
            return True
        return False

    def _sockets(self) -> Path:
        """Where the server listens: in its own folder, or in a short path where that is too long."""
        if len(str(self.folder)) <= _LONGEST_SOCKET_PATH:
            return self.folder
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        short = Path(tempfile.gettempdir()) / f"labsvar-{os.geteuid()}-{name}"
        if not short.exists():
            short.mkdir(mode=0o700)
            if self._user is not None:
                self._user.own(short)
        return short

    def _log_file(self) -> Path:
        return self.folder / "server.log"

    def _control(self, action: str, *options: str) -> bool:
        try:
            self._run("pg_ctl", action, "--wait", "--silent", f"--log={self._log_file()}", *options)
        except NoServer:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._programs.folder / program), f"--pgdata={self.folder}", *arguments]
        if self._user is not None:
            # Each time, since somebody may have closed a folder meanwhile.
            self._user.let_reach(self.folder)
            self._user.let_reach(self._programs.folder / program)
        # A started server inherits what it is given: files it may keep open, not pipes that would
        # never be closed.
        with tempfile.TemporaryFile() as output:
            finished = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                check=False,
                user=None if self._user is None else self._user.uid,
                group=None if self._user is None else self._user.gid,
                extra_groups=None if self._user is None else [],
            )
            if finished.returncode == 0:
                return
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        _log.debug("program_failed", program=program, said=said[-500:])
        raise NoServer(f"{program} failed for {self.folder}: {said[-500:]}")


def _only_one(held: IO[str]) -> bool:
    """Whether no other process holds the shared lock."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
