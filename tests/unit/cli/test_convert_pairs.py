"""MedCom's example pairs through the command line: EDIFACT becomes its XML twin, and XML its EDIFACT twin.

Every difference that remains is named here with its reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from labsvar.formats import xml
from tests import shared
from tests.unit.cli.conftest import Labsvar

PAIRS = ("RPT01_1", "RPT01_2", "RPT03_1", "RPT04_1", "REQ01_1", "REQ03_1", "CTL01_1", "CTL03_1")
# Where there is no HAN, MedCom's converter writes that consent is given. Labsvar writes nothing then:
# absence never lifts a refusal that was stated before (S11).
SAYS_NOTHING = {"REQ01_1": b"<Consent><Given>true</Given></Consent>"}
# The example has another agency for the county that pays than MedCom's converter writes; both are read.
AGENCY = {"REQ03_1": (":AMT:IM+", ":AMT:SFU+")}


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, Path]:
    """A name, and its two files."""
    name: str = request.param
    files = [tmp_path / f"{name}{suffix}" for suffix in (".edi", ".xml")]
    for file in files:
        file.write_bytes(shared.message(file.name))
    return name, files[0], files[1]


def segments(content: bytes) -> list[str]:
    """The segments, whatever stands between them."""
    text = content.decode("latin-1").replace("\r", "").replace("\n", "")
    return [segment.strip() for segment in text.split("'") if segment.strip()]


def test_edifact_becomes_its_twin_in_xml(labsvar: Labsvar, pair: tuple[str, Path, Path]) -> None:
    name, edifact, twin = pair
    out = edifact.with_suffix(".out")
    ran = labsvar("convert", "--to", "xml", edifact, "-o", out)
    assert (ran.code, ran.err) == (0, ""), "nothing is lost, changed or assumed"
    expected = xml.canonical(twin.read_bytes())
    if name in SAYS_NOTHING:
        assert SAYS_NOTHING[name] in expected
        expected = expected.replace(SAYS_NOTHING[name], b"")
    assert xml.canonical(out.read_bytes()) == expected


def test_xml_becomes_its_twin_in_edifact(labsvar: Labsvar, pair: tuple[str, Path, Path]) -> None:
    name, edifact, twin = pair
    out = twin.with_suffix(".out")
    losses = ["--accept-losses"] if name in SAYS_NOTHING else []
    ran = labsvar("convert", "--to", "edifact", twin, "-o", out, *losses)
    assert ran.code == 0
    expected_words = {"assumed", "changed"} | ({"lost"} if losses else set())
    assert {line.split()[0] for line in ran.err.splitlines()} <= expected_words
    expected = segments(edifact.read_bytes())
    if name in AGENCY:
        expected = [segment.replace(*AGENCY[name]) for segment in expected]
    assert segments(out.read_bytes()) == expected


def test_what_came_back_converts_to_the_same_again(labsvar: Labsvar, pair: tuple[str, Path, Path]) -> None:
    _, edifact, _ = pair
    once, twice = edifact.with_suffix(".xml2"), edifact.with_suffix(".edi2")
    assert labsvar("convert", "--to", "xml", edifact, "-o", once).code == 0
    assert labsvar("convert", "--to", "edifact", once, "-o", twice).code == 0
    again = edifact.with_suffix(".xml3")
    assert labsvar("convert", "--to", "xml", twice, "-o", again).code == 0
    assert again.read_bytes() == once.read_bytes()


def test_a_folder_takes_what_one_file_cannot_hold(labsvar: Labsvar, tmp_path: Path) -> None:
    """The letters of two examples in one interchange belong to two releases of the schemas."""
    one, other = shared.message("RPT01_2.edi"), shared.message("RPT03_1.edi")
    head, letters, _ = parts(one)
    both = b"'".join([*head, *letters, *parts(other)[1], b"UNZ+2+" + head[1].split(b"+")[5]]) + b"'"
    path, folder = tmp_path / "both.edi", tmp_path / "out"
    path.write_bytes(both)
    folder.mkdir()
    ran = labsvar("convert", "--to", "xml", path)
    assert ran.code == 1
    assert "--out FOLDER" in ran.err
    assert labsvar("convert", "--to", "xml", path, "--out", folder).code == 0
    assert sorted(file.name for file in folder.iterdir()) == ["both-1.xml", "both-2.xml"]
    assert [xml.read(file.read_bytes()).errors for file in sorted(folder.iterdir())] == [(), ()]
    alone = tmp_path / "alone.edi"
    alone.write_bytes(one)
    assert labsvar("convert", "--to", "xml", alone, "--out", folder).code == 0
    assert (folder / "alone.xml").exists()


def parts(content: bytes) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """The segments before the messages, of the messages, and after them."""
    every = [segment.lstrip() for segment in content.split(b"'") if segment.strip()]
    return every[:2], every[2:-1], every[-1:]
