"""Show 6 in small: the server killed while letters come in, judged by a program that knows only HTTP and SQL.

`python -m bench.crash` is the same with 5,000 letters and 20 kills.
"""

from __future__ import annotations

import pytest

from bench import crash
from tests.conftest import folder_for_a_server


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("untraced_programs")
def test_nothing_receipted_is_lost_and_nothing_is_stored_twice() -> None:
    """S21: accepted means durable. Four senders, three SIGKILLs, one of them with the database server;
    whatever was not receipted is sent again."""
    with folder_for_a_server() as folder:
        verdict = crash.run(count=300, kills=3, seed=20260304, folder=folder)
    assert verdict.faults == []
    assert (verdict.receipted, verdict.kills, verdict.kills_of_database) == (300, 3, 1)
    assert verdict.resent > 0
