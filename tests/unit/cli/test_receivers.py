"""`labsvar check --for`: which receivers could not take a letter, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from labsvar.formats import vans, xml
from labsvar.formats.vans import EndPoint
from labsvar.letters.lifting import Lift
from tests.builders import CLINIC_GLN, LABORATORY_GLN, emessage, laboratory_report, result
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]
SETTINGS = """
[capabilities.NORTH]
kinds = ["XRPT01"]
versions = ["XR0131K"]
forms = ["xml"]

[capabilities.SOUTH.limits.XRPT01]
"LaboratoryResults/Result" = 120

[capabilities.EAST]
kinds = ["XRPT05"]
versions = ["XR0532M"]
forms = ["edifact", "vans"]

[capabilities.exchange.limits.XRPT05]
"LaboratoryResults/Investigation" = 100
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the capabilities of three receivers and of the exchange itself."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "labsvar.toml").write_text(SETTINGS)
    return folder


@pytest.fixture
def long(file: MakeFile) -> Path:
    """A letter with one result more than the standard allows."""
    letter = laboratory_report(results=tuple(result() for _ in range(100)))
    lift = Lift(kind="XRPT01", path="LaboratoryResults/Result", maximum=100)
    return file(xml.write(emessage(letter), limits=xml.Limits(lifts=(lift,))), "long.xml")


def test_each_receiver_is_told_of_with_its_reasons(labsvar: Labsvar, good: Path, data: Path) -> None:
    """Kind, version and form; what a capability does not name is not bounded."""
    ran = labsvar("check", "--for", "all", "--data", data, "--json", good)
    receivers = json.loads(ran.out)["receivers"]
    assert {name: told["takes"] for name, told in receivers.items()} == {
        "NORTH": True,
        "SOUTH": True,
        "EAST": False,
    }
    assert [found["rule"] for found in receivers["EAST"]["findings"]] == [
        "exchange.receiver-format",
        "exchange.receiver-kind",
        "exchange.receiver-version",
    ]
    assert ran.code == 1


def test_a_letter_beyond_the_standard_is_for_those_who_lifted_the_bound(
    labsvar: Labsvar, long: Path, data: Path
) -> None:
    """The official verdict is printed as ever; the exit code answers what was asked."""
    ran = labsvar("check", "--for", "SOUTH", "--data", data, long)
    assert "standard.too-many" in ran.out
    assert "SOUTH: could take the file" in ran.out
    assert ran.code == 0
    ran = labsvar("check", "--for", "NORTH", "--for", "SOUTH", "--data", data, long)
    assert "NORTH: could not take the file" in ran.out
    assert ran.code == 1
    assert labsvar("check", long).code == 1


def test_other_faults_are_nothing_for_anybody(labsvar: Labsvar, bad: Path, data: Path) -> None:
    ran = labsvar("check", "--for", "SOUTH", "--data", data, "--json", bad)
    told = json.loads(ran.out)["receivers"]["SOUTH"]
    assert [found["rule"] for found in told["findings"]] == ["standard.code"]


def test_an_envelope_is_a_form_of_its_own(labsvar: Labsvar, file: MakeFile, data: Path) -> None:
    """Both the envelope and the letter in it have to be taken."""
    body = vans.wrap(
        xml.write(emessage(laboratory_report())),
        sender=EndPoint(identifier=LABORATORY_GLN),
        receiver=EndPoint(identifier=CLINIC_GLN),
        kind="XRPT01",
    )
    ran = labsvar("check", "--for", "all", "--data", data, "--json", file(body))
    receivers = json.loads(ran.out)["receivers"]
    assert [name for name, told in receivers.items() if told["takes"]] == ["SOUTH"]
    assert [found["rule"] for found in receivers["NORTH"]["findings"]] == ["exchange.receiver-format"]
    broken = file(body.replace(b"<Data>", b"<Odd/><Data>"), "broken.xml")
    ran = labsvar("check", "--for", "SOUTH", "--data", data, "--json", broken)
    told = json.loads(ran.out)["receivers"]["SOUTH"]
    assert [found["rule"] for found in told["findings"]] == ["standard.vans-unexpected"]


def test_a_file_that_is_not_there_is_told_as_without_receivers(labsvar: Labsvar, data: Path) -> None:
    ran = labsvar("check", "--for", "SOUTH", "--data", data, "nowhere.xml")
    assert ran.code == 2
    assert "form.file-missing" in ran.out


@pytest.mark.parametrize("name", ["WEST", "exchange"])
def test_an_unknown_receiver_is_named_beside_those_known(
    labsvar: Labsvar, good: Path, data: Path, name: str
) -> None:
    """What the exchange itself has lifted is no receiver's."""
    ran = labsvar("check", "--for", name, "--data", data, good)
    assert ran.code == 64
    assert name in ran.err
    assert "EAST, NORTH, SOUTH" in ran.err


def test_without_capabilities_nobody_can_be_asked_about(labsvar: Labsvar, good: Path, tmp_path: Path) -> None:
    assert labsvar("check", "--for", "all", "--data", tmp_path, good).code == 64


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[capabilities.A]\nkinds = ["XRPT77"]\n', "XRPT77"),
        ('[capabilities.A]\nversions = ["XR9"]\n', "XR9"),
        ('[capabilities.A.limits.XRPT01]\n"Result" = 200\n', "no element that repeats at Result"),
        ('[capabilities.exchange.limits.XRPT01]\n"LaboratoryResults/Result" = 9\n', "anyhow"),
        ('[[policy]]\nkind = "RTP02"\nverdict = "refuse"\n', "RTP02"),
        ('[[policy]]\nverdict = "perhaps"\n', "verdict"),
    ],
)
def test_a_setting_that_would_never_hold_is_refused(
    labsvar: Labsvar, good: Path, tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "labsvar.toml").write_text(text)
    ran = labsvar("check", "--for", "all", "--data", tmp_path, good)
    assert ran.code == 78
    assert why in ran.err


def test_an_envelope_is_checked_inside_and_out(labsvar: Labsvar, file: MakeFile) -> None:
    """Without receivers too: the findings of the envelope, then those of the letter in it."""
    letter = xml.write(emessage(laboratory_report())).replace(b">numerisk<", b">numeric<", 1)
    body = vans.wrap(
        letter, sender=EndPoint(identifier="1"), receiver=EndPoint(identifier="2"), kind="XRPT01"
    ).replace(b"<SizeInBytes>", b"<SizeInBytes>1")
    ran = labsvar("check", "--json", file(body))
    said = json.loads(ran.out)
    assert (ran.code, said["format"], said["version"]) == (1, "vans", "XR0131K")
    assert [found["rule"] for found in said["findings"]][:2] == ["standard.vans-size", "standard.code"]
    about = vans.read(body).meta_information
    assert about is not None
    receipt = vans.VansEnvelope(
        sender=EndPoint(identifier="2"),
        receiver=EndPoint(identifier="1"),
        identifier=vans.new_uuid(),
        sent="2026-03-05T09:00:00Z",
        content=vans.PositiveMessage(original_envelope_identifier=vans.new_uuid(), original_message=about),
    )
    assert labsvar("check", file(vans.write(receipt))).code == 0
    assert labsvar("check", file(body[:-20])).code == 2
