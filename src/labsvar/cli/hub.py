"""`labsvar hub`: rows of laboratory cards to an exchange, its clinics, and what was not sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import msgspec
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused, Unavailable, Unreadable, WrongUsage
from labsvar.cli.files import read_file
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.cli.source_words import not_allowed
from labsvar.database import Database
from labsvar.exchange.approving import NotAllowed
from labsvar.exchange.register import ANY_SENDER
from labsvar.exchange.sources import Clinic as Stated
from labsvar.findings import Finding
from labsvar.hub.model import Clinic
from labsvar.hub.rows import schema as row_schema
from labsvar.hub.service import Received, RowAnswer
from labsvar.identifiers import gln as location_numbers

DOOR: Final = "/api/hub/rows"
_TIMEOUT: Final = httpx.Timeout(300.0, connect=10.0)
_REMEDIES: Final[dict[int, tuple[str, str]]] = {
    httpx.codes.UNAUTHORIZED: (
        "Se efter, at --token er systemets.",
        "See that --token is that of the system.",
    ),
    httpx.codes.NOT_FOUND: (
        "Angiv udvekslingens adresse uden sti.",
        "Give the address of the exchange without a path.",
    ),
}


class _Listed(Clinic, frozen=True, kw_only=True):
    """A clinic of the list: how letters name it, and from which day it could state refusals, if it can."""

    refusals_since: date | None = None


class _Told(NamedTuple):
    """What is told of a row, or of several that are told as one."""

    name: str
    state: str
    rule: str


class _Problem(msgspec.Struct):
    title: str = ""
    findings: tuple[Finding, ...] = ()


def schema() -> None:
    """Prints the JSON schema of a row."""
    output.write_bytes(msgspec.json.format(msgspec.json.encode(row_schema()), indent=2) + b"\n")


def send(
    files: Sequence[Path],
    say: Say,
    *,
    to: str,
    token: str | None,
    transport: httpx.BaseTransport | None = None,
) -> int:
    """Sends files of rows and prints what became of every row that was not sent.

    The exit code is 0 when every row was sent, now or before, else 1. To send a file again is safe, and tells
    again of the rows that still are not sent.
    Raises `Unreadable`, `Unavailable`, `Refused` and `WrongUsage`.
    """
    if not to.startswith(("http://", "https://")):
        raise WrongUsage(
            da=f"--to {to} er ikke en adresse, der begynder med http:// eller https://",
            en=f"--to {to} is no address that begins with http:// or https://",
        )
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    code = DONE
    with httpx.Client(base_url=to, headers=headers, timeout=_TIMEOUT, transport=transport) as client:
        for file in files:
            received = _received(client, file)
            _print(file, received, say)
            if not all(_is_sent(row) for row in received.rows):
                code = Refused.exit_code
    return code


def held(clinic: str, say: Say, *, data: Path | None, as_json: bool) -> None:
    """Prints the rows of a clinic that are not sent, with the rule that stopped each.

    Raises `Refused` for a clinic that nobody has registered.
    """
    with opened(existing(data=data)) as database:
        rows = database.hub_store.listed(clinic)
        known = any(each.clinic == clinic for each in database.hub_store.clinics())
    if not rows and not known:
        raise Refused(
            da=f"Klinik {clinic} er ikke registreret (labsvar hub clinics).",
            en=f"Clinic {clinic} is not registered (labsvar hub clinics).",
        )
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
        return
    if not rows:
        output.messages().print(say("Alle klinikkens rækker er sendt.", "All rows of the clinic are sent."))
        return
    table = _table(say, say("Række", "Row"), say("Version", "Version"))
    for row in rows:
        _add(table, row.row_id or "-", row.row_version, row.state, findings=row.findings, say=say)
    output.results().print(table)


def clinics(file: Path, say: Say, *, who: str, reason: str, data: Path | None) -> None:
    """Registers the clinics of a JSON list, as the hub's and as those of the system that sends for them.

    Raises `Unreadable`, `WrongUsage`, and `Refused` when no system sends for one of them; then none is registered.
    """
    if not who.strip() or not reason.strip():
        raise WrongUsage(
            da="Et navn og en begrundelse skal angives.", en="A name and a reason have to be given."
        )
    try:
        found = msgspec.json.decode(read_file(file), type=list[_Listed])
    except msgspec.MsgspecError as error:
        raise Unreadable(
            da=f"{file} er ikke en liste af klinikker: {error}", en=f"{file} is no list of clinics: {error}"
        ) from None
    for clinic in found:
        if location_numbers.fault(clinic.gln) is not None:
            raise Unreadable(
                da=f"Lokationsnummeret for klinik {clinic.clinic} er ikke rigtigt.",
                en=f"The location number of clinic {clinic.clinic} is not right.",
            )
    with opened(existing(data=data)) as database:
        systems = [_sending_for(each, database) for each in found]
        for clinic, system in zip(found, systems, strict=True):
            _register(clinic, system, database, who=who, reason=reason)
    output.results().print(
        say(f"{len(found)} klinikker er registreret.", f"{len(found)} clinics are registered.")
    )


def _sending_for(clinic: Clinic, database: Database) -> str:
    """The name of the system that sends for a clinic. Raises `Refused`."""
    found = database.systems.register().registered(clinic.gln, system_id=None)
    if found is None or found[1].gln == ANY_SENDER:
        raise Refused(
            da=f"Intet system er registreret som afsender for klinik {clinic.clinic}.",
            en=f"No system is registered as a sender for clinic {clinic.clinic}.",
        )
    return found[0].name


def _register(clinic: _Listed, system: str, database: Database, *, who: str, reason: str) -> None:
    stated = Stated(
        number=clinic.clinic,
        number_type=clinic.clinic_id_type,
        name=clinic.name,
        refusals_since=clinic.refusals_since,
    )
    try:
        database.systems.sources.set_clinic(system, stated, who=who, reason=reason)
    except NotAllowed as error:
        raise not_allowed(error) from None
    plain = {name: getattr(clinic, name) for name in Clinic.__struct_fields__}
    database.hub_store.register_clinic(Clinic(**plain), who=who, reason=reason)


def _received(client: httpx.Client, file: Path) -> Received:
    kind = "text/csv" if file.suffix == ".csv" else "application/x-ndjson"
    try:
        response = client.post(DOOR, content=read_file(file), headers={"Content-Type": kind})
    except httpx.TransportError as error:
        raise Unavailable(
            da=f"Ingen svarer: {type(error).__name__}", en=f"Nobody answers: {type(error).__name__}"
        ) from None
    if response.status_code == httpx.codes.OK:
        return msgspec.json.decode(response.content, type=Received)
    try:
        problem = msgspec.json.decode(response.content, type=_Problem)
    except msgspec.MsgspecError:
        problem = _Problem(title=response.reason_phrase)
    first = next(iter(problem.findings), None)
    da, en = (
        _REMEDIES.get(response.status_code, ("", "")) if first is None else (first.todo_da, first.todo_en)
    )
    said_da, said_en = (problem.title, problem.title) if first is None else (first.da, first.en)
    status = f"{file}: {response.status_code}"
    raise Refused(
        da=f"{status} {said_da.rstrip('.')}. {da}".rstrip(),
        en=f"{status} {said_en.rstrip('.')}. {en}".rstrip(),
    )


def _is_sent(row: RowAnswer) -> bool:
    """A row that came before tells again what stopped it, when something did."""
    return row.state == "sent" or (row.state == "repeated" and not row.findings)


def _print(file: Path, received: Received, say: Say) -> None:
    table = _table(say, say("Linje", "Line"), say("Række og version", "Row and version"))
    for about, rows in groupby((row for row in received.rows if not _is_sent(row)), key=_alike):
        of_them = list(rows)
        lines = f"{of_them[0].line}" if len(of_them) == 1 else f"{of_them[0].line}-{of_them[-1].line}"
        _add(table, lines, about.name, about.state, findings=of_them[0].findings, say=say)
    if table.row_count:
        output.results().print(table)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(received.counts.items()))
    output.messages().print(f"{file}: {counted}", soft_wrap=True)


def _alike(row: RowAnswer) -> _Told:
    """Lines after one another that cannot be read for the same reason have no names, and are told as one."""
    return _Told(f"{row.row_id} {row.row_version}".strip(), row.state, row.findings[0].rule)


def _table(say: Say, *first: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for name in (*first, say("Tilstand", "State"), say("Regel", "Rule")):
        table.add_column(name, overflow="fold")
    table.add_column(say("Hvad kan gøres", "What to do"), overflow="fold")
    return table


def _add(table: Table, *cells: str, findings: Sequence[Finding], say: Say) -> None:
    found = findings[0]
    table.add_row(*cells, found.rule, say(found.todo_da, found.todo_en))
