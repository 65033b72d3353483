"""The pages of the letters say what the declarations and the tables of segments say, in words."""

from __future__ import annotations

import re

import pytest

from labsvar.findings import RULES
from labsvar.letters.catalogue import BY_CODE, VERSIONS
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.version import LetterVersion
from labsvar.reference import letters, since
from labsvar.reference.applying import rules_for

PAGES = dict(letters.pages())


def page(version: str) -> str:
    return PAGES[f"letters/{version}.md"]


def line_of(version: str, element: str) -> str:
    """The table line about an element, by its anchor."""
    return next(line for line in page(version).splitlines() if f'id="{element}"' in line)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_every_version_has_a_page_that_the_index_links(version: LetterVersion) -> None:
    assert f"[{version.code}]({version.code}.md)" in PAGES["letters/index.md"]
    assert version.release.namespace in page(version.code)


def test_an_element_stands_with_how_often_it_occurs_and_what_it_may_hold() -> None:
    assert "| 0–1 | text of 1–35 characters |" in line_of("XR0131K", "sender-departmentname")
    assert "| 1 | always `XR0131K` |" in line_of("XR0131K", "letter-versioncode")
    assert "| 1 | ten digits |" in line_of("XR0131K", "patient-civilregistrationnumber")
    assert "| 1 | `true` or `false` |" in line_of("XR0131K", "patient-consent-given")
    assert "whole number 100–999" in line_of("XR0432P", "patient-municipalityid")
    assert "number of at most 17 digits" in line_of("XQ0131K", "requests-prompt-answer-numerical")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_no_two_elements_of_a_page_have_one_anchor(version: LetterVersion) -> None:
    anchors = re.findall(r'id="([^"]+)"|\{ #([^ ]+) \}', page(version.code))
    names = [one or other for one, other in anchors]
    assert {name for name in names if names.count(name) > 1} == set()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_every_link_within_a_page_leads_somewhere(version: LetterVersion) -> None:
    text = page(version.code)
    linked = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert linked <= set(re.findall(r'id="([^"]+)"', text)) | set(re.findall(r"\{ #([^ ]+) \}", text))


def test_an_element_stands_with_the_place_it_has_in_edifact() -> None:
    assert cells(line_of("XR0131K", "laboratoryresults-result-value"))[3] == "RSL 2.1"
    assert cells(line_of("XR0131K", "letter-identifier"))[3] == "UNH 1.1"
    assert (
        cells(line_of("XR0131K", "laboratoryresults-result-resultstatuscode"))[3] == "GIS and STS, together"
    )
    assert cells(line_of("XR0131K", "patient-consent-given"))[3] == "HAN+CDS: false"
    assert cells(line_of("XR0131K", "laboratoryresults-result-resulttextvalue"))[3] == "FTX+RIT"


def test_an_element_without_a_place_in_edifact_is_marked() -> None:
    assert cells(line_of("XR0131K", "laboratoryresults-result-analysis-order"))[3] == "*none*"
    assert "| EDIFACT | none, XML only |" in page("XR0532M")
    assert "## EDIFACT" not in page("XR0532M")


def test_the_segments_of_a_message_stand_in_their_order() -> None:
    text = page("XR0131K")
    assert '??? note "All segments of R0131K"' in text
    assert text.index("RFF+SRI:{") < text.index("RFF+SOI:{") < text.index("INV+MQ+{")


def test_a_code_stands_with_its_code_in_edifact() -> None:
    held = cells(line_of("XR0131K", "laboratoryresults-result-operator"))[2]
    assert held == "[Operator](code-lists.md#operator):<br>`mindre_end` → `7`<br>`stoerre_end` → `6`"
    lists = PAGES["letters/code-lists.md"].partition("## ReportStatusCode")[2].partition("## ")[0]
    assert "| `komplet_svar` | `K` |" in lists


def test_a_long_list_is_named_with_its_length() -> None:
    assert "one of the 95 codes of [MedicalSpecialityCode]" in line_of(
        "XR0131K", "sender-medicalspecialitycode"
    )


def test_every_link_to_a_code_list_finds_it() -> None:
    headings = {
        name.lower() for name in re.findall(r"^## (.*)$", PAGES["letters/code-lists.md"], re.MULTILINE)
    }
    linked = {anchor for text in PAGES.values() for anchor in re.findall(r"code-lists\.md#([a-z]+)", text)}
    assert linked <= headings


def test_a_choice_and_a_group_are_named_as_such() -> None:
    for words in ("*exactly one of*", "*any of, in any order*", "*together*"):
        assert words in page("XR0131K")


def test_what_stands_twice_is_told_once() -> None:
    assert "as [Reference](#requisitioninformation-reference) above" in page("XR0432P")


def test_a_version_tells_what_is_new_since_the_one_before() -> None:
    text = page("XR0131K")
    assert "## Since XR0130K" in text
    assert "- has `Patient/Consent`" in text
    assert "schema release 2014/10/08 instead of 2007/02/01" in text
    assert "text of 1–8 characters instead of text of 1–17 characters" in text
    assert "## Since" not in page("XR0130K")
    assert "| Newer version | [XR0131K](XR0131K.md) |" in page("XR0130K")


def test_differences_of_every_kind_are_found() -> None:
    found = set(since.differences(BY_CODE["XQ0131K"], BY_CODE["XQ0130K"]))
    assert {
        "`Requests/Prompt` stands 0–20 times instead of 0–5",
        "`Requests/Prompt/Question` holds something else",
        "`Payer/IdentifierCode` also takes `lokationsnummer`",
        "`RequisitionInformation/NumberOfTestTubes` holds whole number 0–99999 instead of whole number 1–99999",
    } <= found
    assert "has no `Patient/Consent/Text` any more" in set(
        since.differences(BY_CODE["XR0331P"], BY_CODE["XR0330P"])
    )
    assert list(since.differences(BY_CODE["XR0131K"], BY_CODE["XR0131K"])) == []


def test_the_rules_of_a_letter_are_those_its_checks_may_report() -> None:
    """Together the letters have every content rule but those of FHIR, and the one that only ends a long list."""
    rules = {version.code: {rule.id for rule in rules_for(version)} for version in VERSIONS}
    assert "content.not-a-number" in rules["XR0131K"]
    assert "content.not-a-number" not in rules["XC0330Q"]
    every = {rule for rule in RULES if rule.startswith("content.") and not rule.startswith("content.fhir-")}
    assert set.union(*rules.values()) == every - {"content.more-findings"}
    assert "[`content.not-a-number`](../rules.md#content-not-a-number)" in page("XR0131K")


def test_a_code_list_that_releases_share_is_written_once() -> None:
    section = PAGES["letters/code-lists.md"].partition("## ReportStatusCode")[2].partition("## ")[0]
    assert section.count("`del_svar`") == 1
    assert "2005/08/07" in section
    assert "2014/10/08" in section


def test_every_version_with_segments_names_its_edifact_code_in_the_index() -> None:
    for code, table in SEGMENTS_BY_VERSION.items():
        assert f"[{table.code}]({code}.md#edifact)" in PAGES["letters/index.md"]
