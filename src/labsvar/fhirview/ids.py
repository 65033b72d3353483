"""Logical ids of resources: stable, and telling nobody anything who lacks the installation's key.

A person's number never stands in an address (rule S18), so the id of a patient is the key of the person,
enciphered: the same person always has the same id, and only this installation can go back. Every other id begins
with its patient's, followed by what identifies the resource, mixed with the key. Nothing needs to be stored, and an
id of something hidden looks like any id that never was.

    ids.patient("2512489996")          "k4x7..."
    ids.person("k4x7...")              "2512489996"
    ids.of("2512489996", "Specimen", "5790000000012", "S1")

Ids have at most 64 characters in FHIR. A key longer than a CPR number (a number that somebody issued for
themselves, with its issuer; a record kept apart) has no room: its id cannot be gone back from, and is known only
where the person is.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32decode, b32encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_BYTES: Final = 32
LONGEST_KEY: Final = 10
_ONE_WAY: Final = 26
_REST: Final = 20


class Ids:
    """Makes ids with a key of `KEY_BYTES` bytes. Raises `ValueError` for another length."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the key of the ids has another length")
        self._key = key
        self._cipher = AESSIV(key)

    def patient(self, person_key: str) -> str:
        """The id of a person's Patient."""
        raw = person_key.encode()
        if len(raw) > LONGEST_KEY:
            return self._mixed("Patient", person_key, length=_ONE_WAY)
        return _text(self._cipher.encrypt(raw, None))

    def person(self, patient_id: str) -> str | None:
        """The key of the person behind an id of `patient`; `None` for one that cannot be gone back from."""
        try:
            raw = b32decode(patient_id.upper() + "=" * (-len(patient_id) % 8))
            found = self._cipher.decrypt(raw, None).decode()
        except (ValueError, InvalidTag):
            return None
        return found if self.patient(found) == patient_id else None

    def of(self, person_key: str, *identity: str) -> str:
        """The id of another resource about a person, by what identifies it."""
        return f"{self.patient(person_key)}.{self._mixed(person_key, *identity, length=_REST)}"

    def _mixed(self, *identity: str, length: int) -> str:
        told = b"\0".join(each.encode() for each in identity)
        return _text(hmac.new(self._key, told, hashlib.sha256).digest())[:length]


def patient_part(resource_id: str) -> str:
    """The id of the patient whom a resource is about."""
    return resource_id.partition(".")[0]


def _text(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=").lower()
