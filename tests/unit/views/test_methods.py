"""Methods and conversions in words, and the break of a trend line where a method changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from labsvar.comparability import Change, Conversion, Method, Part, Place, Producer, WhatIf
from labsvar.results.cumulative import TrendPoint
from labsvar.web.texts import LANGUAGES
from labsvar.web.views import methods, trend, whatif

DANISH, ENGLISH = LANGUAGES["da"], LANGUAGES["en"]
ONE, OTHER = Method(method="jorden", instrument="I"), Method(method="luften", kit="k", point_of_care=True)


def conversion(factor: str, offset: str = "0") -> Conversion:
    return Conversion(factor=Decimal(factor), offset=Decimal(offset), from_unit="%", to_unit="mmol/mol")


@pytest.mark.parametrize(
    ("factor", "offset", "words"),
    [
        ("2", "0", "× 2"),
        ("10.93", "-23.5", "× 10.93 − 23.5"),
        ("0.0000001", "1", "× 0.0000001 + 1"),
    ],
)
def test_a_conversion_is_written_as_people_write_it(factor: str, offset: str, words: str) -> None:
    assert methods.formula(conversion(factor, offset)) == words


def test_a_method_is_named_with_its_instrument_and_where_it_was_used() -> None:
    """One that nobody states is said to be unknown, in both languages."""
    assert methods.named(ONE, DANISH) == "jorden, I"
    assert methods.named(OTHER, ENGLISH) == "luften, k (point of care)"
    assert methods.all_named([None, ONE, ONE], ENGLISH) == ("Method not stated", "jorden, I")


def drawn(*series: int, converted: bool = False) -> trend.Trend:
    """A trend with a value a day, each of a series."""
    points = [
        TrendPoint(
            at=datetime(2026, 3, 1) + timedelta(days=day),
            number=float(day),
            operator=None,
            method=(ONE, OTHER)[each % 2],
            series=each,
            converted=converted,
        )
        for day, each in enumerate(series)
    ]
    made = trend.draw(points, name="x", unit="mmol/L", interval=None, texts=DANISH)
    assert made is not None
    return made


def test_the_line_has_a_gap_and_a_mark_where_the_method_changes_and_says_so_in_words() -> None:
    """The mark stands between the last value of the one and the first of the other."""
    made = drawn(0, 0, 0, 1, 1)
    assert [len(line.split()) for line in made.lines] == [3, 2]
    (change,) = made.changes
    assert made.dots[2].x < change.x < made.dots[3].x
    assert change.words == "4. mar. 2026 skifter metoden: jorden, I → luften, k (patientnær)"
    assert made.notes == (change.words,)
    assert change.words in made.description


def test_methods_used_by_turns_have_a_line_each_and_no_mark_between() -> None:
    """Two laboratories of one group take no place of each other; where one of them ends, there is a mark."""
    made = drawn(0, 1, 0, 1, 0, 1)
    assert [len(line.split()) for line in made.lines] == [3, 3]
    assert (made.changes, made.notes) == ((), ())
    assert "Hver metode har sin egen linje: jorden, I; luften, k (patientnær)" in made.description
    ended = drawn(0, 1, 0, 1, 2, 1, 2)
    (change,) = ended.changes
    assert ended.dots[3].x < change.x < ended.dots[4].x
    assert change.words.startswith("5. mar. 2026")


def test_a_value_alone_is_a_dot_without_a_line_and_many_changes_are_told_by_their_number() -> None:
    """Also in a long trend, where only some values have dots."""
    assert [len(line.split()) for line in drawn(0, 0, 1, 0, 0).lines] == [4]
    often = drawn(0, 1, 2, 3, 4)
    assert often.lines == ()
    assert (len(often.changes), often.notes) == (4, ("Metoden skifter 4 gange",))
    assert {change.words for change in often.changes} == {""}
    long = drawn(*([0] * 24), 1, *([0] * 24))
    assert [dot.newest for dot in long.dots] == [False, True]
    assert not drawn(0, 0).changes


def test_the_words_say_how_many_values_are_drawn_converted() -> None:
    assert drawn(0, 0, converted=True).notes == ("2 af værdierne er tegnet omregnet",)


def test_of_many_changes_the_page_lists_the_largest_and_counts_the_rest() -> None:
    """And it says of each what its rows are called before and after."""
    unknown = Place(key=("unknown",))
    alone = Place(key=("method",), method=ONE)
    group = Place(key=("group",), method=ONE, group="g", outcome="converted", conversion=conversion("2"))
    part = Part(code="NPU1", unit="", producer=Producer(code="TKA"), before=alone, after=group, results=3)
    other = Part(code="NPU1", unit="", producer=Producer(code="TKA"), before=unknown, after=group, results=2)
    change = Change(kind="merge", before=2, after=1, parts=(part, other))
    shown = whatif.view(WhatIf(changes=(change,) * 60, unchanged=1, converted=2), ENGLISH)
    assert (len(shown.changes), shown.left_out, shown.merging, shown.moved) == (50, 10, 60, 300)
    first, second = shown.changes[0].parts
    assert (first.before, first.after) == ("a row of its own", "g (× 2)")
    assert second.before == "the laboratory's row without a stated method"
    assert shown.example is not None
    assert [row.name for row in shown.example.after] == ["g"]
    assert shown.example.after[0].of == (("TKA · jorden, I", 5),)
