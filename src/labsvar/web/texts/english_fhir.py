"""The English texts of the door for FHIR clients."""

from __future__ import annotations

from typing import Final

ENGLISH_FHIR: Final[dict[str, str]] = {
    "right.read_fhir": "Let a program read results with FHIR",
    "looked_at.fhir": "Results, read by a program (FHIR)",
    "right.export_fhir": "Export several persons' results with FHIR",
    "looked_at.fhir_export": "Results, exported by a program (FHIR)",
    "app_asks": "A program asks for access",
    "app_asks_own": "For one hour the program can read what you can see of your results yourself. "
    "Nothing can be changed.",
    "app_asks_patient": "For one hour the program can read what you can see yourself. The patient's log shows every "
    "look, your name and your reason.",
    "app_allow": "Allow",
    "app_allowed": "The program is allowed",
    "app_allowed_text": "Go back to the program within a minute. The access ends by itself after an hour.",
    "app_back": "Back to the program",
    "stated_interpretation": "Interpretation: {said}",
    "stated_method": "Method: {said}",
    "stated_instrument": "Instrument: {said}",
    "stated_kit": "Kit: {said}",
    "stated_calibrator": "Calibrator: {said}",
}
