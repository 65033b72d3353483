"""Layouts: sheets of labels, emergency forms, and QR codes for preprinted tubes.

Some come with the program, under a name; a laboratory's own is a TOML file with `kind` and the fields of one of
the three. Every label and every form gets a number of its own, so what is printed in advance is used up once.

Source: MedCom's page on the national sample number: emergency forms (NØDPTB) are printed in one's own layout, carry
unique numbers and may be printed in advance. Preprinted tubes with a QR code: minutes of the laboratory medicine
reference group (autumn 2025), point 10.

Assumption: what stands on a label or a form but its number. No public page has a layout. A form's own number is for the
requisition, and each tube has another, since every tube has its own number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Final

import msgspec

from labsvar.services.npn.printing.drawing import Box, Line, Mark, Page, Text
from labsvar.services.npn.printing.symbols import Symbology, bars, squares

_Length = Annotated[float, msgspec.Meta(gt=0, le=1000)]
_Space = Annotated[float, msgspec.Meta(ge=0, le=1000)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=100)]
_Words = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
_A4: Final = (210.0, 297.0)


class _Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page with places in columns and rows; lengths are in millimetres."""

    page_width: _Length = _A4[0]
    page_height: _Length = _A4[1]
    left: _Space = 0.0
    top: _Space = 0.0
    columns: _Count = 1
    rows: _Count = 1
    across: _Length
    down: _Length

    @property
    def numbers_a_page(self) -> int:
        """How many numbers a page uses."""
        return self.columns * self.rows

    def places(self) -> list[tuple[float, float]]:
        """The upper left corner of every place, row by row."""
        return [
            (self.left + column * self.across, self.top + row * self.down)
            for row in range(self.rows)
            for column in range(self.columns)
        ]


class LabelSheet(
    _Sheet, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="labels"
):
    """Labels with a barcode and the number in digits below; `words` stand above, such as the laboratory's name."""

    symbology: Symbology = "code128"
    margin: _Space = 2.0
    words: _Words = ""


class TubeSheet(_Sheet, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tubes"):
    """QR codes of `side` millimetres for the bottom of a tube, each with its number beside, to be told by."""

    side: _Length = 9.0


class EmergencyForm(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="form"
):
    """A form to be filled in by hand, with its number as a barcode, and labels for the tubes at its foot."""

    page_width: _Length = _A4[0]
    page_height: _Length = _A4[1]
    heading: _Words = "Nødblanket (NØDPTB)"
    laboratory: _Words = ""
    fields: tuple[_Words, ...] = (
        "CPR-nummer",
        "Navn",
        "Rekvirent",
        "Prøven taget (dato og klokkeslæt)",
        "Prøvetager",
        "Kliniske oplysninger",
    )
    analyses_heading: _Words = "Undersøgelser"
    analyses: tuple[_Words, ...] = ("",) * 12
    tube: _Words = "Glas"
    tubes: Annotated[int, msgspec.Meta(ge=0, le=12)] = 6
    symbology: Symbology = "code128"

    @property
    def numbers_a_page(self) -> int:
        """One for the form, and one for each tube."""
        return 1 + self.tubes


Layout = LabelSheet | TubeSheet | EmergencyForm
LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        "labels-24": LabelSheet(columns=3, rows=8, across=70.0, down=37.0, top=0.5, margin=5.0),
        "labels-65": LabelSheet(columns=5, rows=13, across=40.6, down=21.2, left=4.7, top=10.7),
        "label-roll": LabelSheet(page_width=50.0, page_height=25.0, across=50.0, down=25.0),
        "form": EmergencyForm(),
        "form-small": EmergencyForm(page_width=148.0, page_height=210.0, analyses=("",) * 6, tubes=3),
        "tubes": TubeSheet(columns=7, rows=20, across=28.0, down=13.5, left=7.0, top=13.0),
    }
)


class WrongCount(ValueError):
    """The numbers do not fill whole pages."""


def pages(layout: Layout, numbers: Sequence[str]) -> tuple[Page, ...]:
    """The pages that so many numbers fill. Raises `WrongCount` and `symbols.NotEncodable`."""
    each = layout.numbers_a_page
    if not numbers or len(numbers) % each:
        raise WrongCount
    return tuple(
        Page(
            width=layout.page_width,
            height=layout.page_height,
            marks=tuple(_marks(layout, numbers[start : start + each])),
        )
        for start in range(0, len(numbers), each)
    )


def read_layout(text: str) -> Layout:
    """A laboratory's own layout. Raises `msgspec.MsgspecError`, which names the field that is wrong."""
    layout: Layout = msgspec.toml.decode(text, type=Layout)
    return layout


def _marks(layout: Layout, numbers: Sequence[str]) -> list[Mark]:
    match layout:
        case LabelSheet():
            return [
                mark
                for number, (x, y) in zip(numbers, layout.places(), strict=True)
                for mark in _label(
                    number,
                    layout.words,
                    layout.symbology,
                    box=(x, y, layout.across, layout.down),
                    margin=layout.margin,
                )
            ]
        case TubeSheet():
            return [
                mark
                for number, (x, y) in zip(numbers, layout.places(), strict=True)
                for mark in _tube(number, x=x, y=y, side=layout.side)
            ]
        case EmergencyForm():
            return _form(layout, numbers)


def _label(
    number: str, words: str, symbology: Symbology, *, box: tuple[float, float, float, float], margin: float
) -> list[Mark]:
    """Words, bars and digits; the bars get what height is left."""
    x, y, width, height = box
    above, below = (4.0 if words else 0.0), 4.5
    tall = height - 2 * margin - above - below
    drawn: list[Mark] = [
        *bars(
            number,
            symbology=symbology,
            x=x + margin,
            y=y + margin + above,
            width=width - 2 * margin,
            height=max(tall, 1.0),
        )
    ]
    middle = x + width / 2
    if words:
        drawn.append(Text(x=middle, y=y + margin + 2.6, text=words, size=7, align="middle"))
    drawn.append(Text(x=middle, y=y + height - margin - 0.6, text=number, size=9, align="middle"))
    return drawn


def _tube(number: str, *, x: float, y: float, side: float) -> list[Mark]:
    return [
        *squares(number, x=x, y=y, side=side),
        Text(x=x + side + 0.5, y=y + side / 2 + 1.0, text=number, size=7),
    ]


_MARGIN: Final = 15.0


def _form(form: EmergencyForm, numbers: Sequence[str]) -> list[Mark]:
    right = form.page_width - _MARGIN
    drawn: list[Mark] = [
        Text(x=_MARGIN, y=22, text=form.heading, size=16, bold=True),
        Text(x=_MARGIN, y=29, text=form.laboratory, size=10),
        *_label(numbers[0], "", form.symbology, box=(right - 60, 12, 60, 24), margin=1.0),
    ]
    y = 48.0
    for field in form.fields:
        drawn += [
            Text(x=_MARGIN, y=y - 5.5, text=field, size=7),
            Line(x1=_MARGIN, y1=y, x2=right, y2=y),
        ]
        y += 12.0
    drawn.append(Text(x=_MARGIN, y=y, text=form.analyses_heading, size=10, bold=True))
    drawn += _ticks(form, y + 4, right)
    return drawn + _tube_labels(form, numbers[1:])


def _ticks(form: EmergencyForm, top: float, right: float) -> list[Mark]:
    """Boxes to tick in three columns; those without a name have a line to write on."""
    drawn: list[Mark] = []
    wide = (right - _MARGIN) / 3
    for place, analysis in enumerate(form.analyses):
        x, y = _MARGIN + place % 3 * wide, top + place // 3 * 8.0
        drawn.append(Box(x=x, y=y, width=3.5, height=3.5, filled=False))
        if analysis:
            drawn.append(Text(x=x + 5, y=y + 3, text=analysis, size=8))
        else:
            drawn.append(Line(x1=x + 5, y1=y + 3.5, x2=x + wide - 4, y2=y + 3.5))
    return drawn


def _tube_labels(form: EmergencyForm, numbers: Sequence[str]) -> list[Mark]:
    """Labels to cut out, three in a row, from the foot up."""
    rows = -(-len(numbers) // 3)
    wide, tall = (form.page_width - 2 * _MARGIN) / 3, 26.0
    top = form.page_height - _MARGIN - rows * tall
    drawn: list[Mark] = []
    for place, number in enumerate(numbers):
        x, y = _MARGIN + place % 3 * wide, top + place // 3 * tall
        drawn += [
            Line(x1=x, y1=y, x2=x + wide, y2=y, dashed=True),
            Line(x1=x, y1=y, x2=x, y2=y + tall, dashed=True),
            Line(x1=x + wide, y1=y, x2=x + wide, y2=y + tall, dashed=True),
            Line(x1=x, y1=y + tall, x2=x + wide, y2=y + tall, dashed=True),
            *_label(number, f"{form.tube} {place + 1}", form.symbology, box=(x, y, wide, tall), margin=2.0),
        ]
    return drawn
