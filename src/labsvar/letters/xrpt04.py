"""XRPT04 HistopathologyReport: answers from pathology about tissue and cells.

Source: MedCom, Det gode XML patologisvar, histopatologi XRPT04 and the schemas of releases 2014/10/08
(XR0432P), 2012/03/28 (XR0431P) and 2005/08/07 (XR0430P).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import Letter
from labsvar.letters.element import Element, Text11, Text15, Text20, Text35, Text40, Text70
from labsvar.letters.facets import Length, Times
from labsvar.letters.pathology import (
    CCReceiver,
    Diagnosis,
    GeneralResultInformation,
    Patient,
    Receiver,
    ReferencedSection,
    Relative,
    RequisitionInformation,
    Section,
    Sender,
    TableFormat,
)
from labsvar.letters.release import RELEASE_2005, RELEASE_2012, RELEASE_2014
from labsvar.letters.version import LetterVersion


class CodedResults(Element, frozen=True, kw_only=True):
    """Where a sample is from and what was seen in it, in codes."""

    headline: Text35
    topography: Diagnosis
    results: Annotated[tuple[Diagnosis, ...], Times(1, 39)] = msgspec.field(name="Result")


class Sample(Element, frozen=True, kw_only=True):
    """One sample: its numbers, what it is, and its diagnoses."""

    requester_sample_identifier: Text15 | None = None
    laboratory_internal_sample_identifier: Text20
    material_description: Text70
    coded_results: CodedResults | None = None


class CodedFormat(Element, frozen=True, kw_only=True):
    """The answer in codes, sample by sample."""

    diagnosis_headline: Text35 | None = None
    samples: Annotated[tuple[Sample, ...], Times(1, 100)] = msgspec.field(name="Sample")


class Labels(Element, frozen=True, kw_only=True):
    """What stands above the columns of the haematology table."""

    cell_types: Text40
    marrow: Text11
    peripheral: Text11


class CellCount(Element, frozen=True, kw_only=True):
    """One row of the haematology table: a kind of cell in marrow and in peripheral blood."""

    cell_type: Text40
    marrow: Text11
    peripheral: Text11


class Hematology(Element, frozen=True, kw_only=True):
    """The haematology table."""

    headline: Text35
    labels: Labels
    results: Annotated[tuple[CellCount, ...], Times(1, 24)] = msgspec.field(name="Result")


class TextualFormat(Element, frozen=True, kw_only=True):
    """The written answer."""

    macroscopic: ReferencedSection | None = None
    microscopic: ReferencedSection | None = None
    conclusion: Section | None = None
    hematology: Hematology | None = None
    comments: Section | None = None


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The answer in codes, in a word and in writing."""

    general_result_information: GeneralResultInformation
    coded_format: CodedFormat
    table_format: TableFormat
    textual_format: TextualFormat


class HistopathologyReport(Element, frozen=True, kw_only=True, tag_field="root", tag="HistopathologyReport"):
    """A whole XRPT04 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    relative: Relative | None = None
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


_IDENTIFIERS = (
    "RequisitionInformation/Reference/BIN/ObjectIdentifier",
    "LaboratoryResults/TextualFormat/Macroscopic/Reference/BIN/ObjectIdentifier",
    "LaboratoryResults/TextualFormat/Microscopic/Reference/BIN/ObjectIdentifier",
)

XR0432P = LetterVersion(
    code="XR0432P",
    kind="XRPT04",
    root=HistopathologyReport,
    release=RELEASE_2014,
    without=("Patient/Consent/Text",),
)

XR0431P = XR0432P.older(
    "XR0431P",
    RELEASE_2012,
    restored=("Patient/Consent/Text",),
    without=(
        "Sender/FromLabIdentifier",
        "LaboratoryResults/GeneralResultInformation/ReportStatusCode",
        "LaboratoryResults/GeneralResultInformation/ToLabIdentifier",
        "LaboratoryResults/TableFormat/ResultValidation",
    ),
    times={
        "LaboratoryResults/CodedFormat/DiagnosisHeadline": (1, 1),
        "LaboratoryResults/CodedFormat/Sample/CodedResults": (1, 1),
    },
)

XR0430P = XR0431P.older(
    "XR0430P",
    RELEASE_2005,
    changed=dict.fromkeys(_IDENTIFIERS, Length(1, 35)),
    times={"LaboratoryResults/CodedFormat/Sample": (1, 5)},
)
