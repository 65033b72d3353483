"""The command line: `labsvar COMMAND`. Errors are one clear line and an exit code (see `cli.errors`)."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line of this process and ends it with the exit code."""
    from labsvar.cli.running import run

    sys.exit(run(sys.argv[1:]))
