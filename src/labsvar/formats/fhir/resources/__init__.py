"""Resources and datatypes of FHIR R4 as structs: one class for each, fields as HL7 orders them.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from labsvar.formats.fhir.resources.base import BackboneElement, DomainResource, Element, Other, Resource
from labsvar.formats.fhir.resources.bundle import (
    Bundle,
    BundleEntry,
    BundleEntryRequest,
    BundleEntryResponse,
    BundleEntrySearch,
    BundleLink,
)
from labsvar.formats.fhir.resources.capability import (
    CapabilityStatement,
    CapabilityStatementDocument,
    CapabilityStatementImplementation,
    CapabilityStatementMessaging,
    CapabilityStatementMessagingEndpoint,
    CapabilityStatementMessagingSupportedMessage,
    CapabilityStatementRest,
    CapabilityStatementRestInteraction,
    CapabilityStatementRestResource,
    CapabilityStatementRestResourceInteraction,
    CapabilityStatementRestResourceOperation,
    CapabilityStatementRestResourceSearchParam,
    CapabilityStatementRestSecurity,
    CapabilityStatementSoftware,
)
from labsvar.formats.fhir.resources.composition import (
    Composition,
    CompositionAttester,
    CompositionEvent,
    CompositionRelatesTo,
    CompositionSection,
)
from labsvar.formats.fhir.resources.contacts import (
    Address,
    ContactDetail,
    ContactPoint,
    Contributor,
    HumanName,
    Signature,
)
from labsvar.formats.fhir.resources.datatypes import (
    Age,
    Annotation,
    Attachment,
    CodeableConcept,
    Coding,
    Count,
    Distance,
    Duration,
    Extension,
    Identifier,
    Meta,
    Money,
    Narrative,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
)
from labsvar.formats.fhir.resources.device import (
    Device,
    DeviceDeviceName,
    DeviceMetric,
    DeviceMetricCalibration,
    DeviceProperty,
    DeviceSpecialization,
    DeviceUdiCarrier,
    DeviceVersion,
)
from labsvar.formats.fhir.resources.diagnostic_report import DiagnosticReport, DiagnosticReportMedia
from labsvar.formats.fhir.resources.document import (
    Binary,
    DocumentReference,
    DocumentReferenceContent,
    DocumentReferenceContext,
    DocumentReferenceRelatesTo,
)
from labsvar.formats.fhir.resources.message import (
    MessageHeader,
    MessageHeaderDestination,
    MessageHeaderResponse,
    MessageHeaderSource,
    OperationOutcome,
    OperationOutcomeIssue,
    Parameters,
    ParametersParameter,
)
from labsvar.formats.fhir.resources.metadata import (
    DataRequirement,
    DataRequirementCodeFilter,
    DataRequirementDateFilter,
    DataRequirementSort,
    Dosage,
    DosageDoseAndRate,
    Expression,
    ParameterDefinition,
    RelatedArtifact,
    SampledData,
    Timing,
    TimingRepeat,
    TriggerDefinition,
    UsageContext,
)
from labsvar.formats.fhir.resources.observation import (
    Observation,
    ObservationComponent,
    ObservationReferenceRange,
)
from labsvar.formats.fhir.resources.organization import (
    Endpoint,
    Location,
    LocationHoursOfOperation,
    LocationPosition,
    Organization,
    OrganizationContact,
)
from labsvar.formats.fhir.resources.patient import (
    Group,
    GroupCharacteristic,
    GroupMember,
    Patient,
    PatientCommunication,
    PatientContact,
    PatientLink,
    RelatedPerson,
    RelatedPersonCommunication,
)
from labsvar.formats.fhir.resources.practitioner import (
    Practitioner,
    PractitionerQualification,
    PractitionerRole,
    PractitionerRoleAvailableTime,
    PractitionerRoleNotAvailable,
)
from labsvar.formats.fhir.resources.provenance import (
    AuditEvent,
    AuditEventAgent,
    AuditEventAgentNetwork,
    AuditEventEntity,
    AuditEventEntityDetail,
    AuditEventSource,
    Provenance,
    ProvenanceAgent,
    ProvenanceEntity,
)
from labsvar.formats.fhir.resources.service_request import (
    Encounter,
    EncounterClassHistory,
    EncounterDiagnosis,
    EncounterHospitalization,
    EncounterLocation,
    EncounterParticipant,
    EncounterStatusHistory,
    ServiceRequest,
)
from labsvar.formats.fhir.resources.specimen import (
    Specimen,
    SpecimenCollection,
    SpecimenContainer,
    SpecimenProcessing,
    Substance,
    SubstanceIngredient,
    SubstanceInstance,
)
from labsvar.formats.fhir.resources.terminology import (
    CodeSystem,
    CodeSystemConcept,
    CodeSystemConceptDesignation,
    CodeSystemConceptProperty,
    CodeSystemFilter,
    CodeSystemProperty,
    ConceptMap,
    ConceptMapGroup,
    ConceptMapGroupElement,
    ConceptMapGroupElementTarget,
    ConceptMapGroupElementTargetDependsOn,
    ConceptMapGroupUnmapped,
)
from labsvar.formats.fhir.resources.value_set import (
    ValueSet,
    ValueSetCompose,
    ValueSetComposeInclude,
    ValueSetComposeIncludeConcept,
    ValueSetComposeIncludeConceptDesignation,
    ValueSetComposeIncludeFilter,
    ValueSetExpansion,
    ValueSetExpansionContains,
    ValueSetExpansionParameter,
)

AnyResource = (
    AuditEvent
    | Binary
    | Bundle
    | CapabilityStatement
    | CodeSystem
    | Composition
    | ConceptMap
    | Device
    | DeviceMetric
    | DiagnosticReport
    | DocumentReference
    | Encounter
    | Endpoint
    | Group
    | Location
    | MessageHeader
    | Observation
    | OperationOutcome
    | Organization
    | Parameters
    | Patient
    | Practitioner
    | PractitionerRole
    | Provenance
    | RelatedPerson
    | ServiceRequest
    | Specimen
    | Substance
    | ValueSet
    | Other
)
"""A resource that is known here."""

__all__ = [
    "Address",
    "Age",
    "Annotation",
    "AnyResource",
    "Attachment",
    "AuditEvent",
    "AuditEventAgent",
    "AuditEventAgentNetwork",
    "AuditEventEntity",
    "AuditEventEntityDetail",
    "AuditEventSource",
    "BackboneElement",
    "Binary",
    "Bundle",
    "BundleEntry",
    "BundleEntryRequest",
    "BundleEntryResponse",
    "BundleEntrySearch",
    "BundleLink",
    "CapabilityStatement",
    "CapabilityStatementDocument",
    "CapabilityStatementImplementation",
    "CapabilityStatementMessaging",
    "CapabilityStatementMessagingEndpoint",
    "CapabilityStatementMessagingSupportedMessage",
    "CapabilityStatementRest",
    "CapabilityStatementRestInteraction",
    "CapabilityStatementRestResource",
    "CapabilityStatementRestResourceInteraction",
    "CapabilityStatementRestResourceOperation",
    "CapabilityStatementRestResourceSearchParam",
    "CapabilityStatementRestSecurity",
    "CapabilityStatementSoftware",
    "CodeSystem",
    "CodeSystemConcept",
    "CodeSystemConceptDesignation",
    "CodeSystemConceptProperty",
    "CodeSystemFilter",
    "CodeSystemProperty",
    "CodeableConcept",
    "Coding",
    "Composition",
    "CompositionAttester",
    "CompositionEvent",
    "CompositionRelatesTo",
    "CompositionSection",
    "ConceptMap",
    "ConceptMapGroup",
    "ConceptMapGroupElement",
    "ConceptMapGroupElementTarget",
    "ConceptMapGroupElementTargetDependsOn",
    "ConceptMapGroupUnmapped",
    "ContactDetail",
    "ContactPoint",
    "Contributor",
    "Count",
    "DataRequirement",
    "DataRequirementCodeFilter",
    "DataRequirementDateFilter",
    "DataRequirementSort",
    "Device",
    "DeviceDeviceName",
    "DeviceMetric",
    "DeviceMetricCalibration",
    "DeviceProperty",
    "DeviceSpecialization",
    "DeviceUdiCarrier",
    "DeviceVersion",
    "DiagnosticReport",
    "DiagnosticReportMedia",
    "Distance",
    "DocumentReference",
    "DocumentReferenceContent",
    "DocumentReferenceContext",
    "DocumentReferenceRelatesTo",
    "DomainResource",
    "Dosage",
    "DosageDoseAndRate",
    "Duration",
    "Element",
    "Encounter",
    "EncounterClassHistory",
    "EncounterDiagnosis",
    "EncounterHospitalization",
    "EncounterLocation",
    "EncounterParticipant",
    "EncounterStatusHistory",
    "Endpoint",
    "Expression",
    "Extension",
    "Group",
    "GroupCharacteristic",
    "GroupMember",
    "HumanName",
    "Identifier",
    "Location",
    "LocationHoursOfOperation",
    "LocationPosition",
    "MessageHeader",
    "MessageHeaderDestination",
    "MessageHeaderResponse",
    "MessageHeaderSource",
    "Meta",
    "Money",
    "Narrative",
    "Observation",
    "ObservationComponent",
    "ObservationReferenceRange",
    "OperationOutcome",
    "OperationOutcomeIssue",
    "Organization",
    "OrganizationContact",
    "Other",
    "ParameterDefinition",
    "Parameters",
    "ParametersParameter",
    "Patient",
    "PatientCommunication",
    "PatientContact",
    "PatientLink",
    "Period",
    "Practitioner",
    "PractitionerQualification",
    "PractitionerRole",
    "PractitionerRoleAvailableTime",
    "PractitionerRoleNotAvailable",
    "Provenance",
    "ProvenanceAgent",
    "ProvenanceEntity",
    "Quantity",
    "Range",
    "Ratio",
    "Reference",
    "RelatedArtifact",
    "RelatedPerson",
    "RelatedPersonCommunication",
    "Resource",
    "SampledData",
    "ServiceRequest",
    "Signature",
    "Specimen",
    "SpecimenCollection",
    "SpecimenContainer",
    "SpecimenProcessing",
    "Substance",
    "SubstanceIngredient",
    "SubstanceInstance",
    "Timing",
    "TimingRepeat",
    "TriggerDefinition",
    "UsageContext",
    "ValueSet",
    "ValueSetCompose",
    "ValueSetComposeInclude",
    "ValueSetComposeIncludeConcept",
    "ValueSetComposeIncludeConceptDesignation",
    "ValueSetComposeIncludeFilter",
    "ValueSetExpansion",
    "ValueSetExpansionContains",
    "ValueSetExpansionParameter",
]
