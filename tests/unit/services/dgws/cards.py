"""Cards and calls for the tests, made with real keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from labsvar.services.dgws import CareProvider, Credentials, Header, IdCard, Refused, Terms, envelope
from labsvar.services.dgws.cards import accepted
from labsvar.services.dgws.idcard import write
from labsvar.services.dgws.tokens import TokenService, make

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SERVICE: TokenService = make(at=NOW - timedelta(days=1))
PROVIDER = CareProvider(format="medcom:cvrnumber", number="00000000", name="Testlaboratoriet")
TERMS = Terms(trust=SERVICE.trust)
BODY = etree.fromstring('<p:Ping xmlns:p="urn:test"><p:Word>hej</p:Word></p:Ping>')


def card(**changes: Any) -> IdCard:
    """A system card of level 3 that holds for an hour."""
    said: dict[str, Any] = {
        "card_id": "kort-1",
        "version": "1.0.1",
        "kind": "system",
        "level": 3,
        "issuer": "Prøve",
        "subject": "00000000",
        "subject_format": "medcom:cvrnumber",
        "system": "Prøvesystem",
        "care_provider": PROVIDER,
        "valid_from": NOW,
        "valid_until": NOW + timedelta(hours=1),
    }
    return IdCard(**said | changes)


def signed(**changes: Any) -> etree._Element:
    return SERVICE.sign(card(**changes), at=NOW)


def password(username: str = "bruger", word: str = "kode") -> etree._Element:
    return write(card(level=2, credentials=Credentials(username=username, password=word)), issued=NOW)


def sent(assertion: etree._Element | None, **header: Any) -> bytes:
    return envelope.call(Header(message_id="m1", **header), body=BODY, card=assertion)


def judged(data: bytes, *, terms: Terms = TERMS, at: datetime = NOW) -> IdCard:
    return accepted(envelope.read(data), terms, at=at)


def fault(data: bytes, *, terms: Terms = TERMS, at: datetime = NOW) -> tuple[str, str]:
    """The fault code and the rule with which a call is refused."""
    try:
        judged(data, terms=terms, at=at)
    except Refused as refused:
        return refused.code, refused.rule.id
    return "", ""
