"""The table of the mapping is true: nothing of a letter is without a row, and nothing of a Bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, bundle_of
from labsvar.conversion.fhir.inward import KINDS as BACK
from labsvar.conversion.fhir.outward import KINDS as OUT
from labsvar.letters.catalogue import BY_CODE
from labsvar.letters.version import Children, Node
from labsvar.letters.walk import element_nodes
from labsvar.reference.fhir_mapping import SECTIONS
from tests import strategies
from tests.fhir_back import with_table_in_place

ROWS = dict(SECTIONS)
EVERY = "Every kind of letter"
WORDS = "XRPT03, XRPT04 and XRPT07, out only"
OF: dict[str, tuple[str, ...]] = {
    "XR0131K": ("XRPT01",),
    "XR0532M": ("XRPT05",),
    "XR0531M": ("XRPT05",),
    "XR0231M": ("XRPT02, out only", "XRPT05", "XRPT01"),
    "XR0331P": (WORDS, "XRPT01"),
    "XR0432P": (WORDS, "XRPT01"),
    "XR0731G": (WORDS, "XRPT01"),
}
"""The sections that speak of a version: its own, and those that they refer to."""
_GENERIC = {"LaboratoryResults", "Text", "Code"}


def _words(column: str, sections: tuple[str, ...]) -> set[str]:
    rows = (each for section in (EVERY, *sections) for each in ROWS[section])
    return {word for each in rows for word in re.split(r"[^A-Za-z]+", getattr(each, column))}


def _leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(node.content, Children):
        yield path
        return
    for child in element_nodes(node.content).values():
        yield from _leaves(child, (*path, child.name))


def _elements(code: str) -> Iterator[str]:
    for seed in range(8):
        message = with_table_in_place(strategies.random_emessage(BY_CODE[code], Random(seed)))
        for target in TARGETS:
            try:
                made: Any = msgspec.json.decode(bundle_of(message, to=target, accept_losses=True).data)
            except CannotConvert:
                continue
            for entry in made["entry"]:
                yield from (f"{entry['resource']['resourceType']}.{name}" for name in entry["resource"])


@pytest.mark.parametrize("code", OF)
def test_every_element_of_a_letter_has_a_row(code: str) -> None:
    """By its own name or that of an element around it."""
    named = _words("letter", OF[code]) - _GENERIC
    assert [path for path in _leaves(BY_CODE[code].tree) if named.isdisjoint(path)] == []


@pytest.mark.parametrize("code", OF)
def test_every_element_of_a_bundle_is_named(code: str) -> None:
    named = _words("fhir", OF[code]) | {"resourceType"}
    elements = {each for each in _elements(code) if each.partition(".")[2].lstrip("_") not in named}
    assert elements == set()


def test_the_table_speaks_of_every_kind_that_goes_out_and_says_which_come_back() -> None:
    """Kinds that do not come back say so in their headline."""
    kinds = {version.kind for version in BY_CODE.values() if version.root in OUT} | {"XRPT06"}
    told = {kind: title for title in ROWS for kind in re.findall(r"XRPT0\d", title)}
    assert told.keys() == kinds
    assert {kind for kind, title in told.items() if "out only" not in title} == BACK | {"XRPT06"}
