"""The page of one letter version: its elements with bounds, codes and EDIFACT places, and its rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.element import DateTime
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    Node,
    Particle,
    RepeatedChoice,
    Sequence,
)
from labsvar.reference.applying import rules_for
from labsvar.reference.markdown import bullets, code, first_sentence, page, table
from labsvar.reference.places import Places, Steps, places_of, segments, table_of
from labsvar.reference.since import differences
from labsvar.reference.wording import holds, times

_INDENT = "&emsp;"
_DEEPEST_SECTION = 3
_ROWS_OF_SECTION = 4


def version_page(version: LetterVersion) -> str:
    """The whole page."""
    older = [each for each in VERSIONS if each.newer is version]
    return page(
        f"{version.code} {version.root_name}",
        what_it_is(version),
        table(["Kind", version.kind], _facts(version)),
        *(_since(version, each) for each in older),
        "## Elements",
        _about_elements(version),
        *_Elements(version).sections(),
        *_edifact(version),
        *_rules(version),
    )


def what_it_is(version: LetterVersion) -> str:
    """A letter in a sentence: that of its module, or of its own where the module has several."""
    own = first_sentence(version.root.__doc__)
    of_module = first_sentence(sys.modules[version.root.__module__].__doc__)
    return of_module if own.startswith("A whole") else own


def _facts(version: LetterVersion) -> Iterator[tuple[str, str]]:
    yield "XML", f"`Emessage/{version.root_name}`, namespace {code(version.release.namespace)}"
    segments_of = table_of(version)
    if segments_of is None:
        yield "EDIFACT", "none, XML only"
    else:
        yield "EDIFACT", f"{segments_of.message} {code(segments_of.code)}, [segments](#edifact)"
    if version.newer is not None:
        yield "Newer version", f"[{version.newer.code}]({version.newer.code}.md)"
    for older in (each for each in VERSIONS if each.newer is version):
        yield "Older version", f"[{older.code}]({older.code}.md)"
    yield "XML schema", f"`labsvar schema {version.code}`"


def _since(version: LetterVersion, older: LetterVersion) -> str:
    said = bullets(differences(version, older)) or "Nothing but the version code."
    return f"## Since {older.code}\n\nBeside [{older.code}]({older.code}.md), {version.code}:\n\n{said}"


def _about_elements(version: LetterVersion) -> str:
    about = (
        "In the order of the standard. Elements that are set in stand inside the one above them; "
        "the name MedCom's Danish data list has for an element stands last."
    )
    if table_of(version) is None:
        return about
    return (
        f"{about} Places in EDIFACT are the segment with its qualifier, then element and component, "
        "counted from one after the tag. An arrow leads from a code to the one in EDIFACT."
    )


@dataclass(frozen=True)
class _Row:
    name: str
    times: str
    holds: str = ""
    place: str = ""
    listed: str = ""


@dataclass
class _Section:
    """An element with a table of its own."""

    node: Node
    path: tuple[str, ...]
    rows: list[_Row] = field(default_factory=list)
    same_as: str | None = None


class _Elements:
    """Lays the tree of a version out as sections with tables; what comes again is told by a link."""

    def __init__(self, version: LetterVersion) -> None:
        self._version = version
        self._places: Places = places_of(version)
        self._has_places = table_of(version) is not None
        self._seen: list[tuple[Node, tuple[tuple[Steps, tuple[str, ...]], ...], str]] = []
        self._sections: list[_Section] = []
        self._anchors: set[str] = set()

    def sections(self) -> Iterator[str]:
        """The sections, each a heading and a table."""
        self._section(self._version.tree, (), ())
        for section in self._sections[1:]:
            if section.rows:
                depth = min(len(section.path), _DEEPEST_SECTION)
                title = " / ".join(section.path) if depth > 1 else section.node.name
                yield f"{'#' * (2 + depth)} {title} {{ #{_anchor(section.path)} }}\n\n{self._table(section)}"

    def _table(self, section: _Section) -> str:
        about = ""
        if isinstance(section.node.content, Children):
            about = first_sentence(section.node.content.struct.__doc__)
        heads = ["Element", "Occurs", "Holds"]
        listed = any(row.listed for row in section.rows)
        heads += ["EDIFACT"] * self._has_places + ["Data list"] * listed
        rows = [
            (
                row.name,
                row.times,
                row.holds,
                *([row.place] * self._has_places),
                *([row.listed] * listed),
            )
            for row in section.rows
        ]
        return f"{about}\n\n{table(heads, rows)}"

    def _section(self, node: Node, path: tuple[str, ...], steps: Steps) -> None:
        section = _Section(node, path)
        self._sections.append(section)
        assert isinstance(node.content, Children)
        for particle in node.content.particles:
            section.rows += self._rows(particle, path, steps, 0)

    def _rows(self, particle: Particle, path: tuple[str, ...], steps: Steps, depth: int) -> Iterator[_Row]:
        match particle:
            case Node():
                yield from self._node(particle, path, (*steps, particle.attribute), depth)
            case Sequence():
                yield _Row(_grouped("together", depth), times(particle.minimum, particle.maximum))
                for inner in particle.content.particles:
                    yield from self._rows(inner, path, (*steps, particle.attribute), depth + 1)
            case Choice():
                yield _Row(_grouped("exactly one of", depth), "1")
                for node in particle.alternatives:
                    yield from self._node(node, path, (*steps, node.attribute), depth + 1)
            case RepeatedChoice():
                occurs = times(particle.minimum, particle.maximum)
                yield _Row(_grouped("any of, in any order", depth), occurs)
                for node in particle.alternatives:
                    yield from self._node(node, path, (*steps, particle.attribute, node.name), depth + 1)

    def _node(self, node: Node, path: tuple[str, ...], steps: Steps, depth: int) -> Iterator[_Row]:
        here = (*path, node.name)
        occurs = times(node.minimum, node.maximum)
        content = node.content
        if not isinstance(content, Children) or content.struct is DateTime:
            yield self._leaf(node, here, steps, depth)
            return
        known = self._known(node, steps)
        if known is not None:
            linked = f"as [{node.name}](#{known}) above"
            yield _Row(self._named(here, depth), occurs, linked, listed=node.list_name or "")
        elif len(path) < _DEEPEST_SECTION and depth == 0 and _is_large(content):
            self._seen.append((node, self._spots(steps), _anchor(here)))
            inside = f"[its elements](#{_anchor(here)})"
            yield _Row(f"{_INDENT * depth}{code(node.name)}", occurs, inside, listed=node.list_name or "")
            self._section(node, here, steps)
        else:
            self._seen.append((node, self._spots(steps), _anchor(here)))
            place = "<br>".join(self._places.of(steps))
            yield _Row(self._named(here, depth), occurs, "", place, node.list_name or "")
            for particle in content.particles:
                yield from self._rows(particle, here, steps, depth + 1)

    def _leaf(self, node: Node, path: tuple[str, ...], steps: Steps, depth: int) -> _Row:
        return _Row(
            self._named(path, depth),
            times(node.minimum, node.maximum),
            holds(node.content, self._places.codes.get(steps, {})),
            "<br>".join(self._places.of(steps)) or self._without_place(steps),
            node.list_name or "",
        )

    def _named(self, path: tuple[str, ...], depth: int) -> str:
        """The name of an element, with an anchor of its own also where two have one path."""
        anchor, number = _anchor(path), 2
        while anchor in self._anchors:
            anchor, number = f"{_anchor(path)}-{number}", number + 1
        self._anchors.add(anchor)
        return f'<span id="{anchor}">{_INDENT * depth}{code(path[-1])}</span>'

    def _without_place(self, steps: Steps) -> str:
        """What is said of an element without a place of its own: nothing when one around it has a place."""
        around = any(self._places.of(steps[:length]) for length in range(1, len(steps)))
        return "" if around else "*none*"

    def _known(self, node: Node, steps: Steps) -> str | None:
        """The anchor of an element of the same name, content and places, when there was one before."""
        spots = self._spots(steps)
        for other, theirs, anchor in self._seen:
            if (other.name, other.content, theirs) == (node.name, node.content, spots):
                return anchor
        return None

    def _spots(self, steps: Steps) -> tuple[tuple[Steps, tuple[str, ...]], ...]:
        """The places of everything inside an element."""
        length = len(steps)
        inside = {
            each[length:]: tuple(spots)
            for each, spots in self._places.spots.items()
            if each[:length] == steps
        }
        return tuple(sorted(inside.items()))


def _is_large(content: Children) -> bool:
    return sum(1 for _ in content.particles) >= _ROWS_OF_SECTION or any(
        isinstance(inner, Node)
        and isinstance(inner.content, Children)
        and inner.content.struct is not DateTime
        for inner in content.particles
    )


def _anchor(path: tuple[str, ...]) -> str:
    return "-".join(path).lower()


def _grouped(words: str, depth: int) -> str:
    return f"{_INDENT * depth}*{words}*"


def _edifact(version: LetterVersion) -> Iterator[str]:
    message = table_of(version)
    if message is None:
        return
    yield "## EDIFACT { #edifact }"
    yield (
        f"The segments of {message.message} {code(message.code)} between UNH and UNT, in their order. Names in "
        "braces stand for elements of the letter; `{$…}` for one part of a value that several segments say "
        "together, `{#…}` for a number that counts, `{=…}` for what follows from the rest."
    )
    lines = [f"    {line}" for line in segments(message.rows)]
    yield "\n".join([f'??? note "All segments of {message.code}"', "", "    ```text", *lines, "    ```"])
    told = [en for _, en in message.assumed.values()]
    if told:
        yield f"Written from the rest of the letter:\n\n{bullets(told)}"


def _rules(version: LetterVersion) -> Iterator[str]:
    yield "## Rules"
    yield (
        "Beside its form and the standard itself, a letter of this version is held against these rules "
        "about its content. [All rules](../rules.md) tells what to do about each."
    )
    rows = [
        (f"[{code(rule.id)}](../rules.md#{rule.id.replace('.', '-')})", rule.severity, rule.en)
        for rule in rules_for(version)
    ]
    lines = table(["Rule", "Severity", "What is wrong"], rows).splitlines()
    yield "\n".join([f'??? note "{len(rows)} rules"', "", *(f"    {line}" for line in lines)])
