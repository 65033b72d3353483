"""What can be wrong with an identifier.

    IdentifierError
    ├── WrongForm         the characters or their number
    ├── WrongCheckDigit   the form is right, the arithmetic is not
    ├── NoSuchDate        the part that should be a date is none
    └── UnknownSeries     a replacement number of a series nobody issues

Each has a stable `code`. The message never holds the identifier, which may belong to a person.
"""

from __future__ import annotations

from typing import ClassVar


class IdentifierError(ValueError):
    """The text is not such an identifier."""

    code: ClassVar[str] = "identifier"

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").partition("\n")[0])


class WrongForm(IdentifierError):
    """The text has other characters, or more or fewer of them, than such an identifier has."""

    code = "wrong_form"


class WrongCheckDigit(IdentifierError):
    """The check digit does not follow from the other digits."""

    code = "wrong_check_digit"


class NoSuchDate(IdentifierError):
    """The first six digits are not a date of the century that the seventh character gives."""

    code = "no_such_date"


class UnknownSeries(IdentifierError):
    """The seventh character is not one that replacement numbers are issued with."""

    code = "unknown_series"


Fault = type[IdentifierError]
