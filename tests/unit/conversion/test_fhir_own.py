"""Extensions of our own: each that a letter is told with is defined, with the value that its definition says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from labsvar.checks import fhir as checks
from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, bundle_of
from labsvar.conversion.fhir.own import EXTENSIONS, OwnExtension, structure_definition
from labsvar.conversion.fhir.systems import own_extension
from labsvar.letters.catalogue import VERSIONS
from tests.strategies import random_emessage

GIVEN = {"report-status": "komplet_svar"}


def extensions(value: Any) -> Iterator[dict[str, Any]]:
    """Every extension in JSON that has one of our addresses."""
    if isinstance(value, dict):
        if str(value.get("url", "")).startswith(own_extension("")):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from extensions(each)


def is_as_defined(found: dict[str, Any], extension: OwnExtension) -> bool:
    if extension.parts:
        told = {each["url"]: each for each in found["extension"]}
        return all(_has(told[name], kind) for name, kind in extension.parts.items() if name in told)
    return _has(found, extension.value)


def _has(found: dict[str, Any], kind: str) -> bool:
    return set(found) == {"url", f"value{kind[0].upper()}{kind[1:]}"}


def test_every_extension_in_random_letters_of_every_version_is_defined() -> None:
    """Three letters of each version that goes out, to both targets."""
    seen: set[str] = set()
    for version in VERSIONS:
        random = Random(version.code)
        for _ in range(3):
            letter = random_emessage(version, random)
            for target in TARGETS:
                try:
                    made = bundle_of(letter, to=target, given=GIVEN, accept_losses=True)
                except CannotConvert:
                    continue
                for found in extensions(json.loads(made.data)):
                    name = found["url"].removeprefix(own_extension(""))
                    assert name in EXTENSIONS, f"{version.code}: {name} has no definition"
                    assert is_as_defined(found, EXTENSIONS[name]), found
                    seen.add(name)
    assert len(seen) > 12


def test_a_definition_says_where_it_may_stand_and_what_its_value_is() -> None:
    """One with a value, and one with parts; both in order as far as R4's own rules go."""
    simple = structure_definition(EXTENSIONS["order"])
    assert (simple["id"], simple["url"]) == ("order", own_extension("order"))
    assert simple["differential"]["element"][-1]["type"] == [{"code": "positiveInt"}]
    parts = structure_definition(EXTENSIONS["comparability-group"])
    slices = [each["sliceName"] for each in parts["differential"]["element"] if "sliceName" in each]
    assert slices == ["group", "outcome", "value"]
    assert parts["context"] == [{"type": "element", "expression": "Observation"}]
    for made in (simple, parts):
        found = checks.check(json.dumps(made).encode()).findings
        assert [each.rule for each in found] == ["standard.fhir-not-checked"]
