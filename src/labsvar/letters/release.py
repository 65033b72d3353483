"""The schema releases of MedCom: a namespace and the code lists that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from labsvar.codes import lists

_OLD_PATH = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/"
_PATH = "http://rep.oio.dk/medcom.dk/xml/schemas/"


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the schemas, named by its date.

    `allows_local_elements` says whether the envelope may end with `Local_Elements`.
    """

    date: str
    namespace: str
    allows_local_elements: bool
    code_lists: Mapping[str, tuple[str, ...]] = field(hash=False, compare=False)


_SHARED: dict[str, tuple[str, ...]] = {
    "AcknowledgementCode": lists.ACKNOWLEDGEMENT_CODES,
    "AnalysisCodeType": lists.ANALYSIS_CODE_TYPES,
    "CodeType": lists.CODE_TYPES,
    "ExaminationTypeCode": lists.EXAMINATION_TYPE_CODES,
    "FindingsOperator": lists.FINDINGS_OPERATORS,
    "IdentifierCode": lists.IDENTIFIER_CODES,
    "MedicalSpecialityCode": lists.MEDICAL_SPECIALITY_CODES_2007,
    "MicroscopicType": lists.MICROSCOPIC_TYPES,
    "ObjectCode": lists.OBJECT_CODES,
    "ObjectExtensionCode": lists.OBJECT_EXTENSION_CODES,
    "Operator": lists.OPERATORS,
    "RefuseCode": lists.REFUSE_CODES,
    "ReportStatusCode": lists.REPORT_STATUS_CODES,
    "ResultStatus": lists.RESULT_STATUSES,
    "ResultStatusCode": lists.RESULT_STATUS_CODES,
    "ResultType": lists.RESULT_TYPES,
    "ResultValidation": lists.RESULT_VALIDATIONS,
    "TypeOfInterval": lists.TYPES_OF_INTERVAL,
    "WebReceiverIdentifierCode": lists.WEB_RECEIVER_IDENTIFIER_CODES,
}


def _lists(**changed: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(_SHARED | changed)


RELEASE_2005 = Release(
    "2005/08/07",
    f"{_OLD_PATH}2005/08/07/",
    allows_local_elements=True,
    code_lists=_lists(
        MedicalSpecialityCode=lists.MEDICAL_SPECIALITY_CODES_2005,
        # A receipt never asks for a receipt: this release is used for the receipts only.
        AcknowledgementCode=("minuspositivkvitt",),
    ),
)
RELEASE_2007 = Release(
    "2007/02/01",
    f"{_OLD_PATH}2007/02/01/",
    allows_local_elements=True,
    code_lists=_lists(IdentifierCode=lists.IDENTIFIER_CODES_WITH_COUNTY),
)
RELEASE_2011 = Release(
    "2011/06/15",
    f"{_PATH}2011/06/15/",
    allows_local_elements=False,
    code_lists=_lists(IdentifierCode=lists.IDENTIFIER_CODES_WITH_COUNTY),
)
RELEASE_2014 = Release(
    "2014/10/08",
    f"{_PATH}2014/10/08/",
    allows_local_elements=False,
    code_lists=_lists(
        MedicalSpecialityCode=lists.MEDICAL_SPECIALITY_CODES_2014,
        ObjectExtensionCode=lists.OBJECT_EXTENSION_CODES_FROM_2012,
    ),
)
