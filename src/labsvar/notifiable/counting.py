"""How many notifiable findings there are: by list, disease, source and month. No persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from labsvar.notifiable.standing import Standing
from labsvar.notifiable.table import Duty, ListName


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """Findings of one disease from one source with samples of one month.

    Findings are counted and not persons: who is sampled twice counts twice. `source` is the location
    number of the sender; `month` is as `2026-03`.
    """

    list: ListName
    disease: str
    isolate: Duty
    source: str
    source_name: str
    month: str
    positive: int
    preliminary: int
    unclear: int


def counted(found: Iterable[Standing]) -> tuple[Count, ...]:
    """The counts, list by list; diseases whose list is not known stand last."""
    numbers: Counter[tuple[tuple[str, ...], str]] = Counter()
    names: dict[str, str] = {}
    for each in found:
        match, sender = each.match, each.report.sender
        month = each.report.sampled_at.strftime("%Y-%m")
        names.setdefault(sender.gln, sender.name)
        numbers[(match.list, match.disease, match.isolate, sender.gln, month), match.state] += 1
    return tuple(_count(key, names, numbers) for key in sorted({key for key, _ in numbers}, key=_order))


def _order(key: tuple[str, ...]) -> tuple[object, ...]:
    return (key[0] == "unknown", *key)


def _count(
    key: tuple[str, ...], names: dict[str, str], numbers: Counter[tuple[tuple[str, ...], str]]
) -> Count:
    listed, disease, isolate, source, month = key
    return Count(
        list=msgspec.convert(listed, ListName),
        disease=disease,
        isolate=msgspec.convert(isolate, Duty),
        source=source,
        source_name=names[source],
        month=month,
        positive=numbers[key, "positive"],
        preliminary=numbers[key, "preliminary"],
        unclear=numbers[key, "unclear"],
    )
