"""The watched folder: files in, answers out, and nothing lost or taken twice by a crash."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from labsvar.exchange.folder import WatchedFolder
from labsvar.exchange.model import Arrival, Reply
from labsvar.exchange.rounds import Rounds
from labsvar.formats import edifact, xml
from tests.builders import emessage, laboratory_report
from tests.unit.exchange.helpers import Exchange

LETTER = xml.write(emessage(laboratory_report()))


class Folder:
    """A watched folder over an exchange in memory."""

    def __init__(self, path: Path, exchange: Exchange | None = None) -> None:
        self.path = path
        self.exchange = exchange or Exchange()
        self.watched = WatchedFolder(path, self.receive, quiet_seconds=0)

    def receive(self, arrival: Arrival) -> Reply:
        assert arrival.channel == "folder"
        return self.exchange.intake.receive([arrival])[0]

    def put(self, name: str, content: bytes = LETTER) -> None:
        (self.path / "in" / name).write_bytes(content)

    def look(self) -> int:
        return self.watched.take()

    def names(self, folder: str) -> list[str]:
        return sorted(file.name for file in (self.path / folder).iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "letters")


def test_an_accepted_file_is_done_and_its_receipt_is_out(folder: Folder) -> None:
    folder.put("a.xml")
    assert folder.look() == 1
    assert [folder.names(name) for name in ("in", "done", "refused")] == [[], ["a.xml"], []]
    assert folder.names("out") == ["a.xml.receipt.xml"]
    receipt = xml.read((folder.path / "out" / "a.xml.receipt.xml").read_bytes())
    assert receipt.letters[0].root == "PositiveReceipt"


def test_an_interchange_gets_its_receipt_in_edifact(folder: Folder) -> None:
    folder.put("a.edi", edifact.write(emessage(laboratory_report())).data)
    folder.look()
    assert folder.names("out") == ["a.edi.receipt.edi"]
    receipt = edifact.read((folder.path / "out" / "a.edi.receipt.edi").read_bytes())
    assert receipt.letters[0].root == "PositiveReceipt"


def test_a_refused_file_is_refused_and_told_why(folder: Folder) -> None:
    folder.put("a.xml", LETTER.replace(b">numerisk<", b">numeric<", 1))
    folder.put("b.png", b"\x89PNG")
    folder.look()
    assert folder.names("refused") == ["a.xml", "b.png"]
    assert folder.names("out") == ["a.xml.receipt.xml", "b.png.problem.json"]
    assert json.loads((folder.path / "out" / "b.png.problem.json").read_bytes())["status"] == 400


def test_without_a_wish_for_a_receipt_nothing_is_out(folder: Folder) -> None:
    folder.put("a.xml", xml.write(emessage(laboratory_report(), receipt_wanted=False)))
    folder.look()
    assert folder.names("done") == ["a.xml"]
    assert folder.names("out") == []


def test_files_are_taken_in_the_order_of_their_names(folder: Folder) -> None:
    for n in (3, 1, 2):
        folder.put(f"{n}.xml", xml.write(emessage(laboratory_report(number=f"B{n}"), number=f"K{n}")))
    assert folder.look() == 3
    assert [letter.row.letter_number for letter in folder.exchange.store.letters] == ["B1", "B2", "B3"]


def test_a_file_that_is_still_being_written_is_left(tmp_path: Path) -> None:
    """Until it has not changed for a while; hidden files and those named as parts always."""
    folder = Folder(tmp_path)
    folder.watched = WatchedFolder(tmp_path, folder.receive, quiet_seconds=0.05)
    folder.put(".a.xml")
    folder.put("a.xml.part")
    (tmp_path / "in" / "folder").mkdir()
    folder.put("b.xml", LETTER[:100])
    assert folder.look() == 0
    time.sleep(0.06)
    folder.put("b.xml", LETTER)
    assert folder.look() == 0
    time.sleep(0.06)
    assert folder.look() == 1
    assert folder.names("in") == [".a.xml", "a.xml.part", "folder"]
    assert folder.names("done") == ["b.xml"]


def test_a_crash_before_the_move_makes_a_resend(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter was stored and the file is still there: it is taken again, answered alike, stored once."""

    def crash(_self: Path, _target: Path) -> None:
        raise OSError

    folder.put("a.xml")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        with pytest.raises(OSError, match=r"^$"):
            folder.look()
    assert folder.names("in") == ["a.xml"]
    folder.look()
    assert folder.names("done") == ["a.xml"]
    assert len(folder.exchange.store.letters) == 1
    assert folder.exchange.states == ["duplicate"]


def test_a_fault_of_ours_leaves_the_file_for_later(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder.watched, "_receive", lambda _arrival: Reply(status=500))
    folder.put("a.xml")
    assert folder.look() == 0
    assert folder.names("in") == ["a.xml"]


def test_a_file_of_the_same_name_keeps_the_older_one(folder: Folder) -> None:
    for n in range(3):
        folder.put("a.xml", xml.write(emessage(laboratory_report(number=f"B{n}"), number=f"K{n}")))
        folder.look()
    assert folder.names("done") == ["a-2.xml", "a-3.xml", "a.xml"]


def test_an_answer_bears_the_name_of_its_file_and_of_no_other(folder: Folder) -> None:
    """A mended file sent again under its old name is not taken for refused."""
    for content in (xml.write(emessage())[:-20] + b"</Emessage>", xml.write(emessage())):
        folder.put("a.xml", content)
        folder.look()
    assert (folder.names("refused"), folder.names("done")) == (["a.xml"], ["a-2.xml"])
    assert folder.names("out") == ["a-2.xml.receipt.xml", "a.xml.problem.json"]


def test_a_watch_looks_by_itself_until_it_is_stopped(folder: Folder) -> None:
    """Also past a look that failed."""
    failures = iter([OSError(28, "full")])

    def take() -> int:
        for failure in failures:
            raise failure
        return folder.watched.take()

    watch = Rounds(take, name="folder", seconds=0.005)
    folder.put("a.xml")
    for _ in range(1000):
        if folder.names("done"):
            break
        time.sleep(0.005)
    watch.stop()
    assert folder.names("done") == ["a.xml"]
    folder.put("b.xml")
    time.sleep(0.02)
    assert folder.names("in") == ["b.xml"]
