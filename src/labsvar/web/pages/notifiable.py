"""What the surveillance role sees of notifiable findings: how many, and who, of days of sampling.

Counts look at nobody. The list looks at everybody on it, for a reason that is asked for, and each look
leaves its event (rule S18).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, get, post

from labsvar.database import Database
from labsvar.database.notifiable import ListedPerson, Period
from labsvar.letters.zone import DENMARK
from labsvar.notifiable import Standing
from labsvar.web import reasons
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, texts_of
from labsvar.web.personas import written
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.notifiable import disease
from labsvar.web.views.times import moment

PATH: Final = "/surveillance/notifiable"
LONGEST_DAYS: Final = 92
"""How many days can be asked for at once: every report of them is read."""
_DAYS_AT_FIRST: Final = 7


class FindingRow(NamedTuple):
    """One finding in a line; names and numbers of the person stand once for several."""

    disease: str
    list: str
    isolate: str
    state: str
    kind: str
    sampled: str
    resulted: str
    sender: str


class PersonRow(NamedTuple):
    """A person with findings."""

    name: str
    number: str
    findings: tuple[FindingRow, ...]


class NotifiablePages(Controller):
    """Counts by list, disease, source and month; and the list of persons."""

    path = PATH

    @get("/", opt=needs(Right.SEE_SURVEILLANCE), sync_to_thread=True)
    def counts(self, request: PageRequest) -> Page:
        """How many findings stand, and the form for the list."""
        return _counts(request, dict(request.query_params))

    @post("/", opt=needs(Right.SEE_SURVEILLANCE))
    async def listed(self, request: PageRequest) -> Page:
        """Who has a finding that stands; says what is wrong with the form instead."""
        fields = dict(await form_of(request))
        return await to_thread.run_sync(lambda: _listed(request, fields))


def _counts(request: PageRequest, fields: dict[str, str], *, problem: str | None = None) -> Page:
    period, wrong = _period(fields)
    problem = problem or wrong
    texts = texts_of(request)
    found = () if problem else _database(request).notifiable.counts(period)
    return page(
        request,
        "notifiable.html",
        status=400 if problem else 200,
        problem=problem,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        counts=[(each, disease(each.disease, texts)) for each in found],
        reasons=reasons.FOR_SURVEILLANCE,
        persons=None,
    )


def _listed(request: PageRequest, fields: dict[str, str]) -> Page:
    period, problem = _period(fields)
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""), choices=reasons.FOR_SURVEILLANCE)
    if problem is not None or reason is None:
        return _counts(request, fields, problem=problem or "reason_missing")
    assert request.user is not None, "only someone signed in has the right"
    found = _database(request).notifiable.listed(period, viewer=request.user.viewer, reason=reason)
    texts = texts_of(request)
    return page(
        request,
        "notifiable.html",
        problem=None,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        counts=(),
        reasons=reasons.FOR_SURVEILLANCE,
        persons=[_person(each, texts) for each in found],
    )


def _period(fields: dict[str, str]) -> tuple[Period, str | None]:
    """The days that are asked for, else the last week; and what is wrong with them."""
    today = datetime.now(UTC).astimezone(DENMARK).date()
    usual = Period(first=today - timedelta(days=_DAYS_AT_FIRST - 1), last=today)
    if not fields.get("first") and not fields.get("last"):
        return usual, None
    try:
        asked = Period(
            first=date.fromisoformat(fields.get("first", "")), last=date.fromisoformat(fields.get("last", ""))
        )
    except ValueError:
        return usual, "period_wrong"
    if not 0 <= (asked.last - asked.first).days < LONGEST_DAYS or asked.last == date.max:
        return asked, "period_wrong"
    return asked, None


def _person(listed: ListedPerson, texts: Texts) -> PersonRow:
    person = listed.person
    name = " ".join(part for part in (person.given_name, person.surname) if part)
    return PersonRow(name, written(person.key), tuple(_finding(each, texts) for each in listed.findings))


def _finding(standing: Standing, texts: Texts) -> FindingRow:
    report, match = standing.report, standing.match
    return FindingRow(
        disease=disease(match.disease, texts),
        list=match.list,
        isolate=match.isolate,
        state=match.state,
        kind=report.kind,
        sampled=moment(report.sampled_at, texts),
        resulted=moment(report.resulted_at, texts),
        sender=report.sender.name,
    )


def _database(request: PageRequest) -> Database:
    database: Database = request.app.state.database
    return database
