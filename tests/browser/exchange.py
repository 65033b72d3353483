"""A whole installation in a process of its own, as `labsvar up --demo` starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

STARTS_WITHIN = 180.0


class Exchange:
    """A running demonstration: its address, and whether it is filled."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, address: str) -> None:
        self.process = process
        self.folder = folder
        self.address = address

    def wait_until_filled(self, *, seconds: float = 300.0) -> None:
        """Waits until every letter of the population has been sent."""
        letters = self.folder / "data" / "population" / "letters"
        sent = self.folder / "data" / "population" / "sent.json"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if sent.exists() and int(sent.read_text()) == len(list(letters.iterdir())):
                return
            time.sleep(0.1)
        raise TimeoutError("the demonstration was not filled")

    def post(self, body: bytes) -> httpx.Response:
        """Sends an Emessage."""
        return httpx.post(f"{self.address}api/letters", content=body)

    def stop(self) -> int:
        """Asks the process to stop, and waits; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def demonstration(folder: Path, *, citizens: int, years: float = 1.0) -> Iterator[Exchange]:
    """Starts `labsvar up --demo` in a folder, and stops it in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    program = Path(sys.executable).with_name("labsvar")
    told = folder / "told.txt"
    settings = {"LABSVAR_DEMO_CITIZENS": str(citizens), "LABSVAR_DEMO_YEARS": str(years)}
    with told.open("wb") as out, (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [program, "up", "--demo", "--port", "0", "--data", folder / "data"],
            stdout=out,
            stderr=log,
            env=os.environ | settings,
        )
    exchange: Exchange | None = None
    try:
        exchange = Exchange(process, folder, _address(process, told))
        yield exchange
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def _address(process: subprocess.Popen[bytes], told: Path) -> str:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://\S+/", told.read_text())
        if found is not None:
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"the installation did not start: {told.with_name('log.txt').read_text()[-2000:]}")
