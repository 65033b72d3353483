"""Rows that several messages share, and the functions behind their derived values.

Source of all tables here: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015) and its
sample messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from labsvar.letters.segments.model import Derived, Either, Group, Segment

NAMES: Final = "{OrganisationName}:{DepartmentName}:{UnitName}:::US"
RECEIVED_VALUE: Final = "*****"


def party(qualifier: str) -> Segment:
    """A party that is identified by a code of `IdentifierCode`."""
    return Segment(f"NAD+{qualifier}+{{Identifier}}:{{IdentifierCode|party}}++{NAMES}")


def party_or_local(qualifier: str) -> Either:
    """A party that may also be identified by a code of a laboratory's own (qualifier 91)."""
    local = f"NAD+{qualifier}+{{Identifier}}:91:{{IdentifierLocal}}++{NAMES}"
    return Either((party(qualifier), Segment(local, key=f"NAD+{qualifier}+:91")))


ADDRESS: Final = Segment("ADR++US:{StreetName}:{SuburbName}+{DistrictName}+{PostCodeIdentifier}")
REFERENCES: Final = Group(
    Either(
        (
            Segment("FTX+URL+P00++{RefDescription}:{URL|four}"),
            Segment("FTX+SUP+P00++{RefDescription}", sets={"SUP": "true"}),
            Segment(
                "FTX+BIN+P00++{RefDescription}:{BIN/ObjectIdentifier}:{BIN/ObjectCode|object}"
                ":{BIN/ObjectExtensionCode|extension}:{BIN/OriginalObjectSize}"
            ),
        )
    ),
    at="Reference",
)


def patient(*, consent: bool) -> Group:
    """The patient (S07 of reports); `consent` tells whether HAN+CDS says that it is refused.

    Assumption: no HAN leaves Consent out and does not say that it is given, since absence never lifts a
    refusal that was stated before.
    """
    refused = (Segment("HAN+CDS", sets={"Consent/Given": "false"}),) if consent else ()
    return Group(
        "S07+07",
        "PNA+PAT+{CivilRegistrationNumber}:::CPR:IM+++SU:{PersonSurnameName}+FO:{PersonGivenName}",
        "RFF+XPI:{AlternativeIdentifier}",
        *refused,
        at="Patient",
        always=True,
    )


def _read_status(service: str | None, status: str | None, value: str | None) -> str:
    match service, status:
        case "N", "PR":
            return "proeve_modtaget" if value == RECEIVED_VALUE else "svar_midlertidigt"
        case "N", "FR":
            return "svar_endeligt"
        case "M", "FR" | "MR":
            return "svar_rettet"
    raise ValueError("no status")


def _write_status(result: Any) -> Mapping[str, str]:
    return status_codes(result.result_status_code)


def status_codes(status: str) -> Mapping[str, str]:
    """GIS and STS of a result status."""
    return {
        "gis": "M" if status == "svar_rettet" else "N",
        "sts": "FR" if status in ("svar_endeligt", "svar_rettet") else "PR",
    }


# A result that is preliminary because its sample was received has five asterisks for a value.
RESULT_STATUS: Final = Derived(
    into="ResultStatusCode", of=("$gis", "$sts", "Value"), read=_read_status, write=_write_status
)
