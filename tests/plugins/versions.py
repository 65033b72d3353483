"""Counts, for every version of a letter, the tests that read, write, check, show or convert it.

    pytest tests/unit tests/spec --count-versions FILE        as `make versions` does

A test counts for a version once for each of the five when it has passed and, in this process, a reader gave
a typed letter of that version, a writer wrote one, the content rules were held against one, a view showed
one, or a conversion went from or to it. Letters read from EDIFACT count for the EDIFACT version. What a test
does in another process is not counted, so the figures are low rather than high.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

ABILITIES = ("read", "write", "check", "show", "convert")
OPTION = "--count-versions"

Used = set[tuple[str, str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that turns the counting on."""
    parser.addoption(OPTION, metavar="FILE", help="count the tests behind every version into FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Puts a counter around what reads, writes, checks, shows and converts."""
    target = config.getoption(OPTION)
    if target is not None:
        counter = Counter(Path(target))
        counter.watch()
        config.pluginmanager.register(counter, "labsvar-versions")


class Counter:
    """Notes what the running test uses, and counts it when the test has passed."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._used: Used = set()
        self._tests: dict[tuple[str, str], int] = {}
        # Letters read from EDIFACT in the running test, kept so that no other object gets their id.
        self._of_edifact: dict[int, Any] = {}

    def watch(self) -> None:
        """Wraps the functions wherever they are known by name."""
        from labsvar import conversion
        from labsvar.checks import letter as content
        from labsvar.cli import show
        from labsvar.conversion import forms
        from labsvar.formats import edifact, xml
        from labsvar.web.views import letter as views

        for function, note in (
            (xml.read, self._xml_read),
            (edifact.read, self._edifact_read),
            (xml.write, self._xml_written),
            (edifact.write, self._edifact_written),
            (content.content, self._checked),
            (show.page, self._message_shown),
            (show.rendered, self._message_shown),
            (views.show, self._shown),
            (views.of_file, self._shown),
            (views.requisition, self._shown),
            (conversion.convert, self._converted),
            (conversion.convert_message, self._message_converted),
        ):
            _replace(function, note)
        forms._READERS = {"xml": xml.read, "edifact": edifact.read}  # type: ignore[misc]  # it holds them by name

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """A test begins with nothing used; what it used counts when it ends without an exception."""
        del item
        self._used, self._of_edifact = set(), {}
        yield
        for each in self._used:
            self._tests[each] = self._tests.get(each, 0) + 1

    def pytest_sessionfinish(self) -> None:
        """Writes the counts."""
        counts: dict[str, dict[str, int]] = {}
        for (code, ability), number in sorted(self._tests.items()):
            counts.setdefault(code, {})[ability] = number
        ordered = {
            code: {ability: of[ability] for ability in ABILITIES if ability in of}
            for code, of in counts.items()
        }
        self._target.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")

    def _note(self, ability: str, letters: Iterable[Any], *, edifact: bool = False) -> None:
        for letter in letters:
            code = letter.letter.version_code
            self._used.add((code[1:] if edifact else code, ability))

    def _xml_read(self, made: Any, *_: Any, **__: Any) -> None:
        self._note("read", (each.letter for each in made.letters if each.letter is not None))

    def _edifact_read(self, made: Any, *_: Any, **__: Any) -> None:
        letters = [each.letter for each in made.letters if each.letter is not None]
        self._of_edifact |= {id(letter): letter for letter in letters}
        self._note("read", letters, edifact=True)

    def _xml_written(self, _: Any, message: Any, *__: Any, **___: Any) -> None:
        self._note("write", message.letters)

    def _edifact_written(self, _: Any, message: Any, *__: Any, **___: Any) -> None:
        self._note("write", message.letters, edifact=True)

    def _checked(self, _: Any, letter: Any, *__: Any, **___: Any) -> None:
        self._note("check", [letter], edifact=id(letter) in self._of_edifact)

    def _shown(self, _: Any, letter: Any, *__: Any, **___: Any) -> None:
        self._note("show", [letter], edifact=id(letter) in self._of_edifact)

    def _message_shown(self, _: Any, message: Any, *__: Any, **___: Any) -> None:
        for letter in message.letters:
            self._shown(None, letter)

    def _converted(self, made: Any, letter: Any, *_: Any, **__: Any) -> None:
        self._note("convert", [made.letter], edifact=False)
        self._note("convert", [letter], edifact=id(letter) in self._of_edifact)

    def _message_converted(self, made: Any, message: Any, *_: Any, **options: Any) -> None:
        self._note("convert", message.letters, edifact=options.get("source_format") == "edifact")
        self._note("convert", made.message.letters, edifact=made.form == "edifact")


def _replace(function: Callable[..., Any], note: Callable[..., None]) -> None:
    @functools.wraps(function)
    def watched(*given: Any, **options: Any) -> Any:
        made = function(*given, **options)
        note(made, *given, **options)
        return made

    for name, module in list(sys.modules.items()):
        if name == "labsvar" or name.startswith("labsvar."):
            for attribute, value in list(vars(module).items()):
                if value is function:
                    setattr(module, attribute, watched)
