"""What the requisitions share: parties, payer, patient with address, prompts.

Names, order, occurrence and lengths follow MedCom's OIOXML schemas of the releases 2005/08/07,
2006/07/01 and 2014/10/08.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Consent, Physician
from labsvar.letters.element import (
    IdentifierCode,
    Open,
    PostCode,
    TenCharacters,
    TenDigits,
    Text3,
    Text17,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, Length, OneOf, Required

Text25 = Annotated[str, Length(1, 25)]
SampleIdentifierType = Annotated[str, Coded("SampleIdentifierType")]
ReplyTo = Annotated[bool | None, Required()]


class Sender(Open, frozen=True, kw_only=True):
    """The requester, and whether the answer goes there."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    telephone_subscriber_identifier: Text25 | None = None
    medical_speciality_code: Annotated[str, Coded("MedicalSpecialityCode")]
    physician: Physician | None = None
    reply_to: ReplyTo = None


class OriginalRequester(Open, frozen=True, kw_only=True):
    """Who wrote the requisition that is forwarded, and whether the answer goes there."""

    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    reply_to: bool


class Receiver(Open, frozen=True, kw_only=True):
    """The laboratory that is asked."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None


class Payer(Open, frozen=True, kw_only=True):
    """Who pays; the order and account numbers are for a payer who wants them on the bill."""

    payers_type_code: Annotated[str, Coded("PayersTypeCode")]
    identifier: Text17 | None = None
    identifier_code: Annotated[str, Coded("PayerIdentifierCode")] | None = None
    organisation_name: Text35 | None = None
    order_identifier: Text35 | None = None
    account_identifier: Text35 | None = None


class Collector(Open, frozen=True, kw_only=True):
    """Who took the sample, when it was not the requester; filled in by the collector."""

    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    physician: Physician | None = None


class Patient(Open, frozen=True, kw_only=True):
    """The person the sample is from."""

    civil_registration_number: Annotated[TenDigits | None, OneOf("number")] = None
    alternative_identifier: Annotated[TenCharacters | None, OneOf("number")] = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    telephone_subscriber_identifier: Text25 | None = None
    consent: Consent | None = None


class Question(Open, frozen=True, kw_only=True):
    """What the laboratory wants to know, as a code of its own with a text."""

    code: Text17
    code_type: Annotated[str, Coded("QuestionCodeType")]
    code_responsible: Text3
    code_text: Text35


class TextAnswer(Open, frozen=True, kw_only=True):
    """An answer in words."""

    text: Text70


class TextPrompt(Open, frozen=True, kw_only=True):
    """A question of the laboratory with the requester's answer in words."""

    question: Question
    answer: TextAnswer
