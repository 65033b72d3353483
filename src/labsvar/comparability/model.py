"""What is compared, and where it comes to stand: an analysis of a laboratory on a day, and its row.

No letter of MedCom carries method, instrument, kit or calibrator. They come from a register that says, for
a producing laboratory and an analysis code, how it was measured from a day to a day. A result that came over
FHIR may state them itself: then they are known, whatever the register says.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, Literal, NamedTuple, TypeAlias, final

import msgspec

Rows = Literal["groups", "apart", "codes"]
"""Which results share a row: those of a released group; those measured alike in one laboratory; or, as in
views that know no methods, all of one code and unit."""
Outcome = Literal["comparable", "converted", "not_comparable", "unknown"]
"""The outcomes of the comparability parameter (a proposal of ours; no document fixes them yet)."""
Day = Literal["sampled", "resulted"]
"""Which day of a result decides on its method.

Assumption: the day of sampling, unless an installation sets the other. No public page says it. It is the
day that a result is shown under, and a correction does not move it, as it does the day of the result.
"""
LABORATORY: Final = "laboratory"
"""The kind of a producer that is named by MedCom's abbreviation of the laboratory, as in its letters."""
RowKey: TypeAlias = tuple[str, ...]
_NATIONAL: Final = re.compile(r"(NPU|DNK)[0-9]{5}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


class Code(NamedTuple):
    """An analysis code in one spelling: `npu` (NPU and DNK), `mds`, `mcs`, `loinc`, or `local-TKB`."""

    system: str
    code: str


class Producer(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """Who measured; `kind` says what its code is: the laboratory's abbreviation, unless told otherwise."""

    code: str
    kind: str = LABORATORY


class Method(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """How something is measured. `method` names the principle, `method_code` is its SNOMED CT code or empty."""

    method: str
    method_code: str = ""
    manufacturer: str = ""
    instrument: str = ""
    kit: str = ""
    calibrator: str = ""
    point_of_care: bool = False


class StatedMethod(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """How a result itself says it was measured, and in which country (ISO 3166-1, two letters; empty: unknown)."""

    method: Method
    country: str = ""


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """One result as far as it says what was measured, where and when; nothing of the person or the value.

    `code_system` is the letter's own word (`iupac`, `mds`, `lokal`) or one of `Code`; `on` the day that
    decides (`Day`). `stated` is what the result says itself of its method; a letter's says nothing.
    """

    code_system: str
    code: str
    code_responsible: str
    unit: str | None
    producer: Producer
    on: date
    stated: StatedMethod | None = None


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """From a value as it was sent to one of the group: times `factor`, plus `offset`."""

    factor: Decimal
    offset: Decimal
    from_unit: str
    to_unit: str

    def exactly(self, value: str) -> Decimal | None:
        """The value of the group, not rounded; `None` for what is not a plain decimal number."""
        text = value.strip()
        if _NUMBER.fullmatch(text) is None:
            return None
        return Decimal(text) * self.factor + self.offset

    def converted(self, value: str) -> str | None:
        """The same as text, with one significant digit more than was sent; `None` for what is no number.

        Assumption: that one digit more neither loses nor claims too much; no public page says how many.
        """
        exact = self.exactly(value)
        if not exact:
            return None if exact is None else "0"
        digits = len(value.strip().lstrip("-").replace(".", "").lstrip("0")) or 1
        rounded = Context(prec=digits + 1, rounding=ROUND_HALF_EVEN).plus(exact)
        return f"{rounded:f}"


@final
class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a result comes to stand: results with equal keys share a row.

    `method` is what the register says, `None` where it says nothing. `group` is the released group that the
    result belongs to; `outcome` what the groups say of its method; `conversion` how its value becomes one
    of the group.
    """

    key: RowKey
    method: Method | None = None
    group: str | None = None
    outcome: Outcome = "unknown"
    conversion: Conversion | None = None


def code_of(system: str, code: str, responsible: str) -> Code:
    """A code in one spelling, so that two ways of writing the same code are no two codes.

    Microbiology codes are sent as `mds`, and as `lokal` with the responsible MDS; DNK codes are kept in the
    same database as NPU codes (npu-terminology.org) and sent under the same type.
    """
    if system in ("iupac", "npu", "dnk") and _NATIONAL.fullmatch(code):
        return Code("npu", code)
    if system == "lokal":
        known = {"MDS": "mds", "MCS": "mcs"}.get(responsible)
        return Code(known or f"local-{responsible}", code)
    if system in ("mds", "mcs", "loinc"):
        return Code(system, code)
    return Code(f"{system}-{responsible}", code)


def plain(text: str) -> str:
    """A name as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


def of_codes(code: Code, *, unit: str) -> RowKey:
    """The row of a code and unit, whoever measured and however."""
    return ("code", *code, unit)


def of_unknown(code: Code, *, unit: str, producer: Producer) -> RowKey:
    """The row of results of one laboratory whose method nobody stated."""
    return ("unknown", *code, unit, producer.kind, producer.code)


def of_method(code: Code, *, unit: str, producer: Producer, method: Method) -> RowKey:
    """The row of results of one laboratory that were measured alike and stand in no group."""
    names = (
        method.method,
        method.method_code,
        method.manufacturer,
        method.instrument,
        method.kit,
        method.calibrator,
    )
    near = "point-of-care" if method.point_of_care else ""
    return ("method", *code, unit, producer.kind, producer.code, *map(plain, names), near)


def of_group(code: Code, *, group: str, unit: str) -> RowKey:
    """The row of a released group, in the group's unit."""
    return ("group", *code, unit, group)
