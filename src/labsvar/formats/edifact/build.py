"""Records to structs: the declaration of the letter judges what the segments held."""

from __future__ import annotations

from typing import Any, Final

from labsvar.formats.edifact import table_rules
from labsvar.formats.edifact.message import Bad, Got, Message, Ready, Record
from labsvar.formats.xml import rules as xml_rules
from labsvar.formats.xml.values import Fault, judge
from labsvar.letters.version import (
    Children,
    Choice,
    MixedText,
    Node,
    Particle,
    RepeatedChoice,
    Sequence,
    Text,
)

_NO_SEGMENT: Final = "en gruppe / a group"


class Builder:
    """Builds the structs of one message. `looks` tells which segment holds which field, by its path."""

    def __init__(self, message: Message, looks: dict[tuple[str, ...], str]) -> None:
        self._message = message
        self._looks = looks

    def struct(self, content: Children, record: Record, steps: tuple[str, ...] = ()) -> Any | None:
        """The struct that a record stands for; `None` when something in it is at fault."""
        values: dict[str, Any] = {}
        sound = True
        for particle in content.particles:
            made = self._particle(particle, record, steps)
            if made is None:
                sound = False
            else:
                values |= made
        return content.struct(**values) if sound else None

    def _particle(self, particle: Particle, record: Record, steps: tuple[str, ...]) -> dict[str, Any] | None:
        match particle:
            case Node():
                return self._node(particle, record, steps)
            case Sequence(attribute, minimum, content):
                inner = record.get(attribute)
                if inner is None and not minimum:
                    return {}
                inner = Record(record.segment) if inner is None else inner
                return self._named(attribute, self.struct(content, inner, (*steps, attribute)))
            case Choice():
                return self._choice(particle, record, steps)
            case RepeatedChoice():
                return self._repeated_choice(particle, record)

    def _named(self, attribute: str, value: Any) -> dict[str, Any] | None:
        return None if value is None else {attribute: value}

    def _choice(self, choice: Choice, record: Record, steps: tuple[str, ...]) -> dict[str, Any] | None:
        present = [node for node in choice.alternatives if record.get(node.attribute)]
        if len(present) == 1:
            return self._node(present[0], record, steps)
        if not present and all(node.minimum == 0 for node in choice.alternatives):
            return {}
        names = ", ".join(node.name for node in choice.alternatives)
        rule = xml_rules.CHOICE_BOTH if present else xml_rules.CHOICE_NONE
        self._message.add(rule, record.segment, parent=_parent(steps), names=names)
        return None

    def _repeated_choice(self, choice: RepeatedChoice, record: Record) -> dict[str, Any] | None:
        ready: list[Ready] = record.get(choice.attribute, [])
        if len(ready) > choice.maximum:
            names = ", ".join(node.name for node in choice.alternatives)
            self._message.add(
                xml_rules.TOO_MANY,
                ready[choice.maximum].segment,
                name=names,
                parent="",
                maximum=choice.maximum,
            )
            return None
        return {choice.attribute: tuple(one.value for one in ready)}

    def _node(self, node: Node, record: Record, steps: tuple[str, ...]) -> dict[str, Any] | None:
        value = record.get(node.attribute)
        if node.maximum > 1:
            return self._several(node, value or [], record, (*steps, node.attribute))
        if value is None:
            return self._absent(node, record, (*steps, node.attribute))
        return self._named(node.attribute, self._value(node, value, (*steps, node.attribute)))

    def _several(
        self, node: Node, values: list[Any], record: Record, steps: tuple[str, ...]
    ) -> dict[str, Any] | None:
        if len(values) < node.minimum:
            self._message.add(table_rules.MISSING, record.segment, name=node.name, segment=self._look(steps))
            return None
        if len(values) > node.maximum:
            self._message.add(
                xml_rules.TOO_MANY,
                _segment_of(values[node.maximum]),
                name=node.name,
                parent=_parent(steps[:-1]),
                maximum=node.maximum,
            )
            return None
        made = [self._value(node, value, steps) for value in values]
        return None if any(one is None for one in made) else {node.attribute: tuple(made)}

    def _absent(self, node: Node, record: Record, steps: tuple[str, ...]) -> dict[str, Any] | None:
        if not node.minimum:
            return {}
        match node.content:
            case Text(fixed=str(fixed)):
                return {node.attribute: fixed}
            case MixedText():
                self._message.note(
                    "assumed",
                    record.segment,
                    da=f"{node.name} er tomt: dets segment mangler",
                    en=f"{node.name} is empty: its segment is not there",
                )
                return {node.attribute: ()}
            case Children() as content if not _demands(content):
                return self._named(node.attribute, self.struct(content, Record(record.segment), steps))
        self._message.add(table_rules.MISSING, record.segment, name=node.name, segment=self._look(steps))
        return None

    def _value(self, node: Node, value: Any, steps: tuple[str, ...]) -> Any | None:
        match value:
            case Bad():
                return None
            case Ready(ready, _):
                return ready
            case Record():
                assert isinstance(node.content, Children)
                return self.struct(node.content, value, steps)
            case Got(text=text):
                assert isinstance(node.content, Text)
                judged = judge(node.content, text)
                if isinstance(judged, Fault):
                    self._message.add(judged.rule, value, name=node.name, **judged.parts)
                    return None
                return judged
        raise AssertionError(f"{node.name} was read as {type(value).__name__}")

    def _look(self, steps: tuple[str, ...]) -> str:
        """The segment that holds a field, or the first one that holds something within it."""
        exact = self._looks.get(steps)
        if exact is not None:
            return exact
        within = (look for path, look in self._looks.items() if path[: len(steps)] == steps)
        return next(within, _NO_SEGMENT)


def _demands(content: Children) -> bool:
    """Whether an element has to hold anything."""
    return any(_is_demanded(particle) for particle in content.particles)


def _is_demanded(particle: Particle) -> bool:
    match particle:
        case Node(minimum=0) | Sequence(minimum=0) | RepeatedChoice(minimum=0) | Node(content=MixedText()):
            return False
        case Node(content=Children() as content) | Sequence(content=content):
            return _demands(content)
        case Choice(alternatives):
            return any(node.minimum for node in alternatives)
        case _:
            return True


def _parent(steps: tuple[str, ...]) -> str:
    return "".join(word.capitalize() for word in steps[-1].split("_")) if steps else ""


def _segment_of(value: Any) -> int:
    segment: int = value.segment
    return segment
