"""What the hub knows of clinics, decides about rows, and leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from labsvar.findings import Finding
from labsvar.hub.coding import CodeEntry
from labsvar.hub.rows import CardRow, ClinicIdType
from labsvar.identifiers.person import birth_date
from labsvar.results.model import WITHDRAWAL_TEXT, Databank, Stage

State = Literal["sent", "held", "left_out", "refused", "answered", "repeated"]
"""What becomes of a row:

    sent      a letter was made of it (or a letter that withdraws)
    held      the clinic has something to do, or a table lacks something; nothing is lost
    left_out  somebody else sends it, or the settings keep it back; nothing is wrong
    refused   it cannot be taken as it is
    answered  a request to delete: told what to do instead
    repeated  the very row that was taken before; the earlier outcome stands
"""
Sharing = Literal["all", "listed"]
Withdrawing = Literal["letter", "tombstone", "both"]
LISTED_STATES: Final = frozenset({"held", "left_out", "refused", "answered"})
"""The states of rows that are not sent, and so are listed for their clinic."""


class Clinic(msgspec.Struct, frozen=True, kw_only=True):
    """A clinic that rows are taken from, as its letters name it.

    `clinic` is its ydernummer or SOR code as rows state it, `gln` the location number its letters are sent
    from, `producer` the two or three letters its results name their producer by. What its practice system can
    do, as to state that a patient refused, stands in the register of sources and nowhere else.
    """

    clinic: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{6}|[0-9]{11,17})$")]
    clinic_id_type: ClinicIdType
    gln: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{13}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=70)]
    producer: Annotated[str, msgspec.Meta(pattern=r"^[A-ZÆØÅ]{2,3}$")] = "ALM"


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """A databank as letters name it."""

    gln: str
    identifier: str
    identifier_code: str = "sorkode"
    name: str = ""


_LABA: Final = Receiver(gln="5790000000005", identifier="5790000000005", identifier_code="lokationsnummer")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation decides for itself.

    `sharing` says by stage whether every code of the code table is sent or only those on the positive list;
    microbiology is sent in any case (rule S14). `withdrawing` says how a result on a wrong person, code or
    time is taken back (rule S6): by a corrected answer on the old key, by a tombstone in this
    installation's own store, or by both.
    """

    sharing: Mapping[Stage, Sharing] = msgspec.field(
        default_factory=lambda: {"technical": "all", "full": "listed"}
    )
    withdrawing: Withdrawing = "both"
    withdrawal_text: str = WITHDRAWAL_TEXT
    receivers: Mapping[Databank, Receiver] = msgspec.field(
        default_factory=lambda: {"LABA": _LABA, "MiBa": _LABA}
    )


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the databank holds of a row: the version last sent, under which key, and how far it is.

    `since` is the version with which the key began: a change of person, code or sampling time begins a new
    one. `letters` are the numbers of all letters on the key; `authorised` is the time of the last of them.
    `stage` is technical while every letter on the key came in the technical stage, so that nobody has seen it.
    """

    row: CardRow
    entry: CodeEntry
    since: int
    status: str
    resulted_at: str
    given: bool | None
    authorised: datetime | None = None
    letters: tuple[str, ...] = ()
    stage: Stage = "full"


class RowRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it came; `content` is the hash that tells whether it comes again."""

    clinic: str
    row_id: str
    row_version: int
    content: str
    row: CardRow
    system_id: int | None
    received_at: datetime


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What a version said of consent in so many words, and of whom."""

    patient: str
    given: bool

    @property
    def refuses_unnamed(self) -> bool:
        """Whether it is a refusal under a number that nobody can have: it is of whoever the row turns out to
        be about."""
        return not self.given and birth_date(self.patient) is None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about a version of a row; a later one of the same version replaces it.

    `standing` is what the databank holds of the row after it. `stage` is the one the version came in: technical
    also while its clinic could not state a refusal. A row that waits keeps it (rule S15). `word` is what the
    version said of consent, sent or not (rule S11).
    """

    clinic: str
    row_id: str
    row_version: int
    state: State
    at: datetime
    findings: tuple[Finding, ...] = ()
    letters: tuple[str, ...] = ()
    standing: Standing | None = None
    stage: Stage = "technical"
    word: Word | None = None


class Known(msgspec.Struct, kw_only=True):
    """What is stored of one row: the hash of each version, and all outcomes in their order."""

    contents: dict[int, str] = msgspec.field(default_factory=dict)
    history: list[Outcome] = msgspec.field(default_factory=list)

    @property
    def newest(self) -> int:
        """The highest version that was taken; 0 when there is none."""
        return max(self.contents, default=0)

    @property
    def standing(self) -> Standing | None:
        """What the databank holds of the row."""
        return self.history[-1].standing if self.history else None

    def of_version(self, version: int) -> Outcome:
        """The newest outcome of a version that was taken. Raises `StopIteration` for any other."""
        return next(each for each in reversed(self.history) if each.row_version == version)

    def word(self, patient: str) -> bool | None:
        """The newest word on consent about a person: one that a letter of this row carried, or one that a
        version said which was never sent (rule S11)."""
        for each in reversed(self.history):
            found = each.standing if each.letters else None
            if found is not None and found.row.patient == patient and found.given is not None:
                return found.given
            if each.word is not None and (each.word.patient == patient or each.word.refuses_unnamed):
                return each.word.given
        return None


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope that is to be handed to the intake, kept until that is done.

    `rows` are row id and version of each letter; `withdraws` are letters to put a tombstone on afterwards,
    each with the reason for it. In the stage `technical` its letters are shown to nobody, whatever the stage of
    their source is by now: they take back what nobody has seen.
    """

    envelope_number: str
    clinic: str
    gln: str
    system_id: int | None
    body: bytes
    rows: Mapping[str, tuple[str, int]]
    withdraws: Mapping[str, str] = msgspec.field(default_factory=dict)
    made_at: datetime
    stage: Stage = "full"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not sent, as its clinic sees it. Nothing of the result or the person is in it.

    Rows that are not kept are noted as this alone: lines that could not be read, test persons in
    production, versions that were used before, requests to delete. A request is noted each time.
    """

    clinic: str
    row_id: str
    row_version: str
    state: State
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def is_request(self) -> bool:
        """Whether it was asked for something that cannot be done."""
        return self.state == "answered"
