"""Who measured a result, and how it says so itself, in the words of comparability."""

from __future__ import annotations

from typing import Final

from labsvar.comparability import Method, Producer, StatedMethod
from labsvar.results.model import SNOMED, Apparatus, Coded, Result, Stated

NUMBERED: Final = ("sor", "gln", "yder", "other", "named")
"""The kinds of producers that are no abbreviation of MedCom's: their codes in results begin with the kind."""
_UNSTATED: Final = Method(method="")


def producer_of(result: Result) -> Producer:
    """Who measured: the number in the code, behind its kind where that is no abbreviation of MedCom's."""
    kind = result.producer_kind
    return Producer(code=result.producer_code.removeprefix(f"{kind}."), kind=kind)


def producer_called(code: str) -> Producer:
    """Who measured, by the code in a result alone. No abbreviation of MedCom's holds a full stop."""
    kind, stop, number = code.partition(".")
    return Producer(code=number, kind=kind) if stop and kind in NUMBERED else Producer(code=code)


def stated_method(stated: Stated) -> StatedMethod | None:
    """The method that a result states of itself; `None` where it states none.

    Of a method in SNOMED CT the code counts beside the words, as in the register.
    """
    said, instrument, kit = stated.method, stated.instrument or Apparatus(), stated.kit or Apparatus()
    calibrator = stated.calibrator or Coded()
    method = Method(
        method="" if said is None else said.text or said.code,
        method_code=said.code if said is not None and said.system == SNOMED else "",
        manufacturer=instrument.manufacturer or kit.manufacturer,
        instrument=instrument.name,
        kit=kit.name,
        calibrator=calibrator.text or calibrator.code,
    )
    return None if method == _UNSTATED else StatedMethod(method=method, country=stated.country)
