"""Whatever comes in is answered, and by something that can be read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.formats import xml
from tests.builders import emessage, laboratory_report, microbiology_report
from tests.unit.exchange.helpers import Exchange

WHOLE = xml.write(emessage(laboratory_report(), microbiology_report()), indent=True)
PIECES = [
    b"",
    b" ",
    b"&",
    b"<",
    b"&lt;",
    b"</",
    b"\x00",
    b"\xff",
    b"9" * 60,
    "æøå\ue000".encode(),
    b"<Break/>" * 50,
    b"&#13;&#9;",
    b"\n",
]


@settings(max_examples=200)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_damaged_letters_are_answered(cuts: list[tuple[int, int, bytes]]) -> None:
    """A receipt that is valid itself, or a problem document; never a fault of ours."""
    body = WHOLE
    for start, length, piece in cuts:
        body = body[:start] + piece + body[start + length :]
    reply = Exchange().send(body)
    assert reply.status in {200, 400, 422}
    if reply.status != 400:
        assert xml.read(reply.body).errors == ()


VALUES = [b"", b" ", b"a" * 14, b"a" * 15, b"a" * 36, b"&amp;&lt;", "\ue000æ".encode(), b"  x  ", b"a\nb"]
PLACES = [b">K0000001<", b">TKB0000001<", b">5790000000012<", b">5790000000029<", b">XR0131K<"]


@settings(max_examples=150)
@given(changes=st.dictionaries(st.sampled_from(PLACES), st.sampled_from(VALUES), min_size=1))
def test_odd_numbers_and_parties_are_answered(changes: dict[bytes, bytes]) -> None:
    """What a receipt must repeat may be of any kind in a faulty letter."""
    body = xml.write(emessage(laboratory_report()))
    for place, value in changes.items():
        body = body.replace(place, b">" + value + b"<")
    reply = Exchange().send(body)
    assert reply.status in {200, 400, 422}
    if reply.status != 400:
        assert xml.read(reply.body).errors == ()
