"""What a profile is asked for, and what it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from labsvar.hub.coding import MappingEntry
from labsvar.profiling.columns import BILLING_COLUMNS, COLUMNS

Kind = Literal["letters", "csv", "jsonl", "parquet"]
ReportLanguage = Literal["both", "da", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a profile is made with.

    Every number is an assumption of ours that may be set; `docs/explanation/profiling.md` says why.

    `limit`: counts below it are masked. `mapping`: what local codes stand for. `distribution_from`: as many numbers of one code and unit make
    a distribution. `far`: how many times beyond the middle nine tenths of it a number is worth a talk.
    `listed`: at most so many rows are named for each rule, clinic and code. `most_codes`: the rarest of
    more different codes are counted together. `memory_megabytes`: what DuckDB may use before it spills.
    """

    limit: int = 5
    mapping: tuple[MappingEntry, ...] = ()
    language: ReportLanguage = "both"
    encoding: str = "utf-8"
    columns: dict[str, str] = field(default_factory=dict)
    billing_columns: dict[str, str] = field(default_factory=dict)
    distribution_from: int = 100
    far: float = 20.0
    listed: int = 20
    most_codes: int = 20_000
    memory_megabytes: int = 1000
    threads: int = 2

    def __post_init__(self) -> None:
        if self.limit < 2:
            raise ValueError("a limit below 2 masks nothing")
        assert set(self.columns.values()) <= set(COLUMNS)
        assert set(self.billing_columns.values()) <= set(BILLING_COLUMNS)


@dataclass(frozen=True, slots=True)
class Input:
    """One file of an extract."""

    path: Path
    kind: Kind


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """A row or file that could not be read: where, and by which rule. Never what it says.

    `line` counts from one; 0 is the file as a whole.
    """

    file: str
    line: int
    rule: str
