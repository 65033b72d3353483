"""Tables of segments: where the elements of a letter stand in its EDIFACT form. One table per version."""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments import ctl, rpt01, rpt03, rpt04, rpt07
from labsvar.letters.segments.model import Table

TABLES: Final[tuple[Table, ...]] = (
    rpt01.R0131K,
    rpt01.R0130K,
    rpt03.R0331P,
    rpt03.R0330P,
    rpt04.R0432P,
    rpt04.R0431P,
    rpt04.R0430P,
    rpt07.R0730G,
    ctl.C0130Q,
    ctl.C0230Q,
    ctl.C0330Q,
)
# By the version that UNH names, and by the version of the XML letter it equals.
SEGMENTS_BY_CODE: Final[dict[str, Table]] = {table.code: table for table in TABLES}
SEGMENTS_BY_VERSION: Final[dict[str, Table]] = {table.version.code: table for table in TABLES}
