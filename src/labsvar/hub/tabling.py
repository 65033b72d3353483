"""Who may do what with a version of a table: draft, review by another person, release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labsvar.hub.coding import CodeEntry, MappingEntry, TableName, Tables, from_csv, starting_codes
from labsvar.hub.protocol import NotAllowed, TableVersion


def may_review(version: TableVersion | None, *, who: str) -> None:
    """Raises `NotAllowed` when this person may not review this version."""
    if version is None or version.state != "draft":
        raise NotAllowed("only a draft can be reviewed")
    if who.strip().casefold() == version.made_by.strip().casefold():
        raise NotAllowed("a draft is reviewed by another person than the one who made it")


def may_release(version: TableVersion | None, versions: Sequence[TableVersion]) -> None:
    """Raises `NotAllowed` when this version may not be put into use."""
    if version is None or version.state != "reviewed":
        raise NotAllowed("only a version that was reviewed can be released")
    if any(each.state == "released" and each.version > version.version for each in versions):
        raise NotAllowed("a newer version is in use already")


def released(versions: Iterable[TableVersion]) -> TableVersion | None:
    """The version in use."""
    found = [each for each in versions if each.state == "released"]
    return max(found, key=lambda each: each.version, default=None)


def tables_of(codes: TableVersion | None, mapping: TableVersion | None) -> Tables:
    """The tables in use; the code table of the beginning where none was released."""
    entries = starting_codes() if codes is None else _entries("codes", codes)
    mapped = () if mapping is None else _entries("mapping", mapping)
    return Tables(
        (each for each in entries if isinstance(each, CodeEntry)),
        (each for each in mapped if isinstance(each, MappingEntry)),
    )


def _entries(table: TableName, version: TableVersion) -> Iterable[object]:
    return from_csv(table, version.text).entries
