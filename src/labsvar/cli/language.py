"""The language of the command line: an option, else the locale, else English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["da", "en"]
LANGUAGES: Final[Mapping[str, Language]] = {"da": "da", "en": "en"}
_OPTION: Final = "--language"
_MARGIN: Final = re.compile(r"^ {8}", re.MULTILINE)
_EXAMPLES: Final = re.compile(r"^    .*(?:\n    .*)*", re.MULTILINE)
_EXAMPLE_MARGIN: Final = re.compile(r"^    ", re.MULTILINE)
# The order in which the C library looks for the language of messages.
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Say:
    """Says things in one language: `say("Filen findes ikke", "There is no such file")`."""

    language: Language

    def __call__(self, da: str, en: str) -> str:
        """The one of the two that is in the language of the user."""
        return da if self.language == "da" else en

    def about(self, da: str, en: str) -> str:
        """The same for a help text of several lines, whose lines after the first stand in the code of a
        function; what stands in further is an example, and is fenced so that it stays as it is."""
        text = _MARGIN.sub("", self(da, en)).strip()
        return _EXAMPLES.sub(lambda found: f"```\n{_EXAMPLE_MARGIN.sub('', found[0])}\n```", text)


class UnknownLanguage(ValueError):
    """The option names a language that there are no texts in."""


def of_locale(environment: Mapping[str, str]) -> Language:
    """Danish where the locale is Danish, English everywhere else."""
    for variable in _VARIABLES:
        value = environment.get(variable)
        if value:
            return "da" if value.lower().startswith("da") else "en"
    return "en"


def take_option(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[list[str], Language]:
    """The command line without `--language`, which may stand anywhere before `--`, and the language.

    Raises `UnknownLanguage`.
    """
    language = of_locale(environment)
    rest: list[str] = []
    waiting = False
    for place, argument in enumerate(arguments):
        if waiting:
            language, waiting = _known(argument), False
        elif argument == "--":
            return [*rest, *arguments[place:]], language
        elif argument == _OPTION:
            waiting = True
        elif argument.startswith(f"{_OPTION}="):
            language = _known(argument.partition("=")[2])
        else:
            rest.append(argument)
    if waiting:
        raise UnknownLanguage
    return rest, language


def _known(name: str) -> Language:
    if name not in LANGUAGES:
        raise UnknownLanguage
    return LANGUAGES[name]
