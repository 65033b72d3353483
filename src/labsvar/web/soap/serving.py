"""One call of a service: bytes in, status and bytes out. Knows nothing of HTTP but what the answer needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

import msgspec
import structlog
from lxml import etree

from labsvar.exchange.failures import told
from labsvar.services.dgws import Call, Header, IdCard, Limits, Refused, Terms, accepted, envelope, rules
from labsvar.services.dgws.calls import CallEntry, CallLog, digest
from labsvar.services.dgws.names import FINALIZED

_log = structlog.get_logger(__name__)
_FAULT: Final = 500
"""SOAP 1.1, section 6.2: a fault is answered with this status."""


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A call whose id card counts. `secure` says whether it came over HTTPS."""

    header: Header
    card: IdCard
    body: etree._Element
    at: datetime
    secure: bool


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation answers, and the ids of rules that it warns about."""

    body: etree._Element
    warnings: tuple[str, ...] = ()


Operation: TypeAlias = Callable[[Called], Done]


class SoapService(msgspec.Struct, frozen=True, kw_only=True):
    """A service: its WSDL with `{address}` where its address goes, what each element of a body asks for, what
    it asks of id cards, and where its calls are kept."""

    name: str
    wsdl: str
    operations: Mapping[str, Operation]
    terms: Terms
    log: CallLog
    limits: Limits = Limits()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer over HTTP."""

    status: int
    body: bytes
    warnings: tuple[str, ...] = ()


class _Seen(msgspec.Struct):
    """What is known of a call so far, for the log."""

    call: Call | None = None
    caller: str = ""
    card_id: str = ""
    digest: str = ""


def serve(service: SoapService, data: bytes, *, at: datetime, secure: bool) -> Answer:
    """Carries out a call; whatever happens is answered and kept in the log."""
    seen = _Seen()
    try:
        done = _carried_out(service, data, seen, at=at, secure=secure)
    except Refused as refused:
        return _refused(service, refused, seen, at=at, secure=secure)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the caller gets a fault and not a page
        _note_failure(service, problem)
        failed = Refused("processing_problem", rules.FAILED)
        return _refused(service, failed, seen, at=at, secure=secure)
    assert seen.call is not None, "what was carried out was read"
    service.log.note(_entry(service, seen, outcome=FINALIZED, at=at, secure=secure))
    return Answer(status=200, body=envelope.answer(seen.call.header, done.body), warnings=done.warnings)


def _carried_out(service: SoapService, data: bytes, seen: _Seen, *, at: datetime, secure: bool) -> Done:
    call = seen.call = envelope.read(data, limits=service.limits)
    card = accepted(call, service.terms, at=at)
    seen.caller, seen.card_id, seen.digest = caller_of(card), card.card_id, digest(call.body)
    operation = service.operations.get(call.operation)
    if operation is None:
        raise Refused("syntax_error", rules.UNKNOWN_OPERATION)
    before = service.log.digest_of(
        service=service.name, caller=seen.caller, message_id=call.header.message_id
    )
    if before not in (None, seen.digest):
        raise Refused("processing_problem", rules.MESSAGE_REUSED)
    return operation(Called(header=call.header, card=card, body=call.body, at=at, secure=secure))


def caller_of(card: IdCard) -> str:
    """Who calls, as the log has it: a system on behalf of an organisation; never the user of the system."""
    provider = card.care_provider
    return f"{card.system} {provider.format}:{provider.number}"


def _refused(service: SoapService, refused: Refused, seen: _Seen, *, at: datetime, secure: bool) -> Answer:
    header = None if seen.call is None else seen.call.header
    service.log.note(_entry(service, seen, outcome=refused.code, rule=refused.rule.id, at=at, secure=secure))
    return Answer(status=_FAULT, body=envelope.fault(header, refused))


def _entry(
    service: SoapService, seen: _Seen, *, outcome: str, at: datetime, secure: bool, rule: str = ""
) -> CallEntry:
    call = seen.call
    known = call is not None and call.operation in service.operations
    return CallEntry(
        service=service.name,
        operation=etree.QName(call.body).localname if call is not None and known else "",
        caller=seen.caller,
        card_id=seen.card_id,
        message_id="" if call is None else call.header.message_id,
        flow_id="" if call is None else call.header.flow_id or "",
        at=at,
        outcome=outcome,
        rule=rule,
        digest=seen.digest,
        secure=secure,
    )


def _note_failure(service: SoapService, problem: Exception) -> None:
    """Logs where in our code a call failed; the text of the exception may hold values (rule S18)."""
    _log.error("soap.failed", service=service.name, **told(problem))
