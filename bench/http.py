"""HTTP to durable receipt against a bare Starlette application that swallows the same POST.

One server process each, one client process with sixteen connections, the same letters of twenty
results. Ours answers when the letter is checked, stored, indexed and receipted durably. The bare one
takes the body in, parses it with lxml, hashes it and answers 200, which is the least that taking a
letter means. A second row, without a goal, is against one that does not even look at the body: no
database stores letters at a quarter of that rate here, as the bench of acceptance shows. By turns, and
the ratio of the rates of each round is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import uvloop

from bench.accept import letters
from bench.common import Row, show

CONNECTIONS = 16
ROUNDS = 7
LETTERS_A_ROUND = 2_000
OURS = """
from pathlib import Path
from labsvar.settings import Settings
from labsvar.web import serve
serve.run(Settings(data=Path({data!r}), demo=True, port={port}), on_ready=lambda address: print(address, flush=True))
"""
BARE = """
import hashlib

import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def swallow(request):
    body = await request.body()
    etree.fromstring(body)
    return Response(hashlib.sha256(body).hexdigest())

async def ignore(request):
    await request.body()
    return Response(status_code=200)

routes = [Route("/api/letters", swallow, methods=["POST"]), Route("/ignored", ignore, methods=["POST"])]
uvicorn.run(Starlette(routes=routes), port={port},
            loop="uvloop", http="httptools", log_level="error", access_log=False)
"""


@contextlib.contextmanager
def serving(program: str, port: int) -> Iterator[int]:
    """A server in a process of its own, from when it takes connections until it is stopped."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("a server of the bench did not start")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    time.sleep(1.0)  # ours claims its port before its database is open


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def _connection(port: int, path: bytes, bodies: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for body in bodies:
        writer.write(
            b"POST "
            + path
            + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/xml\r\nContent-Length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1"))
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
    writer.close()


async def _all(port: int, path: bytes, bodies: list[bytes]) -> None:
    left = iter(bodies)
    await asyncio.gather(*(_connection(port, path, left) for _ in range(CONNECTIONS)))


def rate(port: int, bodies: list[bytes], path: bytes = b"/api/letters") -> float:
    """Letters a second."""
    started = time.perf_counter()
    uvloop.run(_all(port, path, bodies))
    return len(bodies) / (time.perf_counter() - started)


def rows() -> list[Row]:
    """The share of the bare application's rate that is reached with everything durable."""
    source = letters()
    with tempfile.TemporaryDirectory() as folder:
        ours = serving(OURS.format(data=f"{folder}/data", port=(our_port := free_port())), our_port)
        bare = serving(BARE.format(port=(bare_port := free_port())), bare_port)
        with ours, bare:
            rate(our_port, list(islice(source, 300)))
            rounds = []
            for _ in range(ROUNDS):
                bodies = list(islice(source, LETTERS_A_ROUND))
                rounds.append(
                    (rate(our_port, bodies), rate(bare_port, bodies), rate(bare_port, bodies, b"/ignored"))
                )
    swallowing = _row("bare Starlette swallowing the same POST", [(mine, bare) for mine, bare, _ in rounds])
    ignoring = _row(
        "bare Starlette that does not look at the body", [(mine, bare) for mine, _, bare in rounds]
    )
    return [replace(swallowing, at_least=0.25), ignoring]


def _row(against: str, pairs: list[tuple[float, float]]) -> Row:
    ratios = sorted(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    detail = f"{mine:.0f}/s against {theirs:.0f}/s; {ROUNDS} rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    return Row("HTTP to durable receipt (rate)", against, statistics.median(ratios), detail=detail)


if __name__ == "__main__":
    show(rows())
