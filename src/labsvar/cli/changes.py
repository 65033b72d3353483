"""What reading or converting a letter changes, assumes or loses, as it is told to people."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.language import Say
from labsvar.formats.changes import Change

_STYLES: Final = {"lost": "bold red", "assumed": "yellow", "changed": "cyan"}


def print_change(change: Change, say: Say) -> None:
    """Tells of one on standard error."""
    words = {
        "changed": say("ændret", "changed"),
        "assumed": say("antaget", "assumed"),
        "lost": say("tabt", "lost"),
    }
    line = Text(words[change.kind], style=_STYLES[change.kind])
    line.append(f" {change.path}: {say(change.da, change.en)}", style="default")
    output.messages().print(line, soft_wrap=True)
