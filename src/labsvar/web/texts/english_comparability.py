"""The English texts of methods and comparability."""

from __future__ import annotations

from typing import Final

ENGLISH_COMPARABILITY: Final[dict[str, str]] = {
    "method": "Method",
    "method_unknown": "Method not stated",
    "point_of_care": "point of care",
    "comparable_group": "Comparable methods: {group}",
    "converted": "Converted to {group}: {value} ({formula})",
    "method_changes": "The method changes on {on}: {before} → {after}",
    "method_changes_often": "The method changes {count} times between {methods}",
    "trend_converted": "{count} of the values are drawn converted",
    "rows_shown": "Rows",
    "rows.groups": "Comparable together",
    "rows.apart": "Everything apart",
    "rows.codes": "One row per code",
    "rows_text.groups": "Results share a row when their methods are released as comparable. Where a method is not "
    "stated, the results of a laboratory stand on a row of their own.",
    "rows_text.apart": "Every laboratory and every method has a row of its own.",
    "rows_text.codes": "All results of the same code and unit stand on one row, also when their methods are not "
    "comparable. A difference between two results may be the method's.",
    "code_table.comparability": "Comparable methods",
    "code_table_text.comparability": "Which methods give comparable results for a code, so that they share a row.",
    "code_table.methods": "Laboratories' methods",
    "code_table_text.methods": "How the laboratory measures each analysis, from day to day.",
    "code_table.method_names": "Names of methods",
    "code_table_text.method_names": "What a method is called elsewhere: in a laboratory, a country or anywhere.",
    "code_table.loinc": "LOINC to NPU",
    "code_table_text.loinc": "Which NPU code a LOINC code with a unit stands for.",
    "code_table.allowed_bias": "Allowed bias",
    "code_table_text.allowed_bias": "By how many percent a method may differ from the target in ring trials.",
    "code_table.trials": "Ring trials",
    "code_table_text.trials": "What participants measured in the rounds of a scheme, and the targets of the samples.",
    "trials_text": "One table for each scheme. A new one is made on the page /hub/tables/trials- and the scheme's name.",
    "method_registers_text": "One register for each laboratory. A new one is made on the page /hub/tables/methods- and the laboratory's letters.",
}
