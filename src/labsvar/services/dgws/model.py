"""The header and the id card of Den Gode Webservice, and the fault that answers a call that is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from labsvar.findings import Finding, Rule
from labsvar.services.dgws.names import FaultCode, Priority, TimeOut

CardType = Literal["user", "system"]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`medcom:Header` in the order of the profile; `flow_status` may be a fault code too."""

    message_id: str
    security_level: int | None = None
    time_out: TimeOut | None = None
    flow_id: str | None = None
    in_response_to: str | None = None
    flow_status: str | None = None
    priority: Priority | None = None
    wants_receipt: bool = False


class CareProvider(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind a system: the kind of number, as in `medcom:cvrnumber`, the number and the name."""

    format: str
    number: str
    name: str


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses the system, on a user's card. Never logged."""

    number: str
    given_name: str
    surname: str
    email: str = ""
    role: str = ""
    occupation: str = ""
    authorisation: str = ""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """User name and password on a card of level 2."""

    username: str
    password: str


class IdCard(msgspec.Struct, frozen=True, kw_only=True):
    """An id card: who calls, with which system, on whose behalf, and how surely that is known (`level`).

    It holds from `valid_from` until just before `valid_until`.
    """

    card_id: str
    version: str
    kind: CardType
    level: int
    issuer: str
    subject: str
    subject_format: str
    system: str
    care_provider: CareProvider
    valid_from: datetime
    valid_until: datetime
    user: User | None = None
    credentials: Credentials | None = None


class Refused(Exception):
    """A call that is refused: the fault code of the profile, and the rule that says why."""

    def __init__(self, code: FaultCode, rule: Rule, *, path: str | None = None, **parts: object) -> None:
        super().__init__(rule.id)
        self.code = code
        self.rule = rule
        self.finding: Finding = rule.at(line=None, path=path, **parts)
