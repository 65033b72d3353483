"""Which results share a row of the cumulative view: methods of laboratories, and groups of methods.

comparing = comparing_in_use(store)        made once from the released tables; Comparing.NOTHING has none
place = comparing.place(analysis)          the row (`place.key`), the method, the group, the conversion
comparing.place(analysis, "apart")         without groups; "codes": one row for each code and unit
what_if(counts, now=..., then=...)         which rows would merge or split if other tables were released

A method that is not known is never assumed comparable between laboratories, and codes or units are never
merged without a released conversion (rule S23). Everything here is pure; the tables are kept with the
other tables of codes.
"""

from labsvar.comparability.model import (
    Analysis,
    Conversion,
    Day,
    Method,
    Outcome,
    Place,
    Producer,
    RowKey,
    Rows,
    StatedMethod,
)
from labsvar.comparability.placing import Comparing
from labsvar.comparability.registers import LoincRow, MemberRow, MethodRow, Registers, SynonymRow
from labsvar.comparability.released import comparing_in_use, decides, registers_in_use
from labsvar.comparability.slowly import place_slowly
from labsvar.comparability.whatif import Change, Part, WhatIf, what_if

__all__ = [
    "Analysis",
    "Change",
    "Comparing",
    "Conversion",
    "Day",
    "LoincRow",
    "MemberRow",
    "Method",
    "MethodRow",
    "Outcome",
    "Part",
    "Place",
    "Producer",
    "Registers",
    "RowKey",
    "Rows",
    "StatedMethod",
    "SynonymRow",
    "WhatIf",
    "comparing_in_use",
    "decides",
    "place_slowly",
    "registers_in_use",
    "what_if",
]
