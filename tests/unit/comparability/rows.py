"""Rows of the registers, made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from labsvar.comparability import Analysis, MemberRow, MethodRow, Producer

DAY = date(2026, 3, 1)
TKA, TKB = Producer(code="TKA"), Producer(code="TKB")


def method(producer: str = "TKA", **told: Any) -> MethodRow:
    """How a laboratory measures NPU00001."""
    return MethodRow(
        **{"producer": producer, "code_system": "npu", "code": "NPU00001", "method": "turbidimetri", **told}
    )


def member(group: str = "a", **told: Any) -> MemberRow:
    """A method that belongs to a group of NPU00001 in mmol/L."""
    said = {"code_system": "npu", "code": "NPU00001", "unit": "mmol/L", "group_unit": "mmol/L"}
    return MemberRow(**{**said, "group": group, "outcome": "comparable", "maintainer": "Testråd", **told})


def analysis(producer: Producer = TKA, **told: Any) -> Analysis:
    """A result of NPU00001 in mmol/L."""
    said = {
        "code_system": "iupac",
        "code": "NPU00001",
        "code_responsible": "SST",
        "unit": "mmol/L",
        "on": DAY,
    }
    return Analysis(**{**said, "producer": producer, **told})
