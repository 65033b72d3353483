"""What all letters of a file share: encoding, namespace, and the start tag of the Emessage."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from labsvar.findings import Finding
from labsvar.formats.xml import encodings, rules, slow
from labsvar.formats.xml.collect import Collector
from labsvar.formats.xml.limits import DEFAULT
from labsvar.formats.xml.parse import Wrapping, check_outside, wrapping
from labsvar.formats.xml.prolog import Prolog, Unreadable, end_of_blank, read_prolog
from labsvar.formats.xml.trees import release_date

# White space is that of XML: other characters that Python counts as such are part of a (wrong) name.
_TAG_NAME: Final = re.compile(r"<([^ \t\r\n/>]+)")


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What the beginning of a file says.

    `name` is that of the Emessage with its prefix, `tag_end` the place after its start tag, `empty`
    whether it closes itself. `findings` are about its attributes; their lines count from one.
    """

    encoding: str
    codec: str
    namespace: str
    name: str
    wrapping: Wrapping
    tag_start: int
    tag_end: int
    empty: bool
    findings: tuple[Finding, ...]

    @property
    def tail(self) -> bytes:
        """The end tag of the Emessage."""
        return self.wrapping.end.encode(self.codec)


def frame_of(data: bytes, prolog: Prolog) -> Frame:
    """The frame at the beginning of a file. Raises `Unreadable` when its root is no Emessage of MedCom's."""
    _check_start(data, prolog)
    codec = encodings.CODECS[prolog.encoding]
    tag = data[prolog.tag_start : prolog.tag_end].decode(codec)
    found = _TAG_NAME.match(tag)
    assert found is not None
    if found[1].rpartition(":")[2] != "Emessage":
        raise Unreadable(rules.ROOT, prolog.tag_start)
    around = wrapping(tag, found[1])
    try:
        root = around.parsed("")
    except Unreadable as fault:
        raise Unreadable(fault.rule, prolog.tag_start, **fault.parts) from None
    namespace = str(root.tag)[1:].rpartition("}")[0]
    if release_date(namespace) is None:
        raise Unreadable(rules.NAMESPACE, prolog.tag_start)
    line = data.count(b"\n", 0, prolog.tag_start) + 1
    collector = Collector(root, line=line, path="/Emessage", limit=1)
    slow.attributes(root, collector)
    return Frame(
        encoding=prolog.encoding,
        codec=codec,
        namespace=namespace,
        name=found[1],
        wrapping=around,
        tag_start=prolog.tag_start,
        tag_end=prolog.tag_end,
        empty=tag.endswith("/>"),
        findings=tuple(collector.findings),
    )


def _check_start(data: bytes, prolog: Prolog) -> None:
    start, end = prolog.declaration_end, prolog.tag_end
    found = encodings.fault(data[start:end], prolog.encoding)
    if found is not None:
        rule, place = found
        raise Unreadable(rule, start + place, encoding=prolog.encoding)
    try:
        check_outside(data[start : prolog.tag_start], b"")
    except Unreadable as fault:
        raise Unreadable(fault.rule, start, **fault.parts) from None


@lru_cache(maxsize=256)
def known_frame(beginning: bytes) -> Frame | None:
    """The frame of what stands before an Envelope, when there is nothing wrong or unusual about it.

    A sender begins all its files with the same bytes, so the answer is kept.
    """
    try:
        frame = frame_of(beginning, read_prolog(beginning, whole=True, limits=DEFAULT))
    except Unreadable:
        return None
    plain = not frame.empty and not frame.findings and frame.wrapping.end == "</Emessage>"
    return frame if plain and end_of_blank(beginning, frame.tag_end) == len(beginning) else None
