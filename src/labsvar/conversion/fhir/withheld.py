"""What of an XRPT06 is not told in FHIR, to the last element: what is for surveillance only, and what goes with it.

`labsvar.letters.surveillance.visible` alone decides what is shown (rule S16). Which elements it leaves out is seen by
giving it a letter in which each text is the place of that text: the places that do not come out again were left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from labsvar.letters.element import Block
from labsvar.letters.surveillance import for_surveillance, visible
from labsvar.letters.xrpt06 import MiBaReport

_RULING: Final = "protected"
"""The field that `visible` goes by, which therefore keeps what it says."""


def withheld(letter: MiBaReport) -> tuple[str, ...]:
    """The paths, below the letter, of the outermost elements that are left out."""
    places: list[str] = []
    shown = set(_texts(visible(_placed(letter, "", places))))
    around = {step for each in shown for step in _around(each)}
    left_out = (
        next(step for step in _around(each) if step not in around) for each in places if each not in shown
    )
    marked = (each.path for each in for_surveillance(letter))
    return tuple(_outermost(dict.fromkeys((*marked, *left_out))))


def _placed(value: Any, path: str, places: list[str]) -> Any:
    """A copy in which each text is its own place; `places` collects them."""
    if isinstance(value, str):
        places.append(path)
        return path
    if isinstance(value, tuple):
        return tuple(_placed(each, f"{path}[{number}]", places) for number, each in enumerate(value, 1))
    if not isinstance(value, msgspec.Struct):
        return value
    made = {}
    for field in msgspec.structs.fields(value):
        inner = getattr(value, field.name)
        if field.name == _RULING:
            made[field.name] = inner
            continue
        named = path if _has_no_element(inner) else "/".join(filter(None, (path, field.encode_name)))
        made[field.name] = _placed(inner, named, places)
    return msgspec.structs.replace(value, **made)


def _has_no_element(value: Any) -> bool:
    """Whether what is held has no element of its own around it."""
    return isinstance(value, Block)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))


def _around(path: str) -> Iterator[str]:
    """The elements around a place, the outermost first, and the place itself."""
    steps = path.split("/")
    return ("/".join(steps[:depth]) for depth in range(1, len(steps) + 1))


def _outermost(paths: dict[str, None]) -> Iterator[str]:
    for each in paths:
        *around, _ = _around(each)
        if paths.keys().isdisjoint(around):
            yield each
