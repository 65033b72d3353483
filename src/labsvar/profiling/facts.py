"""What is kept of a row while it is counted: SQL that turns the columns of an extract into facts.

The rules are those of `docs/explanation/profiling.md`; `tests/profiling_reference.py` says them again in
plain Python, and property tests hold the two against each other. Nothing that names a person is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from labsvar.codes import tables
from labsvar.profiling.columns import COLUMNS

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
"""The fields whose absence is counted, each a bit of `facts.missing`, the first the lowest.

`unit` and `reference` are missed only where the value is a number; `unit` not for an analysis without one.
"""
CODE_SYSTEMS: Final = ("npu", "mcs", "dnk", "mds", "local", "unknown")
VALUE_FORMS: Final = ("number", "limit", "text_with_number", "text", "pending", "empty")
ORIGINS: Final = ("own_stated", "own_likely", "unclear", "laboratory_likely", "laboratory_stated")
SET_ASIDE: Final = ("withdraw", "delete")
"""The actions of rows that hold no result."""

CREATE: Final = """
CREATE TABLE facts (
    system VARCHAR, clinic VARCHAR, code_system VARCHAR, code VARCHAR, name VARCHAR, unit VARCHAR,
    value_form VARCHAR, origin VARCHAR, action VARCHAR, month VARCHAR, number DOUBLE,
    lower_limit DOUBLE, upper_limit DOUBLE, flag VARCHAR, row_id VARCHAR, missing INTEGER,
    day VARCHAR, patient UBIGINT)
"""
_NUMBER: Final = r"'-?[0-9]+([.,][0-9]+)?'"
_LIMIT: Final = r"'[<>]=? *-?[0-9]+([.,][0-9]+)?'"
_IS_EMPTY: Final = " = ''"
_WHITE: Final = "' ' || chr(9) || chr(10) || chr(13)"


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Texts as a list of SQL, which is never empty."""
    return "(" + ", ".join(quoted(text) for text in sorted(texts)) + ")"


def select(source: str, columns: Mapping[str, str], *, with_visits: bool) -> str:
    """The facts of a source, from the expression for each of our columns; one without is empty.

    `with_visits` keeps the day and a hash of the patient's number, for a comparison with billing.
    """
    cells = ",\n    ".join(
        f"trim(coalesce({columns[name]}, ''), {_WHITE}) AS {name}" if name in columns else f"'' AS {name}"
        for name in COLUMNS
    )
    visits = "sampled_at[1:10], hash(patient)" if with_visits else "'', 0"
    return f"""
WITH cells AS (SELECT {cells} FROM {source}),
coded AS (
    SELECT * REPLACE (CASE WHEN regexp_full_match(code, '(?i)(npu|dnk|mcs)[0-9]{{5}}')
                      THEN upper(code) ELSE code END AS code),
        CASE WHEN value = '' THEN 'empty' WHEN value = '*****' THEN 'pending'
             WHEN regexp_full_match(value, {_NUMBER})
                THEN CASE WHEN operator IN ('<', '>') THEN 'limit' ELSE 'number' END
             WHEN regexp_full_match(value, {_LIMIT}) THEN 'limit'
             WHEN regexp_matches(value, '[0-9]') THEN 'text_with_number'
             ELSE 'text' END AS value_form,
        lower(origin) AS stated
    FROM cells)
SELECT system, clinic, {_CODE_SYSTEM}, code, name, unit, value_form, {_origin()},
    CASE WHEN lower(action) IN ('', 'new') THEN 'new'
         WHEN lower(action) IN ('correct', 'withdraw', 'delete') THEN lower(action) ELSE 'other' END,
    CASE WHEN regexp_matches(sampled_at, '^[0-9]{{4}}-[0-9]{{2}}') THEN sampled_at[1:7] ELSE '' END,
    CASE WHEN value_form = 'number' THEN {_double("value")} END,
    CASE WHEN value_form = 'number' THEN {_double("reference_lower")} END,
    CASE WHEN value_form = 'number' THEN {_double("reference_upper")} END,
    lower(flag), row_id, {_missing()}, {visits}
FROM coded
"""


_CODE_SYSTEM: Final = """
    CASE WHEN regexp_full_match(code, '(NPU|DNK|MCS)[0-9]{5}') THEN lower(code[1:3])
         WHEN lower(code_system) IN ('mds', 'local') THEN lower(code_system) ELSE 'unknown' END"""


def _double(column: str) -> str:
    return f"CASE WHEN regexp_full_match({column}, {_NUMBER}) THEN replace({column}, ',', '.')::DOUBLE END"


def _origin() -> str:
    fee = listed(row.code for row in tables.fee_codes() if row.code)
    return f"""
    CASE WHEN stated = 'own' THEN CASE WHEN laboratory = '' THEN 'own_stated' ELSE 'unclear' END
         WHEN stated = 'laboratory' THEN 'laboratory_stated'
         WHEN laboratory <> '' OR requisition_number <> '' THEN 'laboratory_likely'
         WHEN code IN {fee} THEN 'own_likely' ELSE 'unclear' END"""


def _missing() -> str:
    """The bits of `MISSING_FIELDS`."""
    numeric = "value_form IN ('number', 'limit')"
    unitless = listed(tables.unitless_codes())
    conditions = {
        "unit": f"{numeric} AND unit = '' AND code NOT IN {unitless}",
        "reference": f"{numeric} AND reference_lower = '' AND reference_upper = ''",
        "origin": "stated NOT IN ('own', 'laboratory')",
    }
    bits = (
        f"(({conditions.get(name, name + _IS_EMPTY)})::INTEGER << {bit})"
        for bit, name in enumerate(MISSING_FIELDS)
    )
    return " + ".join(bits)
