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
    "AcknowledgementCodeOfReceipts": lists.ACKNOWLEDGEMENT_CODES_OF_RECEIPTS,
    "AnalysisCodeType": lists.ANALYSIS_CODE_TYPES,
    "CodeType": lists.CODE_TYPES,
    "ExaminationTypeCode": lists.EXAMINATION_TYPE_CODES,
    "FindingsOperator": lists.FINDINGS_OPERATORS,
    "FinishedResultStatusCode": lists.FINISHED_RESULT_STATUS_CODES,
    "IdentifierCode": lists.IDENTIFIER_CODES,
    "MedicalSpecialityCode": lists.MEDICAL_SPECIALITY_CODES_2007,
    "MiBaPromptCodeType": lists.MIBA_PROMPT_CODE_TYPES,
    "MicrobiologyExaminationTypeCode": lists.MICROBIOLOGY_EXAMINATION_TYPE_CODES,
    "MicrobiologyResultType": lists.MICROBIOLOGY_RESULT_TYPES,
    "MicroscopicType": lists.MICROSCOPIC_TYPES,
    "ObjectCode": lists.OBJECT_CODES,
    "ObjectExtensionCode": lists.OBJECT_EXTENSION_CODES,
    "Operator": lists.OPERATORS,
    "RefuseCode": lists.REFUSE_CODES,
    "PathologyResultValidation": lists.PATHOLOGY_RESULT_VALIDATIONS,
    "RelationCode": lists.RELATION_CODES,
    "ReportStatusCode": lists.REPORT_STATUS_CODES,
    "ResultStatus": lists.RESULT_STATUSES,
    "ResultStatusCode": lists.RESULT_STATUS_CODES,
    "ResultType": lists.RESULT_TYPES,
    "ResultValidation": lists.RESULT_VALIDATIONS,
    "TypeOfInterval": lists.TYPES_OF_INTERVAL,
    "MaterialPreTreatment": lists.MATERIAL_PRE_TREATMENTS,
    "PathologyCodeType": lists.PATHOLOGY_CODE_TYPES,
    "PathologyQuestionCodeType": lists.PATHOLOGY_QUESTION_CODE_TYPES,
    "PayerIdentifierCode": lists.PAYER_IDENTIFIER_CODES_WITH_LOCATION,
    "PayersTypeCode": lists.PAYERS_TYPE_CODES_WITH_REQUESTER,
    "QuestionCodeType": lists.QUESTION_CODE_TYPES,
    "RequestRelationCode": lists.REQUEST_RELATION_CODES,
    "RequestedCodeType": lists.REQUESTED_CODE_TYPES,
    "ResultPriority": lists.RESULT_PRIORITIES,
    "SampleIdentifierType": lists.SAMPLE_IDENTIFIER_TYPES,
    "SamplingDateTimeType": lists.SAMPLING_TIME_TYPES,
    "SamplingLocationCode": lists.SAMPLING_LOCATION_CODES,
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
        PayerIdentifierCode=lists.PAYER_IDENTIFIER_CODES,
        PayersTypeCode=lists.PAYERS_TYPE_CODES,
    ),
)
RELEASE_2006 = Release(
    "2006/07/01",
    f"{_OLD_PATH}2006/07/01/",
    allows_local_elements=True,
    code_lists=_lists(
        IdentifierCode=lists.IDENTIFIER_CODES_WITH_COUNTY,
        # Assumption: no public page lists the specialities of this release. These are those of
        # 2007/02/01, the wider of the two lists beside it, so that no letter is refused for one.
        MedicalSpecialityCode=lists.MEDICAL_SPECIALITY_CODES_2007,
        ObjectExtensionCode=lists.OBJECT_EXTENSION_CODES_2006,
        RequestedCodeType=lists.ANALYSIS_CODE_TYPES,
        ResultPriority=lists.RESULT_PRIORITIES_WITH_TELEPHONE,
        SamplingLocationCode=lists.SAMPLING_LOCATION_CODES_WITH_OUTSIDE,
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
RELEASE_2012 = Release(
    "2012/03/28",
    f"{_PATH}2012/03/28/",
    allows_local_elements=False,
    code_lists=_lists(
        MedicalSpecialityCode=lists.MEDICAL_SPECIALITY_CODES_2005,
        ObjectExtensionCode=lists.OBJECT_EXTENSION_CODES_FROM_2012,
    ),
)
RELEASE_2013 = Release(
    "2013/11/26",
    f"{_PATH}2013/11/26/",
    allows_local_elements=False,
    code_lists=_lists(
        IdentifierCode=lists.IDENTIFIER_CODES_WITH_COUNTY,
        CodeType=lists.CODE_TYPES_WITH_MIBA,
        ObjectExtensionCode=lists.OBJECT_EXTENSION_CODES_FROM_2012,
        # Assumption: no public page lists the specialities of this release. These are those of
        # 2011/06/15; of the releases beside it, 2012/03/28 has one less and 2014/10/08 many more.
        MedicalSpecialityCode=lists.MEDICAL_SPECIALITY_CODES_2007,
    ),
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
# Assumption: no schema of this release is public. Its code lists are those of 2014/10/08, and as in the
# releases around 2014 the envelope has no room for elements of one's own.
RELEASE_2020 = Release(
    "2020/03/30",
    f"{_PATH}2020/03/30/",
    allows_local_elements=False,
    code_lists=RELEASE_2014.code_lists,
)
