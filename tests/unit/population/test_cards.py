"""The made-up practice system: the same files every time, nobody who exists, and a truth that the hub meets."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from labsvar.codetables import read_csv
from labsvar.hub import reading
from labsvar.hub.coding import MappingEntry
from labsvar.hub.model import Clinic
from labsvar.identifiers.person import is_made_up
from labsvar.population import TRUTH, Population, load, write_population
from labsvar.population.cards import CARDS, CLINICS, clinics, mapping, write_cards
from tests.unit.hub.helpers import Station, release

EVERY_KIND = {
    "plain", "laboratory", "origin", "code", "unit", "refusal", "change of mind", "correction", "withdrawal", "delete",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cards")
    write_cards(out, load(None), count=120, seed=1)
    return out / CARDS


def rows(folder: Path, month: int) -> bytes:
    return (folder / f"month-{month}.jsonl").read_bytes()


def test_the_same_choices_give_the_same_files(folder: Path, tmp_path: Path) -> None:
    """And a folder with cards is not written to again."""
    write_cards(tmp_path, load(None), count=120, seed=1)
    for file in folder.iterdir():
        assert (tmp_path / CARDS / file.name).read_bytes() == file.read_bytes()
    with pytest.raises(FileExistsError):
        write_cards(tmp_path, load(None), count=1, seed=1)


def test_the_patients_are_the_citizens_of_the_population_beside_the_cards(tmp_path: Path) -> None:
    """Over however many years its letters are, since their births depend on that."""
    made = Population(count=30, years=0.1, seed=1)
    write_population(tmp_path, made, load(None))
    write_cards(tmp_path, load(None), count=30, seed=1, years=0.1)
    truth = json.loads((tmp_path / TRUTH).read_text(encoding="utf-8"))
    citizens = {each["person"] for each in truth["citizens"]}
    cards = json.loads((tmp_path / CARDS / "truth.json").read_text(encoding="utf-8"))
    assert {each["patient"] for each in cards} <= citizens


def test_every_row_can_be_read_and_is_about_nobody(folder: Path) -> None:
    """S10: test persons and made-up persons only, of nine clinics, over three months."""
    read = [row for month in (1, 2, 3) for row in reading.read(rows(folder, month)).rows]
    assert all(row.row is not None and is_made_up(row.row.patient) for row in read)
    assert len({row.clinic for row in read}) == CLINICS
    assert [each.states_refusal for each in clinics()] == [True] * 8 + [False]
    assert read_csv(MappingEntry, mapping()).findings == ()


def test_the_hub_meets_the_truth(folder: Path) -> None:
    """Sent month by month, every row ends as the truth says, and what is shown of each patient is the values
    it names; of the clinic that cannot state a refusal nothing is shown."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert {each["kind"] for each in truth} == EVERY_KIND
    registered = msgspec.json.decode((folder / "clinics.json").read_bytes(), type=tuple[Clinic, ...])
    station = Station(clinics=registered, unable=(clinics()[-1].clinic,), persons="any")
    release(station.tables, mapping())
    for month in (1, 2, 3):
        station.hub.receive(rows(folder, month), system=station.system, at=station.now().replace(year=2027))
    known = station.store.known({(each["clinic"], each["row_id"]) for each in truth})
    expected: defaultdict[str, list[str]] = defaultdict(list)
    for each in truth:
        last = known[each["clinic"], each["row_id"]].history[-1]
        found = (last.state, last.findings[0].rule if last.findings else None)
        assert found == (each["state"], each["rule"]), each
        if each["shown"] is not None:
            expected[each["patient"]].append(each["shown"])
    for patient in {each["patient"] for each in truth}:
        shown = [value for values in station.shown(patient).values() for value, _ in values]
        assert sorted(shown) == sorted(expected[patient])
