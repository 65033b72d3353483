"""`labsvar npn shares` on a databank: whose sample numbers are national."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from labsvar import settings
from labsvar.cli import npn as command
from labsvar.cli.running import run
from labsvar.database import Database
from tests import builders
from tests.integration.test_results import take


def test_each_source_with_its_numbers_and_whether_it_may_send_where_only_national_ones_go(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    @contextmanager
    def opened(_: object) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(command, "existing", lambda **_: settings.load())
    monkeypatch.setattr(command, "opened", opened)
    for number, sample in (("A1", "4711000009"), ("A2", "4711000008")):
        letter = builders.laboratory_report(number=number, sample_number=sample, production_number=number)
        take(database, letter)
    assert run(["npn", "shares", "--days", "36500", "--json"], {"LANG": "en_GB.UTF-8"}) == 0
    (told,) = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert (told["national"], told["failed_check"]) == (1, 1)
    assert run(["npn", "shares", "--days", "36500"], {"LANG": "en_GB.UTF-8"}) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "1 (50 %)" in shown
    assert "no" in shown.splitlines()[-1]
