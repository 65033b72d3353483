"""What a printed page is made of: boxes, lines and texts, in millimetres from the upper left corner.

A layout gives pages; what writes PDF and what writes SVG draw the same pages, so the two cannot differ.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

MILLIMETRES_A_POINT = 25.4 / 72


class Box(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A rectangle; filled black, or with a thin outline."""

    x: float
    y: float
    width: float
    height: float
    filled: bool


class Line(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A thin line; dashed where something is to be cut."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


class Text(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A line of text on its base line; `size` is in points."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    align: Literal["start", "middle"] = "start"


Mark: TypeAlias = Box | Line | Text


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page, in millimetres."""

    width: float
    height: float
    marks: tuple[Mark, ...]
