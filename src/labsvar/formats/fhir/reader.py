"""Reading: bytes to a resource, or to findings.

Two readers, one verdict. The fast one is msgspec's, made from the structs; it decides nothing but speed. What
it gives up on, and what it may have passed over in silence (a name that stands twice, null, empty lists), the
slow one judges.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import msgspec

from labsvar.findings import Finding, has_errors
from labsvar.formats.fhir import rules
from labsvar.formats.fhir.limits import DEFAULT, Limits
from labsvar.formats.fhir.resources import AnyResource
from labsvar.formats.fhir.resources.base import MAYBE_OTHER, OTHER
from labsvar.formats.fhir.scan import MAX_DEPTH
from labsvar.formats.fhir.slow import Walked, walk
from labsvar.formats.fhir.writer import encoder

_MARK: Final = b"\xef\xbb\xbf"
_QUOTATION_MARK: Final = ord('"')
_exponent: Final = re.compile(rb"E[+-]").search
"""Where a number with an exponent may stand; a sixth of the time of looking for both with `in`."""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A file of FHIR. `resource` is there when there are no errors."""

    resource: AnyResource | None
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        """Whether the file was read to its end as a resource, however faulty."""
        return not any(each.family == "form" and each.severity == "error" for each in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether the file is refused."""
        return has_errors(self.findings)


def read(raw: bytes, *, limits: Limits = DEFAULT) -> Read:
    """Reads one resource of R4 in JSON. Whatever the bytes are, the answer is findings.

    The structure is looked at: elements, their kinds and numbers, and codes of required value sets. The forms
    of dates and addresses, invariants and profiles are the checks' business.
    """
    if len(raw) > limits.max_bytes:
        return _refused(rules.TOO_LARGE.at(line=None, path=None, limit=limits.max_bytes))
    resource = _fast(raw)
    if resource is not None:
        return Read(resource=resource, findings=())
    return _slow(raw, limits)


def lines(raw: bytes, *, limits: Limits = DEFAULT) -> dict[str, int]:
    """The line of every place in a file that was read, by its path."""
    return walk(raw.removeprefix(_MARK).decode("utf-8"), limits).lines


@cache
def decoder() -> msgspec.json.Decoder[AnyResource]:
    """What decodes a resource; made when first asked for, since it takes a while."""
    return msgspec.json.Decoder(AnyResource)


def _fast(raw: bytes) -> AnyResource | None:
    """The resource when nothing at all is wrong; `None` when the slow reader has to look.

    A name that stands twice is read once, and null and empty lists are not written again: then fewer
    quotation marks are written than were read. An escaped quotation mark could hide that. What is written
    just as it was read hides nothing, and is not counted.
    """
    try:
        resource: AnyResource = decoder().decode(raw)
        again = encoder().encode(resource)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if _exponent(again):  # a number that may be out of hand
        return None
    if MAYBE_OTHER in again or again.rfind(b"null") >= 0:  # half the time of `in`, which starts in front
        return None
    if raw != again and (_quotation_marks(raw) != _quotation_marks(again) or _hides_quotation_marks(raw)):
        return None
    return resource


def _quotation_marks(raw: bytes) -> int:
    """How many there are. Counted many at a time: `bytes.count` would take a quarter of all the reading."""
    import numpy as np  # scipy brings it; what is written in our own order needs no counting

    return int(np.count_nonzero(np.frombuffer(raw, np.uint8) == _QUOTATION_MARK))


def _hides_quotation_marks(raw: bytes) -> bool:
    """Whether a quotation mark is written by its number."""
    place = raw.find(b"\\")
    while place >= 0:
        if raw.startswith(b"u0022", place + 1):
            return True
        place = raw.find(b"\\", place + 2)
    return False


def _slow(raw: bytes, limits: Limits) -> Read:
    try:
        text = raw.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        return _refused(rules.NOT_UTF8.at(line=line, path=None))
    try:
        walked = walk(text, limits)
    except RecursionError:
        return _refused(rules.TOO_DEEP.at(line=None, path=None, limit=MAX_DEPTH))
    if has_errors(walked.findings):
        return Read(resource=None, findings=walked.findings)
    resource: AnyResource = decoder().decode(_with_others(text, walked).encode())
    return Read(resource=resource, findings=walked.findings)


def _with_others(text: str, walked: Walked) -> str:
    """The text with every resource that is not looked into wrapped as `Other`."""
    parts = []
    done = 0
    for kind, start, end in sorted(walked.others, key=lambda each: each[1]):
        parts += [
            text[done:start],
            f'{{"resourceType":"{OTHER}","kind":"{kind}","content":{text[start:end]}}}',
        ]
        done = end
    return "".join([*parts, text[done:]])


def _refused(finding: Finding) -> Read:
    return Read(resource=None, findings=(finding,))
