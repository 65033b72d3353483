"""Pages of the letters: one for each version with its element tree, one with the code lists."""

from __future__ import annotations

from collections.abc import Iterator

from labsvar.letters import facets
from labsvar.letters.catalogue import RELEASES, VERSIONS
from labsvar.letters.version import (
    Children,
    Choice,
    Content,
    LetterVersion,
    MixedText,
    Node,
    Opaque,
    Particle,
    RepeatedChoice,
    Sequence,
    Text,
)
from labsvar.reference.markdown import bullets, code, codes, first_sentence, page, table

Line = tuple[str, str, str, str]

_INDENT = "&emsp;"
_MANY = 1_000


def pages() -> Iterator[tuple[str, str]]:
    """The pages of this module: name and text."""
    yield "letters/index.md", _index()
    for version in VERSIONS:
        yield f"letters/{version.code}.md", _version(version)
    yield "letters/code-lists.md", _code_lists()


def _index() -> str:
    rows = [
        (
            version.kind,
            f"[{version.code}]({version.code}.md)",
            code(version.root_name),
            version.release.date,
            version.newer.code if version.newer else "current",
            first_sentence(version.root.__doc__),
        )
        for version in VERSIONS
    ]
    return page(
        "Letters",
        "Every letter Labsvar reads, checks and writes. Each page is the one declaration in "
        "`labsvar.letters` that reader, writer and XML schema are made from.",
        table(["Kind", "Version", "Element", "Schema release", "Newer version", "What it is"], rows),
        "The values that coded elements may have stand in the [code lists](code-lists.md).",
    )


def _version(version: LetterVersion) -> str:
    return page(
        f"{version.code}: {version.root_name}",
        first_sentence(version.root.__doc__),
        f"Kind {version.kind}, namespace {code(version.release.namespace)}, inside `Emessage`.",
        _differences(version),
        "## Elements",
        table(["Element", "Occurs", "Value", "Data list name"], _lines(version.tree, 0)),
    )


def _differences(version: LetterVersion) -> str:
    newer = version.newer
    if newer is None:
        return ""
    lacks = sorted(set(version.without) - set(newer.without))
    has = sorted(set(newer.without) - set(version.without))
    changed = sorted(path for path, facet in version.changed.items() if newer.changed.get(path) != facet)
    lines = [f"lacks {code(path)}" for path in lacks]
    lines += [f"has {code(path)}" for path in has]
    lines += [f"{code(path)}: {_facet(version.changed[path])}" for path in changed]
    if version.release != newer.release:
        lines.append(f"schema release {version.release.date} with its namespace and code lists")
    return f"## Beside {newer.code}\n\n{bullets(lines)}"


def _lines(particle: Particle, depth: int) -> Iterator[Line]:
    match particle:
        case Node():
            times = _times(particle.minimum, particle.maximum)
            yield _named(particle.name, depth), times, _value(particle.content), particle.list_name or ""
            if isinstance(particle.content, Children):
                yield from _children(particle.content, depth + 1)
        case Sequence():
            yield _grouped("together", depth), _times(particle.minimum, particle.maximum), "", ""
            yield from _children(particle.content, depth + 1)
        case Choice():
            yield _grouped("exactly one of", depth), "1", "", ""
            for alternative in particle.alternatives:
                yield from _lines(alternative, depth + 1)
        case RepeatedChoice():
            times = _times(particle.minimum, particle.maximum)
            yield _grouped("any of, in any order", depth), times, "", ""
            for alternative in particle.alternatives:
                yield from _lines(alternative, depth + 1)


def _children(content: Children, depth: int) -> Iterator[Line]:
    for particle in content.particles:
        yield from _lines(particle, depth)


def _named(name: str, depth: int) -> str:
    return f"{_INDENT * depth}{code(name)}"


def _grouped(words: str, depth: int) -> str:
    return f"{_INDENT * depth}*{words}*"


def _times(minimum: int, maximum: int) -> str:
    if minimum == maximum:
        return str(minimum)
    return f"{minimum} or more" if maximum >= _MANY else f"{minimum}–{maximum}"


def _value(content: Content) -> str:
    match content:
        case Text(fixed=str(fixed)):
            return f"always {code(fixed)}"
        case Text(facet=facet) if facet is not None:
            return _facet(facet)
        case Text(base=base):
            return "`true` or `false`" if base is bool else "text"
        case MixedText():
            return f"text with {codes(content.marks)}"
        case Opaque():
            return "any content, kept as it is"
        case Children():
            return ""


def _facet(facet: facets.ValueFacet) -> str:
    match facet:
        case facets.Length(minimum, maximum):
            return f"text of {_times(minimum, maximum)} characters"
        case facets.Pattern(_, meaning):
            return meaning
        case facets.Coded(list_name):
            return f"a code of [{list_name}](code-lists.md#{list_name.lower()})"
        case facets.Whole(minimum, maximum):
            return f"whole number {minimum}–{maximum}"
        case facets.Number(minimum):
            return "whole number" if minimum is None else f"whole number from {minimum}"
        case facets.Decimal(digits):
            return f"number of at most {digits} digits"
        case facets.CalendarDate():
            return "date"
        case facets.OnlyTrue():
            return "`true`"
        case facets.VersionOfLetter() | facets.KindOfLetter():
            return "fixed by the version"


def _code_lists() -> str:
    names = sorted({name for release in RELEASES.values() for name in release.code_lists})
    parts = [f"## {name}\n\n{_code_list(name)}" for name in names]
    return page(
        "Code lists",
        "The values coded elements may have, for each schema release that is read.",
        *parts,
    )


def _code_list(name: str) -> str:
    dates: dict[tuple[str, ...], list[str]] = {}
    for release in sorted(RELEASES.values(), key=lambda known: known.date):
        if name in release.code_lists:
            dates.setdefault(release.code_lists[name], []).append(release.date)
    return bullets(f"{', '.join(of_list)}: {codes(values)}" for values, of_list in dates.items())
