"""Searching what is served about one person: what was asked for, what matches, and which page of it.

    asked = understood("Observation", [("code", "NPU27300"), ("_count", "10")])
    found(served, asked)

Source: HL7 FHIR R4 (4.0.1), Search (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from labsvar.fhirview.matching import NoDate, matcher, span
from labsvar.fhirview.model import Resource, Served, reference_to, type_of
from labsvar.fhirview.parameters import PARAMETERS, Parameter, included_backwards, includes

COUNT: Final = 50
LARGEST_COUNT: Final = 200
_ABOUT_THE_ANSWER: Final = frozenset({"_format", "_pretty"})
_RESULT_PARAMETERS: Final = ("_count", "_page", "_sort", "_include", "_revinclude", "_summary")
_COMMA: Final = "\0"
PAGE: Final = "_page"
"""The number of a page, from 0: our own, for the links of a Bundle."""


class NotUnderstood(Exception):
    """A search that cannot be carried out: `name` is that of the parameter that is wrong, where it is one of ours;
    `told` says what to do. Holds neither values nor names that are not ours, which may be anything."""

    def __init__(self, parameter: str | int, why: str) -> None:
        super().__init__()
        self.name = parameter if isinstance(parameter, str) else None
        self.told = f"{self.name or f'parameter {parameter}'}: {why}."


class Criterion(msgspec.Struct, frozen=True):
    """One parameter that was asked for; a resource matches if one of the values does."""

    parameter: Parameter
    values: tuple[str, ...]
    written: tuple[str, str]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it was understood. `ignored` are the names of parameters that are not known here."""

    kind: str
    criteria: tuple[Criterion, ...] = ()
    include: tuple[str, ...] = ()
    revinclude: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    count: int = COUNT
    page: int = 0
    only_count: bool = False
    ignored: tuple[str, ...] = ()

    def written(self, page: int | None) -> list[tuple[str, str]]:
        """The search as parameters again, for the links of a Bundle; a person's number is never among them."""
        pairs = [each.written for each in self.criteria if not names_a_person(self.kind, each.parameter.name)]
        pairs += [("_include", each) for each in self.include]
        pairs += [("_revinclude", each) for each in self.revinclude]
        pairs += [("_sort", ",".join(self.sort))] if self.sort else []
        pairs += [("_summary", "count")] if self.only_count else []
        return [*pairs, ("_count", str(self.count)), *([(PAGE, str(page))] if page else [])]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what was found. `total` counts every match that may be seen, on whatever page."""

    matches: tuple[Resource, ...]
    included: tuple[Resource, ...]
    total: int
    has_more: bool


def names_a_person(kind: str, name: str) -> bool:
    """Whether the values of a parameter are numbers of persons, which never stand in an address (rule S18)."""
    return kind == "Patient" and name == "identifier"


def understood(kind: str, pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> Asked:
    """What a search asks for.

    A parameter that is not known is ignored and named in the answer; with `strict` it refuses the search, as
    do modifiers, dates and numbers that cannot be understood in either case. Raises `NotUnderstood`.
    """
    criteria: list[Criterion] = []
    results: dict[str, list[str]] = {}
    ignored: list[str] = []
    for place, (written, value) in enumerate(pairs, start=1):
        name, _, modifier = written.partition(":")
        if name == "_has" or "." in written:
            raise NotUnderstood(place, "neither chained parameters nor _has are supported")
        parameter = PARAMETERS[kind].get(name)
        if parameter is not None and value:
            criteria.append(_criterion(parameter, modifier, written, value))
        elif written in _RESULT_PARAMETERS:
            results.setdefault(written, []).append(value)
        elif value and written not in _ABOUT_THE_ANSWER:
            if strict:
                raise NotUnderstood(
                    place, "it is not known here; the CapabilityStatement names those that are"
                )
            ignored.append(written)
    return Asked(
        kind=kind,
        criteria=tuple(criteria),
        ignored=tuple(ignored),
        include=_known(results.get("_include", ()), includes(kind), "_include"),
        revinclude=_known(results.get("_revinclude", ()), included_backwards(kind), "_revinclude"),
        sort=_sort(kind, results.get("_sort", ())),
        count=min(_number(results.get("_count"), "_count", COUNT), LARGEST_COUNT),
        page=_number(results.get(PAGE), PAGE, 0),
        only_count=_only_count(results.get("_summary", ())),
    )


def found(served: Served, asked: Asked, *, types: frozenset[str] | None = None) -> Found:
    """One page of what matches, with what is included: of `types` only, where they are given."""
    tests = [matcher(each.parameter, each.values) for each in asked.criteria]
    matches = [each for each in served.all(asked.kind) if all(test(each) for test in tests)]
    for name in reversed(asked.sort):
        matches.sort(key=lambda each: _sort_key(asked.kind, name.lstrip("-"), each), reverse=name[0] == "-")
    if asked.only_count or asked.count == 0:
        return Found(matches=(), included=(), total=len(matches), has_more=False)
    first = asked.page * asked.count
    page = matches[first : first + asked.count]
    others = (each for each in _included(served, asked, page) if types is None or type_of(each) in types)
    return Found(
        matches=tuple(page),
        included=tuple(_once(others, page)),
        total=len(matches),
        has_more=len(matches) > first + asked.count,
    )


def _criterion(parameter: Parameter, modifier: str, written: str, value: str) -> Criterion:
    if modifier:
        raise NotUnderstood(parameter.name, "modifiers are not supported")
    # A backslash before a comma means the comma itself.
    values = tuple(each.replace(_COMMA, ",") for each in value.replace("\\,", _COMMA).split(","))
    if parameter.kind == "date":
        for each in values:
            try:
                span(each)
            except NoDate:
                raise NotUnderstood(
                    parameter.name,
                    "write a date as 2026-03-02 or 2026-03-02T08:15:00Z, after eq, ne, gt, lt, ge, le, sa or eb",
                ) from None
    return Criterion(parameter, values, (written, value))


def _known(asked: Sequence[str], known: Sequence[str], name: str) -> tuple[str, ...]:
    wanted = tuple(":".join(each.split(":")[:2]) for each in asked)
    if not set(wanted) <= set(known):
        raise NotUnderstood(name, "the CapabilityStatement names what can be included")
    return wanted


def _sort(kind: str, asked: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name for each in asked for name in each.split(",") if name)
    for name in names:
        parameter = PARAMETERS[kind].get(name.removeprefix("-"))
        if parameter is None or parameter.kind != "date":
            raise NotUnderstood("_sort", "only dates can be sorted by")
    return names


def _number(asked: Sequence[str] | None, name: str, otherwise: int) -> int:
    if not asked:
        return otherwise
    text = asked[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotUnderstood(name, "write a whole number")
    return int(text)


def _only_count(asked: Sequence[str]) -> bool:
    if any(each not in ("count", "false") for each in asked):
        raise NotUnderstood("_summary", "only count and false are supported")
    return "count" in asked


def _sort_key(kind: str, name: str, of: Resource) -> tuple[float, ...]:
    return tuple(span(each)[1] for each in PARAMETERS[kind][name].values(of))


def _included(served: Served, asked: Asked, page: Sequence[Resource]) -> Iterator[Resource]:
    for name in asked.include:
        values = PARAMETERS[asked.kind][name.partition(":")[2]].values
        for resource in page:
            for reference in values(resource):
                target = served.find(reference)
                if target is not None:
                    yield target
    wanted = {reference_to(each) for each in page}
    for name in asked.revinclude:
        kind, _, parameter = name.partition(":")
        values = PARAMETERS[kind][parameter].values
        yield from (each for each in served.all(kind) if not wanted.isdisjoint(values(each)))


def _once(included: Iterable[Resource], page: Iterable[Resource]) -> Iterator[Resource]:
    seen = {reference_to(each) for each in page}
    for each in included:
        name = reference_to(each)
        if name not in seen:
            seen.add(name)
            yield each
