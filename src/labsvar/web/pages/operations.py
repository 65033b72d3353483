"""What operators see: letters with their state and findings, and what needs a person's eyes.

Letters are found by numbers, states and times. Nothing here is about a person, so nothing here is a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple, get_args
from urllib.parse import urlencode

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.database.operations import Alarm, ListedLetter, Operations, Place, Search
from labsvar.database.results import PostgresResults
from labsvar.exchange.model import State
from labsvar.findings import Finding
from labsvar.letters.zone import DENMARK
from labsvar.results.model import Withdrawal
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import NUL, Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

BASE: Final = "/operations"
LETTERS_ON_A_PAGE: Final = 50
_LONGEST_REASON: Final = 350
_MOST_RESULTS: Final = 999
"""More than the standards allow in a letter, since receivers lift their bounds."""
STATES: Final[tuple[State, ...]] = get_args(State)
_FIELDS: Final = (
    ("sender", "search_sender"),
    ("receiver", "search_receiver"),
    ("sample_number", "search_sample_number"),
    ("requester_number", "search_requester_number"),
    ("letter_number", "search_letter_number"),
    ("envelope_number", "search_envelope_number"),
)
_FACTS: Final = (
    ("kind", "kind"),
    ("version", "version"),
    ("databank", "databank"),
    ("sender", "sender"),
    ("receiver", "receiver"),
    ("envelope_number", "search_envelope_number"),
    ("sample_number", "search_sample_number"),
    ("requester_number", "search_requester_number"),
    ("emessage_id", "emessage"),
    ("attempts", "attempts"),
    ("problem", "delivery_problem"),
)


class LetterLine(NamedTuple):
    """One letter in the list."""

    id: int
    arrived: str
    state: State
    kind: str | None
    version: str | None
    databank: str | None
    sender: str | None
    receiver: str | None
    letter_number: str | None
    envelope_number: str | None
    sample_number: str | None
    errors: int
    others: int


class FindingLine(NamedTuple):
    """One finding in the reader's language."""

    severity: str
    text: str
    todo: str
    rule: str
    line: int | None
    path: str | None
    source: str


class AlarmLine(NamedTuple):
    """One alarm; `href` searches for the number it is about."""

    at: str
    kind: str
    sender: str
    number: str | None
    href: str


class TombLine(NamedTuple):
    """A withdrawal; `result` counts the results of the letter from 1, and is `None` for all of it."""

    result: int | None
    when: str
    by: str
    reason: str


class OperationsPages(Controller):
    """The operator's pages."""

    path = BASE

    @get("/", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def letters(self, request: PageRequest) -> Page:
        """The letters that fit a search, newest first."""
        query = request.query_params
        search, after = _search(query), _place(query.get("after", ""))
        found = _operations(request).search(search, after=after, limit=LETTERS_ON_A_PAGE)
        texts = texts_of(request)
        said = {name: value for name in _SAID if (value := query.get(name, ""))}
        older = (
            None if found.after is None else f"{BASE}?{urlencode({**said, 'after': _written(found.after)})}"
        )
        return page(
            request,
            "operations.html",
            letters=[_line(letter, texts) for letter in found.letters],
            search={name: query.get(name, "") for name in _SAID},
            searched=bool(said),
            search_fields=_FIELDS,
            states=STATES,
            older_href=older,
            newest_href=f"{BASE}?{urlencode(said)}" if after is not None else None,
        )

    @get("/letters/{arrival_id:int}", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def letter(self, request: PageRequest, arrival_id: FromPath[int]) -> Page:
        """One letter and everything that was found in it."""
        return _letter_page(request, _arrived(request, arrival_id))

    @post("/letters/{arrival_id:int}", opt=needs(Right.WITHDRAW_LETTERS))
    async def withdraw(self, request: PageRequest, arrival_id: FromPath[int]) -> Page | Response[None]:
        """Withdraws the letter or one of its results (rule S6), or says what is wrong with the form."""
        fields = await form_of(request)
        return await to_thread.run_sync(_withdraw, request, arrival_id, fields)

    @get("/alarms", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def alarms(self, request: PageRequest) -> Page:
        """What a person should look at, newest first."""
        text = request.query_params.get("before", "")
        before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
        found = _operations(request).alarms(before=before, limit=LETTERS_ON_A_PAGE)
        older = found[-1].alarm_id if len(found) == LETTERS_ON_A_PAGE else None
        texts = texts_of(request)
        return page(request, "alarms.html", alarms=[_alarm(each, texts) for each in found], older=older)


_SAID: Final = (*(name for name, _ in _FIELDS), "state", "since", "until")


def _search(query: Mapping[str, str]) -> Search:
    """The search in an address; what cannot be understood is taken as not asked."""
    wanted = {name: query.get(name, "").replace(NUL, "").strip()[:40] or None for name, _ in _FIELDS}
    state = next((each for each in STATES if each == query.get("state")), None)
    until = _midnight(query.get("until", ""))
    return Search(
        **wanted,
        state=state,
        since=_midnight(query.get("since", "")),
        until=None if until is None else until + timedelta(days=1),
    )


def _midnight(text: str) -> datetime | None:
    """The beginning of a Danish day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The first and the last year are out of reach of every zone.
    return datetime.combine(day, time(), tzinfo=DENMARK) if 2 <= day.year <= 9990 else None


def _place(text: str) -> Place | None:
    at, _, arrival = text.partition("~")
    try:
        return Place(at=datetime.fromtimestamp(int(at) / 1e6, UTC), arrival_id=int(arrival))
    except (ValueError, OverflowError, OSError):
        return None


def _written(place: Place) -> str:
    # Microseconds as a whole number, so that a place read again is the very same.
    since = place.at - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(microseconds=1)}~{place.arrival_id}"


def _line(letter: ListedLetter, texts: Texts) -> LetterLine:
    errors = sum(finding.severity == "error" for finding in letter.findings)
    return LetterLine(
        id=letter.arrival_id,
        arrived=moment(letter.at, texts),
        state=letter.state,
        kind=letter.kind,
        version=letter.version,
        databank=letter.databank,
        sender=letter.sender,
        receiver=letter.receiver,
        letter_number=letter.letter_number,
        envelope_number=letter.envelope_number,
        sample_number=letter.sample_number,
        errors=errors,
        others=len(letter.findings) - errors,
    )


def _finding(finding: Finding, texts: Texts) -> FindingLine:
    danish = texts.language == "da"
    return FindingLine(
        severity=finding.severity,
        text=finding.da if danish else finding.en,
        todo=finding.todo_da if danish else finding.todo_en,
        rule=finding.rule,
        line=finding.line,
        path=finding.path,
        source=finding.source,
    )


def _arrived(request: PageRequest, arrival_id: int) -> ListedLetter:
    """One letter that arrived. Raises `NotFoundException` when none did under this number."""
    letter = _operations(request).letter(arrival_id) if 0 < arrival_id < 2**63 else None
    if letter is None:
        raise NotFoundException
    return letter


def _letter_page(
    request: PageRequest, letter: ListedLetter, *, problem: str | None = None, status: int = 200
) -> Page:
    texts = texts_of(request)
    facts = [(label, value) for name, label in _FACTS if (value := getattr(letter, name)) is not None]
    stored = _stored(request, letter)
    tombs = () if stored is None else _results(request).withdrawals(*stored)
    return page(
        request,
        "operations_letter.html",
        status=status,
        letter=_line(letter, texts),
        facts=[*facts, ("channel", texts(f"channel.{letter.channel}"))],
        findings=[_finding(finding, texts) for finding in letter.findings],
        tombs=[_tomb(tomb, texts) for tomb in tombs],
        may_withdraw=stored is not None,
        problem=problem,
    )


# Withdrawing ---------------------------------------------------------------------------------


def _stored(request: PageRequest, letter: ListedLetter) -> tuple[str, str] | None:
    """The key of the person and the id of a letter that was stored; `None` for one that was not."""
    if letter.letter_id is None or letter.sender is None or letter.letter_number is None:
        return None
    found = _results(request).find(sender=letter.sender, letter_number=letter.letter_number)
    return found if found is not None and found[1] == letter.letter_id else None


def _withdraw(request: PageRequest, arrival_id: int, fields: Mapping[str, str]) -> Page | Response[None]:
    letter = _arrived(request, arrival_id)
    stored = _stored(request, letter)
    if stored is None:
        raise NotFoundException
    reason = " ".join(fields.get("reason", "").split())[:_LONGEST_REASON]
    if not reason:
        return _letter_page(request, letter, problem="withdraw_reason_missing", status=400)
    number = fields.get("result", "").strip()
    if number and not (number.isascii() and number.isdigit() and 0 < int(number[:4]) <= _MOST_RESULTS):
        return _letter_page(request, letter, problem="withdraw_result_wrong", status=400)
    try:
        _results(request).withdraw(
            person_key=stored[0],
            letter_id=stored[1],
            position=int(number) - 1 if number else None,
            by=_name(request),
            reason=reason,
        )
    except KeyError:
        return _letter_page(request, letter, problem="withdraw_result_wrong", status=400)
    return see_other(f"{BASE}/letters/{arrival_id}")


def _name(request: PageRequest) -> str:
    assert request.user is not None, "the guard has let in an operator"
    viewer = request.user.viewer
    return f"{viewer.name}, {viewer.organisation}" if viewer.organisation else viewer.name


def _tomb(tomb: Withdrawal, texts: Texts) -> TombLine:
    return TombLine(
        result=None if tomb.position is None else tomb.position + 1,
        when=moment(tomb.withdrawn_at, texts),
        by=tomb.withdrawn_by,
        reason=tomb.reason,
    )


def _results(request: PageRequest) -> PostgresResults:
    results: PostgresResults = request.app.state.database.results
    return results


# Alarms --------------------------------------------------------------------------------------


def _alarm(alarm: Alarm, texts: Texts) -> AlarmLine:
    field = "envelope_number" if alarm.kind == "envelope_number_reused" else "letter_number"
    asked = {"sender": alarm.sender, field: alarm.number or ""}
    return AlarmLine(
        at=moment(alarm.at, texts),
        kind=alarm.kind,
        sender=alarm.sender,
        number=alarm.number,
        href=f"{BASE}?{urlencode(asked)}",
    )


def _operations(request: PageRequest) -> Operations:
    operations: Operations = request.app.state.database.operations
    return operations
