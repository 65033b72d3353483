"""Which content rules are held against a letter: followed from its checks through the code they call.

A rule is found where its name stands in a function that is reached, so a new rule needs no word here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from labsvar.checks.letter import CHECKS, check_letter
from labsvar.findings import Rule
from labsvar.letters.version import LetterVersion

_ROOM = "labsvar.checks"


def rules_for(version: LetterVersion) -> tuple[Rule, ...]:
    """The rules that the content of a letter of this version is held against, by their ids."""
    found: dict[str, Rule] = {}
    seen: set[Any] = set()
    for check in (*CHECKS[version.root], check_letter):
        _follow(check, found, seen)
    return tuple(found[name] for name in sorted(found))


def _follow(thing: Any, found: dict[str, Rule], seen: set[Any]) -> None:
    if isinstance(thing, Rule):
        found[thing.id] = thing
        return
    if isinstance(thing, dict | tuple):
        for each in thing.values() if isinstance(thing, dict) else thing:
            _follow(each, found, seen)
        return
    for function in _functions(thing):
        if function not in seen and function.__module__.startswith(_ROOM):
            seen.add(function)
            for each in _named(function):
                _follow(each, found, seen)


def _functions(thing: Any) -> Iterator[FunctionType]:
    if isinstance(thing, type):
        yield from (each for each in vars(thing).values() if isinstance(each, FunctionType))
    function: Callable[..., Any] | None = getattr(thing, "__wrapped__", thing)
    if isinstance(function, FunctionType):
        yield function


def _named(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for, as far as they are of its module or of one it names."""
    names = set(_names(function.__code__))
    known = function.__globals__
    for name in sorted(names):
        thing = known.get(name)
        if isinstance(thing, ModuleType):
            yield from (getattr(thing, other) for other in sorted(names) if hasattr(thing, other))
        elif thing is not None:
            yield thing


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
