"""Whether the pages, the reports to sending systems, FHIR and its exports show the same to the same persona.

    python -m tests.same_set --citizens 200

Fills a demonstration with its made-up citizens, whose letters correct and refuse; and adds letters that are corrected,
withdrawn, refused and of the technical stage, and blockings of every kind. Then the judge (`tests.same_set_judge`, which
knows nothing of Labsvar) looks as each citizen and as a clinician, by page and by FHIR, reads what a system with every
letter is told is shown, and an export. The exit code is 1 when anything differs, or betrays something hidden.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.common import Consent, Patient
from tests import builders
from tests.browser.exchange import Exchange, demonstration
from tests.fhir_program import Reader, by_itself, by_person
from tests.judge import choose_persona, citizen_of, patient_of
from tests.judge_pages import Browser
from tests.same_set_judge import Everything, betrayals, hashed, in_fhir, on_pages, reported

Json = dict[str, Any]
KEY: Final = b"the key of the same set, 32 long"
CLINICIANS: Final = ("Læge Lærke", "Overlæge")
"""Those who look as clinicians; the first works where the program works that exports."""


@dataclass
class World:
    """A filled demonstration, what is hidden in it, and how many of what were added."""

    exchange: Exchange
    citizens: list[Json]
    full: str = ""
    technical: str = ""
    all_letters: str = ""
    hidden: dict[str, list[str]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        return self.exchange.address

    def register(self, name: str, *glns: str, stage: str | None = None) -> str:
        """A sending system of some location numbers; its token."""
        program = Path(sys.executable).with_name("labsvar")
        data = ["--data", str(self.exchange.folder / "data")]
        named = [word for gln in glns for word in ("--gln", gln)]
        made = subprocess.run(
            [program, "systems", "add", name, *named, "--sector", "hospital", *data],
            check=True,
            capture_output=True,
            text=True,
        )
        if stage is not None:
            decided = ["--who", "A", "--reason", "B", *data]
            subprocess.run(
                [program, "systems", "stage", name, stage, *decided], check=True, capture_output=True
            )
        return made.stdout.split()[-1]

    def send(self, letter: AnyLetter, token: str, number: str) -> None:
        """Sends a letter that must be taken."""
        envelope = builders.emessage(letter, number=number, namespace=version_of(letter).release.namespace)
        answer = httpx.post(
            f"{self.address}api/letters",
            content=xml.write(envelope),
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text

    def withdraw(self, letter_number: str, gln: str) -> None:
        """Withdraws a letter, as its sender does."""
        answer = httpx.post(
            f"{self.address}api/letters/{letter_number}/withdrawal",
            json={"sender": gln, "reason": "forkert person"},
            headers={"Authorization": f"Bearer {self.full}"},
        )
        assert answer.status_code in (200, 204), answer.text


FULL_GLN: Final = "5790000990016"
TECHNICAL_GLN: Final = "5790000990023"


def filled(exchange: Exchange) -> World:
    """Adds to what the population brings."""
    exchange.wait_until_filled(seconds=1200)
    truth = json.loads((exchange.folder / "data" / "population" / "truth.json").read_bytes())
    world = World(exchange, truth["citizens"])
    world.full = world.register("Fuld", FULL_GLN, stage="full")
    world.technical = world.register("Teknisk", TECHNICAL_GLN)
    systems = json.loads((exchange.folder / "data" / "population" / "systems.json").read_bytes())
    glns = [each["gln"] for each in systems["systems"]]
    world.all_letters = world.register("Alle", FULL_GLN, TECHNICAL_GLN, *glns)
    for place, citizen in enumerate(world.citizens):
        hidden = world.hidden[citizen["person"]] = []
        for answer in citizen["hidden"]:
            hidden += [answer["sample"], answer["requester_number"], *answer["letters"]]
        _letters(world, place, citizen, hidden)
        _blocking(world, place, citizen)
    return world


def _letters(world: World, place: int, citizen: Json, hidden: list[str]) -> None:
    """What is corrected, withdrawn, refused, and of the technical stage."""
    if place % 3 == 0:
        for turn, (value, status) in enumerate((("41", "svar_endeligt"), ("42,50", "svar_rettet"))):
            letter = _letter(citizen, f"RET{place}", f"RET{place}-{turn}", value, status, hour=10 + turn)
            world.send(letter, world.full, f"ret{place}-{turn}")
        world.added["corrected"] += 1
    if place % 4 == 1:
        world.send(_letter(citizen, f"TRK{place}", f"TRK{place}", "51"), world.full, f"trk{place}")
        world.withdraw(f"TRK{place}", FULL_GLN)
        world.added["withdrawn"] += 1
    if place % 5 == 2:
        for turn, given in enumerate((None, False)):
            letter = _letter(citizen, f"AFV{place}Q", f"AFV{place}Q{turn}", "61", hour=10 + turn, given=given)
            world.send(letter, world.full, f"afv{place}-{turn}")
        hidden.append(f"AFV{place}Q")
        world.added["refused"] += 1
    if place % 4 == 3:
        letter = _letter(citizen, f"TEK{place}Q", f"TEK{place}Q", "71", gln=TECHNICAL_GLN)
        world.send(letter, world.technical, f"tek{place}")
        hidden.append(f"TEK{place}Q")
        world.added["technical"] += 1


def _letter(
    citizen: Json,
    sample: str,
    number: str,
    value: str,
    status: str = "svar_endeligt",
    *,
    hour: int = 10,
    given: bool | None = None,
    gln: str = FULL_GLN,
) -> AnyLetter:
    patient = Patient(
        civil_registration_number=citizen["person"],
        person_surname_name=citizen["surname"],
        person_given_name=citizen["given_name"],
        consent=None if given is None else Consent(given=given),
    )
    letter = builders.laboratory_report(
        number=number,
        sample_number=sample,
        requester_number=f"R{sample}",
        production_number=sample,
        resulted=f"2026-03-02 {hour}:00",
        authorised=f"2026-03-02 {hour}:05",
        results=(builders.result("NPU27300", value, "mmol/mol", short_name="HbA1c;B", status=status),),
        patient=patient,
    )
    return replace(letter, sender=replace(letter.sender, ean_identifier=gln))


def _blocking(world: World, place: int, citizen: Json) -> None:
    """What some citizens block: everything, for one organisation or one person, or for a time."""
    fields: dict[int, dict[str, str]] = {
        0: {},
        2: {"who": "organisation", "organisation": "Lægerne Testvej"},
        4: {"who": "person", "person": "Overlæge Birk Prøve"},
        6: {"since": "2026-03-01", "until": "2026-03-31"},
    }
    if place % 9 not in fields:
        return
    browser, _ = citizen_of(world.address, citizen)
    form = next(
        each
        for each in browser.get("/me/blocking").all("form")
        if each.attributes.get("action") == "/me/blocking"
    )
    browser.submit(form, **fields[place % 9])
    world.added["blocked"] += 1


def judged(world: World, *, seconds: float) -> tuple[int, list[str]]:
    """How many citizens were looked at in the time, and everything that is wrong."""
    wrong: list[str] = []
    clinicians = []
    for name in CLINICIANS:
        browser = Browser(world.address)
        choose_persona(browser, lambda text, name=name: name in text)  # type: ignore[misc]  # bound at once
        clinicians.append(browser)
    exported = _exported(world)
    rows = _rows(world)
    begun, looked = time.monotonic(), 0
    for place, citizen in enumerate(world.citizens):
        if time.monotonic() - begun > seconds:
            break
        wrong += _citizen(world, citizen, rows)
        wrong += _clinician(world, citizen, clinicians[place % 2], exported if place % 2 == 0 else None)
        looked += 1
    return looked, [f"citizen {each}" for each in wrong]


def _citizen(world: World, citizen: Json, rows: list[Json]) -> Iterator[str]:
    browser, base = citizen_of(world.address, citizen)
    pages = on_pages(browser, base)
    with Reader(world.address, by_person(browser, world.address)) as reader:
        about = Everything(reader)
        yield from pages.against("citizen", in_fhir(about))
        yield from betrayals("citizen", about, world.hidden[citizen["person"]])
    yield from reported(rows, pages, hashed(citizen["person"], KEY))


def _clinician(
    world: World, citizen: Json, browser: Browser, exported: dict[str, set[str]] | None
) -> Iterator[str]:
    pages = on_pages(browser, patient_of(browser, citizen))
    token = by_person(browser, world.address, number=citizen["person"], reason="treatment", words="")
    with Reader(world.address, token) as reader:
        about = Everything(reader)
        yield from pages.against("clinician", in_fhir(about))
        yield from betrayals("clinician", about, world.hidden[citizen["person"]])
    if exported is not None:
        known, there = about.names(), exported.get(str(reader.patient), set())
        yield from (f"exported and not served: {each}" for each in sorted(there - known))
        yield from (f"served and not exported: {each}" for each in sorted(known - there))


def _rows(world: World) -> list[Json]:
    """What a system is told is shown of every letter."""
    answer = httpx.get(
        f"{world.address}api/reconcile/shown",
        headers={"Authorization": f"Bearer {world.all_letters}", "labsvar-person-key": KEY.hex()},
        timeout=600,
    )
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.content.splitlines()]


def _exported(world: World) -> dict[str, set[str]]:
    """What the program exports of everybody: by patient, the resources."""
    found: dict[str, set[str]] = {}
    with Reader(world.address, by_itself(world.address)) as reader:
        reader.client.headers["Prefer"] = "respond-async"
        asked = reader.get("$export")
        assert asked.status_code == 202, asked.text
        while (status := reader.get(asked.headers["content-location"])).status_code == 202:
            time.sleep(1)
        for file in status.json()["output"]:
            for line in reader.get(file["url"]).content.splitlines():
                resource = json.loads(line)
                patient = resource["id"].partition(".")[0]
                found.setdefault(patient, set()).add(f"{resource['resourceType']}/{resource['id']}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--years", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=3600, help="how long to look at citizens at most")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), citizens=asked.citizens, years=asked.years) as exchange,
    ):
        world = filled(exchange)
        print(f"added to {len(world.citizens)} citizens: {dict(world.added)}", flush=True)
        looked, wrong = judged(world, seconds=asked.seconds)
    for each in wrong[:200]:
        print(each)
    hidden = sum(map(len, world.hidden.values()))
    print(f"{looked} citizens, {hidden} hidden numbers, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
