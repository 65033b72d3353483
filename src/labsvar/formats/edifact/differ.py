"""What is not the same in a letter after it was written as EDIFACT and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from labsvar.formats.changes import Change
from labsvar.letters.common import Consent
from labsvar.letters.text import Mark, plain
from labsvar.letters.version import (
    Children,
    Choice,
    MixedText,
    Node,
    Particle,
    RepeatedChoice,
    Sequence,
    held,
)


class Garbled(Exception):
    """A value would come back as another one; `path` is its XPath."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class RefusalLost(Exception):
    """A refused consent would not come back; `path` is its XPath."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def differences(content: Children, before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    """The differences between two structs of one declaration, place by place.

    Raises `Garbled` and `RefusalLost`.
    """
    for particle in content.particles:
        yield from _particle(particle, before, after, path, code)


def _particle(particle: Particle, before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    match particle:
        case Node():
            yield from _field(particle, held(before, particle), held(after, particle), path, code)
        case Choice(alternatives):
            for node in alternatives:
                attribute = node.attribute
                yield from _field(node, getattr(before, attribute), getattr(after, attribute), path, code)
        case Sequence(attribute, _, content):
            yield from _block(content, getattr(before, attribute), getattr(after, attribute), path, code)
        case RepeatedChoice(attribute):
            yield from _items(particle, getattr(before, attribute), getattr(after, attribute), path, code)


def _block(content: Children, before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    if before is not None and after is not None:
        yield from differences(content, before, after, path, code)
    elif before is not None:
        for particle in content.particles:
            if isinstance(particle, Node) and getattr(before, particle.attribute) not in (None, ()):
                yield _lost(f"{path}/{particle.name}", code)
    elif after is not None:
        raise Garbled(path)


def _field(node: Node, before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    here = f"{path}/{node.name}"
    if not node.is_many:
        yield from _value(node, before, after, here, code)
        return
    if len(before) < len(after):
        raise Garbled(here)
    for number, one in enumerate(before, 1):
        other = after[number - 1] if number <= len(after) else None
        yield from _value(node, one, other, f"{here}[{number}]", code)


def _value(node: Node, before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    if before == after:
        return
    match node.content:
        case MixedText():
            yield from _text(before, after, path, code)
        case _ if after is None:
            yield _gone(before, path, code)
        case _ if before is None or before == "":
            yield _assumed(path, code)
        case Children() as content:
            yield from differences(content, before, after, path, code)
        case _:
            raise Garbled(path)


def _gone(before: Any, path: str, code: str) -> Change:
    if isinstance(before, Consent):
        if not before.given:
            raise RefusalLost(path)
        # Silence lifts no earlier refusal (rule S11), so the word that would is lost.
        return Change(
            kind="lost",
            path=path,
            da=f"samtykke givet siges ikke i {code}, som kun siger nej, og tavshed ophæver intet tidligere nej",
            en=f"consent given is not said in {code}, which only says no; silence lifts no earlier refusal",
        )
    if before == "":
        return Change(
            kind="changed",
            path=path,
            da=f"et tomt element og et udeladt er det samme i {code}",
            en=f"an empty element and an absent one are the same in {code}",
        )
    return _lost(path, code)


def _lost(path: str, code: str) -> Change:
    return Change(
        kind="lost",
        path=path,
        da=f"elementet har ingen plads i {code}",
        en=f"the element has no place in {code}",
    )


def _assumed(path: str, code: str) -> Change:
    return Change(
        kind="assumed",
        path=path,
        da=f"{code} kræver elementet, som brevet ikke har",
        en=f"{code} demands the element, which the letter does not have",
    )


def _text(before: Any, after: Any, path: str, code: str) -> Iterator[Change]:
    """Mixed texts: the words have to be there, breaks and formats may differ."""
    words, others = _words(before or ()), _words(after or ())
    if words != others:
        raise Garbled(path)
    da, en = _what_differs(plain(before or ()), plain(after or ()))
    yield Change(
        kind="changed",
        path=path,
        da=f"{da} i {code}; ordene er de samme",
        en=f"{en} in {code}; the words are the same",
    )


def _what_differs(before: str, after: str) -> tuple[str, str]:
    """What differs in two texts of the same words: their formats, their last line, or more."""
    if before == after:
        return (
            "formateringen skrives anderledes eller slet ikke",
            "the format is written otherwise or not at all",
        )
    if after == f"{before}\n":
        return "teksten slutter med et linjeskift", "the text ends with a line break"
    return "linjeskift eller blanktegn er anderledes", "line breaks or blanks are others"


def _words(text: Iterable[str | Mark]) -> list[str]:
    return plain(text).split()


def _items(
    choice: RepeatedChoice, before: tuple[Any, ...], after: tuple[Any, ...], path: str, code: str
) -> Iterator[Change]:
    """Repeated alternatives: a long text may come back as several of the same kind."""
    if before == after:
        return
    names = [node.name for node in choice.alternatives]
    here = f"{path}/{names[0]}"
    words = [_of_kind(before, node) for node in choice.alternatives]
    others = [_of_kind(after, node) for node in choice.alternatives]
    if words != others:
        raise Garbled(here)
    for node in choice.alternatives:
        if _wrapped(before, node) != _wrapped(after, node):
            yield from _text((), (), f"{path}/{node.name}", code)


def _wrapped(items: tuple[msgspec.Struct, ...], node: Node) -> list[msgspec.Struct]:
    assert node.wrapper is not None
    return [item for item in items if isinstance(item, node.wrapper)]


def _of_kind(items: tuple[msgspec.Struct, ...], node: Node) -> list[str]:
    return [word for item in _wrapped(items, node) for word in _words(getattr(item, node.attribute))]
