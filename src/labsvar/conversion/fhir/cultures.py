"""What grew and what it is susceptible to, as Observations.

Source: HL7 Europe, Laboratory Report 2.0.0 (hasMember from culture to organism to panel to each agent).

Assumption: a culture in which no organism is named has its first comment as its value, in the laboratory's own words.
It is never called a culture without growth: the letter does not say that in a code.

Assumption: susceptible, intermediate and resistant get the codes of v3 where the letter says just S, I or R, as MedCom's
public examples use the letters. What was sent is the text beside it, and the laboratory's own key to the letters is a
note of each panel.

Assumption: an antibiotic of which no cell tells is an Observation without a value, of no organism.

A cell that points at no organism or antibiotic refuses the conversion: it may be about any.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.conversion.fhir import coded, measured, parts
from labsvar.conversion.fhir.nodes import Nodes, numbered
from labsvar.conversion.fhir.systems import INTERPRETATION, own_system
from labsvar.formats.fhir.resources import Annotation, CodeableConcept, Coding, Observation
from labsvar.letters.xrpt05 import (
    Antibiotic,
    CultureFindings,
    Microorganism,
    Pattern,
    PatternEntry,
    SusceptibilityValue,
)

SUSCEPTIBILITY: Final = frozenset("SIR")
LEGEND: Final = "SusceptibilityInterpretation"
NAMES: Final = {"organism": "Mikroorganisme", "growth": "Vækst"}


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    """A susceptibility table with its place in the letter."""

    pattern: Pattern
    path: str
    role: str
    legend: tuple[Annotation, ...]


def culture(found: CultureFindings, nodes: Nodes, role: str, path: str) -> str:
    """A culture with its organisms, and the table by organism; the answer is its id."""
    at = nodes.place()
    table = _table(found, nodes, role, path)
    members = [
        _organism(each, nodes, table, (role, path), number)
        for number, each in enumerate(found.microorganisms, 1)
    ]
    comments = coded.notes(found.comments, nodes.making, f"{path}/Comments")
    value = None
    if not members and found.comments:
        value = coded.concept(found.comments[0], nodes.making, f"{path}/Comments[1]")
        comments = comments[1:]
    if table is not None:
        members += _without_cells(table, nodes)
    return nodes.add(
        "culture",
        role,
        at=at,
        code=CodeableConcept(text=found.headline),
        members=members,
        value_codeable_concept=value,
        note=comments,
    )


def _table(found: CultureFindings, nodes: Nodes, role: str, path: str) -> _Table | None:
    pattern = found.pattern
    if pattern is None:
        return None
    here = f"{path}/Pattern"
    for number, cell in enumerate(pattern.pattern_entries, 1):
        if cell.ref_microorganism > len(found.microorganisms) or cell.ref_antibiotic > len(
            pattern.antibiotics
        ):
            nodes.making.notes.unfit(
                f"{here}/PatternEntry[{number}]",
                da="feltet peger på ingen mikroorganisme eller intet antibiotikum, så det kan gælde enhver",
                en="the cell points at no organism or no antibiotic, so it may be about any",
            )
    words = nodes.making.paragraphs(pattern.susceptibility_interpretation, f"{here}/{LEGEND}")
    return _Table(pattern=pattern, path=here, role=f"{role}/table", legend=coded.remark(LEGEND, words))


def _organism(
    of: Microorganism, nodes: Nodes, table: _Table | None, within: tuple[str, str], column: int
) -> str:
    """An organism of a culture, of which `within` are the role and the path."""
    role, path = f"{within[0]}/organism/{column}", f"{within[1]}/Microorganism[{column}]"
    at = nodes.place()
    members = []
    if of.growth_value is not None:
        value = coded.concept(of.growth_value, nodes.making, f"{path}/GrowthValue")
        members.append(
            nodes.add("growth", f"{role}/growth", code=_named("growth"), value_codeable_concept=value)
        )
    if table is not None and any(each.ref_microorganism == column for each in table.pattern.pattern_entries):
        members.append(_panel(table, nodes, column))
    return nodes.add(
        "organism",
        role,
        at=at,
        code=_named("organism"),
        members=members,
        value_codeable_concept=coded.concept(of.identification, nodes.making, f"{path}/Identification"),
        note=coded.notes(of.species_comments, nodes.making, f"{path}/SpeciesComment"),
    )


def _panel(table: _Table, nodes: Nodes, column: int) -> str:
    at = nodes.place()
    members = [
        _agent(each, nodes, table, number)
        for number, each in enumerate(table.pattern.pattern_entries, 1)
        if each.ref_microorganism == column and each.ref_antibiotic <= len(table.pattern.antibiotics)
    ]
    code = CodeableConcept(text=table.pattern.headline)
    return nodes.add("panel", f"{table.role}/{column}", at=at, code=code, members=members, note=table.legend)


def _agent(cell: PatternEntry, nodes: Nodes, table: _Table, number: int) -> str:
    row = cell.ref_antibiotic
    path, role = f"{table.path}/PatternEntry[{number}]", f"{table.role}/cell/{number}"
    made = replace(
        nodes.shared,
        extension=(numbered("row", row), numbered("cell", number)),
        interpretation=(_susceptibility(cell.susceptibility),),
    )
    if cell.susceptibility_value is not None:
        made = _with_value(made, cell.susceptibility_value, nodes, role, f"{path}/SusceptibilityValue")
    if made.value_quantity is None and made.value_string is None:
        made = replace(made, value_string=cell.susceptibility)
    code, method = _antibiotic(table.pattern.antibiotics[row - 1], nodes, table, row)
    return nodes.add("agent", role, value=made, code=code, method=method)


def _with_value(
    made: Observation, value: SusceptibilityValue, nodes: Nodes, role: str, path: str
) -> Observation:
    if value == SusceptibilityValue():
        nodes.making.notes.lost(path, da="et tomt element", en="an empty element")
        return made
    made = replace(made, extension=(*made.extension, *nodes.making.attached(value.references, role)))
    unit = None
    if value.measurement is not None:
        made, unit = measured.with_measurement(made, value.measurement), value.measurement.unit
    interval = value.reference_interval
    return replace(
        made,
        reference_range=measured.interval(interval, unit, nodes.making, f"{path}/ReferenceInterval"),
        note=coded.notes(value.comments, nodes.making, f"{path}/Comments"),
    )


def _susceptibility(sent: str) -> CodeableConcept:
    codes = (Coding(system=INTERPRETATION, code=sent),) if sent in SUSCEPTIBILITY else ()
    return CodeableConcept(coding=codes, text=sent)


def _antibiotic(
    of: Antibiotic, nodes: Nodes, table: _Table, row: int
) -> tuple[CodeableConcept, CodeableConcept | None]:
    path = f"{table.path}/Antibiotic[{row}]"
    method = of.susceptibility_method
    return (
        coded.concept(of.antibiotic_name, nodes.making, f"{path}/AntibioticName"),
        None if method is None else coded.concept(method, nodes.making, f"{path}/SusceptibilityMethod"),
    )


def _without_cells(table: _Table, nodes: Nodes) -> list[str]:
    told = {each.ref_antibiotic for each in table.pattern.pattern_entries}
    made = []
    for row, each in enumerate(table.pattern.antibiotics, 1):
        if row not in told:
            code, method = _antibiotic(each, nodes, table, row)
            beside = replace(nodes.shared, extension=(numbered("row", row),))
            role = f"{table.role}/row/{row}"
            made.append(nodes.add("antibiotic", role, value=beside, code=code, method=method))
    return made


def _named(part: str) -> CodeableConcept:
    return parts.concept(NAMES[part], Coding(system=own_system("part"), code=part))
