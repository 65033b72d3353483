"""S5 and S16: what a letter holds can be read, whatever its kind and version, by those whom it is for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import StringIO
from random import Random
from typing import Any

import msgspec
import pytest
from rich.console import Console

from labsvar.cli.language import Say
from labsvar.cli.show import page, rendered
from labsvar.letters import catalogue
from labsvar.letters.catalogue import RECEIPT_KINDS, VERSIONS, AnyLetter, Emessage
from labsvar.letters.surveillance import visible
from labsvar.letters.text import Mark
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt06 import XR0630M, MiBaReport
from labsvar.web.texts import LANGUAGES
from labsvar.web.views.outline import code_name
from labsvar.web.views.values import View
from tests import strategies

DANISH = LANGUAGES["da"]
SHOWN = [version for version in VERSIONS if version.kind not in RECEIPT_KINDS]


# What only machines need (tables of codes beside a name or a code that is shown) and what pages say in
# their own way: times, statuses, signs, kinds of intervals.
_SAID_OTHERWISE = frozenset(
    {
        "Coding", "RequisitionGroup", "analysis_code_type", "analysis_code_responsible", "order", "result_type",
        "examination_type_code", "DateTime", "result_status_code", "operator", "type_of_interval", "type",
        "result_validation", "code_type", "atc_code", "atc_code_responsible", "atcc_code", "atcc_code_responsible",
    }
)  # fmt: skip


def said(content: Any) -> Iterator[str]:
    """Every text and number in a letter that people read; times are written in the pages' own way."""
    if isinstance(content, tuple):
        for each in content:
            yield from said(each)
    elif isinstance(content, Mark):
        yield from said(getattr(content, "content", ()))
    elif isinstance(content, msgspec.Struct):
        if type(content).__name__ not in _SAID_OTHERWISE:
            for name in set(content.__struct_fields__) - _SAID_OTHERWISE:
                yield from said(getattr(content, name))
    elif content is not None and not isinstance(content, bool):
        yield str(content)


def words(text: str) -> str:
    """The words of a page or a value, each run of white space as one space."""
    return " ".join(re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text))).split())


def message_of(letter: AnyLetter, version: LetterVersion) -> Emessage:
    envelope = strategies.random_emessage(version, Random(1)).envelope
    return Emessage(namespace=version.release.namespace, envelope=envelope, letters=(letter,))


def on_page(letter: AnyLetter, version: LetterVersion, view: View) -> str:
    """The page of a letter as words."""
    return words(page(message_of(letter, version), DANISH, view=view).partition("<main>")[2])


def in_terminal(letter: AnyLetter, version: LetterVersion, view: View) -> str:
    """The letter as a terminal that is wide enough for everything shows it."""
    written = StringIO()
    console = Console(file=written, width=20_000, markup=False, emoji=False, highlight=False)
    for part in rendered(message_of(letter, version), Say("da"), view=view):
        console.print(part)
    return words(html.escape(written.getvalue()))


WAYS = {"page": on_page, "terminal": in_terminal}


def stands(value: str, text: str, way: str) -> bool:
    """Whether a value is shown; in the columns of a terminal its lines may stand beside other things."""
    return value in text if way == "page" else all(word in "".join(text.split()) for word in value.split())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("version", SHOWN, ids=lambda version: version.code)
def test_every_value_of_a_letter_is_shown(version: LetterVersion, way: str) -> None:
    """A code may stand as its name. Of surveillance letters everything stands in surveillance's own view."""
    for seed in range(8):
        letter = strategies.random_letter(version, Random(seed))
        text = WAYS[way](letter, version, "surveillance")
        values = {(words(html.escape(each)), words(code_name(each, DANISH))) for each in said(letter)}
        assert [each for each in values if not any(stands(name, text, way) for name in each)] == []


ADDED = {
    "XR0731G": [
        {"path": path, "name": f"New{place}", "minimum": 1}
        for place, path in enumerate(
            (
                "LaboratoryResults/TextualFormat/Conclusion",
                "LaboratoryResults/CodedFormat/Sample/MaterialDescription",
                "LaboratoryResults/GeneralResultInformation/ReportStatusCode",
                "RequisitionInformation/SamplingDateTime",
                "Sender/Identifier",
            )
        )
    ],
    "XQ0132K": [
        {"path": path, "name": f"New{place}", "minimum": 1}
        for place, path in enumerate(
            (
                "Requests",
                "Requests/Prompt/Answer",
                "Requests/Prompt/Question/Code",
                "Requests/RequestedAnalysis/Analysis/AnalysisCode",
                "RequisitionInformation/Sample/RequesterSampleIdentifier",
                "Patient/PersonSurnameName",
            )
        )
    ],
}


@pytest.fixture
def table() -> Iterator[None]:
    catalogue.add_elements(ADDED)
    yield
    catalogue.add_elements({})


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", ADDED)
def test_elements_of_no_public_schema_are_shown_too(code: str, way: str) -> None:
    """Wherever the installation's table adds them."""
    test_every_value_of_a_letter_is_shown(catalogue.BY_CODE[code], way)


def kept_apart(letter: MiBaReport) -> set[str]:
    """What stands in a surveillance letter and not in what an XRPT05 would show of it."""
    open_to_all = " ".join(words(html.escape(each)) for each in said(visible(letter)))
    values = {words(html.escape(each)) for each in said(letter)}
    return {each for each in values if len(each) > 3 and each not in open_to_all}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("view", ["clinician", "citizen"])
def test_what_is_for_surveillance_is_shown_to_nobody_else(view: View, way: str) -> None:
    """S16: questions, properties and protected content, whatever they are."""
    hidden = 0
    for seed in range(15):
        letter = strategies.random_letter(XR0630M, Random(seed))
        assert isinstance(letter, MiBaReport)
        text, apart = WAYS[way](letter, XR0630M, view), kept_apart(letter)
        hidden += len(apart)
        assert [each for each in apart if each in text] == []
    assert hidden > 100
