"""The page of the rules: every finding there can be, as `labsvar rules` lists them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from labsvar.cli.listing import all_rules
from labsvar.findings import Rule
from labsvar.reference.markdown import code, page, table

_FAMILIES = {
    "form": "Form: XML, encoding and the limits that keep attacks out. Errors.",
    "standard": "Standard: order, occurrence, lengths and codes of the version. Errors, and exactly "
    "those of the official schema.",
    "content": "Content: what the standards and registers say about values. Mostly warnings and notes.",
    "exchange": "Exchange: whether this installation may take the letter. Errors refuse it with a receipt.",
    "hub": "Hub: whether a row of a laboratory card can be read and sent. A row that is not sent is listed for "
    "its clinic.",
    "linking": "Linking: what keeps a request for a reference sample from being made, and what hinders answers "
    "from being linked.",
    "table": "Table: whether a table of codes can be read. A table with a fault is not taken.",
    "profile": "Profile: what keeps a row or a file out of a profile. The rest is profiled without it.",
    "service": "Service: whether a call of a national service is carried out. A refused call gets a fault.",
}


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield "rules.md", _page()


def _page() -> str:
    ordered = sorted(all_rules(), key=lambda rule: (list(_FAMILIES).index(rule.family), rule.id))
    parts = [
        f"## {family.capitalize()}\n\n{_FAMILIES[family]}\n\n{_table(list(rules))}"
        for family, rules in groupby(ordered, key=lambda rule: rule.family)
    ]
    return page(
        "Rules",
        "Every rule a letter is held against, as `labsvar rules` lists them. Words in braces stand for "
        "names, limits and codes of the standard; a value from a letter is never shown. "
        "Only errors refuse a letter.",
        *parts,
    )


def _table(rules: list[Rule]) -> str:
    rows = [
        (
            f'{code(rule.id)}<span id="{rule.id.replace(".", "-")}"></span>',
            rule.severity,
            f"{rule.da}<br>*{rule.en}*",
            f"{rule.todo_da}<br>*{rule.todo_en}*",
            rule.source,
        )
        for rule in rules
    ]
    return table(["Rule", "Severity", "What is wrong", "What to do", "Source"], rows)
