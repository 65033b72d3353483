"""What answers in words hold beside their text: samples, diagnoses in codes, and the haematology table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.nodes import Nodes
from labsvar.conversion.fhir.systems import own_system
from labsvar.formats.fhir.resources import Annotation, CodeableConcept, Coding
from labsvar.formats.fhir.resources.observation import ObservationComponent
from labsvar.letters import xrpt03, xrpt04
from labsvar.letters.element import Open
from labsvar.letters.pathology import Diagnosis
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import Hematology, HistopathologyReport
from labsvar.letters.xrpt07 import GeneticsReport

DIAGNOSES: Final = "Diagnoser"
DIAGNOSIS: Final = "Diagnose"
SYSTEM: Final = own_system("pathology-snomed")
"""The codes of the Danish pathology SNOMED, for which no official address is published."""
_OPEN: Final = (
    "Sender",
    "RequisitionInformation",
    "LaboratoryResults",
    "LaboratoryResults/GeneralResultInformation",
    "LaboratoryResults/CodedFormat",
    "LaboratoryResults/TableFormat",
    "LaboratoryResults/TextualFormat",
)


def samples_of(letter: CervixcytologyReport | HistopathologyReport | GeneticsReport) -> tuple[Any, ...]:
    """The samples of an answer: XRPT03 has one, the others several."""
    found = letter.laboratory_results.coded_format
    return (found.sample,) if isinstance(found, xrpt03.CodedFormat) else found.samples


def coded_results(letter: CervixcytologyReport | HistopathologyReport, nodes: Nodes) -> list[str]:
    """The diagnoses of each sample, under the headline over them all where there is one."""
    headline = letter.laboratory_results.coded_format.diagnosis_headline
    at = nodes.place()
    made = [
        _of_sample(sample.coded_results, nodes, number)
        for number, sample in enumerate(samples_of(letter), 1)
        if sample.coded_results is not None
    ]
    if headline is None:
        return made
    return [nodes.add("diagnoses", "diagnoses", at=at, code=CodeableConcept(text=headline), members=made)]


def haematology(table: Hematology, nodes: Nodes) -> str:
    """The haematology table: of each kind of cell a component for marrow and one for peripheral blood."""
    labels = table.labels
    cells = tuple(
        ObservationComponent(code=CodeableConcept(text=f"{each.cell_type}, {label}"), value_string=value)
        for each in table.results
        for label, value in ((labels.marrow, each.marrow), (labels.peripheral, each.peripheral))
    )
    made = replace(nodes.shared, extension=(parts.said("cell-types", labels.cell_types),))
    code = CodeableConcept(text=table.headline)
    return nodes.add("haematology", "haematology", value=made, code=code, component=cells)


def open_elements(letter: Any) -> Iterator[tuple[str, Open]]:
    """The elements that an installation's table may add elements to, with their places below the letter."""
    if not isinstance(letter, GeneticsReport):
        return
    yield "", letter
    results = letter.laboratory_results
    own = (
        letter.sender,
        letter.requisition_information,
        results,
        results.general_result_information,
        results.coded_format,
        results.table_format,
        results.textual_format,
    )
    yield from zip(_OPEN, own, strict=True)
    for number, sample in enumerate(results.coded_format.samples, 1):
        yield f"LaboratoryResults/CodedFormat/Sample[{number}]", sample


def _of_sample(found: xrpt03.CodedResults | xrpt04.CodedResults, nodes: Nodes, number: int) -> str:
    at, role = nodes.place(), f"diagnoses/{number}"
    site = _concept(found.topography)
    specimen = "specimen" if number == 1 else f"specimen/{number}"
    own = nodes.sharing(
        replace(nodes.shared, body_site=site, specimen=parts.reference(nodes.making.id(specimen)))
    )
    members = [_diagnosis(each, own, f"{role}/{place}") for place, each in enumerate(found.results, 1)]
    headline = found.headline if isinstance(found, xrpt04.CodedResults) else DIAGNOSES
    code = CodeableConcept(text=headline)
    return own.add("diagnoses", role, at=at, code=code, members=members, note=_note(found.topography))


def _diagnosis(of: Diagnosis, nodes: Nodes, role: str) -> str:
    code = parts.concept(DIAGNOSIS, Coding(system=own_system("part"), code="diagnosis"))
    return nodes.add("diagnosis", role, code=code, value_codeable_concept=_concept(of), note=_note(of))


def _concept(of: Diagnosis) -> CodeableConcept:
    return parts.concept(of.text, parts.coding(SYSTEM, of.code))


def _note(of: Diagnosis) -> tuple[Annotation, ...]:
    return () if of.comment is None else (Annotation(text=of.comment),)
