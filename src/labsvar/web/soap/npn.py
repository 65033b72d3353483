"""The service for national sample numbers over SOAP: `/soap/npn`.

The operations have MedCom's names. Assumption: the names of their fields are ours, since no public document states
them; the WSDL says so too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.database import Database
from labsvar.services.dgws import Terms
from labsvar.services.npn.connection_model import Account
from labsvar.services.npn.series import Series
from labsvar.services.npn.service import NpnService, plain_http
from labsvar.services.npn.stock_soap import NAMESPACE
from labsvar.web.config import WebConfig
from labsvar.web.soap import fields
from labsvar.web.soap.serving import Called, Done, Operation, SoapService
from labsvar.web.soap.wsdl import wsdl

NAME: Final = "npn"
_MOST_DIGITS: Final = 18


def npn_service(database: Database, config: WebConfig) -> SoapService:
    """The service of an installation."""
    operations = _Operations(database.npn, demo=config.demo)
    by_name: dict[str, Operation] = {
        "GetAnalysisIdentifiers": operations.draw,
        "SetAnalysisIdentifiersFree": operations.free,
        "GetAnalysisIdentifierInformation": operations.information,
    }
    return SoapService(
        name=NAME,
        wsdl=wsdl(NAME),
        operations={_tag(name): operation for name, operation in by_name.items()},
        terms=Terms(lowest_level=config.npn_lowest_level, trust=config.trust, is_right=database.npn.is_right),
        log=database.calls,
    )


class _Operations:
    def __init__(self, service: NpnService, *, demo: bool) -> None:
        self._service = service
        self._demo = demo

    def draw(self, called: Called) -> Done:
        account, warnings = self._caller(called)
        wish = fields.read(called.body, NAMESPACE, "NumberOfIdentifiers", "LaboratoryIdentifier?")
        size = wish["NumberOfIdentifiers"]
        if not (size.isascii() and size.isdigit() and len(size) <= _MOST_DIGITS):
            raise fields.wrong("NumberOfIdentifiers")
        series = self._service.draw(
            account,
            int(size),
            laboratory=wish.get("LaboratoryIdentifier"),
            message_id=called.header.message_id,
            at=called.at,
        )
        return self._done(called, self._ends(series), warnings)

    def free(self, called: Called) -> Done:
        account, warnings = self._caller(called)
        ends = fields.read(called.body, NAMESPACE, "FirstIdentifier", "LastIdentifier")
        freed = self._service.free(account, ends["FirstIdentifier"], ends["LastIdentifier"], at=called.at)
        return self._done(called, {"FreedDateTime": fields.moment(freed.freed_at or called.at)}, warnings)

    def information(self, called: Called) -> Done:
        _, warnings = self._caller(called)
        number = fields.read(called.body, NAMESPACE, "Identifier")["Identifier"]
        found = self._service.information(number)
        told = {"Identifier": number, "State": "unknown"}
        if found is not None:
            told |= {"State": state_of(found), **self._ends(found), **_owner(found)}
        return self._done(called, told, warnings)

    def _caller(self, called: Called) -> tuple[Account, tuple[str, ...]]:
        account = self._service.account_of(called.card)
        if called.secure:
            return account, ()
        return account, plain_http(account, at=called.at, demo=self._demo)

    def _ends(self, series: Series) -> dict[str, str]:
        return {
            "FirstIdentifier": self._service.written(series.first),
            "LastIdentifier": self._service.written(series.last),
        }

    def _done(self, called: Called, told: Mapping[str, str], warnings: tuple[str, ...]) -> Done:
        body = fields.response(called.body, NAMESPACE, NAME)
        fields.written(body, NAMESPACE, told.items())
        return Done(body=body, warnings=warnings)


def state_of(series: Series) -> str:
    """What is to be said of the numbers of a series: drawn, registered or released."""
    if series.freed_at is not None:
        return "released"
    return "registered" if series.origin == "registered" else "drawn"


def _owner(series: Series) -> dict[str, str]:
    """Who drew a series and when, as far as it is known, in the order of the WSDL."""
    told = {
        "SupplierIdentifier": series.supplier,
        "LaboratoryIdentifier": series.laboratory,
        "Department": series.department,
        "AccountIdentifier": series.account,
        "DrawnDateTime": fields.moment(series.drawn_at),
        "FreedDateTime": fields.moment(series.freed_at),
    }
    return {name: text for name, text in told.items() if text}


def _tag(name: str) -> str:
    return fields.tag(NAMESPACE, name)
