"""The page of the assumptions: every place in the code that says it rests on one.

What no public document states is a setting, or a table or a line with the word "Assumption" and the
reason beside it. The sources are searched for that word, so the page cannot forget one.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import labsvar
from labsvar.cli.listing import all_rules
from labsvar.reference.markdown import bullets, code, page, table

_PACKAGE = Path(labsvar.__file__).parent
_WORD = re.compile(r"\bAssumption\b(?!s)")
_COMMENT = re.compile(r"^\s*(?:#|--)?\s*")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SEARCHED = {".py", ".sql", ".toml", ".html", ".md"}


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    files = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _SEARCHED and _is_searched(path))
    found = {path: list(stated(path.read_text(encoding="utf-8"), path.suffix)) for path in files}
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


def stated(text: str, suffix: str) -> Iterator[str]:
    """The assumptions of one source, each up to the end of its paragraph, text or comment."""
    for prose in _of_python(text) if suffix == ".py" else _of_sql(text) if suffix == ".sql" else (text,):
        for paragraph in _PARAGRAPH.split(prose):
            for said in _WORD.split(paragraph)[1:]:
                yield _sentence(said)


def _rules() -> list[tuple[str, str]]:
    return [(code(rule.id), rule.source) for rule in all_rules() if _WORD.search(rule.source)]


def _is_searched(path: Path) -> bool:
    return "reference" not in path.relative_to(_PACKAGE).parts


def _of_python(text: str) -> Iterator[str]:
    """The comments and the texts of a module, in their order; not the sources of rules, which have a table."""
    found = [*_comments(text), *_texts(ast.parse(text))]
    return (prose for _, prose in sorted(found))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Comments with their lines; those of lines that follow one another are one."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = [(each.start[0], each.string) for each in tokens if each.type == tokenize.COMMENT]
    for _, of_block in groupby(enumerate(lines), key=lambda each: each[1][0] - each[0]):
        block = [line for _, line in of_block]
        yield block[0][0], "\n".join(_COMMENT.sub("", comment) for _, comment in block)


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.keyword(arg="source"):
            return
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if (
            "_SOURCE" in name
        ):
            return
        case ast.Constant(value=str(text)):
            yield node.lineno, text
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _of_sql(text: str) -> Iterator[str]:
    for is_comment, lines in groupby(text.splitlines(), key=lambda line: line.lstrip().startswith("--")):
        if is_comment:
            yield "\n".join(_COMMENT.sub("", line) for line in lines)


def _sentence(said: str) -> str:
    told = " ".join(said.split()).lstrip(":,. ").strip()
    return told[:1].upper() + told[1:]
