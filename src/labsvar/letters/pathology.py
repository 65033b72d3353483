"""What the letters of pathology and genetics share: XRPT03, XRPT04 and XRPT07.

Names, order, occurrence and lengths follow MedCom's OIOXML schemas (releases 2005/08/07, 2012/03/28
and 2014/10/08).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters import common
from labsvar.letters.common import Physician, Reference
from labsvar.letters.element import (
    DateTime,
    Element,
    IdentifierCode,
    PostCode,
    TenCharacters,
    TenDigits,
    Text3,
    Text8,
    Text10,
    Text15,
    Text17,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, ListName, OneOf, Required, Times, Whole
from labsvar.letters.text import BreakableText, FormattedText


class Examinator(Element, frozen=True, kw_only=True):
    """The one who examined the sample; in practice a name and a title."""

    person_initials: Text35


class Sender(Element, frozen=True, kw_only=True):
    """The laboratory that sends the answer."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    medical_speciality_code: Annotated[str, Coded("MedicalSpecialityCode")] | None = None
    examinator: Examinator | None = None
    from_lab_identifier: Annotated[Text3 | None, Required()] = None


class Receiver(Element, frozen=True, kw_only=True):
    """The place the answer is sent to."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    physician: Physician | None = None


class CCReceiver(Element, frozen=True, kw_only=True):
    """A place that gets a copy, and the person there."""

    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    physician: Physician | None = None


class Consent(common.Consent, frozen=True, kw_only=True):
    """The older versions state consent in words beside it, and state it only where it is given."""

    text: Annotated[Text70 | None, Required()] = None


class Patient(Element, frozen=True, kw_only=True):
    """The person the answer is about, and where the person lives."""

    civil_registration_number: Annotated[TenDigits | None, OneOf("number")] = None
    alternative_identifier: Annotated[TenCharacters | None, OneOf("number")] = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    municipality_id: Annotated[int, Whole(100, 999)] | None = None
    municipality_name: Text35 | None = None
    consent: Consent | None = None


class Relative(Element, frozen=True, kw_only=True):
    """Someone of the patient's family whose sample or illness matters to the answer."""

    relation_code: Annotated[str, Coded("RelationCode")]
    person_identifier: Text10 | None = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, under the numbers of the requester and of the laboratory."""

    requesters_requisition_identifier: Text15 | None = None
    receivers_requisition_identifier: Text15
    sampling_date_time: DateTime
    sample_received_date_time: DateTime
    clinical_information: BreakableText | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")


class GeneralResultInformation(Element, frozen=True, kw_only=True):
    """The status of the whole answer, its production number and its time."""

    report_status_code: Annotated[str | None, Coded("ReportStatusCode"), Required()] = None
    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    to_lab_identifier: Text3 | None = None
    results_date_time: DateTime
    laboratory_internal_production_identifier: Text35


class Diagnosis(Element, frozen=True, kw_only=True):
    """A code of the Danish pathology SNOMED with its text, and what is remarked on it."""

    code: Text17
    text: Text70
    comment: Text70 | None = None


class TableFormat(Element, frozen=True, kw_only=True):
    """The answer in a word, for a table of results."""

    result_headline: Text35
    table_result: Text8
    result_validation: Annotated[str, Coded("PathologyResultValidation")] | None = None


class Section(Element, frozen=True, kw_only=True):
    """A part of the written answer under its own headline."""

    headline: Text35
    text: FormattedText | None = None


class ReferencedSection(Element, frozen=True, kw_only=True):
    """A part of the written answer that may point to something beside it."""

    headline: Text35
    text: FormattedText | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")
