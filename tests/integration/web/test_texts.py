"""The texts of the pages: complete in both languages, and none without a use."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import labsvar.web
from labsvar.codes.groups import Language
from labsvar.codes.lists import MEDICAL_SPECIALITY_CODES_2014
from labsvar.results.model import Status
from labsvar.web.rights import RIGHTS, Right
from labsvar.web.texts import CATALOGUE, LANGUAGES, choose

ROOM = Path(labsvar.web.__file__).parent
# Keys that are put together from a name of the family and a code.
FAMILIES = (
    "certification",
    "flow",
    "flow_text",
    "flow_because",
    "journey_event",
    "journey_awaits",
    "party_role",
    "passed",
    "link_state",
    "reception_how",
    "reception_lacks",
    "reception_event",
    "reception_ask",
    "link_event",
    "stock_alert",
    "hotel_state",
    "hotel_field",
    "hotel_delivery",
    "hotel_do",
    "hotel_move",
    "hotel_passed_kind",
    "contact_for",
    "series_origin",
    "row_state",
    "because",
    "blocking_state",
    "blocking_fault",
    "place_kind",
    "table_state",
    "table_why",
    "notifiable_list",
    "isolate",
    "found",
    "code_table",
    "code_table_text",
    "rows",
    "rows_text",
    "row_change",
    "month", "role", "role_text", "right", "reason", "notice", "sector", "mark", "status", "remark",
    "looked_at", "letter_state", "severity", "stage", "error", "error_text", "field", "code", "speciality",
    "interval", "microscopy", "personas", "personas_text", "alarm", "channel", "requisition_state",
    "withdrawn_report", "policy_verdict",
    "source_kind", "aspect", "number_type", "release_state", "not_allowed", "delivery_state",
)  # fmt: skip


def parts(text: str) -> set[str]:
    """The names of the parts that a text leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def source() -> str:
    """Templates and code of the room, but for the catalogue itself."""
    files = [*ROOM.rglob("*.html"), *(f for f in ROOM.rglob("*.py") if f.parent.name != "texts")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_both_languages_have_the_same_texts_with_the_same_parts() -> None:
    danish, english = CATALOGUE["da"], CATALOGUE["en"]
    assert danish.keys() == english.keys()
    assert {key: parts(text) for key, text in danish.items()} == {
        key: parts(text) for key, text in english.items()
    }
    assert all(text.strip() for catalogue in CATALOGUE.values() for text in catalogue.values())


def test_every_text_is_used_and_every_text_that_is_used_exists() -> None:
    text = source()
    named = set(re.findall(r"""\b(?:t|texts)\(\s*["']([a-z_.]+)["']""", text))
    quoted = set(re.findall(r"""["']([a-zA-Z_.]+)["']""", text))
    catalogue = set(CATALOGUE["da"])
    assert {key for key in named if not key.endswith(".")} <= catalogue
    unused = {key for key in catalogue - quoted if key.partition(".")[0] not in FAMILIES}
    assert unused == set()


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_role_right_and_status_has_its_name(language: str) -> None:
    texts = LANGUAGES[language]
    for role in RIGHTS:
        assert texts(f"role.{role}")
    for right in Right:
        assert texts(f"right.{right}")
    for status in Status:
        assert texts(f"status.{status.name}")
    for month in range(1, 13):
        assert texts(f"month.{month}")


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    """Specialities are many; one that the catalogue does not name keeps its code."""
    texts = LANGUAGES["da"]
    assert texts.named("speciality", "klin_biokemi") == "Klinisk biokemi"
    assert texts.named("speciality", "kirurgi_sygehus") == "kirurgi_sygehus"
    assert texts.named("speciality", None) == ""
    named = {key.partition(".")[2] for key in CATALOGUE["da"] if key.startswith("speciality.")}
    assert named <= {*MEDICAL_SPECIALITY_CODES_2014}


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "fallback", "chosen"),
    [
        ("en", "da", "da", "da", "en"),
        (None, "en", "da", "da", "en"),
        ("xx", None, "en-GB,en;q=0.9", "da", "en"),
        (None, None, "de-DE, en;q=0.5, da;q=0.7", "en", "da"),
        (None, None, "nb-NO,nb;q=0.9,en;q=0.8", "en", "da"),
        (None, None, "de, fr;q=0.3", "da", "da"),
        (None, None, "en;q=much", "da", "en"),
        (None, None, "", "en", "en"),
    ],
)
def test_the_language_is_the_addresss_then_the_cookies_then_the_browsers_then_the_settings(
    query: str | None, cookie: str | None, accept: str, fallback: Language, chosen: str
) -> None:
    found = choose(query=query, cookie=cookie, accept=accept, fallback=fallback)
    assert found.language == chosen
