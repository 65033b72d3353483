"""What a page shows of a result: the laboratory's own characters, and nothing that could do harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labsvar.letters import text as marks
from labsvar.letters.common import BinaryObject, Reference
from labsvar.results import derive
from labsvar.results.cumulative import Filter, TrendPoint
from labsvar.results.model import Interval, Person, Stored
from labsvar.results.record import Reading, assemble
from labsvar.web.texts import LANGUAGES
from labsvar.web.views import formatted, reports, times, trend, values
from tests import builders, narratives

DANISH, ENGLISH = LANGUAGES["da"], LANGUAGES["en"]


def test_formatting_becomes_html_and_the_last_breaks_are_left_out() -> None:
    content = (
        "Let ", marks.Bold(("hæmolyseret",)), marks.BREAK, "a", marks.SPACE, "b",
        marks.FixedFont(("1", marks.Italic(("2",)), marks.Underline(("3",)))),
        marks.Center(("c",)), marks.Right(("r",)), marks.BREAK, marks.BREAK,
    )  # fmt: skip
    assert formatted.html(content) == (
        'Let <b>hæmolyseret</b><br>a&nbsp;b<span class="text-fixed">1<i>2</i><u>3</u></span>'
        '<span class="text-center">c</span><span class="text-right">r</span>'
    )


@given(st.lists(st.text(), max_size=4))
def test_no_character_of_a_letter_becomes_markup(texts: list[str]) -> None:
    """Whatever a laboratory writes is text on the page."""
    shown = str(formatted.html(texts)) + str(formatted.lines(texts))
    assert "<" not in shown.replace("<br>", "")


@pytest.mark.parametrize(
    ("interval", "danish", "english"),
    [
        (None, None, None),
        (Interval(kind="fysiologisk", lower="3.50", upper="4.6"), "3.50 – 4.6", "3.50 – 4.6"),
        (Interval(kind="fysiologisk", upper="8"), "til 8", "up to 8"),
        (Interval(kind="uspecificeret", lower="8"), "uspecificeret fra 8", "unspecified from 8"),
        (
            Interval(kind="terapeutisk", lower="2.0", upper="3.0", text="se metode"),
            "terapeutisk 2.0 – 3.0 se metode",
            "therapeutic 2.0 – 3.0 se metode",
        ),
        (Interval(text="negativ"), "negativ", "negativ"),
        (Interval(kind="terapeutisk"), None, None),
    ],
)
def test_an_interval_keeps_the_characters_of_its_limits(
    interval: Interval | None, danish: str | None, english: str | None
) -> None:
    assert values.interval_text(interval, DANISH) == danish
    assert values.interval_text(interval, ENGLISH) == english


def test_only_a_web_address_becomes_a_link() -> None:
    """Anything else that a letter gives as an address is shown as text."""
    binary = BinaryObject(
        object_identifier="0b1", object_code="billede", object_extension_code="png", original_object_size="1"
    )
    references = [
        Reference(ref_description="Vejledning", url="https://example.dk/a"),
        Reference(ref_description="Script", url="javascript:alert(1)"),
        Reference(ref_description="Kurve", binary=binary),
        Reference(ref_description="Bilag", supplementary=True),
        Reference(ref_description="Tom"),
    ]
    found = list(values.links(references, DANISH))
    assert [(link.url, link.note) for link in found] == [
        ("https://example.dk/a", ""),
        (None, "javascript:alert(1)"),
        (None, "fil 0b1 (billede, png, 1 byte)"),
        (None, "supplerende materiale"),
        (None, ""),
    ]


def points(*numbers: tuple[int, float, str | None]) -> list[TrendPoint]:
    """Values at days of March."""
    return [TrendPoint(at=datetime(2026, 3, at), number=n, operator=op) for at, n, op in numbers]


def drawn(*numbers: tuple[int, float, str | None], interval: Interval | None = None) -> trend.Trend:
    """A trend that has something to draw."""
    made = trend.draw(points(*numbers), name="Kalium;P", unit="mmol/L", interval=interval, texts=DANISH)
    assert made is not None
    return made


def test_one_value_is_no_trend() -> None:
    assert trend.draw(points((1, 4.0, None)), name="x", unit=None, interval=None, texts=DANISH) is None


def test_the_trend_draws_time_across_and_value_up_and_says_the_same_in_words() -> None:
    """The bound is hollow, the newest is emphasised, and the interval is a band."""
    made = drawn(
        (1, 3.0, "mindre_end"), (3, 5.0, None), (5, 4.0, None), interval=Interval(lower="3.5", upper="4.6")
    )
    first, second, third = made.dots
    assert (first.hollow, second.hollow) == (True, False)
    assert (second.newest, third.newest) == (False, True)
    assert first.x < second.x < third.x
    assert first.y > third.y > second.y
    assert made.band is not None
    assert made.band.y > second.y
    assert made.description == (
        "3 svar fra 1. mar. 2026 til 5. mar. 2026. Laveste 3, højeste 5, nyeste 4 mmol/L"
    )


def test_equal_values_and_equal_times_are_drawn_without_a_fault() -> None:
    made = drawn((1, 4.0, None), (1, 4.0, None))
    assert len({dot.x for dot in made.dots}) == 2
    assert len({dot.y for dot in made.dots}) == 1
    assert made.band is None


def test_a_long_trend_is_a_line_with_dots_for_bounds_and_the_newest_only() -> None:
    """Where dots would run together the line says enough."""
    many = [(1 + n // 2, float(n), "stoerre_end" if n == 7 else None) for n in range(50)]
    made = drawn(*many)
    assert [len(line.split()) for line in made.lines] == [50]
    assert [(dot.hollow, dot.newest) for dot in made.dots] == [(True, False), (False, True)]
    assert len(drawn(*many[:40]).dots) == 40


@pytest.mark.parametrize(
    ("interval", "has_band"),
    [
        (Interval(upper="8"), True),
        (Interval(lower="2"), True),
        (Interval(lower="ukendt", upper="ukendt"), False),
        (Interval(upper="-900"), False),
    ],
)
def test_a_band_is_drawn_for_limits_that_are_numbers_and_near(interval: Interval, *, has_band: bool) -> None:
    assert (drawn((1, 3.0, None), (2, 5.0, None), interval=interval).band is not None) is has_band


@given(
    st.lists(
        st.tuples(st.integers(1, 28), st.floats(-1e12, 1e12, allow_nan=False), st.none()),
        min_size=2,
        max_size=9,
    ),
    st.none() | st.floats(-1e12, 1e12, allow_nan=False).map(lambda n: Interval(upper=str(n))),
)
def test_nothing_is_drawn_outside_the_picture(
    numbers: list[tuple[int, float, None]], interval: Interval | None
) -> None:
    made = drawn(*sorted(numbers, key=lambda each: each[0]), interval=interval)
    assert all(0 <= dot.x <= made.width and 0 <= dot.y <= made.height for dot in made.dots)
    assert made.band is None or made.band.height > 0


def test_times_with_a_zone_are_shown_in_danish_time_and_those_of_letters_as_sent() -> None:
    assert times.moment(datetime(2026, 7, 1, 10, 5, tzinfo=UTC), DANISH) == "1. jul. 2026 kl. 12:05"
    assert times.moment(datetime(2026, 7, 1, 10, 5), ENGLISH) == "1 Jul 2026, 10:05"
    assert times.machine(datetime(2026, 7, 1, 10, 5)) == "2026-07-01T10:05"
    assert times.machine(datetime.min) == "0001-01-01T00:00"


def test_with_the_setting_that_adds_both_answers_in_words_stand_with_their_times() -> None:
    """S1: an earlier answer that says something beside the newer one is shown, and when it was given."""
    first = narratives.information(
        narratives.coded(narratives.histology_report(), samples=(narratives.skin("H1-2"),)),
        results_date_time=builders.when("2026-03-01 10:00"),
    )
    second = narratives.coded(narratives.histology_report(), samples=(narratives.skin("H1-1"),))
    stored = Stored(
        person=Person(key="1", surname="P", given_name=None),
        reports=tuple(
            derive.report(
                letter, letter_id=str(place), person_key="1", databank="PGDB", stage="full",
                envelope=builders.emessage().envelope, arrived_at=datetime(2026, 3, 3, tzinfo=UTC),
            )
            for place, letter in enumerate((first, second))
        ),
    )  # fmt: skip
    reading = Reading(report_versions={"XRPT04": "adds"})
    record = assemble(stored, reading=reading)
    (shown,) = reports.page(record.pathology, Filter(), view="citizen", texts=DANISH)
    assert [told.resulted for told in shown.says.narratives] == [
        "2. mar. 2026 kl. 12:00", "1. mar. 2026 kl. 10:00",
    ]  # fmt: skip
    assert [told.says.samples[0].number for told in shown.says.narratives] == ["H1-1", "H1-2"]
