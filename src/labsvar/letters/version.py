"""Letter versions: a struct, a release, and what the version lacks or changes.

`LetterVersion.tree` turns the declaration into plain nodes, in the order of the standard. Reader,
writer, schema and reference pages are made from that tree and from nothing else.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from labsvar.letters import facets
from labsvar.letters.added import AddedElement, elements_of
from labsvar.letters.element import Block, Element, Open
from labsvar.letters.release import Release


@dataclass(frozen=True, slots=True)
class Text:
    """Content of a leaf: the base type (`str`, `int` or `bool`) and the facet that bounds it.

    `codes` are the values a coded leaf may have; `fixed` is the only value of a fixed one.
    """

    base: type
    facet: facets.ValueFacet | None
    codes: tuple[str, ...] = ()
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class MixedText:
    """Content of an element with text and marks."""

    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """Content that is kept as XML text and not looked into."""


@dataclass(frozen=True, slots=True)
class Children:
    """Content of an element with child elements, bound to a struct."""

    struct: type[msgspec.Struct]
    particles: tuple[Particle, ...]


Content = Text | MixedText | Opaque | Children


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its name, the struct field it is bound to, and how often it may stand.

    `wrapper` is set for an alternative of a repeated choice: the tagged struct its content goes in.
    `added` elements are those of `labsvar.letters.added`, which share one field of their struct.
    """

    name: str
    attribute: str
    minimum: int
    maximum: int
    content: Content
    list_name: str | None = None
    wrapper: type[msgspec.Struct] | None = None
    added: bool = False

    @property
    def is_many(self) -> bool:
        """Whether its values are a tuple."""
        return self.maximum > 1 or self.added


def held(struct: msgspec.Struct, node: Node) -> Any:
    """What a struct holds of an element; of an added one, the texts of its name."""
    value = getattr(struct, node.attribute)
    return tuple(one.value for one in value if one.name == node.name) if node.added else value


@dataclass(frozen=True, slots=True)
class Sequence:
    """Elements that come together; the first of them is always mandatory.

    With a maximum above one they may come again, and are bound to a tuple.
    """

    attribute: str
    minimum: int
    content: Children
    maximum: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the alternatives, each bound to a field of its own.

    Alternatives that may repeat do so any number of times, none included (`Times(0, UNBOUNDED)`): then
    elements of at most one of the names stand.
    """

    alternatives: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RepeatedChoice:
    """Any of the alternatives, in any order, bound together to one tuple of tagged structs."""

    attribute: str
    minimum: int
    maximum: int
    alternatives: tuple[Node, ...]


Particle = Node | Sequence | Choice | RepeatedChoice


@dataclass(frozen=True)
class LetterVersion:
    """One version of a letter.

    `without` holds paths of elements (by element name, from below the root) that the struct has
    and this version lacks; `changed` the facets that differ, `times` the elements that stand another
    number of times (least and most). A path that matches nothing is a `ValueError` when the tree is
    first made. A path names fields, so that two fields in one element (`ElementName`) are told apart.
    """

    code: str
    kind: str
    root: type[Element]
    release: Release
    without: tuple[str, ...] = ()
    changed: Mapping[str, facets.ValueFacet] = field(default_factory=dict)
    times: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    newer: LetterVersion | None = field(default=None, repr=False)

    def older(
        self,
        code: str,
        release: Release,
        *,
        without: tuple[str, ...] = (),
        restored: tuple[str, ...] = (),
        changed: Mapping[str, facets.ValueFacet] | None = None,
        times: Mapping[str, tuple[int, int]] | None = None,
    ) -> LetterVersion:
        """The version before this one: what it lacks beside it, has again, and bounds otherwise."""
        unknown = [path for path in restored if path not in self.without]
        if unknown:
            raise ValueError(f"{code} restores what {self.code} does not lack: {unknown}")
        kept = tuple(path for path in self.without if path not in restored)
        return replace(
            self,
            code=code,
            release=release,
            without=kept + without,
            changed={**self.changed, **(changed or {})},
            times={**self.times, **(times or {})},
            newer=self,
        )

    @property
    def root_name(self) -> str:
        """The name of the letter's own element inside `Emessage`."""
        return self.root.__name__

    @cached_property
    def tree(self) -> Node:
        """The letter as a node of particles, patched for this version."""
        builder = _Builder(self)
        particles = builder.particles(self.root, "")
        builder.check_all_patches_used()
        return Node(self.root_name, "", 1, 1, Children(self.root, particles))


@cache
def envelope_tree(release: Release, *, receipts: bool = False) -> Node:
    """The `Envelope` of a release as a node of particles; that around receipts asks for none."""
    from labsvar.letters.common import Envelope

    version = LetterVersion(
        code="Envelope",
        kind="",
        root=Envelope,
        release=release,
        without=() if release.allows_local_elements else ("Local_Elements",),
        changed={"AcknowledgementCode": facets.Coded("AcknowledgementCodeOfReceipts")} if receipts else {},
    )
    return version.tree


@dataclass(frozen=True, slots=True)
class _Hint:
    """A field's type taken apart."""

    base: Any
    optional: bool
    marks: tuple[Any, ...]

    def facet(self, kind: type[Any]) -> Any:
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def _take_apart(hint: Any) -> _Hint:
    marks: list[Any] = []
    optional = False
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *extra = get_args(hint)
            marks += extra
        elif origin in (Union, types.UnionType) and type(None) in get_args(hint):
            rest = [part for part in get_args(hint) if part is not type(None)]
            hint = Union[tuple(rest)]  # noqa: UP007 - built at run time
            optional = True
        else:
            return _Hint(hint, optional, tuple(marks))


def _alternatives(base: Any) -> tuple[type[msgspec.Struct], ...]:
    """The tagged structs of a repeated choice, of which there may be a single one."""
    if get_origin(base) in (Union, types.UnionType):
        return get_args(base)
    is_tagged = isinstance(base, type) and issubclass(base, msgspec.Struct) and not issubclass(base, Element)
    return (base,) if is_tagged else ()


def _alternative_of(node: Node) -> Node:
    if node.maximum == 1:
        return replace(node, minimum=1)
    if (node.minimum, node.maximum) != (0, facets.UNBOUNDED):
        raise ValueError(f"{node.name} is an alternative that repeats within bounds")
    return node


class _Builder:
    def __init__(self, version: LetterVersion) -> None:
        self.version = version
        self.added: dict[str, list[AddedElement]] = {}
        for element in elements_of(version.code):
            self.added.setdefault(element.path, []).append(element)
        self.unplaced = set(self.added)
        self.unused = {*version.without, *version.changed, *version.times}

    def check_all_patches_used(self) -> None:
        unused = sorted(self.unused | self.unplaced)
        if unused:
            raise ValueError(f"{self.version.code} patches what is not there: {unused}")

    def particles(self, struct: type[msgspec.Struct], path: str) -> tuple[Particle, ...]:
        made: list[Particle] = []
        group: str | None = None
        for info, hint in self._fields(struct, path):
            particle = self._particle(info, hint, path)
            one_of = hint.facet(facets.OneOf)
            if one_of is not None and isinstance(particle, Node):
                alternative = _alternative_of(particle)
                if group == one_of.group and isinstance(made[-1], Choice):
                    made[-1] = Choice((*made[-1].alternatives, alternative))
                else:
                    made.append(Choice((alternative,)))
                group = one_of.group
            else:
                made.append(particle)
                group = None
                made += self._added_after(path + info.encode_name, struct)
        self._check_names_differ(made)
        return tuple(made)

    def _check_names_differ(self, particles: list[Particle]) -> None:
        """That no added element has the name of another one beside it. Raises `ValueError`."""
        names = [particle.name for particle in particles if isinstance(particle, Node)]
        for particle in particles:
            if isinstance(particle, Node) and particle.added and names.count(particle.name) > 1:
                raise ValueError(f"{self.version.code}: {particle.name} stands there already")

    def _added_after(self, path: str, struct: type[msgspec.Struct]) -> Iterator[Node]:
        """The elements that the installation adds after one."""
        for element in self.added.get(path, ()) if issubclass(struct, Open) else ():
            self.unplaced.discard(path)
            text = Text(str, facets.Length(1, element.length))
            yield Node(element.name, "added", element.minimum, element.maximum, text, added=True)

    def _fields(
        self, struct: type[msgspec.Struct], path: str
    ) -> Iterator[tuple[msgspec.structs.FieldInfo, _Hint]]:
        hints = get_type_hints(struct, include_extras=True)
        for info in msgspec.structs.fields(struct):
            here = path + info.encode_name
            if here in self.version.without:
                self.unused.discard(here)
                continue
            hint = _take_apart(hints[info.name])
            if hint.facet(facets.Added) is None:
                yield info, hint

    def _particle(self, info: msgspec.structs.FieldInfo, hint: _Hint, path: str) -> Particle:
        minimum = 0 if hint.optional and hint.facet(facets.Required) is None else 1
        if isinstance(hint.base, type) and issubclass(hint.base, Block):
            return Sequence(info.name, minimum, Children(hint.base, self.particles(hint.base, path)))
        times = hint.facet(facets.Times)
        here = path + info.encode_name
        least, most = self._times(here, (minimum, 1) if times is None else (times.minimum, times.maximum))
        item = hint if times is None else _take_apart(get_args(hint.base)[0])
        if times is not None and isinstance(item.base, type) and issubclass(item.base, Block):
            block = Children(item.base, self.particles(item.base, path))
            return Sequence(info.name, least, block, most)
        kinds = _alternatives(item.base)
        if kinds:
            return RepeatedChoice(
                info.name, least, most, tuple(self._alternative(kind, path) for kind in kinds)
            )
        list_name, element = hint.facet(facets.ListName), hint.facet(facets.ElementName)
        return Node(
            info.encode_name if element is None else element.name,
            info.name,
            least,
            most,
            self._content(item, here),
            None if list_name is None else list_name.name,
        )

    def _times(self, path: str, usual: tuple[int, int]) -> tuple[int, int]:
        """How often an element stands in this version, least and most."""
        self.unused.discard(path)
        return self.version.times.get(path, usual)

    def _alternative(self, kind: type[msgspec.Struct], path: str) -> Node:
        hint = _take_apart(get_type_hints(kind, include_extras=True)["content"])
        name = str(kind.__struct_config__.tag)
        return Node(name, "content", 1, 1, self._content(hint, path + name), wrapper=kind)

    def _content(self, hint: _Hint, path: str) -> Content:
        mixed = hint.facet(facets.Mixed)
        if mixed is not None:
            return MixedText(mixed.marks)
        if isinstance(hint.base, type) and issubclass(hint.base, Element):
            return Children(hint.base, self.particles(hint.base, path + "/"))
        facet = next((mark for mark in hint.marks if isinstance(mark, facets.ValueFacet)), None)
        if path in self.version.changed:
            facet = self.version.changed[path]
            self.unused.discard(path)
        if facet is None and hint.base is str:
            return Opaque()
        return self._text(hint.base, facet)

    def _text(self, base: type, facet: facets.ValueFacet | None) -> Text:
        match facet:
            case facets.Coded(list_name):
                return Text(base, facet, codes=self.version.release.code_lists[list_name])
            case facets.VersionOfLetter():
                return Text(base, facet, fixed=self.version.code)
            case facets.KindOfLetter():
                return Text(base, facet, fixed=self.version.kind)
            case _:
                return Text(base, facet)
