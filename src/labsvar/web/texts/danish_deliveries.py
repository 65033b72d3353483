"""The Danish texts about letters that go on to other databanks."""

from __future__ import annotations

from typing import Final

DANISH_DELIVERIES: Final = {
    "deliveries": "Til andre databanker",
    "deliveries_text": "Breve, der sendes videre til andre databanker, og rekvisitioner fra hotellet til laboratorier: hvad der er undervejs, forsinket eller afvist. Ingen personoplysninger.",
    "delivery_from_hotel": "fra hotellet, prøven taget af {place}",
    "delivery_requisition": "Rekvisition på hotellet",
    "delivery_sampled_by": "Prøven er taget af",
    "no_deliveries": "Ingen breve passer.",
    "delivery_counts": "{count} {state}",
    "delivery_state.delivering": "Undervejs",
    "delivery_state.late": "Forsinket",
    "delivery_state.refused": "Afvist",
    "delivery_state.delivered": "Afleveret",
    "delivery_changed": "Sidst ændret",
    "delivery_any_databank": "Alle databanker",
    "to_deliveries": "Til afleveringerne",
    "delivery_receipts": "Kvitteringer, der er kommet",
    "delivery_resends": "Sendt igen af et menneske",
    "resend": "Send igen",
    "resend_text": "Brevet sendes uændret i en ny kuvert. Modtageren gemmer det én gang.",
    "resend_not_now": "Brevet er undervejs og sendes ikke igen, før det er forsinket, afvist eller afleveret.",
    "resend_reason_missing": "Skriv, hvorfor brevet skal sendes igen.",
    "nav.deliveries": "Videre",
}
