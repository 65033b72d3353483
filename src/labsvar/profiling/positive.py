"""A proposal for the positive list: which codes to share, which to ask about, and why.

It is made of published counts, and decides nothing: a group of people does. The rules:

    share     a code of the fee table that is not mostly the laboratories' own work, also if it never occurs
    map       a code that stands in no national list and must be mapped before it can be shared
    leave     a code that nine in ten results of are (or likely are) the laboratories', who send them
    ask       every other code
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from labsvar.codes import tables as known
from labsvar.profiling.counts import key, parts
from labsvar.profiling.published import Published
from labsvar.profiling.suggest import suggestions
from labsvar.profiling.tables import Row, Table, common_unit, fee_of, is_mapped, local_codes_like

Proposal = Literal["share", "map", "leave", "ask"]
MOSTLY: Final = 0.9
_COLUMNS: Final = {
    "proposal": "VARCHAR",
    "code_system": "VARCHAR",
    "code": "VARCHAR",
    "name": "VARCHAR",
    "unit": "VARCHAR",
    "fee_code": "VARCHAR",
    "results": "BIGINT",
    "own": "DOUBLE",
    "why": "VARCHAR",
    "suggested_code": "VARCHAR",
}
_ORDER: Final = {"share": 0, "ask": 1, "map": 2, "leave": 3}


def proposal(seen: Published, names: Mapping[str, str]) -> Table:
    """The proposal, the codes to share first. Codes whose count is masked are not proposed for anything."""
    rows = [*_used(seen, names), *_unused(seen, names)]
    ordered = sorted(rows, key=lambda row: (_ORDER[str(row[0])], -int(row[6] or 0), str(row[2])))
    return Table("positive_list", tuple(_COLUMNS), tuple(_COLUMNS.values()), tuple(ordered))


def _used(seen: Published, names: Mapping[str, str]) -> Iterator[Row]:
    fees = fee_of()
    for code_key, n in seen.codes.published.items():
        system, code = parts(code_key)
        own, laboratory = _shares(seen, code_key)
        unit = common_unit(seen.units, code_key)
        name = names.get(code_key, "")
        what, why = _decided(code, system, laboratory)
        found = suggestions(name, unit) if what == "map" else ()
        suggested = found[0].code if found else ""
        yield (what, system, code, name, unit, fees.get(code, ""), n, own, why, suggested)


def _decided(code: str, system: str, laboratory: float | None) -> tuple[Proposal, str]:
    if laboratory is not None and laboratory >= MOSTLY:
        return "leave", "laboratory_sends"
    if code in fee_of():
        return "share", "fee_table"
    if not is_mapped(system, code):
        return "map", "no_national_code"
    return "ask", "not_in_fee_table"


def _shares(seen: Published, code: str) -> tuple[float | None, float | None]:
    """The published shares of own and of the laboratories' results; `None` where cells are masked."""
    table = seen.code_origin
    total = seen.codes.published[code]
    if code not in table.row_totals:
        return None, None
    shares = [
        [table.shown(code, f"{who}_{sure}") for sure in ("stated", "likely")] for who in ("own", "laboratory")
    ]
    own, laboratory = (
        None if None in cells else round(sum(n or 0 for n in cells) / total, 3) for cells in shares
    )
    return own, laboratory


def _unused(seen: Published, names: Mapping[str, str]) -> Iterator[Row]:
    """Codes of the fee table that never occur, as far as that may be told; a local code may stand for one."""
    alike = local_codes_like(seen, names)
    for row in known.fee_codes():
        system = (row.code_system or "").lower()
        inside = seen.codes.members.get(system)
        hidden = seen.codes.groups.collapsed or (inside is not None and inside.collapsed)
        if row.code is None or hidden or (inside is not None and inside.counts.get(key(system, row.code))):
            continue
        yield (
            "share",
            system,
            row.code,
            row.short_name or "",
            "",
            row.fee_code,
            0,
            None,
            "fee_table_perhaps_local" if row.code in alike else "fee_table_unused",
            "",
        )
