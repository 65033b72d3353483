"""S15 on the pages: a source is described, approved, made full, moved back; its technical stage is released
by two people, and until then nothing of it is there (S13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from labsvar.database import verify as verification
from labsvar.exchange.register import Sender
from labsvar.exchange.sources import ASPECTS
from labsvar.formats import xml
from tests import builders
from tests.builders import result
from tests.integration.web.site import Browser, Person, Site, new_person

SECRET, SHOWN = "77.31", "81.47"
ABLE, UNABLE = "012345", "023456"
PRACTICE = "5790000000111"
TODAY = datetime.now(UTC).date().isoformat()
SAID = {"reason": "en prøve"}
OTHER = {"who": "B. Prøve", "reason": "set efter"}


@pytest.fixture
def admin(demo: Site) -> Iterator[Browser]:
    with demo.browser("administrator") as browser:
        browser.get("/systems?lang=en")
        yield browser


class Practice:
    """A practice system of a test's own, as its administrator sees it."""

    def __init__(self, site: Site, admin: Browser, person: Person) -> None:
        self.site, self.admin, self.person = site, admin, person
        self.name = f"Lægesystem {person.place}"
        self.token = site.database.systems.add(self.name, [Sender(gln=PRACTICE)], who="a test")
        (found,) = [each for each in site.database.systems.all() if each.name == self.name]
        self.at = f"/systems/{found.system_id}"

    @property
    def page(self) -> str:
        return self.admin.get(self.at).text

    @property
    def stage(self) -> str:
        (found,) = [each for each in self.site.database.systems.all() if each.name == self.name]
        return found.stage

    def do(self, action: str, **fields: str) -> str:
        """Posts a form of the page; the page that answers."""
        return self.admin.post(self.at, {"action": action} | SAID | fields).text

    def described(self) -> Practice:
        self.do(
            "describe", kind="general_practice", vendor="Prøve A/S", version="7", refusals_since=TODAY,
            corrections_since=TODAY,
        )  # fmt: skip
        return self

    def full(self) -> Practice:
        for aspect in ASPECTS:
            self.do("approve", aspect=aspect, approved_by="A. Prøve", on=TODAY, evidence="testrapport")
        self.do("stage", stage="full")
        return self

    def send(self, value: str, clinic: str = ABLE) -> None:
        """A letter from a clinic through the system."""
        made = self.person.report(results=(result(value=value),))
        sender = replace(
            made.sender, ean_identifier=PRACTICE, identifier=clinic, identifier_code="ydernummer"
        )
        body = xml.write(
            builders.emessage(replace(made, sender=sender), number=f"K{self.person.place}{value}")
        )
        with self.site.client() as client:
            answer = client.post(
                "/api/letters", content=body, headers={"authorization": f"Bearer {self.token}"}
            )
        assert answer.status_code == 200, answer.text

    def seen(self) -> str:
        """What a clinician and the citizen see of the person."""
        with self.site.browser("gp") as gp, self.site.browser(self.person.persona().key) as citizen:
            return gp.get(gp.open_patient(self.person)).text + citizen.get("/me").text


@pytest.fixture
def practice(demo: Site, admin: Browser) -> Practice:
    return Practice(demo, admin, new_person())


def test_s15_an_attempt_without_the_approvals_says_which_is_missing(practice: Practice) -> None:
    """Then they are given, one by one, with name, day and evidence; and one is taken back."""
    practice.described()
    practice.do("approve", aspect="hub_support", approved_by="A. Prøve", on=TODAY, evidence="aftale 7")
    told = practice.do("stage", stage="full")
    assert "Refusal in the source, Correction in the source, End-to-end test" in told
    assert practice.stage == "technical"
    practice.full()
    assert practice.stage == "full"
    assert "aftale 7" not in practice.page
    assert practice.page.count("testrapport") == len(ASPECTS)
    practice.do("withdraw", aspect="end_to_end_test")
    assert practice.stage == "technical"
    assert verification.verify(practice.site.database.address) == []


def test_s15_s13_nothing_of_the_technical_stage_appears_until_two_people_release_it(
    practice: Practice,
) -> None:
    """One value came in the technical stage, a later version in the full: only that is seen, with no version
    before it. After a release the earlier one stands before it; what another clinic sent that cannot state
    refusals stays away for good."""
    practice.described()
    for clinic, since in ((ABLE, TODAY), (UNABLE, "")):
        practice.do("clinic", number_type="ydernummer", number=clinic, refusals_since=since)
    practice.send(SECRET)
    practice.send("66.13", UNABLE)
    assert SECRET not in practice.seen()
    practice.full()
    practice.send("66.14", UNABLE)
    practice.send(SHOWN)
    before = practice.seen()
    assert SHOWN in before
    for hidden in (SECRET, "66.13", "66.14"):
        assert hidden not in before
    assert "Frigivelsen skal" not in practice.do("propose", told_how="brev til alle", declinable_from=TODAY)
    (number,) = _proposed(practice)
    assert "another person" in practice.do("confirm", number=str(number))
    assert SECRET not in practice.seen()
    assert practice.site.database.systems.sources.confirm_release(practice.name, number, **OTHER) == 1
    after = practice.seen()
    assert SECRET in after
    assert SHOWN in after
    assert "66.13" not in after
    assert "66.14" not in after
    assert "1 letters" in practice.page
    assert "brev til alle" in practice.page
    assert verification.verify(practice.site.database.address) == []


def _proposed(practice: Practice) -> list[int]:
    (found,) = [each for each in practice.site.database.systems.all() if each.name == practice.name]
    return [each.number for each in found.source.releases.values() if each.state == "proposed"]


def test_s15_a_clinic_that_could_not_state_refusals_cannot_be_released_by_name(practice: Practice) -> None:
    practice.described()
    for clinic, since in ((ABLE, TODAY), (UNABLE, "")):
        practice.do("clinic", number_type="ydernummer", number=clinic, refusals_since=since)
    practice.full()
    told = practice.do("propose", told_how="brev", declinable_from=TODAY, clinics=f"{ABLE} {UNABLE}")
    assert "could not state refusals" in told
    practice.do("propose", told_how="brev", declinable_from=TODAY, clinics=ABLE)
    (number,) = _proposed(practice)
    practice.do("decline", number=str(number))
    assert _proposed(practice) == []


def test_a_contact_is_named_for_a_purpose(practice: Practice) -> None:
    practice.do("contact", purpose="rettelser", contact_name="Vagten", address="vagt@example.org")
    assert "rettelser: Vagten" in practice.page
    practice.do("contact", purpose="rettelser", contact_name="", address="")
    assert "rettelser" not in practice.page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"action": "describe", "kind": "hospital"}, "Choose one"),
        ({"action": "describe", "kind": "specialist", "refusals_since": "i går"}, "2026-05-01"),
        ({"action": "approve", "aspect": "hub_support", "on": TODAY, "sha256": "xyz"}, "64 characters"),
        ({"action": "approve", "aspect": "hub_support", "approved_by": "A", "on": TODAY}, "needs evidence"),
        ({"action": "clinic", "number_type": "sor", "number": "12"}, "neither a ydernummer"),
        ({"action": "confirm", "number": "x"}, "Choose one"),
        ({"action": "confirm", "number": "999999"}, "no such release"),
        ({"action": "stage", "stage": "full", "reason": ""}, "Give a reason"),
    ],
)
def test_a_form_that_is_wrong_says_what_is(practice: Practice, fields: dict[str, str], told: str) -> None:
    answer = practice.admin.post(practice.at, SAID | fields)
    assert answer.status_code == 400
    assert told in answer.text


def test_a_page_or_form_that_is_not_there_is_not_found(practice: Practice) -> None:
    assert practice.admin.post(practice.at, {"action": "delete"}).status_code == 404
    assert practice.admin.get("/systems/999999").status_code == 404
