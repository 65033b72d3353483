"""All of a surveillance letter (XRPT06): questions with answers, properties, and what is protected.

For the surveillance role only; everybody else sees what an XRPT05 would show (rule S16).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

from labsvar.letters.catalogue import version_of
from labsvar.letters.version import Children, Node
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.web.texts import Texts
from labsvar.web.views.outline import elements, label, simple
from labsvar.web.views.request import QuestionView, question

# What a coded element says of itself, in one line; everything else inside it stands below it.
_CODING: Final = ("Code", "CodeQualifier", "CodeType", "CodeResponsible")
_TEXT: Final = "Text"
_PROTECTED: Final = "Protected"
_FRAME: Final = frozenset({*_CODING, _TEXT, _PROTECTED})
# Holds one property after the other, each with a mark of its own.
_LIST: Final = "Properties"


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One element: what it is called, what it says, its code, and what stands inside it.

    `protected` is the number that the laboratory has marked it with; no public page says what it means.
    """

    label: str
    text: Markup
    code: str
    protected: str | None
    inner: tuple[Branch, ...]

    @property
    def is_flat(self) -> bool:
        """Whether everything inside says so much only that it fits on one line."""
        return not any(
            each.inner or each.code or each.protected or "<br>" in each.text for each in self.inner
        )


class SurveillanceView(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of the requisition with their answers, and everything the laboratory says."""

    questions: tuple[QuestionView, ...]
    branches: tuple[Branch, ...]


def surveillance(letter: MiBaReport, texts: Texts) -> SurveillanceView:
    """Everything about the findings and the requisition, in the letter's order."""
    questions: list[QuestionView] = []
    branches: list[Branch] = []
    for frame, bound in _inside(version_of(letter).tree, letter):
        if frame.name not in ("RequisitionInformation", "LaboratoryResults"):
            continue
        for node, value in _inside(frame, bound):
            if node.name == "Prompt":
                questions.append(question(node, value, texts))
            else:
                branches.append(_branch(node, value, texts, frame.name))
    return SurveillanceView(questions=tuple(questions), branches=tuple(branches))


def _inside(node: Node, bound: Any) -> Iterator[tuple[Node, Any]]:
    assert isinstance(node.content, Children), "a frame around other elements"
    yield from elements(node.content, bound)


def _branch(node: Node, bound: Any, texts: Texts, inside: str) -> Branch:
    called = label(node.name, texts, inside=inside)
    text = simple(node, bound, texts)
    if text is not None:
        return Branch(label=called, text=text, code="", protected=None, inner=())
    children = list(_inside(node, bound))
    told = frozenset() if node.name == _LIST else _FRAME
    own = {inner.name: simple(inner, value, texts) for inner, value in children if inner.name in told}
    protected = own.get(_PROTECTED)
    return Branch(
        label=called,
        text=own.get(_TEXT) or escape(""),
        code=" ".join(part.unescape() for part in map(own.get, _CODING) if part),
        protected=None if protected is None else protected.unescape(),
        inner=tuple(
            _branch(inner, value, texts, node.name) for inner, value in children if inner.name not in told
        ),
    )
