"""Writing: a resource to bytes, in HL7's order of elements and with the digits of every number."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from labsvar.formats.fhir.resources import AnyResource
from labsvar.formats.fhir.resources.base import MAYBE_OTHER, OTHER


def write(resource: AnyResource) -> bytes:
    """The bytes of a resource, without spaces. The same resource always gives the same bytes.

    Nothing is checked: what was built wrong is written wrong, and reading it tells.
    """
    written = encoder().encode(resource)
    if MAYBE_OTHER not in written:
        return written
    plain = msgspec.to_builtins(resource, builtin_types=(Decimal, msgspec.Raw))
    return encoder().encode(_unwrapped(plain))


@cache
def encoder() -> msgspec.json.Encoder:
    """What encodes a resource; numbers are written as such."""
    return msgspec.json.Encoder(decimal_format="number")


def _unwrapped(value: Any) -> Any:
    """The value with every `Other` replaced by the bytes it carries."""
    if isinstance(value, dict):
        if value.get("resourceType") == OTHER:
            return value["content"]
        return {name: _unwrapped(each) for name, each in value.items()}
    return [_unwrapped(each) for each in value] if isinstance(value, (list, tuple)) else value
