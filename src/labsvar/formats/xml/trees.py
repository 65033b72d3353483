"""The trees of letters and envelopes, found by what a file says of itself."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from labsvar.letters.catalogue import BY_ROOT, RECEIPT_KINDS, RELEASES
from labsvar.letters.release import RELEASE_2007
from labsvar.letters.version import LetterVersion, Node, envelope_tree

_MEDCOM: Final = re.compile(r"http://rep\.oio\.dk/(?:sundcom\.dk/)?medcom\.dk/xml/schemas/(\d{4}/\d\d/\d\d)/")


@cache
def envelope_node(namespace: str, *, receipts: bool = False) -> Node:
    """The tree of the envelope in a release; for an unknown one, that with everything allowed.

    `receipts`: the one around receipts, which may not ask for a receipt.
    """
    return envelope_tree(RELEASES.get(namespace, RELEASE_2007), receipts=receipts)


def is_receipt(namespace: str, root: str) -> bool:
    """Whether the element of this name is a receipt in a release."""
    return any(version.kind in RECEIPT_KINDS for version in BY_ROOT.get((namespace, root), ()))


def release_date(namespace: str) -> str | None:
    """The date in a namespace that is one of MedCom's, known here or not."""
    found = _MEDCOM.fullmatch(namespace)
    return found[1] if found else None


def version_named(namespace: str, root: str, code: str) -> LetterVersion | None:
    """The version of a letter by its namespace, its element and its `VersionCode`."""
    versions = BY_ROOT.get((namespace, root), ())
    if not code and versions:
        return versions[0]
    return next((version for version in versions if version.code == code), None)


def letters_of(namespace: str) -> str:
    """The names of the letters that are read in a release, for a text."""
    return ", ".join(sorted(root for other, root in BY_ROOT if other == namespace))


def releases() -> str:
    """The dates of the releases that are read, for a text."""
    return ", ".join(sorted(release.date for release in RELEASES.values()))
