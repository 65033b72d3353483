"""CONTRL C0130Q, C0230Q and C0330Q (CTL01 to CTL03): the segments of the receipts XC0130Q to XC0330Q.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), its samples CTL01_1 and
CTL03_1.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.letters.receipts import XC0130Q, XC0230Q, XC0330Q
from labsvar.letters.segments.model import FreeText, Group, Row, Table

# Assumption: the type of a letter is told by the letter its version begins with. R, Q and C are those of
# the versions read here; D and H stand so in MedCom's samples (MEDDIS D2030C, MEDREF H0130R).
_TYPES: Final = {"R": "MEDRPT", "Q": "MEDREQ", "C": "CONTRL", "D": "MEDDIS", "H": "MEDREF"}


def _type(letter: Any) -> str | None:
    """The type of the letter that is receipted; that of an XML letter has an X before it."""
    version: str = letter.original_version_code
    own = version.removeprefix("X")
    known = _TYPES.get(own[:1])
    return None if known is None else "X" * (own != version) + known


def _rows(action: str, *, reasons: bool) -> tuple[Row, ...]:
    of_envelope = FreeText("FTX+{RefuseCode|refuse}+P00", "RefuseText")
    inner: tuple[Row | str, ...] = (of_envelope,) if reasons else ()
    return (
        Group(
            "UCI+{OriginalEnvelopeIdentifier}+{OriginalSender/EANIdentifier}:14"
            f"+{{OriginalReceiver/EANIdentifier}}:14+{action}",
            *inner,
            Group(
                "UCM+{OriginalLetterIdentifier}+{=type}:D:93A:UN:{OriginalVersionCode}+" + action,
                *inner,
                at="OriginalLetter",
            ),
            at="OriginalEmessage",
        ),
    )


def _table(code: str, version: Any, action: str, *, reasons: bool) -> Table:
    return Table(
        code=code,
        version=version,
        message="CONTRL",
        agency="ZZ",
        rows=_rows(action, reasons=reasons),
        implied={"type": _type},
    )


C0130Q: Final = _table("C0130Q", XC0130Q, "4", reasons=True)
C0230Q: Final = _table("C0230Q", XC0230Q, "4", reasons=True)
C0330Q: Final = _table("C0330Q", XC0330Q, "7", reasons=False)
