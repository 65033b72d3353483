"""The released groups, and the group of a result, come back from FHIR as they were."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.checks import fhir as checks
from labsvar.comparability import MemberRow, Place
from labsvar.comparability.model import Code, Conversion, of_group
from labsvar.conversion.fhir import parts
from labsvar.fhirview.comparability import Grouped, concept_map, exported, grouped, members_of, told
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle, ConceptMap, Observation

WORDS = st.from_regex(r"[A-Za-zÆØÅæøå0-9/%|.,-]{1,8}( [A-Za-zæøå0-9/%]{1,6})?", fullmatch=True)
MAYBE = st.one_of(st.just(""), WORDS)
CODES = st.tuples(
    st.sampled_from(("npu", "mds", "mcs", "loinc", "local-TKÆ")),
    st.from_regex(r"[A-Z0-9-]{1,10}", fullmatch=True),
)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NUMBERS = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,4})?", fullmatch=True)


@st.composite
def members(draw: st.DrawFn) -> MemberRow:
    code_system, code = draw(CODES)
    outcome = draw(st.sampled_from(("comparable", "converted", "not_comparable", "unknown")))
    converted = outcome == "converted"
    unit = draw(WORDS if converted else MAYBE)
    return MemberRow(
        code_system=code_system,
        code=code,
        group=draw(WORDS),
        unit=unit,
        group_unit=draw(WORDS) if converted else unit,
        method=draw(MAYBE),
        method_code=draw(st.sampled_from(("", "123456789"))),
        instrument=draw(MAYBE),
        calibrator=draw(MAYBE),
        point_of_care=draw(st.sampled_from(("yes", "no"))),
        outcome=outcome,  # type: ignore[arg-type]  # one of them
        factor=draw(NUMBERS) if converted else "",
        offset=draw(st.one_of(st.just(""), NUMBERS)) if converted else "",
        allowed_bias=draw(st.sampled_from(("", "2.5"))),
        evidence=draw(MAYBE),
        maintainer=draw(WORDS),
        valid_from=draw(DAYS),
        note=draw(MAYBE),
    )


@settings(max_examples=50)
@given(st.lists(members(), min_size=1, max_size=6))
def test_the_rows_of_the_table_come_back_from_the_bytes_of_the_map(rows: list[MemberRow]) -> None:
    """All of them, whatever they say; and our own rules find nothing in the map and the set."""
    raw = fhir.write(exported(rows, version="3"))
    checked = checks.check(raw)
    assert [each.rule for each in checked.findings if each.severity != "note"] == []
    bundle = checked.read.resource
    assert isinstance(bundle, Bundle)
    found = bundle.entry[0].resource
    assert isinstance(found, ConceptMap)
    assert found.version == "3"
    assert Counter(members_of(found)) == Counter(rows)


def test_no_groups_are_no_map() -> None:
    assert concept_map([]) is None
    assert exported([]).entry == ()


@given(members(), NUMBERS)
def test_the_group_of_a_result_comes_back_from_the_bytes_of_its_observation(
    row: MemberRow, value: str
) -> None:
    """With the outcome, and with the converted value as `Conversion` gives it; without a group nothing is told."""
    key = of_group(Code(row.code_system, row.code), group=row.group, unit=row.group_unit)
    place = Place(key=key, group=row.group, outcome=row.outcome, conversion=row.conversion)
    observation = Observation(status="final", code=parts.concept("K"), extension=told(place, value))
    found = fhir.read(fhir.write(observation)).resource
    assert isinstance(found, Observation)
    conversion: Conversion | None = row.conversion
    assert grouped(found) == Grouped(
        code_system=row.code_system,
        code=row.code,
        group=row.group,
        outcome=row.outcome,
        value=None if conversion is None else conversion.converted(value),
        unit=None if conversion is None else row.group_unit,
    )
    assert told(Place(key=key), value) == ()
    assert told(place, "no number")[0].extension[2:] == ()
