"""Methods and conversions in words, as they stand on a row of the cumulative table and beside a value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from labsvar.comparability import Conversion, Method
from labsvar.results.cumulative import Entry, Row
from labsvar.web.texts import Texts
from labsvar.web.views.values import OPERATORS


class ConvertedView(msgspec.Struct, frozen=True, gc=False):
    """A value as one of the row's group, and how it became one; it never stands alone (rule S5)."""

    operator: str
    value: str
    unit: str
    formula: str


class BesideView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a cell says of a result beside its value, where its row does not say it of all of them."""

    unit: str | None = None
    method: str | None = None
    producer: str | None = None
    converted: ConvertedView | None = None


def beside(entry: Entry, row: Row, texts: Texts) -> BesideView:
    """What the cell of a result says beside it. A result that was withdrawn has nothing beside it."""
    if entry.history.withdrawn is not None:
        return BesideView()
    result = entry.history.current.result
    return BesideView(
        unit=(result.unit or texts("no_unit")) if (result.unit or "") != (row.unit or "") else None,
        method=named(entry.method, texts) if len(row.methods) > 1 else None,
        producer=result.producer_code if len(row.producers) > 1 else None,
        converted=_converted(entry),
    )


def named(method: Method | None, texts: Texts) -> str:
    """A method with its instrument, and whether it was used at the point of care."""
    if method is None:
        return texts("method_unknown")
    words = [method.method, method.instrument, method.kit]
    near = f" ({texts('point_of_care')})" if method.point_of_care else ""
    return ", ".join(word for word in words if word) + near


def all_named(methods: Sequence[Method | None], texts: Texts) -> tuple[str, ...]:
    """Methods by name, each name once."""
    return tuple(dict.fromkeys(named(method, texts) for method in methods))


def formula(conversion: Conversion) -> str:
    """A conversion as people write it: `× 10.93 − 23.5`."""
    times = f"× {conversion.factor:f}"
    if not conversion.offset:
        return times
    sign = "−" if conversion.offset < Decimal(0) else "+"
    return f"{times} {sign} {abs(conversion.offset):f}"


def _converted(entry: Entry) -> ConvertedView | None:
    if entry.conversion is None or entry.converted is None:
        return None
    operator = entry.history.current.result.operator
    return ConvertedView(
        operator=OPERATORS[operator] if operator else "",
        value=entry.converted,
        unit=entry.conversion.to_unit,
        formula=formula(entry.conversion),
    )
