"""A requisition as it was sent: what is asked for, of which samples, and the questions that were answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.version import Children, Node
from labsvar.web.texts import Texts
from labsvar.web.views.outline import Fact, Facts, elements, facts, label, simple, titled

# By these an analysis is known; the first that stands is its name.
_NAMES: Final = ("AnalysisShortName", "Examination", "TextLine")
_PROMPT: Final = ("Question", "Answer")
_CODES: Final = ("AnalysisCode", "MICAnalysisCode")


class AnalysisView(msgspec.Struct, frozen=True, kw_only=True):
    """One analysis that is asked for: its name and code, and everything else that is said of it."""

    name: str
    code: str
    facts: tuple[Fact, ...]


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the laboratory with the requester's answer, and what it relates to."""

    question: str
    code: str
    answer: Markup
    about: tuple[Fact, ...]


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    analyses: tuple[AnalysisView, ...]
    questions: tuple[QuestionView, ...]
    further: tuple[Facts, ...]


def request(letter: AnyLetter, texts: Texts) -> RequestView:
    """The requests of a requisition, in its own order."""
    analyses: list[AnalysisView] = []
    questions: list[QuestionView] = []
    further: list[Facts] = []
    for node, bound in _requests(letter):
        if node.name == "RequestedAnalysis":
            analyses.append(_analysis(node, bound, texts))
        elif node.name == "Prompt":
            questions.append(question(node, bound, texts))
        else:
            further += titled(node.name, label(node.name, texts), facts(node, bound, texts))
    return RequestView(analyses=tuple(analyses), questions=tuple(questions), further=tuple(further))


def asked_for(letter: AnyLetter, texts: Texts) -> tuple[str, ...]:
    """The names of the analyses that a requisition asks for."""
    return tuple(each.name for each in request(letter, texts).analyses)


def _requests(letter: AnyLetter) -> Iterator[tuple[Node, Any]]:
    for node, bound in _children(version_of(letter).tree, letter):
        if node.name == "Requests":
            yield from _children(node, bound)


def _children(node: Node, bound: Any) -> Iterator[tuple[Node, Any]]:
    assert isinstance(node.content, Children), "a frame around other elements"
    yield from elements(node.content, bound)


def _leaves(node: Node, bound: Any, texts: Texts) -> Iterator[tuple[str, Fact]]:
    """The simple elements inside one, each with its own name before the one it is shown under."""
    for inner, value in _children(node, bound):
        text = simple(inner, value, texts)
        if text is None:
            yield from _leaves(inner, value, texts)
        else:
            yield inner.name, Fact(label(inner.name, texts, inside=node.name), text)


def _analysis(node: Node, bound: Any, texts: Texts) -> AnalysisView:
    leaves = list(_leaves(node, bound, texts))
    told = dict(leaves)
    named = next((name for name in _NAMES if name in told), None)
    coded = next(name for name in _CODES if name in told)
    code = told[coded].text.unescape()
    first = next((fact for name, fact in leaves if name == named), None)
    return AnalysisView(
        name=code if first is None else first.text.unescape(),
        code=code,
        facts=tuple(
            fact for name, fact in leaves if name != coded and (first is None or fact.text != first.text)
        ),
    )


def question(node: Node, bound: Any, texts: Texts) -> QuestionView:
    """A question with its answer."""
    parts = {inner.name: (inner, value) for inner, value in _children(node, bound)}
    frame, asked = parts["Question"]
    plain = simple(frame, asked, texts)
    if plain is not None:
        return QuestionView(
            question=plain.unescape(), code="", answer=_answer(parts["Answer"], texts), about=()
        )
    leaves = list(_leaves(frame, asked, texts))
    told = dict(leaves)
    more = [fact for name, part in parts.items() if name not in _PROMPT for fact in facts(*part, texts)]
    return QuestionView(
        question=told["CodeText"].text.unescape(),
        code=told["Code"].text.unescape(),
        answer=_answer(parts["Answer"], texts),
        about=(*(fact for name, fact in leaves if name not in ("CodeText", "Code")), *more),
    )


def _answer(answer: tuple[Node, Any], texts: Texts) -> Markup:
    node, bound = answer
    return escape(" ").join(fact.text for fact in facts(node, bound, texts))
