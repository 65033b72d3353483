"""The errors of the command line, and the exit codes. Both are kept stable: scripts rest on them.

    CliError
    ├── Refused        1   a letter has errors, cannot be converted, or was refused
    ├── Unreadable     2   a file is missing, is a folder, or cannot be read as a letter
    ├── WrongUsage    64   the command line is wrong
    ├── Unavailable   69   nobody answers at an address, or no database could be started
    ├── NotWritten    73   what was asked for cannot be written
    └── Misconfigured 78   a setting or a file of assumptions is wrong

Beside them: 0 done, 70 a fault of ours, 130 interrupted by Ctrl-C, 141 nobody reads our output.
"""

from __future__ import annotations

from typing import ClassVar, Final

from labsvar.cli.language import Say

DONE: Final = 0
OUR_FAULT: Final = 70
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141


class CliError(Exception):
    """What the user can put right: one line in each language, and never a traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en

    def line(self, say: Say) -> str:
        """The line in the language of the user."""
        return say(self.da, self.en)


class Refused(CliError):
    """A letter has errors, cannot be converted, or was refused."""

    exit_code = 1


class Unreadable(CliError):
    """A file is missing, is a folder, or cannot be read as a letter."""

    exit_code = 2


class WrongUsage(CliError):
    """The command line is wrong."""

    exit_code = 64


class Unavailable(CliError):
    """Nobody answers at an address, or no database could be started."""

    exit_code = 69


class NotWritten(CliError):
    """What was asked for cannot be written."""

    exit_code = 73


class Misconfigured(CliError):
    """A setting or a file of assumptions is wrong."""

    exit_code = 78
