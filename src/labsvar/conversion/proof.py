"""The proof of a conversion: what was written is read again and held against what was to be written.

Whatever differs stands in the list of changes, or the conversion is refused: nothing changes or
disappears in silence because somebody forgot it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from msgspec.structs import replace

from labsvar.conversion.changes import Change, Refusal
from labsvar.conversion.difference import differences, envelope_differences, unlisted
from labsvar.conversion.forms import Form, read_back
from labsvar.conversion.letter import incomplete, refusal_lost
from labsvar.letters.catalogue import RELEASES, AnyLetter, Emessage, version_of
from labsvar.letters.common import Envelope
from labsvar.letters.consent import said

Placed = Sequence[tuple[str, AnyLetter]]


def unproved(
    meant: Emessage, letters: Placed, *, data: bytes, form: Form, changes: Iterable[Change]
) -> list[Refusal]:
    """Why the bytes do not say what was meant, as far as the changes do not tell; empty when they do.

    `letters` are those of `meant`, each with its XPath.
    """
    found = read_back(data, form)
    read = tuple(each.letter for each in found.letters)
    if found.envelope is None or len(read) != len(letters) or None in read:
        return [incomplete("/Emessage")]
    envelopes = (_plainly(each, meant.namespace) for each in (meant.envelope, found.envelope))
    differing = list(envelope_differences(*envelopes, source=RELEASES[meant.namespace]))
    if not differing and read == meant.letters:
        return []
    listed = [change.path for change in changes]
    refusals: list[Refusal] = []
    for (path, letter), again in zip_longest(letters, read):
        assert again is not None
        version = version_of(letter)
        if type(again) is not type(letter) or again.letter.version_code != letter.letter.version_code:
            return [incomplete(path)]
        differing += differences(letter, again, source=version, target=version, path=path)
        if said(letter, version) == "refused" != said(again, version):
            refusals.append(refusal_lost(version, path))
    return [*refusals, *map(incomplete, unlisted(differing, listed))]


def _plainly(envelope: Envelope, namespace: str) -> Envelope:
    """The envelope with `Local_Elements` as it would be written inside an Emessage of the namespace."""
    kept = envelope.local_elements
    if kept is None:
        return envelope
    return replace(envelope, local_elements=kept.replace(f' xmlns="{namespace}"', ""))
