"""A made-up practice system: three months of laboratory cards of nine clinics, and the truth about them.

The citizens are those of the population. Everything else here is an assumption made for the demonstration:
which analyses clinics do, how often something is wrong with a row, and how often a patient refuses. The
last clinic's system cannot state a refusal. The truth is written from the plan of the rows and not by asking
the hub, so that the two can be held against each other.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import msgspec
from msgspec.structs import replace

from labsvar.hub import reading
from labsvar.hub.rows import CardRow
from labsvar.population.assumptions import Assumptions
from labsvar.population.chance import chance_of
from labsvar.population.citizens import citizens
from labsvar.population.heads import location_number
from labsvar.population.plan import Citizen

CLINICS: Final = 9
MONTHS: Final = 3
CARDS: Final = "cards"
_ABLE_SINCE: Final = date(2020, 1, 1)
_DAYS: Final = 91
_VISITS: Final = 2
_SYSTEM: Final = "Lærkesystemet"


class Clinic(msgspec.Struct, frozen=True, kw_only=True):
    """A clinic as `labsvar hub clinics` is told of it. `gln` is the location number its letters are sent from."""

    clinic: str
    clinic_id_type: Literal["ydernummer", "sor"] = "ydernummer"
    gln: str
    name: str
    refusals_since: date | None

    @property
    def states_refusal(self) -> bool:
        """Whether its system can say that a patient refuses."""
        return self.refusals_since is not None


@dataclass(frozen=True, slots=True)
class Done:
    """An analysis that clinics do: its code on the card and in the nation, and its values."""

    local: str
    national: str
    name: str
    unit: str
    values: tuple[str, ...]
    databank: str = "LABA"
    material: str = ""


ANALYSES: Final = (
    Done("CRP", "NPU19748", "CRP", "mg/L", ("3", "8", "14", "27", "56")),
    Done("HB", "NPU02319", "Hæmoglobin", "mmol/L", ("6.9", "7,8", "8.4", "9.1")),
    Done("INR", "NPU01685", "INR", "", ("1.1", "2.3", "2,6", "3.4")),
    Done("GLU", "NPU22089", "Glukose", "mmol/L", ("4.9", "5,6", "7.2", "11.8")),
    Done("LEUK", "NPU02593", "Leukocytter", "10^9/L", ("4.2", "6,8", "9.9", "13.1")),
    Done("UHCG", "NPU10394", "U-hCG", "", ("Negativ", "Positiv")),
    Done("STREP", "NPU18729", "Strep A", "", ("Negativ", "Positiv"), "MiBa", "Podning, hals"),
    Done("UDYRK", "NPU16328", "Urindyrkning", "", ("Ingen vækst", "E. coli > 10^5/mL"), "MiBa", "Urin"),
)


@dataclass(frozen=True, slots=True)
class WrittenCards:
    """What was written."""

    folder: Path
    rows: int
    clinics: int


@dataclass(frozen=True, slots=True)
class Case:
    """What happens to one row: its versions, what becomes of the last, and what is shown in the full stage."""

    kind: str
    rows: tuple[CardRow, ...]
    state: str
    rule: str | None
    shown: str | None


def clinics() -> tuple[Clinic, ...]:
    """The nine clinics; only the last cannot state a refusal."""
    return tuple(
        Clinic(
            clinic=f"{900001 + place}",
            gln=location_number(f"57900009{place:04d}"),
            name=f"Lærkepraksis {place + 1}",
            refusals_since=_ABLE_SINCE if place < CLINICS - 1 else None,
        )
        for place in range(CLINICS)
    )


def mapping() -> str:
    """What the clinics' local codes stand for, as a mapping table."""
    lines = ["clinic,system,local_code,code,code_system,valid_from,valid_to,note"]
    lines += [f"*,{_SYSTEM},{each.local},{each.national},npu,,," for each in ANALYSES]
    return "\n".join(lines) + "\n"


def write_cards(
    folder: Path,
    assumptions: Assumptions,
    *,
    count: int,
    seed: int,
    years: float = 1,
    until: date | None = None,
) -> WrittenCards:
    """Writes `cards/month-1.jsonl` to `month-3.jsonl`, `clinics.json`, `mapping.csv` and `truth.json`.

    The citizens are those of a population of the same `years`. The same choices always give the same bytes. Raises `OSError` when the folder cannot be written, and
    `FileExistsError` when it holds cards already.
    """
    last = until or assumptions.until
    own = folder / CARDS
    own.mkdir(parents=True, exist_ok=True)
    if any(own.iterdir()):
        raise FileExistsError(errno.ENOTEMPTY, "the folder already holds cards", str(own))
    everybody = citizens(assumptions, count=count, years=years, seed=seed, until=last)
    cases = [case for citizen in everybody for case in _cases(citizen, seed=seed, last=last)]
    rows = sorted(
        ((row.resulted_at, row.row_id, int(row.row_version), row) for case in cases for row in case.rows),
        key=lambda each: each[:3],
    )
    begins = last - timedelta(days=_DAYS)
    months: list[list[CardRow]] = [[] for _ in range(MONTHS)]
    for resulted, _, version, row in rows:
        # A change of a row comes with the next month's cards, or with the last ones.
        days = (datetime.fromisoformat(resulted).date() - begins).days
        months[min(days * MONTHS // (_DAYS + 1) + version - 1, MONTHS - 1)].append(row)
    for number, of_month in enumerate(months, 1):
        (own / f"month-{number}.jsonl").write_bytes(reading.to_jsonl(of_month))
    (own / "mapping.csv").write_text(mapping(), encoding="utf-8")
    _write_json(own / "clinics.json", clinics())
    _write_json(own / "truth.json", [_truth(case) for case in cases])
    return WrittenCards(folder=own, rows=len(rows), clinics=CLINICS)


def _cases(citizen: Citizen, *, seed: int, last: date) -> Iterator[Case]:
    for visit in range(_VISITS):
        chance = chance_of(seed, "card", citizen.index, visit)
        clinic = clinics()[citizen.index % CLINICS]
        day = last - timedelta(days=chance.randrange(_DAYS))
        at = datetime(day.year, day.month, day.day, 8 + chance.randrange(7), chance.randrange(50))
        for done in chance.sample(ANALYSES, chance.randint(1, 3)):
            row = CardRow(
                system=_SYSTEM,
                system_version="4.2",
                clinic=clinic.clinic,
                clinic_id_type=clinic.clinic_id_type,
                row_id=f"{citizen.index}-{visit}-{done.local}",
                row_version="1",
                patient=citizen.number,
                surname=citizen.family,
                given_name=citizen.given,
                sampled_at=f"{at:%Y-%m-%dT%H:%M}",
                resulted_at=f"{at + timedelta(minutes=6):%Y-%m-%dT%H:%M}",
                code=done.local,
                code_system="local",
                name=done.name,
                value=chance.choice(done.values),
                unit=done.unit,
                material=done.material,
                origin="own",
                action="new",
            )
            yield _case(row, done, clinic, chance)


def _case(row: CardRow, done: Done, clinic: Clinic, chance: Random) -> Case:
    """One of the things that can happen to a row; most often nothing special."""
    dice = chance.random()
    plain = _sent("plain", (row,), done, clinic)
    if dice < 0.10:
        lab = replace(row, origin="laboratory", laboratory="KBA Lærkerup", requisition_number="900000000001")
        return Case("laboratory", (lab,), "left_out", "hub.laboratory-sends", None)
    if dice < 0.16:
        return Case("origin", (replace(row, origin="unknown"),), "held", "hub.origin-unknown", None)
    if dice < 0.19:
        return Case("code", (replace(row, code=f"{row.code}?"),), "held", "hub.code-unmapped", None)
    if dice < 0.22 and done.unit:
        return Case("unit", (replace(row, unit="stk"),), "held", "hub.unit", None)
    if dice < 0.27 and clinic.states_refusal:
        refused = replace(row, consent="refused")
        if chance.random() < 0.4:
            minded = replace(row, row_version="2", consent="given", action="correct")
            return _sent("change of mind", (refused, minded), done, clinic)
        return Case("refusal", (refused,), "sent", None, None)
    if dice < 0.32:
        other = next(value for value in done.values if value != row.value)
        corrected = replace(row, row_version="2", value=other, action="correct", reason="Tastefejl")
        return _sent("correction", (row, corrected), done, clinic)
    if dice < 0.34:
        gone = replace(row, row_version="2", action="withdraw", reason="Forkert person")
        return Case("withdrawal", (row, gone), *_after_withdrawal(done, clinic), None)
    if dice < 0.36:
        return _sent("delete", (row, replace(row, row_version="2", action="delete")), done, clinic)
    return plain


def _sent(kind: str, rows: tuple[CardRow, ...], done: Done, clinic: Clinic) -> Case:
    """A case whose last version is sent, unless its clinic cannot state a refusal."""
    last = next(row for row in reversed(rows) if row.action != "delete")
    if clinic.states_refusal:
        return Case(kind, rows, "sent", None, last.value.replace(",", "."))
    if done.databank == "MiBa":
        return Case(kind, rows, "sent", None, None)
    return Case(kind, rows, "held", "hub.clinic-cannot-refuse", None)


def _after_withdrawal(done: Done, clinic: Clinic) -> tuple[str, str | None]:
    if clinic.states_refusal or done.databank == "MiBa":
        return "sent", None
    return "answered", "hub.nothing-to-withdraw"


def _truth(case: Case) -> dict[str, Any]:
    """What becomes of a row in the full stage, and the value that is shown of it in the end."""
    first = case.rows[0]
    return {
        "clinic": first.clinic,
        "row_id": first.row_id,
        "patient": first.patient,
        "kind": case.kind,
        "versions": len(case.rows),
        "state": case.state,
        "rule": case.rule,
        "shown": case.shown,
    }


def _write_json(path: Path, content: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1))
