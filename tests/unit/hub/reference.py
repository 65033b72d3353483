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
    for file in files:
        for row in sorted(file, key=lambda each: int(each["row_version"])):
            _take(row, taken, standing, words)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in standing.values():
        if row["patient"] == person and row["consent"] != "refused":
            found[CODES[row["code"]][0]].append(row["value"])
    return {code: sorted(values) for code, values in found.items()}


def _take(
    row: Row,
    taken: dict[str, int],
    standing: dict[str, dict[str, str]],
    words: dict[tuple[str, str], bool],
) -> None:
    name, version = row["row_id"], int(row["row_version"])
    if (row["action"] == "delete" and row["consent"] != "refused") or version <= taken.get(name, 0):
        return
    taken[name] = version
    if row["consent"]:
        words[name, row["patient"]] = row["consent"] == "given"
    if row["action"] == "withdraw":
        standing.pop(name, None)
        return
    old = standing.get(name)
    if row["action"] == "delete":
        if old is not None:
            old["consent"] = "refused"
            words[name, old["patient"]] = False
        return
    sendable = row["origin"] == "own" and row["unit"] == CODES[row["code"]][1]
    if old is not None and old["patient"] == row["patient"] and row["consent"] == "refused":
        old["consent"] = "refused"
    if sendable:
        refused = words.get((name, row["patient"])) is False
        standing[name] = dict(row) | {"consent": "refused" if refused else ""}
