"""Where a result comes to stand, decided the obvious way: every row of every table is read for each result.

This is the rule as it is meant to be read; `Comparing` gives the same answers quickly, as the tests prove.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from labsvar.codetables import valid
from labsvar.comparability.model import (
    Analysis,
    Code,
    Method,
    Place,
    Rows,
    code_of,
    of_codes,
    of_group,
    of_method,
    of_unknown,
    plain,
)
from labsvar.comparability.registers import LoincRow, MemberRow, MethodRow, Registers, SynonymRow, sent_unit


def place_slowly(analysis: Analysis, registers: Registers, rows: Rows = "groups") -> Place:
    """Where a result comes to stand (rule S23).

    An unknown method shares a row with the other unknown ones of its laboratory and with nothing else. A
    known one stands on the row of its group, and without a group on one of its own.
    """
    sent = code_of(analysis.code_system, analysis.code, analysis.code_responsible)
    unit, producer = sent_unit(analysis), analysis.producer
    measured = _measured(analysis, sent, registers.methods)
    method, country = _how(analysis, measured)
    if rows == "codes":
        return Place(key=of_codes(sent, unit=unit), method=method)
    code = sent if rows == "apart" else _translated(sent, analysis, registers.loinc)
    if method is None:
        return Place(key=of_unknown(code, unit=unit, producer=producer))
    listed = _listed(method, country, analysis, registers.synonyms)
    alone = Place(key=of_method(code, unit=unit, producer=producer, method=listed), method=method)
    if rows == "apart":
        return alone
    about = _about(listed, code, analysis, registers.members)
    return alone if not about else judged(about, code, alone)


def judged(about: Sequence[MemberRow], code: Code, alone: Place) -> Place:
    """The place that the rows about a result give it, and `alone` where it belongs to no group.

    Rows that contradict each other put it nowhere. A table that has such rows cannot be drafted; should one
    be there, nothing is merged by it.
    """
    belonging = [row for row in about if row.belongs]
    said = {(row.group, row.group_unit, row.conversion) for row in belonging}
    denied = {row.group for row in about if not row.belongs}
    if len(said) > 1 or any(row.group in denied for row in belonging):
        return alone
    if not belonging:
        known = any(row.outcome == "not_comparable" for row in about)
        return replace(alone, outcome="not_comparable") if known else alone
    row = belonging[0]
    return replace(
        alone,
        key=of_group(code, group=row.group, unit=row.group_unit),
        group=row.group,
        outcome=row.outcome,
        conversion=row.conversion,
    )


def _measured(analysis: Analysis, sent: Code, methods: Sequence[MethodRow]) -> MethodRow | None:
    for row in valid(methods, analysis.on):
        if row.by == analysis.producer and (row.code_system, row.code) == sent:
            return row
    return None


def _translated(sent: Code, analysis: Analysis, loinc: Sequence[LoincRow]) -> Code:
    for row in valid(loinc, analysis.on):
        if sent == Code("loinc", row.loinc) and row.unit == sent_unit(analysis):
            return Code("npu", row.npu)
    return sent


def _how(analysis: Analysis, measured: MethodRow | None) -> tuple[Method | None, str]:
    """The method of a result, and the country whose words name it.

    What the result states goes before the register. Where it contradicts nothing there, the register's row says the
    same more fully and is taken whole; where it does, it stands by itself, since it tells of this very result.
    Assumption: no result states that it was measured at the point of care, so the register's word on that stands.
    """
    stated = analysis.stated
    if measured is None:
        return (None, "") if stated is None else (stated.method, stated.country)
    if stated is None or agrees(stated.method, measured.says):
        return measured.says, measured.country
    own = replace(stated.method, point_of_care=measured.says.point_of_care)
    return own, stated.country or measured.country


def agrees(stated: Method, registered: Method) -> bool:
    """Whether what is stated contradicts nothing that is registered: what is not said contradicts nothing."""
    return all(
        not (said := getattr(stated, name)) or plain(said) == plain(getattr(registered, name))
        for name in ("method", "method_code", "manufacturer", "instrument", "kit", "calibrator")
    )


def _listed(method: Method, country: str, analysis: Analysis, synonyms: Sequence[SynonymRow]) -> Method:
    """The method under the list's name: the laboratory's own word before its country's, before that of all."""
    producer = analysis.producer
    places = (
        ("", producer.kind, producer.code),
        (country, producer.kind, producer.code),
        (country, "", ""),
        ("", "", ""),
    )
    for place in places:
        for row in valid(synonyms, analysis.on):
            called = (row.country, row.producer_kind, row.producer)
            if called == place and plain(row.name) == plain(method.method):
                return replace(method, method=row.method)
    return method


def _about(
    listed: Method, code: Code, analysis: Analysis, members: Sequence[MemberRow]
) -> Sequence[MemberRow]:
    return [
        row
        for row in valid(members, analysis.on)
        if (row.code_system, row.code) == code and row.about(listed, unit=sent_unit(analysis))
    ]
