"""`labsvar comparability` and `labsvar methods`: which methods are comparable, and what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar, get_args

import msgspec

from labsvar.cli import output
from labsvar.cli import tables as code_tables
from labsvar.cli.errors import WrongUsage
from labsvar.cli.files import read_file
from labsvar.cli.installation import existing, opened
from labsvar.cli.language import Say
from labsvar.codetables import Dated, TableStore, Version, decode, read_csv, valid, write_csv
from labsvar.comparability import MemberRow, Method, Place, WhatIf, decides, registers, registers_in_use
from labsvar.comparability.bias import Bias, Field, Limits, biases
from labsvar.comparability.registers import of_producer, producer_name
from labsvar.comparability.suggesting import suggested
from labsvar.comparability.trials import AllowedBias, TrialRow, limits_in_use, limits_of, rounds_in_use
from labsvar.fhirview import comparability as fhirview
from labsvar.findings import Finding
from labsvar.formats import fhir
from labsvar.letters.zone import DENMARK
from labsvar.web import tables

GROUPS: Final = "comparability"
_Row = TypeVar("_Row", bound=Dated)
_FIELDS: Final = get_args(Field)
_OUTCOMES: Final = {
    "comparable": ("sammenlignelig", "comparable"),
    "converted": ("efter omregning", "after conversion"),
    "not_comparable": ("ikke sammenlignelig", "not comparable"),
    "unknown": ("ukendt", "unknown"),
}
_VERDICTS: Final = {
    "within": ("inden for", "within"),
    "outside": ("uden for", "outside"),
    "no_limit": ("uafgjort: ingen tilladt afvigelse", "undecided: no allowed bias"),
    "too_few": ("uafgjort: én deltager", "undecided: one participant"),
    "straddles": ("uafgjort: intervallet ligger på begge sider", "undecided: the interval straddles"),
}
_KINDS: Final = {
    "merge": ("samles", "merge"),
    "split": ("deles", "split"),
    "both": ("samles og deles", "merge and split"),
}


def import_methods(
    file: Path, say: Say, *, owner: str, who: str | None, reason: str, data: Path | None
) -> None:
    """Keeps the register of the laboratory that a file names as a draft. Raises `Refused` for its faults."""
    text = decode(read_file(file))
    if isinstance(text, Finding):
        raise code_tables.faulty(file, (text,), say)
    producer, read = of_producer(text)
    if producer is None:
        raise code_tables.faulty(file, read.findings, say)
    name = tables.OF_METHODS + producer_name(producer)
    code_tables.import_table(name, file, say, owner=owner, who=who, reason=reason, data=data)


def show_groups(say: Say, *, code: str | None, on: date | None, data: Path | None, as_json: bool) -> None:
    """Prints the released groups of a day, or those of one code."""
    with opened(existing(data=data)) as database:
        members = registers_in_use(database.code_tables).members
    rows = [row for row in valid(members, on or _today()) if code in (None, row.code)]
    if as_json:
        _lines(rows)
        return
    shown = code_tables.headed(
        say("Kode", "Code"),
        say("Gruppe", "Group"),
        say("Enhed", "Unit"),
        say("Metode", "Method"),
        say("Udfald", "Outcome"),
        say("Grundlag", "Evidence"),
    )
    for row in rows:
        outcome = say(*_OUTCOMES[row.outcome])
        if row.conversion is not None:
            outcome += f": × {row.factor} + {row.offset or '0'} → {row.group_unit}"
        shown.add_row(row.code, row.group, row.unit, _of_member(row, say), outcome, row.evidence)
    output.results().print(shown)


def show_methods(
    say: Say, *, producer: str | None, code: str | None, on: date | None, data: Path | None, as_json: bool
) -> None:
    """Prints how laboratories measure on a day, or one laboratory, or one code."""
    with opened(existing(data=data)) as database:
        methods = registers_in_use(database.code_tables).methods
    rows = [
        row
        for row in valid(methods, on or _today())
        if code in (None, row.code) and producer in (None, producer_name(row.by))
    ]
    if as_json:
        _lines(rows)
        return
    shown = code_tables.headed(
        say("Laboratorium", "Laboratory"), say("Kode", "Code"), say("Metode", "Method"), say("Fra", "From")
    )
    for row in rows:
        shown.add_row(producer_name(row.by), row.code, _of_method(row.says, say), row.valid_from.isoformat())
    output.results().print(shown)


def export_fhir(*, data: Path | None) -> None:
    """Prints the released groups as a ConceptMap and a ValueSet in a Bundle."""
    with opened(existing(data=data)) as database:
        members = registers_in_use(database.code_tables).members
        versions = [str(each.version) for each in database.code_tables.in_use(registers.GROUPS)]
    made = fhirview.exported(members, version=next(iter(versions), None))
    output.write_bytes(fhir.write(made) + b"\n")


def what_if(version: int, say: Say, *, name: str, data: Path | None, as_json: bool) -> None:
    """Prints which rows would merge or split were a version released. Raises `WrongUsage` for an unknown one."""
    table = code_tables.known(name)
    with opened(existing(data=data)) as database:
        found = _version(database.code_tables, table.table, version)
        told_of = database.comparability.what_if(found)
    if as_json:
        output.write_bytes(msgspec.json.encode(told_of) + b"\n")
        return
    _print_changes(told_of, say)


def _version(store: TableStore, table: str, version: int) -> Version:
    if not decides(table):
        raise WrongUsage(
            da="Den tabel afgør ikke, hvilke svar der står på samme række.",
            en="That table does not decide which results share a row.",
        )
    for each in store.versions(table):
        if each.version == version:
            return each
    raise WrongUsage(da=f"Der er ingen udgave {version}.", en=f"There is no version {version}.")


def _print_changes(found: WhatIf, say: Say) -> None:
    shown = code_tables.headed(
        say("Ændring", "Change"),
        say("Kode", "Code"),
        say("Enhed", "Unit"),
        say("Laboratorium", "Laboratory"),
        say("Før", "Before"),
        say("Efter", "After"),
        say("Svar", "Results"),
    )
    for change in found.changes:
        title = f"{change.before} → {change.after} {say(*_KINDS[change.kind])}"
        for part in change.parts:
            before, after = _of_place(part.before, say), _of_place(part.after, say)
            name = producer_name(part.producer)
            shown.add_row(title, part.code, part.unit, name, before, after, str(part.results))
            title = ""
    output.results().print(shown)
    output.messages().print(
        say(
            f"{found.unchanged} svar bliver på deres række; {found.converted} vises også omregnet.",
            f"{found.unchanged} results stay on their row; {found.converted} are shown converted too.",
        )
    )


def suggest(
    say: Say,
    *,
    by: str,
    file: Path | None,
    allowed: Path | None,
    confidence: float,
    maintainer: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Prints the bias of methods in ring trials, or with a maintainer the rows of a draft. Nothing is kept.

    Raises `Refused` for a file with faults, and `WrongUsage` for fields that methods have not.
    """
    fields = _fields(by)
    if not 0.5 <= confidence < 1:
        raise WrongUsage(da="--confidence ligger fra 0.5 til 1.", en="--confidence lies from 0.5 to 1.")
    rounds, limits = _evidence(file, allowed, say, data=data)
    found = biases(rounds, limits, by=fields, confidence=confidence)
    if not found:
        output.messages().print(
            say(
                "Ingen runder, der gælder i dag, har deltagere, som oplyser det.",
                "No rounds that are valid today have participants that state that.",
            )
        )
    if maintainer is not None:
        output.write_bytes(write_csv(MemberRow, suggested(found, maintainer=maintainer)).encode())
    elif as_json:
        _lines(found)
    else:
        _print_biases(found, say)


def _print_biases(found: Sequence[Bias], say: Say) -> None:
    shown = code_tables.headed(
        say("Kode", "Code"),
        say("Enhed", "Unit"),
        say("Metode", "Method"),
        say("Bias %", "Bias %"),
        say("Interval", "Interval"),
        say("Deltagere", "Participants"),
        say("Tilladt %", "Allowed %"),
        say("Dom", "Verdict"),
    )
    for bias in found:
        interval = "" if bias.low is None else f"{bias.low} – {bias.high}"
        verdict = say(*_VERDICTS[bias.reason or bias.verdict])
        if not bias.sound:
            verdict += say(" (siger intet om patientprøver)", " (says nothing of patients' samples)")
        allowed = "" if bias.allowed is None else str(bias.allowed)
        shown.add_row(
            bias.code.code,
            bias.unit,
            _of_method(bias.method, say),
            f"{bias.percent:+}",
            interval,
            str(bias.participants),
            allowed,
            verdict,
        )
    output.results().print(shown)


def _evidence(
    file: Path | None, allowed: Path | None, say: Say, *, data: Path | None
) -> tuple[tuple[TrialRow, ...], Limits]:
    """The values and the allowed bias, from files or else from the released tables."""
    rounds = None if file is None else _read(TrialRow, file, say)
    limits = None if allowed is None else limits_of(_read(AllowedBias, allowed, say), on=_today())
    if rounds is not None and limits is not None:
        return rounds, limits
    with opened(existing(data=data)) as database:
        store = database.code_tables
        return (
            rounds_in_use(store, on=_today()) if rounds is None else rounds,
            limits_in_use(store, on=_today()) if limits is None else limits,
        )


def _read(kind: type[_Row], file: Path, say: Say) -> tuple[_Row, ...]:
    text = decode(read_file(file))
    if isinstance(text, Finding):
        raise code_tables.faulty(file, (text,), say)
    read = read_csv(kind, text)
    if read.findings:
        raise code_tables.faulty(file, read.findings, say)
    return read.rows


def _fields(by: str) -> tuple[Field, ...]:
    names = tuple(name.strip() for name in by.split(","))
    if not all(name in _FIELDS for name in names):
        raise WrongUsage(
            da=f"--by er et eller flere af {', '.join(_FIELDS)}, med komma imellem.",
            en=f"--by is one or more of {', '.join(_FIELDS)}, with commas between.",
        )
    return msgspec.convert(names, tuple[Field, ...])


def _of_place(place: Place, say: Say) -> str:
    if place.group is not None:
        return say(f"gruppe {place.group}", f"group {place.group}")
    if place.method is None:
        return say("ukendt metode", "unknown method")
    return _of_method(place.method, say)


def _of_member(row: MemberRow, say: Say) -> str:
    names = (row.method, row.instrument, row.kit, row.calibrator, row.manufacturer, row.method_code)
    return _joined(names, near=row.point_of_care == "yes", say=say)


def _of_method(method: Method, say: Say) -> str:
    names = (
        method.method,
        method.instrument,
        method.kit,
        method.calibrator,
        method.manufacturer,
        method.method_code,
    )
    return _joined(names, near=method.point_of_care, say=say)


def _joined(names: Sequence[str], *, near: bool, say: Say) -> str:
    said = [name for name in names if name]
    if near:
        said.append(say("patientnær", "point of care"))
    return ", ".join(said) or say("enhver", "any")


def _today() -> date:
    return datetime.now(UTC).astimezone(DENMARK).date()


def _lines(found: Sequence[object]) -> None:
    output.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in found))
