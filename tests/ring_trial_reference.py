"""The statistics of ring trials by plain formulas; imports neither labsvar nor a library of statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gamma, pi, sqrt


def density(t: float, freedom: int) -> float:
    """The density of Student's t."""
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    return scale * float((1 + t * t / freedom) ** (-(freedom + 1) / 2))


def share_within(t: float, freedom: int, *, steps: int = 1000) -> float:
    """How much of Student's t lies between -t and t, by Simpson's rule."""
    width = t / steps
    inner = sum((4 if step % 2 else 2) * density(step * width, freedom) for step in range(1, steps))
    return 2 * width / 3 * (density(0, freedom) + inner + density(t, freedom))


def quantile(confidence: float, freedom: int) -> float:
    """The t that this share lies within, by halving."""
    low, high = 0.0, 1.0
    while share_within(high, freedom) < confidence:
        high *= 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if share_within(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def bias(
    values: Mapping[str, Sequence[tuple[float, float]]], confidence: float
) -> tuple[float, float | None, float | None]:
    """The mean difference in percent and its interval, from pairs of value and target by participant."""
    means = [
        sum((value - target) / target * 100 for value, target in pairs) / len(pairs)
        for pairs in values.values()
    ]
    count = len(means)
    mean = sum(means) / count
    if count < 2:
        return mean, None, None
    spread = sqrt(sum((each - mean) ** 2 for each in means) / (count - 1))
    half = quantile(confidence, count - 1) * spread / sqrt(count)
    return mean, mean - half, mean + half
