"""The words a table of segments is written in: which segment of a message holds which element of a letter.

A table is made of rows. A row is written as its segment looks, with the names of elements in braces:

    Segment("RFF+SRI:{LaboratoryInternalProductionIdentifier}")

What a value may look like, how long it may be and whether it may be absent is not said here: that comes
from the declaration of the letter (`LetterVersion.tree`). Elements and components are counted from one
after the tag, so the value above stands at 1.2. How to write a table is told in
docs/howto/add-an-edifact-message.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, Protocol

from labsvar.letters.version import Children, LetterVersion, Node, Sequence


@dataclass(frozen=True, slots=True)
class Codes:
    """A code list: the value of the XML letters and what is written for it in EDIFACT.

    A code of several components is written with colons (`"SKS:SST"`); all codes of a list take the
    components of the longest. `also` are ways of writing that are read and never written.
    """

    codes: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many components a code takes."""
        return 1 + max(code.count(":") for code in (*self.codes.values(), *self.also))


@dataclass(frozen=True, slots=True)
class Codec:
    """Two plain functions for a value that is written otherwise in EDIFACT; `width` components.

    Both take and give text (of several components: joined by colons as they stand) and raise
    `ValueError` for what they have no counterpart for. `absent` is written for an element that is not
    there when its segment is.
    """

    read: Callable[[str], str]
    write: Callable[[str], str]
    width: int = 1
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A long value cut into components of at most 70 characters, as many as `width`."""

    width: int


AnyCodec = Codes | Codec | Joined


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    In `look`, elements are divided by `+`, components by `:`. In braces stand

    * `{Element}` or `{Element/Element}`: the element of the letter below the `at` of the group. A date
      with time is one value (`{Authorisation}`, CCYYMMDDHHMM), so is a date alone (CCYYMMDD). A step in
      small letters names a block of elements, where one name stands twice;
    * `{Element|codec}`: the same, written by a codec of the table or of `codes.CODECS`;
    * `{$name}`: a variable of the group, for its `Derived`;
    * `{#name}`: a number that counts the segments of the message with that counter, from one;
    * `{=name}`: a value that follows from the rest, by a function in `Table.implied`. When reading it is
      compared; what differs is told as lost.

    Anything else is a constant: another one in its place is an error, none is a warning.

    `key` is what the segment is recognised by, written as the beginning of a segment; empty places are
    not looked at. Without it that is the tag and, when they are constants, what stands at 1.1.
    `sets` are elements that the mere presence of the segment says: `{"Consent/Given": "false"}`; the
    segment is written when they have that value. A segment without values and `sets` is always written
    when its group is, unless `optional`: then it is only read. `maximum` says how often it may stand.
    """

    look: str
    key: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    maximum: int = 1


@dataclass(frozen=True, slots=True)
class Either:
    """Segments of which one stands: read by their keys, written by what the letter holds."""

    alternatives: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class FreeText:
    """FTX segments that together hold one text of lines.

    `look` is the segment before its text (`"FTX+SPC+P00"`), whose format code is the one that is written;
    `text` the path of the element. `formatted` tells whether format codes are read and written; if not
    (K messages and breakable text), only lines survive. `maximum` segments may stand. `joined` is for
    an element that is no mixed text: its lines are put together with a blank. `always` writes a segment
    without text too where the struct of the group is there: its qualifier tells which group it is.
    """

    look: str
    text: str
    formatted: bool = False
    maximum: int = 99
    joined: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Remarks:
    """FTX segments in any order, each of which is an element of a repeated choice.

    `texts` names the alternative for each qualifier: `{"RIT": "ResultTextValue"}`.
    """

    texts: Mapping[str, str]
    format_code: str = "P00"
    formatted: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """An element that several values say together.

    `read` gets the texts of `of` (variables `$name` and names of leaves in this group, `None` when
    absent) in that order and gives the value of `into`, or `None` when there is none; `ValueError`
    when they say nothing together. `write` gets the struct of the group and gives the variables.
    """

    into: str
    of: tuple[str, ...]
    read: Callable[..., str | None]
    write: Callable[[Any], Mapping[str, str]]


@dataclass(frozen=True, slots=True, init=False)
class Group:
    """Rows that come together. The first of them starts it: a trigger such as `S01+01`, or `GIS`.

    `at` is the path of the element they are about, below that of the group around; where that element
    may repeat, so does the group, and each is one of it. `starts` are the keys that the segments from
    here on must have one after the other for the group to begin; without it that is the key of the first
    row, and that of the second too when it is NAD or PNA (so parties and persons are told apart). `always` writes the group even when it holds no value.
    """

    rows: tuple[Row, ...]
    at: str
    starts: tuple[str, ...] | None
    derived: tuple[Derived, ...]
    always: bool

    def __init__(
        self,
        *rows: Row | str,
        at: str = "",
        starts: tuple[str, ...] | None = None,
        derived: tuple[Derived, ...] = (),
        always: bool = False,
    ) -> None:
        made = tuple(Segment(row) if isinstance(row, str) else row for row in rows)
        object.__setattr__(self, "rows", made)
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "derived", derived)
        object.__setattr__(self, "always", always)


class Reading(Protocol):
    """What a special codec reads from."""

    def ahead(self, *keys: str) -> bool:
        """Whether the segments from here on have these keys, one after the other."""

    def rows(self, rows: tuple[Row, ...], part: Any, content: Any) -> None:
        """Reads the segments that rows describe from here on into a record (see `record`)."""

    def record(self) -> Any:
        """An empty record: a `dict` by the names of struct fields; a list of records where they repeat."""

    def value(self, element: int, component: int, text: str | None = None) -> Any:
        """A component of the next segment as a value to put into a record, or another text instead of it."""

    def take(self, *places: tuple[int, int]) -> None:
        """Passes the next segment, of which these places were read; what stands in others is an error."""

    def skip(self) -> None:
        """Names the segment as one without a place, and passes it."""

    def lost(self, da: str, en: str) -> None:
        """Tells that something in the segment before this one has no place in the letter."""

    def assumed(self, da: str, en: str) -> None:
        """Tells what was taken for granted about the segment before this one."""

    def tag(self, *, ahead: int = 0) -> str:
        """The tag of the next segment, or of one `ahead` of it; empty when there is none."""

    def text(self, element: int, component: int, *, ahead: int = 0) -> str:
        """The text of a component of the next segment, or of one `ahead` of it; empty when there is none."""

    def variable(self, name: str) -> str | None:
        """The variable `$name` of the rows read last."""

    @property
    def more(self) -> bool:
        """Whether there is a next segment."""


class Writing(Protocol):
    """What a special codec writes to."""

    def rows(
        self,
        rows: tuple[Row, ...],
        part: Any,
        content: Any,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Writes rows about a struct; `variables` are those of `{$name}`."""

    def segment(self, tag: str, *elements: str | tuple[str, ...]) -> None:
        """Writes a segment: its tag, then its elements, of one component or several."""


@dataclass(frozen=True, slots=True)
class Special:
    """Segments that no row can describe: a pair of plain functions.

    `read(reading, record, content)` takes the segments from here on for as long as they are its own and
    puts what they say into the record of the element `at`; it is called when the segments have the keys
    in one of `starts`. `write(writing, part, content)` writes the segments for the struct at `at`.
    `content` is the declaration of that element. `shown` are rows below `at` that tell, for the reference
    pages and for findings, where its values stand; nothing is read or written by them.
    """

    starts: tuple[tuple[str, ...], ...]
    read: Callable[[Reading, Any, Any], None]
    write: Callable[[Writing, Any, Any], None]
    at: str = ""
    shown: tuple[Row, ...] = ()


class Told(NamedTuple):
    """What a table does to a letter before it is written; `path` is below the letter's own element."""

    kind: Literal["changed", "assumed", "lost"]
    path: str
    da: str
    en: str


Row = Segment | Either | FreeText | Remarks | Group | Special


@dataclass(frozen=True)
class Table:
    """The segments of one message version between UNH and UNT.

    `code` is the version in UNH, `version` the letter it equals, `message` and `agency` stand in UNH.
    `codecs` are added to `codes.CODECS`; `implied` are the functions of `{=name}` slots, called with the
    struct of the group. `assumed` are the reasons that are told for an implied value when it is written.
    `narrow` gives the letter as the version can say it, and what is told of that: it is called before a
    letter is written, and what is read back is compared with what it gave.
    """

    code: str
    version: LetterVersion
    message: str
    agency: str
    rows: tuple[Row, ...]
    codecs: Mapping[str, AnyCodec] = field(default_factory=dict)
    implied: Mapping[str, Callable[[Any], str | None]] = field(default_factory=dict)
    assumed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    narrow: Callable[[Any], tuple[Any, tuple[Told, ...]]] | None = None

    def older(
        self,
        code: str,
        version: LetterVersion,
        *,
        without: tuple[str, ...] = (),
        instead: Mapping[str, Row] | None = None,
        **others: Any,
    ) -> Table:
        """The table of an older version: rows it lacks, and rows that look otherwise.

        Rows are named by their `look` (of a group: that of its first row and its `at`, `"S16+16 Sample"`).
        A name that matches nothing is a `ValueError`.
        """
        patch = {**dict.fromkeys(without), **(instead or {})}
        rows, used = patched(self.rows, patch)
        unused = set(patch) - used
        if unused:
            raise ValueError(f"{code} patches rows that are not there: {sorted(unused)}")
        return replace(self, code=code, version=version, rows=rows, **others)


def patched(rows: tuple[Row, ...], patch: Mapping[str, Row | None]) -> tuple[tuple[Row, ...], set[str]]:
    """The rows with some of them replaced, or taken away where the patch has `None`; and the names used."""
    made: list[Row] = []
    used: set[str] = set()
    for row in rows:
        name = name_of(row)
        if name in patch:
            used.add(name)
            new = patch[name]
            if new is not None:
                made.append(new)
        elif isinstance(row, Group):
            inner, more = patched(row.rows, patch)
            used |= more
            kept = {"at": row.at, "starts": row.starts, "derived": row.derived, "always": row.always}
            made.append(Group(*inner, **kept))  # type: ignore[arg-type]  # the fields of a group
        else:
            made.append(row)
    return tuple(made), used


def inside(content: Children, path: str) -> Children:
    """The declaration of an element within another, by names of elements (and blocks, by attribute)."""
    for name in path.split("/"):
        found = next((one for one in content.particles if _is_named(one, name)), None)
        if not isinstance(found, Node | Sequence) or not isinstance(found.content, Children):
            raise ValueError(f"{content.struct.__name__} has no element {name} with elements in it")
        content = found.content
    return content


def _is_named(particle: object, name: str) -> bool:
    if isinstance(particle, Sequence):
        return particle.attribute == name
    return isinstance(particle, Node) and particle.name == name


def name_of(row: Row) -> str:
    """The name that a row goes by in a patch."""
    match row:
        case Segment(look=look) | FreeText(look=look):
            return look
        case Either(alternatives):
            return alternatives[0].look
        case Remarks(texts):
            return "FTX+" + "/".join(texts)
        case Group(rows=rows, at=at):
            return f"{name_of(rows[0])} {at}".strip()
        case Special(starts=starts):
            return " ".join(starts[0])
