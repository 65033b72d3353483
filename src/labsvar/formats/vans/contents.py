"""What the letters in an envelope are called outside it, and whether that is true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from labsvar.findings import Finding
from labsvar.formats.model import EmessageRead
from labsvar.formats.vans import rules
from labsvar.formats.vans.model import Document, EndPoint

_CATALOGUE: Final = "MCM:"
_LENGTH_OF_LOCATION: Final = 13
_DOCUMENT: Final = "/VANSEnvelope/Message/MetaInformation/Document"


class Contents(NamedTuple):
    """The letters of one file as MedCom's catalogue names them: `XRPT05` and `XR0532M`, `RPT01` and `R0131K`."""

    format: Literal["XML", "EDIFACT"]
    kind: str
    version: str


def contents_of(read: EmessageRead) -> tuple[Contents, ...]:
    """What lies in a file, each once; nothing for letters whose version is not known."""
    found: dict[Contents, None] = {}
    for letter in read.letters:
        if letter.version is None or letter.version_code is None:
            continue
        kind = letter.version.kind
        if read.format == "edifact":
            found[Contents("EDIFACT", kind.removeprefix("X"), letter.version_code)] = None
        else:
            found[Contents("XML", kind, letter.version_code)] = None
    return tuple(found)


def end_point(identifier: str) -> EndPoint:
    """A party of a letter as a party of an envelope: a location number, or else the name of a network."""
    is_location = len(identifier) == _LENGTH_OF_LOCATION and identifier.isascii() and identifier.isdigit()
    return EndPoint(end_point_type="EAN" if is_location else "VANS", identifier=identifier)


def contradictions(document: Document, read: EmessageRead) -> Iterator[Finding]:
    """Where an envelope says something else of its content than the content itself, as warnings.

    Nothing is said of content whose letters are not known. Assumption: a name that does not begin with
    `MCM:` is of another catalogue and is not compared, since no source lists the names; and that the
    version is the code of the letter (`XR0532M`) is stated nowhere, so that it refuses nothing.
    """
    contents = contents_of(read)
    if not contents:
        return
    if document.format not in {each.format for each in contents}:
        yield _at("Format", contents[0].format)
    names = {f"{_CATALOGUE}{each.kind}" for each in contents}
    if document.name.startswith(_CATALOGUE) and document.name not in names:
        yield _at("Name", ", ".join(sorted(names)))
    versions = {each.version for each in contents}
    if document.version is not None and document.version not in versions:
        yield _at("Version", ", ".join(sorted(versions)))


def not_hl7(document: Document) -> Iterator[Finding]:
    """That an envelope says its content is something else than FHIR, which MedCom calls HL7, as a warning.

    Source: MedCom, MedCom-FHIR-Communication, VANSEnvelope.
    """
    if document.format != "HL7":
        yield _at("Format", "HL7")


def _at(name: str, found: str) -> Finding:
    return rules.CONTRADICTION.at(line=None, path=f"{_DOCUMENT}/{name}", name=name, found=found)
