"""All rows, in the order of the rules."""

from __future__ import annotations

from typing import Final

from tests.spec.rows import (
    access_and_answers,
    every_kind,
    persons_and_consent,
    results_and_versions,
    shown_once,
)
from tests.spec.rows.model import Row

ROWS: Final[tuple[Row, ...]] = tuple(
    sorted(
        (
            *results_and_versions.ROWS,
            *persons_and_consent.ROWS,
            *access_and_answers.ROWS,
            *every_kind.ROWS,
            *shown_once.ROWS,
        ),
        key=lambda row: row.rule,
    )
)
