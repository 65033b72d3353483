"""What the commands print with: results to standard output, everything about the work to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from io import StringIO
from typing import Any, Final, Protocol

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment

from labsvar.cli.errors import NotWritten
from labsvar.cli.language import Say

# A file or a pipe has no width; tables are then laid out as on a wide screen.
_WIDTH_OF_PIPES: Final = 160

_CONTROLS: Final = (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))
# Embeddings, overrides and isolates make text read in another order than it is written.
_BIDIRECTIONAL: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN_AS: Final = dict.fromkeys((*_CONTROLS, *_BIDIRECTIONAL), "\ufffd")


def harmless(text: str) -> str:
    """The text with U+FFFD for what would steer a terminal or turn the reading order around."""
    return text.translate(_SHOWN_AS)


class _Console(Console):
    """A console that leaves it to us what a pipe that nobody reads means, and a full disk; and that
    shows nothing of names and letters that would steer the terminal."""

    def on_broken_pipe(self) -> None:
        """Rich would end the program with an exit code that says the letter has errors."""
        raise BrokenPipeError

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """The parts of what is printed, without control characters; styles are kept apart from them."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints. Raises `NotWritten` when standard output takes no more."""
        with nullcontext() if self.stderr else _written():
            super().print(*objects, **options)


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


def as_text(parts: Iterable[RenderableType], *, width: int = _WIDTH_OF_PIPES) -> str:
    """What a console would print, as plain text."""
    kept = StringIO()
    console = _Console(file=kept, highlight=False, markup=False, emoji=False, width=width, color_system=None)
    for part in parts:
        console.print(part)
    return kept.getvalue()


def write_bytes(content: bytes) -> None:
    """Writes bytes to standard output as they are, after what was printed. Raises `NotWritten`."""
    with _written():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def flush() -> None:
    """Writes what still waits to be written to standard output. Raises `NotWritten`."""
    with _written():
        sys.stdout.flush()


def to_nowhere() -> None:
    """Lets what Python would still flush at its end go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        to_nowhere()
        raise NotWritten(
            da=f"Standard output kan ikke skrives: {error.strerror}",
            en=f"Standard output cannot be written: {error.strerror}",
        ) from error


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
