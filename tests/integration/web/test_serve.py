"""An installation in a process of its own: says where it is, stops cleanly, comes back with everything."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from labsvar.database.errors import InUse
from labsvar.formats import xml
from labsvar.settings import Settings
from labsvar.web import serve
from tests import builders

PROGRAM = """
from pathlib import Path
from labsvar.settings import Settings
from labsvar.web import serve
settings = Settings.model_validate({"data": Path(%r), "demo": True, "port": 0})
serve.run(settings, on_ready=lambda address: print(address, flush=True))
"""


@contextmanager
def running(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process and its address; whatever it says after that is left unread."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM % str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")
        yield process, next(line.strip() for line in lines if line.startswith("http://"))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def alive(data: Path) -> bool:
    """Whether a PostgreSQL still runs on the data folder."""
    return (data / "postgres" / "postmaster.pid").exists()


def test_it_stops_cleanly_when_asked_and_comes_back_with_everything(tmp_path: Path) -> None:
    """PostgreSQL too; a letter that was taken is there at the next start, and its folder is watched."""
    data = tmp_path / "data"
    with running(data) as (process, address):
        answer = httpx.post(f"{address}api/letters", content=xml.write(builders.emessage(number="SERVE1")))
        assert answer.status_code == 200
        assert alive(data)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not alive(data)
    with running(data) as (process, address):
        state = httpx.get(address.rstrip("/") + answer.headers["location"])
        assert state.json()["stored"] == 1
        (data / "folder" / "in" / "letter.xml").write_bytes(xml.write(builders.emessage(number="SERVE2")))
        receipt = data / "folder" / "out" / "letter.xml.receipt.xml"
        for _ in range(200):
            if receipt.exists():
                break
            time.sleep(0.1)
        assert b"PositiveReceipt" in receipt.read_bytes()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not alive(data)


def test_a_port_that_is_taken_is_noticed_before_a_database_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings.model_validate({"data": tmp_path / "data", "port": taken.getsockname()[1]})
        with pytest.raises(OSError, match="in use"):
            serve.run(settings, on_ready=print)
    assert not (tmp_path / "data").exists()


def test_the_address_is_one_that_a_browser_opens() -> None:
    with serve.listening("127.0.0.1", 0) as listener:
        assert serve.address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"
    if socket.has_ipv6 and Path("/proc/net/if_inet6").exists():
        with serve.listening("::1", 0) as listener:
            assert serve.address_of(listener).startswith("http://[::1]:")


def test_a_data_folder_has_one_server(tmp_path: Path) -> None:
    """A second one would take the letters of the same watched folder; the lock goes with its process."""
    with serve.alone_in(tmp_path), pytest.raises(InUse), serve.alone_in(tmp_path):
        pass
    with serve.alone_in(tmp_path):
        pass
