"""A FHIR document, examined: from bytes to what has to be decided. Nothing stored is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from labsvar.checks import fhir as checks
from labsvar.exchange import identity, rules
from labsvar.exchange.contents import OfDocument
from labsvar.exchange.examined import Examined, ExaminedLetter
from labsvar.exchange.model import Arrival, RefuseCode
from labsvar.exchange.register import ANY_SENDER
from labsvar.exchange.routing import ANY, Configuration
from labsvar.findings import Finding, has_errors
from labsvar.formats import LetterRead
from labsvar.formats import fhir as formats
from labsvar.identifiers.person import is_made_up
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.results.fhir import Said, Telling, told
from labsvar.results.fhir import rules as telling_rules
from labsvar.results.model import Databank

WHOLE: Final = "Bundle"
_RECEIPTED: Final = "pluspositivkvitt"


def examine_document(arrival: Arrival, configuration: Configuration) -> Examined:
    """What a document says of each sample. A file that cannot be understood as one gives a problem.

    Unlike a letter a document names no receiver: it is for whoever it is handed to (assumption). It is always
    answered, so it counts as one that asks for a receipt.
    """
    checked = checks.check(arrival.body)
    if checked.read.resource is None or has_errors(checked.findings):
        status = 400 if not checked.read.readable else 422
        return Examined(arrival=arrival, form="fhir", problem=status, findings=checked.findings)
    telling = told(checked.read.resource, arrival.body)
    findings = (*checked.findings, *telling.findings)
    sender = _sender(telling, arrival, configuration)
    if not has_errors(findings) and not sender:
        findings = (*findings, telling_rules.NO_SENDER.at(line=None, path="DiagnosticReport.performer"))
    if has_errors(findings):
        return Examined(arrival=arrival, form="fhir", problem=422, findings=findings)
    whole = _Whole(arrival=arrival, telling=telling, sender=sender)
    letters = tuple(
        _examined(said, place, whole, configuration, findings=() if place else findings)
        for place, said in enumerate(telling.said)
    )
    return Examined(
        arrival=arrival,
        form="fhir",
        envelope=_envelope(telling),
        envelope_number=telling.number,
        sender=sender,
        receiver=letters[0].read.receiver or "",
        content=identity.digest(formats.write(checked.read.resource)),
        letters=letters,
    )


def _sender(telling: Telling, arrival: Arrival, configuration: Configuration) -> str:
    """The location number that a document counts under (rule S20): its own, or the only one that the system which
    handed it in is registered for.

    Assumption: in a demonstration, where anyone may send, the sender's own number stands for it.
    """
    if not telling.said:
        return ""
    own = telling.said[0].sender
    if own:
        return own
    registered = frozenset() if arrival.system is None else frozenset(arrival.system.senders)
    if len(registered - {ANY_SENDER}) == 1 and ANY_SENDER not in registered:
        return next(iter(registered))
    if arrival.system is None or ANY_SENDER in registered:
        party = telling.said[0].report.sender
        return party.identifier or configuration.own_gln
    return ""


class _Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What all samples of a document have in common."""

    arrival: Arrival
    telling: Telling
    sender: str


def _examined(
    said: Said, place: int, whole: _Whole, configuration: Configuration, *, findings: tuple[Finding, ...]
) -> ExaminedLetter:
    kind = said.report.kind
    databank = configuration.databank(kind)
    receiver = _receiver(databank, configuration)
    says = OfDocument(said, whole.sender, receiver or configuration.own_gln)
    refuse_code, unwanted = _unwanted(says, databank, receiver, configuration)
    return ExaminedLetter(
        read=_read(says, place, whole),
        findings=(*findings, *unwanted),
        refuse_code=refuse_code,
        says=says,
        kind=kind,
        document=whole.arrival.body,
        content=identity.digest(whole.telling.content.encode()),
        databank=databank,
        person=says.person,
        nobody=says.nobody,
        corrects=says.corrects,
    )


def _read(says: OfDocument, place: int, whole: _Whole) -> LetterRead:
    """What is known of every letter that came, of a document: the whole of it is its bytes."""
    return LetterRead(
        letter=None,
        version=None,
        findings=(),
        identifier=says.number,
        version_code=whole.telling.version,
        sender=says.sender,
        receiver=says.receiver,
        root=WHOLE,
        index=place,
        path=WHOLE,
        line=1,
        head=b"",
        body=whole.arrival.body,
        tail=b"",
    )


def _receiver(databank: Databank | None, configuration: Configuration) -> str | None:
    """The location number of ours that stands for a databank; `None` when none does."""
    standing = [gln for gln, bank in configuration.locations.items() if bank in (ANY, databank)]
    named = next((gln for gln in standing if gln != ANY), None)
    return named or (configuration.own_gln if standing else None)


def _unwanted(
    says: OfDocument, databank: Databank | None, receiver: str | None, configuration: Configuration
) -> tuple[RefuseCode | None, tuple[Finding, ...]]:
    """Why a document does not belong here, if it does not (rules S10 and S20)."""
    number, system = says.said.person
    made_up = not system and is_made_up(number)
    kind = says.said.report.kind
    if databank is None:
        return "problem_med_modtagerID", (rules.KIND_NOT_TAKEN.at(line=None, path=WHOLE, kind=kind),)
    if receiver is None:
        finding = rules.RECEIVER_OTHER_DATABANK.at(line=None, path=WHOLE, kind=kind, databank=databank)
        return "problem_med_modtagerID", (finding,)
    if not configuration.belongs(made_up=made_up):
        rule = rules.PERSON_MADE_UP if made_up else rules.PERSON_NOT_MADE_UP
        return "ikke_specificeret", (rule.at(line=None, path="Patient.identifier"),)
    return None, ()


def _envelope(telling: Telling) -> Envelope:
    """What a letter's envelope says, of the Bundle: its number and when it was sent."""
    at: datetime = telling.said[0].report.sent_at
    return Envelope(
        sent=DateTime(date=f"{at:%Y-%m-%d}", time=f"{at:%H:%M}"),
        identifier=telling.number,
        acknowledgement_code=_RECEIPTED,
    )
