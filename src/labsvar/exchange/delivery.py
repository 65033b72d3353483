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

from labsvar.exchange.receipts import EDIFACT_CONTENT_TYPE, denmark
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
_PATIENCE: Final = 30.0
_ACCEPTED: Final = frozenset({200, 204})
_REFUSED: Final = frozenset({400, 413, 422})
read_letter: Final = msgspec.json.Decoder(AnyLetter).decode
"""The typed letter in its JSON."""

DeliveryState = Literal["delivering", "delivered", "refused", "late"]


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to pass on: the typed letter as JSON, its envelope number, and when it had arrived.

    `start` is the beginning of the bytes it came as, which tell the form that it goes on in.
    """

    letter_id: str
    databank: str
    envelope_number: str
    document: bytes
    start: bytes = b""
    arrived_at: datetime
    attempts: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt; `problem` says in a word why it did not succeed."""

    state: DeliveryState
    problem: str | None = None

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

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(timeout=_PATIENCE)

    def post(self, address: str, body: bytes) -> int:
        """The status of the answer. Raises `OSError` when there is none."""
        return self.answer(address, body).status

    def answer(self, address: str, body: bytes) -> Answer:
        """The whole answer. Raises `OSError` when there is none."""
        url = httpx.URL(address)
        is_edifact = detect(body) == "edifact"
        headers = {"Content-Type": EDIFACT_CONTENT_TYPE if is_edifact else "application/xml"}
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
        sent=denmark(letter.arrived_at),
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
    try:
        status = courier.post(address, emessage(letter, limits=limits))
    except OSError as problem:
        return _not_yet(letter, str(problem))
    except CannotWrite:
        return Outcome(state="refused", problem="cannot be written")
    if status in _ACCEPTED:
        return Outcome(state="delivered")
    if status in _REFUSED:
        return Outcome(state="refused", problem=f"status {status}")
    # 401, 403 and 404 pass when somebody registers us there or mends the address.
    return _not_yet(letter, f"status {status}")


def _not_yet(letter: Outgoing, problem: str) -> Outcome:
    late = letter.attempts + 1 >= LATE_AFTER
    return Outcome(state="late" if late else "delivering", problem=problem)


def seconds_to_wait(attempts: int) -> int:
    """How long to wait after this many failed attempts."""
    return SECONDS_BETWEEN[min(attempts, len(SECONDS_BETWEEN)) - 1]
