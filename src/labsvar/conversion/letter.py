"""One letter from one version to another of the same kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from labsvar.conversion.adapt import adapt
from labsvar.conversion.changes import CannotConvert, Change, Refusal
from labsvar.conversion.difference import differences, unlisted
from labsvar.conversion.notes import Notes
from labsvar.conversion.walk import Walk
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.consent import said
from labsvar.letters.version import LetterVersion

L = TypeVar("L", bound=AnyLetter)


class Converted(msgspec.Struct, Generic[L], frozen=True, kw_only=True):
    """A letter in its new version, and everything that is not as it was."""

    letter: L
    changes: tuple[Change, ...]


def convert(
    letter: L,
    *,
    to: LetterVersion,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    at: str | None = None,
) -> Converted[L]:
    """The letter as the version `to`, with the list of what was changed, assumed or lost.

    `given` holds what options say, by option name without its dashes (`OPTION_NAMES`). `at` is the XPath of the letter, for the places in the list. A refusal of
    consent is never lost, whatever `accept_losses` says (rule S12).

    Raises `CannotConvert` with every reason when the target cannot carry the letter.
    """
    source = version_of(letter)
    path = at or f"/Emessage/{source.root_name}"
    if source.code == to.code:
        return Converted(letter=letter, changes=())
    if source.kind != to.kind or source.root is not to.root:
        raise CannotConvert((_other_kind(source, to, path),))
    notes = Notes()
    ready = adapt(letter, source=source, to=to, given=given or {}, path=path, notes=notes)
    walk = Walk(source, to, given or {}, settled=notes.settled)
    made = walk.element(ready, source.tree.content, to.tree.content, path)
    changes = (*notes.changes, *walk.changes)
    refusals = [*notes.refusals, *walk.refusals]
    if said(letter, source) == "refused" != said(made, to):
        refusals.append(refusal_lost(to, path))
    if not accept_losses:
        refusals += map(as_refusal, losses(changes))
    if not refusals:
        found = differences(letter, made, source=source, target=to, path=path)
        refusals += map(incomplete, unlisted(found, (change.path for change in changes)))
    if refusals:
        raise CannotConvert(tuple(refusals))
    return Converted(letter=made, changes=changes)


def losses(changes: tuple[Change, ...]) -> list[Change]:
    """Those that have no place in the target."""
    return [change for change in changes if change.kind == "lost"]


def as_refusal(change: Change) -> Refusal:
    """A loss that nobody has accepted."""
    return Refusal(kind="loss", path=change.path, da=change.da, en=change.en, option="--accept-losses")


def incomplete(path: str) -> Refusal:
    """A difference that the list of a conversion does not name: a fault of ours, told as a refusal."""
    return Refusal(
        kind="unlisted",
        path=path,
        da="elementet er blevet et andet, uden at omsætningen kan sige hvorfor; fejlen er Labsvars",
        en="the element has become another without the conversion being able to say why; the fault is Labsvar's",
    )


def _other_kind(source: LetterVersion, to: LetterVersion, path: str) -> Refusal:
    ours, theirs = (f"{each.kind} {each.root_name}" for each in (source, to))
    return Refusal(
        kind="kind",
        path=path,
        da=f"{source.code} er et brev af typen {ours} og kan ikke gøres til {to.code}, som er {theirs}",
        en=f"{source.code} is a letter of kind {ours} and cannot become {to.code}, which is {theirs}",
    )


def refusal_lost(to: LetterVersion, path: str) -> Refusal:
    """A refusal of consent that the target cannot carry (rule S12)."""
    return Refusal(
        kind="consent",
        path=f"{path}/Patient/Consent",
        da=f"patienten har nægtet samtykke, og {to.code} kan ikke bære det",
        en=f"the patient refuses consent, and {to.code} cannot carry that",
    )
