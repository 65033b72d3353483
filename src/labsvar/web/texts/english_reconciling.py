"""The English texts of the page about reconciling."""

from __future__ import annotations

from typing import Final

ENGLISH_RECONCILING: Final[dict[str, str]] = {
    "nav.reconcile": "Does it match?",
    "reconcile": "Does it match?",
    "reconcile_text": "The last comparison of what the practice system holds, the hub sent, the databank stored and the pages show. The page shows neither persons nor values.",
    "reconcile_none": "There is no comparison yet. Write one into the folder reconcile in the data folder:",
    "reconcile_with_values": "The last comparison holds values and is for the parties themselves. It is not shown here.",
    "reconcile_agrees": "Everything matches.",
    "reconcile_not": "{count} things do not match; {unread} places could not be read.",
    "reconcile_clinics": "By clinic",
    "reconcile_findings": "Findings",
    "reconcile_first": "The first {shown} of {count}",
    "reconcile_between": "Between",
    "reconcile_clinic": "Clinic",
    "reconcile_agree": "Agree",
    "reconcile_place": "Place",
    "clinic_reconcile": "Does it match?",
    "clinic_reconcile_text": "Give a file of the clinic's own rows. It is held against what the hub sent, the databank stored and the pages show of the clinic. The page shows neither persons nor values, and the file is not kept.",
    "clinic_reconcile_file": "Rows (JSON Lines or CSV)",
    "clinic_reconcile_since": "Received from and including",
    "clinic_reconcile_until": "to and including",
    "clinic_reconcile_compare": "Compare",
    "clinic_reconcile_none": "The clinic has not been compared yet.",
    "clinic_reconcile_no_clinic": "No clinic, or more than one, has the name of your organisation.",
    "clinic_reconcile_incomplete": "Choose a file, and 31 days at most.",
    "clinic_reconcile_too_many": "There are too many persons in the period. Choose fewer days.",
}
