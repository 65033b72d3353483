"""No finding repeats what a letter says; of names in it only those that are plainly structure are told."""

from __future__ import annotations

import pytest

import labsvar
from labsvar.formats import edifact, vans, xml
from labsvar.formats.xml.collect import shown
from labsvar.formats.xml.encodings import NAMES
from labsvar.formats.xml.encodings import shown as shown_encoding
from tests.builders import emessage

LETTER = xml.write(emessage(), indent=True)
SECRET = "HEMMELIGJENS"


def told(data: bytes) -> str:
    """Everything that is said about a file."""
    return repr(labsvar.check(data).findings)


@pytest.mark.parametrize(("version", "named"), [("R9999K", True), (SECRET, False), ("R0101011234K", False)])
def test_the_version_of_unh_is_named_when_it_looks_like_a_version(version: str, named: bool) -> None:
    """Anything may stand in its place, as when components were left out; `R9999K` tells what to look for."""
    data = edifact.write(emessage()).data.replace(b"R0131K", version.encode())
    said = told(data)
    assert "form.edifact-unknown-message" in said
    assert (version in said) is named


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-7", True), ("IBM865", True), ("iso-8859-15", True), ("latin1", True), (SECRET, False)],
)
def test_a_declared_encoding_is_named_when_there_is_one_of_that_name(encoding: str, named: bool) -> None:
    data = LETTER.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    said = told(data)
    assert "form.encoding-unknown" in said
    assert (encoding in said) is named
    envelope = LETTER.replace(b"Emessage", b"VANSEnvelope").replace(b"UTF-8", encoding.encode())
    assert vans.read(envelope).findings == labsvar.check(envelope).findings
    assert (encoding in told(envelope)) is named


def test_every_encoding_that_is_read_has_a_name_that_is_told() -> None:
    assert [shown_encoding(name) for name in NAMES] == list(NAMES)


@pytest.mark.parametrize(
    ("name", "as_told"),
    [
        ("Patiant", "Patiant"),
        ("ICD10-Code_2", "ICD10-Code_2"),
        ("N0101011234", "?"),
        ("Jørgensen", "?"),
        ("x" * 100, "x" * 60),
    ],
)
def test_the_name_of_an_element_is_structure_and_told_unless_it_could_be_somebody(
    name: str, as_told: str
) -> None:
    """Who mistypes a name has to see it. What has the digits of a number, or letters that no name of the
    standards has, is a question mark, in the text and in the path; for letters, envelopes and values alike."""
    assert shown(name) == as_told
    for old in ("PersonSurnameName>", "LaboratoryReport>", "Envelope>"):
        data = LETTER.decode().replace(f"<{old}", f"<{name}>").replace(f"</{old}", f"</{name}>").encode()
        said = told(data)
        assert (name in said) is (as_told == name)
        assert f"/{as_told}" in said
