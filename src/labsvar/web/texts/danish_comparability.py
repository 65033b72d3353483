"""The Danish texts of methods and comparability."""

from __future__ import annotations

from typing import Final

DANISH_COMPARABILITY: Final[dict[str, str]] = {
    "method": "Metode",
    "method_unknown": "Metode ikke oplyst",
    "point_of_care": "patientnær",
    "comparable_group": "Sammenlignelige metoder: {group}",
    "converted": "Omregnet til {group}: {value} ({formula})",
    "method_changes": "{on} skifter metoden: {before} → {after}",
    "method_changes_often": "Metoden skifter {count} gange mellem {methods}",
    "trend_converted": "{count} af værdierne er tegnet omregnet",
    "rows_shown": "Rækker",
    "rows.groups": "Sammenlignelige samlet",
    "rows.apart": "Alt hver for sig",
    "rows.codes": "Én række for hver kode",
    "rows_text.groups": "Svar står på samme række, når metoderne er frigivet som sammenlignelige. Er en metode ikke "
    "oplyst, står laboratoriets svar på en række for sig.",
    "rows_text.apart": "Hvert laboratorium og hver metode har sin egen række.",
    "rows_text.codes": "Alle svar med samme kode og enhed står på én række, også når metoderne ikke er "
    "sammenlignelige. En forskel mellem to svar kan skyldes metoden.",
}
