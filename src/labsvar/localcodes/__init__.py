"""Local codes of laboratories: what each means, what replaces it, and which national code says the same.

read = read_csv(LocalCode, text)                   rows, or findings by line and column
codes = LocalCodes(rows)                           ready to be asked
codes.find(code="CRP", laboratory="TKB", on=day)   pure
usage(codes.rows, counts)                          what lacks an equivalent, and how often it is used

A list belongs to its laboratory and is kept in versions among the tables of codes.
"""

from labsvar.localcodes.lists import (
    PREFIX,
    LocalCode,
    LocalCodes,
    codes_in_use,
    of_laboratory,
    table_name,
)
from labsvar.localcodes.usage import Use, summary, usage

__all__ = [
    "PREFIX",
    "LocalCode",
    "LocalCodes",
    "Use",
    "codes_in_use",
    "of_laboratory",
    "summary",
    "table_name",
    "usage",
]
