"""`labsvar sources`: what is stated, approved and released of the systems that send."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.errors import Refused, Unreadable, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.cli.source_words import ASPECTS, not_allowed
from labsvar.database.systems import Systems
from labsvar.exchange.approving import NotAllowed, UnknownSystem, kind_of
from labsvar.exchange.register import System
from labsvar.exchange.sources import (
    Approval,
    Aspect,
    Clinic,
    Contact,
    Evidence,
    NumberType,
    Release,
    SourceKind,
    clinic_key,
)

NEVER: Final = "never"
"""What stands for no day: of what a source cannot do."""


@contextmanager
def _systems(data: Path | None) -> Iterator[Systems]:
    """The register. What speaks against a decision becomes an error of the command line."""
    with opened(existing(data=data)) as database:
        try:
            yield database.systems
        except UnknownSystem as error:
            name = error.args[0]
            raise Refused(
                da=f"Der er intet system, der hedder {name}.", en=f"There is no system called {name}."
            ) from None
        except NotAllowed as error:
            raise not_allowed(error) from None


def describe(
    name: str,
    say: Say,
    *,
    kind: SourceKind | None,
    vendor: str | None,
    version: str | None,
    region: str | None,
    refusals_since: str | None,
    corrections_since: str | None,
    who: str | None,
    reason: str,
    data: Path | None,
) -> None:
    """States what a system is and can do; what is not given stays as it was. Raises `CliError`."""
    texts = {"kind": kind, "vendor": vendor, "version": version, "region": region}
    days = {"refusals_since": refusals_since, "corrections_since": corrections_since}
    with _systems(data) as systems:
        system = _system(systems, name)
        given = {field: text for field, text in texts.items() if text is not None}
        known = {field: _day(day) for field, day in days.items() if day is not None}
        facts = replace(system.source.facts, **{"kind": kind_of(system)} | given | known)
        systems.sources.describe(name, facts, who=_who(who), reason=reason)
        _show(_system(systems, name), say)


def clinic(
    name: str,
    number: str,
    say: Say,
    *,
    number_type: NumberType,
    called: str | None,
    refusals_since: str,
    closed: bool,
    who: str | None,
    reason: str,
    data: Path | None,
) -> None:
    """Registers a clinic of a system, or what has changed about it. Raises `CliError`."""
    stated = Clinic(
        number=number,
        number_type=number_type,
        refusals_since=_day(refusals_since),
        closed=closed,
    )
    with _systems(data) as systems:
        if called is None:
            known = _system(systems, name).source.clinics.get(clinic_key(number))
            called = "" if known is None else known.name
        stated = replace(stated, name=called)
        systems.sources.set_clinic(name, stated, who=_who(who), reason=reason)
        _show(_system(systems, name), say)


def contact(
    name: str,
    purpose: str,
    say: Say,
    *,
    called: str,
    address: str,
    who: str | None,
    reason: str,
    data: Path | None,
) -> None:
    """Says whom to ask about a purpose. Raises `CliError`."""
    stated = Contact(purpose=purpose, name=called, address=address)
    with _systems(data) as systems:
        systems.sources.set_contact(name, stated, who=_who(who), reason=reason)
        _show(_system(systems, name), say)


def approve(
    name: str,
    aspect: Aspect,
    say: Say,
    *,
    on: str | None,
    evidence: str,
    evidence_file: Path | None,
    who: str,
    reason: str,
    data: Path | None,
) -> None:
    """Notes one of the four approvals. Of a file its name and its SHA-256 are kept. Raises `CliError`."""
    rests_on = Evidence(text=evidence)
    if evidence_file is not None:
        rests_on = Evidence(text=evidence, file_name=evidence_file.name, sha256=_sha256(evidence_file))
    day = datetime.now(UTC).date() if on is None else _a_day(on)
    approval = Approval(aspect=aspect, who=who, on=day, evidence=rests_on)
    with _systems(data) as systems:
        systems.sources.approve(name, approval, reason=reason)
        _show(_system(systems, name), say)


def withdraw(name: str, aspect: Aspect, say: Say, *, who: str, reason: str, data: Path | None) -> None:
    """Takes an approval back, and so the full stage that rests on it. Raises `CliError`."""
    with _systems(data) as systems:
        systems.sources.withdraw_approval(name, aspect, who=who, reason=reason)
        _show(_system(systems, name), say)


def release(
    name: str,
    say: Say,
    *,
    told: str,
    declinable_from: str,
    clinics: Sequence[str],
    who: str,
    reason: str,
    data: Path | None,
) -> None:
    """Proposes to show what arrived in the technical stage. Raises `CliError`."""
    day = _a_day(declinable_from)
    with _systems(data) as systems:
        number = systems.sources.propose_release(
            name, told_how=told, declinable_from=day, clinics=clinics, who=who, reason=reason
        )
    output.messages().print(
        say(
            f"Frigivelse {number} er foreslået. En anden skal bekræfte den.",
            f"Release {number} is proposed. Another person has to confirm it.",
        )
    )


def confirm(name: str, number: int, say: Say, *, who: str, reason: str, data: Path | None) -> None:
    """Confirms a release that another person proposed. Raises `CliError`."""
    with _systems(data) as systems:
        count = systems.sources.confirm_release(name, number, who=who, reason=reason)
    output.messages().print(say(f"{count} breve er frigivet.", f"{count} letters are released."))


def decline(name: str, number: int, say: Say, *, who: str, reason: str, data: Path | None) -> None:
    """Ends a proposal without releasing anything. Raises `CliError`."""
    with _systems(data) as systems:
        systems.sources.decline_release(name, number, who=who, reason=reason)
    output.messages().print(say("Forslaget er afvist.", "The proposal is declined."))


def show(name: str, say: Say, *, data: Path | None) -> None:
    """Prints everything that is known of a source. Raises `CliError`."""
    with _systems(data) as systems:
        _show(_system(systems, name), say)


def _system(systems: Systems, name: str) -> System:
    for system in systems.all():
        if system.name == name:
            return system
    raise UnknownSystem(name)


def _who(name: str | None) -> str:
    return getpass.getuser() if name is None else name


def _day(text: str) -> date | None:
    """The day, or `None` for `never`. Raises `WrongUsage`."""
    return None if text == NEVER else _a_day(text)


def _a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            da=f"{text} er ikke en dag; den skrives som 2026-05-01.",
            en=f"{text} is no day; one is written as 2026-05-01.",
        ) from None


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened_file:
            return hashlib.file_digest(opened_file, "sha256").hexdigest()
    except OSError as error:
        raise Unreadable(
            da=f"{file} kan ikke læses: {error.strerror}", en=f"{file} cannot be read: {error.strerror}"
        ) from None


# What is shown --------------------------------------------------------------------------------------


def _show(system: System, say: Say) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for row in _rows(system, say):
        table.add_row(*row)
    output.results().print(table)


def _rows(system: System, say: Say) -> Iterator[tuple[str, str]]:
    source, facts = system.source, system.source.facts

    def since(day: date | None) -> str:
        return say("kan ikke", "cannot") if day is None else str(day)

    yield say("System", "System"), system.name
    yield say("Fase", "Stage"), system.stage
    yield say("Slags", "Kind"), kind_of(system)
    yield say("Leverandør", "Vendor"), f"{facts.vendor} {facts.version}".strip()
    yield say("Region", "Region"), facts.region
    yield say("Nægtet samtykke siden", "Refusals since"), since(facts.refusals_since)
    yield say("Rettelser siden", "Corrections since"), since(facts.corrections_since)
    for clinic_ in source.clinics.values():
        state = say("lukket", "closed") if clinic_.closed else since(clinic_.refusals_since)
        yield say("Klinik", "Clinic"), f"{clinic_.number} {clinic_.name} ({state})"
    for contact_ in source.contacts.values():
        yield say("Kontakt", "Contact"), f"{contact_.purpose}: {contact_.name}, {contact_.address}"
    for aspect, words in ASPECTS.items():
        found = source.approvals.get(aspect)
        yield say("Godkendelse", "Approval"), f"{aspect} ({say(*words)}): {_approved(found, say)}"
    for each in source.releases.values():
        yield say("Frigivelse", "Release"), _released(each)


def _approved(approval: Approval | None, say: Say) -> str:
    if approval is None:
        return say("mangler", "missing")
    evidence = approval.evidence
    on = ", ".join(part for part in (evidence.text, evidence.file_name, evidence.sha256[:16]) if part)
    return f"{approval.who}, {approval.on} ({on})"


def _released(release_: Release) -> str:
    told = release_.proposal
    return (
        f"{release_.number} {release_.state}: {told.told_how}; {told.declinable_from}; "
        f"{release_.proposed_by} / {release_.settled_by or '-'}; {release_.letters}"
    )
