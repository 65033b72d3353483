"""An XRPT02 as Observations: its results, and what was seen and grown beside them. One way only.

Source: HL7 Europe, Laboratory Report 2.0.0; MedCom's OIOXML schemas of XRPT02. The older answers of microbiology are
told as the newer (`microbiology`, `cultures`), with the same assumptions and two more.

Assumption: microscopy and cultures, which have no status of their own, have that of the least final result.

Assumption: a culture without findings has what the laboratory wrote as its value, and no code.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from labsvar.conversion.fhir import chemistry, cultures, measured, parts, texts
from labsvar.conversion.fhir.facts import (
    CORRECTED,
    Facts,
    Moment,
    SampleTold,
    Told,
    laboratory_number,
    requested_number,
)
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.nodes import Nodes
from labsvar.conversion.fhir.systems import own_system
from labsvar.conversion.fhir.tables import RESULT_STATUS
from labsvar.formats.fhir.resources import Annotation, CodeableConcept, Coding, Observation
from labsvar.letters import common, xrpt05
from labsvar.letters.common import CodedText
from labsvar.letters.text import BreakableText
from labsvar.letters.xrpt02 import (
    Antibiotic,
    CultureWithFindings,
    CultureWithoutFindings,
    LaboratoryResults,
    MicrobiologyReport,
    Microorganism,
    MicroscopicFindings,
    Pattern,
    Result,
)

_FINAL: Final = tuple(RESULT_STATUS)
"""The statuses of results, the least final first."""


def facts(letter: MicrobiologyReport, making: Making, path: str) -> Facts:
    """What the frame is made of."""
    information, sample = letter.requisition_information, letter.requisition_information.sample
    results = letter.laboratory_results
    general = results.general_result_information
    asked = f"{path}/RequisitionInformation"
    comments = _text(information.comments, making, f"{asked}/Comments")
    return Facts(
        study=parts.STUDIES["microbiology"],
        production=general.laboratory_internal_production_identifier,
        status=general.report_status_code or "del_svar",
        is_corrected=any(each.result_status_code == CORRECTED for each in results.results),
        resulted=Moment(
            general.results_date_time, f"{path}/LaboratoryResults/GeneralResultInformation/ResultsDateTime"
        ),
        sampled=Moment(sample.sampling_date_time, f"{asked}/Sample/SamplingDateTime"),
        received=Moment(sample.sample_received_date_time, f"{asked}/Sample/SampleReceivedDateTime"),
        own=laboratory_number(sample.laboratory_internal_sample_identifier),
        requested=requested_number(sample.requester_sample_identifier),
        samples=_samples(letter),
        reason=_text(information.clinical_information, making, f"{asked}/ClinicalInformation"),
        comments=() if comments is None else (Annotation(text=comments),),
    )


def tell(letter: MicrobiologyReport, making: Making, shared: Observation, path: str) -> Told:
    """Everything that was found."""
    results = letter.laboratory_results
    general = results.general_result_information
    about = f"{path}/LaboratoryResults"
    least = min((each.result_status_code for each in results.results), key=_FINAL.index)
    nodes = Nodes(making, replace(shared, status=RESULT_STATUS[least]))
    samples = _samples(letter)
    top = [
        _result(each, nodes, samples, number, f"{about}/Result[{number}]")
        for number, each in enumerate(results.results, 1)
    ]
    top += _parts(results, nodes, about)
    comment = _text(general.comment, making, f"{about}/GeneralResultInformation/Comment")
    concluded = "\n".join(filter(None, (general.headline, comment)))
    return Told(observations=tuple(nodes.made), top=tuple(top), conclusion=concluded or None)


def _text(given: BreakableText | None, making: Making, path: str) -> str | None:
    return None if given is None else making.text(given, path)


def _samples(letter: MicrobiologyReport) -> tuple[SampleTold, ...]:
    sample = letter.requisition_information.sample
    names = (each.analysis.analysis_mds_name for each in letter.laboratory_results.results)
    return tuple(
        SampleTold(
            role="specimen" if number == 1 else f"specimen/{number}",
            own=sample.laboratory_internal_sample_identifier,
            requested=sample.requester_sample_identifier,
            material=material,
            location=location,
        )
        for number, (material, location) in enumerate(
            dict.fromkeys((each.material, each.location) for each in names), 1
        )
    )


def _result(of: Result, nodes: Nodes, samples: tuple[SampleTold, ...], number: int, path: str) -> str:
    making, analysis, role = nodes.making, of.analysis, f"result/{number}"
    name, lab = analysis.analysis_mds_name, of.producer_of_lab_result
    sample = next(
        each for each in samples if (each.material, each.location) == (name.material, name.location)
    )
    comment = _text(of.result_comments, making, f"{path}/ResultComments")
    made = replace(
        nodes.shared,
        status=RESULT_STATUS[of.result_status_code],
        performer=(making.laboratory(lab.identifier_code, lab.identifier),),
        specimen=parts.reference(making.id(sample.role)),
        interpretation=parts.interpretation(of.result_validation),
        reference_range=measured.interval(
            of.reference_interval, of.unit, making, f"{path}/ReferenceInterval"
        ),
        note=() if comment is None else (Annotation(text=comment),),
        extension=making.attached(of.references, role),
    )
    code = parts.analysis_code(
        code=analysis.mic_analysis_code,
        kind=analysis.analysis_code_type,
        responsible=analysis.analysis_code_responsible,
        short_name=analysis.analysis_short_name,
        npu=making.choices.npu,
    )
    kind = Coding(system=own_system("examination-type"), code=analysis.examination_type_code)
    return nodes.add(
        "result",
        role,
        value=chemistry.with_value(made, of),
        code=parts.concept(name.examination, code),
        category=(parts.concept(None, kind),),
    )


def _parts(results: LaboratoryResults, nodes: Nodes, path: str) -> list[str]:
    """Microscopy and cultures, which belong to the report and to no one result."""
    made: list[str] = []
    written = (
        ("microscopy", results.microscopic_findings, "MicroscopicFindings"),
        ("culture", results.culture_without_findings, "CultureWithoutFindings"),
    )
    for part, found, name in written:
        if found is not None:
            made.append(_written(part, found, nodes, f"{path}/{name}"))
    found_in_culture = results.culture_with_findings
    if found_in_culture is not None:
        here = f"{path}/CultureWithFindings"
        web = _as_web(found_in_culture, nodes.making, here)
        made.append(cultures.culture(web, nodes, "culture-with-findings", here))
    return made


def _written(part: str, found: MicroscopicFindings | CultureWithoutFindings, nodes: Nodes, path: str) -> str:
    words = _text(found.comments, nodes.making, f"{path}/Comments")
    code = CodeableConcept(text=found.headline)
    if part == "microscopy":
        return nodes.add("microscopy", part, code=code, value_string=words)
    return nodes.add("culture", part, code=code, value_string=words)


def _as_web(of: CultureWithFindings, making: Making, path: str) -> xrpt05.CultureFindings:
    """The culture in the words of XRPT05, which say all of it."""
    comments = _text(of.comments, making, f"{path}/Comments")
    return xrpt05.CultureFindings(
        headline=of.headline,
        microorganisms=tuple(
            _organism(each, making, f"{path}/Microorganism[{number}]")
            for number, each in enumerate(of.microorganisms, 1)
        ),
        pattern=None if of.pattern is None else _pattern(of.pattern, making, f"{path}/Pattern"),
        comments=() if comments is None else (_words(comments),),
    )


def _organism(of: Microorganism, making: Making, path: str) -> xrpt05.Microorganism:
    code = _code("atcc", of.atcc_code, of.atcc_code_responsible, making, f"{path}/ATCCCodeResponsible")
    return xrpt05.Microorganism(
        identification=_words(of.name, code),
        growth_value=_words(of.growth_value),
        species_comments=() if of.species_comment is None else (_words(of.species_comment),),
    )


def _pattern(of: Pattern, making: Making, path: str) -> xrpt05.Pattern:
    legend = _text(of.sensitivity_interpretation, making, f"{path}/SensitivityInterpretation")
    return xrpt05.Pattern(
        headline=of.headline,
        antibiotics=tuple(
            _antibiotic(each, making, f"{path}/Antibiotic[{number}]")
            for number, each in enumerate(of.antibiotics, 1)
        ),
        pattern_entries=tuple(
            xrpt05.PatternEntry(
                ref_microorganism=each.ref_microorganism,
                ref_antibiotic=each.ref_antibiotic,
                susceptibility=each.sensitivity,
            )
            for each in of.pattern_entries
        ),
        susceptibility_interpretation=texts.paragraphs(legend or ""),
    )


def _antibiotic(of: Antibiotic, making: Making, path: str) -> xrpt05.Antibiotic:
    code = _code("atc", of.atc_code, of.atc_code_responsible, making, f"{path}/ATCCodeResponsible")
    return xrpt05.Antibiotic(antibiotic_name=_words(of.name, code))


def _code(
    kind: str, code: str | None, responsible: str | None, making: Making, path: str
) -> common.Coding | None:
    """A code in a system of our own; who is responsible for no code has no place."""
    if code is not None:
        return common.Coding(code=code, code_type=kind, code_responsible=responsible or "")
    if responsible is not None:
        making.notes.lost(path, da="ansvarlig for en kode, der ikke er der", en="responsible for no code")
    return None


def _words(text: str, coding: common.Coding | None = None) -> CodedText:
    return CodedText(coding=coding, text=texts.paragraphs(text))
