"""Rounds of ring trials (external quality assessment): what participants measured in samples with a target.

`ring-trials/SCHEME`          the rounds of a scheme, each row one value of one participant
`comparability/allowed-bias`  how many percent a method may differ from the target, for each analysis

Both are kept in versions with the other tables of codes: a round counts as evidence once it is released,
and as long as its rows are valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

import msgspec

from labsvar.codetables import Dated, Read, TableStore, read_csv, valid, version_in_use
from labsvar.codetables import rules as table_rules
from labsvar.codetables.reading import PLAIN
from labsvar.comparability import rules
from labsvar.comparability.model import LABORATORY, Producer, plain
from labsvar.comparability.registers import (
    CodeSystem,
    CodeText,
    Kind,
    Name,
    ProducerCode,
    SnomedCode,
    Unit,
    Words,
    YesNo,
)
from labsvar.findings import Finding, Rule

TRIALS: Final = "ring-trials/"
ALLOWED_BIAS: Final = "comparability/allowed-bias"
TargetKind = Literal[
    "reference_procedure", "certified_material", "conventional_calibrator", "all_participants", "method_group"
]
TRACEABLE: Final = frozenset({"reference_procedure", "certified_material", "conventional_calibrator"})
"""Targets that methods can be held against each other by. The mean of all participants, or of those with
one method, says where the others are and not what is right."""
_Number = Annotated[str, msgspec.Meta(pattern=r"\A-?[0-9]{1,9}(?:\.[0-9]{1,9})?\Z")]


class TrialRow(Dated, frozen=True, kw_only=True):
    """One value of one participant in one sample of one round, and the sample's target.

    `participant` is the laboratory's abbreviation unless `participant_kind` says otherwise. `commutable`
    says whether the sample behaves as a patient's does in every method; nobody knows unless it was studied.
    """

    scheme: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-zÆØÅæøåÄÖäö0-9-]{1,40}\Z")]
    round: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=PLAIN)]
    held_on: date
    sample: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=PLAIN)]
    code_system: CodeSystem
    code: CodeText
    unit: Unit = ""
    participant: ProducerCode
    participant_kind: Kind = LABORATORY
    method: Name
    method_code: SnomedCode = ""
    manufacturer: Words = ""
    instrument: Words = ""
    kit: Words = ""
    calibrator: Words = ""
    point_of_care: YesNo = "no"
    value: _Number
    target: _Number
    target_kind: TargetKind
    commutable: Literal["yes", "no", "unknown"] = "unknown"

    @property
    def key(self) -> tuple[str, ...]:
        """The sample and what was measured in it; participants and methods may differ."""
        return self.round, self.sample, self.code_system, self.code, self.unit

    @property
    def by(self) -> Producer:
        """The participant."""
        return Producer(code=self.participant, kind=self.participant_kind)

    @property
    def percent(self) -> float:
        """How many percent the value differs from the target."""
        target = Decimal(self.target)
        return float((Decimal(self.value) - target) / target * 100)

    @property
    def sound(self) -> bool:
        """Whether the value says anything about patients' samples: a traceable target, commutable material."""
        return self.target_kind in TRACEABLE and self.commutable == "yes"

    def faults(self, *, line: int) -> tuple[Finding, ...]:
        """A difference in percent needs a target above zero."""
        return () if Decimal(self.target) > 0 else (rules.TARGET.at(line=line, path="target"),)

    def clash(self, other: Self) -> Rule | None:
        """A sample has one target, unless it is that of each method; nobody answers twice by one method."""
        shared = "method_group" not in (self.target_kind, other.target_kind)
        if shared and not self._same_sample(other):
            return rules.TARGETS
        # Participants first: a round has many, and each is held against all before it.
        if (self.participant, self.participant_kind) != (other.participant, other.participant_kind):
            return None
        return table_rules.OVERLAP if self._measured_by == other._measured_by else None

    def _same_sample(self, other: Self) -> bool:
        return (self.target_kind, self.commutable, self.held_on) == (
            other.target_kind,
            other.commutable,
            other.held_on,
        ) and (self.target == other.target or Decimal(self.target) == Decimal(other.target))

    @property
    def _measured_by(self) -> tuple[str, ...]:
        names = (self.method, self.manufacturer, self.instrument, self.kit, self.calibrator)
        return self.method_code, self.point_of_care, *map(plain, names)


class AllowedBias(Dated, frozen=True, kw_only=True):
    """How many percent a method may differ from the target on the average, and who says so."""

    code_system: CodeSystem
    code: CodeText
    unit: Unit = ""
    percent: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,3}(?:\.[0-9]{1,4})?\Z")]
    source: Name

    @property
    def key(self) -> tuple[str, ...]:
        """What is measured, in its unit."""
        return self.code_system, self.code, self.unit


def scheme_table(scheme: str) -> str:
    """What the rounds of a scheme are called among the tables."""
    return TRIALS + scheme


def of_scheme(text: str) -> tuple[str, Read[TrialRow]]:
    """The scheme of a file with rounds, and its rows; without one scheme there are findings."""
    read = read_csv(TrialRow, text)
    schemes = {row.scheme for row in read.rows}
    if read.findings:
        return "", read
    if len(schemes) == 1:
        return schemes.pop(), read
    rule = rules.SEVERAL_SCHEMES if schemes else rules.EMPTY
    return "", Read(findings=(rule.at(line=None, path="scheme"),))


def rounds_in_use(store: TableStore, *, on: date) -> tuple[TrialRow, ...]:
    """The released rows of all schemes that count as evidence on a day."""
    rows = (row for version in store.in_use(TRIALS) for row in read_csv(TrialRow, version.text).rows)
    return valid(rows, on)


def limits_in_use(store: TableStore, *, on: date) -> dict[tuple[str, ...], Decimal]:
    """The allowed bias of each analysis on a day, in percent, by `AllowedBias.key`."""
    version = version_in_use(store, ALLOWED_BIAS)
    return {} if version is None else limits_of(read_csv(AllowedBias, version.text).rows, on=on)


def limits_of(rows: Iterable[AllowedBias], *, on: date) -> dict[tuple[str, ...], Decimal]:
    """The same from rows that need not be released."""
    return {row.key: Decimal(row.percent) for row in valid(rows, on)}
