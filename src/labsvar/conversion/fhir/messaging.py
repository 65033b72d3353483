"""MedCom's FHIR messages: content in a Bundle under a MessageHeader, its acknowledgement, and both in an envelope.

message(content, head)               a message Bundle; `head` says who sends it to whom, as what, when
acknowledgement(of, ...)             what a receiver answers every message with, and never an acknowledgement
read(bundle)                         the head of a message that the rules find in order
resent(bundle, ...)                  the same message once more: a new Bundle.id and time, nothing else
enveloped(bundle, kind=...)          the VANSEnvelope around either

MedCom has no event for an answer of a laboratory: whoever wraps one names the event and the definition that the
two sides have agreed on, and our rules note that it is none of those in force.

Sources: MedCom, dk-medcom-messaging 4.0.1; dk-medcom-acknowledgement 2.0.3; MedCom-FHIR-Communication.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.checks.fhir.messages import use_of
from labsvar.conversion.fhir import parts, texts
from labsvar.conversion.fhir.making import name_based
from labsvar.conversion.fhir.systems import own_system
from labsvar.formats import fhir, vans
from labsvar.formats.fhir.medcom import (
    ACKNOWLEDGEMENT,
    ACTIVITY_SYSTEM,
    ERROR_SYSTEM,
    EVENT_SYSTEM,
    GLN,
    GLNS,
    SOR,
    USE,
    USE_SYSTEM,
    ErrorCode,
    Outcome,
)
from labsvar.formats.fhir.resources import (
    AnyResource,
    Bundle,
    BundleEntry,
    CodeableConcept,
    Coding,
    Extension,
    Identifier,
    MessageHeader,
    MessageHeaderDestination,
    MessageHeaderResponse,
    MessageHeaderSource,
    OperationOutcome,
    OperationOutcomeIssue,
    Organization,
    Provenance,
    ProvenanceAgent,
    Reference,
)
from labsvar.formats.vans import wrapping

MIME: Final = vans.ServiceTag(name="MCM:MIME", value="application/fhir+json")
OF_ACKNOWLEDGEMENT: Final = "FCTL"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A messaging organisation, which MedCom names by SOR number and location number (EAN) both."""

    sor: str
    gln: str
    name: str

    @property
    def endpoint(self) -> str:
        """The address that R4 demands. Assumption: the location number in a system of ours, since no page says it."""
        return own_system("location", self.gln)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a message. `message_id` (UUID) is the content's, `envelope_id` (UUID) that of this sending.

    `event` and `activity` are codes of MedCom's, `event_system` another system than MedCom's where the two sides
    have agreed on one. `definition` is the address of the MessageDefinition with its version. `at` has a zone.
    """

    message_id: str
    envelope_id: str
    event: str
    sender: Party
    receiver: Party
    definition: str
    at: datetime
    copies: tuple[Party, ...] = ()
    activity: str = "new-message"
    event_system: str = EVENT_SYSTEM


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a message is not taken: MedCom's code, and words for people that hold nothing of a person."""

    code: ErrorCode
    told: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it was read: its head, the resources that are neither header, party nor provenance, and for an
    acknowledgement what it answers and how."""

    head: Head
    content: tuple[AnyResource, ...]
    answers: str | None = None
    outcome: Outcome | None = None


def message(content: Iterable[AnyResource], head: Head, *, focus: Iterable[str] = ()) -> Bundle:
    """A message Bundle. `focus` are the ids of the resources that it is about, among the content."""
    return _bundle(head, _header(head, focus=parts.references(tuple(focus))), tuple(content))


def acknowledgement(
    of: Read,
    *,
    outcome: Outcome,
    message_id: str,
    envelope_id: str,
    definition: str,
    at: datetime,
    problems: tuple[Problem, ...] = (),
) -> Bundle:
    """What a receiver answers a message with: `ok`, `transient-error` (send it again later) or `fatal-error` (do not).

    Problems are given exactly when the outcome is not `ok`. Raises `ValueError` otherwise, and for a message that
    is an acknowledgement itself, which is never acknowledged. Assumption: its activity is new-message, since no page
    we have names one for acknowledgements.
    """
    if of.head.event == ACKNOWLEDGEMENT:
        raise ValueError("an acknowledgement is never acknowledged")
    if (outcome == "ok") == bool(problems):
        raise ValueError("an error has problems, and nothing else has")
    head = Head(
        message_id=message_id,
        envelope_id=envelope_id,
        event=ACKNOWLEDGEMENT,
        sender=of.head.receiver,
        receiver=of.head.sender,
        definition=definition,
        at=at,
    )
    told = _outcome(head, outcome, problems)
    details = None if told is None else parts.reference(told.id or "")
    answer = MessageHeaderResponse(identifier=of.head.message_id, code=outcome, details=details)
    header = replace(_header(head), response=answer)
    return _bundle(head, header, () if told is None else (told,))


def resent(bundle: Bundle, *, envelope_id: str, at: datetime) -> Bundle:
    """The same message in another sending: a new `Bundle.id` and timestamp, and the content untouched."""
    return replace(bundle, id=envelope_id, timestamp=_instant(at))


def read(bundle: Bundle) -> Read:
    """The head of a message, and what it is about. Raises `ValueError` for what is no message of MedCom's, which
    the rules about messages tell with their places."""
    known = {each.full_url: each.resource for each in bundle.entry}
    header = next((each for each in known.values() if isinstance(each, MessageHeader)), None)
    provenance = next((each for each in known.values() if isinstance(each, Provenance)), None)
    if bundle.type != "message" or header is None or header.event_coding is None or provenance is None:
        raise ValueError("no message of MedCom's")
    organizations = {url: each for url, each in known.items() if isinstance(each, Organization)}
    primary = [
        _party(each.receiver, organizations) for each in header.destination if use_of(each) == "primary"
    ]
    copies = [_party(each.receiver, organizations) for each in header.destination if use_of(each) == "cc"]
    if len(primary) != 1:
        raise ValueError("no message of MedCom's")
    activity = () if provenance.activity is None else provenance.activity.coding
    head = Head(
        message_id=header.id or "",
        envelope_id=bundle.id or "",
        event=header.event_coding.code or "",
        event_system=header.event_coding.system or "",
        sender=_party(header.sender, organizations),
        receiver=primary[0],
        copies=tuple(copies),
        definition=header.definition or "",
        at=datetime.fromisoformat(bundle.timestamp or ""),
        activity=next((each.code for each in activity if each.code), ""),
    )
    parties = (header.sender, *(each.receiver for each in header.destination))
    named = {each.reference for each in parties if each is not None}
    response = header.response
    return Read(
        head=head,
        content=tuple(
            each
            for url, each in known.items()
            if each is not None and each not in (header, provenance) and url not in named
        ),
        answers=None if response is None else response.identifier,
        outcome=None if response is None else response.code,
    )


def enveloped(bundle: Bundle, *, kind: str | None = None) -> bytes:
    """The VANSEnvelope around a message, of the format HL7 with its MIME type as a service tag.

    `kind` is the name of the message in MedCom's catalogue (`FDIS91#...`); that of an acknowledgement is known.
    Assumption: the identifiers of the envelope and of the message are those of the Bundle and of its header; the
    two pages name the same pair by different names. Raises `ValueError`, and `vans.CannotWrite`.
    """
    found = read(bundle)
    name = f"{OF_ACKNOWLEDGEMENT}#{found.outcome}" if found.outcome is not None else kind
    if name is None:
        raise ValueError("only an acknowledgement has a name that is known")
    data = fhir.write(bundle)
    made = wrapping.message(
        data,
        wrapping.described(data, kind=name, version=None, document_format="HL7"),
        sender=vans.EndPoint(identifier=found.head.sender.gln),
        receiver=vans.EndPoint(identifier=found.head.receiver.gln),
        at=found.head.at,
        identifier=found.head.envelope_id,
        message_identifier=found.head.message_id,
        transport=vans.Transport(service_tags=(MIME,)),
    )
    return vans.write(made)


def _bundle(head: Head, header: MessageHeader, content: tuple[AnyResource, ...]) -> Bundle:
    parties = tuple(_organization(each) for each in dict.fromkeys((head.sender, head.receiver, *head.copies)))
    made: tuple[AnyResource, ...] = (header, _provenance(head), *parties, *content)
    return Bundle(
        id=head.envelope_id,
        type="message",
        timestamp=_instant(head.at),
        entry=tuple(BundleEntry(full_url=f"urn:uuid:{each.id}", resource=each) for each in made),
    )


def _header(head: Head, *, focus: tuple[Reference, ...] = ()) -> MessageHeader:
    told = f"{head.event}: {head.sender.name} → {head.receiver.name}"
    to = ((head.receiver, "primary"), *((each, "cc") for each in head.copies))
    return MessageHeader(
        id=head.message_id,
        text=texts.narrative([told]),
        event_coding=Coding(system=head.event_system, code=head.event),
        destination=tuple(_destination(party, use) for party, use in to),
        sender=_at(head.sender),
        source=MessageHeaderSource(endpoint=head.sender.endpoint),
        focus=focus,
        definition=head.definition,
    )


def _destination(party: Party, use: str) -> MessageHeaderDestination:
    said = Extension(url=USE, value_coding=Coding(system=USE_SYSTEM, code=use))
    return MessageHeaderDestination(extension=(said,), endpoint=party.endpoint, receiver=_at(party))


def _provenance(head: Head) -> Provenance:
    return Provenance(
        id=name_based(f"provenance|{head.message_id}|{head.activity}"),
        target=(parts.reference(head.message_id),),
        occurred_date_time=_instant(head.at),
        recorded=_instant(head.at),
        activity=CodeableConcept(coding=(Coding(system=ACTIVITY_SYSTEM, code=head.activity),)),
        agent=(ProvenanceAgent(who=_at(head.sender)),),
    )


def _organization(party: Party) -> Organization:
    numbers = (Identifier(system=SOR, value=party.sor), Identifier(system=GLN, value=party.gln))
    return Organization(id=_own_id(party), identifier=numbers, name=party.name)


def _own_id(party: Party) -> str:
    return name_based(f"messaging-organization|{party.sor}|{party.gln}")


def _at(party: Party) -> Reference:
    return parts.reference(_own_id(party))


def _party(to: Reference | None, known: dict[str | None, Organization]) -> Party:
    found = None if to is None else known.get(to.reference)
    numbers = {} if found is None else {each.system: each.value or "" for each in found.identifier}
    gln = next((value for system, value in numbers.items() if system in GLNS), "")
    return Party(sor=numbers.get(SOR, ""), gln=gln, name="" if found is None else found.name or "")


def _outcome(head: Head, outcome: Outcome, problems: tuple[Problem, ...]) -> OperationOutcome | None:
    if not problems:
        return None
    issues = tuple(
        OperationOutcomeIssue(
            severity="error",
            code="transient" if outcome == "transient-error" else "invalid",
            details=CodeableConcept(coding=(Coding(system=ERROR_SYSTEM, code=each.code),), text=each.told),
        )
        for each in problems
    )
    return OperationOutcome(id=name_based(f"outcome|{head.message_id}"), issue=issues)


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time of a message has a zone")
    return at.isoformat(timespec="milliseconds")
