"""An arrival that was read and checked, ready to be decided on."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from labsvar.exchange.contents import Content
from labsvar.exchange.model import Arrival, RefuseCode
from labsvar.exchange.outer import Outer
from labsvar.findings import Finding
from labsvar.formats import LetterRead
from labsvar.letters.catalogue import Receipt
from labsvar.letters.common import Envelope
from labsvar.results.model import Databank

Form = Literal["xml", "edifact", "fhir"]
WHOLE: Final[dict[Form, str]] = {"xml": "/Emessage", "edifact": "UNB", "fhir": "Bundle"}
UNKNOWN: Final = "?"
"""In a receipt, the number or version of a letter that could not be read."""


class ExaminedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter, or what a FHIR document says of one sample. With a `refuse_code` it is refused for what its
    `findings` say.

    `says` is its content, `kind` what it counts as, where that is known. `document` is the typed letter as JSON
    and `content` its hash; a letter that could not be typed has the hash of its bytes, and a FHIR document is its
    own document. `person` is the person's number as a key; `corrects` says that it holds a correction, `nobody`
    that it names no person, `stopped` that it is refused by the policy alone.
    """

    read: LetterRead
    findings: tuple[Finding, ...]
    refuse_code: RefuseCode | None = None
    says: Content | None = None
    kind: str | None = None
    document: bytes = b""
    content: str
    databank: Databank | None = None
    person: str = ""
    nobody: bool = False
    corrects: bool = False
    stopped: bool = False

    @property
    def known(self) -> Content:
        """The content itself, which is there when it is not refused."""
        assert self.says is not None, "what has no errors was understood"
        return self.says

    def path(self, inner: str = "") -> str:
        """The XPath of the letter, or of an element in it; in EDIFACT the place of the message."""
        return place(self.read.path, inner)

    @property
    def version_code(self) -> str:
        """The version as the file says it, which a receipt repeats: R0131K of an EDIFACT message."""
        return self.read.version_code or UNKNOWN

    @property
    def number(self) -> tuple[str, str]:
        """The sender and the letter number, which are unique together."""
        return (self.read.sender or "", self.read.identifier or "")

    @property
    def sample_numbers(self) -> tuple[str | None, str | None]:
        """The laboratory's number of the sample and the requester's, as far as they are told."""
        return (None, None) if self.says is None else self.says.sample_numbers

    @property
    def request(self) -> tuple[str, str] | None:
        """The person's number and that of the requisition; `None` of a requisition, or where it is absent."""
        says = self.says
        number = says.sample_numbers[1] if says is not None and says.is_answer else None
        return (self.person, number) if number and number.strip() else None

    @property
    def sample(self) -> tuple[str, str, str]:
        """The person's number, the laboratory's sample number and the production number.

        For answers only: a requisition has neither of the laboratory's numbers.
        """
        sample, _ = self.known.sample_numbers
        production = self.known.production
        assert sample is not None, "only answers correct others"
        assert production is not None, "only answers correct others"
        return (self.person, sample, production)


def place(letter: str, inner: str) -> str:
    """An element in a letter that begins at a path. A segment place has no elements in it."""
    return f"{letter}/{inner}" if inner and letter.startswith("/") else letter


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """One arrival, ready to be decided on.

    `problem` is the status of an arrival that no receipt can answer (400, 413), for what `findings`
    say. `receipts` are those of an arrival that holds receipts. Otherwise there are `letters`, of
    which some may be refused; errors among `findings` refuse them all. `outer` is the VANSEnvelope that
    all this came in. `form` is the form it came in and is answered in.
    """

    arrival: Arrival
    form: Form = "xml"
    findings: tuple[Finding, ...] = ()
    problem: int | None = None
    envelope: Envelope | None = None
    envelope_number: str = ""
    sender: str = ""
    receiver: str = ""
    content: str = ""
    letters: tuple[ExaminedLetter, ...] = ()
    receipts: tuple[tuple[Receipt, bytes], ...] = ()
    outer: Outer | None = None

    @property
    def whole(self) -> str:
        """Where a finding about the whole of it stands."""
        return WHOLE[self.form]

    @property
    def number(self) -> tuple[str, str]:
        """The sender and the envelope number, which are unique together."""
        return (self.sender, self.envelope_number)

    @property
    def home(self) -> str:
        """What letters that may clash have in common: the person of the first letter."""
        return self.letters[0].person if self.letters else self.sender

    @property
    def receipt_wanted(self) -> bool:
        """Whether the sender asked for a positive receipt."""
        return self.envelope is not None and self.envelope.acknowledgement_code == "pluspositivkvitt"
