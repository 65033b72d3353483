"""Runs of a made-up practice system, hub and databank, with faults planted in them on purpose.

    python -m tests.reconcile_faults --seeds 1000      plants, compares, and says what was found

This module knows nothing of the code under test and imports none of it: rows are written with the standard
library and letters with lxml, and what has to be found is noted where it is planted. All persons and
clinics are made up. Each row gets at most one fault, so that what has to be named is never in doubt.
"""

from __future__ import annotations

import base64
import hashlib
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.reconcile_files import ANALYSES, FIRST, Result, letter_file, mapping, minute, rows_file, stored

COLUMNS = (
    *("system", "system_version", "clinic", "clinic_id_type", "row_id", "row_version", "patient", "surname"),
    *("given_name", "sampled_at", "resulted_at", "code", "code_system", "name", "value", "operator", "unit"),
    *("reference_lower", "reference_upper", "flag", "comment", "material", "origin", "laboratory"),
    *("requisition_number", "consent", "action", "reason"),
)
SYSTEMS = ("Lærkepraksis", "Bogfinke", "Stæresystemet")
CULTURES = (("MCS90001", "Dyrkning"), ("MCS90002", "Strep A"))
SOURCE_TO_HUB, HUB_TO_BANK, BANK_TO_SHOWN = ("source", "hub"), ("hub", "bank"), ("bank", "shown")
Found = tuple[str, str, str, str, str, str]
"""Left side, right side, kind, clinic, row id, field."""


@dataclass
class Run:
    """What each side holds, as the files it would hand over, and what has to be found."""

    seed: int
    source: list[tuple[str, bytes]] = field(default_factory=list)
    hub: list[tuple[str, bytes]] = field(default_factory=list)
    bank: list[tuple[str, bytes]] = field(default_factory=list)
    shown: list[tuple[str, bytes]] | None = None
    listed: list[tuple[str, bytes]] = field(default_factory=list)
    mapping: str = ""
    planted: list[Found] = field(default_factory=list)


def make(seed: int, *, faults: bool = True, rows: int = 12) -> Run:
    """One run: about `rows` rows for each of two to nine clinics."""
    return _Maker(seed, rows).run(faults=faults)


class _Maker:
    def __init__(self, seed: int, rows: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.rows = rows
        self.numbers = self.random.choice(("hub", "row", "requisition", "own"))
        self.bank_as = self.random.choice(("rows", "letters"))
        self.cards: list[dict[str, str]] = []
        self.values: dict[str, set[str]] = {}
        self.sent: list[Result] = []
        self.planted: list[Found] = []
        self.listed: list[tuple[str, str]] = []
        self.used: set[tuple[str, str]] = set()

    def run(self, *, faults: bool) -> Run:
        plain: list[Result] = []
        for number in range(self.random.randint(2, 9)):
            clinic, system = f"99{number:04}", self.random.choice(SYSTEMS)
            self.values[clinic] = set()
            plain += [self._row(system, clinic, place) for place in range(self.rows)]
            self._histories(system, clinic)
        hub = self._with_faults(plain, SOURCE_TO_HUB) if faults else list(plain)
        hub = [replace(each, letter=self._letter()) for each in hub]
        before = {(each.clinic, each.row_id) for each in self._plain(hub)}
        bank = [replace(each, known=each.known + timedelta(minutes=7)) for each in hub]
        if faults:
            whole = [each for each in bank if (each.clinic, each.row_id) in before]
            untouched = [each for each in bank if (each.clinic, each.row_id) not in before]
            bank = untouched + self._with_faults(whole, HUB_TO_BANK)
        return self._written(hub, bank, faults=faults)

    def _plain(self, held: Iterable[Result]) -> list[Result]:
        """What has no fault yet."""
        return [each for each in held if (each.clinic, each.row_id) not in self.used]

    # Rows ------------------------------------------------------------------------------------

    def _row(self, system: str, clinic: str, place: int) -> Result:
        row_id = f"{place + 1:03}-{self.random.randrange(10**6):06}"
        # A minute of its own for each row of a clinic; and so a person, code and time of its own.
        sampled = FIRST + timedelta(
            minutes=self.random.randrange(5) + 5 * place, days=self.random.randrange(60)
        )
        words = self.random.random() < 0.15
        code, card_code, code_system, unit = self.random.choice(ANALYSES)
        if words:
            code, card_code = self.random.choice(CULTURES)[:1] * 2
            code_system, unit = "mcs", ""
        resulted = sampled + timedelta(minutes=self.random.randrange(3, 60))
        made = Result(
            system=system,
            clinic=clinic,
            row_id=row_id,
            version=1,
            person=f"{self.random.randint(2, 28):02}{self.random.randint(1, 12):02}5099{self.random.randrange(40, 60)}",
            sampled=sampled,
            resulted=resulted,
            code=code,
            card_code=card_code,
            code_system=code_system,
            value=self.random.choice(("Positiv", "Negativ")) if words else self._value(clinic),
            unit=unit,
            operator="" if words else self.random.choice(("", "", "", "<", ">")),
            lower="" if words else self.random.choice(("", "3.5")),
            upper="" if words else self.random.choice(("", "8")),
            flag="" if words else self.random.choice(("", "", "high", "low")),
            consent=self.random.choice(("", "", "", "given", "refused")),
            requisition=f"R{clinic[-2:]}{self.random.randrange(10**9):09}"
            if self.numbers == "requisition"
            else "",
            words=words,
            known=resulted + timedelta(minutes=self.random.randrange(5, 120)),
        )
        made = replace(made, number=self._number(made))
        self._card(made)
        return made

    def _value(self, clinic: str) -> str:
        """A value that no other row of the clinic has."""
        while True:
            value = f"{self.random.randint(10, 99)}.{self.random.randint(10, 99)}"
            if value not in self.values[clinic]:
                self.values[clinic].add(value)
                return value

    def _number(self, row: Result) -> str:
        if self.numbers == "hub":
            digest = hashlib.sha256(f"sample\x1f{row.clinic}\x1f{row.row_id}\x1f1".encode()).digest()
            return "LK" + base64.b32encode(digest).decode()[:18]
        if self.numbers == "row":
            return row.row_id
        return f"S{self.random.randrange(10**12):012}"

    def _letter(self) -> str:
        return f"B{self.random.randrange(10**12):012}"

    def _card(self, row: Result, **more: str) -> None:
        """The row as the practice system writes it; numbers as Danes do, with a comma now and then."""
        value = row.value.replace(".", ",") if self.random.random() < 0.3 else row.value
        card = {
            "system": row.system,
            "system_version": "1",
            "clinic": row.clinic,
            "clinic_id_type": "ydernummer",
            "row_id": row.row_id,
            "row_version": str(row.version),
            "patient": row.person,
            "surname": "Opdigtet",
            "given_name": "Ingen",
            "sampled_at": minute(row.sampled),
            "resulted_at": minute(row.resulted),
            "code": row.card_code,
            "code_system": row.code_system,
            "name": row.card_code,
            "value": value,
            "operator": row.operator,
            "unit": row.unit,
            "reference_lower": row.lower,
            "reference_upper": row.upper,
            "flag": row.flag,
            "origin": "own",
            "requisition_number": row.requisition,
            "consent": row.consent,
            "action": "new",
        }
        self.cards.append(dict.fromkeys(COLUMNS, "") | card | more)

    def _histories(self, system: str, clinic: str) -> None:
        """Rows with more than one version, and rows that nobody may send: none of them is a fault."""
        first = self._row(system, clinic, 200)
        second = replace(first, version=2, resulted=first.resulted + timedelta(hours=3), status="corrected")
        second = replace(second, known=first.known + timedelta(hours=3))
        if not first.words:
            second = replace(second, value=self._value(clinic))
        self._card(second, action="correct")
        self.sent += [first, second]

        gone = self._row(system, clinic, 201)
        later = gone.resulted + timedelta(hours=1)
        empty = {"sampled_at": "", "resulted_at": "", "code": "", "value": "", "unit": "", "operator": ""}
        self._card(replace(gone, version=2), action="withdraw", **empty)
        self.sent += [gone, replace(gone, status="withdrawn", resulted=later, known=later)]

        kept = self._row(system, clinic, 202)
        self._card(replace(kept, version=2), action="delete")
        self.sent.append(kept)

        self._row(system, clinic, 203)
        self.cards[-1] |= {"origin": self.random.choice(("laboratory", "unknown"))}
        listed = self._row(system, clinic, 204)
        self.listed.append((listed.clinic, listed.row_id))

    # Faults ----------------------------------------------------------------------------------

    def _with_faults(self, held: list[Result], link: tuple[str, str]) -> list[Result]:
        """What the next side holds after something went wrong on the way."""
        faults: list[Callable[[list[Result], tuple[str, str]], None]] = [
            *(self._lost, self._doubled, self._altered, self._altered, self._mistyped, self._swapped),
            *([self._late] if link == SOURCE_TO_HUB or self.bank_as == "rows" else []),
        ]
        result = list(held)
        for fault in faults:
            for _ in range(self.random.randrange(3)):
                fault(result, link)
        return result

    def _pick(self, held: list[Result], wanted: Callable[[Result], bool] | None = None) -> Result | None:
        fitting = [row for row in self._plain(held) if wanted is None or wanted(row)]
        if not fitting:
            return None
        row = self.random.choice(fitting)
        self.used.add((row.clinic, row.row_id))
        return row

    def _plant(self, link: tuple[str, str], kind: str, row: Result, name: str = "") -> None:
        self.planted.append((*link, kind, row.clinic, row.row_id, name))

    def _lost(self, held: list[Result], link: tuple[str, str]) -> None:
        row = self._pick(held)
        if row is not None:
            held.remove(row)
            self._plant(link, "missing", row)

    def _doubled(self, held: list[Result], link: tuple[str, str]) -> None:
        row = self._pick(held)
        if row is not None:
            held.append(replace(row, letter=self._letter()))
            self._plant(link, "doubled", row)

    def _late(self, held: list[Result], link: tuple[str, str]) -> None:
        row = self._pick(held)
        if row is not None:
            days = timedelta(days=self.random.randint(2, 20))
            held[held.index(row)] = replace(row, known=row.known + days)
            self._plant(link, "late", row)

    def _altered(self, held: list[Result], link: tuple[str, str]) -> None:
        name = self.random.choice(
            ("value", "unit", "operator", "code", "sampled_at", "resulted_at", "person", "status", "consent")
        )
        row = self._pick(held, lambda row: not row.words)
        if row is not None:
            held[held.index(row)] = self._otherwise(row, name)
            self._plant(link, "different", row, name)

    def _otherwise(self, row: Result, name: str) -> Result:
        days = timedelta(days=self.random.choice((-400, 370)))
        match name:
            case "value":
                return replace(row, value=str(self.random.randint(10_000, 99_999)))
            case "unit":
                return replace(row, unit="g/dL")
            case "operator":
                return replace(row, operator="" if row.operator else "<")
            case "code":
                return replace(row, code="NPU99999")
            case "sampled_at":
                return replace(row, sampled=row.sampled + days)
            case "resulted_at":
                # Sent when it was sent; only what the letter says of the result is wrong.
                return replace(row, resulted=row.resulted + timedelta(minutes=1))
            case "person":
                return replace(row, person=f"010250{self.random.randrange(9960, 9990)}")
            case "status":
                return replace(row, status="temporary")
            case _:
                return replace(row, consent="" if row.consent == "refused" else "refused")

    def _mistyped(self, held: list[Result], link: tuple[str, str]) -> None:
        row = self._pick(held, lambda row: not row.words)
        if row is None:
            return
        digits = list(row.value)
        match self.random.choice(("digit", "exchanged", "left out", "put in", "point")):
            case "exchanged" if digits[0] != digits[1]:
                digits[0], digits[1] = digits[1], digits[0]
            case "left out":
                del digits[-1]
            case "put in":
                digits.append("7")
            case "point":
                digits.remove(".")
            case _:
                digits[-1] = str((int(digits[-1]) + self.random.randint(1, 9)) % 10)
        value = "".join(digits)
        held[held.index(row)] = replace(row, value=value)
        self.values[row.clinic].add(value)
        self._plant(link, "mistyped", row, "value")

    def _swapped(self, held: list[Result], link: tuple[str, str]) -> None:
        name = self.random.choice(("value", "person"))
        one = self._pick(held, lambda row: not row.words)
        if one is None:
            return
        other = self._pick(
            held,
            lambda row: row.clinic == one.clinic and not row.words and row.person != one.person,
        )
        if other is None:
            self.used.discard((one.clinic, one.row_id))
            return
        first, second = held.index(one), held.index(other)
        held[first] = replace(one, **{name: getattr(other, name)})
        held[second] = replace(other, **{name: getattr(one, name)})
        self._plant(link, "swapped", one, name)
        self._plant(link, "swapped", other, name)

    # Files -----------------------------------------------------------------------------------

    def _written(self, hub: list[Result], bank: list[Result], *, faults: bool) -> Run:
        unfaulted = [replace(each, letter=self._letter()) for each in self.sent]
        hub, bank = hub + unfaulted, bank + [replace(each) for each in unfaulted]
        resent = self.random.sample(hub, k=min(3, len(hub)))
        self.random.shuffle(hub)
        self.random.shuffle(bank)
        self.random.shuffle(self.cards)
        run = Run(seed=self.seed, planted=self.planted, mapping=mapping())
        run.source = [rows_file("cards", self.cards, as_csv=self.random.random() < 0.5)]
        run.hub = [(f"{n:04}.xml", letter_file(each)) for n, each in enumerate([*hub, *resent])]
        if self.bank_as == "letters":
            run.bank = [(f"{n:04}.xml", letter_file(each)) for n, each in enumerate(bank)]
        else:
            run.bank = [rows_file("bank", [stored(each) for each in bank], as_csv=False)]
            run.shown = [self._shown(bank, faults=faults)]
        listed = [{"clinic": clinic, "row_id": row_id} for clinic, row_id in self.listed]
        run.listed = [rows_file("listed", listed, as_csv=True)]
        return run

    def _shown(self, bank: list[Result], *, faults: bool) -> tuple[str, bytes]:
        """What the pages show: nothing refused and nothing withdrawn; once a refused one by mistake."""
        gone = {(each.clinic, each.row_id) for each in bank if each.status == "withdrawn"}
        old = {(each.clinic, each.row_id) for each in bank if each.version > 1}
        visible = [
            each
            for each in bank
            if (each.clinic, each.row_id) not in gone
            and (each.version > 1 or (each.clinic, each.row_id) not in old)
        ]
        refused = [each for each in visible if each.consent == "refused"]
        visible = [each for each in visible if each.consent != "refused"]
        wrong = [
            each for each in refused if (each.clinic, each.row_id) not in self.used and each.version == 1
        ]
        plain = [each for each in self._plain(visible) if each.version == 1]
        if faults and wrong and self.random.random() < 0.5:
            visible.append(wrong[0])
            self._plant(BANK_TO_SHOWN, "extra", wrong[0], "consent")
        if faults and plain and self.random.random() < 0.5:
            visible.remove(plain[0])
            self._plant(BANK_TO_SHOWN, "missing", plain[0])
        rows = [{k: v for k, v in stored(each).items() if k != "stored_at"} for each in visible]
        return rows_file("shown", rows, as_csv=True)


if __name__ == "__main__":
    # The only place that starts the code under test, and after everything above is defined.
    from tests.reconcile_proof import main

    sys.exit(main(sys.argv[1:]))
