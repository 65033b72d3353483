"""The registers of the demonstration: what they hold, and that truth and tables say the same of themselves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from labsvar.codetables import read_csv
from labsvar.comparability import Analysis, Comparing, MemberRow, MethodRow, Producer, Registers
from labsvar.population import BadAssumptions, assumptions, load
from labsvar.population.citizens import citizens
from labsvar.population.measuring import Measuring

UNTIL, YEARS = date(2026, 10, 31), 3.0
CREATININE, HAEMOGLOBIN, CRP, FERRITIN, LIPID = "NPU18016", "NPU02319", "NPU19748", "NPU19763", "NPU01566"
ASSUMED = load()


@pytest.fixture(scope="module")
def measuring() -> Measuring:
    return Measuring(ASSUMED, years=YEARS, until=UNTIL)


@pytest.fixture(scope="module")
def comparing(measuring: Measuring) -> Comparing:
    tables = measuring.registers()
    groups = read_csv(MemberRow, tables.pop("comparability"))
    methods = [read_csv(MethodRow, text) for text in tables.values()]
    assert not groups.findings
    assert not any(read.findings for read in methods)
    rows = tuple(row for read in methods for row in read.rows)
    return Comparing(Registers(methods=rows, members=groups.rows))


def test_what_the_truth_says_of_a_row_is_what_the_released_tables_come_to(
    measuring: Measuring, comparing: Comparing
) -> None:
    """For every laboratory, every analysis of a panel and days all over the period, two by two."""
    units = {row.code: row.unit for row in comparing.registers.members}
    codes = {code for panel in ASSUMED.panels.values() for code in panel.codes}
    days = [UNTIL - timedelta(days=30 * n) for n in range(36)]
    for code in sorted(codes):
        rows_of: dict[str, set[object]] = {}
        for producer in (place.producer for place in ASSUMED.places):
            for day in days:
                asked = Analysis(
                    code_system="iupac",
                    code=code,
                    code_responsible="SST",
                    unit=units.get(code, "x"),
                    producer=Producer(code=producer),
                    on=day,
                )
                place, truth = comparing.place(asked), measuring.truth(producer, code, day)
                rows_of.setdefault(truth["row"], set()).add(place.key)
                assert (place.group, place.method is None) == (truth["group"], truth["method"] is None)
        assert all(len(keys) == 1 for keys in rows_of.values()), code
        assert len(set().union(*rows_of.values())) == len(rows_of), code


def test_one_laboratory_changes_its_instrument_and_two_share_a_group_and_one_device_stands_apart(
    measuring: Measuring,
) -> None:
    """Creatinine does not keep its level; ferritin is converted; haemoglobin and lipids are left alone."""
    early, late = UNTIL - timedelta(days=1000), UNTIL - timedelta(days=10)
    before, after = (measuring.truth("ZHA", CREATININE, day) for day in (early, late))
    assert before["method"][1] != after["method"][1]
    assert (before["group"] is None, after["group"] is None) == (False, True)
    assert measuring.truth("ZHB", CREATININE, late)["row"] == before["row"]
    assert measuring.truth("ZHA", CRP, late)["row"] == measuring.truth("ZHB", CRP, late)["row"]
    assert measuring.truth("ZPA", CRP, late)["group"] is None
    assert measuring.truth("ZPC", CRP, late)["method"] is None
    assert measuring.truth("ZHB", FERRITIN, late)["factor"] is not None
    assert measuring.truth("ZHA", HAEMOGLOBIN, late)["group"] is None
    assert measuring.truth("ZHA", LIPID, late)["method"] is None


def test_some_citizens_move_to_where_another_hospital_answers() -> None:
    """The first one always, so that the smallest population shows it."""
    everybody = list(citizens(ASSUMED, count=200, years=YEARS, seed=3, until=UNTIL))
    moved = [each for each in everybody if each.moved is not None]
    assert everybody[0] in moved
    assert 20 < len(moved) < 90
    for each in moved:
        assert each.moved is not None
        assert each.hospital_on(each.moved) == each.hospital + 1
        assert each.hospital_on(each.moved - timedelta(days=1)) == each.hospital
    still = replace(ASSUMED, citizens=replace(ASSUMED.citizens, moves=0.0))
    assert all(each.moved is None for each in citizens(still, count=9, years=YEARS, seed=3, until=UNTIL))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [('panel = "nothing"', "no panel"), ('codes = ["NPU99999"]', "no table has")],
)
def test_assumptions_about_methods_that_name_what_is_not_there_are_refused(
    wrong: str, told: str, tmp_path: Path
) -> None:
    shipped = Path(assumptions.__file__).with_name("assumptions.toml")
    file = tmp_path / "assumptions.toml"
    text = shipped.read_text(encoding="utf-8")
    file.write_text(f'{text}\n[[methods]]\nproducer = "ZHA"\nmethod = "m"\n{wrong}\n', encoding="utf-8")
    with pytest.raises(BadAssumptions, match=told):
        load(file)
