"""Counting the facts: one grouping of all rows, and small sums of it.

Every count here is exact and unmasked. `published` decides what of it may be seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from labsvar.profiling.facts import MISSING_FIELDS, SET_ASIDE, listed

SEPARATOR: Final = "\x1f"
"""Between the two parts of a key: code system and code, or system and clinic."""
RARE: Final = "(rare)"
WITHHELD: Final = "(withheld)"

Pair = tuple[str, str]

_TEN_DIGITS: Final = re.compile(r"(?<!\d)(\d{2})(\d{2})\d{2}[- ]?\d{4}(?!\d)")
_LONGEST: Final = 60

_RESULTS: Final = f"action NOT IN {listed(SET_ASIDE)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is in an extract. Codes and clinics are keyed by two parts (`key`), all else by its own name.

    `rows` counts all rows, `results` those that hold one. `names` holds the commonest name of each code.
    """

    rows: int
    results: int
    actions: Mapping[str, int]
    codes: Mapping[str, int]
    clinics: Mapping[str, int]
    months: Mapping[str, int]
    code_clinic: Mapping[Pair, int]
    code_unit: Mapping[str, Mapping[str, int]]
    code_form: Mapping[Pair, int]
    code_origin: Mapping[Pair, int]
    clinic_origin: Mapping[Pair, int]
    missing: Mapping[str, Mapping[Pair, int]]
    names: Mapping[str, str]


def key(first: str, second: str) -> str:
    """The key of a code in its system, or of a clinic in its practice system."""
    return f"{first}{SEPARATOR}{second}"


def parts(of: str) -> Pair:
    """The two parts of a key; of `OTHERS` two empty ones."""
    first, _, second = of.partition(SEPARATOR)
    return first, second


def safe(text: str) -> str:
    """A text of an extract as it may be shown: without what looks like the number of a person.

    Ten digits that begin as a date do, whatever column they stand in.
    """
    for day, month in _TEN_DIGITS.findall(text):
        if 1 <= int(day) % 60 <= 31 and 1 <= int(month) % 20 <= 12:
            return WITHHELD
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def count(connection: duckdb.DuckDBPyConnection, *, limit: int, most_codes: int) -> Counts:
    """Everything that is counted of the table `cube`."""
    _join_rare_codes(connection, most_codes)
    code, clinic = ("code_system", "code"), ("system", "clinic")
    codes = _keyed(connection, code)
    clinics = _keyed(connection, clinic)
    return Counts(
        rows=_number(connection, "SELECT coalesce(sum(n), 0) FROM cube"),
        results=sum(codes.values()),
        actions=_single(connection, "SELECT action, sum(n) FROM cube GROUP BY 1"),
        codes=codes,
        clinics=clinics,
        months=_single(connection, _of_results("month")),
        code_clinic=_crossed(connection, code, clinic),
        code_unit=_units(connection, limit),
        code_form=_by_attribute(connection, code, "value_form"),
        code_origin=_by_attribute(connection, code, "origin"),
        clinic_origin=_by_attribute(connection, clinic, "origin"),
        missing=_missing(connection, clinics),
        names=_names(connection, limit),
    )


def _of_results(column: str) -> str:
    return f"SELECT {column}, sum(n) FROM cube WHERE {_RESULTS} GROUP BY 1"


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found is not None, "a count has a row"
    return int(found[0])


def _join_rare_codes(connection: duckdb.DuckDBPyConnection, most_codes: int) -> None:
    """Counts the rarest of too many different codes together, as codes that are none."""
    connection.execute(
        f"""
        CREATE TEMP TABLE rare AS SELECT code_system, code FROM cube WHERE {_RESULTS} GROUP BY ALL
        ORDER BY sum(n) DESC, code_system, code OFFSET {most_codes}
        """
    )
    if _number(connection, "SELECT count(*) FROM rare"):
        connection.execute(
            """
            UPDATE cube SET code_system = 'unknown', code = '(rare)', name = ''
            WHERE (code_system, code) IN (SELECT code_system, code FROM rare)
            """
        )


def _single(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return _summed(connection, query, lambda row: safe(str(row[0])))


def _keyed(connection: duckdb.DuckDBPyConnection, columns: Pair) -> dict[str, int]:
    return _summed(
        connection,
        f"SELECT {', '.join(columns)}, sum(n) FROM cube WHERE {_RESULTS} GROUP BY 1, 2",
        lambda row: key(safe(str(row[0])), safe(str(row[1]))),
    )


def _summed(
    connection: duckdb.DuckDBPyConnection, query: str, name: Callable[[tuple[object, ...]], str]
) -> dict[str, int]:
    """The last column summed by a name made of the others: two that are shown alike are one."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in connection.execute(query).fetchall():
        counts[name(row)] += int(row[-1])
    return dict(counts)


def _crossed(connection: duckdb.DuckDBPyConnection, rows: Pair, columns: Pair) -> dict[Pair, int]:
    counts: defaultdict[Pair, int] = defaultdict(int)
    query = f"SELECT {', '.join(rows + columns)}, sum(n) FROM cube WHERE {_RESULTS} GROUP BY 1, 2, 3, 4"
    for one, two, three, four, n in connection.execute(query).fetchall():
        counts[key(safe(one), safe(two)), key(safe(three), safe(four))] += int(n)
    return dict(counts)


def _by_attribute(connection: duckdb.DuckDBPyConnection, rows: Pair, attribute: str) -> dict[Pair, int]:
    counts: defaultdict[Pair, int] = defaultdict(int)
    query = f"SELECT {', '.join(rows)}, {attribute}, sum(n) FROM cube WHERE {_RESULTS} GROUP BY 1, 2, 3"
    for one, two, column, n in connection.execute(query).fetchall():
        counts[key(safe(one), safe(two)), str(column)] += int(n)
    return dict(counts)


def _units(connection: duckdb.DuckDBPyConnection, limit: int) -> dict[str, dict[str, int]]:
    """The units of each code; those below the limit are counted together."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    query = f"""
        SELECT code_system, code, CASE WHEN n < {limit} THEN '{RARE}' ELSE unit END, sum(n)
        FROM (SELECT code_system, code, unit, sum(n) AS n FROM cube WHERE {_RESULTS} GROUP BY 1, 2, 3) GROUP BY 1, 2, 3
    """
    for system, code, unit, n in connection.execute(query).fetchall():
        counts[key(safe(system), safe(code))][safe(unit)] += int(n)
    return {code: dict(units) for code, units in counts.items()}


def _names(connection: duckdb.DuckDBPyConnection, limit: int) -> dict[str, str]:
    """The commonest name of each code; a name that fewer results than the limit have is none."""
    names: dict[str, str] = {}
    query = f"""
        SELECT code_system, code, arg_max(name, (n, name))
        FROM (SELECT code_system, code, name, sum(n) AS n FROM cube WHERE {_RESULTS} AND name <> '' GROUP BY 1, 2, 3)
        WHERE n >= {limit} GROUP BY 1, 2
    """
    for system, code, name in connection.execute(query).fetchall():
        names[key(safe(system), safe(code))] = safe(name)
    return names


def _missing(connection: duckdb.DuckDBPyConnection, clinics: Mapping[str, int]) -> dict[str, dict[Pair, int]]:
    """For each field, how many results of each clinic lack it and how many have it."""
    sums = ", ".join(f"sum(n * ((missing >> {bit}) & 1))" for bit in range(len(MISSING_FIELDS)))
    query = f"""
        SELECT system, clinic, {sums} FROM cube WHERE {_RESULTS} GROUP BY 1, 2
    """
    lacking: dict[str, defaultdict[str, int]] = {name: defaultdict(int) for name in MISSING_FIELDS}
    for row in connection.execute(query).fetchall():
        clinic = key(safe(row[0]), safe(row[1]))
        for name, n in zip(MISSING_FIELDS, row[2:], strict=True):
            lacking[name][clinic] += int(n)
    return {
        name: {
            (clinic, state): n
            for clinic, total in clinics.items()
            for state, n in (("missing", found[clinic]), ("present", total - found[clinic]))
        }
        for name, found in lacking.items()
    }
