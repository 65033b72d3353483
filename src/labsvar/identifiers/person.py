"""Who a result is about: keys of persons, names that agree, and persons who do not exist.

Nothing here decides that two records are one person; it only says what keeps them apart (rule S8).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from labsvar.codes import tables
from labsvar.identifiers import cpr, replacement
from labsvar.identifiers.cpr import Sex

_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
# Danish letters and how they are written without them; both ways occur, so both are compared.
_SPELT_OUT: Final = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa"})
_CUT_SHORT: Final = str.maketrans({"æ": "a", "ø": "o"})
# MedCom's test persons all carry this word, so it says nothing about who they are.
_NOT_A_NAME: Final = frozenset({"test"})
_MADE_UP_SERIALS: Final = range(9900, 10000)


def person_key(number: str, issuer_gln: str) -> str:
    """What identifies the person that a number stands for.

    A CPR number and a national replacement number do so by themselves. A local replacement number,
    or any other text in its place, does so only together with the organisation that issued it, and
    is written `number@issuer` (rule S8). Ten digits whose date does not exist are no CPR number.
    """
    written = number.strip().upper()
    if cpr.fault(written) is None or replacement.is_national(written):
        return written
    return f"{written}@{issuer_gln}"


def foreign_key(number: str, system: str) -> str:
    """What identifies the person that a number of another country stands for: the number with the address of
    the system it is of, which names who issued it (rule S8). It is never taken for a number of Denmark's.
    Assumption: addresses of such systems hold a colon (`urn:oid:...`, `http:...`), and no location number does.
    """
    return f"{number.strip().upper()}@{system if ':' in system else f'urn:{system}'}"


def foreign_parts(key: str) -> tuple[str, str] | None:
    """The number and the system in a key of `foreign_key`; `None` for any other key."""
    number, at, system = key.partition("@")
    return (number, system) if at and ":" in system else None


def identifies_nobody(number: str) -> bool:
    """Whether the number is the one written where no number is known: not even together with its
    issuer, and under the same name, do two letters that carry it concern the same person."""
    return number.strip() == cpr.UNKNOWN


def birth_date(number: str) -> date | None:
    """The birth date that a CPR number or a replacement number states, if it states one."""
    if cpr.has_form(number):
        return cpr.birth_date(number)
    if replacement.has_form(number):
        return replacement.date_in(number)
    return None


def birth_dates_agree(a: date | None, b: date | None) -> bool:
    """Whether two birth dates can be of one person: an unknown one agrees with any."""
    return a is None or b is None or a == b


def names_agree(surname_a: str, given_a: str | None, surname_b: str, given_b: str | None) -> bool:
    """Whether two names can be of one person.

    They agree when they share a word of two letters or more, of any part of the name, without
    regard to case and accents, and however æ, ø and å are written; the word "test" does not count.
    Names change with marriage and are cut short in letters, so more cannot be asked. Assumption:
    no standard says when two names agree. Names without such a word agree when they are equal.
    """
    words_a, words_b = name_words(surname_a, given_a), name_words(surname_b, given_b)
    if words_a or words_b:
        return not words_a.isdisjoint(words_b)
    return _joined(surname_a, given_a) == _joined(surname_b, given_b)


def name_words(surname: str, given: str | None) -> frozenset[str]:
    """The words of a name as they are compared."""
    name = unicodedata.normalize("NFC", _joined(surname, given))
    spellings = (name.translate(_SPELT_OUT), name.translate(_CUT_SHORT))
    return frozenset(word for way in spellings for word in _WORDS.findall(_plain(way))) - _NOT_A_NAME


def is_made_up(number: str) -> bool:
    """Whether the number belongs to a test person or a made-up person, and so to nobody (rule S10).

    Such are the persons on MedCom's list of national test persons, and numbers that nobody can
    have: a serial of 99xx without a check digit, on a birth date on which no number was issued
    without one. Replacement numbers are never taken for made up.
    """
    return number in tables.test_person_numbers() or _belongs_to_nobody(number)


def made_up_number(birth: date, sex: Sex, n: int) -> str:
    """The `n`th number, from 0, of a made-up person with this birth date and sex.

    There are about 45 for a day and sex. Raises `ValueError` where there is none: before 1937 and
    after 2036, on 1 January, and when `n` is too high.
    """
    numbers = _made_up_numbers(birth, sex)
    if not 0 <= n < len(numbers):
        raise ValueError("there is no such made-up number for this birth date and sex")
    return numbers[n]


def _made_up_numbers(birth: date, sex: Sex) -> list[str]:
    first = f"{birth:%d%m%y}"
    parity = 0 if sex == "female" else 1
    candidates = (f"{first}{serial}" for serial in _MADE_UP_SERIALS if serial % 2 == parity)
    listed = tables.test_person_numbers()
    return [
        number
        for number in candidates
        if cpr.birth_date(number) == birth and _belongs_to_nobody(number) and number not in listed
    ]


def _belongs_to_nobody(number: str) -> bool:
    return (
        cpr.has_form(number)
        and number[6:8] == "99"
        and not _has_numbers_without_check_digit(number)
        and cpr.birth_date(number) is not None
        and not cpr.passes_modulus_11(number)
    )


def _has_numbers_without_check_digit(number: str) -> bool:
    """Whether numbers without a check digit may have been issued for the birth date.

    Assumption: the CPR Office's list holds 1 January of many years, and grows; so that no real person
    is taken for made up, 1 January counts in every year, and no other day does.
    """
    return number.startswith("0101")


def _joined(surname: str, given: str | None) -> str:
    return f"{given or ''} {surname}".casefold().strip()


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
