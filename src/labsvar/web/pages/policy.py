"""What operators see of the policy: which kinds of letters are taken, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from litestar import Controller, get

from labsvar.exchange.policy import ANY, Line, Policy, Verdict
from labsvar.letters.zone import DENMARK
from labsvar.web.pages.frame import Page, PageRequest, page, texts_of
from labsvar.web.rights import Right, needs

PATH: Final = "/operations/policy"


class PolicyRow(NamedTuple):
    """One line of the table; `None` stands for any, and `since` is `None` for one that always held."""

    kind: str | None
    version: str | None
    sender: str | None
    since: str | None
    verdict: Verdict
    reason: str
    future: bool


class PolicyPages(Controller):
    """The table, most specific lines first."""

    path = PATH

    @get("/", opt=needs(Right.SEE_LETTER_FLOW), sync_to_thread=True)
    def table(self, request: PageRequest) -> Page:
        """Every line, as the settings have it."""
        policy: Policy = request.app.state.database.exchange.policy
        today = datetime.now(UTC).astimezone(DENMARK).date()
        danish = texts_of(request).language == "da"
        return page(
            request,
            "policy.html",
            rows=[_row(line, today=today, danish=danish) for line in policy.in_order()],
        )


def _row(line: Line, *, today: date, danish: bool) -> PolicyRow:
    return PolicyRow(
        kind=_named(line.kind),
        version=_named(line.version),
        sender=_named(line.sender),
        since=None if line.since == date.min else line.since.isoformat(),
        verdict=line.verdict,
        reason=line.reason_da if danish else line.reason_en,
        future=line.since > today,
    )


def _named(value: str) -> str | None:
    return None if value == ANY else value
