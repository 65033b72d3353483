"""The hub: from rows of laboratory cards to letters, against plain writing of the very same letters.

Ours decides about each row (origin, code, unit, consent, versions), composes its letter, holds it against the
content rules and writes it in envelopes of 99. The other side is given the finished letters in the same
envelopes and only writes them. Neither reads files nor stores anything.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from msgspec.structs import replace

from bench.common import Row, compare, show
from labsvar.formats import xml
from labsvar.hub import reading, writing
from labsvar.hub.coding import MappingEntry, Tables, starting_codes
from labsvar.hub.composing import letter
from labsvar.hub.deciding import Circumstances
from labsvar.hub.model import Clinic, Known, Outgoing, Settings
from labsvar.hub.rows import CardRow
from labsvar.hub.versions import Deciding
from labsvar.letters.catalogue import Emessage

ROWS = 100_000
CHUNK = 990
AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
CLINIC = Clinic(
    clinic="900001",
    clinic_id_type="ydernummer",
    gln="5790000900010",
    name="Lærkepraksis 1",
)
MAPPING = (
    MappingEntry(local_code="CRP", code="NPU19748", code_system="npu"),
    MappingEntry(local_code="STREP", code="NPU18729", code_system="npu"),
)
ABOUT = Circumstances(
    clinic=CLINIC,
    stage="full",
    states_refusal=True,
    tables=Tables(starting_codes(), MAPPING),
    settings=Settings(),
    belongs=lambda _: True,
    now=datetime(2026, 3, 5, 10),  # noqa: DTZ001 - Danish local time, as letters have it
)
FIRST = CardRow(
    system="Lærkesystemet",
    clinic="900001",
    clinic_id_type="ydernummer",
    row_id="1",
    row_version="1",
    patient="0403589900",
    surname="Opdigtet",
    given_name="Lone",
    sampled_at="2026-03-02T09:15",
    resulted_at="2026-03-02T09:21",
    code="CRP",
    code_system="local",
    name="CRP",
    value="12",
    unit="mg/L",
    reference_upper="8",
    flag="high",
    origin="own",
    action="new",
)


def rows() -> list[Row]:
    """The figures."""
    cards = list(_cards(CHUNK))
    messages = [_message(each.body) for each in _composed(cards)]
    measured = compare(lambda: _composed(cards), lambda: [xml.write(each) for each in messages], rounds=9)
    started = time.perf_counter()
    letters = 0
    for start in range(0, ROWS, CHUNK):
        letters += sum(len(each.rows) for each in _composed(list(_cards(min(CHUNK, ROWS - start), start))))
    spent = time.perf_counter() - started
    assert letters == ROWS
    file = reading.to_jsonl(cards)
    read = compare(lambda: reading.read(file), lambda: [xml.write(each) for each in messages], rounds=9)
    return [
        Row(
            f"Compose {ROWS:,} rows into letters, checked and in envelopes",
            "plain writing of the same letters",
            measured.median,
            at_most=2.5,
            detail=f"{CHUNK} rows: {measured.text}; all {ROWS:,} in {spent:.1f} s",
        ),
        Row(
            "Read the rows from JSON Lines, each field checked",
            "plain writing of their letters",
            read.median,
            detail=f"{CHUNK} rows: {read.text}",
        ),
    ]


def _cards(count: int, start: int = 0) -> list[CardRow]:
    """Biochemistry, and every tenth microbiology."""
    strep = replace(
        FIRST, code="STREP", value="Positiv", unit="", reference_upper="", material="Podning, hals"
    )
    return [
        replace(strep if number % 10 == 0 else FIRST, row_id=str(number))
        for number in range(start, start + count)
    ]


def _composed(cards: list[CardRow]) -> list[Outgoing]:
    written = []
    for card in cards:
        decided = Deciding(row=card, known=Known(), about=ABOUT, at=AT).decide()
        written += [
            writing.Written(said=said, letter=letter(said), row_version=1) for said in decided.letters
        ]
    assert not writing.has_content_errors(written, at=AT)
    return writing.envelopes(written, system_id=1, at=AT)


def _message(body: bytes) -> Emessage:
    read = xml.read(body)
    assert read.envelope is not None
    assert read.namespace is not None
    typed = tuple(each.letter for each in read.letters if each.letter is not None)
    return Emessage(namespace=read.namespace, envelope=read.envelope, letters=typed)


if __name__ == "__main__":
    show(rows())
