"""Readers and writers of the letter formats: bytes to letters and back."""

from __future__ import annotations

from labsvar.formats.changes import Change, ChangeKind
from labsvar.formats.detect import Format, detect
from labsvar.formats.model import EmessageRead, LetterRead
from labsvar.formats.xml.limits import DEFAULT, Limits

__all__ = [
    "DEFAULT",
    "Change",
    "ChangeKind",
    "EmessageRead",
    "Format",
    "LetterRead",
    "Limits",
    "detect",
    "read",
]


def read(data: bytes, *, limits: Limits = DEFAULT) -> EmessageRead:
    """Reads a whole file of letters, XML or EDIFACT. Whatever the bytes are, the answer is findings.

    A file that is neither is read as XML, whose findings say what was expected. A VANSEnvelope is no file
    of letters: what lies in it is taken out first.
    """
    form = detect(data)
    if form == "vans":
        from labsvar.formats.vans import rules

        found = (rules.ENVELOPE.at(line=None, path="/VANSEnvelope"),)
        return EmessageRead(
            encoding=None, namespace=None, envelope=None, envelope_identifier=None, findings=found, letters=()
        )
    if form == "edifact":
        from labsvar.formats import edifact

        return edifact.read(data, limits=limits)
    from labsvar.formats import xml

    return xml.read(data, limits=limits)
