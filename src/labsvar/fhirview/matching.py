"""Whether a resource has what a search parameter asks for.

Source: HL7 FHIR R4 (4.0.1), Search: token, date (prefixes and the time a date is exact to), reference, string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from labsvar.fhirview.parameters import Parameter, Token
from labsvar.letters.zone import DENMARK

_DATE: Final = re.compile(
    r"(eq|ne|gt|lt|ge|le|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


class NoDate(ValueError):
    """A text that is no date of a search."""


class Span(NamedTuple):
    """A date with its prefix: from the first second of what it says up to the first after it."""

    prefix: str
    start: float
    end: float


def matcher(parameter: Parameter, values: Sequence[str]) -> Callable[[Any], bool]:
    """The test for one parameter: whether a resource has one of the values."""
    if parameter.kind == "date":
        spans = [span(each) for each in values]
        return lambda of: any(_in_time(span(has), each) for has in parameter.values(of) for each in spans)
    test = _TESTS[parameter.kind]
    return lambda of: any(test(has, each) for has in parameter.values(of) for each in values)


def span(text: str) -> Span:
    """The time that a date of a search, or of a resource, stands for; without a zone it is Denmark's.

    Raises `NoDate`.
    """
    found = _DATE.fullmatch(text.replace(" ", "+"))
    if found is None:
        raise NoDate
    prefix, year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        start = datetime.fromisoformat(
            f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone or ''}"
        )
        start = start if start.tzinfo is not None else start.replace(tzinfo=DENMARK)
        return Span(prefix or "eq", *_bounds(start, found, fraction))
    except (ValueError, OverflowError):
        raise NoDate from None


def _bounds(start: datetime, found: re.Match[str], fraction: str | None) -> tuple[float, float]:
    if found[5] is not None:
        begins = start.timestamp() + float(fraction or 0)
        return begins, begins + (60 if found[7] is None else 0.001 if fraction else 1)
    if found[4] is not None:
        return start.timestamp(), (start + timedelta(days=1)).timestamp()
    if found[3] is not None:
        month = start.month % 12 + 1
        after = start.replace(month=month, year=start.year + (month == 1))
    else:
        after = start.replace(year=start.year + 1)
    return start.timestamp(), after.timestamp()


def _in_time(has: Span, asked: Span) -> bool:
    within = asked.start <= has.start and has.end <= asked.end
    match asked.prefix:
        case "eq":
            return within
        case "ne":
            return not within
        case "gt":
            return has.end > asked.end
        case "lt":
            return has.start < asked.start
        case "ge":
            return has.end > asked.end or within
        case "le":
            return has.start < asked.start or within
        case "sa":
            return has.start >= asked.end
    return has.end <= asked.start


def _has_token(has: Token, asked: str) -> bool:
    system, bar, code = asked.rpartition("|")
    if not bar:
        return has[1] == asked
    return (has[0] or "") == system and (not code or has[1] == code)


def _has_reference(has: str, asked: str) -> bool:
    """A reference may be asked for by id, by type and id, or by its whole address."""
    return has == asked or has.partition("/")[2] == asked or ("://" in asked and asked.endswith(f"/{has}"))


def _has_string(has: str, asked: str) -> bool:
    return has.casefold().startswith(asked.casefold())


_TESTS: Final[Mapping[str, Callable[[Any, str], bool]]] = {
    "token": _has_token,
    "reference": _has_reference,
    "string": _has_string,
}
