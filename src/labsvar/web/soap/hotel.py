"""The requisition hotel over SOAP: `/soap/hotel`.

The operations have MedCom's names. Assumption: the names of their fields are ours, since no public document states
them; the WSDL says so too.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from lxml import etree

from labsvar.database import Database
from labsvar.findings import Finding
from labsvar.services.dgws import Refused, Terms, rules
from labsvar.services.hotel.model import Kept
from labsvar.services.hotel.service import Place
from labsvar.web import hotel
from labsvar.web.config import WebConfig
from labsvar.web.soap import fields
from labsvar.web.soap.fields import moment
from labsvar.web.soap.serving import Called, Done, Operation, SoapService
from labsvar.web.soap.wsdl import wsdl

NAMESPACE: Final = "urn:labsvar:hotel:1"
NAME: Final = "hotel"
_REASON: Final = ("ReasonCode", "ReasonText?")


def hotel_service(database: Database, config: WebConfig) -> SoapService:
    """The service of an installation."""
    operations = _Operations(database, demo=config.demo)
    by_name: dict[str, Operation] = {
        "UploadRequisition": operations.upload,
        "GetRequisitionList": operations.listed,
        "GetRequisition": operations.fetch,
    }
    return SoapService(
        name=NAME,
        wsdl=wsdl(NAME),
        operations={fields.tag(NAMESPACE, name): operation for name, operation in by_name.items()},
        terms=Terms(lowest_level=database.hotel.terms.lowest_level, trust=config.trust),
        log=database.calls,
    )


class _Operations:
    def __init__(self, database: Database, *, demo: bool) -> None:
        self._database = database
        self._hotel = database.hotel
        self._demo = demo

    def upload(self, called: Called) -> Done:
        place = hotel.allowed(self._place(called), "upload")
        text = fields.read(called.body, NAMESPACE, "Requisition")["Requisition"]
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise fields.wrong("Requisition") from None
        uploaded = self._hotel.upload(place, data, at=called.at)
        body = fields.response(called.body, NAMESPACE, NAME)
        kept = uploaded.kept
        if kept is None:
            fields.written(body, NAMESPACE, [("State", "refused")])
        else:
            told = [
                ("State", kept.standing(called.at).state),
                ("RequisitionIdentifier", str(kept.requisition_id)),
                ("ExpiresDateTime", moment(kept.expires_at)),
            ]
            fields.written(body, NAMESPACE, told)
        for finding in uploaded.findings:
            fields.written(_below(body, "Finding"), NAMESPACE, _finding(finding))
        return Done(body=body)

    def listed(self, called: Called) -> Done:
        place = self._place(called)
        asked = fields.read(
            called.body,
            NAMESPACE,
            "CivilRegistrationNumber?",
            "IssuerIdentifier?",
            "SampleIdentifier?",
            *_REASON,
        )
        search = hotel.search_of(
            number=asked.get("CivilRegistrationNumber", ""),
            issuer=asked.get("IssuerIdentifier", ""),
            sample_number=asked.get("SampleIdentifier", ""),
        )
        reason = hotel.reason_of(asked["ReasonCode"], asked.get("ReasonText", ""))
        body = fields.response(called.body, NAMESPACE, NAME)
        for kept in self._hotel.found(place, search, reason=reason):
            fields.written(_below(body, "Requisition"), NAMESPACE, _line(kept, place, called))
        return Done(body=body)

    def fetch(self, called: Called) -> Done:
        place = hotel.allowed(self._place(called), "fetch")
        asked = fields.read(called.body, NAMESPACE, "RequisitionIdentifier", *_REASON)
        number = asked["RequisitionIdentifier"]
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise fields.wrong("RequisitionIdentifier")
        reason = hotel.reason_of(asked["ReasonCode"], asked.get("ReasonText", ""))
        taken = self._hotel.fetch(place, int(number), reason=reason, at=called.at)
        standing = taken.kept.standing(called.at)
        body = fields.response(called.body, NAMESPACE, NAME)
        told = [
            ("RequisitionIdentifier", number),
            ("State", standing.state),
            ("Version", taken.version),
            ("HeldUntilDateTime", moment(standing.until)),
            ("Requisition", base64.b64encode(taken.data).decode()),
        ]
        fields.written(body, NAMESPACE, told)
        return Done(body=body)

    def _place(self, called: Called) -> Place:
        if not (called.secure or self._demo):
            raise Refused("not_authorized", rules.PLAIN_HTTP)
        return hotel.place_of_card(self._database, called.card)


def _line(kept: Kept, place: Place, called: Called) -> list[tuple[str, str]]:
    standing = kept.standing(called.at)
    admitted = kept.admitted
    return [
        ("RequisitionIdentifier", str(kept.requisition_id)),
        ("SampleIdentifier", admitted.sample_number),
        ("State", standing.state),
        ("IsMine", str(standing.holder == place.key).lower()),
        ("Field", admitted.field),
        ("Version", admitted.version),
        ("RequesterIdentifier", admitted.sender),
        ("LaboratoryIdentifier", admitted.receiver),
        ("UploadedDateTime", moment(kept.uploaded_at)),
        ("ExpiresDateTime", moment(kept.expires_at)),
        ("HeldUntilDateTime", moment(standing.until)),
    ]


def _finding(finding: Finding) -> list[tuple[str, str]]:
    return [
        ("Rule", finding.rule),
        ("Severity", finding.severity),
        ("Line", "" if finding.line is None else str(finding.line)),
        ("Path", finding.path or ""),
        ("Text", f"{finding.da} / {finding.en}"),
        ("ToDo", f"{finding.todo_da} / {finding.todo_en}"),
    ]


def _below(body: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(body, fields.tag(NAMESPACE, name))
