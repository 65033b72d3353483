"""Damage to FHIR files: every element taken away, doubled, or made another kind, one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

OTHERS: tuple[Any, ...] = (None, True, 7, 3.5, "x", "", [], {}, [None], [{}], {"a": 1})


def damaged(raw: bytes) -> Iterator[bytes]:
    """Every file with one fault that can be made of this one."""
    whole = json.loads(raw)
    for holder, key in list(_places(whole)):
        kept = holder[key]
        for other in OTHERS:
            holder[key] = other
            yield json.dumps(whole).encode()
        holder[key] = kept
        yield _doubled(whole, holder, key)
        if isinstance(holder, dict):
            del holder[key]
            yield json.dumps(whole).encode()
            holder[key] = kept


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys: Any = ()
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _doubled(whole: Any, holder: Any, key: Any) -> bytes:
    """The file with the member twice; JSON's own writer cannot, so its name is given a mark first."""
    if not isinstance(holder, dict):
        return json.dumps([whole, whole]).encode()
    kept = dict(holder)
    holder["\x00"] = holder[key]
    made = json.dumps(whole).replace('"\\u0000"', json.dumps(key)).encode()
    holder.clear()
    holder.update(kept)
    return made
