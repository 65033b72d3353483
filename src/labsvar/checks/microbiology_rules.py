"""Rules about what XRPT06 says in another way than the letters before it."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

# Assumption: the lists of the data name RefMicroorganism the number of the column and RefAntibiotic that
# of the row; SortOrder and AntibioticNumber are read as those numbers, since positions in the lists are
# what XRPT05 has instead of them. MedCom's example letters agree with both readings.
_XRPT06: Final = "MedCom's OIOXML schema of release 2013/11/26, XR0630M: KolonneNr. and RækkeNr."

SORT_ORDER_TWICE = define(
    "content.sort-order-twice",
    "warning",
    da="To mikroorganismer har samme SortOrder.",
    en="Two microorganisms have the same SortOrder.",
    todo_da="Giv hver mikroorganisme sit eget kolonnenummer.",
    todo_en="Give each microorganism a column number of its own.",
    source=_XRPT06,
)
SORT_ORDER_MISSING = define(
    "content.sort-order-missing",
    "warning",
    da="RefMicroorganism peger på SortOrder {position}, som ingen mikroorganisme har.",
    en="RefMicroorganism points at SortOrder {position}, which no microorganism has.",
    todo_da="Ret henvisningen, eller send mikroorganismen med.",
    todo_en="Correct the reference, or send the microorganism too.",
    source=_XRPT06,
)
ANTIBIOTIC_NUMBER_TWICE = define(
    "content.antibiotic-number-twice",
    "warning",
    da="To antibiotika har samme AntibioticNumber.",
    en="Two antibiotics have the same AntibioticNumber.",
    todo_da="Giv hvert antibiotikum sit eget rækkenummer.",
    todo_en="Give each antibiotic a row number of its own.",
    source=_XRPT06,
)
ANTIBIOTIC_NUMBER_MISSING = define(
    "content.antibiotic-number-missing",
    "warning",
    da="RefAntibiotic peger på AntibioticNumber {position}, som intet antibiotikum har.",
    en="RefAntibiotic points at AntibioticNumber {position}, which no antibiotic has.",
    todo_da="Ret henvisningen, eller send antibiotikummet med.",
    todo_en="Correct the reference, or send the antibiotic too.",
    source=_XRPT06,
)
