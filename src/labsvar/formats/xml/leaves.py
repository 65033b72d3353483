"""What the expressions of the fast reader are for text: values of leaves, and mixed text.

Each is given as a pattern and the Python that makes a value of the group it stands in.
"""

from __future__ import annotations

import re
from typing import Any, Final, Protocol

from labsvar.formats.xml.values import NUMBER_FORMS
from labsvar.letters import facets
from labsvar.letters.version import MixedText, Node, Text

# The control characters of ISO 6429 beyond 7F are allowed, but left to the slow reader.
_NO_TEXT: Final = r"<>\x00-\x08\x0b-\x1f\x80-\x9f"
_DATE: Final = (
    "(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_LONGEST_ALTERNATION: Final = 12
_NEVER: Final = "(?!)"


class Shared(Protocol):
    """What the functions of one program share."""

    references: bool

    def name(self, thing: Any, wish: str) -> str:
        """The name an object goes by in the program."""


def within(node: Node, group: str, program: Shared) -> tuple[str, str]:
    """What has to stand within an element with text, and its value."""
    match node.content:
        case Text() as text:
            return leaf(text, group, program)
        case MixedText(marks):
            return _mixed(node, marks, group, program)
        case _:
            return _NEVER, group


def leaf(text: Text, group: str, program: Shared) -> tuple[str, str]:
    """What a leaf's text has to match, and its value."""
    match text.facet:
        case facets.Length(minimum, maximum):
            if program.references:
                return f"[^{_NO_TEXT}]*+", f"fitting({group}, {minimum}, {maximum})"
            most = "" if maximum == facets.UNBOUNDED else maximum
            return f"[^&{_NO_TEXT}]{{{minimum},{most}}}+", group
        case facets.Pattern(expression, _):
            return _without_groups(expression), group
        case facets.Coded(list_name):
            return _code(list_name, text.codes, group, program)
        case facets.CalendarDate():
            return _DATE, group
        case facets.Whole() | facets.Number() | facets.Decimal() as number:
            return _number(number, group)
        case facets.OnlyTrue():
            return "true", "True"
        case None:
            return "true|false|1|0", f"truths[{group}]"
        case _:
            raise AssertionError("fixed values are literal")


def _code(list_name: str, codes: tuple[str, ...], group: str, program: Shared) -> tuple[str, str]:
    if len(codes) <= _LONGEST_ALTERNATION:
        return "|".join(re.escape(code) for code in codes), group
    named = program.name(codes, f"codes_{list_name}")
    return f"[^&{_NO_TEXT}]*+", f"coded({group}, {named})"


def _mixed(node: Node, marks: tuple[str, ...], group: str, program: Shared) -> tuple[str, str]:
    text = f"[^{_NO_TEXT}]*+" if program.references else f"[^&{_NO_TEXT}]*+"
    if set(marks) <= {"Break", "Space"}:
        return f"{text}(?:<(?:{'|'.join(marks)})/>{text})*+", f"breakable({group})"
    allowed = program.name(marks, "marks")
    tag = rf"<(?!/{node.name}>)/?[A-Za-z]++/?>"
    return f"{text}(?:{tag}{text})*+", f"formatted({group}, {allowed})"


def _number(facet: facets.Whole | facets.Number | facets.Decimal, group: str) -> tuple[str, str]:
    """What a number has to match, and its value; one that is written in an unusual way does not match."""
    match facet:
        case facets.Whole(minimum, maximum):
            usual = "[1-9][0-9]{0,17}+" if minimum > 0 else "0|[1-9][0-9]{0,17}+"
            return usual, f"whole({group}, {minimum}, {maximum})"
        case facets.Number(minimum):
            return NUMBER_FORMS[minimum], group
        case facets.Decimal():
            return r"-?[0-9]{1,8}(?:\.[0-9]{1,8})?+", group


def _without_groups(expression: str) -> str:
    """An expression of XML Schema with groups that do not count; ours have no escaped brackets."""
    return expression.replace("(", "(?:")
