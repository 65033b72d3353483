"""Rows worth a talk with the clinic: a number off by a factor, another unit, a mark against its interval.

An anomaly names clinic, code and row id, and never what the row says. None of them is called an error:
a very ill patient has numbers far from everybody else's too. The rules are in `RULES`, and what each
rests on in `docs/explanation/profiling.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from labsvar.codes import tables
from labsvar.profiling import units
from labsvar.profiling.counts import Counts, key, safe
from labsvar.profiling.facts import SET_ASIDE, action, double, listed, loosely_double, trimmed, value_form
from labsvar.profiling.load import Extract
from labsvar.profiling.model import Options

RULES: Final = (
    "factor-10",
    "factor-1000",
    "far-out",
    "unit-other",
    "unit-uncommon",
    "unit-missing",
    "flag-against-interval",
    "interval-factor-1000",
    "clinic-factor-10",
    "clinic-factor-1000",
)
NEAR: Final = 2.0
"""A number within this many times of the middle nine tenths of its code's numbers is never off by a factor."""
COMMON: Final = 0.9
"""A unit that this part of a code's results has, is the unit of a code that our tables have none for."""
CLINIC_FROM: Final = 20
"""A clinic with fewer numbers of a code is not held against the other clinics."""
CLINICS_FROM: Final = 3
MOST_NAMED: Final = 50_000
"""However many rows are worth a talk, no more are named."""
CLINIC_TOLERANCE: Final = 1.25
"""How near to 10 or 1,000 times the other clinics' median a clinic's own must be."""


@dataclass(frozen=True, slots=True, order=True)
class Anomaly:
    """One row worth a talk, or with an empty `row_id` all rows of a code in a clinic."""

    rule: str
    system: str
    clinic: str
    code_system: str
    code: str
    row_id: str


@dataclass(frozen=True, slots=True)
class Anomalies:
    """The rows that are named, and how many there are by rule; not all need be named."""

    named: tuple[Anomaly, ...]
    by_rule: Mapping[str, int]

    def least(self) -> dict[tuple[str, str], int]:
        """How many rows of each code and clinic are named, since so many there must be."""
        rows = {
            (key(each.code_system, each.code), key(each.system, each.clinic), each.row_id)
            for each in self.named
            if each.row_id
        }
        counts: dict[tuple[str, str], int] = {}
        for code, clinic, _ in rows:
            counts[code, clinic] = counts.get((code, clinic), 0) + 1
        return counts


_RESULTS: Final = f"action NOT IN {listed(SET_ASIDE)}"
_NUMBERS: Final = f"""(
    SELECT cube.system, cube.clinic, cube.code_system, cube.code, cube.unit, unnest(numbers) AS number
    FROM raw_cube JOIN cube ON raw_cube.rowid = place WHERE cube.{_RESULTS})"""


def find(extract: Extract, counts: Counts, options: Options) -> Anomalies:
    """Every anomaly of an extract, by the table `cube` and a scan of its rows."""
    connection = extract.connection
    _distributions(connection, options)
    _units(connection, options)
    connection.execute(_HELD)
    extract.scan(_found(options))
    by_rule = {str(rule): int(n) for rule, n in connection.execute(_BY_RULE).fetchall()}
    named = [
        Anomaly(*(safe(str(cell)) for cell in row)) for row in connection.execute(_named(options)).fetchall()
    ]
    clinics = list(_clinics(connection))
    for each in clinics:
        by_rule[each.rule] = by_rule.get(each.rule, 0) + 1
    # A code that is counted among the rare ones is not named.
    named = [each for each in named if key(each.code_system, each.code) in counts.codes]
    return Anomalies(tuple(sorted([*named, *clinics])), {rule: by_rule.get(rule, 0) for rule in RULES})


def _distributions(connection: duckdb.DuckDBPyConnection, options: Options) -> None:
    """Where the middle nine tenths of the numbers of each code and unit lie, if there are enough.

    A cube row that was counted among the rare codes has lost its code, and so has no distribution.
    """
    connection.execute(
        f"""
        CREATE TABLE distribution AS
        SELECT code_system, code, unit, quantile_disc(number, 0.05) AS low, quantile_disc(number, 0.95) AS high
        FROM {_NUMBERS}
        WHERE number > 0
        GROUP BY 1, 2, 3 HAVING count(*) >= {options.distribution_from}
        """
    )


def _units(connection: duckdb.DuckDBPyConnection, options: Options) -> None:
    """The pairs of code and unit that do not belong together, each with the rule it breaks."""
    connection.execute(
        "CREATE TABLE bad_units (code_system VARCHAR, code VARCHAR, unit VARCHAR, rule VARCHAR)"
    )
    query = f"""
        SELECT code_system, code, unit, sum(n), coalesce(sum(n) FILTER (value_form IN ('number', 'limit')), 0)
        FROM cube WHERE {_RESULTS} GROUP BY 1, 2, 3
    """
    by_code: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for system, code, unit, n, numeric in connection.execute(query).fetchall():
        by_code.setdefault((system, code), []).append((unit, int(n), int(numeric)))
    found = [
        (system, code, unit, rule)
        for (system, code), used in by_code.items()
        for unit, rule in _judged(code, used, options.distribution_from)
    ]
    if found:
        connection.executemany("INSERT INTO bad_units VALUES (?, ?, ?, ?)", found)


def _judged(code: str, used: list[tuple[str, int, int]], enough: int) -> Iterator[tuple[str, str]]:
    expected = units.expected().get(code)
    common = units.plain(expected) if expected else _common(used, enough)
    if common is None or code in tables.unitless_codes():
        return
    for unit, _, numeric in used:
        if unit and units.plain(unit) != common:
            yield unit, "unit-other" if expected else "unit-uncommon"
        elif not unit and numeric:
            yield unit, "unit-missing"


def _common(used: list[tuple[str, int, int]], enough: int) -> str | None:
    """The unit that nearly all results of a code have, in the form units are compared in."""
    totals: dict[str, int] = {}
    for unit, n, _ in used:
        if unit:
            totals[units.plain(unit)] = totals.get(units.plain(unit), 0) + n
    all_of_them = sum(totals.values())
    if all_of_them < enough:
        return None
    unit, n = max(totals.items(), key=lambda item: (item[1], item[0]))
    return unit if n >= COMMON * all_of_them else None


# What a row is held against, found by its cells as they stand in the files.
_HELD: Final = """
CREATE TABLE held AS
SELECT DISTINCT given_system, given_code, given_unit, code_system, code, low, high, rule AS unit_rule
FROM cube LEFT JOIN distribution USING (code_system, code, unit) LEFT JOIN bad_units USING (code_system, code, unit)
"""


def _found(options: Options) -> str:
    times = "(number / {0} BETWEEN low AND high OR number * {0} BETWEEN low AND high)"
    interval = "(number / 1000 BETWEEN lower_limit AND upper_limit OR number * 1000 BETWEEN lower_limit AND upper_limit)"
    # Most rows are left out by what is quick to see; the candidates are then held against the rules.
    return f"""
CREATE TABLE found AS
WITH quick AS (
    SELECT *, {loosely_double("value")} AS near, {loosely_double("reference_lower")} AS lower_near,
        {loosely_double("reference_upper")} AS upper_near
    FROM ({{relation}})),
candidates AS (
    SELECT s.system, s.clinic, s.row_id, s.flag, s.value, s.operator, s.reference_lower, s.reference_upper,
        s.action, held.code_system, held.code, low, high, unit_rule
    FROM quick AS s JOIN held ON s.code = given_code AND s.unit = given_unit AND s.code_system = given_system
    WHERE unit_rule IS NOT NULL OR flag <> '' OR near > high * {NEAR} OR near < low / {NEAR}
        OR near BETWEEN lower_near * 999 AND upper_near * 1001
        OR near BETWEEN lower_near / 1001 AND upper_near / 999),
cells AS (
    SELECT system, clinic, row_id, code_system, code, low, high, unit_rule, lower({trimmed("flag")}) AS flag,
        {trimmed("value")} AS value, {trimmed("operator")} AS operator,
        {trimmed("reference_lower")} AS reference_lower, {trimmed("reference_upper")} AS reference_upper
    FROM candidates WHERE {action(trimmed("action"))} NOT IN {listed(SET_ASIDE)}),
numbers AS (
    SELECT *, {value_form("value", "operator")} AS value_form,
        CASE WHEN operator NOT IN ('<', '>') THEN {double("value")} END AS number,
        {double("reference_lower")} AS lower_limit, {double("reference_upper")} AS upper_limit
    FROM cells),
judged AS (
    SELECT system, clinic, row_id, code_system, code,
        CASE WHEN number > 0 AND (number > high * {NEAR} OR number < low / {NEAR})
             THEN CASE WHEN {times.format(10)} THEN 'factor-10' WHEN {times.format(1000)} THEN 'factor-1000'
                       WHEN number > high * {options.far} OR number < low / {options.far} THEN 'far-out' END
             END AS by_distribution,
        CASE WHEN unit_rule <> 'unit-missing' OR value_form IN ('number', 'limit') THEN unit_rule END AS by_unit,
        CASE WHEN (flag = 'high' AND number <= upper_limit) OR (flag = 'low' AND number >= lower_limit)
             THEN 'flag-against-interval'
             WHEN number > 0 AND lower_limit > 0 AND NOT number BETWEEN lower_limit AND upper_limit AND {interval}
             THEN 'interval-factor-1000' END AS by_interval
    FROM numbers)
SELECT unnest(list_filter([by_distribution, by_unit, by_interval], lambda each: each IS NOT NULL)) AS rule,
    {trimmed("system")} AS system, {trimmed("clinic")} AS clinic, code_system, code, {trimmed("row_id")} AS row_id
FROM judged WHERE by_distribution IS NOT NULL OR by_unit IS NOT NULL OR by_interval IS NOT NULL
"""


_BY_RULE: Final = "SELECT rule, count(*) FROM found GROUP BY 1"


def _named(options: Options) -> str:
    return f"""
SELECT rule, system, clinic, code_system, code, row_id FROM found WHERE row_id <> ''
QUALIFY row_number() OVER (PARTITION BY rule, system, clinic, code_system, code ORDER BY row_id)
    <= {options.listed}
ORDER BY ALL LIMIT {MOST_NAMED}
"""


def _clinics(connection: duckdb.DuckDBPyConnection) -> Iterator[Anomaly]:
    """Clinics whose median of a code and unit is 10 or 1,000 times, or a tenth or thousandth, of the others'."""
    query = f"""
        WITH own AS (
            SELECT system, clinic, code_system, code, unit, quantile_disc(number, 0.5) AS middle
            FROM {_NUMBERS} WHERE number > 0
            GROUP BY 1, 2, 3, 4, 5 HAVING count(*) >= {CLINIC_FROM}),
        common AS (
            SELECT code_system, code, unit, quantile_disc(middle, 0.5) AS middle
            FROM own GROUP BY 1, 2, 3 HAVING count(*) >= {CLINICS_FROM})
        SELECT DISTINCT system, clinic, code_system, code, own.middle / common.middle
        FROM own JOIN common USING (code_system, code, unit)
    """
    for system, clinic, code_system, code, ratio in connection.execute(query).fetchall():
        for factor in (10, 1000):
            if any(
                1 / CLINIC_TOLERANCE <= found <= CLINIC_TOLERANCE
                for found in (ratio / factor, ratio * factor)
            ):
                where = (safe(system), safe(clinic), safe(code_system), safe(code))
                yield Anomaly(f"clinic-factor-{factor}", *where, "")
