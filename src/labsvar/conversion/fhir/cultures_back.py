"""A culture with its susceptibility table, read back from the Observations that `cultures` makes."""

from __future__ import annotations

from labsvar.conversion.fhir import coded, measured, parts, texts
from labsvar.conversion.fhir.cultures import LEGEND
from labsvar.conversion.fhir.nodes import members, number_in
from labsvar.conversion.fhir.reading import Reading, documents
from labsvar.formats.fhir.resources import Observation
from labsvar.letters.common import CodedText
from labsvar.letters.xrpt05 import (
    Antibiotic,
    CultureFindings,
    Microorganism,
    Pattern,
    PatternEntry,
    SusceptibilityValue,
)


def culture(found: Observation, reading: Reading) -> CultureFindings:
    """What grew, and what it is susceptible to."""
    place = reading.take(found)
    organisms = members(found, reading, "organism")
    value = found.value_codeable_concept
    comments = coded.comments_of(found.note, reading, f"{place}.note")
    if value is not None:
        comments = (coded.text_of(value, reading, f"{place}.valueCodeableConcept"), *comments)
    return CultureFindings(
        headline=found.code.text or reading.needed(f"{place}.code.text"),
        microorganisms=tuple(_organism(each, reading) for each in organisms),
        pattern=_pattern(found, organisms, reading),
        comments=comments,
    )


def _organism(found: Observation, reading: Reading) -> Microorganism:
    place = reading.take(found)
    growth = next(iter(members(found, reading, "growth")), None)
    return Microorganism(
        identification=coded.text_of(found.value_codeable_concept, reading, f"{place}.valueCodeableConcept"),
        growth_value=None if growth is None else _growth(growth, reading),
        species_comments=coded.comments_of(found.note, reading, f"{place}.note"),
    )


def _growth(found: Observation, reading: Reading) -> CodedText:
    place = f"{reading.take(found)}.valueCodeableConcept"
    return coded.text_of(found.value_codeable_concept, reading, place)


def _pattern(found: Observation, organisms: list[Observation], reading: Reading) -> Pattern | None:
    columns = [members(each, reading, "panel") for each in organisms]
    panels = [panel for each in columns for panel in each]
    if not panels:
        return None
    for each in panels:
        reading.take(each)
    cells: list[tuple[int, PatternEntry]] = []
    rows = {_number(each, "row", reading): each for each in members(found, reading, "antibiotic")}
    for column, of_one in enumerate(columns, 1):
        for each in (agent for panel in of_one for agent in members(panel, reading, "agent")):
            row = _number(each, "row", reading)
            rows.setdefault(row, each)
            cells.append((_number(each, "cell", reading), _cell(each, reading, column=column, row=row)))
    if sorted(rows) != list(range(1, len(rows) + 1)):
        reading.notes.unfit(
            reading.place(found),
            da="antibiotikaenes pladser i tabellen har huller",
            en="the places of the antibiotics in the table have gaps",
        )
    legend = coded.remark_in(panels[0].note, LEGEND)
    return Pattern(
        headline=panels[0].code.text or reading.needed(f"{reading.place(panels[0])}.code.text"),
        antibiotics=tuple(_antibiotic(rows[row], reading) for row in sorted(rows)),
        pattern_entries=tuple(each for _, each in sorted(cells, key=lambda one: one[0])),
        susceptibility_interpretation=texts.paragraphs(legend or ""),
    )


def _number(found: Observation, name: str, reading: Reading) -> int:
    number = number_in(found, name)
    if number is None:
        reading.needed(f"{reading.place(found)}.extension({name})")
    return number or 1


def _antibiotic(found: Observation, reading: Reading) -> Antibiotic:
    place = reading.take(found)
    method = found.method
    return Antibiotic(
        antibiotic_name=coded.text_of(found.code, reading, f"{place}.code"),
        susceptibility_method=None if method is None else coded.text_of(method, reading, f"{place}.method"),
    )


def _cell(found: Observation, reading: Reading, *, column: int, row: int) -> PatternEntry:
    place = reading.take(found)
    value = SusceptibilityValue(
        reference_interval=measured.short_interval(found, reading, place),
        measurement=measured.measurement(found, reading, place),
        references=documents(found, reading),
        comments=coded.comments_of(found.note, reading, f"{place}.note"),
    )
    for number in range(1, len(found.interpretation)):
        reading.notes.lost(
            f"{place}.interpretation[{number}]",
            da="brevet har kun plads til ét resistenssvar",
            en="the letter has room for one susceptibility only",
        )
    judged = found.interpretation[0] if found.interpretation else None
    codes = (parts.code_of(each) for each in (judged.coding if judged else ()))
    said = (judged.text if judged else None) or next(filter(None, codes), None)
    return PatternEntry(
        ref_microorganism=column,
        ref_antibiotic=row,
        susceptibility=said or found.value_string or reading.needed(f"{place}.interpretation"),
        susceptibility_value=value if value != SusceptibilityValue() else None,
    )
