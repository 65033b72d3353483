"""`labsvar show` of what is not biochemistry, of EDIFACT, and for each kind of reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from labsvar.formats import edifact
from labsvar.letters.catalogue import AnyLetter, Emessage, version_of
from labsvar.letters.text import Bold, Center, FixedFont
from tests import builders, microbiology, narratives, requisitions
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]


def message(letter: AnyLetter) -> Emessage:
    """A letter in an envelope of its own release."""
    return builders.emessage(letter, namespace=version_of(letter).release.namespace)


def test_pathology_is_shown_with_codes_sections_and_the_haematology_table(
    labsvar: Labsvar, file: MakeFile
) -> None:
    """Formatting that a terminal has not is left out; every word stands."""
    letter = narratives.told(
        narratives.histology_report(relative=narratives.relative("0107729995")),
        conclusion=narratives.section(
            "Konklusion", Bold(("Godartet",)), Center(("midt på linjen",)), FixedFont(("A   1",)), "slut"
        ),
        hematology=narratives.blood("Blaster"),
    )
    ran = labsvar("show", file(message(letter)), locale="da_DK")
    for part in ("Konklusion", "Godartet", "A   1", "slut", "Blaster", "Pårørende", "0107729995"):
        assert part in ran.out
    (centred,) = [line for line in ran.out.splitlines() if "midt på linjen" in line]
    assert centred.startswith(" " * 20)
    for sample in letter.laboratory_results.coded_format.samples:
        assert sample.coded_results is not None
        for line in (sample.coded_results.topography, *sample.coded_results.results):
            assert any(line.code in row and line.text in row for row in ran.out.splitlines())


def test_a_citizen_is_not_shown_the_number_of_a_relative_nor_the_mails(
    labsvar: Labsvar, file: MakeFile
) -> None:
    letter = narratives.histology_report(relative=narratives.relative("0107729995"))
    path = file(message(letter))
    for options in ((), ("--html",)):
        ran = labsvar("show", path, "--view", "citizen", *options)
        assert "0107729995" not in ran.out
        assert letter.laboratory_results.table_format.table_result in ran.out
    assert letter.letter.identifier not in labsvar("show", path, "--view", "citizen").out


def test_a_requisition_is_shown_with_its_questions(labsvar: Labsvar, file: MakeFile) -> None:
    for options in ((), ("--html",)):
        ran = labsvar("show", file(message(requisitions.laboratory_request())), *options, locale="da_DK")
        for part in ("Kalium;P", "NPU03230", "Sidste menstruation", "10. feb. 2026", "Træthed"):
            assert part in ran.out
    silent = requisitions.asking(requisitions.laboratory_request(), prompts=())
    assert "Spørgsmål" not in labsvar("show", file(message(silent)), locale="da_DK").out


@pytest.mark.parametrize("view", ["clinician", "citizen", "surveillance"])
def test_only_surveillance_reads_the_questions_and_properties_of_an_xrpt06(
    labsvar: Labsvar, file: MakeFile, view: str
) -> None:
    """S16, as text and as HTML."""
    path = file(message(microbiology.miba_report()))
    for options in ((), ("--html",)):
        ran = labsvar("show", path, "--view", view, *options)
        assert "Escherichia coli" in ran.out
        for part in ("Udlandsrejse", "Resistensgen", "Kun til overvågning"):
            assert (part in ran.out) == (view == "surveillance")


@pytest.mark.parametrize(
    ("letter", "part"),
    [
        (narratives.histology_report(), "Diagnoser"),
        (microbiology.microbiology_letter(), "Escherichia coli"),
        (requisitions.laboratory_request(), "Kalium;P"),
        (builders.laboratory_report(), "Kalium;P"),
    ],
    ids=["pathology", "microbiology", "requisition", "biochemistry"],
)
def test_edifact_is_shown_as_its_xml_is(
    labsvar: Labsvar, tmp_path: Path, letter: AnyLetter, part: str
) -> None:
    path = tmp_path / "letter.edi"
    path.write_bytes(edifact.write(message(letter)).data)
    ran = labsvar("show", path)
    assert (ran.code, ran.err) == (0, "")
    assert part in ran.out


def test_what_reading_had_to_assume_is_told_beside_the_letter(labsvar: Labsvar, tmp_path: Path) -> None:
    """On standard error, so that the letter stays what it is."""
    letter = microbiology.with_results(
        microbiology.microbiology_letter(), results=(microbiology.result(operator="mindre_end"),)
    )
    path = tmp_path / "letter.edi"
    path.write_bytes(edifact.write(message(letter)).data)
    ran = labsvar("show", path)
    assert "assumed" in ran.err
    assert "assumed" not in ran.out
    assert "< POS" in ran.out
