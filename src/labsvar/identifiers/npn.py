"""National sample numbers (NPN, nationalt prøvenummer): digits whose weighted sum is divisible by eleven.

The service hands out the first and the last number of a series; whoever draws it keeps those that pass. Sources:
MedCom, "Den Gode NationalePrøveNummer Service", version 1.0, which names the check; the Danish Business
Authority's page on modulus 11, which has the weights.

Assumption: ten digits, the weights of the Danish Business Authority's page for ten digits, and no fixed prefix.
The public pages of MedCom's document state neither; all of it is a setting.
"""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.identifiers.errors import Fault, WrongCheckDigit, WrongForm

MODULUS: Final = 11
LONGEST: Final = 18
"""More digits than this would not be a whole number in every database."""


class NumberForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a national sample number looks like: a weight for each of its digits, from the left.

    Raises `ValueError` for weights that are no such check: none, too many, or all of them divisible by eleven.
    """

    weights: tuple[int, ...] = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

    def __post_init__(self) -> None:
        """Refuses weights under which every number would pass, or that no number could have."""
        if not 1 <= len(self.weights) <= LONGEST or all(weight % MODULUS == 0 for weight in self.weights):
            raise ValueError(f"1 to {LONGEST} weights are needed, not all of them divisible by {MODULUS}")

    @property
    def length(self) -> int:
        """How many digits a number has."""
        return len(self.weights)

    @property
    def highest(self) -> int:
        """The number of nines only."""
        return int(10**self.length) - 1


DEFAULT: Final = NumberForm()


def parse(text: str, form: NumberForm = DEFAULT) -> str:
    """The number. Raises `WrongForm` or `WrongCheckDigit`."""
    problem = fault(text, form)
    if problem is not None:
        raise problem
    return text


def fault(text: str, form: NumberForm = DEFAULT) -> Fault | None:
    """What keeps the text from being a national sample number; `None` when nothing does."""
    if not has_form(text, form):
        return WrongForm
    return None if residue(text, form) == 0 else WrongCheckDigit


def has_form(text: str, form: NumberForm = DEFAULT) -> bool:
    """Whether the text has the digits of one, and nothing else."""
    return len(text) == form.length and text.isascii() and text.isdigit()


def residue(digits: str, form: NumberForm = DEFAULT) -> int:
    """What the weighted sum leaves when it is divided by eleven: 0 for a number that passes."""
    return sum(weight * int(digit) for weight, digit in zip(form.weights, digits, strict=True)) % MODULUS


def written(number: int, form: NumberForm = DEFAULT) -> str:
    """The number with the zeros in front that its length asks for."""
    return f"{number:0{form.length}d}"
