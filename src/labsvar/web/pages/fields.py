"""Fields of forms, read as what they mean; and whose decision a form is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

from labsvar.identifiers.deciders import signed
from labsvar.web.pages.frame import PageRequest

Fields = Mapping[str, str]
_LONGEST: Final = 350
_MOST_DIGITS: Final = 17
_Choice = TypeVar("_Choice", bound=str)


class WrongField(ValueError):
    """A field of a form that cannot be understood; `key` is the text that says so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def text(fields: Fields, name: str) -> str:
    """What was written, in one line and not endless; nothing for a field that is not there."""
    return " ".join(fields.get(name, "").split())[:_LONGEST]


def choice(fields: Fields, name: str, choices: tuple[_Choice, ...]) -> _Choice:
    """One of some choices. Raises `WrongField`."""
    for each in choices:
        if each == fields.get(name):
            return each
    raise WrongField("choice_wrong")


def day(fields: Fields, name: str) -> date:
    """A day. Raises `WrongField`."""
    try:
        return date.fromisoformat(fields.get(name, "").strip())
    except ValueError:
        raise WrongField("day_wrong") from None


def day_or_none(fields: Fields, name: str) -> date | None:
    """A day, or none for an empty field. Raises `WrongField`."""
    return day(fields, name) if fields.get(name, "").strip() else None


def whole(fields: Fields, name: str) -> int:
    """A whole number, from nought up. Raises `WrongField`."""
    written = fields.get(name, "").strip()
    if not (written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS):
        raise WrongField("choice_wrong")
    return int(written)


def decider(request: PageRequest) -> str:
    """Who is signed in, so that two accounts are told apart that have one name."""
    assert request.user is not None, "the guard has let in somebody"
    viewer = request.user.viewer
    return signed(viewer.name, viewer.account)
