"""The service over HTTP, as a laboratory's stock reaches it: `labsvar.services.npn.stock_service.Service`."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx
import msgspec

from labsvar.identifiers.npn import DEFAULT, NumberForm, written
from labsvar.services.npn.stock_levels import Answer, Report
from labsvar.services.npn.stock_service import Drawn, Information, ServiceDown, ServiceRefused

SERIES: Final = "/api/npn/series"
RELEASES: Final = "/api/npn/releases"
NUMBERS: Final = "/api/npn/numbers"
STOCK: Final = "/api/npn/stock"
_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_COME_AGAIN: Final = frozenset({httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS})
_Told = TypeVar("_Told")


class _Ends(msgspec.Struct, frozen=True, kw_only=True):
    first: str
    last: str


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a number; a number that nobody has drawn has only a state."""

    state: str
    first: str | None = None
    last: str | None = None
    laboratory: str | None = None
    drawn_at: datetime | None = None


class _Finding(msgspec.Struct):
    rule: str = ""


class _Problem(msgspec.Struct):
    title: str = ""
    findings: tuple[_Finding, ...] = ()


class HttpService:
    """The service at an address. `laboratory` is needed by an account that acts for several."""

    def __init__(
        self,
        address: str,
        *,
        token: str | None,
        laboratory: str | None = None,
        form: NumberForm = DEFAULT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._form = form
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._laboratory = {} if laboratory is None else {"laboratory": laboratory}
        self._client = httpx.Client(base_url=address, headers=headers, timeout=_TIMEOUT, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def draw(self, size: int, *, request: str) -> Drawn:
        """A series of so many numbers; asked again with the same `request`, the same series."""
        asked = {"count": size, "message_id": request, **self._laboratory}
        ends = _read(self._answer("POST", SERIES, json=asked), _Ends)
        try:
            return Drawn(first=int(ends.first), last=int(ends.last))
        except ValueError:
            raise ServiceRefused("unreadable") from None

    def release(self, first: int, last: int) -> None:
        """Gives back a whole series that was not used."""
        self._answer(
            "POST", RELEASES, json={"first": written(first, self._form), "last": written(last, self._form)}
        )

    def information(self, number: str) -> Information | None:
        """What is known of a number; `None` for one that nobody has drawn."""
        found = _read(self._answer("GET", f"{NUMBERS}/{number}"), _Found)
        if found.drawn_at is None or found.first is None or found.last is None:
            return None
        return Information(
            first=int(found.first),
            last=int(found.last),
            drawn_by=found.laboratory or "",
            drawn_at=found.drawn_at,
            released=found.state == "released",
        )

    def report(self, report: Report) -> Answer:
        """Tells how the stock stands."""
        told = {**msgspec.to_builtins(report), **self._laboratory}
        return _read(self._answer("POST", STOCK, json=told), Answer)

    def _answer(self, method: str, path: str, **options: Any) -> bytes:
        try:
            response = self._client.request(method, path, **options)
        except httpx.TransportError:
            raise ServiceDown from None
        if response.is_success:
            return response.content
        if response.is_server_error or response.status_code in _COME_AGAIN:
            raise ServiceDown
        raise ServiceRefused(_code(response))


def _read(body: bytes, kind: type[_Told]) -> _Told:
    """An answer. One that cannot be read is as good as none, and is asked for again."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise ServiceDown from None


def _code(response: httpx.Response) -> str:
    """The rule that the service names, or the number of the answer."""
    try:
        problem = msgspec.json.decode(response.content, type=_Problem)
    except msgspec.MsgspecError:
        problem = _Problem()
    return next((each.rule for each in problem.findings if each.rule), str(response.status_code))
