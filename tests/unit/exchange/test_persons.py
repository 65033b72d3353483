"""S10: whose letters an installation takes, and what it answers to the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from labsvar import settings
from labsvar.exchange.examine import examine
from labsvar.exchange.examined import ExaminedLetter
from labsvar.exchange.model import Arrival
from labsvar.exchange.routing import Configuration, Persons
from labsvar.formats import xml
from labsvar.letters.common import Patient
from labsvar.web.serve import exchange_of
from tests.builders import NANCY, emessage, laboratory_report, patient

MADE_UP = "0203509908"
NO_DATE = "3113009996"
REPLACEMENT = "3101571JC8"


def examined(about: Patient, persons: Persons) -> ExaminedLetter:
    """The letter as it is decided on in an installation for such persons."""
    body = xml.write(emessage(laboratory_report(patient=about)))
    arrival = Arrival(body=body, channel="http", system=None, arrived_at=datetime.now(UTC))
    return examine(arrival, Configuration(locations={"*": "*"}, persons=persons)).letters[0]


def named(number: str) -> Patient:
    """A person with this number, in the element where it belongs."""
    if number.isdigit():
        return patient(number)
    return replace(patient(), civil_registration_number=None, alternative_identifier=number)


@pytest.mark.parametrize(
    ("number", "persons", "rule"),
    [
        (NANCY, "real", "exchange.person-made-up"),
        (MADE_UP, "real", "exchange.person-made-up"),
        (NO_DATE, "real", None),
        (REPLACEMENT, "real", None),
        (NANCY, "made_up", None),
        (MADE_UP, "made_up", None),
        (NO_DATE, "made_up", "exchange.person-not-made-up"),
        (REPLACEMENT, "made_up", "exchange.person-not-made-up"),
        *((number, "any", None) for number in (NANCY, MADE_UP, NO_DATE, REPLACEMENT)),
    ],
)
def test_s10_production_takes_no_made_up_person_and_a_test_installation_no_other(
    number: str, persons: Persons, rule: str | None
) -> None:
    letter = examined(named(number), persons)
    assert letter.refuse_code == (None if rule is None else "ikke_specificeret")
    found = [finding for finding in letter.findings if finding.rule.startswith("exchange.person-")]
    assert [finding.rule for finding in found] == ([] if rule is None else [rule])
    assert all(finding.path == "/Emessage/LaboratoryReport/Patient" for finding in found)
    assert not any(number in finding.da + finding.en for finding in found)


@pytest.mark.parametrize(
    ("given", "persons"),
    [
        ({}, "real"),
        ({"demo_any_person": True}, "real"),
        ({"demo": True}, "any"),
        ({"demo": True, "demo_any_person": False}, "made_up"),
    ],
)
def test_s10_what_kind_of_installation_it_is_decides_whose_letters_it_takes(
    given: dict[str, bool], persons: Persons
) -> None:
    assert exchange_of(settings.load(**given)).persons == persons


def test_the_largest_letter_and_body_are_those_of_the_settings() -> None:
    made = exchange_of(settings.load(max_letter_megabytes=3, max_body_megabytes=5))
    assert (made.limits.max_bytes_per_letter, made.max_body_bytes) == (3_000_000, 5_000_000)
