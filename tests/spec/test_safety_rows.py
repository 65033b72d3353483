"""The safety rules end to end, row by row: letters through the public door of a real server, then what the
citizen, another citizen, clinicians, the operator and surveillance see. `tests/spec/rows` holds the rows;
`docs/reference/safety-rows.md` shows them as a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labsvar.database import Server
from tests.spec.rows.model import Row, Where
from tests.spec.rows.run import Play
from tests.spec.rows.sites import Site, all_running
from tests.spec.rows.tables import ROWS


@pytest.fixture(scope="module")
def sites(database_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Where, Site]]:
    """One installation of each kind that rows play in."""
    with all_running(ROWS, database_server, tmp_path_factory.mktemp("rows")) as made:
        yield made


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_row(row: Row, sites: dict[Where, Site], tmp_path: Path) -> None:
    Play(row, sites[row.where], tmp_path).go()


def test_rows_have_names_of_their_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
