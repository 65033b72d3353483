"""What a receiver can take, and why a given letter is nothing for it.

A capability is a setting. What it does not name is not bounded: without `kinds` every kind is taken.
Bounds of the standard hold for a receiver unless it has lifted them (`labsvar.letters.lifting`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from labsvar import formats
from labsvar.findings import Finding, Rule, define
from labsvar.formats import DEFAULT, EmessageRead, LetterRead, Limits, vans
from labsvar.letters.lifting import Lift

_SETTING: Final = "Setting: what a receiver can take"

KIND: Final = define(
    "exchange.receiver-kind",
    "error",
    da="Modtageren tager ikke {kind}.",
    en="The receiver does not take {kind}.",
    todo_da="Send svaret i en af de typer, modtageren tager: {known}.",
    todo_en="Send the result in one of the kinds that the receiver takes: {known}.",
    source=_SETTING,
)
VERSION: Final = define(
    "exchange.receiver-version",
    "error",
    da="Modtageren tager ikke version {version}.",
    en="The receiver does not take version {version}.",
    todo_da="Omsæt brevet til en af {known} (labsvar convert).",
    todo_en="Convert the letter to one of {known} (labsvar convert).",
    source=_SETTING,
)
FORMAT: Final = define(
    "exchange.receiver-format",
    "error",
    da="Modtageren tager ikke {form}.",
    en="The receiver does not take {form}.",
    todo_da="Send brevet som {known} (labsvar convert).",
    todo_en="Send the letter as {known} (labsvar convert).",
    source=_SETTING,
)


class Capability(msgspec.Struct, frozen=True, kw_only=True):
    """What one receiver can take: kinds (`XRPT05`, `RPT01`), versions (`XR0532M`, `R0131K`) and forms
    (`xml`, `edifact`, `vans`), each any where it is `None`; and the bounds it has lifted."""

    receiver: str
    kinds: tuple[str, ...] | None = None
    versions: tuple[str, ...] | None = None
    forms: tuple[str, ...] | None = None
    lifts: tuple[Lift, ...] = ()


def obstacles(data: bytes, capability: Capability, *, limits: Limits = DEFAULT) -> tuple[Finding, ...]:
    """Why a receiver could not take a file, as errors; none when it could.

    The errors of the file count too: what the standard refuses, a receiver refuses, but for bounds that
    it has lifted.
    """
    found: list[Finding] = []
    form = formats.detect(data)
    if form == "vans":
        envelope = vans.read(data)
        found += [each for each in envelope.findings if each.severity == "error"]
        content = None if envelope.envelope is None else envelope.envelope.content
        found += _not_among(FORMAT, "vans", capability.forms, what="form", at=None)
        if not isinstance(content, vans.Message):
            return tuple(found)
        data = content.data
    read = formats.read(data, limits=msgspec.structs.replace(limits, lifts=capability.lifts))
    found += read.errors
    found += _of_form(read, capability)
    for letter in read.letters:
        found += _of_letter(letter, capability, edifact=read.format == "edifact")
    return tuple(found)


def _of_form(read: EmessageRead, capability: Capability) -> Iterable[Finding]:
    return _not_among(FORMAT, read.format, capability.forms, what="form", at=None) if read.letters else ()


def _of_letter(letter: LetterRead, capability: Capability, *, edifact: bool) -> Iterable[Finding]:
    if letter.version is None:
        return
    kind = letter.version.kind.removeprefix("X") if edifact else letter.version.kind
    yield from _not_among(KIND, kind, capability.kinds, what="kind", at=letter)
    version = letter.version_code or letter.version.code
    yield from _not_among(VERSION, version, capability.versions, what="version", at=letter)


def _not_among(
    rule: Rule, value: str, known: tuple[str, ...] | None, *, what: str, at: LetterRead | None
) -> Iterable[Finding]:
    if known is None or value in known:
        return
    yield rule.at(
        line=None if at is None else at.line,
        path=None if at is None else at.path,
        known=", ".join(known),
        **{what: value},
    )
