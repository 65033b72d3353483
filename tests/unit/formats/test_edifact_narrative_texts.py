"""Pathology, cytology and genetics as EDIFACT: texts with formats, written parts, references and tables."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats.xml import CannotWrite
from labsvar.letters import pathology, xrpt04
from labsvar.letters.text import BREAK, SPACE, Bold, Center, FixedFont, Italic, Right, Underline
from tests.narratives import (
    FILE,
    SUPPLEMENT,
    URL,
    asked,
    blood,
    cytology_report,
    genetics_report,
    histology_report,
    referenced,
    section,
    told,
)
from tests.unit.formats.narrative_segments import changed, read_back, segments, written

# Texts ------------------------------------------------------------------------------------------

FORMATS = (
    (("ren", BREAK), "FTX+KON+P00++ren"),
    ((Right(("til højre", BREAK)),), "FTX+KON+P0H++til højre"),
    ((Center(("i midten", BREAK)),), "FTX+KON+P0M++i midten"),
    ((Bold(("fed", BREAK)),), "FTX+KON+PF0++fed"),
    ((Italic(("kursiv", BREAK)),), "FTX+KON+PK0++kursiv"),
    ((Underline(("streget", BREAK)),), "FTX+KON+PU0++streget"),
    ((FixedFont(("fast  bredde", BREAK)),), "FTX+KON+F00++fast  bredde"),
    ((FixedFont((Bold(("fed", BREAK)),)),), "FTX+KON+FF0++fed"),
)


@pytest.mark.parametrize(("text", "segment"), FORMATS, ids=[segment for _, segment in FORMATS])
def test_every_format_has_its_code(text: tuple[Any, ...], segment: str) -> None:
    letter = told(histology_report(), conclusion=section("Konklusion", *text))
    assert segment in segments(letter)
    assert read_back(letter) == letter
    assert written(letter).changes == ()


def test_a_word_in_the_middle_of_a_line_may_have_a_format() -> None:
    letter = told(
        histology_report(),
        conclusion=section("Konklusion", "Ikke ", Bold(("malign",)), " tumor.", BREAK, "Slut", BREAK),
    )
    assert [line for line in segments(letter) if line.startswith("FTX+KON")] == [
        "FTX+KON+P00++Ikke \\",
        "FTX+KON+PF0++malign\\",
        "FTX+KON+P00++ tumor.:Slut",
    ]


def test_a_lone_full_stop_after_a_format_is_no_empty_line() -> None:
    letter = told(histology_report(), conclusion=section("Konklusion", Bold(("malign",)), ".", BREAK))
    assert "FTX+KON+P00++. " in segments(letter)
    again = told(letter, conclusion=section("Konklusion", Bold(("malign",)), ". ", BREAK))
    assert read_back(letter) == again


def test_a_format_that_is_not_known_is_read_as_the_fixed_font() -> None:
    letter = told(cytology_report(), conclusion=section("Konklusion", "ord", BREAK))
    found = changed(letter, ("FTX+KON+P00++ord", "FTX+KON+XYZ++ord"))
    assert isinstance(found.letter, type(letter))
    conclusion = found.letter.laboratory_results.textual_format.conclusion
    assert conclusion is not None
    assert conclusion.text == (FixedFont(("ord", BREAK)),)


@pytest.mark.parametrize("letter", [cytology_report(), histology_report(), genetics_report()])
def test_every_written_part_stands_under_its_own_qualifier(letter: Any) -> None:
    written_parts = letter.laboratory_results.textual_format
    full = told(
        letter,
        **{
            name: type(part)(headline=f"Om {name}"[:35], text=(f"tekst om {name}", BREAK))
            for name, part in parts_of(written_parts).items()
        },
    )
    assert read_back(full) == full


def parts_of(written_parts: Any) -> dict[str, Any]:
    """A struct of the right type for every written part, whether the letter has it or not."""
    hints = type(written_parts).__annotations__
    kinds = {"Section": pathology.Section, "ReferencedSection": pathology.ReferencedSection}
    named = {name: kinds.get(hint.partition(" ")[0]) for name, hint in hints.items()}
    return {name: kind(headline="x") for name, kind in named.items() if kind is not None}


@pytest.mark.parametrize("reference", [URL, SUPPLEMENT, FILE])
def test_references_stand_beside_the_text_they_belong_to(reference: Any) -> None:
    letter = told(
        histology_report(), microscopic=referenced("Mikroskopi", "tekst", BREAK, references=(reference,))
    )
    letter = asked(letter, references=(reference, reference))
    assert read_back(letter) == letter


def test_a_part_without_text_keeps_its_place_and_its_references() -> None:
    """Its empty FTX tells which part it is."""
    letter = told(
        histology_report(),
        macroscopic=referenced("Makroskopi", references=(URL,)),
        microscopic=None,
        conclusion=section("Konklusion"),
    )
    assert "FTX+MAC+P00" in segments(letter)
    assert read_back(letter) == letter
    assert written(letter).changes == ()


def test_a_written_part_that_stands_twice_is_refused() -> None:
    letter = told(cytology_report(), conclusion=section("Konklusion", "ord", BREAK))
    found = changed(
        letter, ("FTX+KON+P00++ord", "FTX+KON+P00++ord\nGIS+N\nINV+OE+:::Konklusion\nFTX+KON+P00++andet")
    )
    assert found.letter is None
    assert "standard.edifact-unexpected" in {one.rule for one in found.findings}


def test_clinical_information_loses_its_format_and_that_is_told() -> None:
    letter = asked(histology_report(), clinical_information=("ord", BREAK))
    found = changed(letter, ("FTX+CID+P00++ord", "FTX+CID+PF0++ord"))
    assert found.letter == letter
    assert [change.kind for change in found.changes] == ["changed"]


def test_a_space_that_must_be_kept_is_a_blank() -> None:
    letter = asked(histology_report(), clinical_information=("to", SPACE, SPACE, "blanke", BREAK))
    assert "FTX+CID+P00++to  blanke" in segments(letter)


# Haematology ------------------------------------------------------------------------------------


def counts(*rows: tuple[str, str, str]) -> xrpt04.HistopathologyReport:
    cells = tuple(
        xrpt04.CellCount(cell_type=cell, marrow=marrow, peripheral=blood_) for cell, marrow, blood_ in rows
    )
    return told(histology_report(), hematology=replace(blood(), results=cells))


def test_the_table_has_fixed_columns() -> None:
    letter = counts(("x" * 40, "m" * 11, "p" * 11), ("Blaster", "12,5", "3"))
    (line,) = [line for line in segments(letter) if line.startswith("FTX+HEM")]
    head, *rows = line.removeprefix("FTX+HEM+F00++").split(":")
    assert head == "Celletype" + " " * 31 + "Marv" + " " * 8 + "Perifert"
    assert rows == ["x" * 40 + "m" * 11 + " " + "p" * 11, "Blaster" + " " * 33 + "12,5" + " " * 8 + "3"]
    assert read_back(letter) == letter


def test_a_table_of_24_rows_takes_five_segments() -> None:
    letter = counts(*((f"celle {number}", "1", "2") for number in range(24)))
    assert len([line for line in segments(letter) if line.startswith("FTX+HEM")]) == 5
    assert read_back(letter) == letter


def test_an_empty_cell_is_one_blank() -> None:
    """The letter has no form for an empty one."""
    letter = counts(("Blaster", " ", "3"), ("Lymfocytter", "4", " "))
    assert read_back(letter) == letter


def test_an_empty_line_in_the_table_says_nothing() -> None:
    letter = counts(("Blaster", "1", "2"))
    row = next(line for line in segments(letter) if line.startswith("FTX+HEM"))
    found = changed(letter, (row, f"{row}:."))
    assert found.findings == ()
    assert found.letter == letter


@pytest.mark.parametrize("place", [51, 63])
def test_what_stands_outside_the_columns_is_refused_rather_than_dropped(place: int) -> None:
    """A number that has slipped would belong to another column, or vanish."""
    letter = counts(("Blaster", "1", "2"))
    row = next(line for line in segments(letter) if line.startswith("FTX+HEM"))
    slipped = "Blaster".ljust(place) + "7"
    found = changed(letter, (row, f"{row}\nFTX+HEM+F00++{slipped}"))
    assert found.letter is None
    assert "standard.edifact-unexpected" in {one.rule for one in found.findings}


def test_a_second_table_is_refused() -> None:
    letter = counts(("Blaster", "1", "2"))
    row = next(line for line in segments(letter) if line.startswith("FTX+HEM"))
    found = changed(letter, (row, f"{row}\nGIS+N\nINV+OE+:::Igen\n{row}"))
    assert found.letter is None


def test_a_cell_with_blanks_around_it_would_come_back_without_them_and_is_not_written() -> None:
    with pytest.raises(CannotWrite):
        written(counts(("Blaster", " 1", "2")))
