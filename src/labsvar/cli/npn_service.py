"""`labsvar npn-service`: who is connected to the service for sample numbers, and what is done by hand."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lxml import etree
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.services import dgws
from labsvar.services.dgws import CareProvider
from labsvar.services.npn.connection_model import Certification, Contact, Purpose
from labsvar.services.npn.connections import Actor
from labsvar.services.npn.series import Series
from labsvar.services.npn.service import NpnService
from labsvar.web.services import token_service_of


@contextmanager
def _service(data: Path | None) -> Iterator[NpnService]:
    """The service. What speaks against a decision becomes an error of the command line."""
    with opened(existing(data=data)) as database:
        try:
            yield database.npn
        except dgws.Refused as refused:
            found = refused.finding
            raise Refused(da=f"{found.da} {found.todo_da}", en=f"{found.en} {found.todo_en}") from None


def _by(who: str | None) -> Actor:
    return Actor(who=who or getpass.getuser())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            da=f"{text} er ingen dato; skriv den som 2026-03-04.",
            en=f"{text} is no date; write it as 2026-03-04.",
        ) from None


def supplier(
    key: str, *, name: str, agreed_on: str, support: str, reason: str, who: str | None, data: Path | None
) -> None:
    """Notes an agreement with a supplier. Raises `CliError`."""
    day = _day(agreed_on)
    with _service(data) as service:
        service.connections.set_supplier(
            key, name=name, agreed_on=day, support=support, by=_by(who), reason=reason
        )


def certify(
    key: str, status: Certification, *, version: str, reason: str, who: str | None, data: Path | None
) -> None:
    """Notes how far test and certification have come. Raises `CliError`."""
    with _service(data) as service:
        service.connections.certify(key, status, version=version, by=_by(who), reason=reason)


def contact(
    key: str,
    purpose: Purpose,
    *,
    name: str,
    mail: str,
    phone: str,
    reason: str,
    who: str | None,
    data: Path | None,
) -> None:
    """Says whom to ask at a supplier. Raises `CliError`."""
    with _service(data) as service:
        told = Contact(purpose=purpose, name=name, mail=mail, phone=phone)
        service.connections.set_contact(key, told, by=_by(who), reason=reason)


def laboratory(key: str, *, of: str, name: str, reason: str, who: str | None, data: Path | None) -> None:
    """Takes a laboratory under a supplier. Raises `CliError`."""
    with _service(data) as service:
        service.connections.set_laboratory(key, supplier=of, name=name, by=_by(who), reason=reason)


def dispense(laboratory_key: str, *, why: str, reason: str, who: str | None, data: Path | None) -> None:
    """Frees a laboratory from automatic drawing, or no more. Raises `CliError`."""
    with _service(data) as service:
        service.connections.dispense(laboratory_key, why, by=_by(who), reason=reason)


def account(
    key: str,
    say: Say,
    *,
    of: str,
    at: str,
    department: str,
    mailbox: str,
    system: str,
    number: str,
    number_format: str,
    reason: str,
    who: str | None,
    data: Path | None,
) -> None:
    """Creates an account, or changes one; a new one's token is printed, this once. Raises `CliError`."""
    with _service(data) as service:
        service.connections.set_account(
            key,
            supplier=of,
            laboratory=at,
            department=department,
            mailbox=mailbox,
            system=system,
            care_provider=CareProvider(format=number_format, number=number, name=department),
            by=_by(who),
            reason=reason,
        )
        has_one = bool(service.connections.register().accounts[key].token_hash)
        made = None if has_one else service.connections.new_token(key, by=_by(who), reason=reason)
    if made is not None:
        _tell_token(made, say)


def token(key: str, say: Say, *, reason: str, who: str | None, data: Path | None) -> None:
    """Prints a new token of an account, this once. Raises `CliError`."""
    with _service(data) as service:
        made = service.connections.new_token(key, by=_by(who), reason=reason)
    _tell_token(made, say)


def _tell_token(made: str, say: Say) -> None:
    output.messages().print(
        say("Kontoens nøgle, som ikke vises igen:", "The token of the account, which is not shown again:")
    )
    output.write_bytes(f"{made}\n".encode())


def close(kind: str, key: str, *, reason: str, who: str | None, data: Path | None) -> None:
    """Closes a supplier, a laboratory or an account. Raises `CliError`."""
    with _service(data) as service:
        connections = service.connections
        closing = {
            "supplier": connections.close_supplier,
            "laboratory": connections.close_laboratory,
            "account": connections.close_account,
        }
        closing[kind](key, by=_by(who), reason=reason)


def plain_http(key: str, until: str, *, reason: str, who: str | None, data: Path | None) -> None:
    """Sets the last day of plain HTTP for an account; `never` for none. Raises `CliError`."""
    day = None if until == "never" else _day(until)
    with _service(data) as service:
        service.connections.plain_http(key, day, by=_by(who), reason=reason)


def message(text: str, *, first: str, last: str, reason: str, who: str | None, data: Path | None) -> None:
    """Puts up a service message. Raises `CliError`."""
    days = _day(first), _day(last)
    with _service(data) as service:
        service.connections.put_message(text, first=days[0], last=days[1], by=_by(who), reason=reason)


def draw(laboratory_key: str, count: int, *, asked_by: str, who: str | None, data: Path | None) -> None:
    """Draws a series on a mail, and prints its first and last number. Raises `CliError`."""
    with _service(data) as service:
        series = service.draw_by_mail(
            laboratory_key, count, asked_by=asked_by, answered_by=_by(who).who, at=datetime.now(UTC)
        )
        ends = f"{service.written(series.first)} {service.written(series.last)}\n"
    output.write_bytes(ends.encode())


def register(first: str, last: str, *, at: str, reason: str, who: str | None, data: Path | None) -> None:
    """Notes a series that was drawn elsewhere before. Raises `CliError`."""
    with _service(data) as service:
        service.register(
            first, last, supplier="", laboratory=at, note=reason, who=_by(who).who, at=datetime.now(UTC)
        )


def look_up(number: str, say: Say, *, data: Path | None) -> int:
    """Prints who drew a number and when; 1 when nobody has. Raises `CliError`."""
    with _service(data) as service:
        found = service.information(number)
        if found is None:
            output.messages().print(say("Nummeret er ikke trukket.", "The number has not been drawn."))
            return 1
        output.results().print(_table([found], service, say))
    return 0


def show(say: Say, *, data: Path | None) -> None:
    """Prints suppliers, laboratories and accounts, and the newest series."""
    with _service(data) as service:
        now = service.connections.register()
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in (
            say("Leverandør", "Supplier"),
            say("Aftale fra", "Agreement from"),
            say("Certificering", "Certification"),
            say("Laboratorium", "Laboratory"),
            say("Konto", "Account"),
            say("Postkasse", "Mailbox"),
            say("HTTP til", "HTTP until"),
        ):
            table.add_column(heading)
        closed = say(" (lukket)", " (closed)")
        for party in now.suppliers.values():
            own = [each for each in now.accounts.values() if each.supplier == party.key]
            name = party.key if party.is_open else party.key + closed
            table.add_row(name, str(party.agreed_on), party.certification, "", "", party.support, "")
            for each in own:
                key = each.key if each.is_open else each.key + closed
                until = "" if each.plain_http_until is None else str(each.plain_http_until)
                table.add_row("", "", "", each.laboratory, key, each.mailbox, until)
        output.results().print(table)
        output.results().print(_table(list(service.series()), service, say))


def _table(series: list[Series], service: NpnService, say: Say) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        say("Første", "First"),
        say("Sidste", "Last"),
        say("Hvordan", "How"),
        say("Laboratorium", "Laboratory"),
        say("Af", "By"),
        say("Trukket", "Drawn"),
        say("Frigivet", "Released"),
    ):
        table.add_column(heading)
    for each in series:
        freed = "" if each.freed_at is None else each.freed_at.isoformat(timespec="minutes")
        table.add_row(
            service.written(each.first),
            service.written(each.last),
            each.origin,
            each.laboratory,
            f"{each.who} {each.note}".strip(),
            each.drawn_at.isoformat(timespec="minutes"),
            freed,
        )
    return table


def card(system: str, number: str, *, number_format: str, hours: int, data: Path | None) -> None:
    """Prints an id card of the demonstration's own token service. Raises `Refused` elsewhere."""
    tokens = token_service_of(existing(data=data))
    if tokens is None:
        raise Refused(da="Kun en demonstration udsteder id-kort.", en="Only a demonstration issues id cards.")
    issued = tokens.issue(
        system=system,
        care_provider=CareProvider(format=number_format, number=number, name=system),
        at=datetime.now(UTC),
        lifetime=timedelta(hours=hours),
    )
    output.write_bytes(etree.tostring(issued, encoding="UTF-8") + b"\n")
