"""`labsvar systems` and `labsvar accounts`: who may send, and who may sign in."""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.cli.source_words import not_allowed
from labsvar.exchange.approving import NotAllowed, UnknownSystem
from labsvar.exchange.register import Sender
from labsvar.identifiers import cpr, replacement
from labsvar.identifiers import gln as location_numbers
from labsvar.results.model import Sector, Stage
from labsvar.results.store import Role
from labsvar.web import accounts, passwords

_LABORATORY: Final = re.compile("[A-Za-zÆØÅæøå]{2,3}")


def add_system(
    name: str,
    say: Say,
    *,
    glns: Sequence[str],
    laboratory: str | None,
    sector: Sector | None,
    who: str | None,
    data: Path | None,
) -> None:
    """Registers a system in the technical stage, and prints its token, this once.

    Raises `WrongUsage` for an empty name, a location number that is none and a code that no laboratory
    has, and `Refused` when the name is taken.
    """
    _not_empty(name, da="Systemets navn", en="The name of the system")
    for gln in glns:
        if location_numbers.fault(gln) is not None:
            raise WrongUsage(
                da=f"--gln {gln} er ikke et lokationsnummer: 13 cifre, hvoraf det sidste er et kontrolciffer.",
                en=f"--gln {gln} is no location number: 13 digits, the last of which is a check digit.",
            )
    if laboratory is not None and not _LABORATORY.fullmatch(laboratory):
        raise WrongUsage(
            da="--laboratory er en kode på to eller tre bogstaver.",
            en="--laboratory is a code of two or three letters.",
        )
    senders = [Sender(gln=gln, laboratory=laboratory, sector=sector) for gln in glns]
    with opened(existing(data=data)) as database:
        try:
            token = database.systems.add(name, senders, who=who or getpass.getuser())
        except ValueError:
            raise Refused(
                da=f"Der er allerede et system, der hedder {name}.",
                en=f"There is a system called {name} already.",
            ) from None
    output.messages().print(
        say("Systemets nøgle, som ikke vises igen:", "The token of the system, which is not shown again:")
    )
    output.write_bytes(f"{token}\n".encode())


def list_systems(say: Say, *, data: Path | None) -> None:
    """Prints every system with its senders and its stage."""
    with opened(existing(data=data)) as database:
        systems = database.systems.all()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        say("System", "System"),
        say("Fase", "Stage"),
        say("Lokationsnummer", "Location number"),
        say("Laboratorium", "Laboratory"),
        say("Sektor", "Sector"),
    ):
        table.add_column(heading)
    for system in systems:
        for sender in system.senders.values():
            table.add_row(system.name, system.stage, sender.gln, sender.laboratory or "", sender.sector or "")
    output.results().print(table)


def set_stage(name: str, stage: Stage, say: Say, *, who: str, reason: str, data: Path | None) -> None:
    """Sets how far a system is approved (rule S15). Raises `Refused` and `WrongUsage`."""
    with opened(existing(data=data)) as database:
        try:
            database.systems.set_stage(name, stage, who=who, reason=reason)
        except UnknownSystem:
            raise Refused(
                da=f"Der er intet system, der hedder {name}.", en=f"There is no system called {name}."
            ) from None
        except NotAllowed as error:
            raise not_allowed(error) from None
    output.messages().print(say(f"{name} er nu i fasen {stage}.", f"{name} is now in the stage {stage}."))


def add_account(
    username: str,
    say: Say,
    *,
    role: Role,
    name: str,
    organisation: str,
    number: str | None,
    data: Path | None,
) -> None:
    """Adds an account; the password is asked for, or read as one line of standard input.

    Raises `WrongUsage` for an empty name, a short password, and a number that is none or does not go
    with the role, and `Refused` when the name is taken.
    """
    _not_empty(username, da="Brugernavnet", en="The user name")
    _not_empty(name, da="--name", en="--name")
    if number is not None and not _is_of_a_person(number):
        raise WrongUsage(
            da="--number er hverken et CPR-nummer eller et erstatningsnummer.",
            en="--number is neither a CPR number nor a replacement number.",
        )
    settings = existing(data=data)
    password = _password(say)
    with opened(settings) as database:
        try:
            accounts.add(
                database.accounts,
                username=username,
                password=password,
                role=role,
                name=name,
                organisation=organisation,
                number=number,
                issuer=settings.own_gln,
            )
        except passwords.TooShort:
            shortest = passwords.SHORTEST_PASSWORD
            raise WrongUsage(
                da=f"Adgangskoden skal have mindst {shortest} tegn.",
                en=f"The password must have {shortest} characters at least.",
            ) from None
        except accounts.NeedsPerson:
            raise WrongUsage(
                da="En borger skal have --number, og ingen anden må have det.",
                en="A citizen needs --number, and nobody else may have it.",
            ) from None
        except ValueError:
            raise Refused(
                da=f"Der er allerede en konto, der hedder {username}, eller personen har en.",
                en=f"There is an account called {username} already, or the person has one.",
            ) from None
    output.messages().print(say(f"Kontoen {username} er oprettet.", f"The account {username} is added."))


def _not_empty(text: str, *, da: str, en: str) -> None:
    if not text.strip():
        raise WrongUsage(da=f"{da} må ikke være tomt.", en=f"{en} must not be empty.")


def _is_of_a_person(number: str) -> bool:
    plain = number.replace("-", "")
    return cpr.fault(plain) is None or replacement.fault(plain) is None


def _password(say: Say) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(say("Adgangskode: ", "Password: "))
    return sys.stdin.readline().rstrip("\n")
