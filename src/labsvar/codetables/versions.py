"""Versions of a table, and who may do what with them: draft, review by another person, release."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from labsvar.identifiers.deciders import is_one_person

State = Literal["draft", "reviewed", "released"]
Step = Literal["review", "release"]
Why = Literal["nobody_named", "not_a_draft", "same_person", "not_reviewed", "newer_in_use", "no_rows"]
_WORDS: Final[dict[Why, str]] = {
    "nobody_named": "a name and a reason are needed",
    "not_a_draft": "only a draft can be reviewed",
    "same_person": "a draft is reviewed by another person than the one who made it",
    "not_reviewed": "only a version that was reviewed can be released",
    "newer_in_use": "a newer version is in use already",
    "no_rows": "the version has no rows, which ends all that the one in use says: confirm it (--empty)",
}


class NotAllowed(ValueError):
    """A step that the rules forbid; `why` names the rule, the text says it in words."""

    def __init__(self, why: Why) -> None:
        super().__init__(_WORDS[why])
        self.why = why


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a table as a whole, and how far it has come. `made_by` is who, `note` why."""

    table: str
    version: int
    owner: str
    made_by: str
    made_at: datetime
    text: str
    note: str
    state: State = "draft"
    reviewed_by: str | None = None
    released_by: str | None = None
    released_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether it has a heading at most: once it is in use, nothing that the table said holds any more."""
        lines = csv.reader(io.StringIO(self.text, newline=""))
        next(lines, None)
        return not any(lines)


def may_draft(*, who: str, reason: str) -> None:
    """Raises `NotAllowed` when nobody is named or no reason is given; the same holds of every step."""
    if not who.strip() or not reason.strip():
        raise NotAllowed("nobody_named")


def may_review(version: Version | None, *, who: str) -> None:
    """Raises `NotAllowed` when this person may not review this version."""
    if version is None or version.state != "draft":
        raise NotAllowed("not_a_draft")
    if is_one_person(who, version.made_by):
        raise NotAllowed("same_person")


def may_release(version: Version | None, versions: Sequence[Version], *, empty: bool = False) -> None:
    """Raises `NotAllowed` when this version may not be put into use. `empty` confirms one without rows."""
    if version is None or version.state != "reviewed":
        raise NotAllowed("not_reviewed")
    if any(each.state == "released" and each.version > version.version for each in versions):
        raise NotAllowed("newer_in_use")
    if version.empty and not empty:
        raise NotAllowed("no_rows")


def released(versions: Iterable[Version]) -> Version | None:
    """The version in use: the newest that was released."""
    found = [each for each in versions if each.state == "released"]
    return max(found, key=lambda each: each.version, default=None)
