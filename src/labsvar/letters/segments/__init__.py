"""Tables of segments: where the elements of a letter stand in its EDIFACT form. One table per version."""

from __future__ import annotations

from typing import Final

from labsvar.letters.segments import ctl, req01, req02, req03, rpt01, rpt02, rpt03, rpt04, rpt07
from labsvar.letters.segments.model import Table

TABLES: Final[tuple[Table, ...]] = (
    rpt01.R0131K,
    rpt01.R0130K,
    rpt01.R0130F,
    rpt02.R0231M,
    rpt02.R0230M,
    rpt03.R0331P,
    rpt03.R0330P,
    rpt04.R0432P,
    rpt04.R0431P,
    rpt04.R0430P,
    rpt07.R0730G,
    req01.Q0131K,
    req01.Q0132K,
    req01.Q0130K,
    req02.Q0230M,
    req03.Q0331P,
    req03.Q0330P,
    ctl.C0130Q,
    ctl.C0230Q,
    ctl.C0330Q,
)
# By the version that UNH names, and by the version of the XML letter it equals.
SEGMENTS_BY_CODE: Final[dict[str, Table]] = {table.code: table for table in TABLES}
SEGMENTS_BY_VERSION: Final[dict[str, Table]] = {table.version.code: table for table in TABLES}
