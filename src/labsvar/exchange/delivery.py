"""Letters that go on to a databank at another installation, through its public door.

A letter travels in an envelope of its own, under a number of ours that is kept from the first attempt
on. An attempt made again after a crash is therefore a resend, which the databank answers as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import httpx
import msgspec

from labsvar.exchange import beside, outcomes
from labsvar.exchange.delivery_receipts import verdict
from labsvar.exchange.receipts import EDIFACT_CONTENT_TYPE, denmark
from labsvar.exchange.routing import Environment
from labsvar.formats import detect, edifact, xml
from labsvar.formats.xml import DEFAULT, CannotWrite, Limits
from labsvar.letters.catalogue import AnyLetter, Emessage, version_of
from labsvar.letters.common import Envelope

DOOR: Final = "/api/letters"
SECONDS_BETWEEN: Final = (5, 15, 60, 300, 900, 1800, 3600)
"""How long to wait after each failed attempt; the last goes on for ever. Assumption: MedCom's rule of
a resend after thirty minutes, at most twice, is written for another way of messaging, by hand."""
LATE_AFTER: Final = 5
"""Failed attempts after which a letter counts as late."""
SECONDS_FOR_A_RECEIPT: Final = 1800
"""How long to wait for the receipt of a letter that was taken, before the very same is sent again.
Assumption: the thirty minutes of MedCom's rule for another way of messaging."""
ENVIRONMENT: Final = "labsvar-environment"
"""The header that says whether we are production or a test installation. One of ours that is the other
refuses what comes, so that a mistyped address does no harm (rule S10)."""
_PATIENCE: Final = 30.0
_ACCEPTED: Final = frozenset({200, 201, 204})
_CONTENT_TYPES: Final = {"edifact": EDIFACT_CONTENT_TYPE, "fhir": outcomes.CONTENT_TYPE}
_REFUSED: Final = frozenset({400, 413, 422})
read_letter: Final = msgspec.json.Decoder(AnyLetter).decode
"""The typed letter in its JSON."""

DeliveryState = Literal["delivering", "delivered", "refused", "late"]


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to pass on: the typed letter as JSON, its envelope number, and when the envelope was made.

    `start` is the beginning of the bytes it came as, which tell the form that it goes on in. The envelope is
    as old as the letter's arrival, unless a person had it sent on again.
    """

    letter_id: str
    databank: str
    envelope_number: str
    document: bytes
    start: bytes = b""
    made_at: datetime
    attempts: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt; `problem` says in a word why it did not succeed, and `seconds` how long to
    wait before the next where that is not as long as usual."""

    state: DeliveryState
    problem: str | None = None
    seconds: int | None = None

    @property
    def is_final(self) -> bool:
        """Whether there is nothing more to try."""
        return self.state in ("delivered", "refused")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side answered."""

    status: int
    body: bytes = b""
    content_type: str = ""


class HttpCourier:
    """Posts to addresses over HTTP; a token before the host (`https://TOKEN@host`) signs us in."""

    def __init__(self, client: httpx.Client | None = None, *, environment: Environment | None = None) -> None:
        self._client = client or httpx.Client(timeout=_PATIENCE)
        self._environment = environment

    def answer(self, address: str, body: bytes) -> Answer:
        """The whole answer. Raises `OSError` when there is none."""
        url = httpx.URL(address)
        headers = {"Content-Type": _CONTENT_TYPES.get(detect(body), "application/xml")}
        if self._environment is not None:
            headers[ENVIRONMENT] = self._environment
        if url.userinfo:
            headers["Authorization"] = f"Bearer {url.username}"
            url = url.copy_with(userinfo=b"")
        door = url.copy_with(path=url.path.rstrip("/") + DOOR)
        try:
            given = self._client.post(door, content=body, headers=headers)
        except httpx.HTTPError as problem:
            raise OSError(type(problem).__name__) from problem
        content_type = given.headers.get("content-type", "")
        return Answer(status=given.status_code, body=given.content, content_type=content_type)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()


def emessage(letter: Outgoing, *, limits: Limits = DEFAULT) -> bytes:
    """The Emessage or interchange a letter goes on in: the letter as it is, in an envelope of ours.

    Raises `CannotWrite`; what `limits` lift may be beyond the standard, as it was when it came.
    """
    typed = read_letter(letter.document)
    envelope = Envelope(
        sent=denmark(letter.made_at),
        identifier=letter.envelope_number,
        acknowledgement_code="pluspositivkvitt",
    )
    namespace = version_of(typed).release.namespace
    message = Emessage(namespace=namespace, envelope=envelope, letters=(typed,))
    if detect(letter.start) == "edifact":
        return edifact.write(message).data
    return xml.write(message, limits=limits)


def deliver(
    letter: Outgoing, destinations: Mapping[str, str], courier: HttpCourier, *, limits: Limits = DEFAULT
) -> Outcome:
    """Tries once. Never raises for what the other side does."""
    address = destinations.get(letter.databank)
    if address is None:
        return _not_yet(letter, "no address")
    document = is_document(letter)
    try:
        body = letter.document if document else emessage(letter, limits=limits)
        answer = courier.answer(address, body)
    except OSError as problem:
        return _not_yet(letter, str(problem))
    except CannotWrite:
        return Outcome(state="refused", problem="cannot be written")
    if document and answer.status in _ACCEPTED:
        return Outcome(state="delivered")
    says = verdict(beside.parts(answer.body, answer.content_type), envelope_number=letter.envelope_number)
    if says == "negative" or answer.status in _REFUSED:
        return Outcome(state="refused", problem=f"status {answer.status}")
    if answer.status not in _ACCEPTED:
        # 401, 403, 404 and 421 pass when somebody registers us there or mends the address.
        return _not_yet(letter, f"status {answer.status}")
    if says == "positive":
        return Outcome(state="delivered")
    lacking = "no receipt" if says == "none" else "receipt for another envelope"
    # The first attempt waits for its receipt; once it was waited for in vain, the letter is late.
    state: DeliveryState = "late" if letter.attempts else "delivering"
    return Outcome(state=state, problem=lacking, seconds=SECONDS_FOR_A_RECEIPT)


def is_document(letter: Outgoing) -> bool:
    """Whether what goes on is a FHIR document: it goes on byte for byte, under its own number, and what is
    accepted is durable, so that there is no receipt to wait for."""
    # What tells that it is FHIR may stand at its end; nothing else that is taken begins so.
    return letter.start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _not_yet(letter: Outgoing, problem: str) -> Outcome:
    late = letter.attempts + 1 >= LATE_AFTER
    return Outcome(state="late" if late else "delivering", problem=problem)


def seconds_to_wait(attempts: int) -> int:
    """How long to wait after this many failed attempts."""
    return SECONDS_BETWEEN[min(attempts, len(SECONDS_BETWEEN)) - 1]
