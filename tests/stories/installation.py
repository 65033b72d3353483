"""An installation in a folder of its own: started by `labsvar up`, used by `labsvar` and over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

_PROGRAM = Path(sys.executable).with_name("labsvar")
_STARTS_WITHIN = 300.0
_COMMAND_WITHIN = 300.0


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that was printed, in one line."""
        return " ".join(f"{self.out} {self.err}".split())


class Installation(Protocol):
    """What a story needs of an installation."""

    @property
    def folder(self) -> Path:
        """A folder for files of the story."""

    def http(self, token: str | None = None) -> AbstractContextManager[httpx.Client]:
        """Somebody who speaks HTTP with the installation: a browser, or with a token a system."""

    def labsvar(self, *arguments: str, line: str = "") -> Ran:
        """Runs a command beside the installation; `line` is what is typed into it."""

    def command(self, *arguments: str) -> Ran:
        """Runs a command that is about no installation."""


class Started:
    """`labsvar up` in a process of its own."""

    def __init__(self, folder: Path, address: str, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.address = address
        self._environment = _environment(settings)

    @contextmanager
    def http(self, token: str | None = None) -> Iterator[httpx.Client]:
        headers = {"accept-language": "en"} | ({} if token is None else {"authorization": f"Bearer {token}"})
        with httpx.Client(
            base_url=self.address, headers=headers, follow_redirects=True, timeout=300
        ) as client:
            yield client

    def labsvar(self, *arguments: str, line: str = "") -> Ran:
        return self._run(*arguments, "--data", str(self.folder / "data"), line=line)

    def command(self, *arguments: str) -> Ran:
        return self._run(*arguments)

    def _run(self, *arguments: str, line: str = "") -> Ran:
        ran = subprocess.run(
            [_PROGRAM, *arguments],
            input=line.encode(),
            capture_output=True,
            timeout=_COMMAND_WITHIN,
            env=self._environment,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@contextmanager
def started(folder: Path, *, settings: Mapping[str, str], demo: bool) -> Iterator[Started]:
    """Starts an installation on a free port, and stops it in the end. Raises `RuntimeError`."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [str(_PROGRAM), "up", "--port", "0", "--data", str(folder / "data")]
    with (folder / "told.txt").open("wb") as told, (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [*arguments, "--demo"] if demo else arguments,
            stdout=told,
            stderr=log,
            env=_environment(settings),
        )
    try:
        yield Started(folder, _address(process, folder), settings)
    finally:
        process.terminate()
        process.wait(60)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LABSVAR_")}
    return plain | {"LANG": "en_GB.UTF-8", "COLUMNS": "400"} | dict(settings)


def _address(process: subprocess.Popen[bytes], folder: Path) -> str:
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://\S+/", (folder / "told.txt").read_text())
        if found is not None:
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"it did not start: {(folder / 'log.txt').read_text()[-2000:]}")
