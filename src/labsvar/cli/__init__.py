"""The command line: `labsvar COMMAND`. Errors are one clear line and an exit code (see `cli.errors`)."""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper


def main() -> None:
    """Runs the command line of this process and ends it with the exit code."""
    from labsvar.cli.running import run

    _write_danish(sys.stdout)
    _write_danish(sys.stderr)
    sys.exit(run(sys.argv[1:]))


def _write_danish(stream: object) -> None:
    """Lets a stream print what we have to say: in a locale of ASCII as UTF-8, elsewhere with question
    marks for what the locale lacks."""
    if isinstance(stream, TextIOWrapper):
        ascii_only = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="replace")
