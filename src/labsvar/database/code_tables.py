"""Tables of codes in PostgreSQL: `labsvar.codetables.store.TableStore`.

Each draft and each step is a row that is never changed, with an entry in the ledger of its transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from psycopg.rows import dict_row

from labsvar.codetables.versions import State, Step, Version, may_draft, may_release, may_review
from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements

_SQL: Final = statements("code_tables")


class CodeTables:
    """Versions of tables, and how often codes are used."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def versions(self, table: str) -> Sequence[Version]:
        """Every version of a table, newest first."""
        with self._pool.connection() as connection:
            return _versions(connection, table)

    def in_use(self, prefix: str) -> Sequence[Version]:
        """The version in use of each table whose name begins so, by name."""
        return self._newest(prefix, only_released=True)

    def newest(self, prefix: str) -> Sequence[Version]:
        """The newest version of each table whose name begins so, by name."""
        return self._newest(prefix, only_released=False)

    def _newest(self, prefix: str, *, only_released: bool) -> Sequence[Version]:
        asked = {"prefix": prefix, "only_released": only_released}
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return [_version(row) for row in cursor.execute(_SQL["newest"], asked)]

    def draft(self, table: str, text: str, *, owner: str, who: str, reason: str) -> int:
        """Keeps a new version as a draft; its number. Raises `NotAllowed`."""
        may_draft(who=who, reason=reason)
        with self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["lock"], {"name": table})
            found = _versions(connection, table)
            version = 1 + max((each.version for each in found), default=0)
            row = {
                "name": table,
                "version": version,
                "owner": owner,
                "made_by": who,
                "made_at": datetime.now(UTC),
                "note": reason,
                "body": text,
            }
            connection.execute(_SQL["draft"], row)
            items.append(_draft_item(row))
        return version

    def review(self, table: str, version: int, *, who: str, reason: str) -> None:
        """Notes a review. Raises `NotAllowed`."""
        self._step(table, version, "review", who=who, reason=reason)

    def release(self, table: str, version: int, *, who: str, reason: str, empty: bool = False) -> None:
        """Puts a reviewed version into use; `empty` confirms that it has no rows. Raises `NotAllowed`."""
        self._step(table, version, "release", who=who, reason=reason, empty=empty)

    def _step(
        self, table: str, version: int, step: Step, *, who: str, reason: str, empty: bool = False
    ) -> None:
        may_draft(who=who, reason=reason)
        with self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["lock"], {"name": table})
            versions = _versions(connection, table)
            found = next((each for each in versions if each.version == version), None)
            if step == "review":
                may_review(found, who=who)
            else:
                may_release(found, versions, empty=empty)
            row = {
                "name": table,
                "version": version,
                "step": step,
                "who": who,
                "reason": reason,
                "at": datetime.now(UTC),
            }
            connection.execute(_SQL["step"], row)
            items.append(_step_item(row))

    def uses(self, codes: Sequence[str]) -> Mapping[tuple[str, str, str], int]:
        """How many stored results use each code: by code, its type and who is responsible for it.

        Codes that stand in no result are left out. Nothing about persons is read.
        """
        with self._pool.connection() as connection, connection.transaction():
            # Results have no index by code, which every arrival would pay for: this reads them all.
            connection.execute("SET LOCAL enable_seqscan = on")
            rows = connection.execute(_SQL["uses"], {"codes": list(codes)}).fetchall()
        return {(code, kind, responsible): count for code, kind, responsible, count in rows}


def _versions(connection: Connection, table: str) -> list[Version]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_version(row) for row in cursor.execute(_SQL["versions"], {"name": table})]


def _version(row: Mapping[str, Any]) -> Version:
    state: State = "released" if row["released_by"] else "reviewed" if row["reviewed_by"] else "draft"
    return Version(
        table=row["name"],
        version=row["version"],
        owner=row["owner"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        text=row["body"],
        note=row["note"],
        state=state,
        reviewed_by=row["reviewed_by"],
        released_by=row["released_by"],
        released_at=row["released_at"],
    )


def _draft_item(row: Mapping[str, Any]) -> ledger.Item:
    body = hashlib.sha256(row["body"].encode()).hexdigest()
    names = ("name", "version", "owner", "made_by", "made_at", "note")
    subject = f"{row['name']} {row['version']}"
    return ledger.Item(
        kind="code_table", subject=subject, digest=ledger.fields(*(row[name] for name in names), body)
    )


def _step_item(row: Mapping[str, Any]) -> ledger.Item:
    names = ("name", "version", "step", "who", "reason", "at")
    subject = f"{row['name']} {row['version']} {row['step']}"
    return ledger.Item(
        kind="code_table_step", subject=subject, digest=ledger.fields(*(row[name] for name in names))
    )
