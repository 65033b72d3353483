"""The first files of each reader's corpus: random letters of every version, made from their declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from labsvar.formats import xml
from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.version import LetterVersion
from tests.damage import damaged
from tests.strategies import random_emessage

_LETTERS_OF_EACH: Final = 3


def xml_letters(versions: tuple[LetterVersion, ...] = VERSIONS) -> Iterator[bytes]:
    """Good and damaged letters of each version."""
    for version in versions:
        random = Random(version.code)
        for _ in range(_LETTERS_OF_EACH):
            data = xml.write(random_emessage(version, random), indent=random.random() < 0.5)
            yield data
            yield damaged(data, random)


SEEDS: Final[Mapping[str, Callable[[], Iterator[bytes]]]] = {
    "xml": xml_letters,
}
