"""Where versions of tables are kept. `labsvar.database.code_tables` keeps them in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from msgspec.structs import replace

from labsvar.codetables.versions import Version, may_draft, may_release, may_review


class TableStore(Protocol):
    """Versions of tables by the name of the table. Nothing of it is ever changed or removed."""

    def versions(self, table: str) -> Sequence[Version]:
        """Every version of a table, newest first."""

    def in_use(self, prefix: str) -> Sequence[Version]:
        """The version in use of each table whose name begins so, by name."""

    def newest(self, prefix: str) -> Sequence[Version]:
        """The newest version of each table whose name begins so, by name."""

    def draft(self, table: str, text: str, *, owner: str, who: str, reason: str) -> int:
        """Keeps a new version as a draft; its number. Raises `NotAllowed` for who or reason left empty."""

    def review(self, table: str, version: int, *, who: str, reason: str) -> None:
        """Notes a review. Raises `NotAllowed`, also for the one who made the draft."""

    def release(self, table: str, version: int, *, who: str, reason: str, empty: bool = False) -> None:
        """Puts a reviewed version into use; `empty` confirms that it has no rows. Raises `NotAllowed`."""


def version_in_use(store: TableStore, table: str) -> Version | None:
    """The version in use of one table. The texts of its other versions are not read."""
    return next((each for each in store.in_use(table) if each.table == table), None)


class MemoryTables:
    """Versions in memory: the readable reference, for tests and for programs without a database."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._versions: dict[tuple[str, int], Version] = {}

    def versions(self, table: str) -> Sequence[Version]:
        """Every version of a table, newest first."""
        found = [each for each in self._versions.values() if each.table == table]
        return sorted(found, key=lambda each: -each.version)

    def in_use(self, prefix: str) -> Sequence[Version]:
        """The version in use of each table whose name begins so."""
        return self._last(prefix, only_released=True)

    def newest(self, prefix: str) -> Sequence[Version]:
        """The newest version of each table whose name begins so."""
        return self._last(prefix, only_released=False)

    def _last(self, prefix: str, *, only_released: bool) -> Sequence[Version]:
        of_table = {
            each.table: each
            for _, each in sorted(self._versions.items())
            if each.table.startswith(prefix) and (each.state == "released" or not only_released)
        }
        return tuple(of_table.values())

    def draft(self, table: str, text: str, *, owner: str, who: str, reason: str) -> int:
        """Keeps a draft."""
        may_draft(who=who, reason=reason)
        number = 1 + max((each.version for each in self.versions(table)), default=0)
        self._versions[table, number] = Version(
            table=table,
            version=number,
            owner=owner,
            made_by=who,
            made_at=self._now(),
            text=text,
            note=reason,
        )
        return number

    def review(self, table: str, version: int, *, who: str, reason: str) -> None:
        """Notes a review."""
        may_draft(who=who, reason=reason)
        found = self._versions.get((table, version))
        may_review(found, who=who)
        assert found is not None, "what there is not cannot be reviewed"
        self._versions[table, version] = replace(found, state="reviewed", reviewed_by=who)

    def release(self, table: str, version: int, *, who: str, reason: str, empty: bool = False) -> None:
        """Puts a version into use."""
        may_draft(who=who, reason=reason)
        found = self._versions.get((table, version))
        may_release(found, self.versions(table), empty=empty)
        assert found is not None, "what there is not cannot be released"
        self._versions[table, version] = replace(
            found, state="released", released_by=who, released_at=self._now()
        )
