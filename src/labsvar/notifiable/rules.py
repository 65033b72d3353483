"""What a row of the table of notifiable findings must have beside the form of its cells."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

DISEASE: Final = define(
    "table.disease",
    "error",
    da="Rækken nævner en sygdom, som ikke er blandt de anmeldepligtige.",
    en="The row names a disease that is not among the notifiable ones.",
    todo_da="Skriv sygdommens danske navn, som det står i tabellen over anmeldepligtige sygdomme.",
    todo_en="Write the Danish name of the disease as it stands in the table of notifiable diseases.",
    source="BEK nr. 1260 of 27 October 2023, as far as it is in the table of notifiable diseases",
)
