"""The head of a letter: who sent it to whom, about whom, and the numbers and times that go with it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.letters.element import DateTime, Element
from labsvar.results import derive
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One line of a letter's head, in the letter's own order."""

    label: str
    text: Markup


class Facts(msgspec.Struct, frozen=True):
    """The facts of one element, such as the sender."""

    title: str
    facts: tuple[Fact, ...]


def heads(letter: ReportLetter, texts: Texts) -> Iterable[Facts]:
    """The facts of a letter's head, element by element."""
    elements: tuple[tuple[str, Element | None], ...] = (
        ("Sender", letter.sender),
        ("Receiver", letter.receiver),
        ("CCReceiver", letter.cc_receiver),
        ("Patient", letter.patient),
        ("Sample", letter.requisition_information.sample),
        ("GeneralResultInformation", letter.laboratory_results.general_result_information),
        ("Letter", letter.letter),
    )
    for name, element in elements:
        if element is not None:
            yield Facts(texts.named("field", name), tuple(_facts(element, texts)))


def _facts(element: Element, texts: Texts) -> Iterable[Fact]:
    """Every simple element inside one, in the letter's order, under its Danish or English name."""
    for field in msgspec.structs.fields(element):
        content = getattr(element, field.name)
        if content is None:
            continue
        label = texts.named("field", field.encode_name)
        if isinstance(content, DateTime):
            yield Fact(label, Markup("{}").format(moment(derive.moment(content), texts)))
        elif isinstance(content, Element):
            yield from _facts(content, texts)
        else:
            yield Fact(label, Markup("{}").format(_simple(content, texts)))


def _simple(content: object, texts: Texts) -> str:
    if isinstance(content, bool):
        return texts("yes" if content else "no")
    text = str(content)
    return texts.named("speciality", texts.named("code", text))
