"""What must become of the rows of a made-up practice system: by the rules, from the plan the rows were made of.

`labsvar population --cards` writes the rows and, beside them, what each was meant to be. A row comes in step 1, the
technical stage, or in step 2, the full one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from tests.stories.records import WITHDRAWN, Seen

Row = dict[str, str]
Key = tuple[str, str]
Stage = Literal[1, 2]
UNABLE = "900009"
"""The clinic whose system cannot state a refusal."""
ANALYSES = {
    "CRP": "NPU19748",
    "HB": "NPU02319",
    "INR": "NPU01685",
    "GLU": "NPU22089",
    "LEUK": "NPU02593",
    "UHCG": "NPU10394",
    "STREP": "NPU18729",
    "UDYRK": "NPU16328",
}
MICROBIOLOGY = {"STREP", "UDYRK"}
_NEVER_SENT = {
    "laboratory": ("Not sent", "hub.laboratory-sends"),
    "origin": ("Waiting", "hub.origin-unknown"),
    "code": ("Waiting", "hub.code-unmapped"),
    "unit": ("Waiting", "hub.unit"),
}


@dataclass(frozen=True)
class Listed:
    """A row on the clinic's list of what was not sent."""

    clinic: str
    row_id: str
    version: str
    state: str
    rule: str

    def __str__(self) -> str:
        return f"{self.row_id} v{self.version} {self.state} ({self.rule})"


@dataclass(frozen=True)
class Case:
    """One row with its versions, each in the step it comes in, and what it was meant to be."""

    kind: str
    clinic: str
    name: str
    row_id: str
    versions: tuple[tuple[Stage, Row], ...]

    @property
    def first(self) -> Row:
        return self.versions[0][1]

    @property
    def patient(self) -> str:
        return self.first["patient"]

    @property
    def is_microbiology(self) -> bool:
        return self.first["code"] in MICROBIOLOGY

    @property
    def is_unable(self) -> bool:
        return self.clinic == UNABLE

    def came(self, step: Stage) -> list[tuple[Stage, Row]]:
        """The versions that have come when a step is done."""
        return [each for each in self.versions if each[0] <= step]

    def letters(self, step: Stage) -> int:
        """How many letters the row makes in a step."""
        return sum(came == step for came, _ in self._sent())

    def surveyed(self, step: Stage) -> int:
        """How many lines surveillance has of it when a step is done: one to a letter, or to what was taken back."""
        found = [row for came, row in self._sent() if came <= step]
        if not self.is_microbiology:
            return 0
        return 1 if found and found[-1]["action"] == "withdraw" else len(found)

    def releasable(self) -> int:
        """How many letters belong to the technical stage: those of step 1, and what takes them back unseen."""
        found = self._sent()
        unseen = all(step == 1 for step, row in found if row["action"] != "withdraw")
        return sum(step == 1 or (unseen and row["action"] == "withdraw") for step, row in found)

    def _sent(self) -> list[tuple[Stage, Row]]:
        """The versions that letters are made of: in the full stage a clinic that cannot state a refusal sends
        microbiology only, and takes back what it has sent."""
        if self.kind in _NEVER_SENT:
            return []
        found: list[tuple[Stage, Row]] = []
        for step, row in self.versions:
            held = self.is_unable and step == 2 and not self.is_microbiology and row["action"] != "withdraw"
            nothing = row["action"] == "withdraw" and not found
            if row["action"] != "delete" and not held and not nothing:
                found.append((step, row))
        return found

    def refused(self, step: Stage) -> bool:
        """Whether what stands of the row is refused: in so many words, or since nobody could have said so."""
        found = [each for each in self._sent() if each[0] <= step]
        if not found or found[-1][1]["action"] == "withdraw":
            return False
        if self.is_unable and found[-1][0] == 2:
            return True
        said = [row["consent"] for _, row in found if row["consent"]]
        return bool(said) and said[-1] == "refused"

    def listed(self, step: Stage) -> Iterator[Listed]:
        """What stands on the clinic's list when a step is done."""
        came = self.came(step)
        if not came:
            return
        if any(row["action"] == "delete" for _, row in came):
            yield Listed(self.clinic, self.row_id, "2", "Answered", "hub.delete")
        newest = [each for each in came if each[1]["action"] != "delete"][-1]
        state = self._state(newest, came)
        if state is not None:
            yield Listed(self.clinic, self.row_id, newest[1]["row_version"], *state)

    def _state(self, newest: tuple[Stage, Row], came: Sequence[tuple[Stage, Row]]) -> tuple[str, str] | None:
        step, row = newest
        if self.kind in _NEVER_SENT:
            return _NEVER_SENT[self.kind]
        if not self.is_unable or step == 1 or self.is_microbiology:
            return None
        if row["action"] != "withdraw":
            return "Waiting", "hub.clinic-cannot-refuse"
        return None if came[0][0] == 1 else ("Answered", "hub.nothing-to-withdraw")

    def shown(self, *, released: bool, professional: bool) -> Seen | None:
        """What is shown of the row in the end; `released` says that its technical stage was."""
        if self.is_unable or self.refused(2):
            return None
        visible = [row for step, row in self._sent() if step == 2 or released]
        values = [row for row in visible if row["action"] != "withdraw"]
        if not values:
            return None
        if visible[-1]["action"] == "withdraw":
            return self._seen(WITHDRAWN, ())
        earlier = [self._value(row) for row in reversed(values[:-1])]
        if self.is_microbiology:
            earlier = ["an earlier version"] * len(earlier)
        return self._seen(self._value(values[-1]), tuple(earlier) if professional else ())

    def _seen(self, value: str, earlier: tuple[str, ...]) -> Seen:
        code = self.first["name"] if value == WITHDRAWN and self.is_microbiology else self._code
        return Seen(self.name, code, self.first["sampled_at"], value, earlier)

    @property
    def _code(self) -> str:
        return ANALYSES[self.first["code"]]

    @staticmethod
    def _value(row: Row) -> str:
        """A decimal comma is the one character of the card that letters write otherwise."""
        return row["value"].replace(",", ".")


@dataclass(frozen=True)
class Cards:
    """The rows of some clinics, file by file, and what must become of them."""

    folder: Path
    clinics: tuple[dict[str, str], ...]
    files: tuple[tuple[Stage, tuple[Row, ...]], ...]
    cases: tuple[Case, ...]

    def of(self, patient: str) -> list[Case]:
        """The rows about a patient."""
        return [case for case in self.cases if case.patient == patient]

    @property
    def patients(self) -> list[str]:
        return sorted({case.patient for case in self.cases})

    def listed(self, clinic: str, step: Stage) -> set[Listed]:
        return {each for case in self.cases if case.clinic == clinic for each in case.listed(step)}

    def refused(self, step: Stage) -> set[Key]:
        return {(case.clinic, case.row_id) for case in self.cases if case.refused(step)}

    def letters(self, step: Stage, *clinics: str) -> int:
        return sum(case.letters(step) for case in self.cases if not clinics or case.clinic in clinics)

    def shown(self, patient: str, *, released: Iterable[str] = (), professional: bool = False) -> set[Seen]:
        """What is shown about a patient, when the technical stage of some clinics was released."""
        found = (
            case.shown(released=case.clinic in released, professional=professional)
            for case in self.of(patient)
        )
        return {each for each in found if each is not None}


def read(folder: Path, *, clinics: Sequence[str] = (), since: date | None = None) -> Cards:
    """Reads what `labsvar population --cards` wrote.

    Without `since` the first two months come in step 1, and the third, with what changed since, in step 2. With it
    only rows of samples from that day on come: in step 1 those of the first half of the days to the newest one.
    """
    registered = json.loads((folder / "clinics.json").read_text(encoding="utf-8"))
    wanted = set(clinics) or {each["clinic"] for each in registered}
    files = [
        (number, [row for row in _rows(folder / f"month-{number}.jsonl") if row["clinic"] in wanted])
        for number in (1, 2, 3)
    ]
    parts = _months(files) if since is None else _halves(files, since)
    kept = tuple(each for each in registered if each["clinic"] in wanted)
    return Cards(folder, kept, parts, tuple(_cases(folder, kept, parts)))


Part = tuple[Stage, tuple[Row, ...]]


def _months(files: Iterable[tuple[int, list[Row]]]) -> tuple[Part, ...]:
    return tuple((1 if number < 3 else 2, tuple(rows)) for number, rows in files)


def _halves(files: Iterable[tuple[int, list[Row]]], since: date) -> tuple[Part, ...]:
    rows = [row for _, of_month in files for row in of_month if row["sampled_at"][:10] >= since.isoformat()]
    newest = date.fromisoformat(max(row["sampled_at"] for row in rows)[:10])
    middle = (since + timedelta(days=(newest - since).days // 2)).isoformat()
    early = [row for row in rows if row["row_version"] == "1" and row["sampled_at"][:10] < middle]
    return (1, tuple(early)), (2, tuple(row for row in rows if row not in early))


def _cases(folder: Path, clinics: Iterable[dict[str, str]], parts: Iterable[Part]) -> Iterator[Case]:
    names = {each["clinic"]: each["name"] for each in clinics}
    planned = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    kinds = {(each["clinic"], each["row_id"]): each["kind"] for each in planned}
    found: dict[Key, list[tuple[Stage, Row]]] = {}
    for step, rows in parts:
        for row in rows:
            found.setdefault((row["clinic"], row["row_id"]), []).append((step, row))
    for (clinic, row_id), versions in found.items():
        in_order = sorted(versions, key=lambda each: int(each[1]["row_version"]))
        yield Case(kinds[clinic, row_id], clinic, names[clinic], row_id, tuple(in_order))


def _rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
