"""Numbers of our own, hashes, and the canonical text of result rows."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import Final

from labsvar.identifiers import person
from labsvar.letters.catalogue import AboutPerson
from labsvar.results.model import Report

FIELD: Final = "\x1f"
ROW: Final = "\x1e"
"""Between fields and between rows. XML cannot carry these characters, so no value holds them."""
FIELDS_PER_ROW: Final = 10
APART: Final = "~"
"""Between a person's number and what keeps a record under it apart (rule S8)."""


def new_id() -> str:
    """Thirty-two hexadecimal digits that nobody can guess, rising with time."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def digest(content: bytes) -> str:
    """The SHA-256 of bytes, written as PostgreSQL reads bytes."""
    return f"\\x{hashlib.sha256(content).hexdigest()}"


def number_of(letter: AboutPerson) -> str:
    """The number that the letter names its person by."""
    return letter.patient.civil_registration_number or letter.patient.alternative_identifier or ""


def base_key(letter: AboutPerson) -> str:
    """What identifies the person of a letter, before anything keeps a record apart."""
    return key_of(number_of(letter), letter.sender.ean_identifier)


def key_of(number: str, issuer_gln: str) -> str:
    """What identifies the person that a number stands for, in the form keys are stored in."""
    return person.person_key(number, issuer_gln).replace(APART, 2 * APART)


def foreign_key_of(number: str, system: str) -> str:
    """What identifies the person that a number of another country's stands for, in the form keys are stored in."""
    return person.foreign_key(number, system).replace(APART, 2 * APART)


def is_nobodys(number: str) -> bool:
    """Whether a number is the one written where none is known."""
    return person.identifies_nobody(number)


def identifies_nobody(letter: AboutPerson) -> bool:
    """Whether the letter's person has no number at all, so that no other letter can be theirs."""
    return person.identifies_nobody(letter.patient.civil_registration_number or "")


def person_key(base: str, apart: str) -> str:
    """The key of one record under a person's number."""
    return f"{base}{APART}{apart}" if apart else base


def split_key(key: str) -> tuple[str, str]:
    """The person's number in a key, and what keeps the record apart ('' for nothing)."""
    hidden = key.replace(2 * APART, "\0")
    base, _, apart = hidden.partition(APART)
    return base.replace("\0", 2 * APART), apart


def result_rows(report: Report) -> str:
    """The result rows of a report as one text: rows apart by `ROW`, fields by `FIELD`.

    The fields are position, code, code_type, code_responsible, producer_code, databank, sampled_at,
    status, value and unit. A report of XRPT05 or XRPT06 has one row per investigation, without a value,
    one of XRPT02 one more for each part beside its results; an answer told in words has none.
    """
    sampled_at = report.sampled_at.isoformat(timespec="microseconds")
    tail = f"{FIELD}{report.databank}{FIELD}{sampled_at}{FIELD}"
    if not report.investigations:
        rows = [
            f"{position}{FIELD}{each.code}{FIELD}{each.code_type}{FIELD}{each.code_responsible}{FIELD}"
            f"{each.producer_code}{tail}{each.status:d}{FIELD}{each.value}{FIELD}{each.unit or ''}"
            for position, each in enumerate(report.results)
        ]
        rows += [
            f"{position}{FIELD}{name}{FIELD}part{FIELD}{FIELD}{tail}0{FIELD}{FIELD}"
            for position, name in report.parts
        ]
    else:
        rows = _investigation_rows(report, tail)
    text = ROW.join(rows)
    if text.count(FIELD) != (FIELDS_PER_ROW - 1) * len(rows) or text.count(ROW) != max(len(rows) - 1, 0):
        raise ValueError("a result holds a control character that no letter may carry")
    return text


def _investigation_rows(report: Report, tail: str) -> list[str]:
    status = 0 if report.status is None else int(report.status)
    rows = []
    for position, investigation in enumerate(report.investigations):
        examination = investigation.examination
        producer = examination.producer_of_lab_result
        code = (
            f"{examination.mic_analysis_code}{FIELD}{examination.analysis_code_type}{FIELD}"
            f"{examination.analysis_code_responsible}"
        )
        by = "" if producer is None else producer.identifier_code
        rows.append(f"{position}{FIELD}{code}{FIELD}{by}{tail}{status}{FIELD}{FIELD}")
    return rows
