"""Where the answer to a forwarded requisition goes, and under which number the sample is sent on.

Both are open questions of the MedCom groups, so each has a setting (`labsvar.linking.agreement`).
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from labsvar.letters.requisitions import OriginalRequester
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking.agreement import DEFAULT, Agreement

Goal = Literal["sender", "original_requester"]


def answer_goes_to(requisition: LaboratoryRequest, *, settings: Agreement = DEFAULT) -> Goal | None:
    """Who gets the answer; `None` when the requisition asks for an answer to nobody, or to both.

    By `reply_to` the two elements `ReplyTo` tell it; by `original_requester` it goes to the original
    requester when there is one, whatever the elements say.
    """
    original = requisition.original_requester
    if settings.answer_goes_by == "original_requester":
        return "sender" if original is None else "original_requester"
    # A version without the element always means the sender.
    to_sender = requisition.sender.reply_to is not False
    to_original = original is not None and original.reply_to
    if to_sender is to_original:
        return None
    return "sender" if to_sender else "original_requester"


def addressed(
    requisition: LaboratoryRequest,
    *,
    to: Goal,
    original: OriginalRequester | None,
    settings: Agreement = DEFAULT,
) -> LaboratoryRequest:
    """The requisition with the answer asked for at one place.

    By `original_requester` an original requester who gets no answer is left out of the letter. Raises
    `ValueError` when the answer is to go to an original requester that is not given.
    """
    if to == "original_requester" and original is None:
        raise ValueError("the answer cannot go to an original requester nobody named")
    to_sender = to == "sender"
    if original is None or (to_sender and settings.answer_goes_by == "original_requester"):
        named = None
    else:
        named = replace(original, reply_to=not to_sender)
    return replace(
        requisition,
        sender=replace(requisition.sender, reply_to=to_sender),
        original_requester=named,
    )


def number_of_request(*, original: str, new: str, settings: Agreement = DEFAULT) -> str:
    """The requisition number of the request: one of its own, or that of the original requisition."""
    return new if settings.requisition_number == "new" else original
