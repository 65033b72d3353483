"""What the programs share that kill a real server or race at one, and judge it from outside.

    with running(folder, environment=DEMO) as server:
        server.kill(with_database=True)
        server.start()

A server is started by its own command and known by what it says; what it has stored is read with plain SQL. What
happened goes into a `History`, a line of JSON for each event, which a judge reads afterwards. Nothing of Labsvar is
imported here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

import psycopg

DEMO: Final[Mapping[str, str]] = {"LABSVAR_DEMO": "true", "LABSVAR_DEMO_CITIZENS": "1"}
"""The environment of a demonstration, which has accounts and issues id cards; with as few citizens as it can."""
_READY: Final = re.compile(r"http://\S+/")


class Server:
    """A real server in a folder, started by its own command."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        self.data = folder / "data"
        self._program = Path(sys.executable).with_name("labsvar")
        self._environment = {**os.environ, "LABSVAR_LOCATIONS": json.dumps({"*": "*"}), **environment}
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.address = ""

    def start(self) -> None:
        """Starts it and waits until it says where it is; after a kill at the same place as before."""
        arguments = ["up", "--data", str(self.data), "--port", str(self._port)]
        self._process = subprocess.Popen(
            [str(self._program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self._environment,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := _READY.search(line):
                self.address = found[0]
                self._port = int(found[0].rstrip("/").rpartition(":")[2])
                return
        raise RuntimeError(f"the server ended with {self._process.wait()} before it was ready")

    def kill(self, *, with_database: bool) -> None:
        """SIGKILL, without warning."""
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.send_signal(signal.SIGKILL)
        if with_database:
            pid = (self.data / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0]
            os.kill(int(pid), signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()

    def stop(self) -> None:
        """SIGTERM, and waits for a clean end."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        if self._process.wait(30) != 0:
            raise RuntimeError("the server did not stop cleanly")
        assert self._process.stdout is not None
        self._process.stdout.close()

    def command(self, *arguments: str) -> str:
        """Runs another command of the program on the same folder; what it says."""
        finished = subprocess.run(
            [str(self._program), *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
        )
        if finished.returncode != 0:
            raise RuntimeError(f"{arguments[0]}: {finished.stdout}{finished.stderr}")
        return finished.stdout

    def add_system(self, name: str, *, gln: str) -> str:
        """Registers a system that sends under a location number; its token."""
        return self.command("systems", "add", name, "--gln", gln).split()[-1]

    def differences(self) -> list[str]:
        """What `labsvar verify` finds wrong between the ledger and the store; nothing when all is well."""
        said = self.command("verify").splitlines()
        return [line for line in said if "Alt er" not in line and "Everything" not in line]

    def database(self) -> psycopg.Connection:
        """A connection to its database for counting, with the password in the data folder."""
        keys = json.loads((self.data / "keys.json").read_bytes())
        return psycopg.connect(
            host=str((self.data / "postgres").absolute()),
            dbname="labsvar",
            user="postgres",
            password=keys["superuser"],
        )


@contextmanager
def running(folder: Path, *, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server that is stopped in the end, whatever happens. Without an environment it is no demonstration."""
    server = Server(folder, environment=environment or {})
    server.start()
    try:
        yield server
    finally:
        server.stop()


class History:
    """Events of all callers, one after another."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        self.answers = 0

    def note(self, **event: Any) -> None:
        """Writes an event with the moment it happened."""
        with self._lock:
            write(self._file, at=time.monotonic(), **event)
            self.answers += event["what"] == "answered"


def write(out: TextIO, **line: Any) -> None:
    """Writes a line of a history: an event, a row of the dump, or the end."""
    out.write(json.dumps(line) + "\n")


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of a history."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def tell(faults: Sequence[str], *, well: str) -> int:
    """Prints the faults a judge found, or what is well without any; the exit code."""
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults" if faults else well)
    return 1 if faults else 0
