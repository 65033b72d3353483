"""One clinic's rows, and what everybody has of them: the stage on which the second story is played."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from tests.stories import records
from tests.stories.browsing import Page, Person, citizens, persona
from tests.stories.cards import ANALYSES, MICROBIOLOGY, Row
from tests.stories.installation import Installation
from tests.stories.told import Story

SYSTEM = "Lærkesystemet"
MANAGER = ("--who", "A. Ansvarlig", "--reason", "Aftalt")
OTHER = ("--who", "B. Ansvarlig", "--reason", "Set efter")
ASPECTS = ("refusal_in_source", "correction_in_source", "hub_support", "end_to_end_test")
_UNITS = {"CRP": "mg/L", "HB": "mmol/L", "GLU": "mmol/L", "LEUK": "10^9/L"}
Letter = dict[str, str | None]


@dataclass(frozen=True)
class Patient:
    """A made-up citizen: number, names, and the persona one can be."""

    number: str
    surname: str
    given_name: str
    persona: str


@dataclass
class Scene:
    """An installation with two clinics in the full stage, and its made-up citizens."""

    place: Installation
    story: Story
    clinics: list[dict[str, str]]
    patients: list[Patient]
    token: str
    known: set[str] = field(default_factory=set)

    def patient(self) -> Patient:
        """Somebody about whom nothing was told yet."""
        return self.patients.pop()

    def row(self, row_id: str, patient: Patient, code: str, value: str, **changes: str) -> Row:
        """A row of the first clinic, as a practice system sends it."""
        clinic = self.clinics[0]
        return {
            "system": SYSTEM,
            "clinic": clinic["clinic"],
            "clinic_id_type": "ydernummer",
            "row_id": row_id,
            "row_version": "1",
            "patient": patient.number,
            "surname": patient.surname,
            "given_name": patient.given_name,
            "sampled_at": "2026-03-02T09:15",
            "resulted_at": "2026-03-02T09:21",
            "code": code,
            "code_system": "local",
            "value": value,
            "unit": _UNITS.get(code, ""),
            "material": "Urin" if code in MICROBIOLOGY else "",
            "origin": "own",
            "action": "new",
        } | changes

    def send(self, *rows: Row) -> list[tuple[str, str]]:
        """Sends rows; state and rule of each."""
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        with self.place.http(self.token) as system:
            kind = {"content-type": "application/x-ndjson"}
            answer = system.post("/api/hub/rows", content=lines, headers=kind).json()
        return [
            (each["state"], each["findings"][0]["rule"] if each["findings"] else "")
            for each in answer["rows"]
        ]

    def sent(self, what: str, row: Row, *, state: str = "sent", rule: str = "") -> None:
        """Sends a row and checks its answer."""
        ((found, stopped),) = self.send(row)
        version = f"v{row['row_version']} {row['action']}"
        self.story.check("practice system", f"{what} ({version}) is answered", f"{found} {stopped}".strip(),
                         f"{state} {rule}".strip())  # fmt: skip

    # What was made ------------------------------------------------------------------------------------

    def letters(self) -> list[Letter]:
        """The letters that have come to the databank since this was asked last."""
        key = {"labsvar-person-key": secrets.token_hex(16)}
        with self.place.http(self.token) as system:
            answer = system.get("/api/reconcile/bank", headers=key)
        assert answer.status_code == 200, answer.text
        stored: list[Letter] = [json.loads(line) for line in answer.text.splitlines()]
        fresh = [each for each in stored if each["letter_number"] not in self.known]
        self.known |= {str(each["letter_number"]) for each in fresh}
        return sorted(fresh, key=lambda each: str(each["stored_at"]))

    def made(self, *expected: tuple[str, str, str, int]) -> list[Letter]:
        """Checks the letters made since: kind, status, word on consent, and the number of the key it is on, counted
        in the order keys came up in."""
        letters = self.letters()
        keys = list(dict.fromkeys(each["sample_number"] for each in letters))
        found = [
            (
                self._kind(str(each["sample_number"]), str(each["letter_number"])),
                str(each["status"]),
                each["consent"] or "",
                keys.index(each["sample_number"]) + 1,
            )
            for each in letters
        ]
        for each, (kind, status, consent, key) in zip(letters, found, strict=True):
            self.story.tell(
                f"letter {each['letter_number']}: {kind}, {status}{', refused' if consent else ''}, "
                f"{each['code']}, key {key} ({each['sample_number']})"
            )
        self.story.check("databank", "letters made (kind, status, consent, key)", found, list(expected))
        return letters

    def _kind(self, sample: str, letter: str) -> str:
        """The operator looks the letter up by its numbers."""
        with persona(self.place, "operator") as operator:
            (table,) = operator.open(f"/operations?sample_number={sample}&letter_number={letter}").tables()
        (row,) = table
        return row["Kind"].split()[0]

    # What is seen -------------------------------------------------------------------------------------

    def views(self, patient: Patient, *, citizen: list[str], clinician: list[str] | None = None) -> None:
        """Checks what the citizen and two clinicians see: code and value of each result; `before` what stood."""
        with persona(self.place, patient.persona) as own:
            seen = records.read(own, "/me")
        self.story.check("citizen", "sees", seen.values, sorted(citizen))
        for key in ("gp", "ward"):
            with persona(self.place, key) as professional:
                record = records.read(professional, professional.look_up(patient.number))
            told = sorted(
                f"{each.code} {each.value}"
                + (f" (before: {', '.join(each.earlier)})" if each.earlier else "")
                for each in record.results
            )
            self.story.check(f"clinician {key}", "sees", told, sorted(clinician or citizen))
            self.story.check(f"clinician {key}", "is told that something is left out", record.left_out, False)

    def tombstone(self, patient: Patient, reason: str) -> None:
        """Checks that a clinician reads who withdrew a result and why, and that the citizen's tombstone says neither."""
        with persona(self.place, "gp") as gp:
            told = records.read(gp, gp.look_up(patient.number)).told
        said = (f"By {self.clinics[0]['name']}", f"Reason: {reason}")
        for each in said:
            self.story.holds("clinician gp", f"reads «{each}» on the tombstone", each in told, seen=told)
        with persona(self.place, patient.persona) as own:
            told = records.read(own, "/me").told
        self.story.check("citizen", "reads of it", [each for each in said if each in told], [])

    def notices(self) -> int:
        """How many changes a clinician is told of at sign-in; they are acknowledged."""
        with persona(self.place, "gp") as gp:
            page = gp.open("/patients")
            found = len(page.tree.xpath("//section[@class='notices']//li"))
            if found:
                gp.send("/notices/acknowledge", {}, at="/patients")
        return found

    def clinic_page(self) -> Page:
        """The first clinic's own page."""
        with persona(self.place, "practice") as staff:
            return staff.open("/clinic")

    def log(self, patient: Patient) -> list[tuple[str, str, str]]:
        """The citizen's log, oldest first: who, what, why."""
        with persona(self.place, patient.persona) as own:
            lines = [line for page in own.all_of("/me/log") for (table,) in [page.tables()] for line in table]
        return [(line["Who"], line["What"], line["Why"]) for line in reversed(lines)]


def code(local: str) -> str:
    """The national code of a local one."""
    return ANALYSES[local]


@contextmanager
def as_person(scene: Scene, key: str) -> Iterator[Person]:
    """Somebody of the demonstration."""
    with persona(scene.place, key) as person:
        yield person


def counted(told: list[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    """How often each kind of event stands in a log."""
    return Counter(told)


def set_up(place: Installation, story: Story, *, until: date, citizens_: int, years: float) -> Scene:
    """Two clinics of a made-up practice system, in the full stage, with their codes mapped."""
    made = place.folder / "made"
    size = ("--citizens", str(citizens_), "--years", str(years), "--until", until.isoformat())
    assert place.command("population", *size, "--cards", "--out", str(made)).code == 0
    clinics = json.loads((made / "cards" / "clinics.json").read_text(encoding="utf-8"))[:2]
    glns = [each for clinic in clinics for each in ("--gln", clinic["gln"])]
    token = place.labsvar(
        "systems", "add", SYSTEM, *glns, "--laboratory", "ALM", "--sector", "general_practice"
    ).out.strip()
    file = place.folder / "clinics.json"
    file.write_text(json.dumps(clinics), encoding="utf-8")
    since = ("--refusals-since", "2020-01-01", "--corrections-since", "2020-01-01", "--reason", "Version 4.2")
    mapping = str(made / "cards" / "mapping.csv")
    commands = (
        ("hub", "clinics", str(file), *MANAGER),
        ("sources", "describe", SYSTEM, "--kind", "general_practice", *since),
        *(("sources", "approve", SYSTEM, each, "--evidence", "Testrapport 12", *MANAGER) for each in ASPECTS),
        ("systems", "stage", SYSTEM, "full", *MANAGER),
        ("tables", "import", "mapping", mapping, "--owner", "PLO", *MANAGER),
        ("tables", "review", "mapping", "1", *OTHER),
        ("tables", "release", "mapping", "1", *MANAGER),
    )
    for command in commands:
        ran = place.labsvar(*command)
        story.check("command line", f"`labsvar {' '.join(command[:2])}` ends with", ran.code, 0)
    people = json.loads((made / "truth.json").read_text(encoding="utf-8"))["citizens"]
    keys = citizens(place)
    patients = [
        Patient(each["person"], each["surname"], each["given_name"], keys[each["person"]])
        for each in people
        if each["person"] in keys
    ]
    return Scene(place, story, clinics, patients, token)
