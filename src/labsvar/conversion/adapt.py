"""What two versions say in elements of different shape, carried over before the walk.

The walk compares like with like. Where a version says in one place what another says elsewhere, or
says by leaving an element out what another says outright, an adapter puts the meaning where the
target looks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.conversion import requisitions
from labsvar.conversion.difference import by_attribute
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import CONSENT
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.consent import STATES_CONSENT
from labsvar.letters.version import Children, LetterVersion, Node

L = TypeVar("L", bound=AnyLetter)

CONSENT_WORDS: Final = {True: "Samtykke givet", False: "Samtykke ikke givet"}
"""The text that `Consent` demands in the versions that state consent, for a letter that brings none.

The first stands in MedCom's public example of XR0330P. Assumption: its denial may stand there too.
"""


def adapt(
    letter: L,
    *,
    source: LetterVersion,
    to: LetterVersion,
    given: Mapping[str, str],
    path: str,
    notes: Notes,
) -> L:
    """The letter with its meaning where the version `to` looks for it; what that did goes into `notes`."""
    ready: L = requisitions.adapt(letter, to, given, path, notes)
    return _consent(
        ready, source, to, word=given.get(CONSENT.name), path=f"{path}/Patient/Consent", notes=notes
    )


def _consent(
    letter: L, source: LetterVersion, to: LetterVersion, *, word: str | None, path: str, notes: Notes
) -> L:
    """Consent between the versions whose absent element refuses it and those where it says nothing."""
    kind = _consent_of(to)
    if kind is None or (source.code in STATES_CONSENT) == (to.code in STATES_CONSENT):
        return letter
    consent = _patient(letter).consent
    if to.code in STATES_CONSENT:
        return _stated(letter, kind, to, word=word, path=path, notes=notes)
    if consent is not None:
        return letter
    notes.assumed(
        path,
        da=f"nægtet: i {source.code} er samtykke ikke givet, hvor elementet mangler",
        en=f"refused: in {source.code} consent is not given where the element is absent",
    )
    return _with_consent(letter, kind(given=False))


def _stated(letter: L, kind: Any, to: LetterVersion, *, word: str | None, path: str, notes: Notes) -> L:
    """The letter with consent said outright; `word` is what the option says."""
    consent = _patient(letter).consent
    if consent is not None:
        words = CONSENT_WORDS[consent.given]
        notes.assumed(
            f"{path}/Text",
            da=f"{words}: {to.code} kræver en tekst, og brevet har ingen",
            en=f"{words}: {to.code} demands a text, and the letter has none",
        )
        return _with_consent(letter, replace(consent, text=words))
    if word is not None and CONSENT.read(word) is not None:
        notes.given(path, CONSENT.name)
        return _with_consent(letter, kind(given=word == "given", text=CONSENT_WORDS[word == "given"]))
    da = f"brevet siger intet om samtykke, og i {to.code} ville det betyde, at det er nægtet"
    en = f"the letter says nothing about consent, and in {to.code} that would mean that it is refused"
    tell = notes.missing if word is None else notes.wrong
    tell(path, da=da, en=en, option=CONSENT.usage)
    return letter


def _with_consent(letter: L, consent: msgspec.Struct) -> L:
    return replace(letter, patient=replace(_patient(letter), consent=consent))


def _patient(letter: AnyLetter) -> Any:
    """The patient of a letter whose version has one with a consent."""
    return letter.patient  # type: ignore[union-attr]  # a receipt has none, and is never asked


def _consent_of(version: LetterVersion) -> Any:
    """The struct of the version's consent element; `None` when it has none."""
    patient = _below(version.tree, "patient")
    consent = None if patient is None else _below(patient, "consent")
    return None if consent is None else _content(consent).struct


def _below(node: Node, attribute: str) -> Node | None:
    found = by_attribute(_content(node)).get(attribute)
    return found if isinstance(found, Node) else None


def _content(node: Node) -> Children:
    assert isinstance(node.content, Children)
    return node.content
