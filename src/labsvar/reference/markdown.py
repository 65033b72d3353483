"""The little Markdown the reference pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `make docs` from the code; do not edit. -->"


def page(title: str, *parts: str) -> str:
    """A page: the title, then paragraphs, tables and lists with an empty line between them."""
    return "\n\n".join([MADE, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell may hold Markdown, its line breaks and bars are made safe."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list, or nothing when there are no items."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str) -> str:
    """Text as it is written in a letter, a setting or a program."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text else ""


def codes(texts: Iterable[str]) -> str:
    """Several of them in a row."""
    return ", ".join(code(text) for text in texts)


def first_sentence(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((docstring or "").strip().partition("\n\n")[0].split())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
