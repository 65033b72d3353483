"""Rules about arrivals in a VANSEnvelope, across envelopes."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

_RELIABLE = "MedCom, MedCom-FHIR-Communication, governance: reliable messaging"

NESTED: Final = define(
    "exchange.vans-nested",
    "error",
    da="Der ligger en VANSEnvelope i VANSEnvelopen.",
    en="A VANSEnvelope lies in the VANSEnvelope.",
    todo_da="Læg brevet selv i kuverten.",
    todo_en="Put the letter itself in the envelope.",
    source="This installation: an envelope holds a letter",
)
NOT_A_LETTER: Final = define(
    "exchange.vans-not-a-letter",
    "error",
    da="Et FHIR-dokument kan ikke sendes videre i en VANSEnvelope her.",
    en="A FHIR document cannot be sent on in a VANSEnvelope here.",
    todo_da="Giv databanken en adresse, som dokumenter kan sendes videre til uden kuvert.",
    todo_en="Give the databank an address to which documents can be sent on without an envelope.",
    source="This installation: a document names no receiver that an envelope could be sent to",
)
ENVELOPE_REUSED: Final = define(
    "exchange.vans-envelope-reused",
    "error",
    da="EnvelopeIdentifier er brugt før af samme afsender til en kuvert med en anden meddelelse.",
    en="The EnvelopeIdentifier was used before by the same sender for an envelope with another message.",
    todo_da="Giv hver kuvert sit eget UUID.",
    todo_en="Give every envelope a UUID of its own.",
    source=_RELIABLE,
)
MESSAGE_CHANGED: Final = define(
    "exchange.vans-message-changed",
    "error",
    da="Meddelelsens Identifier er brugt før af samme afsender til en meddelelse med andet indhold.",
    en="The message's Identifier was used before by the same sender for a message with other content.",
    todo_da="Giv den ændrede meddelelse et nyt Identifier og en ny EnvelopeIdentifier.",
    todo_en="Give the changed message a new Identifier and a new EnvelopeIdentifier.",
    source=_RELIABLE,
)
