"""One look at one person for one request (rule S18): whom it is about, why, and what may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

from labsvar.database import Database
from labsvar.fhirview.ids import patient_part
from labsvar.fhirview.model import Served
from labsvar.fhirview.search import Asked, names_a_person
from labsvar.fhirview.served import NOTHING, served
from labsvar.identifiers.person import person_key
from labsvar.results.record import assemble
from labsvar.results.store import Look
from labsvar.web import reasons
from labsvar.web.config import WebConfig
from labsvar.web.fhir.authentication import FhirRequest
from labsvar.web.fhir.door import FhirProblem

REASON: Final = "Labsvar-Reason"
"""The header that says why: `treatment`, `follow_up`, `asked`, or `other: ` with words, percent-encoded."""
WHAT: Final = "fhir"
_WHOSE: Final = (
    "Say which one patient this is about: patient=ID, or find the patient first by POST to Patient/_search with "
    "identifier. Searching across persons is not offered."
)


def seen(request: FhirRequest, person: str | None) -> Served:
    """What may be seen about a person, by one look. `None`, for whom the bearer may not ask about, gives nothing
    and is no look: nothing is read.

    Raises `FhirProblem` when no reason is given.
    """
    if person is None:
        return NOTHING
    database: Database = request.app.state.database
    config: WebConfig = request.app.state.config
    look = Look(viewer=request.user.viewer, person_key=person, what=WHAT, reason=reason_of(request))
    stored = database.results.look(look)
    if stored is None:
        return NOTHING
    record = assemble(stored, reading=config.reading)
    about = served(
        record, config.fhir.ids, choices=config.fhir.choices, comparing=database.comparability.in_use()
    )
    # As on the pages, earlier versions are for professionals.
    return about.without_earlier() if request.user.role == "citizen" else about


def person_of_id(request: FhirRequest, resource_id: str) -> str | None:
    """The person whom a resource is about, by its id, if the bearer may ask about them."""
    return _allowed(request, patient_part(resource_id))


def person_of_search(request: FhirRequest, asked: Asked) -> str | None:
    """The person whom a search is about. Raises `FhirProblem` for a search across persons."""
    own = request.user.grant.person_key
    if own is not None:
        return own
    named = [each for each in asked.criteria if each.parameter.name in ("patient", "subject", "_id")]
    persons = {patient_part(value.rpartition("/")[2]) for each in named for value in each.values}
    numbers = [
        value
        for each in asked.criteria
        if names_a_person(asked.kind, each.parameter.name)
        for value in each.values
    ]
    if len(persons) + len(numbers) != 1:
        raise FhirProblem(400, "required", _WHOSE)
    return _allowed(request, persons.pop()) if persons else _of_number(numbers)


def _of_number(numbers: Sequence[str]) -> str | None:
    """The key of a person by CPR number or national replacement number; any other number says too little."""
    number = numbers[0].rpartition("|")[2].replace("-", "").upper()
    key = person_key(number, "")
    return key if key == number else None


def _allowed(request: FhirRequest, patient_id: str) -> str | None:
    ids = request.app.state.config.fhir.ids
    own = request.user.grant.person_key
    if own is not None:
        return own if ids.patient(own) == patient_id else None
    found: str | None = ids.person(patient_id)
    return found


def reason_of(request: FhirRequest) -> str:
    """Why the bearer looks: citizens at what is their own; others say so when they allow the program to read for
    them, or with each request. Raises `FhirProblem` when nothing says so."""
    if request.user.role == "citizen":
        return reasons.OWN
    said = request.headers.get(REASON)
    if said is not None:
        choice, _, words = unquote(said).partition(":")
        reason = reasons.kept(choice.strip(), words)
    else:
        reason = request.user.grant.reason
    if reason is None:
        told = f"Say why in the header {REASON}: treatment, follow_up, asked, or other: and words."
        raise FhirProblem(403, "required", told)
    return reason
