"""A file of letters to FHIR and back, with the proof that what came about says what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from labsvar.conversion.changes import CannotConvert, Change, Refusal
from labsvar.conversion.difference import differences, envelope_differences, unlisted
from labsvar.conversion.fhir import inward, outward, unplaced
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import Choices, Target
from labsvar.conversion.letter import as_refusal, incomplete, losses, refusal_lost
from labsvar.conversion.message import ConvertedMessage, convert_message, message_of
from labsvar.conversion.notes import Notes
from labsvar.conversion.targets import UnknownTarget
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle
from labsvar.formats.model import EmessageRead
from labsvar.letters.catalogue import BY_CODE, RELEASES, VERSIONS, Emessage, version_of
from labsvar.letters.consent import said
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport

FOOT_STATUS: Final = "XR0130F"
NEWEST: Final[Mapping[str, LetterVersion]] = {
    version.kind: version for version in reversed(VERSIONS) if version.code != FOOT_STATUS
}
"""The version that a Bundle is read as, by its kind."""


class ConvertedBundle(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as a Bundle, and everything that is not as it was."""

    bundle: Bundle
    data: bytes
    changes: tuple[Change, ...]
    form: Literal["fhir"] = "fhir"


def to_bundle(
    read: EmessageRead,
    *,
    to: Target,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    choices: Choices | None = None,
) -> ConvertedBundle:
    """A file of one letter as a Bundle. `given` holds what options say, as for other conversions.

    Raises `CannotConvert` with every reason, and `ValueError` for a file with errors.
    """
    message = message_of(read)
    if message is None:
        raise ValueError("a file with errors cannot be converted")
    if len(message.letters) != 1:
        raise CannotConvert((_several(),))
    of_reading = tuple(change for letter in read.letters for change in letter.changes)
    return bundle_of(
        message, to=to, given=given, accept_losses=accept_losses, choices=choices, of_reading=of_reading
    )


def bundle_of(
    message: Emessage,
    *,
    to: Target,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    choices: Choices | None = None,
    of_reading: Iterable[Change] = (),
) -> ConvertedBundle:
    """The same for a letter in its envelope. The Bundle is read back and held against the letter: what differs
    stands in the list, or the conversion is refused."""
    version = version_of(message.letters[0])
    path, notes = f"/Emessage/{version.root_name}", Notes()
    letter = outward.seen(message.letters[0], path, notes)
    if letter is None:
        raise CannotConvert((_no_form(version, path),))
    if notes.refusals:
        raise CannotConvert(tuple(notes.refusals))
    letter = outward.ready(letter, given or {}, path, notes)
    made = outward.bundle(
        letter, message.envelope, target=to, choices=choices or Choices(), path=path, notes=notes
    )
    changes = (*of_reading, *notes.changes)
    refusals = [*notes.refusals, *([] if accept_losses else map(as_refusal, losses(changes)))]
    if not refusals and isinstance(letter, LaboratoryReport | MicrobiologyWebReport):
        refusals += _unproved(letter, message, made, path, changes)
    if refusals:
        raise CannotConvert(tuple(refusals))
    return ConvertedBundle(bundle=made, data=fhir.write(made), changes=changes)


def to_letter(
    bundle: Bundle,
    *,
    to: str,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    encoding: str = "UTF-8",
) -> ConvertedMessage:
    """A Bundle as a letter. `to` is a kind or a version in XML or EDIFACT, `given` and `accept_losses` as for
    other conversions. Raises `UnknownTarget` and `CannotConvert`.
    """
    kind = _kind(bundle, to)
    newest = NEWEST[kind]
    notes = Notes()
    asked = BY_CODE.get(to.upper()) or BY_CODE.get(f"X{to.upper()}")
    message = inward.message(bundle, to=newest, notes=notes, given=given, asked=asked)
    if message is not None:
        unplaced.tell(Reading(bundle, notes), kind)
    refusals = [*notes.refusals, *([] if accept_losses else map(as_refusal, losses(tuple(notes.changes))))]
    if message is None or notes.refusals:
        raise CannotConvert(tuple(refusals))
    try:
        made = convert_message(message, to=to, given=given, accept_losses=accept_losses, encoding=encoding)
    except CannotConvert as reasons:
        raise CannotConvert((*refusals, *reasons.refusals)) from None
    if refusals:
        raise CannotConvert(tuple(refusals))
    return replace(made, changes=(*notes.changes, *made.changes))


def is_fhir(data: bytes) -> bool:
    """Whether a file is JSON and no file of letters. It need not be in order."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def one_by_one(read: EmessageRead) -> tuple[EmessageRead, ...]:
    """A file as several of one letter each, since a Bundle holds one report."""
    return tuple(replace(read, letters=(each,)) for each in read.letters)


def _kind(bundle: Bundle, to: str) -> str:
    """The kind of letter that is meant: named by the target, or that of the letter the Bundle was made of."""
    own = inward.version_in(bundle)
    named = to.upper()
    for each in (named, f"X{named}"):
        if each in BY_CODE:
            return _possible(BY_CODE[each].kind)
        if each in NEWEST:
            return _possible(each)
    if to.lower() not in ("xml", "edifact"):
        raise UnknownTarget(to)
    if own not in BY_CODE:
        return inward.kind_of(bundle)
    return _possible("XRPT05" if BY_CODE[own].kind == "XRPT06" else BY_CODE[own].kind)


def _possible(kind: str) -> str:
    if kind in inward.KINDS:
        return kind
    kinds = ", ".join(sorted(inward.KINDS))
    raise CannotConvert(
        (
            Refusal(
                kind="kind",
                path="Bundle",
                da=f"en Bundle kan blive til {kinds} og ikke til {kind}",
                en=f"a Bundle can become {kinds} and not {kind}",
            ),
        )
    )


def _unproved(
    told: LaboratoryReport | MicrobiologyWebReport,
    message: Emessage,
    made: Bundle,
    path: str,
    changes: Iterable[Change],
) -> list[Refusal]:
    """Why the Bundle does not say what was to be told, as far as the changes do not tell."""
    notes = Notes()
    meant, version = _meant(told)
    back = inward.message(made, to=version, notes=notes)
    if back is None or notes.refusals:
        return [incomplete(each.path) for each in notes.refusals] or [incomplete("Bundle")]
    again = back.letters[0]
    found = [
        *differences(meant, again, source=version, target=version, path=path),
        *envelope_differences(message.envelope, back.envelope, source=RELEASES[message.namespace]),
    ]
    lost = [incomplete(each) for each in unlisted(found, (change.path for change in changes))]
    if said(meant, version) == "refused" != said(again, version):
        lost.append(refusal_lost(version, path))
    return lost


def _meant(
    told: LaboratoryReport | MicrobiologyWebReport,
) -> tuple[LaboratoryReport | MicrobiologyWebReport, LetterVersion]:
    """What is to come back, and as which version: what may be seen of an XRPT06 comes back as an XRPT05."""
    version = version_of(told)
    if version.root is type(told):
        return told, version
    newest = NEWEST["XRPT05"]
    head = replace(told.letter, version_code=newest.code, type_code=newest.kind)
    return replace(told, letter=head), newest


def _several() -> Refusal:
    return Refusal(
        kind="form",
        path="/Emessage",
        da="filen rummer flere breve, og en Bundle rummer ét svar",
        en="the file holds several letters, and a Bundle holds one report",
        option="--out FOLDER",
    )


def _no_form(version: LetterVersion, path: str) -> Refusal:
    return Refusal(
        kind="form",
        path=path,
        da=f"{version.code} er ikke et svar, der kan fortælles i FHIR",
        en=f"{version.code} is no answer that can be told in FHIR",
    )
