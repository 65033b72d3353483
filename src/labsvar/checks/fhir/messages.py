"""MedCom's FHIR messages: what must be true of their header, parties and provenance, and of acknowledgements.

Only what the guides say that we have at hand is held; the events' own profiles are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from labsvar.checks.fhir import message_rules as rules
from labsvar.checks.fhir.bundles import Index, target_of
from labsvar.checks.fhir.found import Found
from labsvar.findings import Rule
from labsvar.formats.fhir.medcom import (
    ACKNOWLEDGEMENT,
    ACTIVITY_SYSTEM,
    EVENT_SYSTEM,
    EVENTS,
    GLNS,
    SOR,
    TERMINOLOGY,
    USE_SYSTEM,
)
from labsvar.formats.fhir.places import Place, named, of_type
from labsvar.formats.fhir.resources import (
    Bundle,
    MessageHeader,
    MessageHeaderDestination,
    OperationOutcome,
    Organization,
    Provenance,
    Reference,
)

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ZONED: Final = re.compile(r".+T.+(Z|[+-]\d\d:\d\d)")
Law = tuple[Rule, str, Callable[[Bundle, MessageHeader, Index], bool]]


def check_message(bundle: Bundle, place: Place, known: Index, found: Found) -> None:
    """Holds a message Bundle to MedCom's rules, when anything in its header is MedCom's."""
    header = bundle.entry[0].resource if bundle.entry else None
    if bundle.type != "message" or not isinstance(header, MessageHeader) or not _is_medcoms(header):
        return
    where = of_type(named(named(place, "entry[0]"), "resource"), "MessageHeader")
    for rule, name, holds in _LAWS:
        if not holds(bundle, header, known):
            found.add(rule, named(where, name) if name else where, codes=", ".join(sorted(EVENTS)))


def _is_medcoms(header: MessageHeader) -> bool:
    """Whether a header claims to be MedCom's: by its event, its profile, or the use of a destination."""
    event = header.event_coding
    profiles = () if header.meta is None else header.meta.profile
    return (
        (event is not None and (event.system or "").startswith(TERMINOLOGY))
        or any("medcomfhir.dk" in (each or "") for each in profiles)
        or any(use_of(each) is not None for each in header.destination)
    )


def use_of(destination: MessageHeaderDestination) -> str | None:
    """Whether a destination is the `primary` one or gets a copy (`cc`)."""
    values = (each.value_coding for each in destination.extension)
    return next((each.code for each in values if each is not None and each.system == USE_SYSTEM), None)


def is_acknowledgement(header: MessageHeader) -> bool:
    """Whether a header is that of an acknowledgement."""
    event = header.event_coding
    return event is not None and event.system == EVENT_SYSTEM and event.code == ACKNOWLEDGEMENT


def _identity(bundle: Bundle, header: MessageHeader, _: Index) -> bool:
    ids = (bundle.id, header.id)
    return bundle.timestamp is not None and all(_UUID.fullmatch(each or "") for each in ids)


def _event(_: Bundle, header: MessageHeader, __: Index) -> bool:
    event = header.event_coding
    return event is not None and (event.system != EVENT_SYSTEM or event.code in EVENTS)


def _known_event(_: Bundle, header: MessageHeader, __: Index) -> bool:
    event = header.event_coding
    return event is None or event.system == EVENT_SYSTEM


def _destinations(_: Bundle, header: MessageHeader, __: Index) -> bool:
    uses = [use_of(each) for each in header.destination]
    return uses.count("primary") == 1 and uses.count("cc") == len(uses) - 1


def _parties(_: Bundle, header: MessageHeader, known: Index) -> bool:
    named_in = (header.sender, *(each.receiver for each in header.destination))
    return all(_is_party(each, header, known) for each in named_in)


def _is_party(to: Reference | None, header: MessageHeader, known: Index) -> bool:
    found = None if to is None else target_of(to, header, known)
    if not isinstance(found, Organization):
        return False
    systems = {each.system for each in found.identifier if each.value}
    return SOR in systems and not systems.isdisjoint(GLNS)


def _definition(_: Bundle, header: MessageHeader, __: Index) -> bool:
    address, _bar, version = (header.definition or "").partition("|")
    return bool(address and version)


def _narrative(_: Bundle, header: MessageHeader, __: Index) -> bool:
    return header.text is not None


def _provenance(bundle: Bundle, header: MessageHeader, known: Index) -> bool:
    return any(
        isinstance(each.resource, Provenance) and _tells(each.resource, header, known)
        for each in bundle.entry
    )


def _tells(found: Provenance, header: MessageHeader, known: Index) -> bool:
    codings = () if found.activity is None else found.activity.coding
    return (
        any(target_of(each, found, known) is header for each in found.target)
        and _ZONED.fullmatch(found.occurred_date_time or "") is not None
        and any(each.system == ACTIVITY_SYSTEM and each.code for each in codings)
    )


def _answer(_: Bundle, header: MessageHeader, __: Index) -> bool:
    if not is_acknowledgement(header):
        return True
    return header.response is not None and all(use_of(each) != "cc" for each in header.destination)


def _reason(bundle: Bundle, header: MessageHeader, _: Index) -> bool:
    response = header.response
    if not is_acknowledgement(header) or response is None or response.code == "ok":
        return True
    outcomes = [each.resource for each in bundle.entry if isinstance(each.resource, OperationOutcome)]
    issues = [issue for each in outcomes for issue in each.issue]
    return bool(issues) and all(issue.details is not None and issue.details.coding for issue in issues)


_LAWS: Final[tuple[Law, ...]] = (
    (rules.IDENTITY, "", _identity),
    (rules.EVENT, "event", _event),
    (rules.OTHER_EVENT, "event", _known_event),
    (rules.DESTINATION, "destination", _destinations),
    (rules.PARTY, "", _parties),
    (rules.DEFINITION, "definition", _definition),
    (rules.NARRATIVE, "text", _narrative),
    (rules.PROVENANCE, "", _provenance),
    (rules.ANSWER, "response", _answer),
    (rules.REASON, "response", _reason),
)
"""What must be true, and where it is told."""
