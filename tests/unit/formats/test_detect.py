"""What kind of file some bytes are is told from their first characters."""

from __future__ import annotations

import pytest

from labsvar.formats import detect


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<?xml version='1.0'?><Emessage/>", "xml"),
        (b"\xef\xbb\xbf \r\n<Emessage/>", "xml"),
        ("<Emessage/>".encode("utf-16"), "xml"),
        ("<Emessage/>".encode("utf-32"), "xml"),
        (b"UNA:+.? '", "edifact"),
        (b"\n UNB+UNOC:3+1:14+2:14'", "edifact"),
        (b"<VANSEnvelope xmlns='x'>", "vans"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <Emessage/> --><v:VANSEnvelope>", "vans"),
        (b"<!-- <VANSEnvelope> --><Emessage/>", "xml"),
        (b"<!DOCTYPE VANSEnvelope><VANSEnvelope>", "xml"),
        (b"<VANSEnvelopes/>", "xml"),
        (b"<!--" * 1000, "xml"),
        (b"", "unknown"),
        (b"   ", "unknown"),
        (b"\x89PNG\r\n", "unknown"),
        (b"UN", "unknown"),
        (b'{"a": "<b>"}', "unknown"),
        (b'\xef\xbb\xbf {"resourceType": "Bundle"', "fhir"),
    ],
)
def test_a_file_is_told_apart_by_its_first_characters(data: bytes, kind: str) -> None:
    assert detect(data) == kind
