"""`labsvar up`: an exchange with everything it needs, until it is asked to stop."""

from __future__ import annotations

import errno
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import structlog
from rich.text import Text

from labsvar.cli import installation, logs, output
from labsvar.cli.demonstration import Demonstration, Stopped
from labsvar.cli.errors import Misconfigured, Unavailable
from labsvar.cli.language import Say
from labsvar.settings import Settings
from labsvar.web import serve

_log = structlog.get_logger(__name__)


def up(say: Say, *, demo: bool, port: int | None, data: Path | None) -> None:
    """Runs an installation until SIGTERM or Ctrl-C.

    Raises `Misconfigured` for settings or a folder that cannot be used, and `Unavailable` for a port
    that is taken or a database that does not start.
    """
    found = installation.settings_of(data=data, port=port, demo=True if demo else None)
    logs.to_standard_error("info")
    if _refuses_every_letter(found):
        _log.warning("locations_empty", what="The setting locations is empty: every letter is refused.")
    with ExitStack() as stack:
        filler = stack.enter_context(_Filler(found, say)) if found.demo else None
        stack.enter_context(installation.troubles())
        try:
            serve.run(found, on_ready=lambda address: _ready(address, filler, say))
        except serve.NotLoopback:
            raise Misconfigured(
                da="En demonstration lytter kun på denne maskine: host skal være 127.0.0.1 eller ::1.",
                en="A demonstration listens on this machine only: host must be 127.0.0.1 or ::1.",
            ) from None
        except OSError as error:
            raise _no_port(error, found) from error


def _refuses_every_letter(found: Settings) -> bool:
    """Whether letters are sent here, but no location number is ours; a demonstration takes any."""
    return serve.takes_letters(found) and not found.demo and not found.locations


def _no_port(error: OSError, found: Settings) -> Unavailable:
    if error.errno == errno.EADDRINUSE:
        return Unavailable(
            da=f"Port {found.port} er optaget. Vælg en anden med --port; 0 finder en ledig.",
            en=f"Port {found.port} is taken. Choose another with --port; 0 finds a free one.",
        )
    return Unavailable(
        da=f"Serveren kan ikke starte: {error.strerror}", en=f"The server cannot start: {error.strerror}"
    )


def _ready(address: str, filler: _Filler | None, say: Say) -> None:
    line = Text(say("Labsvar er klar på ", "Labsvar is ready at "))
    line.append(address, style="bold")
    output.results().print(line, soft_wrap=True)
    sys.stdout.flush()
    if filler is not None:
        filler.begin(address)


class _Filler:
    """Fills a demonstration beside the running server, and stops with it."""

    def __init__(self, found: Settings, say: Say) -> None:
        self._found = found
        self._say = say
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """The filler itself; nothing is done before `begin`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stops filling and waits for it to end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def begin(self, address: str) -> None:
        """Begins to fill, through the door at an address."""
        self._thread = threading.Thread(target=self._fill, args=[address], name="demonstration")
        self._thread.start()

    def _fill(self, address: str) -> None:
        demonstration = Demonstration(
            self._found.data, self._say, citizens=self._found.demo_citizens, years=self._found.demo_years
        )
        try:
            demonstration.write(stopping=self._stopping)
        except Stopped:
            return
        with installation.opened(self._found) as database:
            demonstration.register(database.systems)
            demonstration.release(database.code_tables)
        counted = demonstration.send(address, stopping=self._stopping)
        if counted and not self._stopping.is_set():
            sent = counted["accepted"] + counted["noted"]
            lost = counted.total() - sent
            output.messages().print(
                self._say(
                    f"Demonstrationen er fyldt: {sent} breve modtaget, {lost} ikke.",
                    f"The demonstration is filled: {sent} letters accepted, {lost} not.",
                ),
                soft_wrap=True,
            )
