"""Where a result comes to stand, case by case; and that the quick way and the obvious one agree on any tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.comparability import (
    Analysis,
    Comparing,
    LoincRow,
    Method,
    Producer,
    Registers,
    Rows,
    StatedMethod,
    SynonymRow,
    place_slowly,
    placing,
)
from tests.unit.comparability.rows import DAY, TKA, TKB, analysis, member, method


def comparing(*rows: Any, **tables: Any) -> Comparing:
    """Released tables with these rows of methods and groups."""
    return Comparing(
        Registers(
            methods=tuple(row for row in rows if hasattr(row, "producer_kind")),
            members=tuple(row for row in rows if hasattr(row, "group")),
            **tables,
        )
    )


def share(tables: Comparing, one: Analysis, other: Analysis, rows: Rows = "groups") -> bool:
    return tables.place(one, rows).key == tables.place(other, rows).key


def stated(name: str = "turbidimetri", country: str = "DK", **told: Any) -> StatedMethod:
    """What a result says of itself."""
    return StatedMethod(method=Method(method=name, **told), country=country)


def test_a_method_that_a_result_states_is_known_and_needs_no_register() -> None:
    """Two laboratories whose results state a method of one group share a row; what states none stands apart."""
    tables = comparing(member(method="turbidimetri"))
    one, other = analysis(TKA, stated=stated()), analysis(TKB, stated=stated())
    assert share(tables, one, other)
    assert tables.place(one).group == "a"
    assert not share(tables, one, analysis(TKB))
    assert not share(tables, one, analysis(TKB, stated=stated("nefelometri")))
    assert not share(Comparing.NOTHING, one, other)


def test_what_a_result_states_goes_before_the_register_that_it_contradicts() -> None:
    """A register that says the same more fully is taken whole; one that says otherwise counts for results that
    state nothing, and for its word on the point of care."""
    full = method("TKA", instrument="Analyse 1", kit="Kit 2")
    tables = comparing(full)
    assert tables.place(analysis(TKA, stated=stated())).method == full.says
    contradicted = tables.place(analysis(TKA, stated=stated(instrument="Analyse 2"))).method
    assert contradicted == Method(method="turbidimetri", instrument="Analyse 2")
    near = comparing(method("TKA", point_of_care="yes"), member(method="turbidimetri"))
    assert near.place(analysis(TKA, stated=stated(instrument="Analyse 2"))).group is None


def test_a_neighbouring_country_s_own_name_of_a_method_is_understood() -> None:
    """By the names of the country where the result was made, and by no other country's."""
    told: dict[str, Any] = {
        "country": "SE",
        "name": "turbidimetrisk",
        "method": "turbidimetri",
        "valid_from": date(2020, 1, 1),
    }
    tables = comparing(member(method="turbidimetri"), synonyms=(SynonymRow(**told),))
    swedish = analysis(Producer(code="1", kind="other"), stated=stated("Turbidimetrisk", "SE"))
    assert share(tables, swedish, analysis(TKA, stated=stated()))
    norwegian = analysis(Producer(code="2", kind="other"), stated=stated("Turbidimetrisk", "NO"))
    assert not share(tables, norwegian, swedish)


def test_without_registers_every_laboratory_has_a_row_of_its_own() -> None:
    """Unknown methods share a row within a laboratory and never between two."""
    assert share(Comparing.NOTHING, analysis(TKA), analysis(TKA, on=date(2030, 1, 1)))
    assert not share(Comparing.NOTHING, analysis(TKA), analysis(TKB))
    assert Comparing.NOTHING.place(analysis()).method is None


@pytest.mark.parametrize(
    "other",
    [
        {"code": "NPU00002"},
        {"unit": "mg/L"},
        {"unit": None},
        {"code_system": "lokal"},
        {"producer": Producer(code="TKA", kind="sor")},
    ],
)
@pytest.mark.parametrize("rows", ["groups", "apart", "codes"])
def test_another_code_unit_or_kind_of_producer_is_another_row(other: dict[str, Any], rows: Rows) -> None:
    """With one row for each code it is the code and the unit that count, and no laboratory."""
    tables = comparing(method(), method("TKB"), member())
    assert share(tables, analysis(), analysis(**other), rows) == (rows == "codes" and "producer" in other)


def test_what_one_group_says_is_comparable_shares_a_row() -> None:
    tables = comparing(method(), method("TKB"), member(method="Turbidimetri "))
    place = tables.place(analysis(TKA))
    assert (place.group, place.outcome, place.conversion) == ("a", "comparable", None)
    assert place.method == Method(method="turbidimetri")
    assert share(tables, analysis(TKA), analysis(TKB))
    assert not share(tables, analysis(TKA), analysis(TKB), "apart")
    assert share(Comparing.NOTHING, analysis(TKA), analysis(TKB), "codes")


def test_a_known_method_without_a_group_stands_alone() -> None:
    """Not even the same method in two laboratories is one row before somebody released it."""
    tables = comparing(method(), method("TKB"))
    assert not share(tables, analysis(TKA), analysis(TKB))
    assert tables.place(analysis()).group is None


def test_a_method_that_no_member_is_about_stays_out_of_the_group() -> None:
    tables = comparing(method(), method("TKB", instrument="beta"), member(instrument="alfa"))
    assert not share(tables, analysis(TKA), analysis(TKB))
    assert tables.place(analysis(TKB)).group is None


def test_an_unknown_method_is_in_no_group_even_where_any_method_is() -> None:
    """A member that asks for nothing is about every known method, and about no unknown one."""
    tables = comparing(method(), member())
    assert tables.place(analysis(TKA)).group == "a"
    assert tables.place(analysis(TKB)).group is None


def test_the_point_of_care_is_apart_unless_it_was_declared() -> None:
    near = method("TKB", point_of_care="yes")
    assert not share(comparing(method(), near, member()), analysis(TKA), analysis(TKB))
    declared = comparing(method(), near, member(), member(point_of_care="yes"))
    assert share(declared, analysis(TKA), analysis(TKB))


@pytest.mark.parametrize("outcome", ["not_comparable", "unknown"])
def test_a_method_that_does_not_belong_to_the_group_has_its_own_row(outcome: str) -> None:
    tables = comparing(
        method(instrument="alfa"),
        method("TKB", instrument="beta"),
        member(instrument="alfa"),
        member(instrument="beta", outcome=outcome),
    )
    place = tables.place(analysis(TKB))
    assert (place.group, place.outcome) == (None, outcome)
    assert not share(tables, analysis(TKA), analysis(TKB))


def test_another_unit_joins_the_group_by_a_released_conversion_only() -> None:
    in_mass = member(unit="mg/L", outcome="converted", factor="0.0555", group_unit="mmol/L")
    plain, converted = comparing(method(), member()), comparing(method(), member(), in_mass)
    one, other = analysis(), analysis(unit="mg/L")
    assert not share(plain, one, other)
    assert share(converted, one, other)
    conversion = converted.place(other).conversion
    assert conversion is not None
    assert (conversion.from_unit, conversion.to_unit) == ("mg/L", "mmol/L")
    assert not share(converted, one, other, "apart")


@pytest.mark.parametrize(
    "other",
    [
        member(group="b"),
        member(outcome="not_comparable"),
        member(unit="mmol/L", outcome="converted", factor="2"),
    ],
)
def test_rows_that_contradict_each_other_merge_nothing(other: Any) -> None:
    """Such a table cannot be drafted; were one there, its results would stand apart."""
    tables = comparing(method(), method("TKB"), member(), other)
    assert not share(tables, analysis(TKA), analysis(TKB))


def test_the_method_is_that_of_the_day() -> None:
    """A laboratory that changes its method gets another row from that day on, and back again."""
    change = DAY + timedelta(days=1)
    tables = comparing(
        method(valid_to=DAY), method(method="nefelometri", valid_from=change), member(method="nefelometri")
    )
    assert tables.place(analysis(on=DAY)).group is None
    assert tables.place(analysis(on=change)).group == "a"


def test_a_group_counts_from_the_day_its_row_does() -> None:
    tables = comparing(method(), member(valid_from=DAY, valid_to=DAY))
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
    assert [tables.place(analysis(on=day)).group for day in days] == [None, "a", None]


def test_what_a_method_is_called_elsewhere_leads_to_the_same_group() -> None:
    """The laboratory's own word counts before its country's, and that before the one for all."""
    swedish = Producer(code="1", kind="swedish")
    told = {"producer_kind": "swedish", "country": "SE", "method": "Turbidimetriskt"}
    synonyms = (
        SynonymRow(name="turbidimetriskt", method="noget andet"),
        SynonymRow(country="SE", name="turbidimetriskt", method="turbidimetri"),
    )
    own = SynonymRow(producer_kind="swedish", producer="1", name="turbidimetriskt", method="nefelometri")
    rows = (method(), method("1", **told), member(method="turbidimetri"))
    assert share(comparing(*rows, synonyms=synonyms), analysis(TKA), analysis(swedish))
    assert not share(comparing(*rows, synonyms=synonyms[:1]), analysis(TKA), analysis(swedish))
    assert not share(comparing(*rows, synonyms=(*synonyms, own)), analysis(TKA), analysis(swedish))


def test_a_loinc_code_is_an_npu_code_by_the_map_only() -> None:
    """In the unit that the map says, and by no likeness of names."""
    map_ = (LoincRow(loinc="1111-1", unit="mmol/L", npu="NPU00001"),)
    loinc = analysis(code_system="loinc", code="1111-1", code_responsible="")
    rows = (method(), method(code_system="loinc", code="1111-1"), member())
    assert not share(comparing(*rows), analysis(), loinc)
    assert share(comparing(*rows, loinc=map_), analysis(), loinc)
    in_mass = analysis(code_system="loinc", code="1111-1", code_responsible="", unit="mg/L")
    assert comparing(*rows, loinc=map_).place(in_mass).group is None
    assert not share(comparing(*rows, loinc=map_), analysis(), loinc, "apart")


def test_two_spellings_of_a_code_are_one_code() -> None:
    """MDS codes are sent as `mds` and as `lokal` with the responsible MDS; a local code is its laboratory's."""
    spelled = [
        analysis(code_system="mds", code="50601", code_responsible=""),
        analysis(code_system="lokal", code="50601", code_responsible="MDS"),
    ]
    assert share(Comparing.NOTHING, spelled[0], spelled[1])
    others = [
        analysis(code_system="lokal", code="50601", code_responsible=by) for by in ("TKA", "TKB", "MCS")
    ]
    assert len({Comparing.NOTHING.place(each).key for each in (spelled[0], *others)}) == 4
    faulty = [analysis(code_system="iupac", code="X", code_responsible=by) for by in ("SST", "TKA")]
    assert not share(Comparing.NOTHING, faulty[0], faulty[1])


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_KEPT", 3)
    tables = comparing(method(), member())
    for number in range(10):
        tables.place(analysis(unit=str(number)))
    assert len(tables._lines) <= 3
    assert tables.place(analysis()).group == "a"


# The quick way and the obvious one ---------------------------------------------------------------

_DAYS = st.sampled_from(
    [
        *(DAY + timedelta(days=number) for number in range(5)),
        *(
            date(year, 1, 1) - timedelta(days=number)
            for year in (DAY.year, DAY.year + 1)
            for number in (0, 1)
        ),
        date.max,
    ]
)
_VALID = st.fixed_dictionaries({}, optional={"valid_from": _DAYS, "valid_to": _DAYS})
_NAMES = st.sampled_from(["", "x", "y"])
_CODED = st.sampled_from(
    [{"code_system": "npu", "code": "NPU00001"}, {"code_system": "loinc", "code": "1111-1"}]
)
_METHODS = st.builds(
    lambda coded, valid, **told: method(**coded, **valid, **told),
    _CODED,
    _VALID,
    producer=st.sampled_from(["TKA", "TKB"]),
    method=st.sampled_from(["x", "y", "z"]),
    instrument=_NAMES,
    country=st.sampled_from(["DK", "SE"]),
    point_of_care=st.sampled_from(["yes", "no"]),
)
_MEMBERS = st.builds(
    lambda coded, valid, **told: member(**coded, **valid, **told),
    _CODED,
    _VALID,
    group=st.sampled_from(["a", "b"]),
    method=_NAMES,
    instrument=_NAMES,
    unit=st.sampled_from(["", "mmol/L"]),
    outcome=st.sampled_from(["comparable", "converted", "not_comparable", "unknown"]),
    factor=st.sampled_from(["1", "2"]),
    point_of_care=st.sampled_from(["yes", "no"]),
)
_SYNONYMS = st.builds(
    lambda valid, **told: SynonymRow(**valid, **told),
    _VALID,
    country=st.sampled_from(["", "DK", "SE"]),
    name=st.sampled_from(["x", "y", "z"]),
    method=st.sampled_from(["x", "y"]),
)
_LOINC = st.builds(
    lambda valid, **told: LoincRow(**valid, **told),
    _VALID,
    loinc=st.just("1111-1"),
    unit=st.sampled_from(["", "mmol/L"]),
    npu=st.sampled_from(["NPU00001", "NPU00002"]),
)
_ANALYSES = st.builds(
    lambda coded, **told: analysis(**coded, **told),
    _CODED,
    producer=st.sampled_from([TKA, TKB]),
    unit=st.sampled_from([None, "mmol/L"]),
    on=_DAYS,
    stated=st.none()
    | st.builds(
        lambda country, **told: StatedMethod(method=Method(**told), country=country),
        method=st.sampled_from(["", "turbidimetri", "Turbidimetrisk", "nefelometri"]),
        instrument=st.sampled_from(["", "Analyse 1"]),
        country=st.sampled_from(["", "DK", "SE"]),
    ),
)


@settings(max_examples=150)
@given(
    tables=st.builds(
        Registers,
        methods=st.lists(_METHODS, max_size=6).map(tuple),
        members=st.lists(_MEMBERS, max_size=6).map(tuple),
        synonyms=st.lists(_SYNONYMS, max_size=3).map(tuple),
        loinc=st.lists(_LOINC, max_size=3).map(tuple),
    ),
    asked=st.lists(_ANALYSES, min_size=1, max_size=8),
    rows=st.sampled_from(["groups", "apart", "codes"]),
)
def test_the_quick_way_and_the_obvious_one_agree(
    tables: Registers, asked: list[Analysis], rows: Rows
) -> None:
    """Whatever the tables say, contradictions included, on every day."""
    quick = Comparing(tables)
    for each in (*asked, *asked):
        assert quick.place(each, rows) == place_slowly(each, tables, rows)
