"""Reports that cross a border: handed in over FHIR, shown, corrected, refused, and measured by a method that is stated.

python -m tests.stories.border [--folder FOLDER] [DOCUMENT ...]

Starts a demonstration, hands in documents of a made-up person and looks at what a clinician sees. Each
DOCUMENT (the examples of a guide, say) is handed in too, and its person looked up by their own number. Takes about
half a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from labsvar.identifiers.person import made_up_number
from tests.fhir_documents import document, observation
from tests.stories.browsing import persona
from tests.stories.installation import Installation, started
from tests.stories.told import Story

_SWEDISH = "urn:oid:1.2.752.129.2.1.3.1"
_CRP: dict[str, Any] = {"code": "NPU19748", "unit": "mg/L", "name": "CRP"}


def tell(place: Installation, story: Story, documents: tuple[Path, ...] = ()) -> None:
    """The story, on a demonstration."""
    number = made_up_number(date(1951, 5, 5), "female", 0)
    told: dict[str, Any] = {"surname": "Opdigtet", "given": "Grænse", "report": "SE-1", "sample": "SE-1"}
    method = {"text": "Turbidimetrisk mätning"}

    story.step("A report with a method is handed in, and handed in again")
    first = document(number, observation(value="17", method=method, **_CRP), **told)
    story.check("system", "the answer", _handed_in(place, first), 201)
    story.check("system", "the answer to the same again", _handed_in(place, first), 201)
    _sees(place, story, number, {"17": True, "Turbidimetrisk": True})

    story.step("The laboratory corrects it in a new document")
    corrected = observation(value="71", status="corrected", method=method, **_CRP)
    story.check(
        "system",
        "the answer",
        _handed_in(place, document(number, corrected, status="corrected", **told)),
        201,
    )
    _sees(place, story, number, {"71": True})

    story.step("The patient refuses, and the next version says so (S11, S13)")
    refused = document(number, corrected, status="corrected", refused=True, **told)
    story.check("system", "the answer", _handed_in(place, refused), 201)
    _sees(place, story, number, {"Turbidimetrisk": False})

    story.step("Ten digits of another country are nobody's CPR number (S8)")
    foreign = document(number, observation(value="33", **_CRP), system=_SWEDISH, **told)
    story.check("system", "the answer", _handed_in(place, foreign), 201)
    _sees(place, story, number, {"Turbidimetrisk": False})
    _found(place, story, number, _SWEDISH, ["33"])

    for path in documents:
        story.step(f"{path.name} is handed in, and its person looked up")
        body = path.read_bytes()
        story.check("system", "the answer", _handed_in(place, body) in (200, 201), True)
        resources = [entry["resource"] for entry in json.loads(body, parse_float=str)["entry"]]
        patient = next(each for each in resources if each["resourceType"] == "Patient")
        own = patient["identifier"][0]
        values = [str(each["valueQuantity"]["value"]) for each in resources if "valueQuantity" in each]
        _found(place, story, own["value"], own["system"], values)


def _handed_in(place: Installation, body: bytes) -> int:
    with place.http() as client:
        kind = {"Content-Type": "application/fhir+json"}
        return client.post("/fhir", content=body, headers=kind).status_code


def _sees(place: Installation, story: Story, number: str, expected: dict[str, bool]) -> None:
    with persona(place, "gp") as doctor:
        text = doctor.open(doctor.look_up(number)).text
        story.check("clinician", "what is shown", {word: word in text for word in expected}, expected)


def _found(place: Installation, story: Story, number: str, system: str, values: list[str]) -> None:
    with persona(place, "gp") as doctor:
        fields: dict[str, Any] = {"number": number, "issuer": system, "reason": "treatment"}
        text = doctor.send("/patients", fields).text
        shown = [value for value in values if value in text]
        story.check("clinician", f"values of the person of {system}", shown, values)


def main() -> int:
    """Tells the story, and says whether everything was as it had to be."""
    options = argparse.ArgumentParser(description="Reports that cross a border.")
    options.add_argument("documents", nargs="*", type=Path)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    story = Story()
    with tempfile.TemporaryDirectory(prefix="labsvar-story-") as made:
        folder = chosen.folder or Path(made)
        few = {"LABSVAR_DEMO_CITIZENS": "1"}
        with started(folder / "demo", settings=few, demo=True) as place:
            tell(place, story, tuple(chosen.documents))
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
