"""Den Gode Webservice: SOAP with a MedCom header and an id card. Pure; nothing here speaks HTTP.

    call = envelope.read(data)                    bytes to header, card and body; raises Refused
    card = cards.accepted(call, terms, at=now)    the id card, if it counts; raises Refused
    envelope.answer(call.header, body)            bytes of the answer
    envelope.fault(call.header, refused)          bytes of the fault, with its fault code
    tokens.in_folder(folder)                      the demonstration's own token service

`labsvar.web.soap` serves such services.
"""

from labsvar.services.dgws import envelope, rules
from labsvar.services.dgws.cards import Terms, accepted
from labsvar.services.dgws.envelope import Call, Limits
from labsvar.services.dgws.model import CareProvider, Credentials, Header, IdCard, Refused, User
from labsvar.services.dgws.signing import TrustList

__all__ = [
    "Call",
    "CareProvider",
    "Credentials",
    "Header",
    "IdCard",
    "Limits",
    "Refused",
    "Terms",
    "TrustList",
    "User",
    "accepted",
    "envelope",
    "rules",
]
