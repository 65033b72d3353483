"""The numbers of letters that are made of rows: the same row always has the same.

A row is one answer: its letters have a sample number and a production number of their own, made from
clinic, row and the version with which its key began. So a refusal hides that one result, a correction meets
the right earlier letter (rules S1 to S3), and a change of person, code or time begins a new key (rule S6).
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable
from typing import Literal

import msgspec

from labsvar.hub.rows import CardRow

Part = Literal["answer", "withdrawal", "refusal"]


def sample_number(clinic: str, row_id: str, since: int) -> str:
    """The laboratory's sample number of a row's letters, and its production number: 20 characters.

    `since` is the version of the row with which its person, code and sampling time last changed.
    """
    return "LK" + _text("sample", clinic, row_id, str(since))[:18]


def letter_number(clinic: str, row_id: str, version: int, part: Part) -> str:
    """The number of one letter: 14 characters, the same whenever it is made."""
    return "K" + _text("letter", clinic, row_id, str(version), part)[:13]


def envelope_number(letters: Iterable[str], at: str) -> str:
    """The number of the envelope around some letters, made at a time."""
    return "H" + _text("envelope", at, *letters)[:13]


def content(row: CardRow) -> str:
    """The hash of everything a row says."""
    return hashlib.sha256(msgspec.json.encode(row)).hexdigest()


def _text(*parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(digest).decode().rstrip("=")
