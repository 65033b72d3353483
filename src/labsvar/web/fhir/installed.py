"""What the settings say about the door for FHIR clients."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from labsvar.settings import Settings
from labsvar.web.fhir.clients import DEMONSTRATION, Client
from labsvar.web.fhir.door import Door, door_of
from labsvar.web.fhir.scopes import read_scope
from labsvar.web.fhir.tokens import key_in
from labsvar.web.taking import WrongSetting

KEY_FILE: Final = "fhir.key"
EXPORTS: Final = "fhir-exports"


def fhir_of(settings: Settings) -> Door:
    """The door of an installation, with the key in its data folder. Raises `WrongSetting`."""
    for each in settings.fhir_clients:
        if any(read_scope(scope) is None for scope in each.scopes):
            raise WrongSetting(
                "fhir_clients: a scope is not patient/, user/ or system/, a type or *, and .rs, .r, .s or .read"
            )
    given = tuple(Client(**dict(each)) for each in settings.fhir_clients)
    try:
        made = door_of(key_in(settings.data / KEY_FILE), given or (DEMONSTRATION if settings.demo else ()))
    except ValueError:
        raise WrongSetting(f"fhir_clients: {settings.data / KEY_FILE} holds no key; is it damaged?") from None
    life = timedelta(hours=settings.fhir_export_hours)
    return replace(made, exports=settings.data / EXPORTS, export_life=life)
