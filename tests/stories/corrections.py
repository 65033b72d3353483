"""What can happen to a result after it was sent, and what a citizen can do about who sees it.

python -m tests.stories.corrections [FOLDER]

Starts a demonstration and a production installation in folders of their own. Refusal and change of mind, correction
of value, code, time and person, withdrawal, requests to delete, and a test person in production: each with the
letters made, the events, and what citizen and clinicians see. Then blocking, by the citizen and by a helper, and
what the citizen's log tells of it. Takes about three minutes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.stories import blocked, production
from tests.stories.browsing import persona
from tests.stories.installation import started
from tests.stories.records import WITHDRAWN
from tests.stories.scenes import Scene, code, set_up
from tests.stories.told import Story

CRP, HB, DIP = code("CRP"), code("HB"), code("UDYRK")


# Consent ---------------------------------------------------------------------------------------------


def _refusal(scene: Scene) -> None:
    scene.story.step("Refusal: the result goes to the databank and is shown to nobody (S13)")
    patient = scene.patient()
    scene.sent("a refused row", scene.row("refused", patient, "CRP", "12", consent="refused"))
    scene.made(("XRPT01", "final", "refused", 1))
    scene.views(patient, citizen=[])
    _refused_rows(scene, {"refused"})
    log = [what for _, what, _ in scene.log(patient)]
    scene.story.holds("citizen", "the log tells of each look", len(log) >= 6, seen=log)


def _change_of_mind(scene: Scene) -> None:
    scene.story.step("Change of mind, both ways: a new version each time (S11)")
    patient = scene.patient()
    row = scene.row("minded", patient, "CRP", "12", consent="refused")
    scene.sent("a refused row", row)
    scene.made(("XRPT01", "final", "refused", 1))
    scene.views(patient, citizen=[])
    scene.sent(
        "the next version, consent given", row | {"row_version": "2", "consent": "given", "action": "correct"}
    )
    scene.made(("XRPT01", "final", "", 1))
    scene.views(patient, citizen=[f"{CRP} 12"], clinician=[f"{CRP} 12 (before: 12)"])
    _refused_rows(scene, {"refused"})
    silent = row | {"row_version": "3", "consent": "", "action": "correct", "value": "13"}
    scene.sent("a correction that says nothing of consent", silent)
    scene.made(("XRPT01", "corrected", "", 1))
    scene.views(patient, citizen=[f"{CRP} 13"], clinician=[f"{CRP} 13 (before: 12, 12)"])
    scene.sent("the next version, refused", silent | {"row_version": "4", "consent": "refused"})
    scene.made(("XRPT01", "corrected", "refused", 1))
    scene.views(patient, citizen=[])
    scene.sent("a version that says nothing of consent", silent | {"row_version": "5", "value": "14"})
    scene.made(("XRPT01", "corrected", "refused", 1))
    scene.views(patient, citizen=[])
    _refused_rows(scene, {"refused", "minded"})


def _microbiology_refused(scene: Scene) -> None:
    scene.story.step("Microbiology is refused: hidden, and with surveillance all the same (S14)")
    patient = scene.patient()
    scene.sent("a refused culture", scene.row("culture", patient, "UDYRK", "Ingen vækst", consent="refused"))
    scene.made(("XRPT05", "final", "refused", 1))
    scene.views(patient, citizen=[])
    with persona(scene.place, "surveillance") as surveillance:
        base = surveillance.look_up(patient.number, at="/surveillance", reason="surveillance")
        lines = [row["Kind"] for table in surveillance.open(base).tables() for row in table]
        page = surveillance.open("/surveillance/refusals")
    scene.story.check("surveillance", "sees", lines, ["XRPT05 XR0532M"])
    scene.story.holds("surveillance", "sees that it is refused", "culture" in page.text)
    _refused_rows(scene, {"refused", "minded", "culture"})


def _refused_rows(scene: Scene, expected: set[str]) -> None:
    page = scene.clinic_page()
    seen = {each.text_content() for each in page.tree.xpath("//main//ul/li/*[@class='code']")}
    scene.story.check("clinic", "sees its refused rows", seen, expected)


# Corrections -----------------------------------------------------------------------------------------


def _value(scene: Scene) -> None:
    scene.story.step("Correction of the value: it supersedes its own earlier letter (S1 to S3, S7)")
    patient = scene.patient()
    row = scene.row("value", patient, "CRP", "12")
    scene.sent("a row", row)
    scene.made(("XRPT01", "final", "", 1))
    scene.views(patient, citizen=[f"{CRP} 12"])
    scene.notices()
    scene.sent("the value, corrected", row | {"row_version": "2", "value": "14", "action": "correct"})
    scene.made(("XRPT01", "corrected", "", 1))
    scene.story.check("clinician gp", "is told at sign-in of so many changes", scene.notices(), 1)
    scene.views(patient, citizen=[f"{CRP} 14"], clinician=[f"{CRP} 14 (before: 12)"])
    scene.sent(
        "the same file again",
        row | {"row_version": "2", "value": "14", "action": "correct"},
        state="repeated",
    )
    scene.made()


def _wrong_code(scene: Scene) -> None:
    scene.story.step("Correction of the code: the old result is taken back, the new one begins (S6)")
    patient = scene.patient()
    row = scene.row("code", patient, "CRP", "8.4")
    scene.sent("a row", row)
    scene.views(patient, citizen=[f"{CRP} 8.4"])
    right = row | {
        "row_version": "2",
        "code": "HB",
        "unit": "mmol/L",
        "action": "correct",
        "reason": "Forkert analyse",
    }
    scene.sent("the code, corrected", right)
    scene.made(("XRPT01", WITHDRAWN, "", 1), ("XRPT01", WITHDRAWN, "", 1), ("XRPT01", "final", "", 2))
    scene.views(patient, citizen=[f"{CRP} {WITHDRAWN}", f"{HB} 8.4"])
    scene.tombstone(patient, "Forkert analyse")


def _wrong_time(scene: Scene) -> None:
    scene.story.step("Correction of the sampling time: the same (S6)")
    patient = scene.patient()
    row = scene.row("time", patient, "UDYRK", "Ingen vækst")
    scene.sent("a culture", row)
    scene.views(patient, citizen=[f"{DIP} Ingen vækst"])
    scene.sent(
        "the time, corrected",
        row
        | {
            "row_version": "2",
            "sampled_at": "2026-03-01T09:15",
            "action": "correct",
            "reason": "Forkert dag",
        },
    )
    scene.made(("XRPT05", WITHDRAWN, "", 1), ("XRPT05", WITHDRAWN, "", 1), ("XRPT05", "final", "", 2))
    with persona(scene.place, patient.persona) as own:
        page = own.open("/me/microbiology")
    tombs = len(page.tree.xpath("//article[contains(@class, 'card')]//*[@class='tomb-box']"))
    cards = len(page.tree.xpath("//article[contains(@class, 'card')]"))
    scene.story.check("citizen", "reports, and how many of them withdrawn", [cards, tombs], [2, 1])
    scene.tombstone(patient, "Forkert dag")


def _wrong_person(scene: Scene) -> None:
    scene.story.step("Correction of the person: no value on the wrong person's page any more (S6)")
    wrong, right = scene.patient(), scene.patient()
    row = scene.row("person", wrong, "CRP", "56")
    scene.sent("a row", row)
    scene.views(wrong, citizen=[f"{CRP} 56"])
    scene.notices()
    whose = {"patient": right.number, "surname": right.surname, "given_name": right.given_name}
    scene.sent(
        "the person, corrected",
        row | whose | {"row_version": "2", "action": "correct", "reason": "Forkert patient"},
    )
    scene.made(("XRPT01", WITHDRAWN, "", 1), ("XRPT01", WITHDRAWN, "", 1), ("XRPT01", "final", "", 2))
    scene.story.check("clinician gp", "is told at sign-in of so many changes", scene.notices(), 1)
    scene.views(wrong, citizen=[f"{CRP} {WITHDRAWN}"])
    scene.views(right, citizen=[f"{CRP} 56"])
    scene.tombstone(wrong, "Forkert patient")


def _withdrawal(scene: Scene) -> None:
    scene.story.step("Withdrawal: a tombstone says who, when and why (S6, S7)")
    patient = scene.patient()
    row = scene.row("gone", patient, "CRP", "27")
    scene.sent("a row", row)
    scene.views(patient, citizen=[f"{CRP} 27"])
    scene.notices()
    scene.sent("a withdrawal", row | {"row_version": "2", "action": "withdraw", "reason": "Prøver forbyttet"})
    scene.made(("XRPT01", WITHDRAWN, "", 1), ("XRPT01", WITHDRAWN, "", 1))
    scene.story.check("clinician gp", "is told at sign-in of so many changes", scene.notices(), 1)
    scene.views(patient, citizen=[f"{CRP} {WITHDRAWN}"])
    scene.tombstone(patient, "Prøver forbyttet")
    never = scene.row("never", patient, "CRP", "1", action="withdraw")
    scene.sent("a withdrawal of what was never sent", never, state="answered", rule="hub.nothing-to-withdraw")
    scene.made()


def _delete(scene: Scene) -> None:
    scene.story.step("A request to delete: answered, logged each time, and nothing is deleted (S4)")
    patient = scene.patient()
    row = scene.row("kept", patient, "CRP", "8")
    scene.sent("a row", row)
    scene.made(("XRPT01", "final", "", 1))
    wish = row | {"row_version": "2", "action": "delete"}
    seen: list[str] = []
    told = ""
    for _ in range(2):
        scene.sent("a request to delete", wish, state="answered", rule="hub.delete")
        lines = [line for table in scene.clinic_page().tables() for line in table if line["Row"] == "kept"]
        scene.story.check("clinic", "lines about it on the page", len(lines), 1)
        seen.append(_listed_at(scene))
        told = lines[0]["What you can do"]
    for word in ("action=correct", "action=withdraw", "consent=refused"):
        scene.story.holds("clinic", f"is told of «{word}» instead", word in told, seen=told)
    scene.story.holds(
        "command line", "`labsvar hub held` has a later time for it", seen[0] < seen[1], seen=seen
    )
    scene.made()
    scene.views(patient, citizen=[f"{CRP} 8"])


def _listed_at(scene: Scene) -> str:
    """When the request was noted last."""
    ran = scene.place.labsvar("hub", "held", scene.clinics[0]["clinic"], "--json")
    (found,) = [row for row in map(json.loads, ran.out.splitlines()) if row["row_id"] == "kept"]
    return str(found["at"])


# All of it -------------------------------------------------------------------------------------------

Part = Callable[[Scene], None]
PARTS: tuple[Part, ...] = (
    _refusal,
    _change_of_mind,
    _microbiology_refused,
    _value,
    _wrong_code,
    _wrong_time,
    _wrong_person,
    _withdrawal,
    _delete,
    blocked.tell,
)
SOME: tuple[Part, ...] = (_refusal, _wrong_person, _delete, blocked.tell_shortly)
"""What the suite tells."""


def tell(scene: Scene, parts: Sequence[Part] = PARTS) -> None:
    """Tells what happens on one installation."""
    scene.letters()
    for part in parts:
        part(scene)
    scene.story.step("Nothing of it was changed on the way")
    ran = scene.place.labsvar("verify")
    scene.story.check("command line", "`labsvar verify` says", ran.said, "Everything is as it was stored.")


# By hand ---------------------------------------------------------------------------------------------


def main(folder: Path) -> int:
    """Tells the whole story; the exit code."""
    story = Story()
    settings = {
        "LABSVAR_DEMO_CITIZENS": "30",
        "LABSVAR_DEMO_YEARS": "0.05",
        "LABSVAR_DEMO_ANY_PERSON": "false",
    }
    with started(folder / "demo", settings=settings, demo=True) as place:
        story.step("Two clinics of a made-up practice system, in the full stage")
        today = datetime.now(UTC).date()
        tell(set_up(place, story, until=today, citizens_=30, years=0.05))
    locations = {"LABSVAR_LOCATIONS": '{"5790000000005": "*"}'}
    with started(folder / "production", settings=locations, demo=False) as place:
        production.tell(place, story)
    return story.end()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as made_for_it:
        sys.exit(main(Path(made_for_it) / "installations"))
