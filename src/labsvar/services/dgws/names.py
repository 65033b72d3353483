"""Namespaces and values of Den Gode Webservice.

Source: MedCom, Den Gode Webservice 1.0 (2006) and 1.0.1 (2018-12-10), as the public libraries Seal.Java and
Seal.net write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
MEDCOM: Final = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
SOSI: Final = "http://www.sosi.dk/sosi/2006/04/sosi-1.0.xsd"
SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "soap": SOAP,
        "medcom": MEDCOM,
        "sosi": SOSI,
        "saml": SAML,
        "wsse": WSSE,
        "wsu": WSU,
        "ds": DS,
    }
)

TimeOut = Literal["5", "30", "480", "1440", "unbound"]
TIME_OUTS: Final[tuple[TimeOut, ...]] = ("5", "30", "480", "1440", "unbound")
Priority = Literal["AKUT", "HASTER", "RUTINE"]
PRIORITIES: Final[tuple[Priority, ...]] = ("AKUT", "HASTER", "RUTINE")
RUNNING: Final = "flow_running"
# Spelled as the profile spells it.
FINALIZED: Final = "flow_finalized_succesfully"
FaultCode = Literal[
    "syntax_error",
    "missing_required_header",
    "security_level_failed",
    "invalid_username_password",
    "invalid_signature",
    "invalid_idcard",
    "invalid_certificate",
    "expired_idcard",
    "not_authorized",
    "illegal_http_method",
    "processing_problem",
    "signature_not_supported",
    "nonrepudiation_not_supported",
]
FAULT_CODES: Final[tuple[FaultCode, ...]] = (
    "syntax_error",
    "missing_required_header",
    "security_level_failed",
    "invalid_username_password",
    "invalid_signature",
    "invalid_idcard",
    "invalid_certificate",
    "expired_idcard",
    "not_authorized",
    "illegal_http_method",
    "processing_problem",
    "signature_not_supported",
    "nonrepudiation_not_supported",
)
NAME_FORMATS: Final = (
    "medcom:cprnumber",
    "medcom:ynumber",
    "medcom:pnumber",
    "medcom:skscode",
    "medcom:cvrnumber",
    "medcom:communalnumber",
    "medcom:locationnumber",
    "medcom:itsystemname",
    "medcom:other",
    "medcom:sor",
)
CARD_ID: Final = "IDCard"


def tag(name: str) -> str:
    """The name of an element as lxml writes it: `tag("medcom:Header")`."""
    prefix, _, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"
