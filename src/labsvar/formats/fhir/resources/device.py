"""Resources of FHIR: Device, DeviceMetric.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    Base64Binary,
    DateTime,
    DomainResource,
    Element,
    Instant,
    String,
    Uri,
)
from labsvar.formats.fhir.resources.contacts import ContactPoint
from labsvar.formats.fhir.resources.datatypes import (
    Annotation,
    CodeableConcept,
    Identifier,
    Quantity,
    Reference,
)
from labsvar.formats.fhir.resources.metadata import Timing

DeviceMetricCalibrationStateCode = Literal[
    "not-calibrated", "calibration-required", "calibrated", "unspecified"
]
DeviceMetricCalibrationTypeCode = Literal["unspecified", "offset", "gain", "two-point"]
DeviceMetricCategoryCode = Literal["measurement", "setting", "calculation", "unspecified"]
DeviceMetricColorCode = Literal["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
DeviceMetricOperationalStatusCode = Literal["on", "off", "standby", "entered-in-error"]
DeviceNameTypeCode = Literal[
    "udi-label-name",
    "user-friendly-name",
    "patient-reported-name",
    "manufacturer-name",
    "model-name",
    "other",
]
FHIRDeviceStatusCode = Literal["active", "inactive", "entered-in-error", "unknown"]
UDIEntryTypeCode = Literal["barcode", "rfid", "manual", "card", "self-reported", "unknown"]


class DeviceUdiCarrier(BackboneElement, frozen=True, kw_only=True):
    """Device.udiCarrier: Unique Device Identifier (UDI) Barcode string."""

    device_identifier: String | None = None
    device_identifier_element: Element | None = None
    issuer: Uri | None = None
    issuer_element: Element | None = None
    jurisdiction: Uri | None = None
    jurisdiction_element: Element | None = None
    carrier_aidc: Base64Binary | None = None
    carrier_aidc_element: Element | None = None
    carrier_hrf: String | None = None
    carrier_hrf_element: Element | None = None
    entry_type: UDIEntryTypeCode | None = None
    entry_type_element: Element | None = None


class DeviceDeviceName(BackboneElement, frozen=True, kw_only=True):
    """Device.deviceName: The name of the device as given by the manufacturer."""

    name: String
    name_element: Element | None = None
    type: DeviceNameTypeCode
    type_element: Element | None = None


class DeviceSpecialization(BackboneElement, frozen=True, kw_only=True):
    """Device.specialization: The capabilities supported on a device, the standards to which the."""

    system_type: CodeableConcept
    version: String | None = None
    version_element: Element | None = None


class DeviceVersion(BackboneElement, frozen=True, kw_only=True):
    """Device.version: The actual design of the device or software version running on the device."""

    type: CodeableConcept | None = None
    component: Identifier | None = None
    value: String
    value_element: Element | None = None


class DeviceProperty(BackboneElement, frozen=True, kw_only=True):
    """Device.property: The actual configuration settings of a device as it actually operates, e.g.,."""

    type: CodeableConcept
    value_quantity: tuple[Quantity, ...] = ()
    value_code: tuple[CodeableConcept, ...] = ()


class Device(DomainResource, tag="Device", frozen=True, kw_only=True):
    """Device: Item used in healthcare."""

    targets: ClassVar[Mapping[str, str]] = {
        "definition": "DeviceDefinition",
        "patient": "Patient",
        "owner": "Organization",
        "location": "Location",
        "parent": "Device",
    }

    identifier: tuple[Identifier, ...] = ()
    definition: Reference | None = None
    udi_carrier: tuple[DeviceUdiCarrier, ...] = ()
    status: FHIRDeviceStatusCode | None = None
    status_element: Element | None = None
    status_reason: tuple[CodeableConcept, ...] = ()
    distinct_identifier: String | None = None
    distinct_identifier_element: Element | None = None
    manufacturer: String | None = None
    manufacturer_element: Element | None = None
    manufacture_date: DateTime | None = None
    manufacture_date_element: Element | None = None
    expiration_date: DateTime | None = None
    expiration_date_element: Element | None = None
    lot_number: String | None = None
    lot_number_element: Element | None = None
    serial_number: String | None = None
    serial_number_element: Element | None = None
    device_name: tuple[DeviceDeviceName, ...] = ()
    model_number: String | None = None
    model_number_element: Element | None = None
    part_number: String | None = None
    part_number_element: Element | None = None
    type: CodeableConcept | None = None
    specialization: tuple[DeviceSpecialization, ...] = ()
    version: tuple[DeviceVersion, ...] = ()
    property: tuple[DeviceProperty, ...] = ()
    patient: Reference | None = None
    owner: Reference | None = None
    contact: tuple[ContactPoint, ...] = ()
    location: Reference | None = None
    url: Uri | None = None
    url_element: Element | None = None
    note: tuple[Annotation, ...] = ()
    safety: tuple[CodeableConcept, ...] = ()
    parent: Reference | None = None


class DeviceMetricCalibration(BackboneElement, frozen=True, kw_only=True):
    """DeviceMetric.calibration: Describes the calibrations that have been performed or that are."""

    type: DeviceMetricCalibrationTypeCode | None = None
    type_element: Element | None = None
    state: DeviceMetricCalibrationStateCode | None = None
    state_element: Element | None = None
    time: Instant | None = None
    time_element: Element | None = None


class DeviceMetric(DomainResource, tag="DeviceMetric", frozen=True, kw_only=True):
    """DeviceMetric: Measurement, calculation or setting capability of a medical device."""

    targets: ClassVar[Mapping[str, str]] = {
        "source": "Device",
        "parent": "Device",
    }

    identifier: tuple[Identifier, ...] = ()
    type: CodeableConcept
    unit: CodeableConcept | None = None
    source: Reference | None = None
    parent: Reference | None = None
    operational_status: DeviceMetricOperationalStatusCode | None = None
    operational_status_element: Element | None = None
    color: DeviceMetricColorCode | None = None
    color_element: Element | None = None
    category: DeviceMetricCategoryCode
    category_element: Element | None = None
    measurement_period: Timing | None = None
    calibration: tuple[DeviceMetricCalibration, ...] = ()
