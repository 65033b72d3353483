"""A watched folder: another way in for letters, with the same answers.

    in        put files here, whole: under another name first, or in one move
    done      what was accepted, or was a receipt
    refused   what was refused, wholly or in part, or could not be read
    out       the answers: NAME.receipt.xml, NAME.receipt.edi or NAME.receipt.json (a FHIR document's), or
              NAME.problem.json; with a receipt in a
              VANSEnvelope NAME.letter-receipt.xml, where the setting says so

A file whose name stands in `done` or `refused` already is moved there under a name of its own, and its
answer bears that name, so that no answer is ever written over or read as that of another file.

A file is taken when it has not changed for a while. It is moved only when what its answer says is
durable and the answer stands in `out`; a crash between leaves it in `in`, and taking it again is a
resend. Letters are taken as sent by the system that is registered for their sender: who may write to
the folder is for its permissions to say.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from labsvar.exchange.model import Arrival, Reply

_ACCEPTED: Final = frozenset({200, 201, 204})
_NOT_NOW: Final = 500
_PARTIAL: Final = (".part", ".tmp", ".filepart", ".crdownload")
_log = structlog.get_logger(__name__)

Receive = Callable[[Arrival], Reply]
_Look = tuple[int, int]


class WatchedFolder:
    """Takes letters from `in`. `quiet_seconds` is how long a file must not have changed."""

    def __init__(self, folder: Path, receive: Receive, *, quiet_seconds: float = 1.0) -> None:
        self._in, self._done, self._refused, self._out = (
            folder / name for name in ("in", "done", "refused", "out")
        )
        for each in (self._in, self._done, self._refused, self._out):
            each.mkdir(parents=True, exist_ok=True)
        self._receive = receive
        self._quiet_seconds = quiet_seconds
        self._seen: dict[Path, tuple[_Look, float]] = {}

    def take(self) -> int:
        """Takes every file that is whole, in the order of their names; how many were answered."""
        files = list(self._whole_files())
        return sum(self._take(file) for file in files)

    def _whole_files(self) -> Iterator[Path]:
        """Files that have not changed for a while, as far as two looks at them tell."""
        now = time.monotonic()
        seen = self._seen
        self._seen = {}
        for file in sorted(self._in.iterdir()):
            if not file.is_file() or file.name.startswith(".") or file.name.endswith(_PARTIAL):
                continue
            state = file.stat()
            look = (state.st_size, state.st_mtime_ns)
            before, since = seen.get(file, (look, now))
            self._seen[file] = (look, since if before == look else now)
            if before == look and now - since >= self._quiet_seconds:
                yield file

    def _take(self, file: Path) -> bool:
        body = file.read_bytes()
        arrival = Arrival(body=body, channel="folder", system=None, arrived_at=datetime.now(UTC))
        reply = self._receive(arrival)
        if reply.status == _NOT_NOW:
            return False
        name = self._free_name(file)
        self._answer(name, reply)
        file.replace((self._done if reply.status in _ACCEPTED else self._refused) / name)
        self._seen.pop(file, None)
        _log.info("file_taken", status=reply.status, emessage=reply.emessage_id)
        return True

    def _answer(self, name: str, reply: Reply) -> None:
        kind = reply.content_type or ""
        endings = {"fhir": "receipt.json", "json": "problem.json", "EDIFACT": "receipt.edi"}
        ending = next((end for word, end in endings.items() if word in kind), "receipt.xml")
        if reply.beside:
            self._put_out(f"{name}.letter-receipt.xml", reply.beside)
        if reply.body:
            self._put_out(f"{name}.{ending}", reply.body)

    def _put_out(self, name: str, content: bytes) -> None:
        """Writes an answer whole or not at all."""
        part = self._out / f".{name}.part"
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self._out / name)

    def _free_name(self, file: Path) -> str:
        """The name of a file, or one like it that no file taken before has."""
        name, number = file.name, 1
        while (self._done / name).exists() or (self._refused / name).exists():
            number += 1
            name = f"{file.stem}-{number}{file.suffix}"
        return name
