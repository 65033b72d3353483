"""Seals the ledger: at intervals, and when the server stops."""

from __future__ import annotations

from typing import Final

import structlog

from labsvar.database import ledger
from labsvar.database.connections import Pool
from labsvar.database.sql import statements

_SQL: Final = statements("ledger")
_log = structlog.get_logger(__name__)


class Sealer:
    """Notes the heads of all lanes, and afterwards of those that have moved since.

    A seal is an entry in the lane of the connection that writes it.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._noted: dict[int, int] = {}

    def seal(self) -> bool:
        """Seals; `False` when nothing has moved since the last time."""
        with self._pool.connection() as connection:
            own = connection.lane.lane
            heads = connection.execute(_SQL["heads"]).fetchall()
            moved = [head for head in heads if self._noted.get(head[0]) != head[1]]
            if not moved:
                return False
            with connection.recorded() as items:
                items.append(ledger.seal(moved))
            lane = connection.lane
        self._noted |= {lane_number: position for lane_number, position, _ in moved}
        # The seal itself moves its lane; that alone is no reason for another.
        self._noted[own] = lane.position
        _log.info("sealed", lane=lane.lane, position=lane.position, hash=lane.head)
        return True
