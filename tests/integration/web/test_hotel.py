"""The pages of the requisition hotel: a sampling place finds, labels and samples; the requester sees where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec
import pytest

from labsvar.identifiers import npn
from labsvar.results.store import Look, Viewer
from labsvar.services.hotel import demonstration
from labsvar.services.hotel.model import HotelTerms
from labsvar.services.npn.stock import Stock
from tests.hotel import file, requisition
from tests.integration.web.site import Browser, Person, Site, new_person
from tests.requisitions import patient

_samples = (str(number) for number in count(1_000_000_001) if npn.fault(str(number)) is None)


@pytest.fixture(autouse=True)
def terms(demo: Site, stock: Path) -> Iterator[None]:
    """The places of a demonstration; the one in the north has a stock of numbers."""
    state, before = demo.app.state, (demo.database.hotel.terms, demo.app.state.config)
    demo.database.hotel.terms = HotelTerms(callers=demonstration.CALLERS)
    state.config = replace(state.config, hotel_stocks={demonstration.NORTH: stock})
    yield
    demo.database.hotel.terms, state.config = before


_series = count(4711000000, 500)


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A stock with forty-five numbers, or one more."""
    path, at, first = tmp_path / "nord.npn", datetime.now(UTC), next(_series)
    made = Stock.make(path, witness=path.with_suffix(".witness"), at=at)
    made.add(first, first + 499, origin="registered", at=at)
    made.close()
    return path


def uploaded(demo: Site, person: Person, *, sample: str | None = None, version: str = "XQ0132K") -> str:
    """The number of the sample of a requisition that the made-up clinic has uploaded."""
    number = sample or next(_samples)
    letter = requisition(number, version=version, patient=patient(person.number))
    with demo.client() as client:
        answer = client.post("/api/hotel/requisitions", content=file(letter))
    assert answer.status_code == 200, answer.text
    return number


def opened(browser: Browser, person: Person) -> str:
    """The address of the person's requisitions."""
    fields = {"csrf": browser.token("/hotel"), "number": person.number, "reason": "sampling"}
    answer = browser.client.post("/hotel", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    return location


def looks(demo: Site, person: Person) -> list[tuple[str, str]]:
    """Who looked and why, newest first, without this look."""
    viewer = Viewer(account="test", name="the test", role="operator", organisation="")
    look = Look(viewer=viewer, person_key=person.number, what="test", reason="test")
    found = demo.database.results.audit(look)
    return [(each.organisation, each.reason) for each in found if each.what == "hotel"]


def doing(page: str) -> list[str]:
    """What the buttons of a page do."""
    return re.findall(r'name="doing" value="([a-z]+)"', page)


def path_of(page: str) -> str:
    """Where the one form of a page goes."""
    (path,) = set(re.findall(r'action="(/hotel/[^"]+/[0-9]+)"', page))
    return str(path)


def test_a_requisition_is_found_fetched_labelled_and_sampled(demo: Site) -> None:
    """Without script; each page about the citizen is one look, and the label has the number as a barcode."""
    person = new_person()
    number = uploaded(demo, person)
    with demo.browser("sampler") as browser:
        at = opened(browser, person)
        assert looks(demo, person) == []
        page = browser.get(f"{at}?lang=en").text
        assert looks(demo, person) == [("Prøvetagning Nord", "sampling")]
        assert number in page
        assert doing(page) == ["fetch", "reserve"]
        where = path_of(page)
        assert browser.get(f"{where}/labels").status_code == 404
        page = browser.post(where, {"doing": "reserve"}, at=at).text
        assert doing(page) == ["fetch", "release"]
        page = browser.post(where, {"doing": "fetch"}, at=at).text
        assert doing(page) == ["label", "sample", "release"]
        first = browser.get(f"{where}/labels")
        assert (first.headers["content-type"], first.content[:5]) == ("application/pdf", b"%PDF-")
        for wrong in ("0", "999", "x", ""):
            token = browser.token(at)
            fields = {"csrf": token, "doing": "label", "count": wrong}
            assert browser.client.post(where, data=fields).status_code == 409
        page = browser.post(where, {"doing": "label", "count": "2"}, at=at).text
        tubes = re.findall(r"\b\d{10}\b", page.partition("<dt>Tubes</dt>")[2].partition("</div>")[0])
        assert len(set(tubes) - {number}) == 2
        assert all(npn.fault(tube) is None for tube in tubes)
        labels = browser.get(f"{where}/labels").content
        assert labels == browser.get(f"{where}/labels").content != first.content
        page = browser.post(where, {"doing": "sample"}, at=at).text
        assert "Sampled" in page
        assert tubes[0] in page
        assert doing(page) == []


def test_a_stock_that_hands_out_nothing_keeps_no_sample_from_being_taken(demo: Site, stock: Path) -> None:
    """It says why; where there is no stock, nobody is asked about tubes."""
    person = new_person()
    uploaded(demo, person)
    held = Stock.open(stock)
    held.hold(at=datetime.now(UTC))
    held.close()
    with demo.browser("sampler") as browser:
        at = opened(browser, person)
        where = path_of(browser.get(f"{at}?lang=en").text)
        browser.post(where, {"doing": "fetch"}, at=at)
        answer = browser.post(where, {"doing": "label", "count": "1"}, at=at)
        demo.app.state.config = replace(demo.app.state.config, hotel_stocks={})
        assert answer.status_code == 409
        assert "The place&#39;s stock of numbers hands out nothing" in answer.text
        page = browser.get(at).text
        assert doing(page) == ["sample", "release"]
        assert browser.post(where, {"doing": "label", "count": "1"}, at=at).status_code == 404
        assert "Sampled" in browser.post(where, {"doing": "sample"}, at=at).text


def test_another_place_is_told_not_to_take_the_sample(demo: Site) -> None:
    person = new_person()
    uploaded(demo, person)
    with demo.browser("sampler") as north, demo.browser("sampler-2") as south:
        there = opened(south, person)
        stale = path_of(south.get(there).text)
        here = opened(north, person)
        north.post(path_of(north.get(here).text), {"doing": "fetch"}, at=here)
        answer = south.post(stale, {"doing": "fetch"}, at=there)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        assert doing(answer.text) == []


def test_the_requester_sees_where_it_is_and_what_was_not_passed_on(demo: Site) -> None:
    """The clinic that uploaded it may cancel it, and does nothing else; the state shows at once."""
    person = new_person()
    number = uploaded(demo, person)
    with demo.browser("practice") as browser:
        page = browser.get(f"{opened(browser, person)}?lang=en").text
        assert doing(page) == ["cancel"]
        assert "XQ0132K has become XQ0131K" in page
        assert "Put on the hotel, Lærkepraksis 1" in page
        at = opened(browser, person)
        where = path_of(browser.get(at).text)
        assert browser.post(where, {"doing": "sample"}, at=at).status_code == 404
        assert "Cancelled" in browser.post(where, {"doing": "cancel"}, at=at).text
    with demo.browser("gp") as browser:
        page = browser.get(opened(browser, person)).text
        assert number in page
        assert doing(page) == []


def test_a_requisition_is_found_by_the_number_of_its_sample(demo: Site) -> None:
    """The search is a look, and so is the page; a number that is not there leads to nobody."""
    person = new_person()
    number = uploaded(demo, person)
    with demo.browser("sampler") as browser:
        fields = {"requisition": number, "reason": "sampling", "words": "ved disken"}
        page = browser.post("/hotel/requisition", fields, at="/hotel")
        assert page.status_code == 200
        assert number in page.text
        assert looks(demo, person) == [("Prøvetagning Nord", "sampling: ved disken")] * 2
        for wrong in ({"requisition": "findes-ikke", "reason": "sampling"}, {"requisition": number}, {}):
            answer = browser.post("/hotel/requisition", wrong, at="/hotel")
            assert answer.status_code == 400
        assert browser.post("/hotel", {"number": "x", "reason": "sampling"}).status_code == 400


def test_two_citizens_with_one_number_are_not_told_apart_by_it(demo: Site) -> None:
    """Numbers are the requesters' own; the person's number then finds the right one."""
    first, second = new_person(), new_person()
    number = uploaded(demo, first)
    other = requisition(number, patient=patient(second.number))
    sender = msgspec.structs.replace(other.sender, ean_identifier="5790000000050")
    with demo.client() as client:
        assert (
            client.post(
                "/api/hotel/requisitions", content=file(msgspec.structs.replace(other, sender=sender))
            ).status_code
            == 200
        )
    with demo.browser("sampler") as browser:
        answer = browser.post(
            "/hotel/requisition", {"requisition": number, "reason": "sampling"}, at="/hotel"
        )
        assert answer.status_code == 400


def test_nothing_is_done_with_what_does_not_stand_on_the_page(demo: Site) -> None:
    """S13: another citizen's requisition is as one that is not there, and so is its label."""
    person, other = new_person(), new_person()
    uploaded(demo, person)
    uploaded(demo, other)
    with demo.browser("sampler") as browser:
        theirs = path_of(browser.get(opened(browser, other)).text).rpartition("/")[2]
        at = opened(browser, person)
        answer = browser.post(f"{at}/{theirs}", {"doing": "fetch"}, at=at)
        assert answer.status_code == 409
        assert browser.post(f"{at}/{theirs}", {"doing": "destroy"}, at=at).status_code == 404
        assert browser.get(f"{at}/{theirs}/labels").status_code == 404
        for nobodys in (0, -1, 10**30):
            assert browser.post(f"{at}/{nobodys}", {"doing": "fetch"}, at=at).status_code == 409
            assert browser.get(f"{at}/{nobodys}/labels").status_code == 404


def test_a_requisition_that_is_no_longer_here_says_so(demo: Site) -> None:
    """Cancelled while the sampler holds it, or held too long: a press on the button of an old page is told why."""
    first, second = new_person(), new_person()
    terms = demo.database.hotel.terms
    for person, act, expected in ((first, "cancel", "(cancelled)"), (second, "lapse", "(waiting)")):
        uploaded(demo, person)
        hold = timedelta(0) if act == "lapse" else terms.hold
        demo.database.hotel.terms = msgspec.structs.replace(terms, hold=hold)
        with demo.browser("sampler") as sampler, demo.browser("practice") as clinic:
            at = opened(sampler, person)
            where = path_of(sampler.get(f"{at}?lang=en").text)
            assert sampler.post(where, {"doing": "fetch"}, at=at).status_code == 200
            if act == "cancel":
                there = opened(clinic, person)
                clinic.post(path_of(clinic.get(there).text), {"doing": "cancel"}, at=there)
            for doing_it in ("label", "sample"):
                answer = sampler.post(where, {"doing": doing_it, "count": "1"}, at=at)
                assert answer.status_code == 409
                assert expected in answer.text
            assert "sample" not in doing(sampler.get(at).text)


def test_a_citizen_without_requisitions_has_an_empty_page(demo: Site) -> None:
    person = new_person()
    with demo.browser("sampler") as browser:
        assert 'class="empty"' in browser.get(opened(browser, person)).text
    assert looks(demo, person) == [("Prøvetagning Nord", "sampling")]


@pytest.mark.parametrize("persona", ["operator", "helper", "administrator"])
def test_others_have_no_hotel(demo: Site, persona: str) -> None:
    with demo.browser(persona) as browser:
        assert browser.get("/hotel").status_code == 403


def test_a_demonstration_lets_its_first_place_in_without_a_token(demo: Site) -> None:
    """The made-up clinic of the demonstration uploads and cancels."""
    data = file(requisition(next(_samples), patient=patient(new_person().number)))
    with demo.client() as client:
        put = client.post("/api/hotel/requisitions", content=data).json()["requisition"]
        gone = client.post(f"/api/hotel/requisitions/{put['requisition_id']}/cancel", json={})
    assert gone.json()["requisition"]["state"] == "cancelled"
