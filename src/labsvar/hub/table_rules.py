"""The rules about the tables of codes: what a row of a table must have."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_SOURCE: Final = "Labsvar's own rule about its tables of codes (docs/explanation/hub.md)"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(
        f"hub.table-{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=_SOURCE
    )


HEADING: Final = _rule(
    "heading",
    da="Tabellens første linje er ikke kolonnerne {columns}.",
    en="The first line of the table is not the columns {columns}.",
    todo_da="Ret overskriften.",
    todo_en="Correct the heading.",
)
CELL: Final = _rule(
    "cell",
    da="Feltet {column} har ikke den form, det skal have.",
    en="The field {column} has not the form it should have.",
    todo_da="Ret feltet; formerne står i vejledningen.",
    todo_en="Correct the field; the forms are in the guide.",
)
PERIOD: Final = _rule(
    "period",
    da="Gyldigheden slutter, før den begynder.",
    en="The validity ends before it begins.",
    todo_da="Ret datoerne; den sidste dag er med.",
    todo_en="Correct the dates; the last day is included.",
)
OVERLAP: Final = _rule(
    "overlap",
    da="Koden har allerede en række, der gælder på samme tid.",
    en="The code has a row already that is valid at the same time.",
    todo_da="Afslut den ene række, før den anden begynder.",
    todo_en="End one row before the other begins.",
)
TARGET: Final = _rule(
    "target",
    da="Rækken oversætter til en kode, som kodetabellen ikke har.",
    en="The row maps to a code that the code table has not.",
    todo_da="Frigiv koden i kodetabellen først.",
    todo_en="Release the code in the code table first.",
)
