"""The pages of the letters say what the declarations say, in words."""

from __future__ import annotations

import re

import pytest

from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.version import LetterVersion
from labsvar.reference import letters

PAGES = dict(letters.pages())


def line_of(version: str, element: str) -> str:
    """The first table line about an element."""
    return next(line for line in PAGES[f"letters/{version}.md"].splitlines() if f"`{element}`" in line[:60])


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_every_version_has_a_page_that_the_index_links(version: LetterVersion) -> None:
    assert f"[{version.code}]({version.code}.md)" in PAGES["letters/index.md"]
    assert version.release.namespace in PAGES[f"letters/{version.code}.md"]


def test_an_element_stands_with_how_often_it_occurs_and_what_it_may_hold() -> None:
    assert "| 0–1 | text of 1–35 characters |" in line_of("XR0131K", "DepartmentName")
    assert "| 1 | always `XR0131K` |" in line_of("XR0131K", "VersionCode")
    assert "| 1 | ten digits |" in line_of("XR0131K", "CivilRegistrationNumber")
    assert "| 1 | `true` or `false` |" in line_of("XR0131K", "Given")


def test_a_coded_element_links_to_its_code_list() -> None:
    assert "[ReportStatusCode](code-lists.md#reportstatuscode)" in line_of("XR0131K", "ReportStatusCode")
    assert "## ReportStatusCode" in PAGES["letters/code-lists.md"]


def test_every_link_to_a_code_list_finds_it() -> None:
    headings = {
        name.lower() for name in re.findall(r"^## (.*)$", PAGES["letters/code-lists.md"], re.MULTILINE)
    }
    linked = {anchor for page in PAGES.values() for anchor in re.findall(r"code-lists\.md#([a-z]+)", page)}
    assert linked <= headings


def test_a_choice_and_a_group_are_named_as_such() -> None:
    page = PAGES["letters/XR0131K.md"]
    assert "*exactly one of*" in page
    assert "*any of, in any order*" in page
    assert "*together*" in page


def test_an_older_version_tells_what_differs_from_the_newer() -> None:
    page = PAGES["letters/XR0130K.md"]
    assert "## Beside XR0131K" in page
    assert "- lacks `Patient/Consent`" in page
    assert "schema release 2007/02/01" in page
    assert "## Beside" not in PAGES["letters/XR0131K.md"]


def test_a_code_list_that_releases_share_is_written_once() -> None:
    section = PAGES["letters/code-lists.md"].partition("## ReportStatusCode")[2].partition("## ")[0]
    assert section.count("`del_svar`") == 1
    assert "2005/08/07, 2006/07/01, 2007/02/01, 2011/06/15" in section
