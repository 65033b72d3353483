"""Letters to an exchange over its public door, and what it answers (see the reference of `POST /api/letters`).

Only what got no answer is sent again; that is safe, since a resend is receipted again and stored once
(rule S21).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Literal, Self

import httpx
import msgspec

from labsvar import formats
from labsvar.formats import fhir, vans
from labsvar.formats.fhir.resources import OperationOutcome, OperationOutcomeIssue
from labsvar.letters.receipts import NegativeReceipt, PositiveReceipt
from labsvar.letters.text import plain

Verdict = Literal["accepted", "noted", "refused", "unreadable", "no answer"]

DOOR: Final = "/api/letters"
_TRIES: Final = 5
_FIRST_WAIT: Final = 0.5
_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
# What stands between us and the exchange says so; the exchange itself has not answered.
_NO_ANSWER: Final = frozenset({429, 502, 503, 504})
_TAKEN: Final = frozenset({200, 201})
_FHIR: Final = "application/fhir+json"
_LONGEST_WORD: Final = 2_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one file. `words` are the exchange's own: a refusal's text, or a problem's title."""

    verdict: Verdict
    status: int | None
    words: str = ""
    where: str | None = None

    @property
    def good(self) -> bool:
        """Whether the letters are stored."""
        return self.verdict in ("accepted", "noted")


class Door:
    """The public door of an exchange. Use it as a context, so that its connection is closed."""

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        headers = {"Content-Type": "application/xml"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(base_url=address, headers=headers, timeout=_TIMEOUT, transport=transport)
        self._wait = wait

    def __enter__(self) -> Self:
        """The door itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connection."""
        self._client.close()

    def send(self, content: bytes) -> Answer:
        """Sends one file, again and again until there is an answer or patience ends."""
        answer = self._try(content)
        wait = _FIRST_WAIT
        for _ in range(_TRIES - 1):
            if answer.verdict != "no answer":
                break
            self._wait(wait)
            wait *= 2
            answer = self._try(content)
        return answer

    def _try(self, content: bytes) -> Answer:
        try:
            response = self._client.post(DOOR, content=content)
        except httpx.TransportError as error:
            return Answer(verdict="no answer", status=None, words=type(error).__name__)
        if response.status_code in _NO_ANSWER:
            return Answer(verdict="no answer", status=response.status_code, words=response.reason_phrase)
        return _answer(response)


def _answer(response: httpx.Response) -> Answer:
    status = response.status_code
    if response.headers.get("Content-Type", "").startswith(_FHIR):
        return _of_outcome(response)
    match status:
        case 200 | 422:
            return _of_receipt(response)
        case 202 | 204:
            return Answer(verdict="noted", status=status, where=response.headers.get("Location"))
        case 400:
            return Answer(verdict="unreadable", status=status, words=_problem(response))
        case _:
            return Answer(verdict="refused", status=status, words=_problem(response))


def _of_outcome(response: httpx.Response) -> Answer:
    """What was said of a FHIR document: under which number it is stored, or which rules it breaks where."""
    status = response.status_code
    outcome = fhir.read(response.content).resource
    issues = outcome.issue if isinstance(outcome, OperationOutcome) else ()
    accepted = status in _TAKEN
    wanted = [each for each in issues if accepted or each.severity == "error"][: 1 if accepted else None]
    words = "; ".join(filter(None, map(_issue, wanted)))[:_LONGEST_WORD]
    verdict: Verdict = "accepted" if accepted else "unreadable" if status == 400 else "refused"
    return Answer(verdict=verdict, status=status, words=words, where=response.headers.get("Location"))


def _issue(issue: OperationOutcomeIssue) -> str:
    text = issue.details.text if issue.details is not None else None
    return " ".join(each for each in (*issue.expression, text, issue.diagnostics) if each)


def _of_receipt(response: httpx.Response) -> Answer:
    """A receipt's own word counts: a positive one accepts, a negative one refuses with its text."""
    status = response.status_code
    match _receipt(response.content):
        case PositiveReceipt() as receipt:
            return Answer(verdict="accepted", status=status, words=_named(receipt, response.content))
        case vans.PositiveMessage():
            return Answer(verdict="accepted", status=status, words="VANSEnvelope PositiveMessage")
        case NegativeReceipt() as receipt:
            return Answer(verdict="refused", status=status, words=_refusal(receipt, response.content))
        case vans.NegativeMessage(error=error) | vans.NegativeVans(error=error):
            return Answer(verdict="refused", status=status, words=f"VANSEnvelope {error.description}")
        case _:
            return Answer(verdict="refused", status=status, words=_problem(response))


def _receipt(content: bytes) -> object:
    """The receipt in an answer, in whatever form it came."""
    if formats.detect(content) == "vans":
        envelope = vans.read(content).envelope
        return None if envelope is None else envelope.content
    letters = [each.letter for each in formats.read(content).letters]
    return letters[0] if letters else None


def _named(receipt: PositiveReceipt | NegativeReceipt, content: bytes) -> str:
    """The kind of a receipt as its form calls it: CTL03 in EDIFACT, XCTL03 in XML."""
    kind = receipt.letter.statistical_code
    return kind.removeprefix("X") if formats.detect(content) == "edifact" else kind


def _refusal(receipt: NegativeReceipt, content: bytes) -> str:
    about = receipt.original_emessage
    texts = [(about.refuse_code, about.refuse_text)]
    texts += [(letter.refuse_code, letter.refuse_text) for letter in about.original_letters]
    words = [part for code, text in texts for part in (code, " ".join(plain(text or ()).split())) if part]
    return f"{_named(receipt, content)} " + "; ".join(dict.fromkeys(words))


def _problem(response: httpx.Response) -> str:
    """The words of a problem document (RFC 9457), or what the status is called."""
    try:
        document = msgspec.json.decode(response.content, type=dict[str, object])
    except msgspec.MsgspecError:
        return response.reason_phrase
    words = (document.get("title"), document.get("detail"))
    return ": ".join(str(word) for word in words if word)[:_LONGEST_WORD] or response.reason_phrase
