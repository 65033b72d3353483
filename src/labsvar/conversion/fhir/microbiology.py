"""An XRPT05 as Observations: one for each examination, with its findings, cultures and microscopy as members.

Source: HL7 Europe, Laboratory Report 2.0.0; MedCom, Det nye gode XML mikrobiologisvar XRPT05 (2015-02-03).

Assumption: a material and a place make a Specimen of their own under the sample's number, since a letter has one
sample and names them for each examination.

Assumption: the interpretation of a finding is its value where nothing was measured, and otherwise stands beside the
measured value.
"""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from labsvar.conversion.fhir import coded, cultures, measured, parts
from labsvar.conversion.fhir.facts import (
    CORRECTED,
    Facts,
    Moment,
    SampleTold,
    Told,
    laboratory_number,
    reason_of,
    requested_number,
)
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.nodes import Nodes
from labsvar.conversion.fhir.systems import own_system
from labsvar.conversion.fhir.tables import RESULT_STATUS
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Extension,
    Observation,
    ObservationComponent,
    Reference,
)
from labsvar.letters.common import CodedText
from labsvar.letters.element import Paragraphs
from labsvar.letters.xrpt05 import (
    AnalysisFindings,
    Details,
    Examination,
    Findings,
    GeneralResultInformation,
    Grouping,
    Investigation,
    MicrobiologyWebReport,
    MicroscopicFindings,
    MicroscopicType,
    QuantitativeFindings,
)

SUMMARY: Final = "Summary"
TYPES: Final = {
    "celler": "Celler",
    "mikroorganisme": "Mikroorganismer",
    "konsistens": "Konsistens",
    "udseende": "Udseende",
    "vurdering": "Vurdering",
    "flora": "Flora",
}
"""The types of microscopy in words."""


def facts(letter: MicrobiologyWebReport, making: Making, path: str) -> Facts:
    """What the frame is made of."""
    information, sample = letter.requisition_information, letter.requisition_information.sample
    general = letter.laboratory_results.general_result_information
    asked = f"{path}/RequisitionInformation"
    return Facts(
        study=parts.STUDIES["microbiology"],
        production=general.laboratory_internal_production_identifier,
        status=general.report_status_code or "del_svar",
        is_corrected=general.result_status_code == CORRECTED,
        resulted=Moment(
            general.results_date_time, f"{path}/LaboratoryResults/GeneralResultInformation/ResultsDateTime"
        ),
        sampled=Moment(sample.sampling_date_time, f"{asked}/Sample/SamplingDateTime"),
        received=Moment(sample.sample_received_date_time, f"{asked}/Sample/SampleReceivedDateTime"),
        own=laboratory_number(sample.laboratory_internal_sample_identifier),
        requested=requested_number(sample.requester_sample_identifier),
        samples=_samples(letter),
        reason=reason_of(information.clinical_information, making, f"{asked}/ClinicalInformation"),
        comments=coded.notes(information.comments, making, f"{asked}/Comments"),
    )


def tell(letter: MicrobiologyWebReport, making: Making, shared: Observation, path: str) -> Told:
    """Everything that was found."""
    results = letter.laboratory_results
    general = results.general_result_information
    samples = _samples(letter)
    nodes = Nodes(making, replace(shared, status=RESULT_STATUS[general.result_status_code]))
    top = []
    for number, each in enumerate(results.investigations, 1):
        own = nodes.sharing(_examined(nodes, each.examination, samples))
        here = f"{path}/LaboratoryResults/Investigation[{number}]"
        top.append(_investigation(each, own, f"investigation/{number}", here))
    return Told(
        observations=tuple(nodes.made),
        top=tuple(top),
        conclusion=general.summary,
        notes=coded.notes(results.comments, making, f"{path}/LaboratoryResults/Comments"),
        beside=_to_lab(general),
    )


def waiting(made: Observation, text: CodedText, making: Making, path: str) -> Observation:
    """The Observation with a text as its value; asterisks for a sample that was only received are no value."""
    words = "\n".join(text.text.paragraphs)
    if made.status == "registered" and text.coding is None and words and not words.strip("*"):
        return replace(made, extension=(*made.extension, parts.said("value-as-sent", words)))
    return replace(made, value_codeable_concept=coded.concept(text, making, path))


def microscopic(headline: str, comments: Paragraphs, nodes: Nodes, role: str, path: str, **more: Any) -> str:
    """Microscopy: its headline, and what is written under it as the value."""
    words = nodes.making.paragraphs(comments, f"{path}/Comments")
    return nodes.add("microscopy", role, code=CodeableConcept(text=headline), value_string=words, **more)


def _samples(letter: MicrobiologyWebReport) -> tuple[SampleTold, ...]:
    sample = letter.requisition_information.sample
    named = dict.fromkeys(_material(each.examination) for each in letter.laboratory_results.investigations)
    return tuple(
        SampleTold(
            role="specimen" if number == 1 else f"specimen/{number}",
            own=sample.laboratory_internal_sample_identifier,
            requested=sample.requester_sample_identifier,
            material=material,
            location=location,
            supplementary=supplementary,
        )
        for number, (material, location, supplementary) in enumerate(named, 1)
    )


def _material(of: Examination) -> tuple[str | None, str | None, str | None]:
    name = of.analysis_mds_name
    return name.material, name.location, of.supplementary_location


def _to_lab(general: GeneralResultInformation) -> tuple[Extension, ...]:
    if general.to_lab_identifier is None:
        return ()
    return (parts.said("to-lab", general.to_lab_identifier),)


def _examined(nodes: Nodes, of: Examination, samples: tuple[SampleTold, ...]) -> Observation:
    """What all Observations of one examination share: who made it, and of which material."""
    material = _material(of)
    sample = next(each for each in samples if (each.material, each.location, each.supplementary) == material)
    performer = nodes.shared.performer
    lab = of.producer_of_lab_result
    if lab is not None:
        performer = (nodes.making.laboratory(lab.identifier_code, lab.identifier),)
    return replace(
        nodes.shared,
        performer=(*performer, Reference(display=of.examinator)),
        specimen=parts.reference(nodes.making.id(sample.role)),
    )


def _investigation(of: Investigation, nodes: Nodes, role: str, path: str) -> str:
    at, examination = nodes.place(), of.examination
    members: list[str] = []
    made, notes = nodes.shared, coded.remark(SUMMARY, examination.summary)
    if of.quantitative_findings is not None:
        about = f"{path}/QuantitativeFindings"
        made, members = _quantitative(of.quantitative_findings, nodes, role, about)
        notes += coded.notes(of.quantitative_findings.comments, nodes.making, f"{about}/Comments")
    if of.culture_findings is not None:
        members.append(
            cultures.culture(of.culture_findings, nodes, f"{role}/culture", f"{path}/CultureFindings")
        )
    if of.microscopic_findings is not None:
        about = f"{path}/MicroscopicFindings"
        members.append(_microscopy(of.microscopic_findings, nodes, f"{role}/microscopy", about))
    return nodes.add(
        "investigation",
        role,
        at=at,
        value=made,
        code=_code(examination, nodes.making),
        category=(parts.concept(None, _type(examination)),),
        members=members,
        note=notes,
    )


def _code(of: Examination, making: Making) -> CodeableConcept:
    code = parts.analysis_code(
        code=of.mic_analysis_code,
        kind=of.analysis_code_type,
        responsible=of.analysis_code_responsible,
        short_name=of.analysis_short_name,
        npu=making.choices.npu,
    )
    return parts.concept(of.analysis_mds_name.examination, code)


def _type(of: Examination) -> Coding:
    return Coding(system=own_system("examination-type"), code=of.examination_type_code)


def _quantitative(
    of: QuantitativeFindings, nodes: Nodes, role: str, path: str
) -> tuple[Observation, list[str]]:
    """The examination with the interpretation of all its findings, and the findings."""
    if of == QuantitativeFindings():
        nodes.making.notes.lost(path, da="et tomt element", en="an empty element")
    made = nodes.shared
    if of.interpretation is not None:
        made = waiting(made, of.interpretation, nodes.making, f"{path}/InterPretation")
    members = [
        _finding(each, nodes, f"{role}/finding/{number}", f"{path}/AnalysisFindings[{number}]")
        for number, each in enumerate(of.analysis_findings, 1)
    ]
    return made, members


def _finding(of: AnalysisFindings, nodes: Nodes, role: str, path: str) -> str:
    found, making, about = of.findings, nodes.making, f"{path}/Findings"
    made = replace(nodes.shared, extension=making.attached(found.references, role))
    judged = parts.interpretation(found.result_validation)
    if found.measurement is None:
        made = waiting(made, found.interpretation, making, f"{about}/InterPretation")
    else:
        made = measured.with_measurement(made, found.measurement)
        judged = (coded.concept(found.interpretation, making, f"{about}/InterPretation"), *judged)
    return nodes.add(
        "finding",
        role,
        value=made,
        code=coded.concept(of.analysis, making, f"{path}/Analysis"),
        interpretation=judged,
        reference_range=_interval(found, making, about),
        note=coded.notes(found.comments, making, f"{about}/Comments"),
    )


def _interval(found: Findings, making: Making, path: str) -> Any:
    unit = found.measurement.unit if found.measurement else None
    return measured.interval(found.reference_interval, unit, making, f"{path}/ReferenceInterval")


def _microscopy(of: MicroscopicFindings, nodes: Nodes, role: str, path: str) -> str:
    at = nodes.place()
    members = [
        _group(each, nodes, f"{role}/{number}", f"{path}/Grouping[{number}]")
        for number, each in enumerate(of.groupings, 1)
    ]
    return microscopic(of.headline, of.comments, nodes, role, path, at=at, members=members)


def _group(of: Grouping, nodes: Nodes, role: str, path: str) -> str:
    at = nodes.place()
    members = [
        _seen(each, nodes, f"{role}/{number}", f"{path}/MicroscopicType[{number}]")
        for number, each in enumerate(of.microscopic_types, 1)
    ]
    code = coded.concept(of.headline, nodes.making, f"{path}/Headline")
    return nodes.add("microscopy-group", role, at=at, code=code, members=members)


def _seen(of: MicroscopicType, nodes: Nodes, role: str, path: str) -> str:
    code = parts.concept(TYPES.get(of.type), Coding(system=own_system("microscopic-type"), code=of.type))
    seen = tuple(
        _component(each, nodes.making, f"{path}/Details[{number}]")
        for number, each in enumerate(of.details, 1)
    )
    return nodes.add("microscopy-type", role, code=code, component=seen)


def _component(of: Details, making: Making, path: str) -> ObservationComponent:
    return ObservationComponent(
        code=coded.concept(of.identification, making, f"{path}/Identification"),
        value_codeable_concept=coded.concept(of.value, making, f"{path}/Value"),
    )
