"""The FHIR door keeps to its CapabilityStatement, whatever is sent (made-up requests by Schemathesis).

`python -m tests.schemathesis_run 200` is the long form, over every interface.
"""

from __future__ import annotations

from tests.fhir_described import described
from tests.integration.web.fhir_site import own_token, reader
from tests.integration.web.site import Site, new_person
from tests.schemathesis_run import asking, tried

ENOUGH = 4
SOME = frozenset({"GET /Observation", "GET /Observation/{id}", "GET /Composition/{id}/$document"})


def test_every_answer_of_the_fhir_door_is_one_that_r4_allows(fhir: Site) -> None:
    """Never a fault of ours; a resource as FHIR JSON, and every refusal an OperationOutcome."""
    person = new_person()
    fhir.stored(person.report())
    token = own_token(fhir, person)
    with reader(fhir, token) as app:
        ids = {kind: [each["id"] for each in app.found(kind)] for kind in ("Observation", "Composition")}
        ask = asking(app.client, {"Authorization": f"Bearer {token['access_token']}"}, below="/fhir")
        tally = tried(described(app.ok("metadata"), ids), ask, examples=ENOUGH, only=SOME.__contains__)
    assert tally.examples >= ENOUGH * len(SOME)
    assert {200, 400, 404} <= set(tally.answers)
    assert dict(tally.found) == {}
