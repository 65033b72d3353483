"""The words a declaration is written in: what a value may look like and how often it may stand.

A facet is put beside a type with `Annotated`. The reader, the writer, the XML schema and the
reference pages all read the same facets, so a limit is written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

UNBOUNDED: Final = 2**31 - 1
"""The upper end of a `Length` or `Times` that the standard leaves open."""


@dataclass(frozen=True, slots=True)
class Length:
    """Number of characters a text may have, both ends included."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression the whole value must match, in the dialect of XML Schema."""

    expression: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Coded:
    """The value comes from a code list; the release of the letter says which codes it holds."""

    list_name: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number without an upper bound, kept as the characters sent; `minimum` is 1, 0 or none."""

    minimum: int | None


@dataclass(frozen=True, slots=True)
class Decimal:
    """A decimal number of at most so many digits, kept as the characters sent."""

    digits: int


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """An `xs:date`, kept as the characters sent."""


@dataclass(frozen=True, slots=True)
class OnlyTrue:
    """A boolean that may only be written `true`."""


@dataclass(frozen=True, slots=True)
class VersionOfLetter:
    """Fixed: the version code of the letter itself, such as `XR0131K`."""


@dataclass(frozen=True, slots=True)
class KindOfLetter:
    """Fixed: the kind of the letter itself, such as `XRPT01`."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often a repeated element may stand, both ends included."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Required:
    """Stands exactly once in every version that has it; other versions lack it altogether."""


@dataclass(frozen=True, slots=True)
class ElementName:
    """The name of the element, where two fields of a struct hold what versions write in one element."""

    name: str


@dataclass(frozen=True, slots=True)
class Added:
    """Where a struct keeps the elements that the installation's table adds to its version."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Neighbouring fields of the same group are a choice: exactly one of them stands."""

    group: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """Text mixed with the named formatting elements."""

    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListName:
    """The name MedCom's data list uses for the field."""

    name: str


ValueFacet = (
    Length
    | Pattern
    | Coded
    | Whole
    | Number
    | Decimal
    | CalendarDate
    | OnlyTrue
    | VersionOfLetter
    | KindOfLetter
)
