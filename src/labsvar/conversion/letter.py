"""One letter from one version to another of the same kind.

What differs is read from the trees of the two versions, so a new version needs no word here unless
it demands something new. Every value is held against the target's own bounds: nothing is cut,
rounded or guessed to make it fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

import msgspec

from labsvar.conversion.changes import CannotConvert, Change, ChangeKind, Refusal, RefusalKind
from labsvar.conversion.facets import fits, nearest_code, takes
from labsvar.conversion.supplies import CARRIED, OPTION_NAMES, OPTIONS
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.common import Consent
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    MixedText,
    Node,
    Particle,
    Sequence,
    Text,
)

L = TypeVar("L", bound=AnyLetter)


class Converted(msgspec.Struct, Generic[L], frozen=True, kw_only=True):
    """A letter in its new version, and everything that is not as it was."""

    letter: L
    changes: tuple[Change, ...]


def convert(
    letter: L,
    *,
    to: LetterVersion,
    given: Mapping[str, str] | None = None,
    accept_losses: bool = False,
    at: str | None = None,
) -> Converted[L]:
    """The letter as the version `to`, with the list of what was changed, assumed or lost.

    `given` holds what options say, by option name without its dashes (`from-lab`, `report-status`,
    `producer`). `at` is the XPath of the letter, for the places in the list. A refusal of consent
    is never lost, whatever `accept_losses` says (rule S12).

    Raises `CannotConvert` with every reason when the target cannot carry the letter.
    """
    source = version_of(letter)
    path = at or f"/Emessage/{source.root_name}"
    if source.code == to.code:
        return Converted(letter=letter, changes=())
    if source.kind != to.kind:
        raise CannotConvert((_other_kind(source, to, path),))
    walk = _Walk(source, to, given or {})
    made = walk.element(letter, source.tree.content, to.tree.content, path)
    refusals = [*walk.refusals, *(() if accept_losses else map(as_refusal, walk.lost))]
    if refusals:
        raise CannotConvert(tuple(refusals))
    return Converted(letter=made, changes=tuple(walk.changes))


def _other_kind(source: LetterVersion, to: LetterVersion, path: str) -> Refusal:
    return Refusal(
        kind="kind",
        path=path,
        da=f"{source.code} er et {source.kind}-brev og kan ikke gøres til {to.code}, som er {to.kind}",
        en=f"{source.code} is a letter of kind {source.kind} and cannot become {to.code}, which is {to.kind}",
    )


def as_refusal(change: Change) -> Refusal:
    """A loss that nobody has accepted."""
    return Refusal(kind="loss", path=change.path, da=change.da, en=change.en, option="--accept-losses")


class _Walk:
    """Goes through a letter with both trees in hand, and collects what it meets.

    `source` and `target` are always the same place in the two trees, hence of the same shape.
    """

    def __init__(self, source: LetterVersion, to: LetterVersion, given: Mapping[str, str]) -> None:
        unknown = sorted(given.keys() - OPTION_NAMES)
        if unknown:
            raise ValueError(f"no such option: {', '.join(unknown)}")
        self.source = source
        self.to = to
        self.given = given
        self.changes: list[Change] = []
        self.refusals: list[Refusal] = []

    @property
    def lost(self) -> list[Change]:
        return [change for change in self.changes if change.kind == "lost"]

    def element(self, value: Any, source: object, target: object, path: str) -> Any:
        """The struct of an element or a block, patched for the target."""
        assert isinstance(source, Children)
        assert isinstance(target, Children)
        wanted = _by_attribute(target)
        supplied = {
            name: self.supplied(value, particle, path)
            for name, particle in wanted.items()
            if _is_demanded(particle) and getattr(value, name) is None
        }
        made: dict[str, Any] = {}
        for name, particle in _by_attribute(source).items():
            present = getattr(value, name)
            if present is None or present == ():
                continue
            if name not in wanted:
                self.dropped(name, particle, present, supplied, path)
                made[name] = () if isinstance(present, tuple) else None
            else:
                made[name] = self.particle(present, particle, wanted[name], path)
        return msgspec.structs.replace(value, **(made | supplied))

    def particle(self, value: Any, source: Particle, target: Particle, path: str) -> Any:
        if isinstance(target, Sequence):
            assert isinstance(source, Sequence)
            return self.element(value, source.content, target.content, path)
        if not (isinstance(target, Node) and isinstance(source, Node)):
            # Repeated choices hold mixed text, which has no bounds that differ between versions.
            return value
        here = f"{path}/{target.name}"
        if isinstance(value, tuple) and not isinstance(target.content, MixedText):
            return self.several(value, source, target, here)
        return self.content(value, source, target, here)

    def several(self, values: tuple[Any, ...], source: Node, target: Node, path: str) -> tuple[Any, ...]:
        if len(values) > target.maximum:
            self.refuse(
                "unfit",
                path,
                da=f"{self.to.code} har plads til højst {target.maximum}; ingen udelades",
                en=f"{self.to.code} has room for {target.maximum} at most; none is left out",
            )
        return tuple(
            self.content(value, source, target, f"{path}[{position}]")
            for position, value in enumerate(values, 1)
        )

    def content(self, value: Any, source: Node, target: Node, path: str) -> Any:
        if isinstance(target.content, Children):
            return self.element(value, source.content, target.content, path)
        if isinstance(target.content, Text):
            return self.leaf(value, target.content, path)
        return value

    def leaf(self, value: Any, text: Text, path: str) -> Any:
        if text.fixed is not None:
            if text.fixed != value:
                self.note(
                    "changed",
                    path,
                    da=f"{value} er blevet {text.fixed}",
                    en=f"{value} has become {text.fixed}",
                )
            return text.fixed
        if fits(value, text):
            return value
        near = nearest_code(value, text) if text.codes else None
        if near is None:
            self.unfit(text, path)
            return value
        self.note("changed", path, da=f"koden skrives {near!r}", en=f"the code is written {near!r}")
        return near

    def unfit(self, text: Text, path: str) -> None:
        da, en = takes(text)
        self.refuse(
            "unfit",
            path,
            da=f"værdien har ikke plads i {self.to.code}, som kræver {da}; den afkortes eller ændres aldrig",
            en=f"the value has no place in {self.to.code}, which takes {en}; it is never cut or changed",
        )

    def dropped(
        self, name: str, particle: Particle, value: Any, supplied: Mapping[str, Any], path: str
    ) -> None:
        """Notes what becomes of an element that the target does not have."""
        here = f"{path}/{particle.name}" if isinstance(particle, Node) else path
        if isinstance(value, Consent) and not value.given:
            self.refuse(
                "consent",
                here,
                da=f"patienten har nægtet samtykke, og {self.to.code} kan ikke bære det",
                en=f"the patient refuses consent, and {self.to.code} cannot carry that",
            )
        elif not _is_carried(name, value, supplied):
            self.note(
                "lost",
                here,
                da=f"elementet findes ikke i {self.to.code}",
                en=f"the element does not exist in {self.to.code}",
            )

    def supplied(self, value: Any, particle: Particle, path: str) -> Any:
        """What stands in an element that the target demands and the source lacks."""
        assert isinstance(particle, Node)
        here = f"{path}/{particle.name}"
        option = OPTIONS.get(particle.name)
        if option is not None and option.name in self.given:
            return self.from_option(option.read(self.given[option.name]), particle, here)
        carried = CARRIED.get(particle.attribute)
        if carried is not None and getattr(value, carried.attribute, None) in carried.codes:
            code = carried.codes[getattr(value, carried.attribute)]
            self.note(
                "assumed",
                here,
                da=f"{code}: svarer til den status, {self.source.code} angiver med andre ord",
                en=f"{code}: answers to the status that {self.source.code} states in other words",
            )
            return code
        self.refuse(
            "missing",
            here,
            da=f"{self.to.code} kræver elementet, og {self.source.code} har det ikke",
            en=f"{self.to.code} demands the element, and {self.source.code} does not have it",
            option=None if option is None else option.usage,
        )
        return None

    def from_option(self, value: Any, node: Node, path: str) -> Any:
        option = OPTIONS[node.name]
        if value is None or not _fits_whole(value, node):
            self.refuse(
                "option",
                path,
                da=f"--{option.name} passer ikke til {self.to.code}",
                en=f"--{option.name} does not fit {self.to.code}",
                option=option.usage,
            )
            return None
        self.note("assumed", path, da=f"givet med --{option.name}", en=f"given with --{option.name}")
        return value

    def note(self, kind: ChangeKind, path: str, *, da: str, en: str) -> None:
        self.changes.append(Change(kind=kind, path=path, da=da, en=en))

    def refuse(self, kind: RefusalKind, path: str, *, da: str, en: str, option: str | None = None) -> None:
        self.refusals.append(Refusal(kind=kind, path=path, da=da, en=en, option=option))


def _by_attribute(content: Children) -> dict[str, Particle]:
    """The particles of an element by the struct field they are bound to; choices laid out flat."""
    made: dict[str, Particle] = {}
    for particle in content.particles:
        if isinstance(particle, Choice):
            made |= {node.attribute: replace(node, minimum=0) for node in particle.alternatives}
        else:
            made[particle.attribute] = particle
    return made


def _is_demanded(particle: Particle) -> bool:
    """Whether the target demands an element that the struct may lack."""
    return isinstance(particle, Node) and particle.minimum > 0


def _is_carried(name: str, value: Any, supplied: Mapping[str, Any]) -> bool:
    """Whether what the dropped field said now stands in a supplied one."""
    return any(
        carried.attribute == name and carried.codes.get(value) == supplied.get(wanted)
        for wanted, carried in CARRIED.items()
    )


def _fits_whole(value: Any, node: Node) -> bool:
    """Whether a value from an option has its place in the element it is given for."""
    if isinstance(node.content, Text):
        return fits(value, node.content)
    assert isinstance(node.content, Children)
    return all(
        _fits_whole(getattr(value, particle.attribute), particle)
        for particle in node.content.particles
        if isinstance(particle, Node)
    )
