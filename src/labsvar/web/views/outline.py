"""A letter element by element, in its own order, under Danish or English names.

What no part of a page places otherwise is shown from here, so nothing a letter holds can be forgotten
(rule S5). The order and the kinds of values come from the declaration of the letter's version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec
from markupsafe import Markup, escape

from labsvar.letters import facets
from labsvar.letters.common import CodedText, Reference
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.version import Children, MixedText, Node, Text
from labsvar.letters.walk import children
from labsvar.results import derive
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.times import moment
from labsvar.web.views.values import links


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One line: what it is called and what it says."""

    label: str
    text: Markup


class Facts(msgspec.Struct, frozen=True):
    """The facts of one element, such as the sender, under its name and its name in a language."""

    name: str
    title: str
    facts: tuple[Fact, ...]


def elements(content: Children, bound: Any) -> Iterator[tuple[Node, Any]]:
    """The child elements of one element that stand in a letter, in its order."""
    yield from ((each.node, each.value) for each in children(bound, content))


def facts(node: Node, bound: Any, texts: Texts, *, without: Collection[str] = ()) -> tuple[Fact, ...]:
    """Every simple element inside one, or the one itself; `without` names those left out."""
    return tuple(_facts(node, bound, texts, without, inside=""))


def _facts(node: Node, bound: Any, texts: Texts, without: Collection[str], *, inside: str) -> Iterator[Fact]:
    text = simple(node, bound, texts)
    if text is not None:
        yield Fact(label(node.name, texts, inside=inside), text)
        return
    assert isinstance(node.content, Children), "an element is simple or has others in it"
    for inner, value in elements(node.content, bound):
        if inner.name not in without:
            yield from _facts(inner, value, texts, without, inside=node.name)


def added(node: Node, bound: Any, texts: Texts) -> Iterator[Fact]:
    """The elements inside one that stand in no public schema, wherever they stand."""
    if node.added:
        yield from facts(node, bound, texts)
    elif isinstance(node.content, Children):
        for inner, value in elements(node.content, bound):
            yield from added(inner, value, texts)


def label(name: str, texts: Texts, *, inside: str = "") -> str:
    """What an element is called; some are called otherwise inside a certain other."""
    return texts.named("field", f"{inside}.{name}", otherwise=texts.named("field", name))


def simple(node: Node, value: Any, texts: Texts) -> Markup | None:
    """What an element says by itself, or `None` for one that is only a frame around others."""
    if isinstance(value, DateTime):
        return escape(moment(derive.moment(value), texts))
    if isinstance(value, Paragraphs):
        return lines(value.paragraphs)
    if isinstance(value, CodedText):
        return coded(value)
    if isinstance(value, Reference):
        return reference(value, texts)
    if isinstance(node.content, MixedText):
        return html(value)
    if isinstance(node.content, Children):
        return None
    return escape(_word(node, value, texts))


def coded(text: CodedText) -> Markup:
    """A text with the code that says the same behind it, when it has one."""
    words = lines(text.text.paragraphs)
    if text.coding is None:
        return words
    return Markup('{} <span class="code" translate="no">{}</span>').format(words, text.coding.code)


def reference(of: Reference, texts: Texts) -> Markup:
    """A pointer to something beside the letter; only a web address becomes a link."""
    (link,) = links((of,), texts)
    words = escape(link.text)
    if link.url is not None:
        words = Markup('<a href="{}" rel="noopener noreferrer external">{}</a>').format(link.url, words)
    return words + Markup(" ({})").format(link.note) if link.note else words


def _word(node: Node, value: object, texts: Texts) -> str:
    if isinstance(value, bool):
        return texts("yes" if value else "no")
    is_code = isinstance(node.content, Text) and isinstance(node.content.facet, facets.Coded)
    return code_name(str(value), texts) if is_code else str(value)


def code_name(code: str, texts: Texts) -> str:
    """What a code of the standards is called; the code itself where it has no name."""
    return texts.named("speciality", texts.named("code", code))


def titled(name: str, title: str, found: Iterable[Fact]) -> Iterator[Facts]:
    """Facts under a title, when there are any."""
    told = tuple(found)
    if told:
        yield Facts(name, title, told)
