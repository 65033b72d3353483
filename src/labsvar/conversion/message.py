"""A whole `Emessage` from one version to another: every letter in it, and the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from labsvar.conversion.changes import CannotConvert, Change, Refusal
from labsvar.conversion.letter import as_refusal, convert
from labsvar.letters.catalogue import BY_CODE, RELEASES, VERSIONS, AnyLetter, Emessage, version_of
from labsvar.letters.common import Envelope
from labsvar.letters.version import LetterVersion


class ConvertedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """An `Emessage` whose letters are of the new version, and everything that is not as it was."""

    message: Emessage
    changes: tuple[Change, ...]


class UnknownTarget(ValueError):
    """No kind and no version of a letter is called that."""


def targets() -> tuple[str, ...]:
    """Every word a target may be named by: the kinds in small letters, then the version codes."""
    kinds = dict.fromkeys(version.kind.lower() for version in VERSIONS)
    return (*kinds, *BY_CODE)


def target_of(letter: AnyLetter, name: str) -> LetterVersion:
    """The version a letter goes to: a version code names it, a kind keeps the letter's own.

    Raises `UnknownTarget` for a name that is neither, and `CannotConvert` for another kind.
    """
    wanted = name.upper()
    own = version_of(letter)
    if wanted in BY_CODE:
        return BY_CODE[wanted]
    if wanted == own.kind:
        return own
    if wanted not in {version.kind for version in VERSIONS}:
        raise UnknownTarget(name)
    raise CannotConvert(
        (
            Refusal(
                kind="kind",
                path=f"/Emessage/{own.root_name}",
                da=f"et {own.kind}-brev kan ikke gøres til {wanted}",
                en=f"a letter of kind {own.kind} cannot become {wanted}",
            ),
        )
    )


def convert_message(
    message: Emessage,
    *,
    to: str,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
) -> ConvertedMessage:
    """The message with every letter converted; `to`, `given` and `accept_losses` as in `convert`.

    Raises `UnknownTarget`, or `CannotConvert` with the reasons of all letters.
    """
    changes: list[Change] = []
    refusals: list[Refusal] = []
    letters: list[AnyLetter] = []
    namespace = message.namespace
    for path, letter in _placed(message.letters):
        try:
            target = target_of(letter, to)
            made = convert(letter, to=target, given=given, accept_losses=accept_losses, at=path)
        except CannotConvert as refused:
            refusals += refused.refusals
            continue
        letters.append(made.letter)
        changes += made.changes
        namespace = target.release.namespace
    envelope, about_release = _released(message, namespace)
    if not accept_losses:
        refusals += [as_refusal(change) for change in about_release if change.kind == "lost"]
    if refusals:
        raise CannotConvert(tuple(refusals))
    return ConvertedMessage(
        message=Emessage(namespace=namespace, envelope=envelope, letters=tuple(letters)),
        changes=(*about_release, *changes),
    )


def _placed(letters: tuple[AnyLetter, ...]) -> Iterator[tuple[str, AnyLetter]]:
    """Each letter with its XPath; the position is named only where there are several."""
    roots = [version_of(letter).root_name for letter in letters]
    for index, (root, letter) in enumerate(zip(roots, letters, strict=True)):
        place = f"[{roots[: index + 1].count(root)}]" if roots.count(root) > 1 else ""
        yield f"/Emessage/{root}{place}", letter


def _released(message: Emessage, namespace: str) -> tuple[Envelope, list[Change]]:
    """The envelope in the release of the target, and what that changes."""
    if namespace == message.namespace:
        return message.envelope, []
    changes = [
        Change(
            kind="changed",
            path="/Emessage",
            da=f"navnerummet er nu det fra {RELEASES[namespace].date}",
            en=f"the namespace is now that of {RELEASES[namespace].date}",
        )
    ]
    if message.envelope.local_elements is None or RELEASES[namespace].allows_local_elements:
        return message.envelope, changes
    changes.append(
        Change(
            kind="lost",
            path="/Emessage/Envelope/Local_Elements",
            da=f"elementet findes ikke i {RELEASES[namespace].date}",
            en=f"the element does not exist in {RELEASES[namespace].date}",
        )
    )
    return msgspec.structs.replace(message.envelope, local_elements=None), changes
