"""Random letters that EDIFACT has room for: its characters, its dates, and none of the odd ways to write.

    random_plain(XR0131K, Random(7))        as `strategies.random_emessage`, made plain

What else EDIFACT has no place for stays in, since a conversion has to tell of it.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

import msgspec

from labsvar.letters.catalogue import Emessage
from labsvar.letters.version import LetterVersion
from tests import strategies

_ODD = re.compile("[^ -~\xa1-\xff]")
_DAYS = ("2024-02-29", "2026-03-02", "2000-12-31")
_NUMBERS = {"NumberOfTestTubes": "2", "OriginalObjectSize": "117", "Numerical": "12.5"}


def random_plain(version: LetterVersion, random: Random) -> Emessage:
    """A valid Emessage with one letter of a version, with nothing in it that no EDIFACT letter could hold."""
    made = strategies.random_emessage(version, random)
    return msgspec.convert(_plain(msgspec.to_builtins(made), "", random), Emessage)


def _plain(value: Any, name: str, random: Random) -> Any:
    match value:
        case dict():
            made = {key: _plain(each, key, random) for key, each in value.items()}
            return _agreeing(made)
        case list() | tuple():
            return [_plain(each, name, random) for each in value]
        case str():
            return _text(value, name, random)
    return value


def _agreeing(element: dict[str, Any]) -> dict[str, Any]:
    """An element in which what EDIFACT says in one place agrees where XML says it in two."""
    if "ResultStatusCode" in element and "TypeCode" not in element:
        if "Value" in element and element["ResultStatusCode"] == "proeve_modtaget":
            element["Value"] = "*****"
        elif "Value" not in element and element["ResultStatusCode"] == "proeve_modtaget":
            element["ResultStatusCode"] = "svar_endeligt"
    if "SamplingLocationCode" in element:
        by_requester = element["SamplingLocationCode"] == "rekvirenten"
        element["SamplingDateTimeType"] = "faktisk" if by_requester else "oensket"
        element["SamplingDateTime"] = element["RequisitionDateTime"]
    return element


def _text(value: str, name: str, random: Random) -> str:
    if name == "Date" or name.startswith("DateOf"):
        return random.choice(_DAYS)
    if name == "StatisticalCode":
        return "XRPT"
    if name == "AnalysisCodeType" and value == "mds":
        return "lokal"
    if name in _NUMBERS and not value.isdigit():
        return _NUMBERS[name]
    plain = _ODD.sub("x", value)
    return "x".join(plain.split(" ")) if plain != plain.strip() else plain
