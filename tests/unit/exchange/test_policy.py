"""Which letters are taken, and until when: the most specific line whose date has come holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.exchange.policing import kind_in
from labsvar.exchange.policy import ANY, DEFAULT_LINES, Line, Policy, with_defaults
from labsvar.formats import edifact, vans, xml
from labsvar.formats.vans import NegativeMessage
from labsvar.letters.catalogue import BY_CODE
from tests.builders import CLINIC_GLN, LABORATORY_GLN, emessage, laboratory_report, microbiology_report
from tests.unit.exchange.helpers import Exchange, accepted, refused, rules, why
from tests.unit.exchange.test_enveloped import answer, wrapped

FIRST = date(2026, 2, 1)


def verdict(policy: Policy, on: date, **letter: str) -> str:
    asked = {"kind": "RPT02", "version": "R0231M", "sender": LABORATORY_GLN} | letter
    return policy.line_for(on=on, **asked).verdict


# The table ----------------------------------------------------------------------------------------


def test_rpt02_is_taken_with_a_warning_from_the_day_it_was_phased_out() -> None:
    """1 February 2026; tens of thousands still came the month after."""
    assert verdict(Policy(), FIRST - timedelta(days=1)) == "accept"
    assert verdict(Policy(), FIRST) == "warn"
    assert verdict(Policy(), date(2030, 1, 1), version="R0230M") == "warn"


def test_xrpt02_has_a_line_of_its_own() -> None:
    """Nothing is said of the end of the XML form, so it goes on; an installation may decide otherwise."""
    assert any(line.kind == "XRPT02" for line in DEFAULT_LINES)
    assert verdict(Policy(), date(2030, 1, 1), kind="XRPT02", version="XR0231M") == "accept"
    stopped = with_defaults([Line(kind="XRPT02", since=FIRST, verdict="refuse")])
    assert verdict(stopped, FIRST, kind="XRPT02", version="XR0231M") == "refuse"
    assert verdict(stopped, FIRST) == "warn"


def test_everything_else_is_taken() -> None:
    assert verdict(Policy(), FIRST, kind="XRPT05", version="XR0532M") == "accept"
    assert verdict(Policy(lines=()), FIRST) == "accept"


def test_an_installation_stops_what_the_program_warns_of() -> None:
    policy = with_defaults([Line(kind="RPT02", since=date(2026, 9, 1), verdict="refuse")])
    assert [verdict(policy, date(2026, month, 1)) for month in (1, 2, 8, 9)] == [
        "accept",
        "warn",
        "warn",
        "refuse",
    ]


def test_a_sender_that_is_late_can_be_given_time() -> None:
    """A line for the sender holds before one for a version, that before one for a kind."""
    policy = with_defaults(
        [
            Line(kind="RPT02", since=FIRST, verdict="refuse"),
            Line(version="R0230M", verdict="warn"),
            Line(kind="RPT02", sender=LABORATORY_GLN, verdict="warn"),
            Line(kind="RPT02", sender=LABORATORY_GLN, since=date(2026, 6, 1), verdict="refuse"),
        ]
    )
    assert verdict(policy, FIRST) == "warn"
    assert verdict(policy, date(2026, 6, 1)) == "refuse"
    assert verdict(policy, FIRST, sender=CLINIC_GLN) == "refuse"
    assert verdict(policy, FIRST, sender=CLINIC_GLN, version="R0230M") == "warn"


def test_of_lines_that_are_equal_the_last_in_the_table_holds() -> None:
    """So an installation's own line holds before the program's of the same date."""
    policy = with_defaults([Line(kind="RPT02", since=FIRST, verdict="accept")])
    assert verdict(policy, FIRST) == "accept"


kinds, versions, senders = (
    st.sampled_from((ANY, *names)) for names in (("RPT01", "RPT02"), ("R0131K", "R0231M"), ("1", "2"))
)
dates = st.dates(date(2025, 12, 1), date(2026, 4, 1))
lines = st.builds(
    Line,
    kind=kinds,
    version=versions,
    sender=senders,
    since=dates,
    verdict=st.sampled_from(("accept", "warn", "refuse")),
)


@given(
    st.lists(lines, max_size=8),
    st.sampled_from(("RPT01", "RPT02")),
    st.sampled_from(("R0131K", "R0231M")),
    st.sampled_from(("1", "2", "3")),
    dates,
)
def test_the_line_that_holds_fits_and_none_that_fits_is_more_specific(
    table: list[Line], kind: str, version: str, sender: str, on: date
) -> None:
    """Nor of a later date; and what comes into force later changes nothing today."""
    asked: dict[str, Any] = {"kind": kind, "version": version, "sender": sender, "on": on}
    held = Policy(lines=table).line_for(**asked)
    fitting = [line for line in table if line.fits(**asked)]
    if not fitting:
        assert held == Line(verdict="accept")
        return
    assert held in fitting
    assert all(line.rank <= held.rank for line in fitting)
    assert held == [line for line in fitting if line.rank == held.rank][-1]
    later = Line(kind=kind, version=version, sender=sender, since=on + timedelta(days=1), verdict="refuse")
    assert Policy(lines=[*table, later]).line_for(**asked) == held


def test_the_day_is_that_of_arrival_in_denmark() -> None:
    """Half past eleven in the evening of 31 January in UTC is 1 February here."""
    at = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    asked = {"kind": "RPT02", "version": "R0231M", "sender": "1", "path": "/"}
    assert Policy().finding(at=at, **asked) is not None
    assert Policy().finding(at=at - timedelta(minutes=31), **asked) is None


def test_the_form_that_was_sent_is_what_counts() -> None:
    """An EDIFACT message is read into the letter of the XML version it equals, and is RPT02 all the same."""
    for version in BY_CODE.values():
        assert kind_in(version.kind, edifact=False) == version.kind
        assert kind_in(version.kind, edifact=True) == version.kind.removeprefix("X")


# In the exchange ----------------------------------------------------------------------------------


def exchange(**line: Any) -> Exchange:
    return Exchange(policy=with_defaults([Line(kind="XRPT01", **line)]))


def test_a_refused_kind_is_told_so_in_the_receipt() -> None:
    """As a problem of the version, with what holds since when and why."""
    stopped = exchange(since=FIRST, verdict="refuse", reason_da="Brug XRPT99.")
    reply = stopped.send(emessage(laboratory_report(), microbiology_report(), number="K1"))
    (letter,) = refused(reply).original_emessage.original_letters
    assert letter.refuse_code == "problem_med_version"
    assert "XRPT01 i version XR0131K modtages ikke fra 2026-02-01. Brug XRPT99." in why(letter)
    assert stopped.states == ["refused", "stored"]
    assert reply.warnings == ()


def test_a_warned_letter_is_stored_and_told_beside_the_receipt() -> None:
    """XCTL03 has no room for words; the answer names the rule, the state tells all."""
    warned = exchange(since=FIRST, verdict="warn")
    reply = warned.send(emessage(laboratory_report()))
    accepted(reply)
    assert reply.warnings == ("exchange.policy-warned",)
    assert warned.states == ["stored"]
    assert "exchange.policy-warned" in rules(warned.last.arrivals[0].findings)
    assert exchange(since=date(2026, 4, 1), verdict="warn").send(emessage(laboratory_report())).warnings == ()


def test_a_letter_taken_before_the_day_is_answered_as_before() -> None:
    """A resend is no new letter, whatever the policy has become (rule S21): in the same envelope or another."""
    earlier = Exchange()
    body = xml.write(emessage(laboratory_report()))
    first = earlier.send(body)
    later = exchange(since=FIRST, verdict="refuse")
    later.store.entries += earlier.store.entries
    assert later.send(body) == first
    accepted(later.send(emessage(laboratory_report(), number="K2")))
    assert later.states == ["duplicate"]
    assert "exchange.policy-refused" not in rules(later.last.arrivals[0].findings)
    other = laboratory_report(production_number="P2")
    assert later.send(emessage(other, number="K3")).status == 422
    assert len(later.store.letters) == 1


def test_a_sender_may_be_refused_alone() -> None:
    stopped = exchange(sender=LABORATORY_GLN, verdict="refuse")
    assert stopped.send(emessage(laboratory_report())).status == 422
    other = laboratory_report()
    other = replace(other, sender=replace(other.sender, ean_identifier=CLINIC_GLN))
    assert stopped.send(emessage(other)).status == 200


@pytest.mark.parametrize(("holds", "status"), [("warn", 200), ("refuse", 422)])
def test_the_policy_holds_in_an_envelope_too(holds: str, status: int) -> None:
    reply = exchange(verdict=holds).send(wrapped())
    assert reply.status == status
    assert bool(reply.warnings) == (holds == "warn")
    if holds == "refuse":
        assert "policy-refused" in answer(reply, NegativeMessage).error.description
    assert vans.read(reply.body).envelope is not None


def test_the_form_that_came_is_judged_and_not_the_letter_in_it() -> None:
    """The same letter is warned of as RPT01 and not as XRPT01."""
    warned = Exchange(policy=with_defaults([Line(kind="RPT01", verdict="warn")]))
    message = emessage(laboratory_report(), number="K1")
    assert warned.send(edifact.write(message).data).warnings == ("exchange.policy-warned",)
    assert "RPT01 i version R0131K" in warned.last.arrivals[0].findings[-1].da
    other = emessage(laboratory_report(number="B2", production_number="P2"), number="K2")
    assert warned.send(other).warnings == ()


def test_a_faulty_letter_keeps_the_reason_it_is_refused_for() -> None:
    stopped = exchange(verdict="refuse")
    faulty = xml.write(emessage(laboratory_report())).replace(b">numerisk<", b">numeric<")
    (letter,) = refused(stopped.send(faulty)).original_emessage.original_letters
    assert letter.refuse_code == "syntaksfejl"
    assert "policy-refused" in why(letter)
