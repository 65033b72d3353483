"""Drafts of the registers of methods, from what results state of themselves (`labsvar.results.proposing`).

A draft is a version of the laboratory's register that nobody has reviewed; people review and release it on the page
of the tables, as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from labsvar.codetables import TableStore, read_csv, write_csv
from labsvar.comparability import MethodRow, Producer
from labsvar.comparability.registers import table_of
from labsvar.database.connections import Pool
from labsvar.database.sql import statements as sql
from labsvar.results.model import FHIR_KINDS, Report
from labsvar.results.proposing import Statement, proposed, statements

_SQL: Final = sql("comparability")
WHO: Final = "labsvar: FHIR"
WHY: Final = "Oplyst i svar, der kom over FHIR / Stated in results that came over FHIR"
_read: Final = msgspec.json.Decoder(Report).decode


class MethodProposals:
    """Makes drafts of what results state that their laboratory's register does not say."""

    def __init__(self, pool: Pool, tables: TableStore) -> None:
        self._pool = pool
        self._tables = tables

    def propose(self, since: datetime) -> int:
        """Drafts what came since; how many registers got a draft. What was proposed once is not proposed again."""
        wanted = {"since": since, "kinds": [*FHIR_KINDS.values()]}
        with self._pool.connection() as connection:
            rows = connection.execute(_SQL["stating"], wanted, binary=True).fetchall()
        said = statements(_read(report) for (report,) in rows)
        return sum(self._draft(producer, told) for producer, told in said.items())

    def _draft(self, producer: Producer, said: Sequence[Statement]) -> bool:
        """The newest version stands for the register, drafts included: what waits for review waits once."""
        table = table_of(producer)
        newest = next((each for each in self._tables.newest(table) if each.table == table), None)
        rows = () if newest is None else read_csv(MethodRow, newest.text).rows
        found = proposed(rows, said)
        if found is rows:
            return False
        text = write_csv(MethodRow, found)
        if read_csv(MethodRow, text).findings:
            return False
        owner = producer.code if newest is None else newest.owner
        self._tables.draft(table, text, owner=owner, who=WHO, reason=WHY)
        return True
