"""The page of the commands, as `labsvar COMMAND --help` explains them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from rich.console import Console

from labsvar.cli.app import build
from labsvar.cli.language import Say
from labsvar.reference.markdown import page

_CONTENTS = re.compile(r"^## Table of Contents\n.*?(?=^\*\*Commands)", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"\A# labsvar\n+")


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield "commands.md", page("Commands", _CONTENTS.sub("", _TITLE.sub("", _help())))


def _help() -> str:
    """The help of all commands, the same whatever program asks for it.

    The library writes usage lines with the name of the running program in mind.
    """
    running = sys.argv
    sys.argv = ["labsvar"]
    try:
        return build(Say("en"), console=Console()).generate_docs()
    finally:
        sys.argv = running
