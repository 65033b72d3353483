"""The syntax of EDIFACT: service characters, segments, elements, components, and their places in a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import msgspec

from labsvar.findings import Rule
from labsvar.formats.edifact import rules

_BREAKS: Final = str.maketrans("", "", "\r\n")
_TAG: Final = re.compile("[A-Z][A-Z0-9]{2}", re.ASCII)
_LINE_END: Final = re.compile("[\r\n]")


class Service(msgspec.Struct, frozen=True):
    """The service characters of an interchange, as UNA gives them; `release` is empty when there is none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"

    @property
    def una(self) -> str:
        """The UNA segment."""
        return f"UNA{self.component}{self.element}{self.decimal}{self.release or ' '} {self.terminator}"

    @property
    def special(self) -> str:
        """The characters that a release character stands before."""
        return self.component + self.element + self.release + self.terminator


STANDARD: Final = Service()


def service_of(text: str) -> Service | None:
    """The service characters of a text that begins with `UNA`; `None` when they are none."""
    given = text[3:9]
    if len(given) < 6:
        return None
    component, element, decimal, release, _, terminator = tuple(given)
    told = [component, element, terminator, *([release] if release != " " else [])]
    if len(set(told)) < len(told) or any(char.isalnum() or char in " \r\n" for char in told):
        return None
    return Service(component, element, decimal, "" if release == " " else release, terminator)


class Segment:
    """One segment: its tag, its elements of components, and the place its first character has in the text.

    `stray` tells that a release character in it stands before something else than a service character.
    """

    __slots__ = ("elements", "place", "stray", "tag")

    def __init__(self, tag: str, elements: list[list[str]], place: int, *, stray: bool = False) -> None:
        self.tag = tag
        self.elements = elements
        self.place = place
        self.stray = stray

    def text(self, element: int, component: int) -> str:
        """The text of a component, counted from one; empty when there is none."""
        if element > len(self.elements):
            return ""
        components = self.elements[element - 1]
        return components[component - 1] if component <= len(components) else ""

    def whole(self, element: int) -> str:
        """The text of an element that has one component; empty for any other."""
        if element > len(self.elements) or len(self.elements[element - 1]) != 1:
            return ""
        return self.elements[element - 1][0]

    @property
    def shown(self) -> str:
        """What the segment is called in a text: its tag and qualifier, when these are of the usual form."""
        tag = self.tag if _TAG.fullmatch(self.tag) else "???"
        qualifier = self.text(1, 1)
        usual = 0 < len(qualifier) <= 3 and qualifier.isascii() and qualifier.isalpha()
        return f"{tag}+{qualifier}" if usual else tag


def cut(text: str, service: Service, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each segment between two places begins and where its terminator stands.

    The last one ends at `end` when it has none. Line ends before a segment are passed over.
    """
    find = _segment_end(service)
    place = start
    while True:
        while place < end and text[place] in "\r\n":
            place += 1
        if place >= end:
            return
        found = find(text, place, end)
        assert found is not None
        yield place, found.end()
        place = found.end() + 1


@lru_cache(maxsize=64)
def _segment_end(service: Service) -> Callable[[str, int, int], re.Match[str] | None]:
    last, release = re.escape(service.terminator), re.escape(service.release)
    if not service.release:
        return re.compile(f"[^{last}]*+").match
    return re.compile(f"(?:[^{last}{release}]++|{release}[\r\n]*+(?s:.)?+)*+").match


def parse(text: str, service: Service, place: int) -> Segment:
    """The segment that text without its terminator stands for. Line ends in it are passed over."""
    if _LINE_END.search(text):
        text = text.translate(_BREAKS)
    release = service.release
    if release and release in text:
        return _parse_released(text, service, place)
    tag, *elements = text.split(service.element)
    return Segment(tag, [element.split(service.component) for element in elements], place)


def _parse_released(text: str, service: Service, place: int) -> Segment:
    elements: list[list[str]] = [[]]
    begun: list[str] = []
    stray = False
    for found in _pieces(service).finditer(text):
        piece = found[0]
        if piece in (service.element, service.component):
            elements[-1].append("".join(begun))
            begun = []
            if piece == service.element:
                elements.append([])
        elif piece[0] == service.release and len(piece) == 2 and piece[1] in service.special:
            begun.append(piece[1])
        else:
            stray = stray or piece[0] == service.release
            begun.append(piece)
    elements[-1].append("".join(begun))
    return Segment(service.component.join(elements[0]), elements[1:], place, stray=stray)


@lru_cache(maxsize=64)
def _pieces(service: Service) -> re.Pattern[str]:
    marks = re.escape(service.component + service.element)
    release = re.escape(service.release)
    return re.compile(f"[{marks}]|{release}(?s:.)?|[^{marks}{release}]++")


def tag_at(text: str, place: int) -> str:
    """The three characters that begin a segment, line ends passed over."""
    tag = text[place : place + 3]
    if "\n" in tag or "\r" in tag:
        tag = text[place : place + 16].translate(_BREAKS)[:3]
    return tag


def is_tag(tag: str) -> bool:
    """Whether a segment's tag has the form of one."""
    return _TAG.fullmatch(tag) is not None


def written(elements: list[list[str]], tag: str, service: Service = STANDARD) -> str:
    """A segment with its terminator; empty components and elements at the end are left out."""
    cells = [_cells(components, service) for components in elements]
    while cells and not cells[-1]:
        cells.pop()
    return service.element.join((tag, *cells)) + service.terminator


def _cells(components: list[str], service: Service) -> str:
    last = len(components)
    while last and not components[last - 1]:
        last -= 1
    return service.component.join(released(one, service) for one in components[:last])


def released(text: str, service: Service = STANDARD) -> str:
    """A text with the release character before every service character in it."""
    return _special(service).sub(lambda found: service.release + found[0], text)


@lru_cache(maxsize=64)
def _special(service: Service) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(service.special)}]")


_UTF8: Final = re.compile(b"[\xc2-\xf4][\x80-\xbf]")
_NO_TEXT: Final = bytes(code for code in range(256) if not (32 <= code < 127 or code >= 160)).translate(
    None, b"\r\n"
)
_FIRST_BAD: Final = re.compile(b"[" + re.escape(_NO_TEXT) + b"]")


def encoding_fault(data: bytes) -> tuple[Rule, int] | None:
    """The rule that the bytes break as ISO-8859-1 text, and the place of the first that does."""
    if not data.isascii() and _is_utf8(data):
        found = _UTF8.search(data)
        return rules.UTF8, found.start() if found else 0
    if len(data.translate(None, _NO_TEXT)) == len(data):
        return None
    found = _FIRST_BAD.search(data)
    return rules.CONTROL, found.start() if found else 0


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
