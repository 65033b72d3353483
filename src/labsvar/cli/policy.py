"""`labsvar policy`: which letters are taken, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.table import Table
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.installation import settings_of
from labsvar.cli.language import Say
from labsvar.exchange.policy import Line
from labsvar.letters.zone import DENMARK
from labsvar.web.taking import policy_of


def policy(say: Say, *, data: Path | None, as_json: bool) -> None:
    """Prints the table, most specific lines first: as a table, or as JSON, one line to a line."""
    lines = policy_of(settings_of(data=data)).in_order()
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(_as_json(line)) + b"\n" for line in lines))
        return
    output.results().print(_table(lines, say))


def _as_json(line: Line) -> dict[str, Any]:
    return {**msgspec.to_builtins(line), "since": None if line.since == date.min else line.since}


def _table(lines: Sequence[Line], say: Say) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for heading in (
        say("Type", "Kind"),
        say("Version", "Version"),
        say("Afsender", "Sender"),
        say("Fra", "Since"),
        say("Gælder", "Verdict"),
    ):
        table.add_column(heading, no_wrap=True)
    table.add_column(say("Begrundelse", "Reason"), overflow="fold", style="dim")
    today = datetime.now(UTC).astimezone(DENMARK).date()
    for line in lines:
        since = say("altid", "always") if line.since == date.min else line.since.isoformat()
        to_come = say(" (kommer)", " (to come)") if line.since > today else ""
        verdict = {
            "accept": say("modtages", "accepted"),
            "warn": say("modtages med advarsel", "accepted with a warning"),
            "refuse": say("afvises", "refused"),
        }[line.verdict]
        reason = Text(say(line.reason_da, line.reason_en))
        table.add_row(line.kind, line.version, line.sender, since + to_come, verdict, reason)
    return table
