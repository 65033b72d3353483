"""Random letters that EDIFACT can hold: those of `tests.strategies`, with what it has no form for replaced.

EDIFACT has the characters of ISO-8859-1 and no line ends in values, dates without a zone, and no code for
some values of the code lists. What else a table cannot hold has to be told by the writer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace as changed

from labsvar.formats.edifact.compile import Band, Choose, Lines, Part, Tied
from labsvar.formats.edifact.fast import compiler_of
from labsvar.letters import facets
from labsvar.letters.catalogue import AnyLetter, Emessage
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.letters.segments.model import AnyCodec, Codes, Joined, Table
from labsvar.letters.text import Mark
from labsvar.letters.version import Children, Choice, MixedText, Node, RepeatedChoice, Sequence, Text
from tests.edifact_microbiology import microbiology
from tests.edifact_narratives import narrative, stating_consent
from tests.edifact_requisitions import of_one_time, pathology, requisition
from tests.strategies import random_letter

_NOT_TEXT = re.compile("[^\x20-\x7e\xa0-\xff]")
# Together these bytes would be UTF-8, which the reader takes for a mistake of the sender.
_UTF8 = re.compile("(?<=[\xc2-\xf4])[\x80-\xbf]")
_PLAIN_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
Steps = tuple[str, ...]


def _with_received_values(letter: Any) -> Any:
    """A result whose sample was received has five asterisks for a value, and no other preliminary one has."""
    results = tuple(
        changed(
            result,
            value="*****"
            if result.result_status_code == "proeve_modtaget"
            else result.value.replace("*", "x"),
        )
        for result in letter.laboratory_results.results
    )
    return changed(letter, laboratory_results=changed(letter.laboratory_results, results=results))


# What a table of segments demands of a letter beyond the declaration, by version.
PREPARE: dict[str, Callable[[Any], Any]] = {
    "R0131K": _with_received_values,
    "R0130K": _with_received_values,
    "R0130F": _with_received_values,
    "R0231M": microbiology,
    "R0230M": microbiology,
    "R0331P": narrative,
    "R0330P": stating_consent,
    "R0432P": narrative,
    "R0431P": stating_consent,
    "R0430P": stating_consent,
    "R0730G": narrative,
    "Q0131K": requisition,
    "Q0132K": requisition,
    "Q0130K": requisition,
    "Q0230M": of_one_time,
    "Q0331P": pathology,
    "Q0330P": pathology,
}


def messages(table: Table) -> st.SearchStrategy[Emessage]:
    """Emessages of one to three letters that an interchange can hold."""
    return st.builds(
        lambda random, count: message(table, random, count=count),
        st.randoms(use_true_random=False),
        st.integers(1, 3),
    )


def message(table: Table, random: Random, *, count: int = 1) -> Emessage:
    """One Emessage of so many letters."""
    letters = [storable(table, random_letter(table.version, random)) for _ in range(count)]
    receipt = table.message == "CONTRL"
    envelope = Envelope(
        sent=DateTime(date=random.choice(("2026-03-02", "1999-12-31", "2000-01-01")), time="08:15"),
        identifier=random.choice(("K1", "K'+:?", "x" * 14)),
        acknowledgement_code="minuspositivkvitt" if receipt or random.random() < 0.5 else "pluspositivkvitt",
    )
    first: Any = letters[0]
    same = tuple(_with_parties_of(letter, first) for letter in letters)
    return Emessage(namespace=table.version.release.namespace, envelope=envelope, letters=same)


def _with_parties_of(letter: Any, first: Any) -> Any:
    """The letter with the EANIdentifiers of another: an interchange has one sender and one receiver."""
    return changed(
        letter,
        sender=changed(letter.sender, ean_identifier=first.sender.ean_identifier),
        receiver=changed(letter.receiver, ean_identifier=first.receiver.ean_identifier),
    )


def storable(table: Table, letter: AnyLetter) -> Any:
    """The letter with what EDIFACT has no form for replaced."""
    content = table.version.tree.content
    assert isinstance(content, Children)
    made = _struct(content, letter, (), _codecs(table.code))
    return PREPARE.get(table.code, lambda one: one)(made)


@cache
def _codecs(code: str) -> dict[Steps, AnyCodec]:
    compiler = compiler_of(code)
    return dict(_bound(compiler.rows(compiler.table.rows, compiler.root), ()))


def _bound(rows: tuple[Tied, ...], above: Steps) -> Any:
    for row in rows:
        match row:
            case Part(slots=slots) | Lines(part=Part(slots=slots)):
                for slot in slots:
                    if slot.path is not None and slot.codec is not None:
                        yield above + slot.path.steps, slot.codec
            case Choose(parts):
                yield from _bound(parts, above)
            case Band(path=path, rows=inner):
                yield from _bound(inner, above + (() if path is None else path.steps))
            case _:
                pass


def _struct(content: Children, value: Any, steps: Steps, codecs: dict[Steps, AnyCodec]) -> Any:
    made: dict[str, Any] = {}
    for particle in content.particles:
        match particle:
            case Node():
                _field(particle, value, steps, codecs, made)
            case Choice(alternatives):
                for node in alternatives:
                    _field(replace(node, minimum=0), value, steps, codecs, made)
            case Sequence(attribute, _, inner):
                block = getattr(value, attribute)
                if block is not None:
                    made[attribute] = _struct(inner, block, (*steps, attribute), codecs)
            case RepeatedChoice(attribute, _, _, alternatives):
                made[attribute] = tuple(type(one)(_mixed(one.content)) for one in getattr(value, attribute))
    return content.struct(**made)


def _field(node: Node, value: Any, steps: Steps, codecs: dict[Steps, AnyCodec], made: dict[str, Any]) -> None:
    present = getattr(value, node.attribute)
    here = (*steps, node.attribute)
    if node.maximum > 1:
        made[node.attribute] = tuple(_value(node, one, here, codecs) for one in present)
    elif present is not None:
        made[node.attribute] = _value(node, present, here, codecs)


def _value(node: Node, value: Any, steps: Steps, codecs: dict[Steps, AnyCodec]) -> Any:
    match node.content:
        case Children() as content:
            return _struct(content, value, steps, codecs)
        case MixedText():
            return _mixed(value)
        case Text(facet=facets.CalendarDate()):
            return value if _PLAIN_DATE.fullmatch(value) else "2024-02-29"
        case Text(facet=facets.Length(maximum=maximum)) if node.name == "StatisticalCode":
            return ("X" + _text(value))[:maximum] if len(value) > 1 else "XR"
        case Text(facet=facets.Length()):
            text = _text(value)
            codec = codecs.get(steps)
            return text[: codec.width * 70] if isinstance(codec, Joined) else text
        case Text(facet=facets.Coded()):
            codec = codecs.get(steps)
            if isinstance(codec, Codes) and value.strip() not in codec.codes:
                return next(code for code in node.content.codes if code.strip() in codec.codes)
    return value


def _text(value: str) -> str:
    return _UTF8.sub("x", _NOT_TEXT.sub("x", value))


def _mixed(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    made: list[Any] = []
    for part in parts:
        if isinstance(part, str):
            made.append(_UTF8.sub("x", re.sub("[^\n\t\x20-\x7e\xa0-\xff]", "x", part)))
        elif isinstance(part, Mark) and hasattr(part, "content"):
            made.append(type(part)(_mixed(part.content)))
        else:
            made.append(part)
    return tuple(made)
