"""The Danish texts of the page about reconciling."""

from __future__ import annotations

from typing import Final

DANISH_RECONCILING: Final[dict[str, str]] = {
    "nav.reconcile": "Stemmer det?",
    "reconcile": "Stemmer det?",
    "reconcile_text": "Den seneste afstemning af, hvad lægesystemet har, hubben sendte, databanken gemte og siderne viser. Siden viser hverken personer eller værdier.",
    "reconcile_none": "Der er ingen afstemning endnu. Skriv en til mappen reconcile i datamappen:",
    "reconcile_with_values": "Den seneste afstemning indeholder værdier og er kun for parterne selv. Den vises ikke her.",
    "reconcile_agrees": "Alt stemmer.",
    "reconcile_not": "{count} ting stemmer ikke; {unread} steder kunne ikke læses.",
    "reconcile_clinics": "Pr. klinik",
    "reconcile_findings": "Fund",
    "reconcile_first": "De første {shown} af {count}",
    "reconcile_between": "Mellem",
    "reconcile_clinic": "Klinik",
    "reconcile_agree": "Stemmer",
    "reconcile_place": "Sted",
    "clinic_reconcile": "Stemmer det?",
    "clinic_reconcile_text": "Giv en fil med klinikkens egne rækker. Den holdes op mod det, hubben sendte, databanken gemte og siderne viser for klinikken. Siden viser hverken personer eller værdier, og filen gemmes ikke.",
    "clinic_reconcile_file": "Rækker (JSON Lines eller CSV)",
    "clinic_reconcile_since": "Modtaget fra og med",
    "clinic_reconcile_until": "til og med",
    "clinic_reconcile_compare": "Afstem",
    "clinic_reconcile_none": "Klinikken er ikke afstemt endnu.",
    "clinic_reconcile_no_clinic": "Ingen klinik, eller mere end én, har navnet på jeres organisation.",
    "clinic_reconcile_incomplete": "Vælg en fil, og højst 31 dage.",
    "clinic_reconcile_too_many": "Der er for mange personer i perioden. Vælg færre dage.",
}
