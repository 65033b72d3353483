"""A FHIR client that nobody here wrote (fhirpy) reads what a citizen may see, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import ForbiddenError, ResourceNotFound

from tests.integration.services.serving import served
from tests.integration.web.fhir_site import HBA1C, own_token, series, system_token
from tests.integration.web.site import Site, new_person


class Served(NamedTuple):
    """The site, and the address of its FHIR door."""

    site: Site
    address: str


@pytest.fixture(scope="module")
def door(fhir: Site) -> Iterator[Served]:
    with served(fhir.app) as address:
        yield Served(fhir, f"{address.rstrip('/')}/fhir")


def client(door: Served, token: dict[str, Any]) -> SyncFHIRClient:
    return SyncFHIRClient(door.address, authorization=f"Bearer {token['access_token']}")


def test_fhirpy_finds_a_series_and_pages_through_it(door: Served) -> None:
    """By code and date, sorted, three pages of two; the patient is the token's own."""
    person = new_person()
    door.site.stored(*series(person, "41", "43", "45", "47", "48"), person.report())
    token = own_token(door.site, person)
    reading = client(door, token)
    search = reading.resources("Observation").search(code=HBA1C, date__ge="2026-01-01").sort("-date")
    values = [each["valueQuantity"]["value"] for each in search.limit(2)]
    assert values == [48, 47, 45, 43, 41]
    patient = reading.reference("Patient", token["patient"]).to_resource()
    assert patient["name"][0]["family"] == "Persona"
    reports = reading.resources("DiagnosticReport").include("DiagnosticReport", "result").fetch_all()
    assert len(reports) == 6


def test_fhirpy_is_refused_what_it_may_not_see(door: Served) -> None:
    """Another's patient is as one that is not there; without a reason a program that asks by itself reads nothing."""
    person, other = new_person(), new_person()
    door.site.stored(*series(person, "41"), *series(other, "52"))
    theirs = own_token(door.site, other)["patient"]
    reading = client(door, own_token(door.site, person))
    with pytest.raises(ResourceNotFound):
        reading.reference("Patient", theirs).to_resource()
    assert reading.resources("Observation").search(patient=theirs).fetch_all() == []
    with pytest.raises(ForbiddenError):
        client(door, system_token(door.site)).resources("Observation").search(patient=theirs).fetch_all()
