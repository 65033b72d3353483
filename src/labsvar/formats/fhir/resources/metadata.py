"""Datatypes of FHIR: DataRequirement, Dosage, Expression, ParameterDefinition, RelatedArtifact, SampledData, Timing, TriggerDefinition, UsageContext.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    Canonical,
    Code,
    Date,
    DateTime,
    Element,
    Id,
    Integer,
    Markdown,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
)
from labsvar.formats.fhir.resources.datatypes import (
    Attachment,
    CodeableConcept,
    Coding,
    Duration,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
)

DaysOfWeekCode = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EventTimingCode = Literal[
    "MORN",
    "MORN.early",
    "MORN.late",
    "NOON",
    "AFT",
    "AFT.early",
    "AFT.late",
    "EVE",
    "EVE.early",
    "EVE.late",
    "NIGHT",
    "PHS",
    "HS",
    "WAKE",
    "C",
    "CM",
    "CD",
    "CV",
    "AC",
    "ACM",
    "ACD",
    "ACV",
    "PC",
    "PCM",
    "PCD",
    "PCV",
]
OperationParameterUseCode = Literal["in", "out"]
RelatedArtifactTypeCode = Literal[
    "documentation",
    "justification",
    "citation",
    "predecessor",
    "successor",
    "derived-from",
    "depends-on",
    "composed-of",
]
SortDirectionCode = Literal["ascending", "descending"]
TriggerTypeCode = Literal[
    "named-event",
    "periodic",
    "data-changed",
    "data-added",
    "data-modified",
    "data-removed",
    "data-accessed",
    "data-access-ended",
]
UnitsOfTimeCode = Literal["s", "min", "h", "d", "wk", "mo", "a"]


class DataRequirementCodeFilter(Element, frozen=True, kw_only=True):
    """DataRequirement.codeFilter: What codes are expected."""

    path: String | None = None
    path_element: Element | None = None
    search_param: String | None = None
    search_param_element: Element | None = None
    value_set: Canonical | None = None
    value_set_element: Element | None = None
    code: tuple[Coding, ...] = ()


class DataRequirementDateFilter(Element, frozen=True, kw_only=True):
    """DataRequirement.dateFilter: What dates/date ranges are expected."""

    choices: ClassVar[tuple[str, ...]] = ("value",)

    path: String | None = None
    path_element: Element | None = None
    search_param: String | None = None
    search_param_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None
    value_period: Period | None = None
    value_duration: Duration | None = None


class DataRequirementSort(Element, frozen=True, kw_only=True):
    """DataRequirement.sort: Order of the results."""

    path: String
    path_element: Element | None = None
    direction: SortDirectionCode
    direction_element: Element | None = None


class DataRequirement(Element, frozen=True, kw_only=True):
    """DataRequirement: Describes a required data item."""

    choices: ClassVar[tuple[str, ...]] = ("subject",)
    targets: ClassVar[Mapping[str, str]] = {
        "subject[x]": "Group",
    }

    type: Code
    type_element: Element | None = None
    profile: tuple[Canonical | None, ...] = ()
    profile_element: tuple[Element | None, ...] = ()
    subject_codeable_concept: CodeableConcept | None = None
    subject_reference: Reference | None = None
    must_support: tuple[String | None, ...] = ()
    must_support_element: tuple[Element | None, ...] = ()
    code_filter: tuple[DataRequirementCodeFilter, ...] = ()
    date_filter: tuple[DataRequirementDateFilter, ...] = ()
    limit: PositiveInt | None = None
    limit_element: Element | None = None
    sort: tuple[DataRequirementSort, ...] = ()


class DosageDoseAndRate(Element, frozen=True, kw_only=True):
    """Dosage.doseAndRate: Amount of medication administered."""

    choices: ClassVar[tuple[str, ...]] = ("dose", "rate")

    type: CodeableConcept | None = None
    dose_range: Range | None = None
    dose_quantity: Quantity | None = None
    rate_ratio: Ratio | None = None
    rate_range: Range | None = None
    rate_quantity: Quantity | None = None


class Dosage(BackboneElement, frozen=True, kw_only=True):
    """Dosage: How the medication is/was taken or should be taken."""

    choices: ClassVar[tuple[str, ...]] = ("asNeeded",)

    sequence: Integer | None = None
    sequence_element: Element | None = None
    text: String | None = None
    text_element: Element | None = None
    additional_instruction: tuple[CodeableConcept, ...] = ()
    patient_instruction: String | None = None
    patient_instruction_element: Element | None = None
    timing: Timing | None = None
    as_needed_boolean: bool | None = None
    as_needed_boolean_element: Element | None = None
    as_needed_codeable_concept: CodeableConcept | None = None
    site: CodeableConcept | None = None
    route: CodeableConcept | None = None
    method: CodeableConcept | None = None
    dose_and_rate: tuple[DosageDoseAndRate, ...] = ()
    max_dose_per_period: Ratio | None = None
    max_dose_per_administration: Quantity | None = None
    max_dose_per_lifetime: Quantity | None = None


class Expression(Element, frozen=True, kw_only=True):
    """Expression: An expression that can be used to generate a value."""

    description: String | None = None
    description_element: Element | None = None
    name: Id | None = None
    name_element: Element | None = None
    language: Code
    language_element: Element | None = None
    expression: String | None = None
    expression_element: Element | None = None
    reference: Uri | None = None
    reference_element: Element | None = None


class ParameterDefinition(Element, frozen=True, kw_only=True):
    """ParameterDefinition: Definition of a parameter to a module."""

    name: Code | None = None
    name_element: Element | None = None
    use: OperationParameterUseCode
    use_element: Element | None = None
    min: Integer | None = None
    min_element: Element | None = None
    max: String | None = None
    max_element: Element | None = None
    documentation: String | None = None
    documentation_element: Element | None = None
    type: Code
    type_element: Element | None = None
    profile: Canonical | None = None
    profile_element: Element | None = None


class RelatedArtifact(Element, frozen=True, kw_only=True):
    """RelatedArtifact: Related artifacts for a knowledge resource."""

    type: RelatedArtifactTypeCode
    type_element: Element | None = None
    label: String | None = None
    label_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    citation: Markdown | None = None
    citation_element: Element | None = None
    url: Url | None = None
    url_element: Element | None = None
    document: Attachment | None = None
    resource: Canonical | None = None
    resource_element: Element | None = None


class SampledData(Element, frozen=True, kw_only=True):
    """SampledData: A series of measurements taken by a device."""

    origin: Quantity
    period: Decimal
    period_element: Element | None = None
    factor: Decimal | None = None
    factor_element: Element | None = None
    lower_limit: Decimal | None = None
    lower_limit_element: Element | None = None
    upper_limit: Decimal | None = None
    upper_limit_element: Element | None = None
    dimensions: PositiveInt
    dimensions_element: Element | None = None
    data: String | None = None
    data_element: Element | None = None


class TimingRepeat(Element, frozen=True, kw_only=True):
    """Timing.repeat: When the event is to occur."""

    choices: ClassVar[tuple[str, ...]] = ("bounds",)

    bounds_duration: Duration | None = None
    bounds_range: Range | None = None
    bounds_period: Period | None = None
    count: PositiveInt | None = None
    count_element: Element | None = None
    count_max: PositiveInt | None = None
    count_max_element: Element | None = None
    duration: Decimal | None = None
    duration_element: Element | None = None
    duration_max: Decimal | None = None
    duration_max_element: Element | None = None
    duration_unit: UnitsOfTimeCode | None = None
    duration_unit_element: Element | None = None
    frequency: PositiveInt | None = None
    frequency_element: Element | None = None
    frequency_max: PositiveInt | None = None
    frequency_max_element: Element | None = None
    period: Decimal | None = None
    period_element: Element | None = None
    period_max: Decimal | None = None
    period_max_element: Element | None = None
    period_unit: UnitsOfTimeCode | None = None
    period_unit_element: Element | None = None
    day_of_week: tuple[DaysOfWeekCode | None, ...] = ()
    day_of_week_element: tuple[Element | None, ...] = ()
    time_of_day: tuple[Time | None, ...] = ()
    time_of_day_element: tuple[Element | None, ...] = ()
    when: tuple[EventTimingCode | None, ...] = ()
    when_element: tuple[Element | None, ...] = ()
    offset: UnsignedInt | None = None
    offset_element: Element | None = None


class Timing(BackboneElement, frozen=True, kw_only=True):
    """Timing: A timing schedule that specifies an event that may occur multiple times."""

    event: tuple[DateTime | None, ...] = ()
    event_element: tuple[Element | None, ...] = ()
    repeat: TimingRepeat | None = None
    code: CodeableConcept | None = None


class TriggerDefinition(Element, frozen=True, kw_only=True):
    """TriggerDefinition: Defines an expected trigger for a module."""

    choices: ClassVar[tuple[str, ...]] = ("timing",)
    targets: ClassVar[Mapping[str, str]] = {
        "timing[x]": "Schedule",
    }

    type: TriggerTypeCode
    type_element: Element | None = None
    name: String | None = None
    name_element: Element | None = None
    timing_timing: Timing | None = None
    timing_reference: Reference | None = None
    timing_date: Date | None = None
    timing_date_element: Element | None = None
    timing_date_time: DateTime | None = None
    timing_date_time_element: Element | None = None
    data: tuple[DataRequirement, ...] = ()
    condition: Expression | None = None


class UsageContext(Element, frozen=True, kw_only=True):
    """UsageContext: Describes the context of use for a conformance or knowledge resource."""

    choices: ClassVar[tuple[str, ...]] = ("value",)
    choices_needed: ClassVar[tuple[str, ...]] = ("value",)
    targets: ClassVar[Mapping[str, str]] = {
        "value[x]": "PlanDefinition ResearchStudy InsurancePlan HealthcareService Group Location Organization",
    }

    code: Coding
    value_codeable_concept: CodeableConcept | None = None
    value_quantity: Quantity | None = None
    value_range: Range | None = None
    value_reference: Reference | None = None
