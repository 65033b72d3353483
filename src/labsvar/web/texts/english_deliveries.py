"""The English texts about letters that go on to other databanks."""

from __future__ import annotations

from typing import Final

ENGLISH_DELIVERIES: Final = {
    "deliveries": "To other databanks",
    "deliveries_text": "Letters that go on to other databanks, and requisitions from the hotel to laboratories: what is under way, late or refused. Nothing about persons.",
    "delivery_from_hotel": "from the hotel, sampled by {place}",
    "delivery_requisition": "Requisition on the hotel",
    "delivery_sampled_by": "Sampled by",
    "no_deliveries": "No letters fit.",
    "delivery_counts": "{count} {state}",
    "delivery_state.delivering": "Under way",
    "delivery_state.late": "Late",
    "delivery_state.refused": "Refused",
    "delivery_state.delivered": "Delivered",
    "delivery_changed": "Last changed",
    "delivery_any_databank": "Any databank",
    "to_deliveries": "To the deliveries",
    "delivery_receipts": "Receipts that came in",
    "delivery_resends": "Sent again by a person",
    "resend": "Send again",
    "resend_text": "The letter is sent unchanged in a new envelope. The receiver stores it once.",
    "resend_not_now": "The letter is on its way and is not sent again until it is late, refused or delivered.",
    "resend_reason_missing": "Say why the letter is to be sent again.",
    "nav.deliveries": "Onward",
}
