"""Consent keeps its meaning whatever version and form a letter goes to (S11, S12).

In XR0330P, XR0430P and XR0431P the element states that consent is given, and where it is absent it is
not. In the newer versions absence says nothing.
"""

from __future__ import annotations

import pytest

from labsvar.conversion import CannotConvert, convert, convert_message, convert_read
from labsvar.formats import read
from labsvar.letters import pathology
from labsvar.letters.catalogue import BY_CODE
from labsvar.letters.xrpt03 import XR0330P, XR0331P
from tests import builders, narratives

BACK = {"from-lab": "TPA", "report-status": "komplet_svar"}


def newer(*, given: bool | None) -> pathology.Consent | None:
    """What becomes of the consent of an XR0330P letter."""
    letter = narratives.older(narratives.cytology_report(), given=given)
    return convert(letter, to=XR0331P, given=BACK, accept_losses=True).letter.patient.consent


def test_what_the_older_version_leaves_out_the_newer_refuses_outright() -> None:
    """Left out again, the refusal would be gone."""
    assert newer(given=None) == pathology.Consent(given=False)
    letter = narratives.older(narratives.cytology_report(), given=None)
    made = convert(letter, to=XR0331P, given=BACK)
    assert ("assumed", "/Emessage/CervixcytologyReport/Patient/Consent") in [
        (change.kind, change.path) for change in made.changes
    ]


def test_what_the_older_version_says_the_newer_says_too_without_the_words() -> None:
    assert newer(given=True) == pathology.Consent(given=True)
    assert newer(given=False) == pathology.Consent(given=False)
    letter = narratives.older(narratives.cytology_report())
    with pytest.raises(CannotConvert) as reasons:
        convert(letter, to=XR0331P, given=BACK)
    assert [(each.kind, each.path.rpartition("/")[2]) for each in reasons.value.refusals] == [
        ("loss", "Text")
    ]


@pytest.mark.parametrize(("given", "text"), [(True, "Samtykke givet"), (False, "Samtykke ikke givet")])
def test_what_the_newer_version_says_the_older_says_in_words(given: bool, text: str) -> None:
    letter = narratives.cytology_report(patient=narratives.patient(given=given))
    made = convert(letter, to=XR0330P, accept_losses=True)
    assert made.letter.patient.consent == pathology.Consent(given=given, text=text)
    assert ("assumed", "/Emessage/CervixcytologyReport/Patient/Consent/Text") in [
        (change.kind, change.path) for change in made.changes
    ]


def test_a_letter_that_says_nothing_is_not_made_to_say_something() -> None:
    """Leaving consent out would refuse it, and stating it would lift a refusal that somebody made."""
    letter = narratives.cytology_report(patient=narratives.patient())
    for given, kind in (({}, "missing"), ({"consent": "maybe"}, "option")):
        with pytest.raises(CannotConvert) as reasons:
            convert(letter, to=XR0330P, given=given, accept_losses=True)
        assert [(each.kind, each.option) for each in reasons.value.refusals] == [(kind, "--consent given")]


@pytest.mark.parametrize(("word", "given"), [("given", True), ("refused", False)])
def test_a_person_may_say_what_is_meant(word: str, given: bool) -> None:
    letter = narratives.cytology_report(patient=narratives.patient())
    made = convert(letter, to=XR0330P, given={"consent": word}, accept_losses=True)
    assert made.letter.patient.consent is not None
    assert made.letter.patient.consent.given is given


@pytest.mark.parametrize("older", ["XR0430P", "XR0431P"])
def test_between_the_versions_that_state_consent_it_stays_as_it_is(older: str) -> None:
    other = {"XR0430P": "XR0431P", "XR0431P": "XR0430P"}[older]
    bare = narratives.without_text(narratives.histology_report())
    for given in (None, True):
        letter = narratives.older(bare, older, given=given)
        letter = narratives.asked(letter, references=())
        made = convert(letter, to=BY_CODE[other])
        assert made.letter.patient == letter.patient


def test_a_refusal_goes_through_edifact_and_back() -> None:
    letter = builders.laboratory_report(patient=builders.patient(given=False))
    there = convert_message(builders.emessage(letter), to="R0131K", accept_losses=True)
    assert b"HAN+CDS'" in there.data
    back = convert_read(read(there.data), to="XR0131K")
    assert back.message.letters[0] == there.message.letters[0]


def test_a_refusal_does_not_go_to_edifact_that_cannot_carry_it() -> None:
    letter = builders.laboratory_report(patient=builders.patient(given=False))
    with pytest.raises(CannotConvert) as reasons:
        convert_message(builders.emessage(letter), to="R0130K", accept_losses=True)
    assert {each.kind for each in reasons.value.refusals} == {"consent"}


def test_a_consent_given_is_not_said_in_edifact_and_that_is_a_loss() -> None:
    """Silence lifts no earlier refusal (rule S11), so the word that would is not dropped unasked."""
    letter = builders.laboratory_report(patient=builders.patient(given=True))
    with pytest.raises(CannotConvert):
        convert_message(builders.emessage(letter), to="rpt01")
    made = convert_message(builders.emessage(letter), to="rpt01", accept_losses=True)
    assert ("lost", "/Emessage/LaboratoryReport/Patient/Consent") in [
        (change.kind, change.path) for change in made.changes
    ]


class TestOlderEdifact:
    """HAN says in R0330P and R0430P that consent is given, and in the others that it is refused."""

    def interchange(self, *, given: bool | None) -> bytes:
        letter = narratives.older(narratives.cytology_report(), given=given)
        return convert_message(builders.emessage(letter), to="rpt03").data

    def test_what_leaves_han_out_is_refused_in_the_newer_version(self) -> None:
        data = self.interchange(given=None)
        assert b"HAN+CDS" not in data
        newer = convert_read(read(data), to="XR0331P", given=BACK)
        assert newer.message.letters[0].patient.consent == pathology.Consent(given=False)  # type: ignore[union-attr]  # a cytology report
        in_edifact = convert_read(read(data), to="R0331P", given=BACK)
        assert b"HAN+CDS'" in in_edifact.data

    def test_what_has_han_is_given_in_the_newer_version(self) -> None:
        data = self.interchange(given=True)
        assert b"HAN+CDS:SKS:SST:Samtykke givet'" in data
        newer = convert_read(read(data), to="XR0331P", given=BACK, accept_losses=True)
        assert newer.message.letters[0].patient.consent == pathology.Consent(given=True)  # type: ignore[union-attr]  # a cytology report
        in_edifact = convert_read(read(data), to="R0331P", given=BACK, accept_losses=True)
        assert b"HAN" not in in_edifact.data

    def test_a_refusal_stated_outright_does_not_go_where_it_would_only_be_left_out(self) -> None:
        with pytest.raises(CannotConvert) as reasons:
            self.interchange(given=False)
        assert [each.kind for each in reasons.value.refusals] == ["consent"]
