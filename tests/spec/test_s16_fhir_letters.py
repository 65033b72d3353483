"""S11, S12 and S16 for letters that go out to FHIR: what is refused is labelled, what is for surveillance stays."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, Target, bundle_of, to_letter
from labsvar.conversion.fhir.systems import CONFIDENTIALITY
from labsvar.formats.fhir.resources import Bundle, Composition, DiagnosticReport, Patient
from labsvar.letters import pathology, xrpt06
from labsvar.letters.catalogue import BY_CODE, AnyLetter, Emessage, version_of
from labsvar.letters.common import Consent
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from tests import microbiology, narratives
from tests.builders import emessage, laboratory_report, microbiology_report
from tests.microbiology import (
    antibiotic,
    coded,
    growth,
    investigation,
    isolate,
    miba_report,
    susceptibilities,
)

LETTERS: dict[str, Any] = {
    "XRPT01": laboratory_report,
    "XRPT02": microbiology.microbiology_letter,
    "XRPT03": narratives.cytology_report,
    "XRPT04": narratives.histology_report,
    "XRPT05": microbiology_report,
    "XRPT07": narratives.genetics_report,
}


def _message(letter: AnyLetter) -> Emessage:
    return emessage(letter, namespace=version_of(letter).release.namespace)


def _labelled(bundle: Bundle) -> set[type]:
    found = [each.resource for each in bundle.entry if each.resource is not None and each.resource.meta]
    return {
        type(each)
        for each in found
        if each.meta and any(label.system == CONFIDENTIALITY for label in each.meta.security)
    }


def _told(letter: AnyLetter, target: Target = "eu-lab") -> Bundle:
    return bundle_of(_message(letter), to=target, accept_losses=True).bundle


def _words(letter: xrpt06.MiBaReport, target: Target) -> str:
    return bundle_of(_message(letter), to=target, accept_losses=True).data.decode()


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kind", LETTERS)
def test_a_refusal_is_the_label_r_on_the_report_and_never_on_the_person(kind: str, target: Target) -> None:
    """S11: refused, whatever the kind, is R on DiagnosticReport and Composition; where nothing is refused nothing
    is labelled. On Patient the label would protect name and address."""
    letter = LETTERS[kind]()
    wanted: set[type] = {DiagnosticReport, Composition} if target == "eu-lab" else {DiagnosticReport}
    word: Any = pathology.Consent if kind in ("XRPT03", "XRPT04") else Consent
    refused = replace(letter, patient=replace(letter.patient, consent=word(given=False)))
    assert _labelled(_told(refused, target)) == wanted
    given = replace(letter, patient=replace(letter.patient, consent=word(given=True)))
    assert _labelled(_told(given, target)) == set()
    assert Patient not in wanted


@pytest.mark.parametrize("given", [True, False])
def test_an_xrpt06_says_what_it_says_of_consent(*, given: bool) -> None:
    """S11: its consent is mandatory, and goes along."""
    letter = miba_report()
    letter = replace(letter, patient=replace(letter.patient, consent_given=given))
    assert _labelled(_told(letter)) == (set() if given else {DiagnosticReport, Composition})


def test_silence_is_a_refusal_where_consent_is_stated_when_given() -> None:
    """S11: XR0330P states consent where it is given; without it the report is labelled, and the list says why."""
    letter = narratives.older(narratives.cytology_report(), given=None)
    made = bundle_of(_message(letter), to="eu-lab", accept_losses=True)
    assert _labelled(made.bundle) == {DiagnosticReport, Composition}
    assert ("assumed", "Consent") in {(each.kind, each.path.rpartition("/")[2]) for each in made.changes}


def test_a_refused_answer_from_microbiology_goes_to_no_version_without_consent() -> None:
    """S12: XR0531M cannot say it, and no accepted loss makes up for that."""
    letter = microbiology_report()
    refused = replace(letter, patient=replace(letter.patient, consent=Consent(given=False)))
    with pytest.raises(CannotConvert) as reasons:
        to_letter(_told(refused), to="XR0531M", accept_losses=True)
    assert "consent" in {each.kind for each in reasons.value.refusals}


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_for_surveillance_stands_nowhere_in_the_bundle(target: Target) -> None:
    """S16: prompts, properties, qualifiers and protected content are not told; what an XRPT05 would show is."""
    organisms = (isolate("Skjultococcus", 1, protected="0"), isolate("Synligococcus", 2))
    table = susceptibilities(
        (1, 1, "HEMMELIG"),
        (2, 1, "S"),
        (2, 2, "R"),
        antibiotics=(antibiotic("Synlicillin", 1), antibiotic("Skjulicillin", 2, protected="1")),
    )
    found = growth(microorganisms=organisms, pattern=table, comments=(coded("Skjult note", protected="3"),))
    words = _words(miba_report(investigations=(investigation(culture_findings=found),)), target)
    assert "Synligococcus" in words
    assert "Synlicillin" in words
    for hidden in ("Skjul", "HEMMELIG", "Udlandsrejse", "Resistensgen", "Kun til overvågning", '"201"'):
        assert hidden not in words


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_hidden_leaves_no_trace(target: Target) -> None:
    """S13: with and without what is for surveillance, the Bundle is the same to the last byte."""
    with_more = miba_report()
    results = replace(with_more.laboratory_results, prompts=(), comments=())
    assert _words(with_more, target) == _words(replace(with_more, laboratory_results=results), target)


def test_an_answer_that_is_all_for_surveillance_is_refused() -> None:
    """S16: a report of nothing would read as one in which nothing was found."""
    found = growth(microorganisms=(isolate(protected="0"),), pattern=None)
    with pytest.raises(CannotConvert) as reasons:
        _told(miba_report(investigations=(investigation(culture_findings=found),)))
    assert [each.kind for each in reasons.value.refusals] == ["unfit"]


def test_what_is_withheld_is_a_loss_that_somebody_accepts() -> None:
    """S16: nothing is left out silently; each element that is for surveillance only is named."""
    with pytest.raises(CannotConvert) as reasons:
        bundle_of(_message(miba_report()), to="eu-lab")
    assert {each.kind for each in reasons.value.refusals} == {"loss"}
    assert any(each.path.endswith("/Prompt[1]") for each in reasons.value.refusals)


def test_a_bundle_of_an_xrpt06_comes_back_as_the_xrpt05_it_shows() -> None:
    made = to_letter(_told(miba_report()), to="xrpt05", given={"from-lab": "TKM"}, accept_losses=True)
    letter = made.message.letters[0]
    assert isinstance(letter, MicrobiologyWebReport)
    assert letter.letter.version_code in BY_CODE
    assert letter.patient.consent == Consent(given=True)
