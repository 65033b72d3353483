"""Values as EDIFACT writes them, and as the letters have them."""

from __future__ import annotations

import re
from typing import Any, Final

from labsvar.findings import Rule
from labsvar.formats.edifact import table_rules
from labsvar.formats.xml.values import codes_named, is_date
from labsvar.letters.segments.model import AnyCodec, Codec, Codes, Joined
from labsvar.letters.version import Text

_TIME: Final = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})([01][0-9]|2[0-3])([0-5][0-9])", re.ASCII)
_DATE: Final = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_WRITTEN_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
JOINT: Final = 70


class CannotRead(Exception):
    """A text is no value of its kind; `rule` says why, `parts` fill its text."""

    def __init__(self, rule: Rule, **parts: object) -> None:
        super().__init__(rule.id)
        self.rule = rule
        self.parts = parts


class Unfit(Exception):
    """A value cannot be written; the reason in Danish and English."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en


def time_of(text: str) -> tuple[str, str]:
    """The date and time of CCYYMMDDHHMM. Raises `CannotRead`."""
    found = _TIME.fullmatch(text)
    if found is not None:
        year, month, day, hour, minute = found.groups()
        date = f"{year}-{month}-{day}"
        if is_date(date):
            return date, f"{hour}:{minute}"
    raise CannotRead(table_rules.DATE, time_da=" med klokkeslæt", time_en=" with a time", form="CCYYMMDDHHMM")


def date_of(text: str) -> str:
    """The date of CCYYMMDD. Raises `CannotRead`."""
    found = _DATE.fullmatch(text)
    if found is not None:
        date = "-".join(found.groups())
        if is_date(date):
            return date
    raise CannotRead(table_rules.DATE, time_da="", time_en="", form="CCYYMMDD")


def written_date(date: str) -> str:
    """CCYYMMDD. Raises `Unfit` for a date that has a zone or more than four digits of the year."""
    if _WRITTEN_DATE.fullmatch(date) is None:
        raise Unfit(
            "datoen har en zone eller et år på mere end fire cifre", "the date has a zone or a long year"
        )
    return date.replace("-", "")


def written_time(value: Any) -> str:
    """CCYYMMDDHHMM of a date with time. Raises `Unfit`."""
    time: str = value.time
    return written_date(value.date) + time.replace(":", "")


def decoded(codec: AnyCodec | None, texts: list[str], text: Text) -> str:
    """The value of a leaf, as its declaration has it, from its components. Raises `CannotRead`."""
    match codec:
        case None:
            return texts[0]
        case Joined():
            return "".join(texts)
        case Codec():
            try:
                return codec.read(":".join(texts))
            except ValueError:
                raise CannotRead(table_rules.FORM) from None
        case Codes():
            value = _read(codec).get(":".join(texts))
            if value is None:
                raise CannotRead(table_rules.CODE, codes=codes_named(tuple(codec.codes.values())))
            return _as_listed(value, text)


def _as_listed(value: str, text: Text) -> str:
    """A code as this release writes it: some lists have one with a blank at its end."""
    if value in text.codes:
        return value
    return next((code for code in text.codes if code.strip() == value), value)


def encoded(codec: AnyCodec | None, value: str) -> list[str]:
    """The components of a value. Raises `Unfit`."""
    match codec:
        case None:
            return [value]
        case Joined(width):
            pieces = [value[start : start + JOINT] for start in range(0, len(value), JOINT)]
            if len(pieces) > width:
                most = width * JOINT
                raise Unfit(f"der er plads til {most} tegn", f"there is room for {most} characters")
            return pieces
        case Codec():
            try:
                made = codec.write(value)
            except ValueError:
                raise Unfit(
                    "EDIFACT har ingen form for værdien", "EDIFACT has no form for the value"
                ) from None
            return [made] if codec.width == 1 else made.split(":")
        case Codes(codes):
            code = codes.get(value) or codes.get(value.strip())
            if code is None:
                raise Unfit("EDIFACT har ingen kode for værdien", "EDIFACT has no code for the value")
            return code.split(":")


# By identity: code lists are made once and stay.
_by_code: Final[dict[int, tuple[Codes, dict[str, str]]]] = {}


def _read(codec: Codes) -> dict[str, str]:
    """The values of a list by what is written for them."""
    known = _by_code.get(id(codec))
    if known is None:
        made = {code: value for value, code in codec.codes.items()} | dict(codec.also)
        known = _by_code[id(codec)] = (codec, made)
    return known[1]
