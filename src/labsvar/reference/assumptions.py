"""The page of the assumptions: every place in the code that says it rests on one.

What no public document states is a setting, or a table or a line with the word "Assumption" and the
reason beside it. The sources are searched for that word, so the page cannot forget one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import labsvar
from labsvar.cli.listing import all_rules
from labsvar.reference.markdown import bullets, code, page, table

_PACKAGE = Path(labsvar.__file__).parent
_WORD = re.compile(r"\bAssumption\b(?!s)")
_BEGINS = re.compile(r"^\s*(?:#|--)?\s*")
_ENDS = re.compile(r'"""|^$')
_SEARCHED = {".py", ".sql", ".toml", ".html", ".md"}


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    files = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _SEARCHED and _is_searched(path))
    found = {path: list(stated(path.read_text(encoding="utf-8"))) for path in files}
    sections = [
        f"## {code(path.relative_to(_PACKAGE).as_posix())}\n\n{bullets(sentences)}"
        for path, sentences in found.items()
        if sentences
    ]
    yield (
        "assumptions.md",
        page(
            "Assumptions in the code",
            "Every place in the code that rests on something no public document states, in its own words. "
            "[Assumptions](../explanation/assumptions.md) explains those that matter most.",
            "## Rules that rest on one",
            table(["Rule", "Source"], _rules()),
            *sections,
        ),
    )


def stated(text: str) -> Iterator[str]:
    """The assumptions of one source, each up to the end of its paragraph or comment."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        start = _WORD.search(line)
        if start and _is_prose(line, start.start()):
            said, before = line[start.end() :], line[: start.start()]
            yield _sentence([said, *_rest(said, lines[number + 1 :], comment=_is_comment(before))])


def _rules() -> list[tuple[str, str]]:
    return [(code(rule.id), rule.source) for rule in all_rules() if _WORD.search(rule.source)]


def _is_searched(path: Path) -> bool:
    return "reference" not in path.relative_to(_PACKAGE).parts


def _is_prose(line: str, place: int) -> bool:
    """Whether the word stands in a comment or a docstring, and not in the source of a rule."""
    return "source=" not in line[:place] and "_SOURCE" not in line[:place]


def _is_comment(before: str) -> bool:
    return "#" in before or before.lstrip().startswith("--")


def _rest(said: str, following: list[str], *, comment: bool) -> Iterator[str]:
    """The lines that go on with what a line begins."""
    if '"""' in said:
        return
    for after in following:
        if comment and not after.lstrip().startswith(("#", "--")):
            return
        if _ENDS.search(after.strip()):
            yield after.partition('"""')[0]
            return
        yield after


def _sentence(lines: list[str]) -> str:
    joined = " ".join(_BEGINS.sub("", line).partition('"""')[0] for line in lines)
    said = " ".join(joined.split()).lstrip(":,. ").strip()
    return said[:1].upper() + said[1:]
