"""Where in its message each element of an EDIFACT letter came from."""

from __future__ import annotations

from random import Random

import pytest

from labsvar.checks.text import texts
from labsvar.formats import edifact
from labsvar.letters.segments import SEGMENTS_BY_CODE
from labsvar.letters.segments.model import Table
from tests.edifact_letters import message


@pytest.mark.parametrize("table", SEGMENTS_BY_CODE.values(), ids=lambda table: table.code)
def test_nearly_every_text_of_a_letter_of_any_version_is_found_in_the_segment_named(table: Table) -> None:
    """Numbers and names are written as they are, codes and dates in words of EDIFACT's own; what is long
    enough to be no chance, and is written as it is, stands on the line that is told."""
    for seed in range(5):
        data = edifact.write(message(table, Random(seed), count=2), lines=True).data
        lines = data.decode("latin-1").split("\n")
        for letter in edifact.read(data).letters:
            assert letter.letter is not None
            assert letter.version is not None
            places = edifact.Places(letter)
            known = [(path, text, places.at(path)) for path, text in texts(letter.letter, letter.version)]
            assert all(place.startswith(f"UNH[{letter.index + 1}]") for _, _, (_, place) in known)
            own = lines[letter.line - 1 :]
            plain = [
                (path, text, line)
                for path, text, (line, _) in known
                if text.isalnum() and len(text) > 7 and any(text in one for one in own)
            ]
            astray = [path for path, text, line in plain if text not in lines[line - 1]]
            assert astray == []
