"""The three judges of a letter: the fast reader, the slow reader, and the schema run by libxml2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any
from unittest import mock

from lxml import etree

from labsvar.formats.xml import EmessageRead, compiled_schema, fast, read
from labsvar.formats.xml.values import SPACE
from labsvar.letters.catalogue import RECEIPT_KINDS, VERSIONS
from labsvar.letters.version import LetterVersion

_OF_RELEASE: dict[str, list[LetterVersion]] = defaultdict(list)
for _version in VERSIONS:
    _OF_RELEASE[_version.release.namespace].append(_version)
_SCHEMAS: dict[tuple[int, ...], tuple[tuple[object, ...], etree.XMLSchema]] = {}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def read_slowly(data: bytes) -> EmessageRead:
    """The file as the slow reader reads it, with the fast one giving up on everything."""
    with (
        mock.patch.object(fast, "read_letter", return_value=None),
        mock.patch.object(fast, "read_envelope", return_value=None),
    ):
        return read(data)


def accepted_by_schema(data: bytes, namespace: str) -> bool:
    """The verdict of the schema of a release; a file that is not well-formed is refused.

    A file with a receipt in it is judged by the schema of receipts, as each of MedCom's letters has a
    schema of its own.
    libxml2 refuses white space around an `xs:date`, which XML Schema takes away before it looks
    (part 2, 4.3.6: whiteSpace of date is collapse). So it is taken away here.
    """
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        return False
    for date in root.iter("*"):
        if len(date.findall("*")) or not etree.QName(date).localname.startswith("Date"):
            continue
        etree.strip_tags(date, etree.Comment, etree.ProcessingInstruction)
        if date.text and not len(date):
            date.text = date.text.strip(SPACE)
    versions = _OF_RELEASE[namespace]
    names = {etree.QName(child).localname for child in root.iterchildren("*")}
    receipts = [one for one in versions if one.kind in RECEIPT_KINDS and one.root_name in names]
    return any(_schema_of(one).validate(root) for one in _one_of_each(receipts or versions))


def _schema_of(versions: tuple[LetterVersion, ...]) -> etree.XMLSchema:
    """The schema of versions, kept: writing one takes longer than all three judges need for a letter.

    A version that is given added elements has another tree from then on, and so another schema.
    """
    trees = tuple(version.tree for version in versions)
    key = tuple(map(id, trees))
    if key not in _SCHEMAS:
        _SCHEMAS[key] = trees, compiled_schema(*versions)
    return _SCHEMAS[key][1]


def _one_of_each(versions: list[LetterVersion]) -> Iterator[tuple[LetterVersion, ...]]:
    """The versions, one of each letter: XQ0132K has no namespace of its own to be told apart by."""
    by_root: dict[str, list[LetterVersion]] = defaultdict(list)
    for version in versions:
        by_root[version.root_name].append(version)
    return product(*by_root.values())


def told(found: EmessageRead) -> dict[str, Any]:
    """What a reading says, without the bytes it keeps."""
    return {
        "envelope": found.envelope,
        "findings": found.findings,
        "letters": [
            (item.letter, item.version and item.version.code, item.findings, item.identifier, item.sender)
            for item in found.letters
        ],
    }
