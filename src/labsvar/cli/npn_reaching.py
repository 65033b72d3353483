"""How the commands about sample numbers reach the service: with a token over REST, or with an id card over SOAP."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec

from labsvar.cli.errors import Refused, Unavailable, Unreadable, WrongUsage
from labsvar.cli.files import read_file
from labsvar.services.npn.stock_http import HttpService
from labsvar.services.npn.stock_soap import DOOR, NoCard, SoapAt, read_card


class Reaching(msgspec.Struct, frozen=True, kw_only=True):
    """Where the service is and who calls: a token, or the file of a signed id card. `transport` is for tests."""

    service: str
    token: str | None = None
    card: Path | None = None
    laboratory: str | None = None
    transport: httpx.BaseTransport | None = None


def reached(how: Reaching) -> HttpService | SoapAt:
    """The service, to be closed. Raises `WrongUsage` for what is no address, `Unreadable` for what is no card."""
    address = _address(how.service)
    if how.card is None:
        return HttpService(address, token=how.token, laboratory=how.laboratory, transport=how.transport)
    try:
        card = read_card(read_file(how.card))
    except NoCard:
        raise Unreadable(da=f"{how.card} er ikke et id-kort.", en=f"{how.card} is no id card.") from None
    door = address.rstrip("/").removesuffix(DOOR) + DOOR
    return SoapAt(door, card=card, laboratory=how.laboratory, transport=how.transport)


def down() -> Unavailable:
    """Nobody answers, which keeps no stock from handing out."""
    return Unavailable(
        da="Nummertjenesten svarer ikke. Lageret udleverer numre som før; prøv igen senere.",
        en="The service for numbers does not answer. The stock hands out numbers as before; try again later.",
    )


def refused(code: str) -> Refused:
    """The service says no, by its rule or code."""
    return Refused(da=f"Nummertjenesten sagde nej: {code}", en=f"The service for numbers said no: {code}")


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise WrongUsage(
            da=f"--service {text} er ikke en adresse, der begynder med http:// eller https://",
            en=f"--service {text} is no address that begins with http:// or https://",
        )
    return text
