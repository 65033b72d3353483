"""What the commands print with: results to standard output, everything about the work to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from labsvar.cli.language import Say

# A file or a pipe has no width; tables are then laid out as on a wide screen.
_WIDTH_OF_PIPES = 160


class _Console(Console):
    """A console that leaves it to us what a pipe that nobody reads means."""

    def on_broken_pipe(self) -> None:
        """Rich would end the program with an exit code that says the letter has errors."""
        raise BrokenPipeError


def results() -> Console:
    """The console for what was asked for."""
    return _console(error=False)


def messages() -> Console:
    """The console for everything about the work: notes, progress, errors."""
    return _console(error=True)


def _console(*, error: bool) -> Console:
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_PIPES
    return _Console(stderr=error, highlight=False, markup=False, emoji=False, width=width)


def write_bytes(content: bytes) -> None:
    """Writes bytes to standard output as they are, after what was printed."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


class Bar(Protocol):
    """A progress bar: told how much is done, of how much."""

    def __call__(self, done: int, of: int) -> None:
        """Moves the bar."""


@contextmanager
def progress(what: str, say: Say) -> Iterator[Bar]:
    """A progress bar on standard error; nothing at all where that is no terminal."""
    console = messages()
    if not console.is_terminal:
        yield _unseen
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn(say("tilbage", "left")),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


def _unseen(done: int, of: int) -> None:
    """A bar where nobody would see it."""
