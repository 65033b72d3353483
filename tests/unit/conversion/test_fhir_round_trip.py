"""A letter in FHIR and back: the same letter, but for what the list names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import labsvar
from labsvar.checks import fhir as checks
from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, ConvertedBundle, Target, bundle_of, to_letter
from labsvar.conversion.fhir.systems import CONFIDENTIALITY
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle, Composition, DiagnosticReport, Patient
from labsvar.letters.catalogue import AnyLetter, Emessage, version_of
from labsvar.letters.common import Consent
from labsvar.letters.element import DateTime
from labsvar.letters.xrpt01 import XR0130K, XR0131K, LaboratoryReport
from labsvar.letters.xrpt02 import XR0230M, XR0231M
from labsvar.letters.xrpt03 import XR0330P, XR0331P
from labsvar.letters.xrpt04 import XR0431P, XR0432P
from labsvar.letters.xrpt05 import XR0530M, XR0531M, XR0532M
from labsvar.letters.xrpt06 import XR0630M
from labsvar.letters.xrpt07 import XR0730G, XR0731G
from tests import fhir_letters, fhir_round, shared, strategies
from tests.builders import emessage, laboratory_report, microbiology_report
from tests.fhir_back import astray, back, with_table_in_place
from tests.fhir_words import untold

ONE_WAY = (XR0231M, XR0230M, XR0331P, XR0330P, XR0432P, XR0431P, XR0730G, XR0731G, XR0630M)
SUPPLIED = {"report-status": "komplet_svar"}
BLOOD = Path("docs/examples/blood.xml")


def _blood() -> Emessage:
    return labsvar.message(BLOOD.read_bytes())


def _letter(message: Emessage) -> LaboratoryReport:
    letter = message.letters[0]
    assert isinstance(letter, LaboratoryReport)
    return letter


def _with(message: Emessage, **changes: Any) -> Emessage:
    return replace(message, letters=(replace(_letter(message), **changes),))


def _out(message: Emessage, target: Target) -> ConvertedBundle:
    return bundle_of(message, to=target, given=SUPPLIED, accept_losses=True)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("version", [XR0131K, XR0130K, XR0532M, XR0531M, XR0530M], ids=lambda each: each.code)
@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_what_differs_is_what_is_listed(target: Target, version: Any, seed: int) -> None:
    """Whatever the letter, it comes back as it was but for the listed losses, and each listed loss is one."""
    message = with_table_in_place(strategies.random_emessage(version, Random(seed)))
    kinds: set[str] = set()
    made = None
    try:
        made = _out(message, target)
    except CannotConvert as refused:
        kinds = {each.kind for each in refused.refusals}
    if made is None:
        assert kinds == {"unfit"}
        return
    assert fhir.read(made.data).resource == made.bundle
    assert astray(message, made) == ([], [])


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("version", [XR0131K, XR0532M, *ONE_WAY], ids=lambda each: each.code)
@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
def test_no_bundle_breaks_a_rule_or_leaves_out_a_word(target: Target, version: Any, seed: int) -> None:
    """What goes out has no error under the rules for FHIR, and every text of the letter stands in it or is listed."""
    message = strategies.random_emessage(version, Random(seed))
    message = message if version is XR0630M else with_table_in_place(message)
    try:
        made = _out(message, target)
    except CannotConvert as refused:
        assert {each.kind for each in refused.refusals} == {"unfit"}  # noqa: PT017 - what a letter may hold
        return
    found = checks.check(made.data).findings
    assert [(each.rule, each.path) for each in found if each.severity == "error"] == []
    if version in ONE_WAY:
        assert untold(message.letters[0], made) == []


def test_every_example_of_medcom_goes_out_and_comes_back() -> None:
    """Each public example letter that is an answer and has no errors."""
    shared.message("RPT01_1.xml")
    counted = fhir_letters.main(shared.FOLDER / "messages", sys.maxsize)
    answers = [each for each in counted if not each.endswith("refused (form)")]
    assert len({each.split()[0] for each in answers}) >= 5
    assert [each for each in answers if not each.endswith(fhir_letters.WELL)] == []


def test_letters_of_the_population_go_out_and_come_back() -> None:
    """A short form of `python -m tests.fhir_round`: every kind of answer, none refused."""
    counted = fhir_round.main(24, seed=7)
    assert fhir_round.failures(counted) == []
    assert len({each.split()[0] for each in counted}) == 6


@pytest.mark.parametrize("target", TARGETS)
def test_an_ordinary_letter_comes_back_whole(target: Target) -> None:
    """A letter without formatting loses nothing, so nothing need be accepted."""
    message = _blood()
    made = bundle_of(message, to=target)
    assert made.changes == ()
    assert back(made.data, "XR0131K") == message


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Ids come from what the letter says and not from the clock; another letter has others."""
    message = _blood()
    other = _with(message, letter=replace(_letter(message).letter, identifier="OTHER"))
    assert bundle_of(message, to="eu-lab").data == bundle_of(message, to="eu-lab").data
    ids = [{each.full_url for each in bundle_of(one, to="eu-lab").bundle.entry} for one in (message, other)]
    assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("stated", [None, True, False])
def test_consent_comes_back_as_it_was_stated(target: Target, *, stated: bool | None) -> None:
    """Refused, given or not spoken of: each comes back as itself (rules S11 and S12)."""
    message = _blood()
    consent = None if stated is None else Consent(given=stated)
    asked = _with(message, patient=replace(_letter(message).patient, consent=consent))
    made = bundle_of(asked, to=target)
    assert _letter(back(made.data, "XR0131K")).patient.consent == consent
    labelled = {type(each.resource) for each in made.bundle.entry if _is_restricted(each.resource)}
    wanted: set[type] = {DiagnosticReport, Composition} if target == "eu-lab" else {DiagnosticReport}
    assert labelled == (wanted if stated is False else set())


def _is_restricted(resource: Any) -> bool:
    meta = resource.meta
    return meta is not None and any(each.system == CONFIDENTIALITY for each in meta.security)


def test_a_refusal_goes_to_no_version_that_cannot_carry_it() -> None:
    """XR0130K has no consent, and no loss makes up for that (rule S12)."""
    message = _blood()
    refused = _with(message, patient=replace(_letter(message).patient, consent=Consent(given=False)))
    made = bundle_of(refused, to="eu-lab")
    with pytest.raises(CannotConvert) as reasons:
        to_letter(made.bundle, to="XR0130K", accept_losses=True)
    assert "consent" in {each.kind for each in reasons.value.refusals}


def test_a_label_on_the_person_is_no_refusal() -> None:
    """In DK Core the label on a Patient protects name and address."""
    made = bundle_of(_blood(), to="eu-lab").bundle
    label = fhir.resources.Meta(security=(fhir.resources.Coding(system=CONFIDENTIALITY, code="R"),))
    entries = tuple(
        replace(each, resource=replace(each.resource, meta=label))
        if isinstance(each.resource, Patient)
        else each
        for each in made.entry
    )
    back = to_letter(replace(made, entry=entries), to="XR0131K").message
    assert _letter(back).patient.consent is None


@pytest.mark.parametrize(
    ("date", "time", "written", "notes"),
    [
        ("2026-01-15", "08:15", "2026-01-15T08:15:00+01:00", []),
        ("2026-07-15", "08:15", "2026-07-15T08:15:00+02:00", []),
        ("2026-03-29", "02:30", "2026-03-29T02:30:00+01:00", []),
        ("2026-03-29", "03:00", "2026-03-29T03:00:00+02:00", []),
        ("2026-10-25", "02:30", "2026-10-25T02:30:00+02:00", ["assumed"]),
        ("2026-10-25", "03:00", "2026-10-25T03:00:00+01:00", []),
    ],
)
def test_times_get_the_zone_of_their_day(date: str, time: str, written: str, notes: list[str]) -> None:
    """Summer or winter; the hour that autumn has twice is told of, and every time comes back as it was."""
    message = _blood()
    head = replace(_letter(message).letter, authorisation=DateTime(date=date, time=time))
    made = bundle_of(_with(message, letter=head), to="eu-lab")
    report = next(each.resource for each in made.bundle.entry if isinstance(each.resource, DiagnosticReport))
    assert report.issued == written
    assert [each.kind for each in made.changes] == notes
    assert _letter(back(made.data, "XR0131K")).letter.authorisation == DateTime(date=date, time=time)


@pytest.mark.parametrize("report", [laboratory_report, microbiology_report], ids=["XRPT01", "XRPT05"])
@settings(max_examples=30)
@given(data=st.data())
def test_a_damaged_bundle_never_raises(report: Callable[[], AnyLetter], data: st.DataObject) -> None:
    """Elements taken away or replaced: the answer is a letter or reasons, and nothing else."""
    letter = report()
    plain = msgspec.json.decode(bundle_of(emessage(letter), to="eu-lab").data)
    for _ in range(data.draw(st.integers(1, 4))):
        _damage(plain, data)
    bundle = fhir.read(msgspec.json.encode(plain)).resource
    if not isinstance(bundle, Bundle):
        return
    try:
        reasons = to_letter(bundle, to=version_of(letter).code, accept_losses=True).changes
    except CannotConvert as refused:
        reasons = refused.refusals  # type: ignore[assignment]  # both are lists of places
    assert all(each.path for each in reasons)


def _damage(node: Any, data: st.DataObject) -> None:
    """Takes something away somewhere, or puts a text or a copy in its place."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        below = node[key]
        if isinstance(below, dict | list) and data.draw(st.integers(0, 5)):
            node = below
            continue
        match data.draw(st.integers(0, 2)):
            case 0:
                del node[key]
            case 1:
                node[key] = data.draw(st.sampled_from(["", "x", "2026", "urn:uuid:x", 7, [], {}]))
            case _ if isinstance(node, list):
                node.append(below)
        return
