"""Random valid letters of every version, made from the same tree the readers are made from.

    @given(strategies.letters(XR0131K))
    def test_something(letter): ...

    random_letter(XR0131K, Random(7))        the same without hypothesis, for large numbers of letters

Texts are of the nasty kind: Danish and Greek letters, characters beyond the basic plane, markup
characters, line breaks and white space where it counts.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from hypothesis import strategies as st

from labsvar.formats.xml.trees import envelope_node
from labsvar.letters import facets
from labsvar.letters.catalogue import RECEIPT_KINDS, VERSIONS, AnyLetter, Emessage
from labsvar.letters.element import AddedValue
from labsvar.letters.text import BREAK, CONTENT_MARKS, MARK_TYPES, SPACE
from labsvar.letters.version import (
    Children,
    Choice,
    LetterVersion,
    MixedText,
    Node,
    Opaque,
    Particle,
    RepeatedChoice,
    Sequence,
    Text,
)

CHARACTERS = "aAzZ09 .,:;-+*/=()[]'\"æøåÆØÅéµ°β½–€\t\n&<>😀\u00a0"
PLAIN = "abcdefghijklmnopqrstuvwxyzæøå ABCDEFGH 0123456789"
DATES = ("2024-02-29", "2026-03-02", "2000-02-29", "1999-12-31", "0001-01-01", "2026-01-01Z")
ODD_DATES = ("2026-01-01+14:00", "2026-12-31-09:30", "12026-01-01", "-0044-03-15", "9999-12-31")


def letters(version: LetterVersion) -> st.SearchStrategy[AnyLetter]:
    """Valid letters of a version."""
    return st.randoms(use_true_random=False).map(lambda random: random_letter(version, random))


def emessages(*versions: LetterVersion) -> st.SearchStrategy[Emessage]:
    """Valid Emessages with one to three letters of one of these versions; of any when none is named."""
    return st.builds(
        random_emessage,
        st.sampled_from(versions or VERSIONS),
        st.randoms(use_true_random=False),
        count=st.integers(1, 3),
    )


def random_letter(version: LetterVersion, random: Random) -> AnyLetter:
    """One valid letter of a version."""
    letter: AnyLetter = _value(version.tree, random)
    return letter


def random_emessage(version: LetterVersion, random: Random, *, count: int = 1) -> Emessage:
    """One valid Emessage with so many letters of a version."""
    return Emessage(
        namespace=version.release.namespace,
        envelope=_value(
            envelope_node(version.release.namespace, receipts=version.kind in RECEIPT_KINDS), random
        ),
        letters=tuple(random_letter(version, random) for _ in range(count)),
    )


def _value(node: Node, random: Random) -> Any:
    match node.content:
        case Text() as text:
            return random_value(text, random)
        case MixedText(marks):
            return random_mixed(marks, random)
        case Opaque():
            return None
        case Children() as content:
            return _struct(content, random)


def _struct(content: Children, random: Random) -> Any:
    values: dict[str, Any] = {}
    for particle in content.particles:
        made = _fields(particle, random)
        if "added" in values and "added" in made:
            made["added"] = values["added"] + made["added"]
        values.update(made)
    return content.struct(**values)


def _fields(particle: Particle, random: Random) -> dict[str, Any]:
    match particle:
        case Node(added=True):
            times = random.choice((particle.minimum, particle.maximum))
            texts = (_value(particle, random) for _ in range(times))
            return {"added": tuple(AddedValue(name=particle.name, value=text) for text in texts)}
        case Node() if particle.maximum > 1:
            times = max(particle.minimum, random.choice((0, 1, 1, 2)))
            return {particle.attribute: tuple(_value(particle, random) for _ in range(times))}
        case Node():
            return {particle.attribute: _value(particle, random)} if _stands(particle.minimum, random) else {}
        case Sequence(attribute, minimum, content, maximum) if maximum > 1:
            times = random.choice((minimum, 1, 2))
            return {attribute: tuple(_struct(content, random) for _ in range(times))}
        case Sequence(attribute, minimum, content):
            return {attribute: _struct(content, random)} if _stands(minimum, random) else {}
        case Choice(alternatives):
            return _fields(random.choice(alternatives), random)
        case RepeatedChoice(attribute, minimum, _, alternatives):
            nodes = [random.choice(alternatives) for _ in range(random.choice((minimum, 0, 1, 3)))]
            return {attribute: tuple(_wrapped(node, random) for node in nodes)}


def _wrapped(node: Node, random: Random) -> Any:
    assert node.wrapper is not None
    return node.wrapper(_value(node, random))


def _stands(minimum: int, random: Random) -> bool:
    return bool(minimum) or random.random() < 0.5


def random_value(text: Text, random: Random) -> Any:
    """A valid value of a leaf."""
    if text.fixed is not None:
        return text.fixed
    match text.facet:
        case facets.Length(minimum, maximum):
            return random_text(random, minimum, maximum)
        case facets.Coded(_):
            return random.choice(text.codes)
        case facets.Pattern(expression, _):
            return _matching(expression, random)
        case facets.CalendarDate():
            return random.choice(DATES if random.random() < 0.9 else ODD_DATES)
        case facets.Whole(minimum, maximum):
            return random.choice((minimum, maximum, random.randint(minimum, maximum)))
        case facets.Number(minimum):
            others = ("0", "-0") if minimum == 0 else ("0", "-12") if minimum is None else ()
            return random.choice(("1", "17", "+5", "007", "9" * 30, *others))
        case facets.Decimal():
            return random.choice(("0", "5", "0.25", "-12.5", "+7.", ".5", "1" * 17, "0" * 20 + "3.10"))
        case facets.OnlyTrue():
            return True
        case _:
            return random.random() < 0.5


def random_text(random: Random, minimum: int, maximum: int) -> str:
    """A text of a length within bounds, at the bounds more often than elsewhere."""
    length = random.choice((minimum, maximum, random.randint(minimum, min(maximum, 20))))
    if maximum > 100:
        length = random.randint(minimum, 30)
    alphabet = random.choice((PLAIN, PLAIN, CHARACTERS))
    return "".join(random.choice(alphabet) for _ in range(length))


def random_mixed(marks: tuple[str, ...], random: Random) -> tuple[Any, ...]:
    """A text with marks, as a reader gives it: no empty strings, no two strings side by side."""
    parts: list[Any] = []
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        if not parts or not isinstance(parts[-1], str):
            parts.append(random_text(random, 1, 40))
        if random.random() < 0.8:
            parts.append(_mark(random.choice(marks), random))
    return tuple(parts)


def _mark(name: str, random: Random) -> Any:
    if not CONTENT_MARKS[name]:
        return BREAK if name == "Break" else SPACE
    kind: Any = MARK_TYPES[name]
    return kind(random_mixed(CONTENT_MARKS[name], random))


def _matching(expression: str, random: Random) -> str:
    """A text that matches one of the expressions the letters have."""
    if "|" in expression:
        return f"{random.randint(0, 23):02d}:{random.randint(0, 59):02d}"
    made = re.sub(
        r"\[([^]]+)\]\{(\d+)(?:,(\d+))?\}",
        lambda found: "".join(
            random.choice("0123456789abcdefABCDEF" if "a" in found[1] else "0123456789")
            for _ in range(random.randint(int(found[2]), int(found[3] or found[2])))
        ),
        expression,
    )
    assert re.fullmatch(expression, made)
    return made
