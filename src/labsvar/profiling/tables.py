"""The tables of a profile as they are written: names of columns, and rows made of published counts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from labsvar.codes import tables as known
from labsvar.profiling.anomalies import Anomalies
from labsvar.profiling.billing import KINDS
from labsvar.profiling.counts import parts
from labsvar.profiling.facts import CODE_SYSTEMS
from labsvar.profiling.masking import OTHERS, Lines, TwoWay
from labsvar.profiling.model import Unread
from labsvar.profiling.published import Published
from labsvar.profiling.suggest import suggestions

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
OTHERS_SHOWN = "(others)"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is written. `types` are those of its Parquet file; a masked count is an empty cell."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]


def _table(name: str, columns: Mapping[str, str], rows: Iterable[Row]) -> Table:
    return Table(name, tuple(columns), tuple(columns.values()), tuple(rows))


_T, _N, _B, _F = "VARCHAR", "BIGINT", "BOOLEAN", "DOUBLE"
_COUNT = {"results": _N, "masked": _B}
_CODE = {"code_system": _T, "code": _T}
_CLINIC = {"system": _T, "clinic": _T}


def all_tables(
    seen: Published, names: Mapping[str, str], anomalies: Anomalies, unread: Iterable[Unread]
) -> tuple[Table, ...]:
    """Every table of a profile but the positive list, in the order of the report."""
    return (
        _table("code_systems", {"code_system": _T, **_COUNT}, _of_lines(seen.codes.groups)),
        _table(
            "codes",
            {**_CODE, "name": _T, **_COUNT, "share": _F, "fee_code": _T, "in_tables": _B},
            _codes(seen, names),
        ),
        _table("fee_table", _FEE, _fees(seen, names)),
        _table("unmapped", _UNMAPPED, _unmapped(seen, names)),
        _table("clinics", {**_CLINIC, **_COUNT}, _tree(seen.clinics.members)),
        _table("months", {"month": _T, **_COUNT}, _of_lines(seen.months)),
        _table(
            "actions", {"action": _T, **_COUNT}, [*_of_lines(seen.actions), *_of_lines(seen.actions_aside)]
        ),
        _table("code_by_clinic", {**_CODE, **_CLINIC, **_COUNT}, _crossed(seen.code_clinic)),
        _table("units", {**_CODE, "unit": _T, **_COUNT}, _units(seen.units)),
        _table("value_forms", {**_CODE, "value_form": _T, **_COUNT}, _by(seen.code_form)),
        _table("origin_by_code", {**_CODE, "origin": _T, **_COUNT}, _by(seen.code_origin)),
        _table("origin_by_clinic", {**_CLINIC, "origin": _T, **_COUNT}, _by(seen.clinic_origin)),
        _table("missing", {"field": _T, **_CLINIC, "state": _T, **_COUNT}, _missing(seen.missing)),
        _table("anomalies", {"rule": _T, **_CLINIC, **_CODE, "row_id": _T}, _anomalies(anomalies)),
        _table("anomaly_rules", {"rule": _T, "rows": _N}, anomalies.by_rule.items()),
        _table(
            "billing",
            {"kind": _T, "fee_code": _T, "services": _N},
            _billed(seen),
        ),
        _table(
            "billing_by_clinic",
            {"kind": _T, "fee_code": _T, "clinic": _T, "services": _N, "masked": _B},
            _billed_by_clinic(seen),
        ),
        _table(
            "unread", {"file": _T, "line": _N, "rule": _T}, ((u.file, u.line, u.rule) for u in sorted(unread))
        ),
    )


_FEE = {"fee_code": _T, "fee_text": _T, **_CODE, "short_name": _T, "occurs": _T, **_COUNT, "like_local": _T}
_UNMAPPED = {
    **_CODE, "name": _T, "unit": _T, **_COUNT, "suggestion": _N, "suggested_code": _T, "suggested_name": _T, "score": _F,
}  # fmt: skip


def fee_of() -> dict[str, str]:
    """The fee-table analysis of each code that has one."""
    return {row.code: row.fee_code for row in known.fee_codes() if row.code}


def known_codes() -> frozenset[str]:
    """The codes that stand in any table of analyses here."""
    return frozenset({row.npu_code for row in known.common_analyses()} | set(fee_of()))


def common_unit(units: Mapping[str, Lines[str]], code: str) -> str:
    """The published unit that most results of a code have."""
    published = {unit: n for unit, n in units[code].published.items() if unit} if code in units else {}
    return max(published, key=lambda unit: (published[unit], unit)) if published else ""


def _of_lines(found: Lines[str]) -> Iterator[Row]:
    """The lines, the most first and the masked last; one line for all that is collapsed."""
    if found.collapsed:
        if total := sum(found.counts.values()):
            yield (OTHERS_SHOWN, total, False)
        return
    for name, n in _sorted(found):
        yield (name, n, n is None)


def _sorted(found: Lines[str]) -> list[tuple[str, int | None]]:
    lines = [(name, found.shown(name)) for name, count in found.counts.items() if count]
    return sorted(lines, key=lambda line: (line[1] is None, -(line[1] or 0), line[0]))


def _tree(members: Mapping[str, Lines[str]]) -> Iterator[Row]:
    for group in sorted(members):
        if members[group].collapsed:
            yield (group, OTHERS_SHOWN, None, True)
            continue
        for name, n in _sorted(members[group]):
            yield (*parts(name), n, n is None)


def _codes(seen: Published, names: Mapping[str, str]) -> Iterator[Row]:
    fees, codes = fee_of(), known_codes()
    rows = sorted(
        _tree(seen.codes.members), key=lambda row: (row[3], -int(row[2] or 0), str(row[0]), str(row[1]))
    )
    for system, code, n, masked in rows:
        share = round(int(n) / seen.results, 4) if n is not None and seen.results else None
        key = f"{system}\x1f{code}"
        name = names.get(key, "") if n is not None else ""
        yield (system, code, name, n, masked, share, fees.get(str(code), ""), str(code) in codes)


def _fees(seen: Published, names: Mapping[str, str]) -> Iterator[Row]:
    alike = local_codes_like(seen, names)
    for row in known.fee_codes():
        system = (row.code_system or "").lower()
        head = (row.fee_code, row.fee_text, system, row.code or "", row.short_name or "")
        occurs, n, masked = _occurrence(seen, system, row.code)
        likes = alike.get(row.code or "", ()) if occurs == "no" else ()
        yield (*head, "perhaps_local" if likes else occurs, n, masked, " ".join(likes))


def local_codes_like(seen: Published, names: Mapping[str, str]) -> dict[str, list[str]]:
    """For each known code, the codes without a national one that it is suggested for."""
    found: dict[str, list[str]] = {}
    for row in _unmapped(seen, names):
        if row[7]:
            found.setdefault(str(row[7]), []).append(str(row[1]))
    return found


def _occurrence(seen: Published, system: str, code: str | None) -> Row:
    if code is None:
        return ("no_codes_known", None, False)
    inside = seen.codes.members.get(system)
    if seen.codes.groups.collapsed or (inside is not None and inside.collapsed):
        return ("not_told", None, True)
    key = f"{system}\x1f{code}"
    if inside is None or not inside.counts.get(key):
        return ("no", 0, False)
    n = inside.shown(key)
    return ("yes", n, n is None)


def is_mapped(system: str, code: str) -> bool:
    """Whether a code is of a national or international list. Only local and unknown ones need a mapping."""
    return system in CODE_SYSTEMS[:4] or code in known_codes()


def _unmapped(seen: Published, names: Mapping[str, str]) -> Iterator[Row]:
    for system, code, name, n, masked, *_ in _codes(seen, names):
        if is_mapped(str(system), str(code)) or code == OTHERS_SHOWN:
            continue
        unit = common_unit(seen.units, f"{system}\x1f{code}")
        head = (system, code, name, unit, n, masked)
        found = suggestions(str(name), unit)
        if not found:
            yield (*head, None, "", "", None)
        for rank, each in enumerate(found, 1):
            yield (*head, rank, each.code, each.name, each.score)


def _named(key: str) -> tuple[str, str]:
    return ("", OTHERS_SHOWN) if key == OTHERS else parts(key)


def _crossed(found: TwoWay) -> Iterator[Row]:
    for row, column in sorted(found.cells):
        n = found.shown(row, column)
        yield (*_named(row), *_named(column), n, n is None)


def _by(found: TwoWay) -> Iterator[Row]:
    for row, column in sorted(found.cells):
        n = found.shown(row, column)
        yield (*_named(row), column or OTHERS_SHOWN, n, n is None)


def _units(found: Mapping[str, Lines[str]]) -> Iterator[Row]:
    for code in sorted(found):
        for unit, n, masked in _of_lines(found[code]):
            yield (*parts(code), unit, n, masked)


def _missing(found: Mapping[str, TwoWay]) -> Iterator[Row]:
    for name, table in found.items():
        for row in _by(table):
            yield (name, *row)


def _anomalies(found: Anomalies) -> Iterator[Row]:
    for each in found.named:
        yield (each.rule, each.system, each.clinic, each.code_system, each.code, each.row_id)


def _billed(seen: Published) -> Iterator[Row]:
    """The totals of the services, which the masking of their clinics takes as known."""
    if seen.billing is None:
        return
    for kind in KINDS:
        for fee, n in sorted(seen.billing[kind].row_totals.items()):
            yield (kind, fee or OTHERS_SHOWN, n)


def _billed_by_clinic(seen: Published) -> Iterator[Row]:
    if seen.billing is None:
        return
    for kind in KINDS:
        table = seen.billing[kind]
        for fee, clinic in sorted(table.cells):
            n = table.shown(fee, clinic)
            yield (kind, fee or OTHERS_SHOWN, clinic or OTHERS_SHOWN, n, n is None)
