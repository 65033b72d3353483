"""The pages of laboratories: from an answer to a request, its reception, and the supplementary answer."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import prompts
from tests import microbiology, references
from tests.builders import CLINIC_GLN, MICROBIOLOGY_GLN, coded, investigation
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.integration.web.test_journeys import journeys_on
from tests.integration.web.test_looks import events
from tests.integration.web.test_record import words
from tests.integration.web.test_reports import page_of
from tests.references import REFERENCE_GLN

SAMPLES = "/reference/samples"
RECEPTION = "/reference/reception"


class Case:
    """A person with a first laboratory's answer, as an XRPT05 to the requester and an XRPT06 to MiBa."""

    def __init__(self, demo: Site, *, given: bool | None = None) -> None:
        self.demo, self.person = demo, new_person()
        self.production = f"MP7{self.person.place}"
        made = references.first_answer(
            production=self.production,
            requester=f"MR7{self.person.place}",
            sample=f"MS7{self.person.place}",
        )
        self.miba: MiBaReport = self.person.of(made, given=given)
        web = references.web(made, number="X")
        self.web = self.person.of(web, given=given)
        demo.stored(self.miba)
        demo.stored(self.web)

    def fields(self, **more: str) -> dict[str, str]:
        return {"number": self.production, "reason": "reference", "words": ""} | more

    def requested(self, browser: Browser, **more: str) -> str:
        """The request for the first isolate; what the page says of it."""
        found = browser.post(SAMPLES, self.fields()).text
        fields = hidden(found, "letter", "at") | {"choice": "0:1", "to": REFERENCE_GLN, "to_name": "REF"}
        return words(browser.post(f"{SAMPLES}/request", self.fields(**fields, **more), at=SAMPLES).text)

    def answered(self, request: LaboratoryRequest) -> None:
        """The reference laboratory answers with all prompts."""
        number = request.requisition_information.sample.requester_sample_identifier
        made = references.reference_answer(
            self.miba,
            production=f"RP7{self.person.place}",
            requester=number,
            sample=f"RS7{self.person.place}",
        )
        answer = self.person.of(microbiology.with_results(made, prompts=()))
        receiver = replace(answer.receiver, ean_identifier=MICROBIOLOGY_GLN)
        carried = prompts.carry(request, replace(answer, receiver=receiver))
        assert isinstance(carried, MiBaReport)
        self.demo.stored(carried)
        self.demo.database.links.run()

    def request(self) -> LaboratoryRequest:
        """The request that is stored."""
        stored = self.demo.database.results.unseen(self.person.number)
        assert stored is not None
        (found,) = stored.requisitions
        assert isinstance(found.letter, LaboratoryRequest)
        return found.letter


def hidden(page: str, *names: str) -> dict[str, str]:
    """The fields that a page's form keeps."""
    return {name: html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]) for name in names}


def test_the_whole_way_from_the_answer_to_the_supplement_shows_everywhere(demo: Site) -> None:
    """Request, reception, reference answer, link, supplement; the requester's page and the journey tell it all."""
    case = Case(demo)
    with demo.browser("laboratory") as kma, demo.browser("reference") as laboratory:
        assert "Rekvisitionen er sendt" in case.requested(kma)
        found = laboratory.post(RECEPTION, {"number": case.production, "reason": "reception"}).text
        assert "Fundet ved afsenderens produktionsnummer" in words(found)
        note = hidden(found, "letter") | {
            "number": case.production,
            "reason": "reception",
            "kind": "received",
        }
        unknown = laboratory.post(f"{RECEPTION}/note", note | {"kind": "x"}, at=RECEPTION)
        assert unknown.status_code == 400
        assert "Modtaget:" not in words(unknown.text)
        noted = laboratory.post(f"{RECEPTION}/note", note, at=RECEPTION)
        assert "Modtaget:" in words(noted.text)
        assert laboratory.post(f"{RECEPTION}/note", note, at=RECEPTION).status_code == 400
        undone = laboratory.post(f"{RECEPTION}/note", note | {"kind": "undone"}, at=RECEPTION)
        assert "Modtagelsen er fortrudt" in words(undone.text)
        case.answered(case.request())
        own = kma.post(SAMPLES, case.fields()).text
        assert "Undersøgt på referencelaboratorium" in words(own)
        named = case.fields(**hidden(own, "reference"), letter=hidden(own, "letter")["letter"])
        before = demo.database.results.unseen(case.person.number)
        shown = kma.post(f"{SAMPLES}/supplement", named, at=SAMPLES).text
        assert "Intet er sendt endnu" in words(shown)
        assert demo.database.results.unseen(case.person.number) == before
        sent = kma.post(f"{SAMPLES}/supplement/send", named | hidden(shown, "at"), at=SAMPLES)
        assert "Det supplerende svar er sendt" in words(sent.text)
    demo.database.links.run()
    report = page_of(demo, case.person, "microbiology")
    assert "Salmonella Typhimurium" in words(report)
    assert "Tidligere" in words(report)
    paths = journeys_on(report)
    journey = words(page_of(demo, case.person, paths[0]))
    for said in ("Referenceprøve", "Sendt videre", "Suppleret"):
        assert said in journey


def test_s18_each_form_is_one_look_with_its_reason(demo: Site) -> None:
    case = Case(demo)
    with demo.browser("laboratory") as kma:
        for fields, status in (
            (case.fields(words="svar ønskes"), 200),
            (case.fields(reason="other"), 400),
            (case.fields(number=" "), 400),
        ):
            assert kma.post(SAMPLES, fields).status_code == status
    assert events(demo, case.person) == [
        ("Laborant Prøve", "laboratory", "reference_answers", "reference: svar ønskes")
    ]


def test_s13_other_laboratories_letters_are_not_there(demo: Site) -> None:
    """Neither another's answer nor a request that was made to another; and no look is left of them."""
    case = Case(demo)
    with demo.browser("reference") as other:
        page = words(other.post(SAMPLES, case.fields()).text)
        assert "intet svar med det nummer" in page
        found = words(other.post(RECEPTION, case.fields()).text)
        assert "Ingen elektronisk rekvisition" in found
        assert "hvilket isolat det er" in found
    assert events(demo, case.person) == []


def test_s12_a_refusal_travels_with_the_request_and_is_said_at_the_reception(demo: Site) -> None:
    case = Case(demo, given=False)
    with demo.browser("laboratory") as kma, demo.browser("reference") as laboratory:
        assert "nægtet samtykke" in words(kma.post(SAMPLES, case.fields()).text)
        assert "Rekvisitionen er sendt" in case.requested(kma)
        found = words(laboratory.post(RECEPTION, case.fields()).text)
    assert "nægtet samtykke" in found
    consent = case.request().patient.consent
    assert consent is not None
    assert consent.given is False


def test_what_cannot_be_sent_says_why_and_sends_nothing(demo: Site) -> None:
    """Fields that are missing, a page that is too old, an isolate there is not, an answer there is not."""
    case = Case(demo)
    with demo.browser("laboratory") as kma:
        at = hidden(kma.post(SAMPLES, case.fields()).text, "at")["at"]
        good = {"choice": "0:1", "to": REFERENCE_GLN, "at": at}
        for change in (
            {"to": ""},
            {"choice": "x"},
            {"isolate": "x"},
            {"at": "x"},
            {"at": "2026-03-01T00:00:00+00:00"},
        ):
            answer = kma.post(f"{SAMPLES}/request", case.fields(**(good | change)), at=SAMPLES)
            assert answer.status_code == 400
        other = kma.post(f"{SAMPLES}/request", case.fields(**good, isolate="7"), at=SAMPLES)
        assert "intet isolat med det nummer" in words(other.text)
        for path in ("request", "supplement", "supplement/send"):
            gone = kma.post(f"{SAMPLES}/{path}", case.fields(**good, letter="x", reference="y"), at=SAMPLES)
            assert gone.status_code == 400
            assert "intet svar med det nummer" in words(gone.text)
        late = kma.post(f"{SAMPLES}/supplement/send", case.fields(at="x"), at=SAMPLES)
        assert "for gammel" in words(late.text)
        for path in (f"{SAMPLES}/supplement", f"{SAMPLES}/supplement/send", f"{RECEPTION}/note"):
            home = path.rpartition("/supplement")[0] or RECEPTION
            assert kma.post(path, case.fields(number=""), at=home).status_code == 400
    stored = demo.database.results.unseen(case.person.number)
    assert stored is not None
    assert stored.requisitions == ()


def test_an_account_of_no_laboratory_that_is_set_up_sees_nothing(demo: Site, site: Site) -> None:
    """The organisation of the account tells whose letters it sees; none is guessed."""
    from labsvar.web import accounts

    accounts.add(
        site.database.accounts,
        username="laborant",
        password="en lang sætning her",
        role="laboratory",
        name="Laborant",
        organisation="Ukendt",
    )
    with site.browser() as browser:
        browser.sign_in("laborant", "en lang sætning her")
        answer = browser.post(SAMPLES, {"number": "1", "reason": "reference"})
    assert answer.status_code == 400
    assert "intet laboratorium" in words(answer.text) or "ikke til et laboratorium" in words(answer.text)


def test_an_answer_that_only_says_where_the_sample_went_is_shown_as_that(demo: Site) -> None:
    """The clinician reads where the sample is, and not a result that is none."""
    from labsvar.letters.xrpt05 import QuantitativeFindings

    person: Person = new_person()
    told = QuantitativeFindings(interpretation=coded("SENDT:SSI"))
    demo.stored(
        person.culture(investigations=(investigation(culture_findings=None, quantitative_findings=told),))
    )
    page = words(page_of(demo, person, "microbiology"))
    assert "Prøven er sendt videre til SSI" in page
    assert "SENDT:SSI" not in page


def _asked(case: Case, **changes: Any) -> bytes:
    document = {
        "sender": MICROBIOLOGY_GLN,
        "letter_number": case.miba.letter.identifier,
        "to": {"gln": REFERENCE_GLN},
        "requested_at": "2026-03-05T08:00:00+00:00",
    }
    return json.dumps(document | changes).encode()


def test_a_system_makes_a_request_of_its_own_letter_and_the_same_again_is_the_same(demo: Site) -> None:
    case = Case(demo)
    with demo.client() as client:
        answers = [client.post("/api/reference-requests", content=_asked(case)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    sample = case.request().requisition_information.sample
    assert answers[0].json()["requisition_number"] == sample.requester_sample_identifier
    assert {event[2] for event in events(demo, case.person)} == {"reference_requested"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"investigation": 9}, 409),
        ({"investigation": "x"}, 400),
        ({"sender": CLINIC_GLN}, 404),
        ({"letter_number": "NONE"}, 404),
        ({"more": 1}, 400),
    ],
)
def test_what_a_system_cannot_request_is_told_as_a_problem(
    demo: Site, changes: dict[str, Any], status: int
) -> None:
    case = Case(demo)
    with demo.client() as client:
        answer = client.post("/api/reference-requests", content=_asked(case, **changes))
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
