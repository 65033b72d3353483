"""What is printed is what is read: every sheet is decoded by a reader that shares no code with what drew it."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import msgspec
import pypdfium2
import pytest
import zxingcpp
from lxml import etree
from PIL import Image, ImageDraw

from labsvar.services.npn.printing import layouts, pdf, svg
from labsvar.services.npn.printing.drawing import Page
from labsvar.services.npn.printing.symbols import NotEncodable, Symbology, modules
from labsvar.services.npn.walking import walker

FIRST = 4_711_000_000
DOTS_A_MILLIMETRE = 12
SVG = "{http://www.w3.org/2000/svg}"


def numbers_for(layout: layouts.Layout, sheets: int = 1) -> list[str]:
    return walker().take(FIRST, FIRST + 10_000, count=sheets * layout.numbers_a_page)


def read_pdf(content: bytes, *, sheet: int = 0) -> list[str]:
    """The codes on a page, as a scanner of 300 dots an inch would see them."""
    document = pypdfium2.PdfDocument(content)
    picture = document[sheet].render(scale=300 / 72, grayscale=True).to_pil()
    document.close()
    return sorted(each.text for each in zxingcpp.read_barcodes(picture))


def read_svg(content: bytes) -> list[str]:
    """The codes in a drawing: its boxes are painted one by one."""
    root = etree.fromstring(content)
    wide, tall = (round(float(part) * DOTS_A_MILLIMETRE) for part in root.attrib["viewBox"].split()[2:])
    picture = Image.new("L", (wide, tall), 255)
    pen = ImageDraw.Draw(picture)
    for box in root.iter(f"{SVG}rect"):
        if "fill" in box.attrib:
            continue
        x, y, width, height = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        corners = [round(value * DOTS_A_MILLIMETRE) for value in (x, y, x + width, y + height)]
        pen.rectangle((corners[0], corners[1], corners[2] - 1, corners[3] - 1), fill=0)
    return sorted(each.text for each in zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize("name", layouts.LAYOUTS)
class TestTheLayoutsThatComeWithTheProgram:
    def test_every_number_can_be_scanned_from_the_pdf(self, name: str) -> None:
        layout = layouts.LAYOUTS[name]
        numbers = numbers_for(layout)
        assert read_pdf(pdf.as_pdf(layouts.pages(layout, numbers), title="Prøve")) == numbers

    def test_every_number_can_be_scanned_from_the_svg(self, name: str) -> None:
        layout = layouts.LAYOUTS[name]
        numbers = numbers_for(layout)
        assert read_svg(svg.as_svg(layouts.pages(layout, numbers)[0], title="Prøve")) == numbers

    def test_nothing_stands_outside_the_page_and_nothing_over_another_code(self, name: str) -> None:
        layout = layouts.LAYOUTS[name]
        (page,) = layouts.pages(layout, numbers_for(layout))
        for mark in msgspec.to_builtins(page)["marks"]:
            across = [value for key, value in mark.items() if key in ("x", "x1", "x2")]
            down = [value for key, value in mark.items() if key in ("y", "y1", "y2")]
            assert all(0 <= value <= page.width for value in across)
            assert all(0 <= value + mark.get("height", 0) <= page.height for value in down)


class TestSymbologies:
    @pytest.mark.parametrize("symbology", ["code128", "code39", "itf"])
    def test_each_holds_the_number_and_nothing_else(self, symbology: Symbology) -> None:
        """Which one a laboratory's scanners read is its own to say."""
        layout = layouts.LabelSheet(
            page_width=90, page_height=40, across=90, down=40, symbology=symbology, words="Prøve"
        )
        numbers = numbers_for(layout)
        assert read_pdf(pdf.as_pdf(layouts.pages(layout, numbers), title="x")) == numbers

    def test_interleaved_2_of_5_has_no_bars_for_an_odd_number_of_digits(self) -> None:
        with pytest.raises(NotEncodable):
            modules("123", "itf")

    def test_code_128_is_surrounded_by_ten_white_modules(self) -> None:
        layout = layouts.LabelSheet(page_width=50, page_height=25, across=50, down=25, margin=0)
        (page,) = layouts.pages(layout, numbers_for(layout))
        boxes = [mark for mark in msgspec.to_builtins(page)["marks"] if mark["type"] == "Box"]
        module = 50 / (len(modules("4711000009", "code128")) + 20)
        assert boxes[0]["x"] == pytest.approx(10 * module)
        assert boxes[-1]["x"] + boxes[-1]["width"] == pytest.approx(50 - 10 * module)
        assert all(left["x"] + left["width"] < right["x"] for left, right in pairwise(boxes))


class TestSheets:
    def test_several_sheets_go_on_with_the_numbers(self) -> None:
        layout = layouts.LAYOUTS["form-small"]
        numbers = numbers_for(layout, sheets=3)
        content = pdf.as_pdf(layouts.pages(layout, numbers), title="x")
        assert read_pdf(content, sheet=2) == numbers[8:12]

    @pytest.mark.parametrize("count", [0, 6])
    def test_numbers_that_do_not_fill_whole_sheets_are_not_drawn(self, count: int) -> None:
        """A number that is handed out and printed nowhere would be lost without a trace."""
        with pytest.raises(layouts.WrongCount):
            layouts.pages(layouts.LAYOUTS["form"], ["4711000009"] * count)

    def test_the_same_numbers_give_the_same_bytes(self) -> None:
        layout = layouts.LAYOUTS["form"]
        pages = layouts.pages(layout, numbers_for(layout))
        assert pdf.as_pdf(pages, title="x") == pdf.as_pdf(pages, title="x")

    def test_words_cannot_become_part_of_the_drawing(self) -> None:
        layout = layouts.LabelSheet(page_width=50, page_height=25, across=50, down=25, words="<b> & 'x'")
        drawn = svg.as_svg(layouts.pages(layout, numbers_for(layout))[0], title="</title>")
        assert "<b> & 'x'" in [each.text for each in etree.fromstring(drawn).iter(f"{SVG}text")]


class TestOnesOwnLayout:
    def test_a_form_with_one_s_own_fields_and_analyses(self) -> None:
        text = 'kind = "form"\nlaboratory = "KBA Prøveby"\nfields = ["Navn"]\nanalyses = ["Hb", "CRP"]\ntubes = 2\n'
        layout = layouts.read_layout(text)
        (page,) = layouts.pages(layout, numbers_for(layout))
        assert {"KBA Prøveby", "Navn", "Hb", "CRP", "Glas 2"} <= set(words(page))
        assert layout.numbers_a_page == 3

    @pytest.mark.parametrize(
        "text",
        [
            'kind = "poster"',
            'kind = "labels"',
            'kind = "form"\ntubes = 99',
            'kind = "form"\nsecret = 1',
            "kind =",
        ],
    )
    def test_one_that_is_wrong_is_refused_and_the_field_named(self, text: str) -> None:
        with pytest.raises((msgspec.MsgspecError, ValueError)):
            layouts.read_layout(text)


def words(page: Page) -> list[str]:
    kind: Literal["text"] = "text"
    return [mark[kind] for mark in msgspec.to_builtins(page)["marks"] if kind in mark]
