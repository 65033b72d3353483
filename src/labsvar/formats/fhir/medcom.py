"""The addresses and codes of MedCom's FHIR messages and acknowledgements.

Sources: MedCom, dk-medcom-messaging 4.0.1; dk-medcom-acknowledgement 2.0.3; dk-medcom-terminology 2.0.1.
"""

from __future__ import annotations

from typing import Final, Literal

TERMINOLOGY: Final = "http://medcomfhir.dk/ig/terminology/CodeSystem/"
EVENT_SYSTEM: Final = f"{TERMINOLOGY}medcom-messaging-eventCodes"
ACTIVITY_SYSTEM: Final = f"{TERMINOLOGY}medcom-messaging-activityCodes"
USE_SYSTEM: Final = f"{TERMINOLOGY}medcom-messaging-destinationUse"
ERROR_SYSTEM: Final = f"{TERMINOLOGY}medcom-acknowledgement-error-codes"
USE: Final = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension"
"""The extension that says whether a destination is the primary one or gets a copy. Assumption: its address, which no
page we have states; reading goes by the code system of its value."""
ACKNOWLEDGEMENT: Final = "acknowledgement-message"
EVENTS: Final = frozenset(
    {
        "empty-message",
        "care-communication-message",
        "hospital-notification-message",
        ACKNOWLEDGEMENT,
        "homecareobservation-message",
    }
)
"""The events in force. None is for answers of laboratories, which go on as XRPT and RPT."""
Outcome = Literal["ok", "transient-error", "fatal-error"]
ErrorCode = Literal[
    "MSG_Receiver_Identifier_UNKNOWN",
    "MSG_Receiver_Identifier_MISSING",
    "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
    "MSG_VALUESET_VALUE_UNKNOWN",
    "MSG_CodeSystem_VALUE_UNKNOWN",
    "MSG_Element_To_Long",
    "MSG_Datatype_Wrong",
    "MSG_Mailbox_Out_Of_Operation",
    "MSG_Damaged_durin_transport",
]
"""MedCom's own reasons in an acknowledgement, in MedCom's spelling."""
SOR: Final = "urn:oid:1.2.208.176.1.1"
GLN: Final = "urn:oid:1.3.88"
"""The system of location numbers in MedCom's profiles; DK Core has another, and all three in use are read."""
GLNS: Final = frozenset({GLN, "http://www.gs1.org/gln", "https://www.gs1.org/gln"})
