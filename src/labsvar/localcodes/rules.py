"""What a row of a list of local codes must have beside the form of its cells."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

EQUIVALENT: Final = define(
    "table.equivalent",
    "error",
    da="Kode og kodesystem for den nationale kode passer ikke sammen.",
    en="Code and code system of the national code do not go together.",
    todo_da="Skriv NPU eller DNK og fem cifre i equivalent; lad feltet være tomt, hvis ingen kode passer.",
    todo_en="Write NPU or DNK and five digits in equivalent; leave the field empty if no code fits.",
    source="NPU terminology (npu-terminology.org): prefix and five digits",
)
REPLACED: Final = define(
    "table.replaced-by-itself",
    "error",
    da="Koden er angivet som afløser for sig selv.",
    en="The code is given as what replaces it.",
    todo_da="Skriv den analyse, der skal bruges i stedet, eller lad feltet være tomt.",
    todo_en="Write the analysis that is to be used instead, or leave the field empty.",
    source="Labsvar's own rule about tables of codes (docs/howto/local-codes.md)",
)
SEVERAL: Final = define(
    "table.several-laboratories",
    "error",
    da="Listen har rækker fra flere laboratorier.",
    en="The list has rows of several laboratories.",
    todo_da="Indlæs en fil for hvert laboratorium, så hvert har sine egne udgaver.",
    todo_en="Import one file for each laboratory, so that each has versions of its own.",
    source="Labsvar's own rule about tables of codes (docs/howto/local-codes.md)",
)
EMPTY: Final = define(
    "table.empty",
    "error",
    da="Listen har ingen rækker.",
    en="The list has no rows.",
    todo_da="Skriv mindst én række under overskriften.",
    todo_en="Write one row at least below the heading.",
    source="Labsvar's own rule about tables of codes (docs/howto/local-codes.md)",
)
ANOTHER: Final = define(
    "table.another-laboratory",
    "error",
    da="Listen er et andet laboratoriums.",
    en="The list is another laboratory's.",
    todo_da="Gem den under det laboratorium, som rækkerne nævner.",
    todo_en="Save it under the laboratory that the rows name.",
    source="Labsvar's own rule about tables of codes (docs/howto/local-codes.md)",
)
