"""Bulk export: who may ask, what is in the files, who reads of it, and when it ends."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo

from labsvar.blocking.model import Act, Actor
from labsvar.database import Server
from labsvar.database.fhir_exports import Interrupted
from labsvar.fhirview.export import understood
from labsvar.results.record import DEFAULT
from labsvar.results.store import Viewer
from labsvar.web.app import create_app
from labsvar.web.config import WebConfig
from labsvar.web.fhir import making_exports
from labsvar.web.fhir.clients import Client
from labsvar.web.fhir.door import Door
from labsvar.web.fhir.making_exports import Asked, ExportMaker
from tests import builders
from tests.integration.web.fhir_site import HBA1C, own_token, series, system_token, token_of
from tests.integration.web.site import Person, Site, new_person
from tests.integration.web.test_blocking import block
from tests.integration.web.test_looks import events
from tests.integration.web.test_requisitions import numbered, request

ASYNC = {"Prefer": "respond-async", "Labsvar-Reason": "other: kvalitetsarbejde"}
_places = count(100)
EXPORTED = ("fhir_export", "other: kvalitetsarbejde")


def new_place() -> str:
    """A location number that no other test uses."""
    digits = f"5790000{next(_places):05}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def to(place: str, letter: Any) -> Any:
    """A letter as an answer to a place."""
    return replace(letter, receiver=replace(letter.receiver, ean_identifier=place))


def door_of(fhir: Site) -> Door:
    found: Door = fhir.app.state.config.fhir
    return found


def folder_of(fhir: Site) -> Path:
    folder = door_of(fhir).exports
    assert folder is not None
    return folder


def maker(fhir: Site) -> ExportMaker:
    return ExportMaker(fhir.database, door_of(fhir), folder_of(fhir), reading=DEFAULT)


@pytest.fixture(scope="module")
def working(fhir: Site) -> Site:
    """The site, with exports made beside the answers as a server does."""
    fhir.database.export(maker(fhir).make, tidy=maker(fhir).tidy)
    return fhir


class Exporter:
    """A program that exports."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def ask(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(f"/fhir/{path}", headers={**ASYNC, **headers})

    def asked(self, path: str) -> str:
        """The address at which an export tells how far it is."""
        answer = self.ask(path)
        assert answer.status_code == 202, answer.text
        return answer.headers["content-location"]

    def waited(self, location: str) -> dict[str, Any]:
        """The manifest, when it is there."""
        for _ in range(600):
            answer = self.client.get(location)
            if answer.status_code != 202:
                assert answer.status_code == 200, answer.text
                assert answer.headers["expires"].endswith("GMT")
                found: dict[str, Any] = answer.json()
                return found
            assert int(answer.headers["retry-after"]) > 0
            time.sleep(0.05)
        raise AssertionError("the export was not made in time")

    def lines(self, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The resources of files, each as long as it says."""
        found: list[dict[str, Any]] = []
        for each in files:
            answer = self.client.get(each["url"])
            assert answer.headers["content-type"] == "application/fhir+ndjson"
            read = [msgspec.json.decode(line) for line in answer.content.splitlines()]
            assert len(read) == each["count"]
            assert {one["resourceType"] for one in read} == {each["type"]}
            found += read
        return found

    def exported(self, path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The manifest and every resource of an export."""
        manifest = self.waited(self.asked(path))
        return manifest, self.lines(manifest["output"])


@contextmanager
def exporting(site: Site, token: dict[str, Any] | None = None) -> Iterator[Exporter]:
    with site.client() as client:
        client.headers["Authorization"] = f"Bearer {(token or system_token(site))['access_token']}"
        yield Exporter(client)


def kinds(resources: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in resources:
        found[each["resourceType"]] = found.get(each["resourceType"], 0) + 1
    return found


def test_a_places_patients_are_exported_as_they_may_be_seen(working: Site) -> None:
    """S11, S13, S18: what is refused is in no file; each who was looked at reads so, and nobody else."""
    place, other = new_place(), new_person()
    open_one, refused, asking = new_person(), new_person(), new_person()
    working.stored(*(to(place, each) for each in series(open_one, "41", "43")), other.report())
    working.stored(to(place, refused.report(given=False)), refused.culture())
    working.stored(_from(place, request(asking, numbered())))
    with exporting(working) as program:
        manifest, found = program.exported(f"Group/{place}/$export")
        again, patients = program.exported(f"Group/{place}/$export?_type=Patient")
    assert manifest["requiresAccessToken"] is True
    assert manifest["request"].endswith(f"/fhir/Group/{place}/$export")
    assert manifest["error"] == []
    assert kinds(found) == {
        "Patient": 2,
        "Observation": 2,
        "DiagnosticReport": 2,
        "Composition": 2,
        "Specimen": 2,
        "Organization": kinds(found)["Organization"],
        "ServiceRequest": 1,
    }
    values = {each["valueQuantity"]["value"] for each in found if each["resourceType"] == "Observation"}
    assert values == {41, 43}
    assert (kinds(patients), len(again["output"])) == ({"Patient": 2}, 1)
    for person, looked in ((open_one, 2), (refused, 2), (asking, 2), (other, 0)):
        assert [event[2:] for event in events(working, person)].count(EXPORTED) == looked


def _from(place: str, letter: Any) -> Any:
    """A requisition as one that a place made."""
    return replace(letter, sender=replace(letter.sender, ean_identifier=place))


def test_everybody_is_exported_to_a_program_that_may_have_everybody(working: Site) -> None:
    """Patients alone, without and with Parameters; every person of whom something may be seen is there once."""
    person = new_person()
    working.stored(person.report())
    with exporting(working) as program:
        _, patients = program.exported("Patient/$export?_type=Patient")
        body = {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "_type", "valueString": "Patient"},
                {"name": "_outputFormat", "valueString": "ndjson"},
            ],
        }
        answer = program.client.post("/fhir/$export", json=body, headers=ASYNC)
        posted = program.lines(program.waited(answer.headers["content-location"])["output"])
    assert posted == patients
    numbers = [each["identifier"][0]["value"] for each in patients]
    assert numbers.count(person.number) == 1
    assert len(set(numbers)) == len(numbers)


def test_what_a_person_has_blocked_is_left_out_and_that_is_said(working: Site) -> None:
    """The person is there with the rest; an outcome beside says whose data are not whole, and nothing more."""
    place, person = new_place(), new_person()
    working.stored(*(to(place, each) for each in series(person, "41", "43")))
    block(working, person, since="2026-02-02", until="2026-02-02")
    with exporting(working) as program:
        manifest, found = program.exported(f"Group/{place}/$export")
        said = program.lines(manifest["error"])
    patient = next(each for each in found if each["resourceType"] == "Patient")
    assert [each["valueQuantity"]["value"] for each in found if each["resourceType"] == "Observation"] == [41]
    assert [each["issue"][0]["expression"] for each in said] == [[f"Patient/{patient['id']}"]]
    assert said[0]["issue"][0]["code"] == "suppressed"


def test_since_gives_what_was_otherwise_then(working: Site) -> None:
    """A correction, a new answer, and what was blocked and is not any more, though it arrived before."""
    place, person, freed = new_place(), new_person(), new_person()
    working.stored(*(to(place, each) for each in series(person, "41", "43")))
    working.stored(*(to(place, each) for each in series(freed, "51")))
    block(working, freed)
    with exporting(working) as program:
        first, found = program.exported(f"Group/{place}/$export?_type=Observation")
        assert len(found) == 2
        since = datetime.now(UTC).isoformat()
        _, none = program.exported(f"Group/{place}/$export?_type=Observation&_since={since}")
        corrected = person.report(
            results=(builders.result(HBA1C, "42", "mmol/mol", short_name="HbA1c;B", status="svar_rettet"),),
            sampled="2026-01-02 08:15",
            resulted="2026-01-03 12:00",
            authorised="2026-01-03 12:05",
            sample_number=f"H{person.place}-1",
            production_number=f"H{person.place}-1",
        )
        working.stored(to(place, corrected))
        _unblock(working, freed)
        _, changed = program.exported(f"Group/{place}/$export?_type=Observation&_since={since}")
        _, all_again = program.exported(
            f"Group/{place}/$export?_type=Observation&_since={first['transactionTime']}"
        )
    assert none == []
    assert sorted(each["valueQuantity"]["value"] for each in changed) == [42, 51]
    assert {each["valueQuantity"]["value"] for each in all_again} >= {42, 51}


def _unblock(site: Site, person: Person) -> None:
    actor = Actor(account="x", name=person.name, role="citizen", organisation="")
    (entry,) = site.database.blocking.entries(person.number)
    act = Act(actor=actor, what="blocking_ended", reason="own")
    site.database.blocking.end(person.number, entry.entry_id, act=act)


@pytest.mark.parametrize(
    ("path", "headers", "refused"),
    [
        ("$export", {"Prefer": ""}, (400, "required")),
        ("$export", {"Labsvar-Reason": ""}, (403, "required")),
        ("$export", {"Accept": "application/fhir+xml"}, (406, "not-supported")),
        ("$export?_type=Medication", {}, (400, "invalid")),
        ("$export?_typeFilter=x", {}, (400, "invalid")),
        ("$export?_since=yesterday", {}, (400, "invalid")),
        ("$export?_since=2026-03-02", {}, (400, "invalid")),
        ("$export?_outputFormat=text/csv", {}, (400, "invalid")),
        ("Group/north/$export", {}, (404, "not-supported")),
        ("Observation/5790000000012/$export", {}, (404, "not-supported")),
        ("$export/never", {}, (404, "not-found")),
        ("$export/never/Patient.1.ndjson", {}, (404, "not-found")),
    ],
)
def test_an_export_that_is_not_in_order_is_refused(
    fhir: Site, path: str, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    """With an OperationOutcome, before anybody is looked at."""
    with exporting(fhir) as program:
        answer = program.ask(path, **headers)
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == refused


def test_nobody_else_exports(fhir: Site) -> None:
    """Neither a citizen's nor a clinician's program, nor a type that the token has no scope for."""
    person = new_person()
    clinician = token_of(fhir, "gp", {"reason": "treatment"}, scope="user/*.rs")
    for token in (own_token(fhir, person), clinician):
        with exporting(fhir, token) as program:
            assert program.ask("$export").status_code == 403
    with exporting(fhir, system_token(fhir, "system/Observation.rs")) as program:
        assert program.ask("$export?_type=Patient").status_code == 403
        assert program.ask("$export?_type=Observation,Patient").status_code == 403


def test_a_program_exports_the_places_it_is_registered_for_and_sees_no_others_export(working: Site) -> None:
    """Another program's export is as one that is not there; one that waits can be deleted, and a second must wait."""
    mine, place = new_place(), new_place()
    door = door_of(working)
    practice = door.clients[1]
    small = Client(**{**msgspec.structs.asdict(practice), "id": "small", "exports": (mine,)})
    config = WebConfig(demo=True, fhir=dataclasses.replace(door, clients=(*door.clients, small)))
    site = Site(create_app(working.database, config), working.database, "http://127.0.0.1")
    try:
        fields = {"grant_type": "client_credentials"}
        with site.client() as client:
            token = client.post("/oauth/token", data=fields, auth=("small", "demonstration")).json()
        with exporting(site, token) as program, exporting(site) as another:
            assert {program.ask(f"{path}$export").status_code for path in ("", f"Group/{place}/")} == {403}
            location = program.asked(f"Group/{mine}/$export")
            program.waited(location)
            assert another.client.get(location).status_code == 404
            assert another.client.delete(location).status_code == 404
            assert program.client.delete(location).status_code == 202
            assert program.client.get(location).status_code == 404
    finally:
        site.close()


def test_an_export_ends_with_its_time_and_its_files_go(working: Site, owner: str) -> None:
    """What is over is as what never was; what lies in the folder and belongs to nothing goes as well."""
    place, person = new_place(), new_person()
    working.stored(to(place, person.report()))
    with exporting(working) as program:
        location = program.asked(f"Group/{place}/$export")
        manifest = program.waited(location)
        export_id = location.rpartition("/")[2]
        assert any((folder_of(working) / export_id).iterdir())
        assert (folder_of(working) / export_id).stat().st_mode & 0o077 == 0
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(
                "UPDATE labsvar.fhir_export SET ends_at = now() WHERE export_id = %s", [export_id]
            )
        gone = [program.client.get(each).status_code for each in (location, manifest["output"][0]["url"])]
    (folder_of(working) / "left").mkdir()
    maker(working).tidy()
    assert gone == [404, 404]
    assert not (folder_of(working) / export_id).exists()
    assert not (folder_of(working) / "left").exists()


@pytest.fixture
def owner(database_server: Server) -> str:
    return make_conninfo(database_server.owner, dbname="web_demo")


class Halted:
    """An export that is made by hand and not from the queue, so that it can be halted."""

    def __init__(self, site: Site, owner: str, place: str) -> None:
        asked = Asked(
            viewer=Viewer(account="client:x", name="X", role="clinician", organisation=""),
            reason="treatment",
            request="",
            wanted=understood([], lenient=False),
            place=place,
        )
        self.exports = site.database.exports
        self.export_id = place
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO labsvar.fhir_export VALUES (%s, %s, now(), %s, 'waiting')",
                [place, f"by hand {place}", msgspec.json.encode(asked)],
            )

    @property
    def state(self) -> str:
        found = self.exports.find(self.export_id)
        assert found is not None
        return found.state


def test_an_export_that_is_interrupted_is_made_anew(
    fhir: Site, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the first attempt is left; lines go into another file when one is full."""
    place, person = new_place(), new_person()
    fhir.stored(*(to(place, each) for each in series(person, "41", "43", "45")))
    monkeypatch.setattr(making_exports, "LINES_A_FILE", 2)
    halted = Halted(fhir, owner, place)
    with pytest.raises(Interrupted):
        maker(fhir).make(halted.export_id, lambda: True)
    assert halted.state == "working"
    assert not (folder_of(fhir) / halted.export_id).exists()
    maker(fhir).make(halted.export_id, lambda: False)
    names = {each.name for each in (folder_of(fhir) / halted.export_id).iterdir()}
    assert halted.state == "done"
    assert {"Observation.1.ndjson", "Observation.2.ndjson"} <= names


def test_an_export_that_fails_or_is_not_wanted_leaves_no_files(
    fhir: Site, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one is told as failed, the other stays gone."""
    place, person = new_place(), new_person()
    fhir.stored(to(place, person.report()))
    unwanted, failing = Halted(fhir, owner, place), Halted(fhir, owner, new_place())
    fhir.database.exports.begin(unwanted.export_id)
    monkeypatch.setattr(type(fhir.database.exports), "is_wanted", lambda *_: False)
    maker(fhir).make(unwanted.export_id, lambda: False)
    fhir.database.exports.remove(unwanted.export_id)
    maker(fhir).make(unwanted.export_id, lambda: False)
    monkeypatch.setattr(making_exports, "assemble", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(ExportMaker, "_may_belong", lambda *_: True)
    with pytest.raises(ZeroDivisionError):
        maker(fhir).make(failing.export_id, lambda: False)
    assert (unwanted.state, failing.state) == ("gone", "failed")
    for each in (unwanted, failing):
        assert not (folder_of(fhir) / each.export_id).exists()


def test_a_program_has_one_export_under_way_and_is_told_of_one_that_failed(fhir: Site, owner: str) -> None:
    """The second waits for the first; what failed can only be asked for anew."""
    with exporting(fhir) as program, psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO labsvar.fhir_export VALUES ('busy', 'demonstration-practice', now(), '', 'working')"
        )
        under_way = program.client.get("/fhir/$export/busy")
        second = program.ask("$export")
        connection.execute(
            "UPDATE labsvar.fhir_export SET state = 'failed', ends_at = now() + interval '1 hour' "
            "WHERE export_id = 'busy'"
        )
        failed = program.client.get("/fhir/$export/busy")
        connection.execute("UPDATE labsvar.fhir_export SET state = 'gone' WHERE export_id = 'busy'")
    assert (under_way.status_code, under_way.headers["x-progress"]) == (202, "in progress")
    assert (second.status_code, second.json()["issue"][0]["code"]) == (429, "throttled")
    assert (failed.status_code, failed.json()["resourceType"]) == (500, "OperationOutcome")


def test_a_file_needs_the_scope_for_what_is_in_it(working: Site) -> None:
    """A token that was got later, and for less, fetches less."""
    place, person = new_place(), new_person()
    working.stored(to(place, person.report()))
    with exporting(working) as program:
        manifest = program.waited(program.asked(f"Group/{place}/$export"))
    urls = {each["type"]: each["url"] for each in manifest["output"]}
    with exporting(working, system_token(working, "system/Observation.rs")) as program:
        assert program.client.get(urls["Observation"]).status_code == 200
        assert program.client.get(urls["Patient"]).status_code == 403
