"""What a clinic's rows should come to, said as plainly as possible: the judge of the hub in tests.

It imports nothing of the hub. A row is a dictionary; the newest version of each row that may be sent is
what is shown, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Row = Mapping[str, str]
CODES = {"CRP": ("NPU19748", "mg/L"), "STREP": ("NPU18729", "")}


def shown(files: Iterable[Iterable[Row]], *, person: str) -> dict[str, list[str]]:
    """The values shown about a person, by code, after some files came one after the other."""
    taken: dict[str, int] = {}
    standing: dict[str, dict[str, str]] = {}
    words: dict[tuple[str, str], bool] = {}
    withdrawn: list[tuple[str, str, str | None]] = []
    for file in files:
        for row in sorted(file, key=lambda each: int(each["row_version"])):
            _take(row, taken, standing, words, withdrawn)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in standing.items():
        if row["patient"] == person and words.get((name, person)) is not False:
            found[CODES[row["code"]][0]].append(row["value"])
    return {code: sorted(values) for code, values in found.items()}


def _take(
    row: Row,
    taken: dict[str, int],
    standing: dict[str, dict[str, str]],
    words: dict[tuple[str, str], bool],
    withdrawn: list[tuple[str, str, str | None]],
) -> None:
    name, version = row["row_id"], int(row["row_version"])
    if row["action"] == "delete" or version <= taken.get(name, 0):
        return
    taken[name] = version
    if row["action"] == "withdraw":
        standing.pop(name, None)
        return
    old = standing.get(name)
    sendable = row["origin"] == "own" and row["unit"] == CODES[row["code"]][1]
    about_the_same = old is not None and old["patient"] == row["patient"]
    if row["consent"] and (sendable or (about_the_same and row["consent"] == "refused")):
        words[name, row["patient"]] = row["consent"] == "given"
    if sendable:
        standing[name] = dict(row)
