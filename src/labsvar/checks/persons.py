"""Rules about the person a letter is about."""

from __future__ import annotations

from typing import Final

from labsvar.checks import rules
from labsvar.checks.found import Found
from labsvar.findings import Rule
from labsvar.identifiers import cpr, person, replacement
from labsvar.letters.catalogue import AboutPerson

_NUMBER: Final = "Patient/CivilRegistrationNumber"
_ALTERNATIVE: Final = "Patient/AlternativeIdentifier"


def check_person(letter: AboutPerson, found: Found) -> None:
    """The patient's number: a date in it, the form of a replacement number, a person who exists."""
    number = letter.patient.civil_registration_number
    if number is not None:
        _check_number(number, found)
    alternative = letter.patient.alternative_identifier
    if alternative is not None:
        _check_replacement(alternative, found)


def _check_number(number: str, found: Found) -> None:
    if person.identifies_nobody(number):
        found.add(rules.CPR_UNKNOWN, _NUMBER)
    elif cpr.fault(number) is not None:
        found.add(rules.CPR_DATE, _NUMBER)
    elif person.is_made_up(number):
        found.add(rules.TEST_PERSON, _NUMBER)


def _check_replacement(number: str, found: Found) -> None:
    fault = replacement.fault(number)
    if fault is not None:
        found.add(_replacement_rule(number, fault.code), _ALTERNATIVE)


def _replacement_rule(number: str, code: str) -> Rule:
    if code == "wrong_form":
        return rules.REPLACEMENT_FORM
    if code == "no_such_date":
        return rules.REPLACEMENT_DATE
    if replacement.is_local_in_national_series(number):
        return rules.REPLACEMENT_LOCAL
    return rules.REPLACEMENT_SERIES
