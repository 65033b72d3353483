"""`labsvar npn`: what a number is, and a laboratory's own stock of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import msgspec
import pypdfium2
import pytest
import zxingcpp

from labsvar.cli import npn_stock
from labsvar.cli.errors import Refused, Unavailable
from labsvar.cli.language import Say
from labsvar.cli.npn_reaching import Reaching
from tests.unit.cli.conftest import Labsvar

SAY = Say("en")


class TestCheck:
    def test_all_national_is_exit_code_0(self, labsvar: Labsvar, tmp_path: Path) -> None:
        ran = labsvar("npn", "check", "4711000009", "4711000017", "--data", tmp_path)
        assert (ran.code, ran.out.count("national")) == (0, 2)

    def test_anything_else_is_exit_code_1_and_the_reason_is_told(
        self, labsvar: Labsvar, tmp_path: Path
    ) -> None:
        (tmp_path / "labsvar.toml").write_text(
            '[[npn_local_series]]\nname = "ruller"\nprefix = "77"\nlength = 8\n', encoding="utf-8"
        )
        numbers = ["4711000009", "4711000008", "202600000001", "2026000001", "77123456", "ABC"]
        ran = labsvar("npn", "check", *numbers, "--json", "--data", tmp_path)
        assert ran.code == 1
        told = [json.loads(line) for line in ran.out.splitlines()]
        assert [each["number"] for each in told] == numbers
        assert [each["kind"] for each in told] == [
            "national", "failed_check", "laboratory", "national", "laboratory", "unknown",
        ]  # fmt: skip
        assert "ruller" in told[4]["reason"]
        assert "10 digits" in told[5]["reason"]

    def test_weights_that_check_nothing_are_a_wrong_setting(self, labsvar: Labsvar, tmp_path: Path) -> None:
        ran = labsvar("npn", "check", "1", "--data", tmp_path, locale="da_DK.UTF-8")
        assert ran.code == 1
        (tmp_path / "labsvar.toml").write_text("npn_weights = [11]\n")
        ran = labsvar("npn", "check", "1", "--data", tmp_path)
        assert ran.code == 78
        assert "npn_weights" in ran.err


def test_need_says_how_many_numbers_a_production_needs(labsvar: Labsvar, tmp_path: Path) -> None:
    ran = labsvar("npn", "need", 3000, "--data", tmp_path)
    assert "546000 usable numbers in 182 days: draw a series of 6006001." in ran.out


class Laboratory:
    """A stock on the command line."""

    def __init__(self, labsvar: Labsvar, folder: Path) -> None:
        self._labsvar = labsvar
        self.folder = folder
        self.stock = folder / "stock.npn"
        self.witness = folder / "elsewhere" / "witness.npn"

    def __call__(self, command: str, *arguments: object, code: int = 0) -> str:
        """Runs a command on the stock; what it printed."""
        ran = self._labsvar("npn", command, self.stock, *arguments)
        assert ran.code == code, ran.err
        return ran.out + ran.err

    def with_numbers(self) -> Laboratory:
        self("make", "--witness", self.witness, "--data", self.folder)
        self("add", "4711000000", "4711099999")
        return self


@pytest.fixture
def laboratory(labsvar: Labsvar, tmp_path: Path) -> Laboratory:
    return Laboratory(labsvar, tmp_path)


class TestTheStock:
    def test_is_made_filled_and_hands_out(self, laboratory: Laboratory) -> None:
        told = laboratory("make", "--witness", laboratory.witness, "--data", laboratory.folder)
        assert "must not be in the same backup" in told
        assert "9091 usable" in laboratory("add", "4711000000", "4711099999")
        assert laboratory("take", 2).split() == ["4711000009", "4711000017"]
        assert laboratory("take").split() == ["4711000025"]

    def test_status_tells_the_forecast_and_warns_by_its_exit_code(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_per_day = 100\n")
        shown = laboratory("status", "--data", laboratory.folder)
        assert "9091" in shown
        assert "12.9" in shown
        assert "the stock is low" in shown
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_per_day = 1000\n")
        assert "soon dry" in laboratory("status", "--data", laboratory.folder, code=1)

    def test_days_that_do_not_go_together_are_a_wrong_setting(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_days = 5\n")
        assert "npn_stock" in laboratory("status", "--data", laboratory.folder, code=78)

    def test_more_than_there_is_hands_out_nothing(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        laboratory("take", 10_000, code=1)
        assert laboratory("take").split() == ["4711000009"]

    def test_a_file_that_is_no_stock_and_ends_that_are_no_numbers(self, laboratory: Laboratory) -> None:
        laboratory("take", code=2)
        laboratory.with_numbers()
        laboratory("add", "47-11", "4711", code=64)
        laboratory("add", "4711000000", "4711000001", code=1)
        laboratory("make", "--witness", laboratory.witness, code=2)

    def test_one_that_was_put_back_from_a_backup_is_moved_ahead(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        kept = shutil.copy(laboratory.stock, laboratory.folder / "backup")
        laboratory("take", 5)
        shutil.copy(kept, laboratory.stock)
        assert "restored from a copy" in laboratory("take", code=1)
        assert "moved ahead" in laboratory("status", "--data", laboratory.folder, code=1)
        laboratory("ahead", "--past", "4711000009", "--everything", code=64)
        laboratory("ahead", "--past", "4711000009", code=1)
        assert "9086 usable" in laboratory("ahead")
        assert laboratory("take").split() == ["4711000068"]
        assert "0 usable" in laboratory("ahead", "--everything")


class TestTheServiceOfNumbers:
    @staticmethod
    def answering(status: int, body: object) -> httpx.MockTransport:
        return httpx.MockTransport(lambda _: httpx.Response(status, content=msgspec.json.encode(body)))

    def keep(self, laboratory: Laboratory, transport: httpx.BaseTransport) -> int:
        how = Reaching(service="http://numbers.example", token="t", laboratory="KBA", transport=transport)
        return npn_stock.keep_full(laboratory.stock, SAY, how, data=laboratory.folder)

    def release(self, laboratory: Laboratory, transport: httpx.BaseTransport) -> None:
        how = Reaching(service="http://numbers.example", transport=transport)
        npn_stock.release(laboratory.stock, 1, SAY, how)

    def test_draws_and_reports(
        self, laboratory: Laboratory, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        laboratory.with_numbers()
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_per_day = 100\n")
        asked: list[tuple[str, dict[str, object]]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append((request.url.path, json.loads(request.content)))
            told = (
                {"behind": False}
                if request.url.path.endswith("/stock")
                else {"first": "1000000000", "last": "1000199999"}
            )
            return httpx.Response(200, json=told)

        assert self.keep(laboratory, httpx.MockTransport(answer)) == 0
        (drawing, wish), (telling, report) = asked
        assert (drawing, telling) == ("/api/npn/series", "/api/npn/stock")
        assert (wish["laboratory"], report["laboratory"]) == ("KBA", "KBA")
        assert wish["count"] == 100_200
        assert b"200000 numbers" in capfdbinary.readouterr().out

    def test_that_says_no_is_told_with_its_rule(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_per_day = 100\n")
        with pytest.raises(Refused, match=r"npn\.closed"):
            self.keep(laboratory, self.answering(403, {"findings": [{"rule": "npn.closed"}]}))
        with pytest.raises(Refused, match="403"):
            self.keep(laboratory, self.answering(403, []))

    def test_that_holds_the_stock_for_a_copy_stops_it(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        with pytest.raises(Refused, match="moved ahead"):
            self.keep(laboratory, self.answering(200, {"behind": True}))
        laboratory("take", code=1)

    def test_whose_answer_cannot_be_read_has_not_answered(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        assert self.keep(laboratory, self.answering(200, "x")) == Unavailable.exit_code
        (laboratory.folder / "labsvar.toml").write_text("npn_stock_per_day = 100\n")
        with pytest.raises(Unavailable):
            self.keep(laboratory, self.answering(503, {}))
        with pytest.raises(Refused):
            self.keep(laboratory, self.answering(200, {"first": "one", "last": "two"}))

    def test_gets_a_whole_series_back(
        self, laboratory: Laboratory, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        laboratory.with_numbers()
        with pytest.raises(Unavailable):
            self.release(laboratory, self.answering(503, {}))
        with pytest.raises(Refused):
            self.release(laboratory, self.answering(409, {}))
        self.release(laboratory, self.answering(200, {}))
        assert b"released" in capfdbinary.readouterr().err

    def test_has_an_address(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        laboratory("keep", "--service", "numbers.example", "--data", laboratory.folder, code=64)
        laboratory("release", 1, "--service", "http://127.0.0.1:9", code=69)
        laboratory("draw", 1100, "--service", "http://127.0.0.1:9", code=69)


class TestPrinting:
    def test_a_sheet_holds_numbers_that_are_handed_out_by_it(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        out = laboratory.folder / "sheets" / "forms.pdf"
        assert "8 numbers on 2 sheets" in laboratory(
            "print", "--layout", "form-small", "--sheets", 2, "--out", out
        )
        document = pypdfium2.PdfDocument(out.read_bytes())
        read = {each.text for each in zxingcpp.read_barcodes(document[1].render(scale=4).to_pil())}
        document.close()
        assert len(read) == 4
        assert laboratory("take").strip() not in read

    def test_svg_goes_to_a_folder_one_file_for_each_sheet(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        laboratory(
            "print",
            "--layout",
            "label-roll",
            "--sheets",
            3,
            "--format",
            "svg",
            "--out",
            laboratory.folder / "x",
        )
        assert sorted(each.name for each in (laboratory.folder / "x").iterdir()) == [
            "001.svg",
            "002.svg",
            "003.svg",
        ]

    def test_one_s_own_layout_is_a_toml_file(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        own, out = laboratory.folder / "own.toml", laboratory.folder / "own.pdf"
        own.write_text('kind = "labels"\nacross = 60\ndown = 30\npage_width = 60\npage_height = 30\n')
        laboratory("print", "--layout", own, "--out", out)
        assert out.read_bytes().startswith(b"%PDF")

    def test_what_cannot_be_printed_hands_out_no_number(self, laboratory: Laboratory) -> None:
        laboratory.with_numbers()
        own, out = laboratory.folder / "own.toml", laboratory.folder / "own.pdf"
        laboratory("print", "--layout", "poster", "--out", out, code=64)
        laboratory("print", "--layout", own, "--out", out, code=2)
        own.write_text('kind = "poster"\n')
        assert "poster" in laboratory("print", "--layout", own, "--out", out, code=2)
        laboratory("print", "--out", laboratory.folder, code=73)
        assert laboratory("take").split() == ["4711000009"]

    def test_a_barcode_that_has_no_bars_for_the_number_hands_out_none(
        self, labsvar: Labsvar, laboratory: Laboratory
    ) -> None:
        (laboratory.folder / "labsvar.toml").write_text(
            "npn_weights = [3, 2, 1]\nnpn_first = 0\nnpn_last = 999\n"
        )
        laboratory("make", "--witness", laboratory.witness, "--data", laboratory.folder)
        laboratory("add", "0", "999")
        own = laboratory.folder / "own.toml"
        own.write_text('kind = "labels"\nacross = 60\ndown = 30\nsymbology = "itf"\n')
        laboratory("print", "--layout", own, "--out", laboratory.folder / "x.pdf", code=64)
        assert laboratory("take").split() == ["000"]
