"""The letters of rows: correct by their standard and our own rules, and saying what the row says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labsvar import checks
from labsvar.formats import xml
from labsvar.hub.deciding import LONGEST_VALUE, is_number
from labsvar.hub.rows import CardRow
from tests.unit.hub.helpers import Station, row

SIGNS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60)
WORDS = SIGNS.filter(lambda text: bool(text.strip()))
# Longer numbers are held, since the element for numbers has no room for them.
VALUES = WORDS.filter(lambda text: len(text) <= LONGEST_VALUE or not is_number(text))


def sent(station: Station) -> list[xml.LetterRead]:
    """The letters as they left the hub."""
    return [
        letter for entry in station.exchange.store.letters for letter in xml.read(entry.content.raw).letters
    ]


@st.composite
def sendable(draw: st.DrawFn) -> CardRow:
    """A row that is sent, with whatever a clinic may write in its fields."""
    number = draw(st.decimals(min_value=0, max_value=9999, places=1).map(str))
    some = draw(
        st.sampled_from(
            [
                {"code": "CRP", "value": number, "operator": draw(st.sampled_from(["", "<", ">"]))},
                {
                    "code": "STREP",
                    "value": draw(VALUES),
                    "unit": "",
                    "material": draw(st.text("abæ ", max_size=70)),
                },
                {"code": "STREP", "value": number, "unit": ""},
                {"code": "NPU10394", "code_system": "npu", "value": draw(VALUES), "unit": ""},
                {"code": "MCS88102", "code_system": "mcs", "value": number, "unit": "L/min"},
            ]
        )
    )
    limits = st.sampled_from(["", "0", "7,5", "neg"])
    return row(
        **some,
        surname=draw(WORDS),
        given_name=draw(st.one_of(st.just(""), WORDS)),
        reference_lower=draw(limits),
        reference_upper=draw(limits),
        flag=draw(st.sampled_from(["", "high", "low", "abnormal"])),
        comment=draw(st.text("abc æøå<&>\n", max_size=700)),
        reason=draw(WORDS),
        requisition_number=draw(st.sampled_from(["", "123"])),
        consent=draw(st.sampled_from(["", "given", "refused"])),
    )


@given(sendable())
def test_whatever_is_sent_is_a_correct_letter(card: CardRow) -> None:
    """The reader finds nothing in it, our rules nothing that refuses it, and the fields are the row's."""
    station = Station()
    assert station.states(card) == [("sent", None)]
    ((read),) = sent(station)
    assert read.findings == ()
    assert not [each for each in checks.content_of(read) if each.severity == "error"]
    (report,) = station.letters
    assert report.person_surname == card.surname
    assert report.given == {"given": True, "refused": False, "": None}[card.consent]
    assert report.sampled_at.isoformat()[:16] == card.sampled_at
    if report.results:
        (result,) = report.results
        assert result.mark == (card.flag or None)
        assert result.unit == (card.unit or None)


def test_microbiology_says_value_limits_and_operator() -> None:
    """A number is told as one beside the words, a long text in full, and the comment after it."""
    station = Station()
    strep = row(code="STREP", unit="")
    station.send(
        row(
            code="STREP",
            unit="",
            value="0,6",
            operator="<",
            reference_upper="2,0",
            flag="high",
            comment="se note",
        ),
        strep.__class__(
            **{name: getattr(strep, name) for name in strep.__struct_fields__}
            | {"row_id": "r2", "value": "x" * 1200 + "\ny" * 12}
        ),
    )
    first, second = (report.investigations[0].quantitative_findings for report in station.letters)
    assert first is not None
    assert second is not None
    said = first.analysis_findings[0].findings
    assert said.measurement is not None
    assert (said.measurement.operator, said.measurement.value) == ("mindre_end", "0.6")
    assert said.interpretation.text.paragraphs == ("<0,6",)
    assert said.reference_interval is not None
    assert said.reference_interval.limits is not None
    assert said.reference_interval.limits.upper_limit == "2.0"
    assert said.result_validation == "for_hoej"
    assert [each.text.paragraphs for each in said.comments] == [("se note",)]
    long = second.analysis_findings[0].findings
    paragraphs = [
        *long.interpretation.text.paragraphs,
        *(p for c in long.comments for p in c.text.paragraphs),
    ]
    assert "".join(paragraphs) == "x" * 1200 + "y" * 12


def test_biochemistry_says_limits_material_and_comment() -> None:
    """Limits keep their characters but for the comma, and material is told in words."""
    station = Station()
    station.send(
        row(reference_lower="0,5", reference_upper="neg", material="Blod", comment="a\n\nb", flag="low")
    )
    (result,) = station.letters[0].results
    assert result.interval is not None
    assert (result.interval.lower, result.interval.upper) == ("0.5", "neg")
    assert result.mark == "low"
    assert "Materiale: Blod" in str(result.remarks)
    assert (result.code_type, result.code_responsible, result.producer_code) == ("iupac", "SST", "ALM")
    peak = row(row_id="r2", code="MCS88102", code_system="mcs", value="450", unit="L/min")
    station.send(peak)
    assert [(each.code_type, each.code_responsible) for each in station.letters[-1].results] == [
        ("lokal", "MCS")
    ]
