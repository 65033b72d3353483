"""A citizen blocks, by place, by period and by person; a helper does under a mandate; a clinician overrides.

Everything that was done and looked at is kept here as it happens, and held against the citizen's log in the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx

from tests.stories import records
from tests.stories.browsing import Page, Person, persona
from tests.stories.records import Record
from tests.stories.scenes import Patient, Scene, code

GP, WARD, HELPER, ADMINISTRATOR = (
    "Læge Lærke Prøve",
    "Overlæge Birk Prøve",
    "Hjælper Prøve",
    "Administrator Prøve",
)
_NAMES = {"gp": GP, "ward": WARD}
_TREATMENT, _OWN, _MANDATE = "Current treatment", "Own access", "Under a mandate"
_OVERRIDE = "Current treatment; Blocking overridden: the patient consents: Ringet op"
RESULTS, CULTURES, BLOCKINGS = "Laboratory results", "Microbiology", "Blockings"
SET, ENDED = "A blocking was set", "A blocking was ended"
Event = tuple[str, str, str]


class Blocked:
    """One citizen with three results, from two clinics and three days; and all that happens to them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.story = scene.story
        self.patient: Patient = scene.patient()
        self.me = f"{self.patient.given_name} {self.patient.surname}"
        self.events: list[Event] = []
        first, second = scene.clinics
        there = {
            "clinic": second["clinic"],
            "sampled_at": "2026-03-05T09:15",
            "resulted_at": "2026-03-05T09:21",
        }
        later = {"sampled_at": "2026-03-09T09:15", "resulted_at": "2026-03-09T09:21"}
        scene.sent(f"a result of {first['name']}", scene.row("b1", self.patient, "CRP", "12"))
        scene.sent(f"a result of {second['name']}", scene.row("b2", self.patient, "HB", "8.4", **there))
        scene.sent(f"a later result of {first['name']}", scene.row("b3", self.patient, "GLU", "5.6", **later))
        self.everything = [f"{code('CRP')} 12", f"{code('HB')} 8.4", f"{code('GLU')} 5.6"]

    # Looking ------------------------------------------------------------------------------------------

    def sees(self, key: str, *places: int, left_out: bool, base: str | None = None) -> None:
        """A clinician looks the citizen up, and sees these of the three, and whether something is left out."""
        with persona(self.scene.place, key) as clinician:
            record = records.read(clinician, clinician.look_up(self.patient.number) if base is None else base)
        self.log(_NAMES[key], _TREATMENT, RESULTS, RESULTS, CULTURES)
        self._check(f"clinician {key}", record, *places, left_out=left_out)

    def _check(self, who: str, record: Record, *places: int, left_out: bool) -> None:
        expected = sorted(self.everything[place] for place in places)
        self.story.check(who, "sees", record.values, expected)
        self.story.check(who, "is told that something is left out", record.left_out, left_out)
        hidden = [self.everything[place].split()[0] for place in range(3) if place not in places]
        self.story.check(
            who, "reads of what is left out", [each for each in hidden if each in record.told], []
        )

    def own(self) -> None:
        """The citizen always sees everything."""
        with self._citizen() as citizen:
            record = records.read(citizen, "/me")
        self.log(self.me, _OWN, RESULTS, CULTURES)
        self._check("citizen", record, 0, 1, 2, left_out=False)

    def overrides(self) -> None:
        """A clinician looks past the blocking, for a reason."""
        with persona(self.scene.place, "gp") as clinician:
            base = clinician.look_up(self.patient.number)
            page = clinician.send(
                f"{base}/override", {"reason": "override_consented", "words": "Ringet op"}, at=base
            )
            self.log(GP, _TREATMENT, RESULTS, RESULTS)
            record = records.read(clinician, httpx.URL(page.url).path)
            self.log(GP, _OVERRIDE, RESULTS, RESULTS, CULTURES)
        self._check("clinician gp, overriding", record, 0, 1, 2, left_out=False)
        self.story.check("clinician gp", "reads that the blocking is looked past", record.overridden, True)

    # Setting and ending -------------------------------------------------------------------------------

    def blocks(self, what: str, **fields: str) -> None:
        """The citizen sets a blocking."""
        with self._citizen() as citizen:
            page = _set(citizen, "/me/blocking", fields)
        self.log(self.me, _OWN, BLOCKINGS, SET, BLOCKINGS)
        self.story.check("citizen", f"blocks {what}; what stands", standing(page), 1)

    def ends(self, expected: str) -> None:
        """The citizen ends what stands; it stays as history."""
        with self._citizen() as citizen:
            page = citizen.open("/me/blocking")
            self.story.holds(
                "citizen", f"reads that {expected} set it", expected in page.text, seen=page.text
            )
            entry = page.tree.xpath("//input[@name='entry']/@value")[0]
            page = citizen.send("/me/blocking/end", {"entry": entry}, at="/me/blocking")
        self.log(self.me, _OWN, BLOCKINGS, BLOCKINGS, ENDED, BLOCKINGS)
        self.story.check("citizen", "ends it; what stands", standing(page), 0)

    @contextmanager
    def _citizen(self) -> Iterator[Person]:
        """The citizen signs in, which opens the first page."""
        with persona(self.scene.place, self.patient.persona) as citizen:
            self.log(self.me, _OWN, RESULTS)
            yield citizen

    def log(self, who: str, why: str, *what: str) -> None:
        """Notes what the citizen's log has to tell."""
        self.events += [(who, each, why) for each in what]


def tell(scene: Scene) -> None:
    """Tells of blocking."""
    scene.story.step("Blocking: a citizen has three results, from two clinics and three days")
    told = Blocked(scene)
    told.sees("gp", 0, 1, 2, left_out=False)
    second = scene.clinics[1]["name"]
    scene.story.step(f"Blocking by place: {second}, for everybody")
    told.blocks(second, place=second, who="everybody")
    told.sees("gp", 0, 2, left_out=True)
    told.sees("ward", 0, 2, left_out=True)
    told.own()
    told.overrides()
    told.ends(told.me)
    told.sees("gp", 0, 1, 2, left_out=False)
    scene.story.step("Blocking by period: samples taken on 9 March, for everybody")
    told.blocks("a day", since="2026-03-09", until="2026-03-09", who="everybody")
    told.sees("gp", 0, 1, left_out=True)
    told.own()
    told.ends(told.me)
    scene.story.step("Blocking by person: everything, for one clinician")
    told.blocks("one clinician", who="person", person=WARD)
    told.sees("ward", left_out=True)
    told.sees("gp", 0, 1, 2, left_out=False)
    told.own()
    told.ends(told.me)
    _helper(told)
    _log(told)


def tell_shortly(scene: Scene) -> None:
    """Tells of blocking by a helper alone."""
    scene.story.step("Blocking: a citizen has three results, from two clinics and three days")
    told = Blocked(scene)
    _helper(told)
    _log(told)


def _helper(told: Blocked) -> None:
    """A helper acts under a dated mandate with evidence, and never sees a result."""
    scene, story = told.scene, told.story
    story.step("Blocking by a helper, under a mandate")
    with persona(scene.place, "helper") as helper:
        page = helper.open("/helping")
        story.holds("helper", "has nobody to help yet", "no mandate that holds" in page.text, seen=page.text)
    today = datetime.now(UTC).date()
    fields = {
        "helper": "demo:helper",
        "number": told.patient.number,
        "first": today.isoformat(),
        "last": (today + timedelta(days=30)).isoformat(),
    }
    with persona(scene.place, "administrator") as administrator:
        page = administrator.send("/mandates", fields | {"evidence": ""})
        story.check("administrator", "registers a mandate without evidence; status", page.status, 400)
        page = administrator.send("/mandates", fields | {"evidence": "Sag 12/2026"})
        story.check("administrator", "registers a mandate; status", page.status, 200)
    told.log(ADMINISTRATOR, _MANDATE, "A helper's mandate was registered")
    first = scene.clinics[0]["name"]
    with persona(scene.place, "helper") as helper:
        (path,) = helper.open("/helping").links("/helping/")
        page = _set(helper, path, {"place_name": first, "who": "everybody"})
        told.log(HELPER, _MANDATE, BLOCKINGS, SET, BLOCKINGS)
        story.check("helper", f"blocks {first}; what stands of the helper's", standing(page), 1)
        names = [
            told.patient.surname,
            scene.clinics[1]["name"],
            *(each.split()[0] for each in told.everything),
        ]
        story.check(
            "helper", "names and results on the page", [each for each in names if each in page.text], []
        )
        others = [helper.open(each).status for each in ("/me", "/patients", "/surveillance", "/me/log")]
        story.check("helper", "every page with results", others, [403] * 4)
    told.sees("gp", 1, left_out=True)
    told.own()
    with persona(scene.place, "administrator") as administrator:
        mandate = administrator.open("/mandates").tree.xpath("//input[@name='mandate']/@value")[0]
        administrator.send("/mandates/end", {"mandate": mandate}, at="/mandates")
    told.log(ADMINISTRATOR, _MANDATE, "A helper's mandate was ended")
    with persona(scene.place, "helper") as helper:
        story.check("helper", "after the mandate has ended; status", helper.open(path).status, 404)
    told.sees("gp", 1, left_out=True)
    told.ends(HELPER)
    told.sees("gp", 0, 1, 2, left_out=False)


def _log(told: Blocked) -> None:
    told.story.step("The citizen's log afterwards tells of all of it, and of nothing else")
    told.log(told.me, _OWN, RESULTS)
    seen = [
        (next((name for name in (told.me, *_PEOPLE) if who.startswith(name)), who), what, why)
        for who, what, why in told.scene.log(told.patient)
        if what != "Access log"
    ]
    for who, what, why in seen:
        told.story.tell(f"{'the citizen' if who == told.me else who}: {what} ({why})")
    told.story.check("citizen", "events in the log", len(seen), len(told.events))
    differing = [
        f"{place}: {found} instead of {expected}"
        for place, (found, expected) in enumerate(zip(seen, told.events, strict=False), 1)
        if found != expected
    ]
    told.story.check("citizen", "events that differ", differing[:3], [])


_PEOPLE = (GP, WARD, HELPER, ADMINISTRATOR)


def standing(page: Page) -> int:
    """How many entries a page says hold, or will."""
    return len(page.tree.xpath("//input[@name='entry']"))


def _set(person: Person, path: str, fields: dict[str, str]) -> Page:
    page = person.send(path, {"kind": "block", "sub_units": "yes", "who_sub_units": "yes"} | fields)
    assert page.status == 200, page.problem
    return page
