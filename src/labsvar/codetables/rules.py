"""What a row of a table of codes must have."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_SOURCE: Final = "Labsvar's own rule about tables of codes (docs/howto/local-codes.md)"


def _rule(name: str, *, da: str, en: str, todo_da: str, todo_en: str) -> Rule:
    return define(f"table.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=_SOURCE)


ENCODING: Final = _rule(
    "encoding",
    da="Filen er ikke UTF-8.",
    en="The file is not UTF-8.",
    todo_da="Gem filen som CSV i UTF-8.",
    todo_en="Save the file as CSV in UTF-8.",
)
HEADING: Final = _rule(
    "heading",
    da="Tabellens første linje er ikke kolonnerne {columns}.",
    en="The first line of the table is not the columns {columns}.",
    todo_da="Ret overskriften; skilletegnet er komma.",
    todo_en="Correct the heading; columns are separated by commas.",
)
CELLS: Final = _rule(
    "cells",
    da="Linjen har ikke et felt for hver kolonne.",
    en="The line has not one field for each column.",
    todo_da="Sæt felter med komma eller linjeskift i anførselstegn.",
    todo_en="Put fields with a comma or a line break in quotation marks.",
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
    da="Der er allerede en række om det samme, der gælder på samme tid.",
    en="There is a row about the same already that is valid at the same time.",
    todo_da="Afslut den ene række, før den anden begynder.",
    todo_en="End one row before the other begins.",
)
