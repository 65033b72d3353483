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
    "code_table.comparability": "Sammenlignelige metoder",
    "code_table_text.comparability": "Hvilke metoder der for en kode giver sammenlignelige svar, så de står på samme række.",
    "code_table.methods": "Laboratoriernes metoder",
    "code_table_text.methods": "Hvordan laboratoriet måler hver analyse, fra dag til dag.",
    "code_table.method_names": "Navne på metoder",
    "code_table_text.method_names": "Hvad en metode hedder andre steder: i et laboratorium, et land eller overalt.",
    "code_table.loinc": "LOINC til NPU",
    "code_table_text.loinc": "Hvilken NPU-kode en LOINC-kode med en enhed står for.",
    "code_table.allowed_bias": "Tilladt afvigelse",
    "code_table_text.allowed_bias": "Hvor mange procent en metode højst må afvige fra facit i ringforsøg.",
    "code_table.trials": "Ringforsøg",
    "code_table_text.trials": "Hvad deltagerne målte i et programs runder, og prøvernes facit.",
    "trials_text": "Én tabel for hvert program. En ny oprettes på siden /hub/tables/trials- og programmets navn.",
    "method_registers_text": "Ét register for hvert laboratorium. Et nyt oprettes på siden /hub/tables/methods- og laboratoriets bogstaver.",
}
