"""What is kept of an extract while it is counted: SQL over its columns as they stand in the files.

An extract is scanned twice. The first scan groups all rows into the `cube`: a row for each different
combination of what is counted, with how many results have it and their numbers. The second looks for
single rows (`anomalies`), when it is known what is usual. Nothing is stored of any one row, and nothing
that names a person is read, but whether `patient` is empty.

The rules are those of `docs/explanation/profiling.md`; `tests/profiling_reference.py` says them again in
plain Python, and property tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from labsvar.codes import tables

MISSING_FIELDS: Final = (
    "clinic",
    "row_id",
    "patient",
    "sampled_at",
    "resulted_at",
    "code",
    "name",
    "value",
    "unit",
    "reference",
    "origin",
    "consent",
)
"""The fields whose absence is counted, each a bit of `cube.missing`, the first the lowest.

`unit` and `reference` are missed only where the value is a number; `unit` not for an analysis without one.
"""
CODE_SYSTEMS: Final = ("npu", "mcs", "dnk", "mds", "local", "unknown")
VALUE_FORMS: Final = ("number", "limit", "text_with_number", "text", "pending", "empty")
ORIGINS: Final = ("own_stated", "own_likely", "unclear", "laboratory_likely", "laboratory_stated")
SET_ASIDE: Final = ("withdraw", "delete")
"""The actions of rows that hold no result."""

_NUMBER: Final = r"'-?[0-9]+([.,][0-9]+)?'"
_LIMIT: Final = r"'[<>]=? *-?[0-9]+([.,][0-9]+)?'"


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Texts as a list of SQL, which is never empty."""
    return "(" + ", ".join(quoted(text) for text in sorted(texts)) + ")"


def trimmed(column: str) -> str:
    """A cell without blanks (of any kind Unicode knows) around it."""
    return f"trim({column})"


# A cell that begins with a visible character of ASCII is not blank, which is quicker to see than to trim it.
_VISIBLE: Final = "{0} >= '!' AND {0} < chr(127)"


def _is_blank(column: str) -> str:
    return f"CASE WHEN {_VISIBLE.format(column)} THEN false ELSE {trimmed(column)} = '' END"


def double(column: str) -> str:
    """The number that a trimmed cell is, with a point or comma; else nothing."""
    return f"CASE WHEN regexp_full_match({column}, {_NUMBER}) THEN {loosely_double(column)} END"


def loosely_double(column: str) -> str:
    """The same, quicker, for a cell that is known to be one; of others some are taken for numbers too.

    A bare `try_cast` of a column would be made a type of the column by DuckDB's reader of CSV, which then
    stops at the first text.
    """
    return f"try_cast(replace({column}, ',', '.') AS DOUBLE)"


def value_form(value: str, operator: str) -> str:
    """What kind of value a trimmed cell holds, with its operator."""
    return f"""
        CASE WHEN regexp_full_match({value}, {_NUMBER})
                THEN CASE WHEN {operator} IN ('<', '>') THEN 'limit' ELSE 'number' END
             WHEN {value} = '' THEN 'empty' WHEN {value} = '*****' THEN 'pending'
             WHEN regexp_full_match({value}, {_LIMIT}) THEN 'limit'
             WHEN regexp_matches({value}, '[0-9]') THEN 'text_with_number'
             ELSE 'text' END"""


def code(trimmed_code: str) -> str:
    """A code as it is compared: one of the form NPU, DNK or MCS and five digits in capitals."""
    return f"""CASE WHEN regexp_full_match({trimmed_code}, '(?i)(npu|dnk|mcs)[0-9]{{5}}')
        THEN upper({trimmed_code}) ELSE {trimmed_code} END"""


def action(trimmed_action: str) -> str:
    """What a row is for."""
    return f"""CASE WHEN lower({trimmed_action}) IN ('', 'new') THEN 'new'
        WHEN lower({trimmed_action}) IN ('correct', 'withdraw', 'delete') THEN lower({trimmed_action})
        ELSE 'other' END"""


def origin(*, stated: str, has_laboratory: str, has_requisition: str, of_code: str) -> str:
    """Whose result a row is, and how sure that is."""
    fee = listed(row.code for row in tables.fee_codes() if row.code)
    return f"""
    CASE WHEN {stated} = 'own' THEN CASE WHEN {has_laboratory} THEN 'unclear' ELSE 'own_stated' END
         WHEN {stated} = 'laboratory' THEN 'laboratory_stated'
         WHEN {has_laboratory} OR {has_requisition} THEN 'laboratory_likely'
         WHEN {of_code} IN {fee} THEN 'own_likely' ELSE 'unclear' END"""


_CODE_SYSTEM: Final = """
    CASE WHEN regexp_full_match(code, '(NPU|DNK|MCS)[0-9]{5}') THEN lower(code[1:3])
         WHEN lower(given_system) IN ('mds', 'local') THEN lower(given_system) ELSE 'unknown' END"""


_FLAGS: Final = (
    "row_id",
    "patient",
    "resulted_at",
    "consent",
    "reference",
    "laboratory",
    "requisition_number",
)


def raw_cube(relation: str) -> str:
    """The first scan. Cells that few different texts stand in are grouped as they stand, and judged later.

    `empty` has a bit for each of `_FLAGS`, set where the cell is empty.
    """
    empty = " + ".join(f"(({condition})::INTEGER << {bit})" for bit, condition in enumerate(_empty()))
    return f"""
CREATE TABLE raw_cube AS
WITH cells AS (
    SELECT * REPLACE ({trimmed("value")} AS value,
        CASE WHEN operator = '' THEN '' ELSE {trimmed("operator")} END AS operator) FROM ({relation})),
formed AS (SELECT *, {value_form("value", "operator")} AS value_form FROM cells)
SELECT system, clinic, code_system AS given_system, code AS given_code, name, unit AS given_unit,
    origin AS stated, action, value_form,
    CASE WHEN {_VISIBLE.format("sampled_at")} THEN left(sampled_at, 7)
        ELSE left({trimmed("sampled_at")}, 7) END AS month,
    {empty} AS empty, count(*) AS n,
    list({loosely_double("value")}) FILTER (value_form = 'number') AS numbers
FROM formed GROUP BY ALL
"""


def _empty() -> list[str]:
    none = {name: _is_blank(name) for name in _FLAGS}
    none["reference"] = f"({_is_blank('reference_lower')}) AND ({_is_blank('reference_upper')})"
    return list(none.values())


def _is_empty(name: str) -> str:
    return f"(empty >> {_FLAGS.index(name)}) & 1 = 1"


def cube() -> str:
    """The cube, with everything that is counted as it is counted. `given_` columns are as in the files.

    `place` is the row of `raw_cube` that it is made of, where its numbers stay.
    """
    low = "system, clinic, name, stated, action"
    cells = ", ".join(f"{trimmed(name)} AS {name}" for name in low.split(", "))
    return f"""
CREATE TABLE cube AS
WITH cells AS (
    SELECT * REPLACE ({cells}), {code(trimmed("given_code"))} AS code, {trimmed("given_unit")} AS unit,
        {trimmed("given_system")} AS trimmed_system, rowid AS place
    FROM raw_cube),
coded AS (SELECT * REPLACE (lower(stated) AS stated),
    {_CODE_SYSTEM.replace("given_system", "trimmed_system")} AS code_system FROM cells)
SELECT system, clinic, code_system, code, name, unit, value_form,
    CASE WHEN regexp_full_match(month, '[0-9]{{4}}-[0-9]{{2}}') THEN month ELSE '' END AS month,
    {
        origin(
            stated="stated",
            has_laboratory=f"NOT ({_is_empty('laboratory')})",
            has_requisition=f"NOT ({_is_empty('requisition_number')})",
            of_code="code",
        )
    }
        AS origin,
    {action("action")} AS action, {_missing()} AS missing, n, place, given_system, given_code, given_unit
FROM coded
"""


def _missing() -> str:
    """The bits of `MISSING_FIELDS`."""
    numeric = "value_form IN ('number', 'limit')"
    conditions = {
        "clinic": "clinic = ''",
        "row_id": _is_empty("row_id"),
        "patient": _is_empty("patient"),
        "sampled_at": "month = ''",
        "resulted_at": _is_empty("resulted_at"),
        "code": "code = ''",
        "name": "name = ''",
        "value": "value_form = 'empty'",
        "unit": f"{numeric} AND unit = '' AND code NOT IN {listed(tables.unitless_codes())}",
        "reference": f"{numeric} AND {_is_empty('reference')}",
        "origin": "stated NOT IN ('own', 'laboratory')",
        "consent": _is_empty("consent"),
    }
    return " + ".join(f"(({conditions[name]})::INTEGER << {bit})" for bit, name in enumerate(MISSING_FIELDS))
