"""The bias of methods in ring trials, its interval, and what an allowed bias makes of it. Pure.

The bias of a participant is the mean of its differences from the targets in percent; that of a method the
mean over its participants. Participants are what varies independently, not samples, so the interval is
that of Student's t over participants. No value is left out as an outlier: who runs a round has judged its
values before it is imported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import fmean, stdev
from typing import Final, Literal, TypeAlias

import msgspec

from labsvar.comparability.model import Code, Method, Producer, plain
from labsvar.comparability.trials import TrialRow

Verdict = Literal["within", "outside", "undecided"]
Reason = Literal["", "no_limit", "too_few", "straddles"]
"""Why nothing is decided: no allowed bias, one participant only, or an interval that lies on both sides."""
Field = Literal["method", "method_code", "manufacturer", "instrument", "kit", "calibrator"]
Limits: TypeAlias = Mapping[tuple[str, ...], Decimal]
CONFIDENCE: Final = 0.95
"""Assumption: the usual share of intervals that hold what they estimate; no public page says which."""
_SHOWN: Final = Decimal("0.01")


class Bias(msgspec.Struct, frozen=True, kw_only=True):
    """The bias of one kind of method for one analysis, in percent with two decimals.

    `method` has the fields that were asked for, and no others. `low` and `high` bound the interval, `None`
    for one participant only. With `sound` the numbers rest on commutable samples with traceable targets, and
    so say something about patients' samples. `since` is the day of the first round. `ratio` is the target through the mean value: what a value
    would be multiplied with to take the bias away.
    """

    code: Code
    unit: str
    method: Method
    sound: bool
    rounds: tuple[str, ...]
    since: date
    target_kinds: tuple[str, ...]
    participants: int
    values: int
    percent: Decimal
    low: Decimal | None
    high: Decimal | None
    allowed: Decimal | None
    verdict: Verdict
    reason: Reason
    ratio: Decimal | None


def biases(
    rows: Iterable[TrialRow],
    limits: Limits,
    *,
    by: Sequence[Field] = ("method",),
    confidence: float = CONFIDENCE,
) -> tuple[Bias, ...]:
    """The bias of each kind of method, told apart by these fields and by the point of care, in order of code.

    Sound evidence and other evidence are never put together. Rows without one of the fields are left out.
    """
    found: defaultdict[tuple[Code, str, Method, bool], list[TrialRow]] = defaultdict(list)
    for row in rows:
        if all(getattr(row, name) for name in by):
            found[Code(row.code_system, row.code), row.unit, _kind(row, by), row.sound].append(row)
    of_kind = [
        _bias(of, code=key[0], method=_named(of[0], by), limits=limits, confidence=confidence)
        for key, of in found.items()
    ]
    return tuple(
        sorted(of_kind, key=lambda each: (each.code, each.unit, not each.sound, _order(each.method)))
    )


def interval(values: Sequence[float], *, confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """The interval of Student's t around the mean; `None` for fewer than two values."""
    if len(values) < 2:
        return None
    from scipy import stats  # takes most of a second, which nobody pays who asks for no bias

    half = float(stats.t.ppf((1 + confidence) / 2, len(values) - 1)) * stdev(values) / len(values) ** 0.5
    mean = fmean(values)
    return mean - half, mean + half


def judged(bounds: tuple[float, float] | None, allowed: Decimal | None) -> tuple[Verdict, Reason]:
    """What an allowed bias makes of an interval: within or outside as a whole, or else nothing is decided."""
    if allowed is None:
        return "undecided", "no_limit"
    if bounds is None:
        return "undecided", "too_few"
    limit, (low, high) = float(allowed), bounds
    if -limit <= low and high <= limit:
        return "within", ""
    if high < -limit or low > limit:
        return "outside", ""
    return "undecided", "straddles"


def _bias(rows: Sequence[TrialRow], *, code: Code, method: Method, limits: Limits, confidence: float) -> Bias:
    first = rows[0]
    of_participant: defaultdict[Producer, list[float]] = defaultdict(list)
    for row in rows:
        of_participant[row.by].append(row.percent)
    means = [fmean(each) for each in of_participant.values()]
    bounds = interval(means, confidence=confidence)
    allowed = limits.get((*code, first.unit))
    verdict, reason = judged(bounds, allowed)
    mean = fmean(means)
    return Bias(
        code=code,
        unit=first.unit,
        method=method,
        sound=first.sound,
        rounds=tuple(sorted({f"{row.scheme} {row.round}" for row in rows})),
        since=min(row.held_on for row in rows),
        target_kinds=tuple(sorted({row.target_kind for row in rows})),
        participants=len(means),
        values=len(rows),
        percent=_shown(mean),
        low=None if bounds is None else _shown(bounds[0]),
        high=None if bounds is None else _shown(bounds[1]),
        allowed=allowed,
        verdict=verdict,
        reason=reason,
        ratio=None if mean <= -100 else (1 / (1 + Decimal(mean) / 100)).quantize(Decimal("0.0001")),
    )


def _named(row: TrialRow, by: Sequence[Field]) -> Method:
    named = {"method": "", **{name: getattr(row, name) for name in by}}
    return Method(**named, point_of_care=row.point_of_care == "yes")


def _kind(row: TrialRow, by: Sequence[Field]) -> Method:
    """The method as it is compared, so that spellings of one name are one method."""
    named = {"method": "", **{name: plain(getattr(row, name)) for name in by}}
    return Method(**named, point_of_care=row.point_of_care == "yes")


def _order(method: Method) -> tuple[object, ...]:
    return msgspec.structs.astuple(method)


def _shown(percent: float) -> Decimal:
    return Decimal(percent).quantize(_SHOWN)
