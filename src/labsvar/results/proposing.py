"""What results state of their methods, as dated rows that a register of methods may take. Pure.

Nothing is released by it: a proposal is a draft, which people review and release as any table of codes. Until then
what a result states counts for that result alone.

Assumptions, since no public page says how a register learns from results:
    a method begins on the first day of sampling that a result states it, and ends the one before it there;
    a code whose results state one method, then another and then the first again is measured in two ways at a time,
    which a register cannot say, so nothing is proposed for it;
    a country that nobody stated is written ZZ, which ISO 3166-1 leaves to its users.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.comparability import Method, MethodRow, Producer
from labsvar.comparability.model import LABORATORY, code_of
from labsvar.comparability.slowly import agrees
from labsvar.results.measuring import producer_of, stated_method
from labsvar.results.model import Report, Result, Status

_DAY: Final = timedelta(days=1)
_UNKNOWN_COUNTRY: Final = "ZZ"
_TABLED: Final = ("npu", "mds", "mcs", "loinc")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """That a laboratory measured an analysis by a method on a day."""

    producer: Producer
    code_system: str
    code: str
    method: Method
    country: str
    on: date


def statements(reports: Iterable[Report]) -> Mapping[Producer, Sequence[Statement]]:
    """What the results of some reports state, by laboratory, oldest first; a method without a name is none."""
    found: defaultdict[Producer, list[Statement]] = defaultdict(list)
    for report in reports:
        for result in report.results:
            said = _statement(result, report)
            if said is not None:
                found[said.producer].append(said)
    return {producer: sorted(said, key=lambda each: each.on) for producer, said in found.items()}


def proposed(rows: Sequence[MethodRow], said: Sequence[Statement]) -> Sequence[MethodRow]:
    """The register of one laboratory with what its results state; the very same rows when they state nothing new.

    `said` is of that laboratory, oldest first.
    """
    by_code: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in said:
        by_code[each.code_system, each.code].append(each)
    for of_code in by_code.values():
        if not _alternates(of_code):
            for each in of_code:
                rows = _with(rows, each)
    return rows


def _statement(result: Result, report: Report) -> Statement | None:
    stated = None if result.stated is None else stated_method(result.stated)
    if stated is None or not stated.method.method or result.status < Status.FINAL:
        return None
    system, code = code_of(result.code_type, result.code, result.code_responsible)
    if system not in _TABLED and not (system.startswith("local-") and len(system) <= len("local-ABC")):
        return None
    producer = producer_of(result)
    country = stated.country or ("DK" if producer.kind == LABORATORY else _UNKNOWN_COUNTRY)
    return Statement(
        producer=producer,
        code_system=system,
        code=code,
        method=stated.method,
        country=country,
        on=report.sampled_at.date(),
    )


def _alternates(said: Sequence[Statement]) -> bool:
    """Whether a method comes again after another."""
    turns = [
        each.method for place, each in enumerate(said) if not place or each.method != said[place - 1].method
    ]
    return len(turns) > len(set(turns))


def _with(rows: Sequence[MethodRow], said: Statement) -> Sequence[MethodRow]:
    """The rows with one statement: nothing new, a first row, or a change of method on that day."""
    own = [each for each in rows if (each.code_system, each.code) == (said.code_system, said.code)]
    standing = next((each for each in own if each.valid_from <= said.on <= each.valid_to), None)
    if standing is not None and (agrees(said.method, standing.says) or standing.valid_from == said.on):
        return rows
    later = [each.valid_from for each in own if each.valid_from > said.on]
    ends = standing.valid_to if standing is not None else min(later) - _DAY if later else date.max
    made = _row(said, ends, near=standing is not None and standing.says.point_of_care)
    if made is None:
        return rows
    before = [replace(each, valid_to=said.on - _DAY) if each is standing else each for each in rows]
    return (*before, made)


def _row(said: Statement, ends: date, *, near: bool) -> MethodRow | None:
    """A row of the register; `None` for words that it has no room for."""
    method = said.method
    fields = {
        "producer": said.producer.code,
        "producer_kind": said.producer.kind,
        "country": said.country,
        "code_system": said.code_system,
        "code": said.code,
        "method": method.method,
        "method_code": method.method_code,
        "manufacturer": method.manufacturer,
        "instrument": method.instrument,
        "kit": method.kit,
        "calibrator": method.calibrator,
        "point_of_care": "yes" if near else "no",
        "valid_from": said.on,
        "valid_to": ends,
    }
    try:
        return msgspec.convert(fields, MethodRow)
    except msgspec.ValidationError:
        return None
