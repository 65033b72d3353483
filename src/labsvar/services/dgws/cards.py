"""Whether the id card of a call counts, and how surely it tells who calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from lxml import etree

from labsvar.services.dgws import idcard, rules, signing
from labsvar.services.dgws.envelope import Call
from labsvar.services.dgws.model import Credentials, Header, IdCard, Refused
from labsvar.services.dgws.names import CARD_ID, tag
from labsvar.services.dgws.signing import TrustList

HIGHEST: Final = 4
_SIGNED: Final = 3


def _nobody(_: Credentials) -> bool:
    return False


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a service asks of a card: the lowest level, whose signatures count, and which passwords.

    Assumption: no card holds longer than a day, the longest lifetime that is in use. `skew` is how far the
    clock of a token service may be ahead of ours; that it may be at all is an assumption too.
    """

    lowest_level: int = _SIGNED
    trust: TrustList = msgspec.field(default_factory=TrustList)
    is_right: Callable[[Credentials], bool] = _nobody
    longest: timedelta = timedelta(hours=24)
    skew: timedelta = timedelta(minutes=1)


def accepted(call: Call, terms: Terms, *, at: datetime) -> IdCard:
    """The card of a call that counts. Raises `Refused` with the fault code of the profile otherwise."""
    _see_wishes(call.header)
    if call.security is None:
        raise Refused("missing_required_header", rules.MISSING_HEADER, name="wsse:Security")
    assertion = _assertion(call.security)
    card = idcard.read(assertion)
    _see_level(card, call.header, terms)
    if card.level >= _SIGNED:
        # What counts is what was signed, not what stands in the call.
        card = idcard.read(signing.verified(assertion, trust=terms.trust, at=at))
        _see_level(card, call.header, terms)
    elif card.level > 1 and (card.credentials is None or not terms.is_right(card.credentials)):
        raise Refused("invalid_username_password", rules.PASSWORD)
    _see_dates(card, terms, at=at)
    return card


def _see_wishes(header: Header) -> None:
    if header.wants_receipt:
        raise Refused("nonrepudiation_not_supported", rules.RECEIPT)
    if header.security_level is not None and header.security_level > HIGHEST:
        raise Refused("signature_not_supported", rules.WHOLE_MESSAGE)


def _assertion(security: etree._Element) -> etree._Element:
    """The one assertion right under the security header; a second one, or a second element with its id
    anywhere in the call, is how a signature is made to seem to cover what it does not."""
    found = security.findall(tag("saml:Assertion"))
    if not found:
        raise Refused("missing_required_header", rules.MISSING_HEADER, name="saml:Assertion")
    root = security.getroottree().getroot()
    everywhere = list(root.iter(tag("saml:Assertion")))
    same_id = [each for each in root.iter() if CARD_ID in (each.get("id"), each.get("Id"), each.get("ID"))]
    if len(found) > 1 or everywhere != found or same_id != found:
        raise Refused("invalid_idcard", rules.CARD_NOT_ALONE)
    return found[0]


def _see_level(card: IdCard, header: Header, terms: Terms) -> None:
    if card.level > HIGHEST:
        raise Refused("signature_not_supported", rules.WHOLE_MESSAGE)
    if header.security_level not in (None, card.level):
        raise Refused("security_level_failed", rules.LEVEL_DIFFERS)
    if card.level < terms.lowest_level:
        raise Refused("security_level_failed", rules.LEVEL, lowest=terms.lowest_level)


def _see_dates(card: IdCard, terms: Terms, *, at: datetime) -> None:
    if card.valid_until <= card.valid_from:
        raise Refused("invalid_idcard", rules.CARD, name="NotOnOrAfter")
    if card.valid_until - card.valid_from > terms.longest:
        hours = int(terms.longest.total_seconds() // 3600)
        raise Refused("invalid_idcard", rules.LIFETIME, hours=hours)
    if at >= card.valid_until:
        raise Refused("expired_idcard", rules.EXPIRED)
    if at < card.valid_from - terms.skew:
        raise Refused("invalid_idcard", rules.NOT_YET)
