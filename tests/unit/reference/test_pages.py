"""The other reference pages: rules, settings, rooms, assumptions, and their Markdown."""

from __future__ import annotations

import re
import subprocess
import sys

from labsvar.cli.listing import all_rules
from labsvar.findings import RULES
from labsvar.reference import assumptions, markdown, pages
from labsvar.settings import Settings

PAGES = pages()
FAMILIES = ("form", "standard", "content", "exchange", "hub", "linking", "table", "profile", "service")


def test_the_page_lists_the_rules_that_the_command_lists() -> None:
    assert {rule.id.partition(".")[0] for rule in all_rules()} == set(FAMILIES)
    assert re.findall(r"^\| `([a-z]+\.[a-z0-9_-]+)`<span", PAGES["rules.md"], re.MULTILINE) == sorted(
        (rule.id for rule in all_rules()),
        key=lambda rule: (FAMILIES.index(rule.partition(".")[0]), rule),
    )


def test_every_rule_and_every_setting_is_listed() -> None:
    assert all(f"`{rule}`" in PAGES["rules.md"] for rule in RULES)
    assert all(f"`LABSVAR_{name.upper()}`" in PAGES["settings.md"] for name in Settings.model_fields)


def test_a_setting_stands_with_its_default_as_it_would_be_written() -> None:
    assert '| `LABSVAR_ROUTES` | `{"XRPT01": "LABA", ' in PAGES["settings.md"]
    assert "| `LABSVAR_PORT` | `8000` |" in PAGES["settings.md"]
    assert "| `LABSVAR_DATABASE` |  |" in PAGES["settings.md"]


def test_a_room_stands_with_what_it_offers_and_what_its_modules_are_for() -> None:
    page = PAGES["rooms.md"]
    assert "## findings" in page
    assert "Offers `RULES`" in page
    assert "| `registry` | The list of all rules" in page


def test_every_page_says_that_it_is_made() -> None:
    assert all(text.startswith(markdown.MADE) for text in PAGES.values())


def test_an_assumption_is_found_in_comments_and_docstrings_up_to_its_end() -> None:
    source = '''
def f():
    """Does it. Assumption: nobody says
    how.

    More of this.
    """
    # Assumption: a comment may go on
    # over two lines.
    return 1
ASSUMPTIONS = {}

def g():
    """Assumption: in one line."""
'''
    assert list(assumptions.stated(source, ".py")) == [
        "Nobody says how.",
        "A comment may go on over two lines.",
        "In one line.",
    ]


def test_the_source_of_a_rule_is_not_taken_for_a_comment() -> None:
    source = """A = rule(source="Assumption: no list says so")
_SOURCE: Final = "Assumption: nor this one"
"""
    assert list(assumptions.stated(source, ".py")) == []


def test_an_assumption_in_a_text_of_several_pieces_is_told_whole_and_ends_with_it() -> None:
    """As in the description of a setting."""
    source = """days: int = Field(
    14, description="How long it waits. Assumption: fourteen, "
    "as no page says."
)
other: int = Field(1, description="Another")
"""
    assert list(assumptions.stated(source, ".py")) == ["Fourteen, as no page says."]


def test_an_assumption_in_sql_ends_with_its_comment() -> None:
    assert list(assumptions.stated("-- Assumption: nobody\n-- says so.\nSELECT 1;\n", ".sql")) == [
        "Nobody says so."
    ]


def test_a_table_survives_bars_and_line_breaks_in_its_cells() -> None:
    assert markdown.table(["a"], [["b|c\nd"]]).splitlines() == ["| a |", "| --- |", "| b\\|c d |"]


def test_code_that_holds_a_backtick_is_fenced_with_two() -> None:
    assert markdown.code("a`b") == "``a`b``"
    assert markdown.code("") == ""


def test_every_command_stands_with_its_options() -> None:
    page = PAGES["commands.md"]
    assert "## labsvar check" in page
    assert "`--json`" in page
    assert "Table of Contents" not in page


def test_every_route_stands_with_its_right_and_who_has_it() -> None:
    page = PAGES["http.md"]
    assert "| `/api/letters` | POST | send_letters | `system` |" in page
    assert "| `/` | GET | public | everybody |" in page
    assert "### POST /api/letters" in page
    assert "| 422 | Refused" in page


def test_no_rule_of_any_room_is_left_out_of_the_list() -> None:
    """Every module is loaded in a process of its own; what it defines is what `labsvar rules` lists."""
    program = """
import importlib, pkgutil, labsvar
from labsvar.cli.listing import all_rules
listed = {rule.id for rule in all_rules()}
for module in pkgutil.walk_packages(labsvar.__path__, "labsvar."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)
from labsvar.findings import RULES
print(*sorted(set(RULES) - listed))
"""
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == []
