"""Made-up worlds of laboratories, methods and groups, with the truth about them; imports nothing of labsvar.

A world is made from what is true of it: which device each laboratory measured a code with on each day, and
which devices give comparable results. The tables are then written out as people would write them. Two
judges hold rows that somebody found for its results against the truth.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

FIRST: Final = date(2020, 1, 1)
DAYS: Final = 1000
CODES: Final = ("NPU00001", "NPU00002", "DNK00003")
LOINC: Final = {("1111-1", "mmol/L"): "NPU00001", ("2222-2", "mg/L"): "NPU00002"}
UNITS: Final = ("mmol/L", "mg/L")
# What each method is called in a country other than Denmark.
ABROAD: Final = {"jern-a": "järn a", "jern-b": "järn b", "jern-c": "jern c nordisk"}
METHOD_COLUMNS: Final = (
    "producer,producer_kind,country,code_system,code,method,method_code,manufacturer,instrument,kit,"
    "calibrator,point_of_care,valid_from,valid_to,note"
)
MEMBER_COLUMNS: Final = (
    "code_system,code,group,unit,group_unit,method,method_code,manufacturer,instrument,kit,calibrator,"
    "point_of_care,outcome,factor,offset,allowed_bias,evidence,maintainer,valid_from,valid_to,note"
)


class Device(NamedTuple):
    """What is measured with: a method on an instrument, at the point of care or in a laboratory."""

    method: str
    instrument: str
    near: bool


class Laboratory(NamedTuple):
    """Who measures."""

    code: str
    kind: str
    country: str


class Sample(NamedTuple):
    """One result: who, what was sent, and when. `truth` is what was measured, not what was sent."""

    laboratory: Laboratory
    system: str
    code: str
    unit: str
    day: date
    truth: str


class Grouped(NamedTuple):
    """A device with results in a unit that belong to a group from a day on."""

    group: str
    since: date
    converted: bool


class World(NamedTuple):
    """A world, and the tables as somebody wrote them."""

    samples: Sequence[Sample]
    devices: Mapping[tuple[Laboratory, str, str], Sequence[tuple[date, Device | None]]]
    groups: Mapping[tuple[str, str, Device], Grouped]
    methods: Mapping[str, str]
    members: str
    synonyms: str
    loinc: str


def made(seed: int) -> World:
    """The world of a seed."""
    chance = random.Random(seed)
    devices = [Device(m, i, near) for m in ABROAD for i in ("alfa", "beta") for near in (False, True)]
    laboratories = [
        Laboratory("TKA", "laboratory", "DK"),
        Laboratory("TKB", "laboratory", "DK"),
        Laboratory("S-1", "swedish", "SE"),
        Laboratory("TKA", "norwegian", "NO"),  # the code of another, in another system
    ]
    used = _used(chance, laboratories, devices)
    groups = _groups(chance, devices)
    return World(
        samples=[_sample(chance, laboratories) for _ in range(120)],
        devices=used,
        groups=groups,
        methods={f"{x.kind}.{x.code}": _method_table(x, used) for x in laboratories},
        members=_member_table(groups),
        synonyms=_synonym_table(),
        loinc=_table(
            "loinc,unit,npu,valid_from,valid_to,note", [(*k, v, "", "", "") for k, v in LOINC.items()]
        ),
    )


def truth(world: World, sample: Sample) -> tuple[str | None, Hashable]:
    """The group of a result, if it has one, and what it is without it."""
    device = _device(world, sample)
    if device is None:
        return None, (sample.laboratory, sample.truth, sample.unit, "unknown")
    grouped = world.groups.get((sample.truth, sample.unit, device))
    inside = grouped is not None and sample.day >= grouped.since
    alone = (sample.laboratory, sample.truth, sample.unit, device)
    return (f"{sample.truth} {grouped.group}" if grouped is not None and inside else None), alone


def wrongly_together(world: World, rows: Sequence[Hashable]) -> list[tuple[Sample, Sample]]:
    """Results that share a row though nobody declared them comparable; the first of each row is the measure."""
    first: dict[Hashable, Sample] = {}
    wrong = []
    for sample, row in zip(world.samples, rows, strict=True):
        other = first.setdefault(row, sample)
        group, alone = truth(world, sample)
        group_of_other, alone_of_other = truth(world, other)
        if group != group_of_other or (group is None and alone != alone_of_other):
            wrong.append((other, sample))
    return wrong


def wrongly_apart(world: World, rows: Sequence[Hashable]) -> list[tuple[Sample, Sample]]:
    """Results on two rows though they were declared comparable, or were measured alike in one laboratory."""
    first: dict[Hashable, tuple[Sample, Hashable]] = {}
    wrong = []
    for sample, row in zip(world.samples, rows, strict=True):
        group, alone = truth(world, sample)
        other, row_of_other = first.setdefault(group or alone, (sample, row))
        if row != row_of_other:
            wrong.append((other, sample))
    return wrong


def _device(world: World, sample: Sample) -> Device | None:
    found = None
    for since, device in world.devices[sample.laboratory, sample.system, sample.code]:
        if since <= sample.day:
            found = device
    return found


def _sample(chance: random.Random, laboratories: Sequence[Laboratory]) -> Sample:
    laboratory, code, unit = chance.choice(laboratories), chance.choice(CODES), chance.choice(UNITS)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    loinc = next((key[0] for key, npu in LOINC.items() if npu == code and key[1] == unit), None)
    if loinc is not None and chance.random() < 0.4:
        return Sample(laboratory, "loinc", loinc, unit, day, code)
    return Sample(laboratory, "iupac", code, unit, day, code)


def _used(
    chance: random.Random, laboratories: Sequence[Laboratory], devices: Sequence[Device]
) -> dict[tuple[Laboratory, str, str], list[tuple[date, Device | None]]]:
    found: dict[tuple[Laboratory, str, str], list[tuple[date, Device | None]]] = {}
    sent = [("iupac", code) for code in CODES] + [("loinc", code) for code, _ in LOINC]
    for laboratory in laboratories:
        for system, code in sent:
            days = sorted(chance.sample(range(1, DAYS), chance.randrange(3)))
            found[laboratory, system, code] = [
                (FIRST + timedelta(days=day), chance.choice([None, *devices])) for day in [0, *days]
            ]
    return found


def _groups(chance: random.Random, devices: Sequence[Device]) -> dict[tuple[str, str, Device], Grouped]:
    found = {}
    for code in CODES:
        for unit in UNITS:
            for device in devices:
                if chance.random() < 0.6:
                    since = FIRST + timedelta(days=chance.choice([0, 0, 500]))
                    group = chance.choice(["en", "to"])
                    found[code, unit, device] = Grouped(group, since, converted=unit != UNITS[0])
    return found


def _table(columns: str, rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns.split(","))
    writer.writerows(rows)
    return out.getvalue()


def _method_table(
    laboratory: Laboratory,
    used: Mapping[tuple[Laboratory, str, str], Sequence[tuple[date, Device | None]]],
) -> str:
    rows = []
    for (of, system, code), periods in used.items():
        if of != laboratory:
            continue
        ends = [*(since - timedelta(days=1) for since, _ in periods[1:]), date(9999, 12, 31)]
        for (since, device), until in zip(periods, ends, strict=True):
            if device is not None and since <= until:
                name = device.method if laboratory.country == "DK" else ABROAD[device.method]
                measured = ("npu" if system == "iupac" else system, code, name.upper(), "", "")
                near = "yes" if device.near else "no"
                valid = (since.isoformat(), until.isoformat(), "")
                rows.append((*laboratory, *measured, device.instrument, "", "", near, *valid))
    return _table(METHOD_COLUMNS, rows)


def _member_table(groups: Mapping[tuple[str, str, Device], Grouped]) -> str:
    """One row for each device; one for a whole method where both its instruments are of one group."""
    rows = []
    for (code, unit, device), grouped in groups.items():
        twin = groups.get((code, unit, device._replace(instrument="beta")))
        if (
            device.instrument == "beta"
            and groups.get((code, unit, device._replace(instrument="alfa"))) == grouped
        ):
            continue  # the row of the other instrument stands for both
        instrument = "" if twin == grouped and device.instrument == "alfa" else device.instrument
        rows.append(
            ("npu", code, grouped.group, unit, UNITS[0], device.method, "", "", instrument, "", "")
            + ("yes" if device.near else "no",)
            + (("converted", "0.5", "1") if grouped.converted else ("comparable", "", ""))
            + ("", "", "made up", grouped.since.isoformat(), "", "")
        )
    return _table(MEMBER_COLUMNS, rows)


def _synonym_table() -> str:
    rows = [("SE", "", "", name, method, "", "", "") for method, name in ABROAD.items()]
    rows += [("", "norwegian", "TKA", name, method, "", "", "") for method, name in ABROAD.items()]
    return _table("country,producer_kind,producer,name,method,valid_from,valid_to,note", rows)
