"""The walk through a letter with the trees of two versions in hand.

What differs is read from the trees, so a new version needs no word here unless it demands something
new. Every value is held against the target's own bounds: nothing is cut, rounded or guessed to make
it fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from labsvar.conversion.changes import Change, ChangeKind, Refusal, RefusalKind
from labsvar.conversion.difference import by_attribute
from labsvar.conversion.facets import fits, nearest_code, takes
from labsvar.conversion.supplies import CARRIED, OPTION_NAMES, OPTIONS
from labsvar.letters.element import AddedValue
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


class Walk:
    """Goes through a letter with both trees in hand, and collects what it meets.

    `source` and `target` are always the same place in the two trees, hence of the same shape.
    `settled` are the paths of elements that were told of before the walk.
    """

    def __init__(
        self,
        source: LetterVersion,
        to: LetterVersion,
        given: Mapping[str, str],
        *,
        settled: Collection[str] = (),
    ) -> None:
        unknown = sorted(given.keys() - OPTION_NAMES)
        if unknown:
            raise ValueError(f"no such option: {', '.join(unknown)}")
        self.source = source
        self.to = to
        self.given = given
        self.settled = frozenset(settled)
        self.changes: list[Change] = []
        self.refusals: list[Refusal] = []

    def element(self, value: Any, source: object, target: object, path: str) -> Any:
        """The struct of an element or a block, patched for the target."""
        assert isinstance(source, Children)
        assert isinstance(target, Children)
        wanted = by_attribute(target)
        supplied = {
            name: self._supplied(value, particle, path)
            for name, particle in wanted.items()
            if _is_demanded(particle) and _is_absent(getattr(value, name), particle)
        }
        made: dict[str, Any] = {}
        for name, particle in by_attribute(source).items():
            present = getattr(value, name)
            if _is_absent(present, particle):
                continue
            if name not in wanted:
                self._dropped(name, particle, present, supplied, path)
                made[name] = () if isinstance(present, tuple) else None
            else:
                made[name] = self._particle(present, particle, wanted[name], path)
        if getattr(value, "added", ()):
            made["added"] = self._added(value.added, target, path)
        result = msgspec.structs.replace(value, **(made | supplied))
        for particle in target.particles:
            if isinstance(particle, Choice):
                self._chosen(result, particle, path)
        return result

    def _added(self, values: tuple[AddedValue, ...], target: Children, path: str) -> tuple[AddedValue, ...]:
        """The elements that an installation's table adds, as far as the target's has them too."""
        known = {node.name for node in target.particles if isinstance(node, Node) and node.added}
        for one in values:
            if one.name not in known:
                self._note(
                    "lost",
                    f"{path}/{one.name}",
                    da=f"elementet findes ikke i {self.to.code}",
                    en=f"the element does not exist in {self.to.code}",
                )
        return tuple(one for one in values if one.name in known)

    def _chosen(self, value: Any, choice: Choice, path: str) -> None:
        """Refuses an element whose chosen alternative the target does not have."""
        if all(node.minimum and getattr(value, node.attribute) is None for node in choice.alternatives):
            names = ", ".join(node.name for node in choice.alternatives)
            self._refuse(
                "unfit",
                path,
                da=f"{self.to.code} kræver ét af {names}, og brevet har et andet",
                en=f"{self.to.code} demands one of {names}, and the letter has another",
            )

    def _particle(self, value: Any, source: Particle, target: Particle, path: str) -> Any:
        if isinstance(target, Sequence):
            assert isinstance(source, Sequence)
            if isinstance(value, tuple):
                return tuple(self.element(each, source.content, target.content, path) for each in value)
            return self.element(value, source.content, target.content, path)
        if not (isinstance(target, Node) and isinstance(source, Node)):
            # Repeated choices hold mixed text, which has no bounds that differ between versions.
            return value
        here = f"{path}/{target.name}"
        if isinstance(value, tuple) and not isinstance(target.content, MixedText):
            return self._several(value, source, target, here)
        return self._content(value, source, target, here)

    def _several(self, values: tuple[Any, ...], source: Node, target: Node, path: str) -> tuple[Any, ...]:
        if len(values) > target.maximum:
            self._refuse(
                "unfit",
                path,
                da=f"{self.to.code} har plads til højst {target.maximum}; ingen udelades",
                en=f"{self.to.code} has room for {target.maximum} at most; none is left out",
            )
        return tuple(
            self._content(value, source, target, f"{path}[{position}]")
            for position, value in enumerate(values, 1)
        )

    def _content(self, value: Any, source: Node, target: Node, path: str) -> Any:
        if isinstance(target.content, Children):
            return self.element(value, source.content, target.content, path)
        if isinstance(target.content, Text):
            return self._leaf(value, target.content, path)
        return value

    def _leaf(self, value: Any, text: Text, path: str) -> Any:
        if text.fixed is not None:
            if text.fixed != value:
                self._note(
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
            self._unfit(text, path)
            return value
        self._note("changed", path, da=f"koden skrives {near!r}", en=f"the code is written {near!r}")
        return near

    def _unfit(self, text: Text, path: str) -> None:
        da, en = takes(text)
        self._refuse(
            "unfit",
            path,
            da=f"værdien har ikke plads i {self.to.code}, som kræver {da}; den afkortes eller ændres aldrig",
            en=f"the value has no place in {self.to.code}, which takes {en}; it is never cut or changed",
        )

    def _dropped(
        self, name: str, particle: Particle, value: Any, supplied: Mapping[str, Any], path: str
    ) -> None:
        """Notes what becomes of an element that the target does not have."""
        here = f"{path}/{particle.name}" if isinstance(particle, Node) else path
        if here in self.settled or _is_refusal(value):
            return
        now_in = _carried_into(name, value, supplied)
        if now_in is None:
            self._note(
                "lost",
                here,
                da=f"elementet findes ikke i {self.to.code}",
                en=f"the element does not exist in {self.to.code}",
            )
        else:
            self._note(
                "changed",
                here,
                da=f"{self.to.code} siger det samme i {now_in}",
                en=f"{self.to.code} says the same in {now_in}",
            )

    def _supplied(self, value: Any, particle: Particle, path: str) -> Any:
        """What stands in an element that the target demands and the source lacks."""
        assert isinstance(particle, Node)
        here = f"{path}/{particle.name}"
        if here in self.settled:
            return getattr(value, particle.attribute)
        option = OPTIONS.get(particle.name)
        if option is not None and option.name in self.given:
            return self._from_option(option.read(self.given[option.name]), particle, here)
        carried = CARRIED.get(particle.attribute)
        if carried is not None and getattr(value, carried.attribute, None) in carried.codes:
            code = carried.codes[getattr(value, carried.attribute)]
            self._note(
                "assumed",
                here,
                da=f"{code}: svarer til den status, {self.source.code} angiver med andre ord",
                en=f"{code}: answers to the status that {self.source.code} states in other words",
            )
            return code
        self._refuse(
            "missing",
            here,
            da=f"{self.to.code} kræver elementet, og {self.source.code} har det ikke",
            en=f"{self.to.code} demands the element, and {self.source.code} does not have it",
            option=None if option is None else option.usage,
        )
        return getattr(value, particle.attribute)

    def _from_option(self, value: Any, node: Node, path: str) -> Any:
        option = OPTIONS[node.name]
        if value is None or not _fits_whole(value, node):
            self._refuse(
                "option",
                path,
                da=f"--{option.name} passer ikke til {self.to.code}",
                en=f"--{option.name} does not fit {self.to.code}",
                option=option.usage,
            )
            return None
        self._note("assumed", path, da=f"givet med --{option.name}", en=f"given with --{option.name}")
        return value

    def _note(self, kind: ChangeKind, path: str, *, da: str, en: str) -> None:
        self.changes.append(Change(kind=kind, path=path, da=da, en=en))

    def _refuse(self, kind: RefusalKind, path: str, *, da: str, en: str, option: str | None = None) -> None:
        self.refusals.append(Refusal(kind=kind, path=path, da=da, en=en, option=option))


def _is_demanded(particle: Particle) -> bool:
    """Whether the target demands an element that the struct may lack."""
    return isinstance(particle, Node) and particle.minimum > 0


def _is_absent(value: Any, particle: Particle) -> bool:
    """Whether an element does not stand; a text of no characters does."""
    return value is None or (value == () and isinstance(particle, Node) and particle.maximum > 1)


def _is_refusal(value: Any) -> bool:
    """Whether a dropped element refuses consent: the whole conversion is then refused elsewhere."""
    return getattr(value, "given", None) is False


def _carried_into(name: str, value: Any, supplied: Mapping[str, Any]) -> str | None:
    """The element that now says what the dropped field said; `None` when none does."""
    for wanted, carried in CARRIED.items():
        if carried.attribute != name or wanted not in supplied:
            continue
        if carried.codes.get(value) == supplied[wanted]:
            return carried.element
    return None


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
