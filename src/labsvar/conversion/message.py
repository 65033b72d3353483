"""A whole `Emessage` to another version or form: every letter in it, the release, the envelope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from labsvar.conversion.changes import CannotConvert, Change, Refusal
from labsvar.conversion.forms import Form, write
from labsvar.conversion.letter import as_refusal, convert, losses
from labsvar.conversion.proof import unproved
from labsvar.conversion.targets import Target, target_of
from labsvar.findings import Finding
from labsvar.formats.edifact.table_rules import CONSENT
from labsvar.formats.model import EmessageRead, LetterRead
from labsvar.formats.xml import CannotWrite
from labsvar.letters.catalogue import RELEASES, AnyLetter, Emessage, version_of
from labsvar.letters.common import Envelope


class ConvertedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message in its new version and form, and everything that is not as it was.

    `data` are the bytes of it, `message` what a reader finds in them.
    """

    message: Emessage
    form: Form
    data: bytes
    changes: tuple[Change, ...]


def message_of(read: EmessageRead) -> Emessage | None:
    """The typed content of a file; `None` for one with errors or without letters."""
    letters = tuple(each.letter for each in read.letters if each.letter is not None)
    if read.errors or not letters or read.envelope is None or read.namespace is None:
        return None
    return Emessage(namespace=read.namespace, envelope=read.envelope, letters=letters)


def convert_read(
    read: EmessageRead,
    *,
    to: str,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    encoding: str = "UTF-8",
) -> ConvertedMessage:
    """A file that was read without errors, converted; what reading assumed and lost is in the list too.

    Raises as `convert_message`, and `ValueError` for a file with errors.
    """
    message = message_of(read)
    if message is None:
        raise ValueError("a file with errors cannot be converted")
    of_reading = tuple(change for letter in read.letters for change in letter.changes)
    refused = () if accept_losses else tuple(map(as_refusal, losses(of_reading)))
    try:
        made = convert_message(
            message,
            to=to,
            given=given,
            accept_losses=accept_losses,
            source_format=read.format,
            encoding=encoding,
        )
    except CannotConvert as reasons:
        raise CannotConvert((*refused, *reasons.refusals)) from None
    if refused:
        raise CannotConvert(refused)
    return replace(made, changes=(*of_reading, *made.changes))


def convert_message(
    message: Emessage,
    *,
    to: str,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    source_format: Form = "xml",
    encoding: str = "UTF-8",
) -> ConvertedMessage:
    """The message with every letter converted, written and read again.

    `to` is a form, a kind or a version code (`targets()` lists them); `given` and `accept_losses` are
    as in `convert`; `source_format` is the form the message was read from; `encoding` is that of XML.

    Raises `UnknownTarget`, or `CannotConvert` with the reasons of all letters.
    """
    changes: list[Change] = []
    refusals: list[Refusal] = []
    letters: list[tuple[str, AnyLetter]] = []
    goals: list[Target] = []
    for path, letter in _placed(message.letters):
        try:
            goal = target_of(letter, to)
            made = convert(letter, to=goal.version, given=given, accept_losses=accept_losses, at=path)
        except CannotConvert as refused:
            refusals += refused.refusals
            continue
        goals.append(goal)
        letters.append((path, made.letter))
        changes += made.changes
    if refusals:
        raise CannotConvert(tuple(refusals))
    meant, about_release = _addressed(message, letters, goals, source_format)
    form = goals[0].form
    data, of_writing = _written(meant, letters, form, encoding)
    listed = (*about_release, *changes, *of_writing)
    refusals += [] if accept_losses else map(as_refusal, losses((*about_release, *of_writing)))
    refusals += unproved(meant, letters, data=data, form=form, changes=listed)
    if refusals:
        raise CannotConvert(tuple(refusals))
    return ConvertedMessage(message=meant, form=form, data=data, changes=listed)


def parts(read: EmessageRead, *, to: str) -> tuple[EmessageRead, ...]:
    """A file as several, each of which one file of the target can hold.

    An XML file holds letters of one release, an interchange those of one sender to one receiver. Raises
    `UnknownTarget`, and `CannotConvert` for a letter that cannot go to the target at all.
    """
    made: dict[tuple[str | None, ...], list[LetterRead]] = {}
    for each in read.letters:
        if each.letter is not None:
            made.setdefault(_together(each, target_of(each.letter, to)), []).append(each)
    return tuple(replace(read, letters=tuple(letters)) for letters in made.values())


def _together(letter: LetterRead, goal: Target) -> tuple[str | None, ...]:
    """What letters of one file have in common."""
    if goal.form == "xml":
        return (goal.version.release.namespace,)
    return (letter.sender, letter.receiver)


def _placed(letters: tuple[AnyLetter, ...]) -> Iterator[tuple[str, AnyLetter]]:
    """Each letter with its XPath; the position is named only where there are several."""
    roots = [version_of(letter).root_name for letter in letters]
    for index, (root, letter) in enumerate(zip(roots, letters, strict=True)):
        place = f"[{roots[: index + 1].count(root)}]" if roots.count(root) > 1 else ""
        yield f"/Emessage/{root}{place}", letter


def _addressed(
    message: Emessage, letters: list[tuple[str, AnyLetter]], goals: list[Target], source: Form
) -> tuple[Emessage, tuple[Change, ...]]:
    """The converted letters in the envelope of their release, and what that changes."""
    namespaces = dict.fromkeys(goal.version.release.namespace for goal in goals)
    if len(namespaces) > 1 and goals[0].form == "xml":
        raise CannotConvert((_several_releases(goals),))
    namespace = next(iter(namespaces))
    in_xml = source == goals[0].form == "xml"
    envelope, changes = _released(message, namespace) if in_xml else (message.envelope, ())
    made = tuple(letter for _, letter in letters)
    return Emessage(namespace=namespace, envelope=envelope, letters=made), changes


def _several_releases(goals: list[Target]) -> Refusal:
    codes = ", ".join(dict.fromkeys(goal.version.code for goal in goals))
    return Refusal(
        kind="releases",
        path="/Emessage",
        da=f"{codes} hører til hver sin udgivelse af skemaerne, og en XML-fil kan kun rumme én",
        en=f"{codes} belong to several releases of the schemas, and an XML file can hold only one",
        option="--out FOLDER",
    )


def _written(
    message: Emessage, letters: list[tuple[str, AnyLetter]], form: Form, encoding: str
) -> tuple[bytes, tuple[Change, ...]]:
    """The bytes of the message, and what writing them changed. Raises `CannotConvert`."""
    # Writers count all letters, an XPath those of one name.
    names = {
        f"/Emessage/{version_of(letter).root_name}[{number}]": path
        for number, (path, letter) in enumerate(letters, 1)
    }
    try:
        done = write(message, form, encoding=encoding)
    except CannotWrite as problem:
        raise CannotConvert(tuple(_unwritable(found, names) for found in problem.findings)) from problem
    return done.data, tuple(replace(each, path=_placed_as(each.path, names)) for each in done.changes)


def _unwritable(finding: Finding, names: Mapping[str, str]) -> Refusal:
    return Refusal(
        kind="consent" if finding.rule == CONSENT.id else "form",
        path=_placed_as(finding.path or "/Emessage", names),
        da=f"{finding.da} {finding.todo_da}",
        en=f"{finding.en} {finding.todo_en}",
    )


def _placed_as(path: str, names: Mapping[str, str]) -> str:
    steps = path.split("/")
    first = "/".join(steps[:3])
    return "/".join((names.get(first, first), *steps[3:]))


def _released(message: Emessage, namespace: str) -> tuple[Envelope, tuple[Change, ...]]:
    """The envelope in the release of the target, and what that changes."""
    if namespace == message.namespace:
        return message.envelope, ()
    release = RELEASES[namespace]
    moved = Change(
        kind="changed",
        path="/Emessage",
        da=f"navnerummet er nu det fra {release.date}",
        en=f"the namespace is now that of {release.date}",
    )
    if message.envelope.local_elements is None or release.allows_local_elements:
        return message.envelope, (moved,)
    lost = Change(
        kind="lost",
        path="/Emessage/Envelope/Local_Elements",
        da=f"elementet findes ikke i {release.date}",
        en=f"the element does not exist in {release.date}",
    )
    return replace(message.envelope, local_elements=None), (moved, lost)
