"""`labsvar links`: answers that belong together, and decisions on them. No person is named or looked at."""

from __future__ import annotations

import getpass
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.linking.decisions import Decided, Link, NotPossible, State
from labsvar.linking.words import reason_said, rung_said, said

_STATES: Final[dict[State, tuple[str, str]]] = {
    "proposed": ("foreslået", "proposed"),
    "linked": ("forbundet", "linked"),
    "accepted": ("godkendt", "accepted"),
    "rejected": ("afvist", "rejected"),
    "dropped": ("bortfaldet", "dropped"),
}


def run(say: Say, *, again: bool, data: Path | None) -> None:
    """Links the letters that have come, or all of them again."""
    with opened(existing(data=data)) as database:
        taken = database.links.run(again=again)
    output.results().print(
        say(
            f"{taken.letters} breve læst: {taken.linked} forbundet, {taken.proposed} foreslået, "
            f"{taken.dropped} bortfaldet.",
            f"{taken.letters} letters read: {taken.linked} linked, {taken.proposed} proposed, "
            f"{taken.dropped} dropped.",
        )
    )


def list_links(say: Say, *, states: Collection[State], data: Path | None, as_json: bool) -> None:
    """Prints links, newest first."""
    with opened(existing(data=data)) as database:
        found = database.links.links(states)
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(_as_json(link)) + b"\n" for link in found))
        return
    output.results().print(_table(found, say))


def show(link_id: str, say: Say, *, data: Path | None) -> None:
    """Prints what speaks for and against a link, and what happened to it. Raises `WrongUsage`."""
    with opened(existing(data=data)) as database:
        link = database.links.link(link_id)
    if link is None:
        raise _unknown()
    console = output.results()
    console.print(_table([link], say))
    for each in link.judged.evidence:
        sign = {"for": "+", "against": "-"}[each.says]
        console.print(f"  {sign} {say(said(each, 'da'), said(each, 'en'))}")
    for event in link.history:
        kind = "demoted" if event.demoted else event.kind
        why = say(reason_said(event, "da"), reason_said(event, "en"))
        console.print(f"  {event.at:%Y-%m-%d %H:%M} {kind} {event.by} {why}", highlight=False)


def decide(link_id: str, kind: Decided, say: Say, *, who: str | None, reason: str, data: Path | None) -> None:
    """Accepts, rejects or undoes. Raises `WrongUsage` for a link there is not, `Refused` where the state
    leaves no room for it."""
    with opened(existing(data=data)) as database:
        try:
            link = database.links.decide(link_id, kind, by=who or getpass.getuser(), reason=reason)
        except KeyError:
            raise _unknown() from None
        except NotPossible:
            raise Refused(
                da="Det kan ikke besluttes nu: uden begrundelse, eller fordi forbindelsens tilstand ikke tillader det.",
                en="That cannot be decided now: without a reason, or because the state of the link does not allow it.",
            ) from None
    output.messages().print(say(*_STATES[link.state]))


def faults(say: Say, *, data: Path | None, as_json: bool) -> None:
    """Prints what hinders linking, by letter."""
    with opened(existing(data=data)) as database:
        found = database.links.faults()
    if as_json:
        lines = [
            {"letter_id": each.letter_id, "sender": each.sender, **msgspec.to_builtins(each.finding)}
            for each in found
        ]
        output.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        return
    table = _headed(say("Brev", "Letter"), say("Afsender", "Sender"), say("Regel", "Rule"))
    table.add_column(say("Hvad er galt", "What is wrong"), overflow="fold")
    for each in found:
        text = say(each.finding.da, each.finding.en)
        table.add_row(each.letter_id, each.sender, each.finding.rule, text)
    output.results().print(table)


def _as_json(link: Link) -> dict[str, Any]:
    judged = link.judged
    return {
        "link_id": link.link_id,
        "state": link.state,
        "rung": judged.rung,
        "isolate": judged.isolate,
        "reference_laboratory": judged.reference.sender,
        "laboratory": judged.source.sender,
        "evidence": [f"{each.says} {each.topic}" for each in judged.evidence],
        "changed_at": link.history[-1].at,
    }


def _table(links: Iterable[Link], say: Say) -> Table:
    table = _headed(
        say("Id", "Id"),
        say("Tilstand", "State"),
        say("Bygger på", "Rests on"),
        say("Laboratorium", "Laboratory"),
        say("Referencelaboratorium", "Reference laboratory"),
        say("Isolat", "Isolate"),
    )
    for link in links:
        judged = link.judged
        table.add_row(
            link.link_id,
            say(*_STATES[link.state]),
            say(rung_said(judged.rung, "da"), rung_said(judged.rung, "en")),
            judged.source.sender,
            judged.reference.sender,
            "" if judged.isolate is None else str(judged.isolate),
        )
    return table


def _headed(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def _unknown() -> WrongUsage:
    return WrongUsage(
        da="Der er ingen forbindelse med det id. labsvar links list viser dem.",
        en="There is no link with that id. labsvar links list shows them.",
    )
