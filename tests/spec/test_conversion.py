"""Conversion: a letter in another version of its kind, told whole.

Whatever letter goes in, one of two things comes out: a valid letter of the other version that differs from
it only where the list of changes says so, or a refusal with its reasons. A refusal of consent is never among
what is lost (S12).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import permutations
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from labsvar.checks import check
from labsvar.conversion import (
    CannotConvert,
    Change,
    ConvertedMessage,
    Refusal,
    convert_message,
    convert_read,
    message_of,
    targets,
)
from labsvar.formats import read as read_any
from labsvar.formats.xml import canonical, write
from labsvar.letters import xreq01
from labsvar.letters.catalogue import BY_CODE, VERSIONS, Emessage, version_of
from labsvar.letters.consent import said
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.version import LetterVersion
from tests import strategies
from tests.plain import random_plain
from tests.shared import message

PAIRS = [(a, b) for a, b in permutations(VERSIONS, 2) if a.root is b.root]
GIVEN = {"from-lab": "TKB", "report-status": "del_svar", "producer": "TKM:Test", "consent": "given"}
VALID = {
    "CTL01_1": "xctl01",
    "CTL03_1": "xctl03",
    "REQ01_1": "xreq01",
    "REQ03_1": "xreq03",
    "RPT01_1": "xrpt01",
    "RPT01_2": "xrpt01",
    "RPT03_1": "xrpt03",
    "RPT04_1": "xrpt04",
    "XRPT05_6092035412": "xrpt05",
    "XRPT06_Eksempel_Dyrkning_1": "xrpt06",
}
# What a random letter may hold and the target not: values of other bounds, names nobody gave, other forms.
EXPECTED = {"unfit", "consent", "missing"}

Leaves = Counter[tuple[str, str]]
few = settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))
by_table = pytest.mark.parametrize("code", SEGMENTS_BY_VERSION)
by_pair = pytest.mark.parametrize(("source", "target"), PAIRS, ids=lambda version: version.code)


@by_pair
@few
@given(random=st.randoms(use_true_random=False))
def test_what_comes_out_is_valid_and_differs_only_where_the_list_says_so(
    source: LetterVersion, target: LetterVersion, random: Random
) -> None:
    """And back again nothing has changed but what was lost, assumed or said in other words on the way."""
    before = strategies.random_emessage(source, random)
    there, refusals = attempt(before, target.code)
    assert {each.kind for each in refusals} <= EXPECTED
    if there is None:
        return
    assert check(there.data).version == target.code, "and writing refuses what is not valid"
    assert unlisted(before, there.message, there.changes) == []
    if refuses_consent(before):
        assert refuses_consent(there.message), "S12"
    back, _ = attempt(there.message, source.code)
    if back is not None:
        assert unlisted(before, back.message, (*there.changes, *back.changes)) == []


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
@few
@given(random=st.randoms(use_true_random=False))
def test_to_its_own_version_any_letter_is_what_it_was(version: LetterVersion, random: Random) -> None:
    before = strategies.random_emessage(version, random, count=2)
    for name in (version.code, "xml"):
        made = convert_message(before, to=name)
        assert made.message == before
        assert made.changes == ()


@by_table
@few
@given(random=st.randoms(use_true_random=False))
def test_as_edifact_and_back_nothing_has_changed_but_what_the_list_says(code: str, random: Random) -> None:
    """What has no place in EDIFACT is refused by name, and never left out in silence."""
    before = random_plain(BY_CODE[code], random)
    there, refusals = attempt(before, "edifact")
    assert {each.kind for each in refusals} <= {"form", "consent"}
    if there is None:
        return
    back = convert_read(read_any(there.data), to="xml", accept_losses=True)
    assert unlisted(before, back.message, (*there.changes, *back.changes)) == []
    if refuses_consent(before):
        assert refuses_consent(back.message), "S12"
    again = convert_read(read_any(back.data), to=code[1:], accept_losses=True)
    assert unlisted(back.message, message_in(again.data), again.changes) == []


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_to_any_target_at_all_a_letter_is_converted_or_refused_with_reasons(version: LetterVersion) -> None:
    """And never by a fault of ours: none of the reasons is a difference that nobody can explain."""
    for made in (strategies.random_emessage, random_plain):
        before = made(version, Random(version.code))
        for name in targets():
            there, refusals = attempt(before, name)
            assert (there is None) == bool(refusals)
            assert "unlisted" not in {each.kind for each in refusals}
            assert all(each.path and each.da and each.en for each in refusals)


@pytest.mark.parametrize(("name", "kind"), VALID.items())
def test_medcoms_examples_mean_the_same_in_their_own_version(name: str, kind: str) -> None:
    before = message(f"{name}.xml")
    made = convert_message(message_in(before), to=kind)
    assert canonical(write(made.message)) == canonical(before)


@pytest.mark.parametrize("name", ["RPT01_1", "RPT01_2"])
def test_medcoms_examples_go_to_the_newer_version_of_biochemistry(name: str) -> None:
    """What XR0131K demands and XR0130K lacks is given by two options, and nothing is lost."""
    before = message_in(message(f"{name}.xml"))
    with pytest.raises(CannotConvert) as reasons:
        convert_message(before, to="XR0131K")
    assert {each.option for each in reasons.value.refusals} == {
        "--from-lab KBA",
        "--report-status komplet_svar",
    }
    made = convert_message(before, to="XR0131K", given={"from-lab": "KBA", "report-status": "komplet_svar"})
    assert Counter(change.kind for change in made.changes) == {"changed": 2, "assumed": 2}
    assert unlisted(before, made.message, made.changes) == []


def test_medcoms_example_goes_to_both_newer_versions_of_microbiology() -> None:
    """Its ResultStatus is carried over; the producer of its two examinations is given."""
    before = message_in(message("XRPT05_6092035412.xml"))
    given_names = {"producer": "KMA:Klinisk Mikrobio"}
    made = convert_message(before, to="XR0531M", given=given_names)
    assert Counter(change.kind for change in made.changes) == {"changed": 2, "assumed": 2}
    made = convert_message(before, to="XR0532M", given=given_names | {"from-lab": "KMA"})
    assert Counter(change.kind for change in made.changes) == {"changed": 3, "assumed": 4}
    assert unlisted(before, made.message, made.changes) == []


def attempt(before: Emessage, target: str) -> tuple[ConvertedMessage | None, tuple[Refusal, ...]]:
    """The conversion with every option given, or why there is none."""
    try:
        return convert_message(before, to=target, given=GIVEN | named(before), accept_losses=True), ()
    except CannotConvert as reasons:
        return None, reasons.refusals


def named(before: Emessage) -> dict[str, str]:
    """The options that name every analysis and every plain question of a requisition."""
    codes = [
        asked.analysis.analysis_code
        for letter in before.letters
        if isinstance(letter, xreq01.LaboratoryRequest)
        for asked in letter.requests.requested_analyses
    ]
    questions = [
        prompt.plain_question or ""
        for letter in before.letters
        if isinstance(letter, xreq01.LaboratoryRequest)
        for prompt in letter.requests.prompts
    ]
    return {
        "analysis-name": "|".join(f"{code}=Analyse" for code in codes),
        "prompt-code": "|".join(f"{question}=SP:TKB" for question in questions),
    }


def refuses_consent(of: Emessage) -> bool:
    """Whether a letter refuses consent, by a word or by leaving out the word that would give it."""
    return any(said(letter, version_of(letter)) == "refused" for letter in of.letters)


def message_in(content: bytes) -> Emessage:
    """The letters of a file without errors."""
    found = message_of(read_any(content))
    assert found is not None
    return found


def unlisted(before: Emessage, after: Emessage, changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Elements that stand in only one of two messages and are covered by no change."""
    listed = {without_positions(change.path) for change in changes}
    one, other = leaves(write(before)), leaves(write(after))
    different = ((one - other) + (other - one)).keys()
    return [
        (path, text)
        for path, text in different
        if not any(path == each or path.startswith(f"{each}/") for each in listed)
    ]


def leaves(content: bytes) -> Leaves:
    """Every element without children by its path, with its text."""
    found: Leaves = Counter()
    pending = [(etree.fromstring(content), "")]
    while pending:
        element, above = pending.pop()
        path = f"{above}/{etree.QName(element).localname}"
        if len(element) == 0:
            found[path, element.text or ""] += 1
        pending += [(child, path) for child in element]
    return found


def without_positions(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)
