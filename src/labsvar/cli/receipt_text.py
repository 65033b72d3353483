"""Receipts as text: their elements under their names, in the order of the letter."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from labsvar.letters.catalogue import Receipt
from labsvar.letters.text import Mark as TextMark
from labsvar.letters.text import plain
from labsvar.web.texts import Texts


def receipt_text(receipt: Receipt, texts: Texts) -> RenderableType:
    """A receipt: its elements under their names, in the order of the letter."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for depth, label, value in receipt_lines(receipt, texts):
        table.add_row("  " * depth + label, Text(value))
    return Group(Text(f"{receipt.letter.version_code} {type(receipt).__name__}", style="bold"), table)


def receipt_lines(element: msgspec.Struct, texts: Texts, depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """Every element of a receipt: how deep it stands, its name, and its text."""
    for field in msgspec.structs.fields(element):
        content = getattr(element, field.name)
        label = texts.named("field", field.encode_name)
        if content is None:
            continue
        if isinstance(content, msgspec.Struct):
            yield depth, label, ""
            yield from receipt_lines(content, texts, depth + 1)
        elif isinstance(content, tuple) and all(_is_element(each) for each in content):
            for each in content:
                yield depth, label, ""
                yield from receipt_lines(each, texts, depth + 1)
        elif isinstance(content, tuple):
            yield depth, label, plain(content).rstrip("\n")
        else:
            yield depth, label, str(content)


def _is_element(part: object) -> bool:
    return isinstance(part, msgspec.Struct) and not isinstance(part, TextMark)
