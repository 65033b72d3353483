"""Observations that hold others together: which part of a letter each is, and how they are put together.

Source: HL7 Europe, Laboratory Report 2.0.0: a grouping Observation with hasMember, from culture to organism to
panel to each agent.

Assumption: which part of the letter an Observation is stands in a category of our own, since no guide has a code for
the parts of a Danish answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

from msgspec.structs import replace

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.reading import Reading, own_code
from labsvar.conversion.fhir.systems import DATA_ABSENT, own_extension, own_system
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Extension,
    Observation,
)
from labsvar.formats.fhir.resources.observation import ObservationComponent

Part = Literal[
    "investigation",
    "result",
    "finding",
    "culture",
    "organism",
    "growth",
    "panel",
    "agent",
    "antibiotic",
    "microscopy",
    "microscopy-group",
    "microscopy-type",
    "table",
    "diagnoses",
    "topography",
    "diagnosis",
    "section",
    "haematology",
]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
NO_VALUE: Final = CodeableConcept(coding=(Coding(system=DATA_ABSENT, code="unknown"),))


class Nodes:
    """Observations in the making: each before its members, and each with what all of them share."""

    def __init__(self, making: Making, shared: Observation) -> None:
        self.making: Final = making
        self.shared: Final = shared
        self.made: list[Observation] = []

    def sharing(self, shared: Observation) -> Nodes:
        """The same collection, for Observations that share something else."""
        nodes = Nodes(self.making, shared)
        nodes.made = self.made
        return nodes

    def place(self) -> int:
        """Where the next Observation will stand: what holds others is put there, before them."""
        return len(self.made)

    def add(
        self,
        part: Part,
        role: str,
        *,
        code: CodeableConcept,
        at: int | None = None,
        members: Sequence[str] = (),
        category: Sequence[CodeableConcept] = (),
        value: Observation | None = None,
        **fields: Any,
    ) -> str:
        """Takes an Observation and gives its id; without value and members it says that it has none.

        `value` is an Observation whose value and extensions are taken over.
        """
        own_id = self.making.id(role)
        marked = parts.concept(None, Coding(system=own_system("part"), code=part))
        start = value or self.shared
        made = replace(
            start,
            id=own_id,
            category=(*start.category, marked, *category),
            code=code,
            has_member=parts.references(members),
            **fields,
        )
        self.made.insert(self.place() if at is None else at, _complete(made))
        return own_id


def numbered(name: str, number: int) -> Extension:
    """A place in one of a letter's lists, from one."""
    return Extension(url=own_extension(name), value_positive_int=number)


def number_in(found: Observation, name: str) -> int | None:
    """The place that `numbered` was given."""
    url = own_extension(name)
    return next((each.value_positive_int for each in found.extension if each.url == url), None)


def part_of(found: Observation) -> str | None:
    """Which part of a letter an Observation was made of; `None` for one of others."""
    codes = (own_code(each, "part") for each in found.category)
    return next((each for each in codes if each is not None), None)


def members(found: Observation, reading: Reading, *wanted: Part) -> list[Observation]:
    """The members of an Observation; those that are one of the parts, where any are named."""
    inside = [reading.get(each, Observation) for each in found.has_member]
    every = [each for each in inside if each is not None]
    return [each for each in every if part_of(each) in wanted] if wanted else every


def _complete(made: Observation) -> Observation:
    if made.status == "registered" or made.has_member or made.component or _has_value(made):
        return made
    return replace(made, data_absent_reason=NO_VALUE)


def _has_value(made: Observation | ObservationComponent) -> bool:
    values = (made.value_quantity, made.value_codeable_concept, made.value_string)
    return any(each is not None for each in values)
