"""The Danish texts of the door for FHIR clients."""

from __future__ import annotations

from typing import Final

DANISH_FHIR: Final[dict[str, str]] = {
    "right.read_fhir": "Lade et program læse prøvesvar med FHIR",
    "looked_at.fhir": "Prøvesvar, læst af et program (FHIR)",
    "right.export_fhir": "Udtrække flere personers prøvesvar med FHIR",
    "looked_at.fhir_export": "Prøvesvar, udtrukket af et program (FHIR)",
    "app_asks": "Et program beder om adgang",
    "app_asks_own": "Programmet kan i en time læse det, du selv kan se af dine prøvesvar. Intet kan ændres.",
    "app_asks_patient": "Programmet kan i en time læse det, du selv kan se. Patientens log viser hvert opslag, "
    "dit navn og din begrundelse.",
    "app_allow": "Tillad",
    "app_allowed": "Programmet har fået lov",
    "app_allowed_text": "Gå tilbage til programmet inden for et minut. Adgangen ophører af sig selv efter en time.",
    "app_back": "Tilbage til programmet",
    "stated_interpretation": "Vurdering: {said}",
    "stated_method": "Metode: {said}",
    "stated_instrument": "Instrument: {said}",
    "stated_kit": "Kit: {said}",
    "stated_calibrator": "Kalibrator: {said}",
}
