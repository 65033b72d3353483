"""Every letter version Labsvar knows, and how to find one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from labsvar.letters import (
    added,
    footstatus,
    receipts,
    xreq01,
    xreq02,
    xreq03,
    xreq04,
    xrpt01,
    xrpt02,
    xrpt03,
    xrpt04,
    xrpt05,
    xrpt06,
    xrpt07,
)
from labsvar.letters.common import Envelope
from labsvar.letters.footstatus import DiabeticFootStatus
from labsvar.letters.receipts import (
    NegativeReceipt,
    NegativeVansReceipt,
    PositiveReceipt,
)
from labsvar.letters.release import Release
from labsvar.letters.version import LetterVersion
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xreq02 import MicrobiologyRequest
from labsvar.letters.xreq03 import PathologyRequest
from labsvar.letters.xreq04 import MultiSampleMicrobiologyRequest
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport

Report = (
    LaboratoryReport
    | DiabeticFootStatus
    | MicrobiologyReport
    | CervixcytologyReport
    | HistopathologyReport
    | MicrobiologyWebReport
    | MiBaReport
    | GeneticsReport
)
Receipt = NegativeVansReceipt | NegativeReceipt | PositiveReceipt
Requisition = LaboratoryRequest | MicrobiologyRequest | PathologyRequest | MultiSampleMicrobiologyRequest
AboutPerson = Report | Requisition
AnyLetter = AboutPerson | Receipt

VERSIONS: Final[tuple[LetterVersion, ...]] = (
    xrpt01.XR0131K,
    xrpt01.XR0130K,
    footstatus.XR0130F,
    xrpt02.XR0231M,
    xrpt02.XR0230M,
    xrpt03.XR0331P,
    xrpt03.XR0330P,
    xrpt04.XR0432P,
    xrpt04.XR0431P,
    xrpt04.XR0430P,
    xrpt05.XR0532M,
    xrpt05.XR0531M,
    xrpt05.XR0530M,
    xrpt06.XR0630M,
    xrpt07.XR0731G,
    xrpt07.XR0730G,
    xreq01.XQ0131K,
    xreq01.XQ0132K,
    xreq01.XQ0130K,
    xreq02.XQ0230M,
    xreq03.XQ0331P,
    xreq03.XQ0330P,
    xreq04.XQ0430M,
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
_TAKES_ELEMENTS: Final = frozenset({"XQ0132K", "XR0731G"})
RECEIPT_KINDS: Final = frozenset({"XCTL01", "XCTL02", "XCTL03"})


class Emessage(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope with one or more letters, all of one release."""

    namespace: str
    envelope: Envelope
    letters: tuple[AnyLetter, ...]


def add_elements(tables: Mapping[str, Any]) -> None:
    """Takes the installation's tables of elements that versions have beside their public schemas.

    To be called when a program starts, before a letter is read: what was made of a version stays.
    `tables` holds plain values by version code, as the settings have them. Raises `ValueError` for a
    version that takes none, an element that cannot be one, and a path that is not there.
    """
    others = sorted(tables.keys() - _TAKES_ELEMENTS)
    if others:
        raise ValueError(f"no elements can be added to {', '.join(others)}")
    added.configure(tables)
    for code in _TAKES_ELEMENTS:
        version = BY_CODE[code]
        vars(version).pop("tree", None)
        assert version.tree.name == version.root_name


def version_of(letter: AnyLetter) -> LetterVersion:
    """The version a typed letter says it is of. Raises `KeyError` for an unknown code."""
    return BY_CODE[letter.letter.version_code]
