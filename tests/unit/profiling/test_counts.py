"""What DuckDB counts is what the plain reference counts, over made-up extracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings

from labsvar.codes import tables
from labsvar.profiling import anomalies, billing, load
from labsvar.profiling.columns import BILLING_COLUMNS
from labsvar.profiling.counts import Counts, Pair, key, safe
from labsvar.profiling.facts import MISSING_FIELDS
from labsvar.profiling.model import Options
from labsvar.profiling.published import publish
from tests import profiling_reference as reference
from tests.unit.profiling.attacker import Equation, determined
from tests.unit.profiling.rows import Row, counted, extracts, write_csv

OPTIONS = Options(limit=3, distribution_from=8, far=20.0, listed=1000)
FEES = {row.code: row.fee_code for row in tables.fee_codes() if row.code}
SOME = settings(max_examples=25)


def keyed(found: Counter[tuple[str, str]]) -> dict[str, int]:
    return {key(*of): n for of, n in found.items()}


def crossed(rows: list[Row], attribute: Callable[[Row], str]) -> dict[Pair, int]:
    return dict(
        Counter(
            (key(reference.code_system(row), reference.code(row)), attribute(row))
            for row in reference.results(rows)
        )
    )


def origin(row: Row) -> str:
    return reference.origin(row, set(FEES))


@SOME
@given(extracts())
def test_every_count_is_that_of_the_reference(rows: list[Row]) -> None:
    with counted(rows, OPTIONS) as (found, _, _):
        assert found.rows == len(rows)
        assert found.results == len(list(reference.results(rows)))
        assert found.actions == reference.actions(rows)
        assert found.codes == keyed(reference.codes(rows))
        assert found.clinics == keyed(reference.clinics(rows))
        assert found.months == Counter(map(reference.month, reference.results(rows)))
        assert found.code_form == crossed(rows, reference.form)
        assert found.code_origin == crossed(rows, origin)
        assert found.names == {key(*of): name for of, name in reference.names(rows, OPTIONS.limit).items()}
        flat = {
            (*of.split("\x1f"), unit): n for of, units in found.code_unit.items() for unit, n in units.items()
        }
        assert flat == reference.units(rows, OPTIONS.limit)
        assert_crossed_with_clinics(found, rows)


def assert_crossed_with_clinics(found: Counts, rows: list[Row]) -> None:
    results = list(reference.results(rows))
    of_clinic = [key(reference.cell(row, "system"), reference.cell(row, "clinic")) for row in results]
    of_code = [key(reference.code_system(row), reference.code(row)) for row in results]
    assert found.code_clinic == Counter(zip(of_code, of_clinic, strict=True))
    origins = [reference.origin(row, set(FEES)) for row in results]
    assert found.clinic_origin == Counter(zip(of_clinic, origins, strict=True))
    unitless = set(tables.unitless_codes())
    for name in MISSING_FIELDS:
        lacking = Counter(
            (clinic, "missing" if reference.lacks(row, name, unitless) else "present")
            for clinic, row in zip(of_clinic, results, strict=True)
        )
        assert {pair: n for pair, n in found.missing[name].items() if n} == lacking, name


@SOME
@given(extracts())
def test_the_rows_worth_a_talk_are_those_of_the_reference(rows: list[Row]) -> None:
    with counted(rows, OPTIONS) as (_, found, _):
        named = Counter((each.rule, each.row_id) for each in found.named if each.row_id)
        told = {rule for rule, _ in named}
        expected = reference.by_distribution(rows, OPTIONS.distribution_from, OPTIONS.far)
        expected += reference.by_interval(rows)
        rules = {"factor-10", "factor-1000", "far-out", "flag-against-interval", "interval-factor-1000"}
        assert Counter({at: n for at, n in named.items() if at[0] in rules}) == expected
        assert told <= set(anomalies.RULES)
        assert sum(found.by_rule.values()) == sum(named.values()) + sum(
            not each.row_id for each in found.named
        )


@SOME
@given(extracts(), extracts(most=20))
def test_billed_and_recorded_services_are_those_of_the_reference(rows: list[Row], others: list[Row]) -> None:
    fees = sorted(set(FEES.values()))
    billed = [
        {
            "clinic": row["clinic"].strip(),
            "patient": row["patient"],
            "date": row["sampled_at"][:10],
            "fee_code": FEES.get(row["code"], fees[len(row["name"]) % len(fees)]),
            "count": {"1": "1", "2,5": "2"}.get(row["value"], ""),
        }
        for row in others
    ]
    with counted(rows, OPTIONS) as (_, _, extract):
        path = write_csv(extract.folder / "billing.csv", billed, names=BILLING_COLUMNS)
        folder = extract.folder / "billed"
        folder.mkdir()
        billed_extract = load.Extract(extract.connection, folder, BILLING_COLUMNS, {}, "utf-8")
        found = billing.compare(extract, billed_extract, [path])
    for kind, expected in zip(billing.KINDS, reference.compared(rows, billed, FEES), strict=True):
        assert {at: n for at, n in found.counts[kind].items() if n} == {
            at: n for at, n in expected.items() if n
        }


@settings(max_examples=40)
@given(extracts(most=200))
def test_no_system_over_all_that_is_published_gives_a_masked_count(rows: list[Row]) -> None:
    """The attacker joins every table of one profile, knows the totals of all columns, and solves."""
    options = Options(limit=5, distribution_from=1000, listed=0)
    with counted(rows, options) as (found, odd, _):
        seen = publish(found, odd, None, limit=5)
    if seen.results is None:
        return
    equations: list[Equation] = []
    for label, tree in (("codes", seen.codes), ("clinics", seen.clinics)):
        hidden = [group for group in tree.members if tree.groups.shown(group) is None]
        lines = [f"{label}/{line}" for group in hidden for line in tree.members[group].counts]
        equations.append((lines, sum(sum(tree.members[group].counts.values()) for group in hidden)))
        for group, inside in tree.members.items():
            if group not in hidden:
                equations.append(
                    (
                        [f"{label}/{line}" for line in inside.masked],
                        sum(inside.counts[at] for at in inside.masked),
                    )
                )
    two_ways = {
        "clinic": seen.code_clinic,
        "form": seen.code_form,
        "origin": seen.code_origin,
        **seen.missing,
    }
    two_ways["clinic origin"] = seen.clinic_origin
    for label, table in two_ways.items():
        for place in (0, 1):
            for line in {cell[place] for cell in table.masked}:
                cells = [cell for cell in table.masked if cell[place] == line]
                equations.append(
                    ([f"{label}/{cell}" for cell in cells], sum(table.cells[cell] for cell in cells))
                )
        assert all(n >= 5 for cell, n in table.cells.items() if cell not in table.masked)
    for label, units in {**seen.units, "months": seen.months, "actions": seen.actions}.items():
        if not units.collapsed:
            equations.append(
                ([f"{label}/{each}" for each in units.masked], sum(units.counts[at] for at in units.masked))
            )
    assert determined([each for each in equations if each[0]]) == set()


def test_what_looks_like_the_number_of_a_person_is_withheld() -> None:
    """Ten digits that begin as a date, in whatever column; a requisition of ten others stays."""
    assert safe("CRP 251248-9996 x") == "(withheld)"
    assert safe("2512489996") == "(withheld)"
    assert safe("9912489996") == "9912489996"
    assert safe("100012014000000") == "100012014000000"
    assert safe("a\tb\x00c") == "a b c"
    assert len(safe("x" * 100)) == 61


def test_the_rarest_of_too_many_codes_are_counted_together(tmp_path: Path) -> None:
    """So a column of garbage takes no more memory than it deserves."""
    rows = [{"code": f"K{number}", "code_system": "local", "row_id": str(number)} for number in range(30)]
    rows += [{"code": "CRP", "code_system": "local", "row_id": "x"}] * 5
    with counted(rows, Options(most_codes=1)) as (found, _, _):
        assert found.codes == {key("local", "CRP"): 5, key("unknown", "(rare)"): 30}
