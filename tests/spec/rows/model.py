"""What a row is made of: letters, the steps they are sent in, the answers, and what is seen.

Everything is said in short words: persons are `A` (whose results they are) and `B` (another citizen), senders
are `lab`, `other lab` and `microbiology`, times are those of one day. `run` gives them numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["demonstration", "production", "test installation", "hub"]
Who = Literal["citizen", "other citizen", "clinician"]
Stage = Literal["technical", "full"]


# Letters -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One result. Without a unit it has that of its analysis."""

    analysis: str
    value: str
    status: str = "final"
    unit: str | None = None
    mark: str | None = None
    interval: tuple[str | None, str | None] | None = None
    operator: str | None = None
    comment: str | None = None
    producer: str = "TKB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter: biochemistry with `results`, else microbiology with an organism, or what `as_kind` says.

    A letter of pathology or genetics tells its answer in the words of `told`; a requisition asks for what
    it always asks for.

    `time` is the laboratory's result time, and that of Authorisation unless `authorised` says another.
    `named` and `identified` stand in place of the person's own name and number. `damage` is a text in the
    written letter and what is put in its place.
    """

    number: str
    results: tuple[Measured, ...] = ()
    organism: str = ""
    status: str = "final"
    about: Literal["A", "B"] = "A"
    by: str = "lab"
    to: str = ""
    time: str = "12:00"
    authorised: str | None = None
    sampled: str = "08:15"
    sample: str = "S1"
    production: str = "P1"
    requester: str = "R1"
    given: bool | None = None
    partial: bool = False
    version: str | None = None
    named: tuple[str, str] | None = None
    identified: str | None = None
    damage: tuple[str, str] | None = None
    as_kind: str = ""
    told: str = ""

    @property
    def kind(self) -> str:
        """The kind of letter."""
        return self.as_kind or ("XRPT01" if self.results else "XRPT05")

    @property
    def databank(self) -> str:
        """The databank that takes it."""
        if self.kind.startswith("XREQ"):
            return "Hotel"
        return {"XRPT01": "LABA", "XRPT02": "MiBa", "XRPT05": "MiBa", "XRPT06": "MiBa"}.get(self.kind, "PGDB")


# Answers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back: the status, and what a receipt says.

    `code` is the refuse code of the envelope, `refused` that of each refused letter. `stored` is how many
    letters count as stored where the state can be read. All `words` stand in the answer, `never` nowhere.
    """

    status: int
    receipt: str | None = None
    code: str | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    stored: int | None = None
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


# Steps ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """An envelope is posted. In production with the token of the system of `token`, else of its sender."""

    letters: tuple[Letter, ...]
    answer: Answer
    envelope: str | None = None
    sent: str = "20:00"
    receipt_wanted: bool = True
    encoding: str = "UTF-8"
    edifact: bool = False
    token: str | None = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Bytes that are no letter are posted."""

    what: str
    body: bytes
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReceipt:
    """A receipt is posted, as another installation would send it."""

    kind: Literal["XCTL02", "XCTL03"]
    envelope: str
    status: int = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The operator registers the system of a sender, in a stage. `laboratory` is its producer's code."""

    by: str = "lab"
    stage: Stage = "full"
    laboratory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """The operator changes the stage of a sender's system; with `missing` approvals that is refused."""

    by: str = "lab"
    stage: Stage = "full"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe:
    """A sender's system is described as a kind of source; it can state refusals and send corrections from
    today on, or cannot."""

    kind: str
    by: str = "lab"
    able: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Approvals of a sender's system are noted, each with a name, a day and evidence; or taken back."""

    aspects: tuple[str, ...]
    by: str = "lab"
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One person proposes to release what came in the technical stage, and one confirms it. `refused` is
    what speaks against it."""

    proposed_by: str
    confirmed_by: str
    by: str = "lab"
    letters: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The sender withdraws a letter, or the result at a position in it."""

    letter: str
    by: str = "lab"
    position: int | None = None
    reason: str = "Wrong person"
    status: int = 204
    token: str | None = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOnPage:
    """The operator withdraws a letter, or the result of a number in it, on its page."""

    letter: str
    by: str = "lab"
    result: int | None = None
    reason: str = "Wrong person"
    status: int = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a page shows: results by analysis and microbiology reports, in short words.

    All `words` can be read, and `never` stands nowhere on the pages, not even hidden in them. `elsewhere`
    is what stands on the pages of pathology, genetics and requisitions, which are looked at only if it is
    given.
    """

    results: Mapping[str, tuple[str, ...]]
    reports: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] | None = None
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class See:
    """Somebody looks, in between. A clinician may look up another number than that of `A`."""

    who: Who
    sight: Sight
    number: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A clinician who is told of changes looks up `A`: the table, then microbiology, then one letter."""

    parts: tuple[Literal["table", "microbiology", "letter"], ...] = ("table",)
    reason: str = "treatment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLog:
    """The citizen reads who has looked, newest first, this look among them."""

    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The clinician who has looked signs in again, and is told of so many changes."""

    told: tuple[str, ...] = ()
    acknowledges: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """Citizen and clinician keep the address of the letters they can open now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskByName:
    """Both ask for the remembered letters, and for one that never was: the same answer, to the byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAgain:
    """Both open the remembered letters; `words` are for the clinician only, `never` for nobody."""

    words: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsIfNever:
    """The pages of `A` and of `B`, who differ by what is hidden, are the same to the byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The operator reads which databank a letter went to."""

    letter: str
    databank: str
    by: str = "lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """A letter arrives at the databank that is another installation; what a clinician sees there."""

    letter: str
    databank: str
    by: str
    sight: Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody asks for addresses; what is answered to each."""

    who: str
    answers: Mapping[str, int]
    headers: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command is run; the exit code, and words in what it prints. `LETTER` stands for a file with it."""

    arguments: tuple[str, ...]
    code: int
    words: tuple[str, ...]
    letter: Letter | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


Step = (
    Send
    | Post
    | PostReceipt
    | Register
    | Approve
    | Describe
    | Evidence
    | Release
    | Withdraw
    | WithdrawOnPage
    | See
    | Look
    | ReadLog
    | SignIn
    | Remember
    | AskByName
    | OpenAgain
    | AsIfNever
    | Filed
    | PassedOn
    | Visit
    | Command
)


# Rows ----------------------------------------------------------------------------------------

NOTHING = Sight(results={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A story: its steps, and what everybody sees at the end.

    `operator` is what the operator's pages say of a letter: its states, newest first, and the rules of the
    exchange that spoke. Letters that are not named must be `stored`. Surveillance sees nothing, always.
    """

    name: str
    story: str
    steps: tuple[Step, ...]
    citizen: Sight = NOTHING
    clinician: Sight = NOTHING
    other: Sight = NOTHING
    operator: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()
    where: Where = "demonstration"

    @property
    def rule(self) -> int:
        """The number of the safety rule."""
        return int(self.name.partition("-")[0].removeprefix("S"))
