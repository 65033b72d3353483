"""The rules about files that are compared; those about lines and fields are the hub's own."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

HEADER: Final = define(
    "hub.reconcile-header",
    "error",
    da="Filens første linje nævner ikke kolonnen clinic og mindst en af kolonnerne code og value.",
    en="The first line of the file does not name the column clinic and at least one of code and value.",
    todo_da="Ret overskrifterne efter rækkens skema (docs/examples/card-row.schema.json).",
    todo_en="Correct the headings by the schema of the row (docs/examples/card-row.schema.json).",
    source="Labsvar's own rule (docs/explanation/reconciling.md)",
)
CLINIC: Final = define(
    "hub.reconcile-clinic",
    "error",
    da="Rækken siger ikke, hvilken klinik den er fra.",
    en="The row does not say which clinic it is from.",
    todo_da="Udfyld kolonnen clinic; uden den kan rækken ikke holdes mod andre.",
    todo_en="Fill in the column clinic; without it the row cannot be held against others.",
    source="Labsvar's own rule (docs/explanation/reconciling.md)",
)
FILE_KIND: Final = define(
    "hub.reconcile-file",
    "error",
    da="Filen er hverken rækker (JSON Lines, CSV) eller breve (XML, EDIFACT).",
    en="The file is neither rows (JSON Lines, CSV) nor letters (XML, EDIFACT).",
    todo_da="Giv den fil, som systemet selv skriver.",
    todo_en="Give the file that the system itself writes.",
    source="Labsvar's own rule (docs/explanation/reconciling.md)",
)
OTHER_CLINIC: Final = define(
    "hub.reconcile-other-clinic",
    "error",
    da="Rækken er fra en anden klinik end den, der afstemmes.",
    en="The row is of another clinic than the one that is compared.",
    todo_da="Giv en fil med klinikkens egne rækker.",
    todo_en="Give a file of the clinic's own rows.",
    source="Labsvar's own rule (docs/explanation/reconciling.md)",
)
