"""`labsvar tables`, `labsvar notifiable` and `labsvar local-codes`: tables of codes, and what they tell."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.check import print_finding
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.files import read_file
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.codetables import NotAllowed, TableStore, decode
from labsvar.codetables.versions import Step
from labsvar.database.notifiable import Period
from labsvar.findings import Finding
from labsvar.letters.zone import DENMARK
from labsvar.localcodes import PREFIX, codes_in_use, usage
from labsvar.web import tables
from labsvar.web.tables import KnownTable

_FORBIDDEN: Final[dict[str, tuple[str, str]]] = {
    "nobody_named": ("--who og --reason må ikke være tomme.", "--who and --reason must not be empty."),
    "not_a_draft": ("Kun et udkast kan gennemgås.", "Only a draft can be reviewed."),
    "same_person": (
        "Et udkast gennemgås af en anden end den, der har lavet det.",
        "A draft is reviewed by another person than the one who made it.",
    ),
    "not_reviewed": (
        "Kun en udgave, der er gennemgået, kan frigives.",
        "Only a version that was reviewed can be released.",
    ),
    "no_rows": (
        "Udgaven har ingen rækker: alt, hvad tabellen siger, ophører. Er det meningen, så tilføj --empty.",
        "The version has no rows: all that the table says ends. If that is meant, add --empty.",
    ),
    "newer_in_use": ("En nyere udgave er allerede i brug.", "A newer version is in use already."),
}


def export_table(name: str, *, data: Path | None) -> None:
    """Prints the table in use as CSV. Raises `WrongUsage` for a name that no table has."""
    table = known(name)
    with opened(existing(data=data)) as database:
        output.write_bytes(tables.text_in_use(database.code_tables, table).encode())


def import_table(
    name: str,
    file: Path,
    say: Say,
    *,
    owner: str,
    who: str | None,
    reason: str,
    data: Path | None,
) -> None:
    """Keeps a file as a draft. Raises `Refused` when it has faults, each of which is told by line and field."""
    table = known(name)
    text = decode(read_file(file))
    if isinstance(text, Finding):
        raise faulty(file, (text,), say)
    with opened(existing(data=data)) as database:
        found = tables.faults(database.code_tables, table, text)
        if found:
            raise faulty(file, found, say)
        try:
            number = database.code_tables.draft(
                table.table, text, owner=owner, who=who or getpass.getuser(), reason=reason
            )
        except NotAllowed as forbidden:
            raise _forbidden(forbidden) from None
    output.messages().print(
        say(
            f"Udgave {number} af {name} er et udkast. En anden gennemgår det.",
            f"Version {number} of {name} is a draft. Somebody else reviews it.",
        )
    )


def take_step(
    name: str,
    version: int,
    step: Step,
    say: Say,
    *,
    who: str | None,
    reason: str,
    data: Path | None,
    empty: bool = False,
) -> None:
    """Reviews or releases a version; `empty` confirms that it has no rows, which is told in any case.

    After a release the rows that wait in the hub are tried again.

    Raises `Refused` when the rules forbid it.
    """
    table, by = known(name), who or getpass.getuser()
    with opened(existing(data=data)) as database:
        store = database.code_tables
        try:
            if step == "review":
                store.review(table.table, version, who=by, reason=reason)
            else:
                store.release(table.table, version, who=by, reason=reason, empty=empty)
        except NotAllowed as forbidden:
            raise _forbidden(forbidden) from None
        _warn_of_empty(store, table.table, version, step, say)
        sent = tables.try_again(database, table) if step == "release" else 0
    done = {
        "review": say("er gennemgået", "is reviewed"),
        "release": say("er i brug", "is in use"),
    }
    output.messages().print(say(f"Udgave {version} {done[step]}.", f"Version {version} {done[step]}."))
    if sent:
        output.messages().print(
            say(f"{sent} ventende rækker er sendt.", f"{sent} waiting rows are sent."), soft_wrap=True
        )


def list_tables(say: Say, *, data: Path | None) -> None:
    """Prints the newest version of each table that has one."""
    with opened(existing(data=data)) as database:
        versions = database.code_tables.newest("")
    shown = headed(
        say("Tabel", "Table"),
        say("Udgave", "Version"),
        say("Trin", "State"),
        say("Ejer", "Owner"),
        say("Lavet af", "Made by"),
        say("Begrundelse", "Reason"),
    )
    for each in versions:
        shown.add_row(each.table, str(each.version), each.state, each.owner, each.made_by, each.note)
    output.results().print(shown)


def notifiable(say: Say, *, first: date, last: date, data: Path | None, as_json: bool) -> None:
    """Prints how many notifiable findings stand among samples of these days; nobody is named."""
    if last < first:
        raise WrongUsage(da="--last er før --first.", en="--last is before --first.")
    with opened(existing(data=data)) as database:
        counts = database.notifiable.counts(Period(first=first, last=last))
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in counts))
        return
    shown = headed(
        say("Liste", "List"),
        say("Sygdom", "Disease"),
        say("Afsender", "Source"),
        say("Måned", "Month"),
        say("Positive", "Positive"),
        say("Midlertidige", "Preliminary"),
        say("Skal vurderes", "To be judged"),
        say("Isolat", "Isolate"),
    )
    for each in counts:
        numbers = (str(number) for number in (each.positive, each.preliminary, each.unclear))
        shown.add_row(each.list, each.disease, each.source_name, each.month, *numbers, each.isolate)
    output.results().print(shown)


def local_codes(say: Say, *, lacking: bool, data: Path | None, as_json: bool) -> None:
    """Prints the local codes in use and how many stored results have each, the most used first."""
    with opened(existing(data=data)) as database:
        codes = codes_in_use(database.code_tables.in_use(PREFIX))
        rows = codes.find(on=datetime.now(UTC).astimezone(DENMARK).date(), lacking=lacking)
        uses = usage(rows, database.code_tables.uses([row.code for row in rows]))
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in uses))
        return
    shown = headed(
        say("Laboratorium", "Laboratory"),
        say("Kode", "Code"),
        say("Betydning", "Meaning"),
        say("Afløser", "Replaced by"),
        "NPU/DNK",
        say("Svar", "Results"),
    )
    for each in uses:
        row = each.row
        shown.add_row(
            row.laboratory, row.code, row.meaning, row.replaced_by, row.equivalent, str(each.results)
        )
    output.results().print(shown)


def known(name: str) -> KnownTable:
    """The table of a name. Raises `WrongUsage` for a name that no table has."""
    found = tables.known(name)
    if found is None:
        names = ", ".join(tables.NAMES)
        raise WrongUsage(
            da=f"{name} er ingen tabel; der er {names} og local- eller methods- med laboratoriets bogstaver, som local-TKB, "
            "og trials- med programmets navn.",
            en=f"{name} is no table; there are {names}, local- or methods- with a laboratory's letters, as local-TKB, and trials- "
            "with a scheme's name.",
        )
    return found


def faulty(file: Path, findings: tuple[Finding, ...], say: Say) -> Refused:
    """Prints what is wrong with a file; the error that says that it was not taken."""
    console = output.messages()
    for finding in findings:
        print_finding(finding, console, say)
    return Refused(
        da=f"{file} er ikke indlæst; fejlene står ovenfor.",
        en=f"{file} is not imported; the faults stand above.",
    )


def _warn_of_empty(store: TableStore, table: str, version: int, step: Step, say: Say) -> None:
    """Says of a version without rows that everything the table said ends with it."""
    if not any(each.version == version and each.empty for each in store.versions(table)):
        return
    if step == "release":
        done = say(
            "Intet af, hvad tabellen sagde, gælder mere.", "Nothing that the table said holds any more."
        )
    else:
        done = say(
            "Når den er frigivet, ophører alt, hvad den udgave, der er i brug, siger.",
            "Once it is released, everything that the version in use says ends.",
        )
    output.messages().print(say("Udgaven har ingen rækker.", "The version has no rows."), done)


def _forbidden(forbidden: NotAllowed) -> Refused:
    da, en = _FORBIDDEN[forbidden.why]
    return Refused(da=da, en=en)


def headed(*headings: str) -> Table:
    """A table for the terminal, with its headings."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(heading)
    return made
