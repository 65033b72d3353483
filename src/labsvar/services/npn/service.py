"""The service for national sample numbers: the three operations, and what is done by hand.

    service.draw(account, size, laboratory=None, message_id=..., at=...)      GetAnalysisIdentifiers
    service.free(account, first, last, at=...)                                SetAnalysisIdentifiersFree
    service.information(number)                                               GetAnalysisIdentifierInformation
    service.draw_by_mail(...)    service.register(...)                        the operator's

The names of the operations are those of MedCom, "Den Gode NationalePrøveNummer Service", version 1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from labsvar.identifiers import npn
from labsvar.services.dgws import rules as dgws_rules
from labsvar.services.dgws.model import Credentials, IdCard, Refused
from labsvar.services.npn import service_rules as rules
from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.connections import Connections, ConnectionTerms, hash_of
from labsvar.services.npn.series import NumberSettings, Series, SeriesStore, Wanted

WARN_PLAIN_HTTP: Final = dgws_rules.PLAIN_HTTP.id


class NpnTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation has set for the service."""

    numbers: NumberSettings = NumberSettings()
    connections: ConnectionTerms = ConnectionTerms()


class NpnService:
    """Hands out series, takes whole ones back, and tells who drew a number."""

    def __init__(
        self, series: SeriesStore, connections: Connections, *, settings: NumberSettings | None = None
    ) -> None:
        self._series = series
        self.connections = connections
        self.settings = settings or NumberSettings()

    def account_of(self, card: IdCard) -> Account:
        """The open account behind an id card. Raises `Refused`."""
        found = self.connections.register().by_card(system=card.system, care_provider=card.care_provider)
        # A card of level 2 proves who holds its password, whatever organisation it names.
        if found is None or (card.credentials is not None and card.credentials.username != found.key):
            raise Refused("not_authorized", dgws_rules.UNKNOWN_CALLER)
        return found

    def account_of_token(self, token: str) -> Account | None:
        """The open account that a token was given to."""
        return self.connections.register().by_token(hash_of(token))

    def is_right(self, credentials: Credentials) -> bool:
        """Whether a user name and a password are those of an open account."""
        account = self.account_of_token(credentials.password)
        return account is not None and account.key == credentials.username

    def draw(
        self, account: Account, size: int, *, laboratory: str | None, message_id: str, at: datetime
    ) -> Series:
        """A new series; the same one when the same message comes again. Raises `Refused`."""
        of = self.laboratory_of(account, laboratory)
        supplier = self.connections.register().suppliers[account.supplier]
        is_new = supplier.agreed_on >= self.connections.terms.new_from
        if is_new and supplier.certification != "certified":
            raise Refused("not_authorized", rules.NOT_CERTIFIED)
        return self._series.draw(
            Wanted(
                size=self._size(size),
                origin="drawn",
                supplier=account.supplier,
                laboratory=of,
                department=account.department,
                account=account.key,
                message_id=message_id,
                at=at,
                who=account.key,
            )
        )

    def free(self, account: Account, first: str, last: str, *, at: datetime) -> Series:
        """Releases a whole series that the account's laboratory drew. Raises `Refused`.

        A series that is released already is given as it is, so that a call can be sent again.
        """
        lower, upper = self._numbers(first, last)
        found = self._series.of_number(lower)
        if found is None or (found.first, found.last) != (lower, upper) or found.origin == "registered":
            raise Refused("processing_problem", rules.NOT_A_SERIES)
        if found.supplier != account.supplier or account.laboratory not in ("", found.laboratory):
            raise Refused("not_authorized", rules.OTHER_LABORATORY)
        if found.freed_at is not None:
            return found
        return self._series.free(
            found.series_id, at=at, by=account.key, reusable=self.settings.reuse_released
        )

    def information(self, number: str) -> Series | None:
        """The newest series that a number is in; `None` when nobody has drawn it. Raises `Refused`."""
        return self._series.of_number(self._numbers(number, number)[0])

    def laboratory_of(self, account: Account, named: str | None) -> str:
        """The laboratory an account acts for: its own, or the one it names. Raises `Refused`."""
        if account.laboratory:
            if named not in (None, account.laboratory):
                raise Refused("not_authorized", rules.OTHER_LABORATORY)
            return account.laboratory
        if named is None:
            raise Refused("processing_problem", rules.NAME_LABORATORY)
        found = self.connections.register().laboratories.get(named)
        if found is None or not found.is_open or found.supplier != account.supplier:
            raise Refused("not_authorized", rules.OTHER_LABORATORY)
        return named

    def draw_by_mail(
        self, laboratory: str, size: int, *, asked_by: str, answered_by: str, at: datetime
    ) -> Series:
        """A series for a laboratory that asked by mail. Raises `Refused`.

        Source: the connection agreement, which replaces the drawing by hand on a page so for now.
        """
        register = self.connections.register()
        found = register.laboratories.get(laboratory)
        if found is None or not found.is_open:
            raise Refused("processing_problem", rules.UNKNOWN)
        return self._series.draw(
            self._by_hand(found.supplier, laboratory, size, asked_by, answered_by, at=at)
        )

    def register(
        self, first: str, last: str, *, supplier: str, laboratory: str, note: str, who: str, at: datetime
    ) -> Series:
        """Notes a series that was drawn elsewhere before, so that no draw meets it. Raises `Refused`."""
        lower, upper = self._numbers(first, last)
        if not note.strip() or not who.strip():
            raise Refused("processing_problem", rules.BLANK)
        wanted = Wanted(
            size=upper - lower + 1,
            origin="registered",
            supplier=supplier,
            laboratory=laboratory,
            department="",
            account="",
            message_id="",
            at=at,
            who=who,
            note=note,
        )
        return self._series.register(wanted, first=lower, last=upper)

    def series(self, *, supplier: str | None = None, most: int = 200) -> Sequence[Series]:
        """The newest series, of one supplier or of all, newest first."""
        return self._series.of(supplier=supplier, most=most)

    def written(self, number: int) -> str:
        """A number with all its digits."""
        return npn.written(number, self.settings.form)

    def _by_hand(
        self, supplier: str, laboratory: str, size: int, asked_by: str, answered_by: str, *, at: datetime
    ) -> Wanted:
        if not asked_by.strip() or not answered_by.strip():
            raise Refused("processing_problem", rules.BLANK)
        return Wanted(
            size=self._size(size),
            origin="mailed",
            supplier=supplier,
            laboratory=laboratory,
            department="",
            account="",
            message_id="",
            at=at,
            who=answered_by,
            note=asked_by,
        )

    def _size(self, size: int) -> int:
        smallest, largest = self.settings.smallest_draw, self.settings.largest_draw
        if not smallest <= size <= largest:
            raise Refused("processing_problem", rules.SIZE, smallest=smallest, largest=largest)
        return size

    def _numbers(self, first: str, last: str) -> tuple[int, int]:
        form = self.settings.form
        right = npn.has_form(first, form) and npn.has_form(last, form)
        if not right or int(first) > int(last):
            raise Refused("processing_problem", rules.FORM, length=form.length)
        return int(first), int(last)


def plain_http(account: Account, *, at: datetime, demo: bool) -> tuple[str, ...]:
    """The warnings of a call over plain HTTP. Raises `Refused` when it is not allowed, or no more.

    A demonstration on one machine takes it from a system that nothing is set for. Assumption: the fault code is
    not_authorized; the days are those of UTC.
    """
    until = account.plain_http_until
    if until is None and demo:
        return ()
    if until is None or at.astimezone(UTC).date() > until:
        raise Refused("not_authorized", dgws_rules.PLAIN_HTTP)
    return (WARN_PLAIN_HTTP,)
