"""FHIR clients that nobody here wrote (fhirpy, and fhir-kit-client from npm) read what a citizen may see, over a
real socket."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import ForbiddenError, ResourceNotFound

from tests.integration.services.serving import served
from tests.integration.web.fhir_site import HBA1C, own_token, series, system_token
from tests.integration.web.site import Site, new_person

NODE = Path(__file__).parents[2] / "node"


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


def node() -> Path:
    """The Node.js that Playwright brings. Skips where the packages from npm are not installed."""
    if not (NODE / "node_modules").is_dir():
        pytest.skip("fhir-kit-client is not installed: `make setup` does so where npm is")
    found = find_spec("playwright")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "driver" / "node"


def test_a_client_from_npm_finds_a_series_and_is_refused_what_it_may_not_see(door: Served) -> None:
    """Three pages of two; inclusions, a history and `$lastn`; another's data are as what is not there."""
    person, other = new_person(), new_person()
    door.site.stored(*series(person, "41", "43", "45", "47", "48"), *series(other, "52"))
    given = {
        "own": own_token(door.site, person)["access_token"],
        "other": own_token(door.site, other)["patient"],
        "system": system_token(door.site)["access_token"],
    }
    ran = subprocess.run(
        [node(), NODE / "series.mjs", door.address, HBA1C],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "version": "4.0.1",
        "token": f"{door.address.removesuffix('fhir')}oauth/token",
        "series": {"total": 5, "pages": [[48, 47], [45, 43], [41]]},
        "resolved": "Observation",
        "versions": 1,
        "newest": [48],
        "theirs": 404,
        "others": 0,
        "anonymous": 401,
        "unreasoned": 403,
    }
