"""Every letter version Labsvar knows, and how to find one."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.letters import receipts, xrpt01, xrpt05
from labsvar.letters.common import Envelope
from labsvar.letters.receipts import (
    NegativeReceipt,
    NegativeVansReceipt,
    PositiveReceipt,
)
from labsvar.letters.release import Release
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport

Report = LaboratoryReport | MicrobiologyWebReport
Receipt = NegativeVansReceipt | NegativeReceipt | PositiveReceipt
AnyLetter = Report | Receipt

VERSIONS: Final[tuple[LetterVersion, ...]] = (
    xrpt01.XR0131K,
    xrpt01.XR0130K,
    xrpt05.XR0532M,
    xrpt05.XR0531M,
    xrpt05.XR0530M,
    receipts.XC0130Q,
    receipts.XC0230Q,
    receipts.XC0330Q,
)
BY_CODE: Final[dict[str, LetterVersion]] = {version.code: version for version in VERSIONS}
BY_ROOT: Final[dict[tuple[str, str], tuple[LetterVersion, ...]]] = {
    (version.release.namespace, version.root_name): tuple(
        other
        for other in VERSIONS
        if other.release.namespace == version.release.namespace and other.root_name == version.root_name
    )
    for version in VERSIONS
}
RELEASES: Final[dict[str, Release]] = {version.release.namespace: version.release for version in VERSIONS}
RECEIPT_KINDS: Final = frozenset({"XCTL01", "XCTL02", "XCTL03"})


class Emessage(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope with one or more letters, all of one release."""

    namespace: str
    envelope: Envelope
    letters: tuple[AnyLetter, ...]


def version_of(letter: AnyLetter) -> LetterVersion:
    """The version a typed letter says it is of. Raises `KeyError` for an unknown code."""
    return BY_CODE[letter.letter.version_code]
