"""Labsvar as a library: five functions and the types they give, all of it declared, typed and shown."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
import typing
from types import ModuleType

import pytest

import labsvar
from labsvar import library
from labsvar.conversion import Form
from labsvar.web.views.values import View
from tests import builders
from tests.meta.files import ROOT

PAGE = ROOT / "docs" / "howto" / "use-as-a-library.md"
PUBLIC = sorted(set(labsvar.__all__) - {"__version__"})


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples read example letters of the repository."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", ["read", "message", "check", "write", "convert", "show"])
def test_every_function_shows_itself(name: str) -> None:
    found = doctest.DocTestFinder().find(getattr(labsvar, name), name)
    assert sum(len(each.examples) for each in found) >= 2
    runner = doctest.DocTestRunner(verbose=False)
    for each in found:
        runner.run(each)
    assert runner.summarize(verbose=False).failed == 0


def test_the_page_about_the_library_is_true() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 15
    assert outcome.failed == 0


def test_the_page_names_all_that_is_public_and_nothing_else() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## All that is public")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(name for row in rows for name in re.findall("`([^`]+)`", row)) == sorted(labsvar.__all__)


def test_nothing_else_is_exported() -> None:
    assert dir(labsvar) == sorted(labsvar.__all__)
    assert sorted(library.__all__) == PUBLIC
    with pytest.raises(AttributeError, match="no attribute 'secret'"):
        _ = labsvar.secret  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_documented_and_typed(name: str) -> None:
    thing = getattr(labsvar, name)
    assert not isinstance(thing, ModuleType)
    assert len(inspect.getdoc(thing) or "") > 20
    if inspect.isfunction(thing):
        hints = typing.get_type_hints(thing)
        assert set(hints) == {*inspect.signature(thing).parameters, "return"}
    elif not issubclass(thing, Exception):
        assert typing.get_type_hints(thing)


def test_importing_it_loads_nothing_until_it_is_used() -> None:
    program = (
        "import sys, labsvar\n"
        "print([name for name in sys.modules if name.startswith('labsvar.')])\n"
        "labsvar.read(b'')\n"
        "print('litestar' in sys.modules, 'psycopg' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", "False False"]


def test_a_file_with_errors_is_told_by_rule_and_place_and_never_by_value() -> None:
    data = (ROOT / "docs/examples/blood-faulty.xml").read_bytes()
    for use in (labsvar.message, labsvar.show, lambda given: labsvar.convert(given, "xml")):
        with pytest.raises(labsvar.HasErrors) as error:
            use(data)
        assert "standard.too-long" in str(error.value)
        assert {finding.rule for finding in error.value.findings} >= {"standard.code"}


def test_what_is_written_is_what_was_given() -> None:
    message = builders.emessage()
    forms: tuple[Form, ...] = ("xml", "edifact")
    for form in forms:
        assert labsvar.message(labsvar.write(message, form=form).data) == message


def test_a_letter_is_shown_to_every_reader_there_is() -> None:
    data = labsvar.write(builders.emessage()).data
    views = typing.get_args(typing.get_type_hints(labsvar.show)["view"])
    assert set(views) == set(typing.get_args(View))
    assert all("mg/L" in labsvar.show(data, view=view) for view in views)


def test_a_page_is_whole_and_a_text_is_plain() -> None:
    data = labsvar.write(builders.emessage()).data
    assert labsvar.show(data, html=True, language="da").startswith("<!DOCTYPE html>")
    text = labsvar.show(data)
    assert "\x1b" not in text
    assert "NPU19748" in text
