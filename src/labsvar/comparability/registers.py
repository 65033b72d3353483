"""The dated tables behind comparability: methods of laboratories, groups of methods, and two of names.

`methods/TKB`               how the laboratory TKB measures each analysis; one table for each laboratory
`comparability/groups`      the comparability parameter: which methods belong to which group of a code
`comparability/synonyms`    what a method is called elsewhere, by country or laboratory
`comparability/loinc`       which NPU code a LOINC code with a unit stands for

All are drafted, reviewed and released as tables of codes are (`labsvar.codetables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

import msgspec

from labsvar.codetables import Dated, Read, read_csv
from labsvar.codetables import rules as table_rules
from labsvar.codetables.reading import PLAIN
from labsvar.comparability import rules
from labsvar.comparability.model import (
    LABORATORY,
    Analysis,
    Conversion,
    Method,
    Outcome,
    Producer,
    plain,
)
from labsvar.findings import Finding, Rule

METHODS: Final = "methods/"
GROUPS: Final = "comparability/groups"
SYNONYMS: Final = "comparability/synonyms"
LOINC: Final = "comparability/loinc"
YesNo = Literal["yes", "no"]
CodeSystem = Annotated[str, msgspec.Meta(pattern=r"\A(?:npu|mds|mcs|loinc|local-[^\s]{1,3})\Z")]
CodeText = Annotated[str, msgspec.Meta(min_length=1, max_length=17, pattern=PLAIN)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=PLAIN)]
Words = Annotated[str, msgspec.Meta(max_length=120, pattern=PLAIN)]
Unit = Annotated[str, msgspec.Meta(max_length=35, pattern=PLAIN)]
Kind = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9]{1,19}\Z")]
ProducerCode = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-zÆØÅæøåÄÖäö0-9-]{1,40}\Z")]
Country = Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{2}\Z")]
SnomedCode = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9]{6,18})?\Z")]
Number = Annotated[str, msgspec.Meta(pattern=r"\A(?:-?[0-9]{1,9}(?:\.[0-9]{1,12})?)?\Z")]
Percent = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9]{1,3}(?:\.[0-9]{1,4})?)?\Z")]
_POSITIVE: Final = ("comparable", "converted")


class MethodRow(Dated, frozen=True, kw_only=True):
    """How one laboratory measures one analysis, from a day to a day. What is not known is empty.

    `country` is where the laboratory lies (ISO 3166-1, two letters); it decides which names are meant.
    """

    producer: ProducerCode
    producer_kind: Kind = LABORATORY
    country: Country = "DK"
    code_system: CodeSystem
    code: CodeText
    method: Name
    method_code: SnomedCode = ""
    manufacturer: Words = ""
    instrument: Words = ""
    kit: Words = ""
    calibrator: Words = ""
    point_of_care: YesNo = "no"

    @property
    def key(self) -> tuple[str, ...]:
        """The laboratory and what it measures."""
        return self.producer_kind, self.producer, self.code_system, self.code

    @property
    def by(self) -> Producer:
        """The laboratory."""
        return Producer(code=self.producer, kind=self.producer_kind)

    @property
    def says(self) -> Method:
        """The method as the laboratory names it."""
        return Method(
            method=self.method,
            method_code=self.method_code,
            manufacturer=self.manufacturer,
            instrument=self.instrument,
            kit=self.kit,
            calibrator=self.calibrator,
            point_of_care=self.point_of_care == "yes",
        )


class MemberRow(Dated, frozen=True, kw_only=True):
    """What is known of one kind of method beside a group of a code: the comparability parameter.

    The row is about results of the code in `unit` (empty: without one) by a method that is like it in every
    field that is not empty, and measured at the point of care or not as `point_of_care` says. `outcome`
    says whether they belong to `group`. `factor` times a value plus `offset` is a value in `group_unit`, the
    unit of the group's row. `allowed_bias` in percent and `evidence` tell what the outcome rests on,
    `maintainer` who answers for it.
    """

    code_system: CodeSystem
    code: CodeText
    group: Name
    unit: Unit = ""
    group_unit: Unit = ""
    method: Words = ""
    method_code: SnomedCode = ""
    manufacturer: Words = ""
    instrument: Words = ""
    kit: Words = ""
    calibrator: Words = ""
    point_of_care: YesNo = "no"
    outcome: Outcome
    factor: Number = ""
    offset: Number = ""
    allowed_bias: Percent = ""
    evidence: Annotated[str, msgspec.Meta(max_length=300, pattern=PLAIN)] = ""
    maintainer: Name

    @property
    def key(self) -> tuple[str, ...]:
        """The code; which rows of it may be valid at the same time, `clash` says."""
        return self.code_system, self.code

    @property
    def belongs(self) -> bool:
        """Whether what the row is about stands on the group's row."""
        return self.outcome in _POSITIVE

    @property
    def conversion(self) -> Conversion | None:
        """How a value becomes one of the group; `None` where it is one already."""
        if self.outcome != "converted":
            return None
        return Conversion(
            factor=Decimal(self.factor),
            offset=Decimal(self.offset or "0"),
            from_unit=self.unit,
            to_unit=self.group_unit,
        )

    def faults(self, *, line: int) -> tuple[Finding, ...]:
        """A conversion where one is needed and nowhere else, and one unit on one row."""
        found = []
        if self.outcome == "converted":
            if not self.factor or Decimal(self.factor) <= 0 or not self.group_unit:
                found.append(rules.CONVERSION.at(line=line, path="factor"))
        elif self.factor or self.offset:
            found.append(rules.CONVERSION.at(line=line, path="factor"))
        if self.outcome == "comparable" and self.group_unit != self.unit:
            found.append(rules.SAME_UNIT.at(line=line, path="group_unit"))
        return tuple(found)

    def clash(self, other: Self) -> Rule | None:
        """Two rows about the same results must not say two things, nor the same thing twice."""
        same_group = self.group == other.group
        if same_group and self.belongs and other.belongs and self.group_unit != other.group_unit:
            return rules.GROUP_UNIT
        if not self._meets(other):
            return None
        if same_group and self._said == other._said:
            return table_rules.OVERLAP
        # That a method is not of one group is no contradiction to its being of another.
        return rules.CONTRADICTION if same_group or (self.belongs and other.belongs) else None

    @property
    def _said(self) -> tuple[str, ...]:
        return self.outcome, self.factor, self.offset, self.group_unit

    @property
    def pattern(self) -> tuple[str, ...]:
        """The fields of a method that it must have, as they are compared; empty is any."""
        names = (self.method, self.manufacturer, self.instrument, self.kit, self.calibrator)
        return (*map(plain, names), self.method_code)

    def _meets(self, other: MemberRow) -> bool:
        """Whether a result can be that both rows are about."""
        return (self.unit, self.point_of_care) == (other.unit, other.point_of_care) and all(
            not mine or not theirs or mine == theirs
            for mine, theirs in zip(self.pattern, other.pattern, strict=True)
        )

    def about(self, method: Method, *, unit: str) -> bool:
        """Whether the row is about results in this unit by this method, its name being that of the list."""
        names = (method.method, method.manufacturer, method.instrument, method.kit, method.calibrator)
        stated = (*map(plain, names), method.method_code)
        return (
            unit == self.unit
            and method.point_of_care == (self.point_of_care == "yes")
            and all(not wanted or wanted == has for wanted, has in zip(self.pattern, stated, strict=True))
        )


class SynonymRow(Dated, frozen=True, kw_only=True):
    """What a method of the list is called elsewhere: in a laboratory, in a country, or anywhere (empty)."""

    country: Annotated[str, msgspec.Meta(pattern=r"\A(?:[A-Z]{2})?\Z")] = ""
    producer_kind: Annotated[str, msgspec.Meta(pattern=r"\A(?:[a-z][a-z0-9]{1,19})?\Z")] = ""
    producer: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-zÆØÅæøåÄÖäö0-9-]{0,40}\Z")] = ""
    name: Name
    method: Name

    @property
    def key(self) -> tuple[str, ...]:
        """Where it is called so, and the name."""
        return self.country, self.producer_kind, self.producer, plain(self.name)


class LoincRow(Dated, frozen=True, kw_only=True):
    """The NPU code that a LOINC code stands for when its value has this unit (empty: none).

    An NPU code holds the unit and a LOINC code does not, which is why the unit belongs to the key. Nothing
    is in the map to begin with: no public page states a pair, and none is guessed.
    """

    loinc: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,7}-[0-9]\Z")]
    unit: Unit = ""
    npu: Annotated[str, msgspec.Meta(pattern=r"\A(?:NPU|DNK)[0-9]{5}\Z")]

    @property
    def key(self) -> tuple[str, ...]:
        """The code and the unit."""
        return self.loinc, self.unit


class Registers(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of all tables that decide where a result comes to stand."""

    methods: tuple[MethodRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    synonyms: tuple[SynonymRow, ...] = ()
    loinc: tuple[LoincRow, ...] = ()

    @property
    def changes(self) -> frozenset[date]:
        """The days on which a row begins or has ended: between two of them no result changes its place."""
        rows: Sequence[Dated]
        found: set[date] = set()
        for rows in (self.methods, self.members, self.synonyms, self.loinc):
            found.update(row.valid_from for row in rows)
            found.update(row.valid_to + timedelta(days=1) for row in rows if row.valid_to < date.max)
        return frozenset(found)

    @property
    def codes(self) -> frozenset[str]:
        """The codes that any row is about, as they stand in results."""
        named = {row.code for row in self.methods} | {row.code for row in self.members}
        return frozenset(named | {row.loinc for row in self.loinc})


def table_of(producer: Producer) -> str:
    """What the register of a laboratory is called among the tables: `methods/TKB`, `methods/sor.1234`."""
    return METHODS + producer_name(producer)


def producer_name(producer: Producer) -> str:
    """A producer as one word: its code, behind its kind and a full stop where that is no abbreviation."""
    return producer.code if producer.kind == LABORATORY else f"{producer.kind}.{producer.code}"


def of_producer(text: str) -> tuple[Producer | None, Read[MethodRow]]:
    """The laboratory of a register and its rows, from CSV; without a laboratory there are findings."""
    read = read_csv(MethodRow, text)
    producers = {row.by for row in read.rows}
    if read.findings:
        return None, read
    if len(producers) == 1:
        return producers.pop(), read
    rule = rules.SEVERAL if producers else rules.EMPTY
    return None, Read(findings=(rule.at(line=None, path="producer"),))


def sent_unit(analysis: Analysis) -> str:
    """The unit of a result; none is empty, as in the tables."""
    return analysis.unit or ""
