"""What must hold for any bytes whatever: one function per reader.

A target raises `Broken` (or whatever the reader raises, which must never happen) when the reader breaks a
promise. The fuzzer calls them with bytes it makes up; the tests call them with the files it once found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final
from unittest import mock

from labsvar.checks import fhir as fhir_checks
from labsvar.formats import edifact, fhir, vans, xml
from labsvar.formats.fhir import reader
from labsvar.formats.xml import EmessageRead, fast
from labsvar.letters.catalogue import Emessage

Target = Callable[[bytes], None]

# The promise is a second for a megabyte; what is shorter gets a second for what Python itself may need.
_SECONDS_PER_BYTE: Final = 1e-6
_SECONDS_AT_LEAST: Final = 1.0


class Broken(Exception):
    """A promise of a reader that some bytes broke."""


def xml_letter(data: bytes) -> None:
    """The XML reader: never an exception, never slow, one verdict of both readers, and there and back."""
    found = _timed(xml.read, data)
    _check_findings(found)
    with (
        mock.patch.object(fast, "read_letter", return_value=None),
        mock.patch.object(fast, "read_envelope", return_value=None),
    ):
        judged = xml.read(data)
    if judged.all_findings != found.all_findings or typed(judged) != typed(found):
        raise Broken("the fast reader and the slow one disagree")
    whole = _whole(found)
    if whole is not None and typed(xml.read(xml.write(whole))) != typed(found):
        raise Broken("what was read and written again is another letter")


def edifact_message(data: bytes) -> None:
    """The EDIFACT reader: never an exception, never slow, and there and back but for what is told."""
    found = _timed(edifact.read, data)
    _check_findings(found)
    whole = _whole(found)
    if whole is None:
        return
    try:
        written = edifact.write(whole)
    except edifact.CannotWrite:
        # What was read may hold what the writer refuses to hide; that it says so is the promise.
        return
    again = edifact.read(written.data)
    if again.errors:
        raise Broken("what was read and written again is refused")
    if typed(again) != typed(found) and not written.changes:
        raise Broken("what was read and written again is another letter, and nothing says so")


def vans_envelope(data: bytes) -> None:
    """The reader of envelopes: never an exception, never slow, and there and back."""
    begin = time.process_time()
    found = vans.read(data)
    _check_time(time.process_time() - begin, data)
    if found.envelope is None:
        if not found.findings:
            raise Broken("an envelope is not read, and nothing says why")
    elif vans.read(vans.write(found.envelope)).envelope != found.envelope:
        raise Broken("what was read and written again is another envelope")


def fhir_resource(data: bytes) -> None:
    """The FHIR reader and our rules: never an exception, never slow, one verdict of both readers, and there and
    back."""
    begin = time.process_time()
    checked = fhir_checks.check(data)
    _check_time(time.process_time() - begin, data)
    found = checked.read
    if (found.resource is None) != found.has_errors:
        raise Broken("a resource is not read, and no error says why; or it is, and one does")
    with mock.patch.object(reader, "_fast", return_value=None):
        judged = fhir.read(data)
    if judged != found:
        raise Broken("the fast reader and the slow one disagree")
    if found.resource is not None and fhir.read(fhir.write(found.resource)).resource != found.resource:
        raise Broken("what was read and written again is another resource")


def typed(found: EmessageRead) -> tuple[object, ...]:
    """The envelope and the letters that were read, as far as they are without errors."""
    return (found.envelope, *(letter.letter for letter in found.letters))


def _whole(found: EmessageRead) -> Emessage | None:
    letters = tuple(letter.letter for letter in found.letters if letter.letter is not None)
    if found.errors or found.envelope is None or found.namespace is None or not letters:
        return None
    return Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters)


def _timed(read: Callable[[bytes], EmessageRead], data: bytes) -> EmessageRead:
    begin = time.process_time()
    found = read(data)
    _check_time(time.process_time() - begin, data)
    return found


def _check_time(taken: float, data: bytes) -> None:
    if taken > _SECONDS_AT_LEAST + len(data) * _SECONDS_PER_BYTE:
        raise Broken(f"{taken:.1f} s of processor time for {len(data)} bytes")


def _check_findings(found: EmessageRead) -> None:
    for finding in found.all_findings:
        if not (finding.da and finding.en and finding.todo_da and finding.todo_en and finding.source):
            raise Broken(f"{finding.rule} leaves a text empty")
        if finding.line is not None and finding.line < 1:
            raise Broken(f"{finding.rule} is found before the first line")
    for letter in found.letters:
        if letter.letter is None and not (letter.has_errors or found.errors):
            raise Broken("a letter is not read, and no error says why")


TARGETS: Final[Mapping[str, Target]] = {
    "xml": xml_letter,
    "edifact": edifact_message,
    "vans": vans_envelope,
    "fhir": fhir_resource,
}
