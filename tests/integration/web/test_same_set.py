"""The pages and FHIR show the same to the same persona, and nothing betrays what is hidden (S5, S6, S11, S13, S15).

`python -m tests.same_set --citizens 200` is the long form, over a filled demonstration; its judge knows nothing of
Labsvar, and is the one used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.exchange.register import Sender
from labsvar.formats import xml
from labsvar.results.model import Stored
from labsvar.results.record import Reading, Record, assemble
from tests import builders
from tests.fhir_program import Reader, by_person
from tests.integration.services.serving import served
from tests.integration.web.site import Person, Site, new_person
from tests.integration.web.test_blocking import block
from tests.integration.web.test_requisitions import numbered, request
from tests.judge import choose_persona, patient_of
from tests.judge_pages import Browser
from tests.same_set_judge import Everything, Shown, betrayals, in_fhir, on_pages

TECHNICAL_GLN = "5790000990023"
CLINICIAN = {"reason": "treatment", "words": ""}


@pytest.fixture(scope="module")
def address(fhir: Site) -> Iterator[str]:
    with served(fhir.app) as made:
        yield made


def corrected(person: Person) -> list[Any]:
    """A result that has not come, comes, and is corrected."""
    numbers: dict[str, Any] = {"sample_number": f"Z{person.place}", "production_number": f"Z{person.place}"}
    return [
        person.report(
            resulted=f"2026-03-02 1{turn}:00",
            authorised=f"2026-03-02 1{turn}:05",
            results=(builders.result(value=value, status=status),),
            **numbers,
        )
        for turn, (value, status) in enumerate(
            (("*****", "proeve_modtaget"), ("41", "svar_endeligt"), ("42,50", "svar_rettet"))
        )
    ]


def technical(fhir: Site, person: Person) -> str:
    """A letter of a system that nobody has approved; its sample number."""
    sample = f"ZTEKNISK{person.place}"
    token = fhir.database.systems.add("Teknisk", [Sender(gln=TECHNICAL_GLN)], who="a test")
    letter = person.report(sample_number=sample)
    letter = replace(letter, sender=replace(letter.sender, ean_identifier=TECHNICAL_GLN))
    message = builders.emessage(letter, number=f"TEKNISK{person.place}")
    with fhir.client() as client:
        headers = {"authorization": f"Bearer {token}"}
        assert client.post("/api/letters", content=xml.write(message), headers=headers).status_code == 200
    return sample


def looked(address: str, person: Person, hidden: list[str]) -> Iterator[tuple[Shown, list[str]]]:
    """What the citizen's own pages show, and a clinician's, and everything that FHIR says otherwise."""
    own = Browser(address)
    form = next(own.get("/persona").all("form"))
    own.submit(form, persona=person.persona().key)
    clinician = Browser(address)
    choose_persona(clinician, lambda text: "Overlæge" in text)
    number = {"number": person.number, **CLINICIAN}
    for who, browser, at, fields in (
        ("citizen", own, "/me", {}),
        ("clinician", clinician, patient_of(clinician, {"person": person.number}), number),
    ):
        pages = on_pages(browser, at)
        with Reader(address, by_person(browser, address, **fields)) as reader:
            about = Everything(reader)
            wrong = [*pages.against(who, in_fhir(about)), *betrayals(who, about, hidden)]
        yield pages, wrong


def test_pages_and_fhir_show_the_same(fhir: Site, address: str) -> None:
    """Corrections with their earlier values, a culture and a requisition; not what is refused or technical."""
    person = new_person()
    sample = f"Z{person.place}"
    refused = person.report(given=False, sample_number="ZAFVIST", production_number="ZAFVIST")
    fhir.stored(*corrected(person), person.culture(sample_number=f"{sample}M"), refused)
    fhir.stored(request(person, numbered()))
    hidden = ["ZAFVIST", technical(fhir, person)]
    (own, own_wrong), (clinical, clinical_wrong) = looked(address, person, hidden)
    assert own_wrong == clinical_wrong == []
    assert own.results == clinical.results
    assert [key[3:] for key in own.results] == [("42.50 mg/L", "", "corrected")]
    assert (own.earlier.total(), clinical.earlier.total()) == (0, 1)
    assert own.reports == clinical.reports
    assert (own.reports.total(), own.requests.total()) == (1, 1)


def test_pages_and_fhir_leave_out_the_same_of_what_is_blocked(fhir: Site, address: str) -> None:
    """The citizen sees everything; to the clinician both say that something is left out."""
    person = new_person()
    fhir.stored(*corrected(person), person.culture(sample_number=f"Z{person.place}M"))
    block(fhir, person)
    (own, own_wrong), (clinical, clinical_wrong) = looked(address, person, [])
    assert own_wrong == clinical_wrong == []
    assert own.results.total() == 1
    assert (clinical.results.total(), clinical.reports.total(), clinical.left_out) == (0, 0, True)


def test_the_judge_sees_a_door_that_shows_too_much(
    fhir: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that forgets refusals, and one that forgets what is blocked: both are told of by every word that shows it."""
    person = new_person()
    refused = person.report(given=False, sample_number="ZAFVIST2", production_number="ZAFVIST2")
    fhir.stored(*corrected(person), refused)
    block(fhir, person)

    def forgetful(stored: Stored, *, reading: Reading) -> Record:
        reports = tuple(replace(each, given=None) for each in stored.reports)
        return assemble(replace(stored, reports=reports, blocked=frozenset()), reading=reading)

    monkeypatch.setattr("labsvar.web.fhir.looking.assemble", forgetful)
    (_, own_wrong), (_, clinical_wrong) = looked(address, person, ["ZAFVIST2"])
    for who, wrong in (("citizen", own_wrong), ("clinician", clinical_wrong)):
        assert f"{who}: a hidden answer is betrayed by ZAFVIST2" in wrong
        assert any("in FHIR and not on the pages" in each for each in wrong)
    assert "clinician: only one of the two says that something is left out" in clinical_wrong
