"""`labsvar journey`: what some files' letters tell together, without storing or looking up anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.letters.catalogue import version_of
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import prompts
from labsvar.linking.prompts import Choice, Prompts
from tests import builders, microbiology, requisitions
from tests.builders import BRUNO, NANCY, patient, result
from tests.spec.reports import at
from tests.unit.cli.conftest import Labsvar
from tests.unit.linking.samples import CLINIC, FIRST, REFERENCE, onward, request


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files of a test lie."""
    return tmp_path


def written(folder: Path, name: str, *letters: Any) -> Path:
    """A file with letters."""
    namespace = version_of(letters[0]).release.namespace
    (folder / name).write_bytes(xml.write(builders.emessage(*letters, namespace=namespace)))
    return folder / name


def answered(
    minute: int, *, by: str = FIRST, to: str = CLINIC, number: str = "R1", production: str = "P1"
) -> Any:
    """A laboratory's answer."""
    made = builders.microbiology_report(
        number=f"A{minute}",
        authorised=at(minute),
        resulted=at(minute),
        sampled=at(0),
        requester_number=number,
        sample_number=production,
        production_number=production,
    )
    return replace(
        made,
        sender=replace(made.sender, ean_identifier=by),
        receiver=replace(made.receiver, ean_identifier=to),
    )


def test_the_journey_of_a_reference_sample_from_its_files(labsvar: Labsvar, folder: Path) -> None:
    """The flow, what happened by which file, and what none of the files tells; no number of a person."""
    files = [
        written(folder, "asked.xml", request().letter),
        written(folder, "answer.xml", answered(20)),
        written(folder, "sent.xml", onward(30, prompted=True, original=None).letter),
    ]
    ran = labsvar("journey", *files)
    assert ran.code == 0
    assert "The sample's journey: Reference sample" in ran.out
    for file in files:
        assert file.name in ran.out
    assert (
        "Answer of the performing laboratory · Testsygehuset, Laboratoriet · Since 2 Mar 2026, 12:30"
        in ran.out
    )
    assert NANCY not in ran.out
    done = labsvar(
        "journey",
        *files,
        written(folder, "confirmed.xml", answered(60, by=REFERENCE, to=FIRST, number="F1", production="X1")),
    )
    assert "Answer of the performing laboratory" not in done.out
    assert "Notification of MiBa by the performing laboratory" in done.out


def test_a_letter_for_miba_notifies_it(labsvar: Labsvar, folder: Path) -> None:
    """Of another letter a file does not tell whether it reached MiBa."""
    letter = microbiology.miba_report()
    assert "Notified to MiBa" in labsvar("journey", written(folder, "for-miba.xml", letter)).out
    assert "Notified to MiBa" not in labsvar("journey", written(folder, "answer.xml", answered(20))).out


def test_s22_two_letters_of_two_laboratories_are_shown_once(labsvar: Labsvar, folder: Path) -> None:
    """It says that two exist and in which files; two that disagree are said to."""
    one = builders.laboratory_report(number="B1", results=(result(),))
    sender = replace(one.sender, ean_identifier="5790000000111")
    two = replace(
        builders.laboratory_report(number="B2", sample_number="S9", results=(result(),)), sender=sender
    )
    other = replace(
        builders.laboratory_report(number="B3", sample_number="S9", results=(result(value="14"),)),
        sender=sender,
    )
    files = [written(folder, "one.xml", one), written(folder, "two.xml", two)]
    assert "2 letters, shown once (" in labsvar("journey", *files).out
    ran = labsvar("journey", files[0], written(folder, "other.xml", other))
    assert ran.out.count("The laboratories disagree") == 2
    assert "shown once" not in ran.out


def test_each_person_has_their_own_journeys(labsvar: Labsvar, folder: Path) -> None:
    """S24: letters of two persons in one file are told apart, and named by nothing but their order."""
    file = written(folder, "both.xml", answered(20), replace(answered(30), patient=patient(BRUNO)))
    ran = labsvar("journey", file)
    assert ran.out.count("The sample's journey") == 2
    assert ("Person 1" in ran.out, "Person 2" in ran.out, BRUNO in ran.out) == (True, True, False)
    assert "both.xml 1" in ran.out


def test_two_answers_that_the_prompts_tie_are_one_journey(labsvar: Labsvar, folder: Path) -> None:
    """The linker says so from the files alone, when the reference laboratory carries the prompts."""
    first = microbiology.miba_report()
    carried = _carried(first)
    out = labsvar("journey", written(folder, "first.xml", first), written(folder, "second.xml", carried)).out
    assert out.count("The sample's journey") == 1
    assert "The answers of the two laboratories are linked." in out


def _carried(first: MiBaReport) -> MiBaReport:
    """The reference laboratory's XRPT06 with the prompts of a request about the first laboratory's."""
    composed = prompts.compose(first, Choice(investigation=0, isolate=1))
    assert isinstance(composed, Prompts)
    asked = requisitions.asking(requisitions.laboratory_request(), prompts=composed.prompts)
    made = microbiology.miba_report()
    information, results = made.requisition_information, made.laboratory_results
    general = results.general_result_information
    made = replace(
        made,
        letter=replace(made.letter, identifier="X1"),
        sender=replace(made.sender, ean_identifier=REFERENCE),
        requisition_information=replace(
            information,
            sample=replace(
                information.sample,
                requester_sample_identifier="F1",
                laboratory_internal_sample_identifier="X1",
            ),
        ),
        laboratory_results=replace(
            results,
            general_result_information=replace(general, laboratory_internal_production_identifier="X1"),
        ),
    )
    carried = prompts.carry(asked, made)
    assert isinstance(carried, MiBaReport)
    return carried
