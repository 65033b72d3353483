"""A 100 MB Emessage of 5,000 letters, letter by letter: memory above idle, and time.

The other side is a bare `lxml.etree.fromstring` of each letter alone, by turns of 50 letters. All
letters differ in their numbers.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bench.common import Row, resident_megabytes, show
from bench.material.letters import message, report
from labsvar.formats.xml import Closing, LetterRead, read, read_stream

LETTERS = 5_000
RESULTS = 26
TURN = 50


def rows() -> list[Row]:
    """The figures."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "emessage.xml"
        megabytes = _write(file) / 1e6
        what = f"Stream an Emessage of {megabytes:.0f} MB and {LETTERS:,} letters"
        return [_memory(file, what), _time(file, what)]


def _write(file: Path) -> int:
    sample = message(report(results=RESULTS))
    start = sample.index(b"<LaboratoryReport>")
    end = sample.index(b"</Emessage>")
    letter = sample[start:end]
    with file.open("wb") as out:
        out.write(sample[:start])
        for number in range(LETTERS):
            out.write(letter.replace(b"000000001", b"%09d" % number) + b"\n")
        return out.write(b"</Emessage>\n") * 0 + out.tell()


def _memory(file: Path, what: str) -> Row:
    read(message())
    gc.collect()
    idle = most = resident_megabytes()
    count = 0
    with file.open("rb") as source:
        for item in read_stream(source):
            if isinstance(item, LetterRead):
                assert not item.findings
                count += 1
                if count % 20 == 0:
                    most = max(most, resident_megabytes())
            elif isinstance(item, Closing):
                assert item.complete
    assert count == LETTERS
    detail = f"idle {idle:.0f} MB, at most {most:.0f} MB"
    return Row(what, "memory of the idle process", most - idle, at_most=100, unit="MB more", detail=detail)


def _time(file: Path, what: str) -> Row:
    ours = bare = 0.0
    with file.open("rb") as source:
        items = read_stream(source)
        while True:
            started = time.perf_counter()
            turn = _some(items)
            ours += time.perf_counter() - started
            documents = [item.raw for item in turn if isinstance(item, LetterRead)]
            started = time.perf_counter()
            for document in documents:
                etree.fromstring(document)
            bare += time.perf_counter() - started
            if not documents:
                break
    detail = f"{ours:.2f} s against {bare:.2f} s"
    return Row(what, "bare lxml parses of its letters", ours / bare, at_most=4, detail=detail)


def _some(items: Iterator[object]) -> list[object]:
    return [item for _, item in zip(range(TURN), items, strict=False)]


if __name__ == "__main__":
    show(rows())
