"""Whether the services a clinic has billed and the results it has recorded agree.

Assumptions, since no public page gives the form of a billing extract or says what one service covers:

* A billing extract has the columns `clinic`, `patient`, `date`, `fee_code` and `count` (1 where empty).
* A service is recorded when a clinic has own results (stated or likely) of one of the fee's codes for a
  patient on a day; several such results on one day are one service.
* Billed and recorded are matched by clinic, fee, patient and day; without patients in the billing extract,
  by clinic, fee and day.
* Only days that both extracts reach are compared, and only fees with codes in our table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from labsvar.codes import tables
from labsvar.profiling import rules
from labsvar.profiling.counts import safe
from labsvar.profiling.facts import SET_ASIDE, action, listed, origin, quoted, trimmed
from labsvar.profiling.inputs import inputs
from labsvar.profiling.load import Extract
from labsvar.profiling.model import Input, Unread

KINDS: Final = ("both", "billed_only", "recorded_only")


@dataclass(frozen=True, slots=True)
class Compared:
    """How many services of each fee and clinic are in both extracts, or in one only.

    `first` and `last` are the days compared, `None` when the extracts have none in common.
    """

    counts: Mapping[str, Mapping[tuple[str, str], int]]
    first: str | None
    last: str | None
    by_patient: bool


def compare(extract: Extract, billed: Extract, files: list[Path]) -> Compared:
    """A billing extract against an extract of results."""
    connection = extract.connection
    billed.add(_no_letters(inputs(files)))
    billed.scan(_billing())
    extract.scan(_visits())
    first, last = _days(connection)
    by_patient = bool(_one(connection, "SELECT coalesce(bool_or(named), false) FROM billing")[0])
    counts: dict[str, dict[tuple[str, str], int]] = {kind: {} for kind in KINDS}
    if first is not None and last is not None:
        query = _compared("patient" if by_patient else "0")
        for fee, clinic, *found in connection.execute(query, [first, last, first, last]).fetchall():
            for kind, n in zip(KINDS, found, strict=True):
                at = (fee, safe(clinic))
                counts[kind][at] = counts[kind].get(at, 0) + int(n)
    return Compared(counts, first, last, by_patient)


def _no_letters(found: Iterator[Input | Unread]) -> Iterator[Input | Unread]:
    for each in found:
        if isinstance(each, Input) and each.kind == "letters":
            yield Unread(str(each.path), 0, rules.BILLING_LETTERS.id)
        else:
            yield each


def _billing() -> str:
    services, day = (trimmed(f'"{name}"') for name in ("count", "date"))
    count = f"try_cast({services} AS BIGINT)"
    return f"""
CREATE TABLE billing AS
SELECT {trimmed("clinic")} AS clinic, hash({trimmed("patient")}) AS patient, {trimmed("patient")} <> '' AS named,
    {day}[1:10] AS day, {trimmed("fee_code")} AS fee, greatest(coalesce({count}, 1), 0) AS n
FROM ({{relation}}) WHERE {trimmed("fee_code")} IN {listed(_fees().values())}
"""


def _visits() -> str:
    """The services that own results tell of, one for each fee, patient and day."""
    pairs = ", ".join(f"({quoted(code)}, {quoted(fee)})" for code, fee in sorted(_fees().items()))
    whose = origin(
        stated=f"lower({trimmed('origin')})",
        has_laboratory=f"{trimmed('laboratory')} <> ''",
        has_requisition=f"{trimmed('requisition_number')} <> ''",
        of_code="fees.code",
    )
    return f"""
CREATE TABLE visits AS
WITH fees(code, fee) AS (VALUES {pairs})
SELECT DISTINCT {trimmed("clinic")} AS clinic, fee, {trimmed("sampled_at")}[1:10] AS day, hash({trimmed("patient")}) AS patient
FROM ({{relation}}) AS cells JOIN fees ON upper({trimmed("cells.code")}) = fees.code
WHERE {action(trimmed("action"))} NOT IN {listed(SET_ASIDE)} AND {whose} IN ('own_stated', 'own_likely')
"""


def _fees() -> dict[str, str]:
    """The fee of each code that has one; the first, should a code stand under two."""
    fees: dict[str, str] = {}
    for row in tables.fee_codes():
        if row.code:
            fees.setdefault(row.code, row.fee_code)
    return fees


def _days(connection: duckdb.DuckDBPyConnection) -> tuple[str | None, str | None]:
    """The first and last day that both extracts reach."""
    is_day = r"regexp_full_match(day, '[0-9]{4}-[0-9]{2}-[0-9]{2}')"
    spans = [
        _one(connection, f"SELECT min(day), max(day) FROM {table} WHERE {is_day}")
        for table in ("billing", "visits")
    ]
    if any(each is None for span in spans for each in span):
        return None, None
    first, last = max(str(span[0]) for span in spans), min(str(span[1]) for span in spans)
    return (first, last) if first <= last else (None, None)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None, "an aggregate has a row"
    return tuple(found)


def _compared(patient: str) -> str:
    return f"""
WITH recorded AS (
    SELECT clinic, fee, day, {patient} AS who, count(*) AS r FROM visits WHERE day BETWEEN ? AND ? GROUP BY ALL),
billed AS (
    SELECT clinic, fee, day, {patient} AS who, sum(n) AS b FROM billing WHERE day BETWEEN ? AND ? GROUP BY ALL)
SELECT fee, clinic, sum(least(coalesce(r, 0), coalesce(b, 0))),
    sum(greatest(coalesce(b, 0) - coalesce(r, 0), 0)), sum(greatest(coalesce(r, 0) - coalesce(b, 0), 0))
FROM recorded FULL JOIN billed USING (clinic, fee, day, who)
GROUP BY 1, 2
"""
