"""Notifiable findings: which organisms and codes mean which disease, and what a report says of them.

table = Table(starting_rows())               or the version that was released
matches(report, table)                       pure: what in one report is notifiable
standing(stored, table)                      of a person, what stands: neither corrected nor withdrawn

Matches are computed when they are looked at, so a table that is released holds for what came before it too.
"""

from labsvar.notifiable.found import Finding, State, findings
from labsvar.notifiable.matching import Match, matches
from labsvar.notifiable.standing import Standing, standing
from labsvar.notifiable.table import TABLE, Row, Table, starting_rows, table_in_use

__all__ = [
    "TABLE",
    "Finding",
    "Match",
    "Row",
    "Standing",
    "State",
    "Table",
    "findings",
    "matches",
    "standing",
    "starting_rows",
    "table_in_use",
]
