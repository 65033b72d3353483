"""The bases of every declaration, and the value types that occur in more than one letter."""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.facets import (
    Added,
    CalendarDate,
    Coded,
    Decimal,
    KindOfLetter,
    Length,
    Number,
    OnlyTrue,
    Pattern,
    Times,
    VersionOfLetter,
)


class Element(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="pascal",
    omit_defaults=True,
    gc=False,
):
    """One XML element with children. The order of the fields is the order of the standard."""


class AddedValue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The text of an element that stands in no public schema (`labsvar.letters.added`)."""

    name: str
    value: str


class Open(Element, frozen=True, kw_only=True):
    """An element that an installation's table may add elements to."""

    added: Annotated[tuple[AddedValue, ...], Added()] = ()


class Block(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="pascal",
    omit_defaults=True,
    gc=False,
):
    """Elements that come together and have no element of their own around them."""


Text3 = Annotated[str, Length(1, 3)]
Text7 = Annotated[str, Length(1, 7)]
Text8 = Annotated[str, Length(1, 8)]
Text10 = Annotated[str, Length(1, 10)]
Text11 = Annotated[str, Length(1, 11)]
Text12 = Annotated[str, Length(1, 12)]
Text14 = Annotated[str, Length(1, 14)]
Text15 = Annotated[str, Length(1, 15)]
Text16 = Annotated[str, Length(1, 16)]
Text17 = Annotated[str, Length(1, 17)]
Text20 = Annotated[str, Length(1, 20)]
Text35 = Annotated[str, Length(1, 35)]
Text40 = Annotated[str, Length(1, 40)]
Text70 = Annotated[str, Length(1, 70)]
Text350 = Annotated[str, Length(1, 350)]
PostCode = Annotated[str, Length(0, 9)]
TenCharacters = Annotated[str, Length(10, 10)]
TenDigits = Annotated[str, Pattern("[0-9]{10}", "ten digits")]
Digits15 = Annotated[str, Pattern("[0-9]{1,15}", "one to fifteen digits")]
UUID = Annotated[
    str,
    Pattern(
        "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "a UUID of 8-4-4-4-12 hexadecimal digits",
    ),
]
DateText = Annotated[str, CalendarDate()]
# Assumption: the standards give the form hh:mm on a 24 hour clock and no expression for it.
TimeText = Annotated[str, Pattern("([01][0-9]|2[0-3]):[0-5][0-9]", "a time hh:mm from 00:00 to 23:59")]
PositiveNumber = Annotated[str, Number(1)]
# Assumption: what the trees of requisitions call an integer, or an int without bounds, has none.
WholeNumber = Annotated[str, Number(None)]
Decimal17 = Annotated[str, Decimal(17)]
TrueOnly = Annotated[bool, OnlyTrue()]
VersionCode = Annotated[str, VersionOfLetter()]
TypeCode = Annotated[str, KindOfLetter()]
IdentifierCode = Annotated[str, Coded("IdentifierCode")]
AnalysisCodeType = Annotated[str, Coded("AnalysisCodeType")]
Paragraph = Annotated[str, Length(0, 500)]


class DateTime(Element, frozen=True, kw_only=True):
    """`Date` and `Time` (hh:mm) without a zone; both are kept as the characters sent."""

    date: DateText
    time: TimeText


class Paragraphs(Element, frozen=True, kw_only=True):
    """One to ten paragraphs of at most 500 characters; an empty one is a blank line."""

    paragraphs: Annotated[tuple[Paragraph, ...], Times(1, 10)] = msgspec.field(name="Paragraph")
