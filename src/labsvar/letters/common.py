"""What several letters share: envelope, letter head, parties, patient, references, intervals.

Names, order, occurrence and lengths follow MedCom's OIOXML schemas (releases 2005/08/07 to
2014/10/08). A field that only some versions have is declared here and taken away by the others.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.element import (
    UUID,
    Block,
    DateTime,
    Element,
    IdentifierCode,
    Paragraphs,
    PositiveNumber,
    TenCharacters,
    TenDigits,
    Text3,
    Text8,
    Text12,
    Text14,
    Text16,
    Text17,
    Text20,
    Text35,
    Text70,
    Text350,
    TrueOnly,
    TypeCode,
    VersionCode,
)
from labsvar.letters.facets import Coded, Length, OneOf


class Envelope(Element, frozen=True, kw_only=True):
    """The envelope of an `Emessage`: when it was sent, its number, whether a receipt is wanted."""

    sent: DateTime
    identifier: Text14
    acknowledgement_code: Annotated[str, Coded("AcknowledgementCode")]
    local_elements: Annotated[str | None, "any content, kept as XML text"] = msgspec.field(
        default=None, name="Local_Elements"
    )


class Letter(Element, frozen=True, kw_only=True):
    """The head of a letter: its number, version and release for sending."""

    identifier: Text14
    version_code: VersionCode
    statistical_code: Text8
    authorisation: DateTime
    type_code: TypeCode


class Physician(Element, frozen=True, kw_only=True):
    """The person at the receiving place."""

    person_initials: Text17


class Consent(Element, frozen=True, kw_only=True):
    """Whether the patient lets others than the treating place see the answer."""

    given: bool


class Patient(Element, frozen=True, kw_only=True):
    """The person the answer is about."""

    civil_registration_number: Annotated[TenDigits | None, OneOf("number")] = None
    alternative_identifier: Annotated[TenCharacters | None, OneOf("number")] = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None
    consent: Consent | None = None


class BinaryObject(Element, frozen=True, kw_only=True):
    """A file that travels in a letter of its own under the same identifier."""

    object_identifier: UUID
    object_code: Annotated[str, Coded("ObjectCode")]
    object_extension_code: Annotated[str, Coded("ObjectExtensionCode")]
    original_object_size: PositiveNumber


class Reference(Element, frozen=True, kw_only=True):
    """A pointer to something beside the answer: an address, supplementary material or a file."""

    ref_description: Text70
    url: Annotated[Text350 | None, OneOf("target")] = msgspec.field(default=None, name="URL")
    supplementary: Annotated[TrueOnly | None, OneOf("target")] = msgspec.field(default=None, name="SUP")
    binary: Annotated[BinaryObject | None, OneOf("target")] = msgspec.field(default=None, name="BIN")


class Limits(Block, frozen=True, kw_only=True):
    """The limits of a reference interval, as text of at most twelve characters."""

    type_of_interval: Annotated[str, Coded("TypeOfInterval")]
    lower_limit: Text12 | None = None
    upper_limit: Text12 | None = None


class ReferenceInterval(Element, frozen=True, kw_only=True):
    """The laboratory's reference interval: limits, a text, or both."""

    limits: Limits | None = None
    interval_text: Text70 | None = None


class ShortLimits(Block, frozen=True, kw_only=True):
    """The limits of a microbiology reference interval, as text of at most eight characters."""

    type_of_interval: Annotated[str, Coded("TypeOfInterval")]
    lower_limit: Text8 | None = None
    upper_limit: Text8 | None = None


class ShortReferenceInterval(Element, frozen=True, kw_only=True):
    """The reference interval of a microbiology finding: limits, a text, or both."""

    limits: ShortLimits | None = None
    interval_text: Text70 | None = None


class Coding(Block, frozen=True, kw_only=True):
    """A code with its table and who is responsible for it: all three or none."""

    code: Text20
    code_type: Annotated[str, Coded("CodeType")]
    code_responsible: Text20


class CodedText(Element, frozen=True, kw_only=True):
    """A text, with or without a code that says the same."""

    coding: Coding | None = None
    text: Paragraphs


class Measurement(Block, frozen=True, kw_only=True):
    """A measured value; the operator is mandatory as soon as there is a value."""

    operator: Annotated[str, Coded("FindingsOperator")]
    value: Text12
    unit: Text16 | None = None


class CCReceiver(Element, frozen=True, kw_only=True):
    """A place that gets a copy."""

    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None


class Producer(Element, frozen=True, kw_only=True):
    """The laboratory that made the result; `identifier_code` is its two or three letters."""

    identifier: Annotated[str, Length(1, 35)]
    identifier_code: Text3


class MicrobiologyProducer(Element, frozen=True, kw_only=True):
    """The laboratory that made a microbiology result."""

    identifier: Text17
    identifier_code: Text3
