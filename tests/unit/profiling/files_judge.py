"""A judge of a whole profile: reads the files that were written, and solves for what is masked in them.

It knows what the tables mean and which of their counts add up to the same, and nothing of how they were
made. Rows that are named are no counts to it: they say that there are so many at least.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.unit.profiling.attacker import Equation, determined

Line = Mapping[str, str]
Terms = tuple[list[str], int]
"""Unknowns, and the sum of the known counts beside them."""

BY_CODE = ("code_system", "code")
BY_CLINIC = ("system", "clinic")
# What lacks a field is counted where the field is a heading too: (table, its columns, the field).
SAME = (
    ("months", ("month",), "sampled_at"),
    ("codes", ("code",), "code"),
    ("clinics", ("clinic",), "clinic"),
)


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every table of a profile, as it is read from CSV."""
    return {
        each.stem: list(csv.DictReader(each.read_text("utf-8-sig").splitlines()))
        for each in folder.glob("*.csv")
    }


def worked_out(found: Mapping[str, Sequence[Line]], results: int) -> set[str]:
    """The masked counts that can be worked out from all tables together."""
    return determined(_usable(_equations(found, results)))


def masked(found: Mapping[str, Sequence[Line]]) -> int:
    """How many counts are masked."""
    return sum(line.get("masked") == "true" for lines in found.values() for line in lines)


def _usable(equations: Iterator[tuple[Terms, Terms]]) -> Iterator[Equation]:
    """Sums of unknowns that are known; of two sums that are equal, those in which one side is."""
    for (left, known_left), (right, known_right) in equations:
        if left and not right:
            yield left, known_right - known_left
        elif right and not left:
            yield right, known_left - known_right


def _equations(found: Mapping[str, Sequence[Line]], results: int) -> Iterator[tuple[Terms, Terms]]:
    everything: Terms = ([], results)
    yield _terms("codes", found["codes"]), everything
    yield _terms("clinics", found["clinics"]), everything
    yield _terms("months", found["months"]), everything
    yield _terms("code_systems", found["code_systems"]), everything
    for line in found["code_systems"]:
        inside = [each for each in found["codes"] if each["code_system"] == line["code_system"]]
        if inside:
            yield _terms("codes", inside), _terms("code_systems", [line])
    for name, keys in (("code_by_clinic", BY_CODE), ("units", BY_CODE), ("value_forms", BY_CODE),
                       ("origin_by_code", BY_CODE), ("origin_by_clinic", BY_CLINIC), ("code_by_clinic", BY_CLINIC)):  # fmt: skip
        yield from _divided(name, found[name], keys, found["codes" if keys == BY_CODE else "clinics"])
    fields = _grouped(found["missing"], ("field",))
    for (field,), lines in fields.items():
        yield from _divided(f"missing {field}", lines, BY_CLINIC, found["clinics"])
    yield from _said_twice(found, {field: lines for (field,), lines in fields.items()})


def _divided(
    name: str, lines: Sequence[Line], keys: Sequence[str], whole: Sequence[Line]
) -> Iterator[tuple[Terms, Terms]]:
    """A code or clinic is the sum of its parts; the others are the sum of those not shown alone."""
    totals = {tuple(line[key] for key in keys): line for line in whole}
    shown = set()
    for key, parts in _grouped(lines, keys).items():
        if key in totals:
            shown.add(key)
            yield _terms(name, parts), _terms(_of(keys), [totals[key]])
        else:
            rest = [line for other, line in totals.items() if other not in _grouped(lines, keys)]
            yield _terms(name, parts), _terms(_of(keys), rest)


def _said_twice(
    found: Mapping[str, Sequence[Line]], missing: Mapping[str, Sequence[Line]]
) -> Iterator[tuple[Terms, Terms]]:
    for table, columns, field in SAME:
        empty = [line for line in found[table] if all(line[column] == "" for column in columns)]
        lacking = [line for line in missing.get(field, ()) if line["state"] == "missing"]
        told = any(line["state"] == "missing" for line in missing.get(field, ()))
        hidden = any(line["state"] == "(others)" for line in missing.get(field, ()))
        if told and not hidden:
            yield _terms(table, empty), _terms(f"missing {field}", lacking)


def _of(keys: Sequence[str]) -> str:
    return "codes" if keys == BY_CODE else "clinics"


def _grouped(lines: Sequence[Line], keys: Sequence[str]) -> dict[tuple[str, ...], list[Line]]:
    groups: defaultdict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[tuple(line[key] for key in keys)].append(line)
    return dict(groups)


def _terms(table: str, lines: Sequence[Line]) -> Terms:
    unknown, known = [], 0
    for line in lines:
        if line["masked"] == "true":
            place = (value for name, value in line.items() if name in (*BY_CODE, *BY_CLINIC, "unit", "value_form",
                     "origin", "state", "month"))  # fmt: skip
            unknown.append("/".join((table, *place)))
        else:
            known += int(line["results"])
    return unknown, known
