"""Letters to an interchange, proved by reading it again: all that is not the same afterwards is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from labsvar.findings import Finding, Rule
from labsvar.formats.changes import Change
from labsvar.formats.edifact import syntax, table_rules
from labsvar.formats.edifact.differ import Garbled, RefusalLost, differences
from labsvar.formats.edifact.emit import Emitter
from labsvar.formats.edifact.fast import compiler_of
from labsvar.formats.edifact.interchange import Header
from labsvar.formats.edifact.reader import PIVOT, date_of_header, read
from labsvar.formats.xml.writer import CannotWrite
from labsvar.letters.catalogue import RECEIPT_KINDS, AnyLetter, Emessage, version_of
from labsvar.letters.segments import SEGMENTS_BY_VERSION
from labsvar.letters.version import Children, LetterVersion

_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An interchange, and all that is not in it as it was in the letters."""

    data: bytes
    changes: tuple[Change, ...]


def write(message: Emessage, *, lines: bool = False, pivot: int = PIVOT) -> Written:
    """The interchange of an Emessage: every letter in the EDIFACT version that its own version equals.

    `lines` puts every segment on a line of its own. Raises `CannotWrite` for what cannot be EDIFACT, and
    for a refused consent that the version cannot carry.
    """
    return _Writer(message, lines=lines, pivot=pivot).written()


class _Writer:
    def __init__(self, message: Emessage, *, lines: bool, pivot: int) -> None:
        self._message = message
        self._end = "\r\n" if lines else ""
        self._pivot = pivot
        self._findings: list[Finding] = []
        self._changes: list[Change] = []

    def written(self) -> Written:
        """The bytes, read again and compared."""
        narrowed = tuple(self._narrowed(letter, path) for letter, path in self._placed())
        message = self._message = msgspec.structs.replace(self._message, letters=narrowed)
        segments = [syntax.STANDARD.una, self._unb()]
        for letter, path in self._placed():
            segments += self._letter(letter, version_of(letter), path)
        segments.append(syntax.written([[str(len(message.letters))], [message.envelope.identifier]], "UNZ"))
        self._raise()
        data = "".join(segment + self._end for segment in segments).encode("latin-1")
        self._compare(data)
        self._raise()
        return Written(data=data, changes=tuple(self._changes))

    def _placed(self) -> Iterator[tuple[AnyLetter, str]]:
        """The letters, each with the XPath of its element."""
        letters = self._message.letters
        for number, letter in enumerate(letters, 1):
            several = f"[{number}]" if len(letters) > 1 else ""
            yield letter, f"/Emessage/{version_of(letter).root_name}{several}"

    def _narrowed(self, letter: AnyLetter, path: str) -> AnyLetter:
        """The letter as its EDIFACT version can say it; what differs is told."""
        table = SEGMENTS_BY_VERSION.get(version_of(letter).code)
        if table is None or table.narrow is None:
            return letter
        narrowed, told = table.narrow(letter)
        self._changes += [
            Change(kind=one.kind, path=f"{path}/{one.path}", da=one.da, en=one.en) for one in told
        ]
        made: AnyLetter = narrowed
        return made

    def _raise(self) -> None:
        if self._findings:
            raise CannotWrite(tuple(self._findings))

    def _refuse(self, rule: Rule, path: str, **parts: object) -> None:
        self._findings.append(rule.at(line=None, path=path, **parts))

    def _unfit(self, path: str, code: str, da: str, en: str) -> None:
        name = path.rpartition("/")[2]
        self._refuse(table_rules.UNFIT, path, name=name, code=code, reason_da=da, reason_en=en)

    def _unb(self) -> str:
        """UNB: the envelope, and the sender and receiver that all letters have."""
        envelope, letters = self._message.envelope, self._message.letters
        date, time = envelope.sent.date, envelope.sent.time.replace(":", "")
        short = date.replace("-", "")[2:]
        self._check_date(date, short, time)
        parties = []
        for name in ("sender", "receiver"):
            numbers = {getattr(letter, name).ean_identifier for letter in letters}
            if len(numbers) != 1:
                path = f"/Emessage/*/{name.capitalize()}/EANIdentifier"
                self._refuse(table_rules.SENDERS, path, name=f"{name.capitalize()}/EANIdentifier")
            parties.append(str(min(numbers, default="")))
        for path, text in (
            ("Envelope/Identifier", envelope.identifier),
            ("Sender/EANIdentifier", "".join(parties)),
        ):
            if not _is_text(text):
                self._unfit(
                    f"/Emessage/{path}",
                    "UNB",
                    "et tegn findes ikke i ISO-8859-1",
                    "a character is not in ISO-8859-1",
                )
        if envelope.local_elements is not None:
            self._changes.append(
                Change(
                    kind="lost",
                    path="/Emessage/Envelope/Local_Elements",
                    da="elementet findes ikke i EDIFACT",
                    en="the element does not exist in EDIFACT",
                )
            )
        receipt = all(version_of(letter).kind in RECEIPT_KINDS for letter in letters)
        wanted = "1" if envelope.acknowledgement_code == "pluspositivkvitt" else "" if receipt else "0"
        cells = [
            ["UNOC", "3"],
            [parties[0], "14"],
            [parties[1], "14"],
            [short, time],
            [envelope.identifier],
            *([[""]] * 3),
            [wanted],
        ]
        return syntax.written(cells, "UNB")

    def _check_date(self, date: str, short: str, time: str) -> None:
        header = Header(
            repertoire="",
            sender="",
            receiver="",
            date=short,
            time=time,
            identifier="",
            acknowledgement="",
            sound=True,
        )
        if _DATE.fullmatch(date) is None or date_of_header(header, self._pivot) != date:
            self._unfit(
                "/Emessage/Envelope/Sent/Date",
                "UNB",
                "UNB har to cifre til året og ingen zone",
                "UNB has two digits for the year and no zone",
            )

    def _letter(self, letter: AnyLetter, version: LetterVersion, path: str) -> list[str]:
        """UNH, the segments of a letter, UNT."""
        table = SEGMENTS_BY_VERSION.get(version.code)
        if table is None:
            self._refuse(table_rules.NO_FORM, path, name=version.code)
            return []
        head = letter.letter
        statistical = head.statistical_code
        if not statistical.startswith("X") or statistical == "X":
            self._unfit(
                f"{path}/Letter/StatisticalCode",
                table.code,
                "den begynder ikke med X",
                "it does not begin with X",
            )
        for name, text in (("Identifier", head.identifier), ("StatisticalCode", statistical)):
            if not _is_text(text):
                self._unfit(
                    f"{path}/Letter/{name}",
                    table.code,
                    "et tegn findes ikke i ISO-8859-1",
                    "a character is not in ISO-8859-1",
                )
        emitter = Emitter(compiler_of(table.code), path)
        emitter.letter(letter)
        self._findings += emitter.findings
        self._changes += emitter.changes
        unh = syntax.written(
            [[head.identifier], [table.message, "D", "93A", table.agency, table.code], [statistical[1:]]],
            "UNH",
        )
        unt = syntax.written([[str(len(emitter.segments) + 2)], [head.identifier]], "UNT")
        return [unh, *emitter.segments, unt]

    def _compare(self, data: bytes) -> None:
        """Reads what was written and gathers what is not the same."""
        found = read(data, pivot=self._pivot)
        self._findings += [msgspec.structs.replace(one, line=None) for one in found.errors]
        if self._findings:
            return
        message = self._message
        assert found.envelope is not None
        same = msgspec.structs.replace(message.envelope, local_elements=None)
        if found.envelope != same:
            self._unfit("/Emessage/Envelope", "UNB", "den kan ikke læses tilbage", "it cannot be read back")
        for (letter, path), again in zip(self._placed(), found.letters, strict=True):
            assert again.letter is not None
            self._differ(letter, again.letter, version_of(letter), path)

    def _differ(self, before: Any, after: Any, version: LetterVersion, path: str) -> None:
        code = SEGMENTS_BY_VERSION[version.code].code
        content = version.tree.content
        assert isinstance(content, Children)
        try:
            self._changes += differences(content, before, after, path, code)
        except Garbled as fault:
            self._unfit(
                fault.path,
                code,
                "det kan ikke læses tilbage, som det var",
                "it cannot be read back as it was",
            )
        except RefusalLost as fault:
            self._refuse(table_rules.CONSENT, fault.path, code=code)


def _is_text(text: str) -> bool:
    return all(" " <= char <= "~" or "\xa0" <= char <= "\xff" for char in text)
