"""Nine clinics share their own results in two steps, and everybody looks before and after.

python -m tests.stories.general_practice [FOLDER]

Starts a demonstration in a folder of its own and sends it three months of made-up laboratory cards: two in the
technical stage, the third in the full one. One clinic's system cannot state a refusal. Takes about five minutes.
With a folder, the data and the profile report are left in it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.stories import records
from tests.stories.browsing import Page, Person, citizens, persona
from tests.stories.cards import UNABLE, Cards, Listed, Row, Stage, read
from tests.stories.installation import Installation, Ran, started
from tests.stories.records import Seen
from tests.stories.told import Story

SYSTEM = "Lærkesystemet"
FIRST = "900001"
REFUSALS_SINCE = "2026-05-01"
APPROVALS = {
    "refusal_in_source": "refusal in the source",
    "correction_in_source": "correction in the source",
    "hub_support": "the hub's support for both",
    "end_to_end_test": "the end-to-end test",
}
MANAGER = ("--who", "A. Ansvarlig", "--reason", "Aftalt")
OTHER = ("--who", "B. Ansvarlig", "--reason", "Set efter")
_LOOKED_UP = 12


@dataclass(frozen=True)
class Telling:
    """What every step of the story works with."""

    place: Installation
    story: Story
    cards: Cards
    token: str
    looked_up: int | None = None

    def run(self, *arguments: str, code: int = 0) -> Ran:
        """Runs a command that must end with a code."""
        ran = self.place.labsvar(*arguments)
        self.story.check("command line", f"`labsvar {' '.join(arguments[:2])}` ends with", ran.code, code)
        return ran

    def refused(self, why: str, *arguments: str) -> None:
        """Runs a command that must be refused, for a reason that it says."""
        ran = self.run(*arguments, code=1)
        self.story.holds("command line", f"it is refused, saying «{why}»", why in ran.said, seen=ran.said)


def tell(place: Installation, story: Story, cards: Cards, *, looked_up: int | None = None) -> None:
    """Tells the story of some cards on an installation that has none of them yet.

    `looked_up` is how many patients clinicians and surveillance look up at most each time.
    """
    story.step("The system, its clinics and their codes are registered")
    telling = Telling(place, story, cards, _register(place, story, cards), looked_up)
    first, *more = [rows for step, rows in cards.files if step == 1]
    story.step("Step 1: rows of the technical stage are sent, before any code is mapped")
    states = _send(telling, first)
    story.check("practice system", "rows sent on while no code is mapped", states["sent"], 0)
    _profile(telling)
    _map(telling)
    for rows in more:
        story.step("Step 1 goes on")
        _send(telling, rows)
    story.step("Before: what everybody sees in the technical stage")
    _everybody(telling, lambda _patient, _professional: set(), step=1)
    _approve(telling)
    story.step("The full stage alone shows nothing: what came in step 1 stays hidden")
    _all_citizens(telling, lambda _patient, _professional: set())
    story.step("Step 2: rows of the full stage are sent")
    for rows in (rows for step, rows in cards.files if step == 2):
        _send(telling, rows)
    story.step("After: what everybody sees in the full stage")
    _everybody(telling, lambda patient, professional: cards.shown(patient, professional=professional), step=2)
    _release(telling)
    story.step("After the release: step 1 of one clinic has joined, and of no other")
    _everybody(
        telling,
        lambda patient, professional: cards.shown(patient, released=[FIRST], professional=professional),
        step=2,
    )
    story.step("Nothing of it was changed on the way")
    said = telling.run("verify").said
    story.check("command line", "the ledger says", said, "Everything is as it was stored.")


# Setting up -----------------------------------------------------------------------------------------


def _register(place: Installation, story: Story, cards: Cards) -> str:
    """Registers the system and its clinics; the token it signs in with."""
    glns = [each for clinic in cards.clinics for each in ("--gln", clinic["gln"])]
    added = place.labsvar(
        "systems", "add", SYSTEM, *glns, "--laboratory", "ALM", "--sector", "general_practice"
    )
    story.check("command line", "`labsvar systems add` ends with", added.code, 0)
    file = place.folder / "clinics.json"
    file.write_text(json.dumps(cards.clinics), encoding="utf-8")
    registered = place.labsvar("hub", "clinics", str(file), *MANAGER)
    story.check("command line", "clinics", registered.said, f"{len(cards.clinics)} clinics are registered.")
    place.labsvar(
        "sources", "describe", SYSTEM, "--kind", "general_practice", "--vendor", "Lærkerup Data",
        "--version", "4.2", "--region", "Nordjylland", "--refusals-since", "never",
        "--corrections-since", REFUSALS_SINCE, "--reason", "Version 4.2 er i drift",
    )  # fmt: skip
    known = place.labsvar("sources", "show", SYSTEM).said
    for clinic in cards.clinics:
        able = "cannot" if clinic["clinic"] == UNABLE else clinic["refusals_since"]
        told = f"{clinic['clinic']} {clinic['name']} ({able})"
        story.holds("command line", f"`labsvar sources show` says «{told}»", told in known, seen=known)
    return added.out.strip()


def _send(telling: Telling, rows: Sequence[Row]) -> Counter[str]:
    """Sends rows as a practice system does; how many of them are in each state."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with telling.place.http(telling.token) as system:
        answer = system.post(
            "/api/hub/rows", content=lines.encode(), headers={"content-type": "application/x-ndjson"}
        )
    story = telling.story
    story.check("practice system", f"{len(rows)} rows are answered with", answer.status_code, 200)
    states: Counter[str] = Counter(answer.json()["counts"])
    story.check("practice system", "rows that have an answer", states.total(), len(rows))
    story.tell(f"states: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}")
    return states


def _profile(telling: Telling) -> None:
    """The databanks look at content and volume, and see nobody."""
    telling.story.step("The profile of step 1, for the project group")
    folder = telling.place.folder / "profile"
    files = []
    for number, (step, rows) in enumerate(telling.cards.files):
        if step == 1:
            file = telling.place.folder / f"rows-{number}.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            files.append(str(file))
    ran = telling.place.command("profile", *files, "--out", str(folder))
    counted = [
        row
        for step, rows in telling.cards.files
        for row in rows
        if step == 1 and row["action"] not in ("withdraw", "delete")
    ]
    told = f"Results: {len(counted)}." if len(counted) >= 5 else "Results: too few to be shown."
    telling.story.holds("project group", f"the report says «{told}»", told in ran.said, seen=ran.said)
    written = b"".join(each.read_bytes() for each in sorted(folder.iterdir()))
    named = [each for each in telling.cards.patients if each.encode() in written]
    telling.story.check("project group", "patients who are named anywhere in it", len(named), 0)
    codes = {row["code"] for row in counted if not row["code"].endswith("?")}
    report = (folder / "report.html").read_text(encoding="utf-8")
    common = {code for code in codes if sum(row["code"] == code for row in counted) >= 5}
    telling.story.check(
        "project group",
        "codes in it that occur five times or more",
        {c for c in common if c in report},
        common,
    )


def _map(telling: Telling) -> None:
    telling.story.step("The local codes are mapped: draft, review by another, release")
    file = str(telling.cards.folder / "mapping.csv")
    telling.run("tables", "import", "mapping", file, "--owner", "PLO", *MANAGER)
    telling.run("tables", "review", "mapping", "1", *MANAGER, code=1)
    telling.run("tables", "review", "mapping", "1", *OTHER)
    said = telling.run("tables", "release", "mapping", "1", *MANAGER).said
    telling.story.tell(said)


def _approve(telling: Telling) -> None:
    """The full stage is refused until all four approvals are there."""
    story = telling.story
    story.step("The full stage is attempted without approvals")
    full = ("systems", "stage", SYSTEM, "full", *MANAGER)
    missing = ", ".join(APPROVALS.values())
    telling.refused(f"Approvals are missing of: {missing}.", *full)
    telling.refused(
        "Only a source in the stage full",
        "sources", "release", SYSTEM, "--told", "Opslag", "--declinable-from", REFUSALS_SINCE, *MANAGER,
    )  # fmt: skip
    with persona(telling.place, "administrator", "administrator") as administrator:
        page = _decide(administrator, {"action": "stage", "stage": "full", "reason": "Klar"})
        told = missing.casefold().replace("the end", "end")
        story.holds("administrator", "reads it too", told in page.problem.casefold(), seen=page.problem)
    story.step("A source that cannot state refusals cannot have that approved")
    evidence = ("--evidence", "Testrapport 12", *MANAGER)
    telling.refused("refus", "sources", "approve", SYSTEM, "refusal_in_source", *evidence)
    telling.run(
        "sources", "describe", SYSTEM, "--refusals-since", REFUSALS_SINCE, "--reason", "Version 4.2 kan det"
    )
    story.step("The four approvals are given, each with evidence, and then the full stage")
    telling.refused("evidence", "sources", "approve", SYSTEM, "hub_support", *MANAGER)
    file = telling.place.folder / "report.txt"
    file.write_text("Afprøvet fra journal til skærm.\n", encoding="utf-8")
    left = list(APPROVALS)
    while left:
        telling.refused(f"missing of: {', '.join(APPROVALS[each] for each in left)}.", *full)
        proof = evidence if len(left) > 1 else ("--evidence-file", str(file), *MANAGER)
        telling.run("sources", "approve", SYSTEM, left.pop(0), *proof)
    said = telling.run(*full).said
    story.check("command line", "the stage", said, f"{SYSTEM} is now in the stage full.")


# Looking ---------------------------------------------------------------------------------------------

Expected = Callable[[str, bool], set[Seen]]


def _everybody(telling: Telling, expected: Expected, *, step: Stage) -> None:
    _all_citizens(telling, expected)
    for key, name in (("gp", "GP clinician"), ("ward", "hospital clinician")):
        _clinician(telling, key, name, expected)
    _clinic(telling, "practice", FIRST, step)
    _clinic(telling, "practice-9", UNABLE, step)
    _operator(telling, step)
    _surveillance(telling, step)
    _helper(telling)


def _all_citizens(telling: Telling, expected: Expected) -> None:
    """Every patient of the cards reads all of their own pages."""
    seen: set[tuple[str, Seen]] = set()
    wanted: set[tuple[str, Seen]] = set()
    keys = citizens(telling.place)
    for patient in telling.cards.patients:
        with persona(telling.place, keys[patient]) as citizen:
            seen |= {(patient, each) for each in _of_clinics(telling, records.read(citizen, "/me"))}
        wanted |= {(patient, each) for each in expected(patient, False)}
    _compare(telling, f"{len(telling.cards.patients)} citizens", seen, wanted)


def _clinician(telling: Telling, key: str, name: str, expected: Expected) -> None:
    seen: set[tuple[str, Seen]] = set()
    wanted: set[tuple[str, Seen]] = set()
    left_out = 0
    patients = _looked_up(telling)
    with persona(telling.place, key) as clinician:
        for patient in patients:
            record = records.read(clinician, clinician.look_up(patient))
            seen |= {(patient, each) for each in _of_clinics(telling, record)}
            wanted |= {(patient, each) for each in expected(patient, True)}
            left_out += record.left_out
    _compare(telling, f"{name}, {len(patients)} patients", seen, wanted)
    telling.story.check(name, "pages that say something is left out", left_out, 0)


def _compare(
    telling: Telling, who: str, seen: Iterable[tuple[str, Seen]], wanted: Iterable[tuple[str, Seen]]
) -> None:
    """What is told of it names nobody: a patient counts, and is not written."""
    found, right = set(seen), set(wanted)
    shown = Counter("withdrawn" if each.value == records.WITHDRAWN else "values" for _, each in found)
    shown["with earlier values"] = sum(bool(each.earlier) for _, each in found)
    telling.story.tell(f"{who}: {', '.join(f'{n} {what}' for what, n in shown.items() if n) or 'nothing'}")
    lost, extra = right - found, found - right
    telling.story.check(who, "results of the clinics shown", len(found), len(right))
    telling.story.check(who, "missing", {str(each) for _, each in lost}, set())
    telling.story.check(who, "not to be seen", {str(each) for _, each in extra}, set())


def _of_clinics(telling: Telling, record: records.Record) -> set[Seen]:
    """What a record shows of our clinics. Their names stand nowhere else on it."""
    names = {each["name"] for each in telling.cards.clinics}
    found = {each for each in record.results if each.producer in names}
    if not found:
        named = sum(name in record.told for name in names)
        telling.story.checks += 1
        if named:
            telling.story.differences.append("a clinic is named on a page that shows nothing of it")
    return found


def _looked_up(telling: Telling) -> list[str]:
    """Patients with one of each kind of row at least, and of the clinics with a part of their own."""
    kinds = sorted({(case.kind, case.is_unable, case.clinic == FIRST) for case in telling.cards.cases})
    found = {
        next(
            case.patient
            for case in telling.cards.cases
            if (case.kind, case.is_unable, case.clinic == FIRST) == kind
        ): None
        for kind in kinds
    }
    return list(dict.fromkeys([*found, *telling.cards.patients[:_LOOKED_UP]]))[: telling.looked_up]


def _clinic(telling: Telling, key: str, clinic: str, step: Stage) -> None:
    with persona(telling.place, key) as staff:
        page = staff.open("/clinic?lang=en")
    who = f"clinic {clinic}"
    wanted = telling.cards.listed(clinic, step)
    telling.story.check(who, "its rows that were not sent", _listed(page, clinic), wanted)
    refused = {row_id for of, row_id in telling.cards.refused(step) if of == clinic}
    telling.story.check(who, "its refused rows", _refused(page)[clinic], refused)
    others = [each["name"] for each in telling.cards.clinics if each["clinic"] != clinic]
    telling.story.check(who, "other clinics on its page", [name for name in others if name in page.text], [])
    named = [each for each in telling.cards.patients if each in page.text]
    telling.story.check(who, "patients on its page", len(named), 0)


def _listed(page: Page, clinic: str) -> set[Listed]:
    return {
        Listed(clinic, row["Row"], row["Version"], row["State"], row["Why"].rpartition(" ")[2])
        for table in page.tables()
        for row in table
    }


def _refused(page: Page) -> dict[str, set[str]]:
    """The refused rows on a page, by clinic."""
    found: dict[str, set[str]] = {}
    for heading in page.tree.xpath("//main//h2"):
        clinic = heading.xpath("./*[@class='number']")[0].text_content()
        lists = heading.xpath("./following-sibling::*[self::h2 or self::ul][1][self::ul]")
        found[clinic] = {
            code.text_content() for each in lists for code in each.xpath("./li/*[@class='code']")
        }
    return found


def _operator(telling: Telling, step: Stage) -> None:
    states: Counter[str] = Counter()
    named = 0
    with persona(telling.place, "operator") as operator:
        for clinic in telling.cards.clinics:
            for page in operator.all_of(f"/operations?sender={clinic['gln']}&lang=en"):
                states.update(row["State"] for table in page.tables() for row in table)
                named += sum(each in page.text for each in telling.cards.patients)
        refused = operator.open("/patients").status, operator.open("/me").status
    letters = sum(telling.cards.letters(each) for each in (1, 2) if each <= step)
    telling.story.check("operator", "letters of the clinics", dict(states), {"Stored": letters})
    telling.story.check("operator", "patients named", named, 0)
    telling.story.check("operator", "records of people", list(refused), [403, 403])


def _surveillance(telling: Telling, step: Stage) -> None:
    """S14: microbiology is there, whatever was refused and in whatever stage; biochemistry is not."""
    cards, story = telling.cards, telling.story
    names = {each["name"] for each in cards.clinics}
    patients = [each for each in _looked_up(telling) if any(case.is_microbiology for case in cards.of(each))]
    lines, wanted = 0, 0
    with persona(telling.place, "surveillance") as surveillance:
        for patient in patients:
            base = surveillance.look_up(patient, at="/surveillance", reason="surveillance")
            tables = surveillance.open(f"{base}?lang=en").tables()
            lines += sum(row["Laboratory"] in names for table in tables for row in table)
            wanted += sum(case.surveyed(step) for case in cards.of(patient))
        page = surveillance.open("/surveillance/refusals?lang=en")
        elsewhere = surveillance.open("/patients").status
    story.check("surveillance", f"microbiology of the clinics about {len(patients)} persons", lines, wanted)
    seen = {(clinic, row_id) for clinic, rows in _refused(page).items() for row_id in rows}
    story.check("surveillance", "refused rows of all clinics", seen, cards.refused(step))
    story.check("surveillance", "patients' results as clinicians see them", elsewhere, 403)


def _helper(telling: Telling) -> None:
    with persona(telling.place, "helper") as helper:
        page = helper.open("/helping?lang=en")
        others = [helper.open(path).status for path in ("/patients", "/me", "/clinic", "/surveillance")]
    told = "no mandate" in page.text.lower() or "nobody" in page.text.lower()
    telling.story.holds("helper", "has nobody to help", told, seen=page.text)
    telling.story.check("helper", "every other page", others, [403] * 4)


# Releasing -------------------------------------------------------------------------------------------


def _decide(administrator: Person, fields: dict[str, str]) -> Page:
    """Sends a form of the system's page."""
    page = administrator.open("/systems?lang=en")
    (path,) = [
        each.get("href") for each in page.tree.xpath("//main//a") if each.text_content().strip() == SYSTEM
    ]
    return administrator.send(path, fields)


def _release(telling: Telling) -> None:
    """S15: two people, never a source that could not state refusals, and only what is named."""
    story = telling.story
    story.step("Step 1 of one clinic is released: by two people, and never of the one that could not refuse")
    today = datetime.now(UTC).date().isoformat()
    asked = ("sources", "release", SYSTEM, "--told", "Opslag og brev", "--declinable-from", today, *MANAGER)
    telling.refused("could not state refusals", *asked, "--clinic", UNABLE)
    telling.refused("clinic", *asked, "--clinic", "999999")
    propose = {
        "action": "propose",
        "told_how": "Opslag og brev",
        "declinable_from": today,
        "reason": "Aftalt",
    }
    with (
        persona(telling.place, "administrator") as one,
        persona(telling.place, "administrator-2") as other,
    ):
        page = _decide(one, propose | {"clinics": UNABLE})
        story.check("administrator", "proposing the clinic that cannot refuse; status", page.status, 400)
        page = _decide(one, propose | {"clinics": FIRST})
        story.check("administrator", "proposing the first clinic; status", page.status, 200)
        number = page.tree.xpath(
            "//form[input[@name='action']/@value='confirm']/input[@name='number']/@value"
        )[0]
        confirm = {"action": "confirm", "number": number, "reason": "Set efter"}
        page = _decide(one, confirm)
        story.check("administrator", "confirming the own proposal; status", page.status, 400)
        story.tell(f"administrator reads: {page.problem}")
        for name in ("administrator  PRØVE", "demo:administrator"):
            telling.refused(
                "another person",
                "sources", "confirm", SYSTEM, number, "--who", name, "--reason", "Set efter",
            )  # fmt: skip
        page = _decide(other, confirm)
        story.check("the other administrator", "confirming it; status", page.status, 200)
    letters = sum(case.releasable() for case in telling.cards.cases if case.clinic == FIRST)
    told = f"{letters} letters"
    story.holds("administrators", f"the page says «{told}»", told in page.text, seen=page.text[-400:])


# By hand ---------------------------------------------------------------------------------------------


def make(place: Installation, *, citizens_: int, years: float, until: date) -> Path:
    """Makes up the practice system and its three months of cards; the folder they are in."""
    made = place.folder / "made"
    arguments = ("--citizens", str(citizens_), "--years", str(years), "--until", until.isoformat())
    ran = place.command("population", *arguments, "--cards", "--out", str(made))
    assert ran.code == 0, ran.said
    return made / "cards"


def main(folder: Path) -> int:
    """Tells the whole story; the exit code."""
    story = Story()
    settings = {
        "LABSVAR_DEMO_CITIZENS": "180",
        "LABSVAR_DEMO_YEARS": "0.05",
        "LABSVAR_DEMO_ANY_PERSON": "false",
    }
    with started(folder, settings=settings, demo=True) as place:
        today = datetime.now(UTC).date()
        cards = read(make(place, citizens_=180, years=0.05, until=today))
        story.say(
            f"{len(cards.cases)} rows of {len(cards.clinics)} clinics about {len(cards.patients)} patients, "
            f"{today - timedelta(days=91)} to {today}"
        )
        tell(place, story, cards)
    return story.end()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as made_for_it:
        sys.exit(main(Path(made_for_it) / "installation"))
