"""Rows of a table tied to the declaration of a letter: which struct field each place of a segment is bound to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec

from labsvar.letters import facets
from labsvar.letters.element import DateTime
from labsvar.letters.segments import codes, model
from labsvar.letters.version import Children, Choice, MixedText, Node, RepeatedChoice, Sequence, Text

Kind = Literal["leaf", "time", "date", "variable", "counter", "implied"]
Place = tuple[int, int]
Looked = Mapping[Place, str]

_SLOT: Final = re.compile(r"\{([$#=]?)([^|}]+)(?:\|(\w+))?\}")
_TRIGGER: Final = re.compile("S[0-9]{2}")
# Several groups may have one trigger; these segments after it tell them apart.
_TELLING: Final = ("NAD", "PNA")


@dataclass(frozen=True, slots=True)
class Key:
    """What a segment is recognised by: its tag and the constants in some places."""

    tag: str
    places: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value goes: attribute by attribute below the group's struct, and the node at the end.

    `names` are the names of the elements on the way, `required` tells whether none of them may be absent.
    """

    steps: tuple[str, ...]
    node: Node
    names: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a segment: its first place, how many components it takes, and what it is bound to."""

    place: Place
    width: int
    kind: Kind
    name: str
    path: Path | None
    codec: model.AnyCodec | None
    expected: Callable[[Any], str | None] | None = None

    @property
    def repeated(self) -> bool:
        """Whether every segment adds one more value."""
        return self.path is not None and self.path.node.maximum > 1


@dataclass(frozen=True, slots=True)
class Part:
    """A segment row, tied: its key, constants and slots by place."""

    row: model.Segment
    key: Key
    constants: Looked
    slots: tuple[Slot, ...]
    sets: tuple[tuple[Path, str], ...]
    maximum: int
    places: frozenset[Place]
    bound: frozenset[int]


@dataclass(frozen=True, slots=True)
class Choose:
    """Segment rows of which one stands."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A free text row, tied."""

    row: model.FreeText
    part: Part
    path: Path
    code: str


@dataclass(frozen=True, slots=True)
class Notes:
    """A row of remarks, tied: the alternative of each qualifier, all bound to one attribute."""

    row: model.Remarks
    path: Path
    nodes: Mapping[str, Node]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Derive:
    """A derived value, tied."""

    row: model.Derived
    into: Path
    of: tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A group, tied: `path` is `None` when it is about the same struct as the group around it."""

    row: model.Group
    path: Path | None
    content: Children
    starts: tuple[tuple[Key, ...], ...]
    rows: tuple[Tied, ...]
    derived: tuple[Derive, ...]

    @property
    def many(self) -> bool:
        """Whether each group is one of a repeated element."""
        return self.path is not None and self.path.node.maximum > 1


@dataclass(frozen=True, slots=True)
class Code:
    """A special codec, tied."""

    row: model.Special
    path: Path | None
    content: Children
    starts: tuple[tuple[Key, ...], ...]
    shown: tuple[Tied, ...]


Tied = Part | Choose | Lines | Notes | Band | Code


@dataclass(frozen=True)
class Compiler:
    """Ties rows for one table; the same rows about the same element are tied once."""

    table: model.Table
    _kept: dict[tuple[int, int], tuple[Any, Any, tuple[Tied, ...]]] = field(default_factory=dict)

    @property
    def root(self) -> Children:
        """The declaration of the letter."""
        content = self.table.version.tree.content
        assert isinstance(content, Children)
        return content

    def rows(self, rows: tuple[model.Row, ...], content: Children) -> tuple[Tied, ...]:
        """The rows, tied to an element. Raises `ValueError` for what does not fit the declaration."""
        kept = self._kept.get((id(rows), id(content)))
        if kept is None:
            made = tuple(self._row(row, content) for row in rows)
            kept = self._kept[id(rows), id(content)] = (rows, content, made)
        return kept[2]

    def _row(self, row: model.Row, content: Children) -> Tied:
        match row:
            case model.Segment():
                return self.part(row, content)
            case model.Either(alternatives):
                return Choose(tuple(self.part(one, content) for one in alternatives))
            case model.FreeText():
                return self._lines(row, content)
            case model.Remarks():
                return self._notes(row, content)
            case model.Group():
                return self._band(row, content)
            case model.Special():
                path, inner = self._at(row.at, content)
                starts = tuple(tuple(map(key_of, keys)) for keys in row.starts)
                return Code(row, path, inner, starts, self.rows(row.shown, inner))

    def part(self, row: model.Segment, content: Children) -> Part:
        """A segment row, tied."""
        tag, cells = taken_apart(row.look)
        constants: dict[Place, str] = {}
        slots: list[Slot] = []
        shift: dict[int, int] = {}
        for (element, component), cell in cells.items():
            place = (element, component + shift.get(element, 0))
            found = _SLOT.fullmatch(cell)
            if found is None:
                constants[place] = cell
                continue
            slot = self._slot(found, place, content)
            shift[element] = shift.get(element, 0) + slot.width - 1
            slots.append(slot)
        key = key_of(row.key) if row.key else _default_key(tag, constants)
        sets = tuple((resolve(content, path), value) for path, value in row.sets.items())
        own = {(slot.place[0], slot.place[1] + more) for slot in slots for more in range(slot.width)}
        repeats = any(slot.repeated for slot in slots)
        return Part(
            row=row,
            key=key,
            constants=constants,
            slots=tuple(slots),
            sets=sets,
            maximum=max(row.maximum, *(slot.path.node.maximum for slot in slots if slot.path and repeats), 1),
            places=frozenset(own | constants.keys()),
            bound=frozenset(element for element, _ in own),
        )

    def _slot(self, found: re.Match[str], place: Place, content: Children) -> Slot:
        mark, name, codec_name = found.groups()
        codec = self._codec(codec_name)
        width = 1 if codec is None else codec.width
        match mark:
            case "$":
                return Slot(place, width, "variable", name, None, codec)
            case "#":
                return Slot(place, 1, "counter", name, None, None)
            case "=":
                return Slot(place, width, "implied", name, None, codec, self.table.implied[name])
        path = resolve(content, name)
        return Slot(place, width, _kind(path.node, codec), path.node.name, path, codec)

    def _codec(self, name: str | None) -> model.AnyCodec | None:
        if name is None:
            return None
        return self.table.codecs[name] if name in self.table.codecs else codes.CODECS[name]

    def _lines(self, row: model.FreeText, content: Children) -> Lines:
        part = self.part(model.Segment(row.look), content)
        path = resolve(content, row.text)
        if isinstance(path.node.content, MixedText) is row.joined:
            raise ValueError(f"{self.table.code}: {row.text} is not a text that {row.look} can hold")
        return Lines(row, part, path, part.constants.get((2, 1), ""))

    def _notes(self, row: model.Remarks, content: Children) -> Notes:
        found = {qualifier: _alternative(content, name) for qualifier, name in row.texts.items()}
        attributes = {choice.attribute for choice, _ in found.values()}
        choice = next(iter(found.values()))[0]
        if len(attributes) != 1:
            raise ValueError(f"{self.table.code}: {row.texts} do not belong to one choice")
        node = Node(
            choice.attribute, choice.attribute, choice.minimum, choice.maximum, choice.alternatives[0].content
        )
        return Notes(
            row,
            Path((choice.attribute,), node),
            {qualifier: one for qualifier, (_, one) in found.items()},
            tuple(key_of(f"FTX+{qualifier}") for qualifier in row.texts),
        )

    def _band(self, row: model.Group, content: Children) -> Band:
        path, inner = self._at(row.at, content)
        rows = self.rows(row.rows, inner)
        if not _keys(rows[0]):
            raise ValueError(f"{self.table.code}: the group {row.at} does not begin with a segment")
        starts = (tuple(map(key_of, row.starts)),) if row.starts is not None else _default_starts(rows)
        derived = tuple(self._derive(one, inner) for one in row.derived)
        return Band(row, path, inner, starts, rows, derived)

    def _derive(self, row: model.Derived, content: Children) -> Derive:
        of = tuple(name if name.startswith("$") else resolve(content, name) for name in row.of)
        return Derive(row, resolve(content, row.into), of)

    def _at(self, at: str, content: Children) -> tuple[Path | None, Children]:
        if not at:
            return None, content
        path = resolve(content, at)
        if not isinstance(path.node.content, Children):
            raise ValueError(f"{self.table.code}: {at} has no elements in it")
        return path, path.node.content


def _kind(node: Node, codec: model.AnyCodec | None) -> Kind:
    match node.content:
        case Text(facet=facets.CalendarDate()) if codec is None:
            return "date"
        case Text():
            return "leaf"
        case Children(struct=struct) if struct is DateTime:
            return "time"
    raise ValueError(f"{node.name} is no value that a component can hold")


def _default_key(tag: str, constants: Looked) -> Key:
    qualifier = constants.get((1, 1))
    return Key(tag, (((1, 1), qualifier),) if qualifier is not None else ())


def _default_starts(rows: tuple[Tied, ...]) -> tuple[tuple[Key, ...], ...]:
    """The keys that begin a group: of its first row, and of the next when the first is a mere trigger."""
    first = _keys(rows[0])
    if len(rows) > 1 and all(_TRIGGER.fullmatch(key.tag) for key in first):
        second = _keys(rows[1])
        if second and all(key.tag in _TELLING for key in second):
            return tuple((*first, key) for key in second)
    return tuple((key,) for key in first)


def _keys(row: Tied) -> tuple[Key, ...]:
    match row:
        case Part(key=key):
            return (key,)
        case Choose(parts):
            return tuple(part.key for part in parts)
        case _:
            return ()


def key_of(look: str) -> Key:
    """The key that a beginning of a segment stands for."""
    tag, cells = taken_apart(look)
    return Key(tag, tuple(cells.items()))


def taken_apart(look: str) -> tuple[str, dict[Place, str]]:
    """The tag of a segment as it looks, and what stands in its places that are not empty."""
    tag, *elements = look.split("+")
    cells = {
        (element, component): cell
        for element, text in enumerate(elements, 1)
        for component, cell in enumerate(text.split(":"), 1)
        if cell
    }
    return tag, cells


def resolve(content: Children, path: str) -> Path:
    """The path of an element by its names. Raises `ValueError` when the declaration lacks it."""
    steps: list[str] = []
    names: list[str] = []
    node: Node | None = None
    required = True
    for name in path.split("/"):
        if node is not None:
            if not isinstance(node.content, Children):
                raise ValueError(f"{path}: nothing stands within {node.name}")
            content = node.content
        if name[0].islower():
            content = _block(content, name)
            steps.append(name)
            node, required = None, False
            continue
        more, node = _named(content, name)
        required = required and len(more) == 1 and _is_required(content, node)
        steps += more
        names.append(name)
    if node is None:
        raise ValueError(f"{path} is a block and no element")
    return Path(tuple(steps), node, tuple(names), required)


def _is_required(content: Children, node: Node) -> bool:
    return node.minimum > 0 and any(particle is node for particle in content.particles)


def _block(content: Children, attribute: str) -> Children:
    for particle in content.particles:
        if isinstance(particle, Sequence) and particle.attribute == attribute:
            return particle.content
    raise ValueError(f"{content.struct.__name__} has no block {attribute}")


def _named(content: Children, name: str) -> tuple[list[str], Node]:
    """The steps to an element: those right inside first, then those within blocks."""
    for particle in content.particles:
        if isinstance(particle, Node) and particle.name == name:
            return [particle.attribute], particle
        if isinstance(particle, Choice):
            for node in particle.alternatives:
                if node.name == name:
                    return [node.attribute], node
    for particle in content.particles:
        if isinstance(particle, Sequence) and any(
            isinstance(inner, Node) and inner.name == name for inner in particle.content.particles
        ):
            steps, node = _named(particle.content, name)
            return [particle.attribute, *steps], node
    raise ValueError(f"{content.struct.__name__} has no element {name}")


def _alternative(content: Children, name: str) -> tuple[RepeatedChoice, Node]:
    for particle in content.particles:
        if isinstance(particle, RepeatedChoice):
            for node in particle.alternatives:
                if node.name == name:
                    return particle, node
    raise ValueError(f"{content.struct.__name__} has no repeated choice with {name}")


def is_frame(part: Part) -> bool:
    """Whether a segment has to stand though it holds no value of the letter."""
    held = any(slot.path is not None or slot.kind == "variable" for slot in part.slots)
    return not held and not part.sets and not part.row.optional


def may_be_empty(part: Part) -> bool:
    """Whether a segment may stand without one of the values it is for: then it says nothing."""
    own = [slot for slot in part.slots if slot.path is not None or slot.kind == "variable"]
    required = any(slot.path is not None and slot.path.required for slot in own)
    return bool(own) and not part.sets and not required


def steps_of(path: Path | None) -> tuple[str, ...]:
    """The steps of a path; none where there is no path."""
    return () if path is None else path.steps


def get(part: msgspec.Struct | None, steps: tuple[str, ...]) -> Any:
    """The value at the end of a path, `None` when something on the way is absent."""
    value: Any = part
    for step in steps:
        if value is None:
            return None
        value = getattr(value, step)
    return value


def looks_of(rows: tuple[Tied, ...], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    """Which segment holds which field, by its path from the root."""
    made: dict[tuple[str, ...], str] = {}
    for row in rows:
        match row:
            case Part():
                made |= _looks_of_part(row, above)
            case Choose(parts):
                for part in reversed(parts):
                    made |= _looks_of_part(part, above)
            case Lines(row=text, part=part, path=path):
                made |= _looks_of_part(part, above) | {above + path.steps: text.look}
            case Notes(path=path):
                made[above + path.steps] = "FTX"
            case Band(path=at, rows=inner, derived=derived):
                here = above + (() if at is None else at.steps)
                made |= looks_of(inner, here)
                for one in derived:
                    made[here + one.into.steps] = "+".join(
                        of.lstrip("$").upper() for of in one.of if isinstance(of, str)
                    )
            case Code(starts=starts, path=at, shown=shown):
                here = above + (() if at is None else at.steps)
                made |= {here: starts[0][0].tag} | looks_of(shown, here)
    return made


def _looks_of_part(part: Part, above: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    shown = "+".join((part.key.tag, *(text for _, text in part.key.places)))
    made = {}
    for slot in part.slots:
        if slot.path is not None:
            made[above + slot.path.steps] = f"{shown} ({slot.place[0]}.{slot.place[1]})"
    for path, _ in part.sets:
        made[above + path.steps] = shown
    return made
