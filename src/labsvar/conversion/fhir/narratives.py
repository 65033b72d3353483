"""Answers in words as Observations: XRPT03 and XRPT04 from pathology, XRPT07 from genetics. One way only.

Source: HL7 Europe, Laboratory Report 2.0.0; MedCom's OIOXML schemas of XRPT03, XRPT04 and XRPT07. No page says where the
parts of these answers belong in FHIR, so all of this is our own.

Assumption: each section of the written answer is an Observation with the headline as its name and the text as its
value; the conclusion is the report's conclusion too.

Assumption: the short answer for a table of results is an Observation, and so is each diagnosis, of the sample it is
about and the place it is from. The codes of the Danish pathology SNOMED have a system of our own: they are not SNOMED
CT.

Assumption: a relative is left out, being another person with a number and a name of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from msgspec.structs import replace

from labsvar.conversion.fhir import coded, diagnoses, parts
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
from labsvar.conversion.notes import Notes
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    Coding,
    Extension,
    Identifier,
    Observation,
    Reference,
)
from labsvar.letters import xrpt07
from labsvar.letters.text import BreakableText
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt07 import GeneticsReport

Narrative: TypeAlias = CervixcytologyReport | HistopathologyReport | GeneticsReport
SECTIONS: Final = (
    "analysis_headline",
    "internal_reference",
    "genome_reference",
    "analysis_method",
    "analysis_results",
    "macroscopic",
    "microscopic",
    "conclusion",
    "comments",
)
"""The sections of the written answers, in the order they are told."""


def facts(letter: Narrative, making: Making, path: str) -> Facts:
    """What the frame is made of."""
    general = letter.laboratory_results.general_result_information
    information = letter.requisition_information
    about, asked = f"{path}/LaboratoryResults/GeneralResultInformation", f"{path}/RequisitionInformation"
    own, requested = _numbers(letter)
    comments = _text(information.comments, making, f"{asked}/Comments")
    return Facts(
        study=parts.STUDIES["genetics" if isinstance(letter, GeneticsReport) else "pathology"],
        production=general.laboratory_internal_production_identifier,
        status=general.report_status_code or "del_svar",
        is_corrected=general.result_status_code == CORRECTED,
        resulted=Moment(general.results_date_time, f"{about}/ResultsDateTime"),
        sampled=Moment(information.sampling_date_time, f"{asked}/SamplingDateTime"),
        received=Moment(information.sample_received_date_time, f"{asked}/SampleReceivedDateTime"),
        own=own,
        requested=requested,
        authored=_authored(letter, asked),
        samples=_samples(letter),
        reason=_text(information.clinical_information, making, f"{asked}/ClinicalInformation"),
        comments=() if comments is None else (Annotation(text=comments),),
        supporting=tuple(_pointers(making.attached(information.references, "request"))),
    )


def tell(letter: Narrative, making: Making, shared: Observation, path: str) -> Told:
    """The answer in a word, in codes and in writing."""
    results = letter.laboratory_results
    general = results.general_result_information
    about = f"{path}/LaboratoryResults"
    nodes = Nodes(making, replace(shared, status=RESULT_STATUS[general.result_status_code]))
    top = [_table(letter, nodes, f"{about}/TableFormat")]
    if not isinstance(letter, GeneticsReport):
        top += diagnoses.coded_results(letter, nodes)
    conclusion = None
    for name in SECTIONS:
        section = getattr(results.textual_format, name, None)
        if section is not None:
            here = f"{about}/TextualFormat/{name.title().replace('_', '')}"
            words = _words(section, making, here)
            top.append(_section(name, section, words, nodes))
            conclusion = words if name == "conclusion" else conclusion
    if isinstance(letter, HistopathologyReport) and letter.laboratory_results.textual_format.hematology:
        top.append(diagnoses.haematology(letter.laboratory_results.textual_format.hematology, nodes))
    _tell_left_out(letter, making.notes, path)
    return Told(
        observations=tuple(nodes.made),
        top=tuple(top),
        conclusion=conclusion,
        notes=coded.remark("Summary", getattr(general, "summary", None)),
        beside=_to_lab(general),
        interpreters=tuple(Reference(display=each) for each in _examinators(letter)),
    )


def _text(given: BreakableText | None, making: Making, path: str) -> str | None:
    return None if given is None else making.text(given, path)


def _numbers(letter: Narrative) -> tuple[Identifier, Identifier | None]:
    """The laboratory's number of the request, and the requester's."""
    if isinstance(letter, CervixcytologyReport):
        smear = letter.requisition_information
        own = laboratory_number(smear.laboratory_internal_sample_identifier)
        return own, requested_number(smear.requester_sample_identifier)
    asked = letter.requisition_information
    own = laboratory_number(asked.receivers_requisition_identifier, "laboratory-requisition")
    return own, requested_number(asked.requesters_requisition_identifier, "requester-requisition")


def _authored(letter: Narrative, path: str) -> Moment | None:
    if not isinstance(letter, GeneticsReport):
        return None
    moment = letter.requisition_information.requisition_date_time
    return None if moment is None else Moment(moment, f"{path}/RequisitionDateTime")


def _pointers(extensions: tuple[Extension, ...]) -> Iterator[Reference]:
    return (each.value_reference for each in extensions if each.value_reference is not None)


def _samples(letter: Narrative) -> tuple[SampleTold, ...]:
    return tuple(
        SampleTold(
            role="specimen" if number == 1 else f"specimen/{number}",
            own=each.laboratory_internal_sample_identifier,
            requested=each.requester_sample_identifier,
            material=each.material_description,
        )
        for number, each in enumerate(diagnoses.samples_of(letter), 1)
    )


def _table(letter: Narrative, nodes: Nodes, path: str) -> str:
    table = letter.laboratory_results.table_format
    made, code = nodes.shared, CodeableConcept(text=table.result_headline)
    notes: tuple[Annotation, ...] = ()
    if isinstance(table, xrpt07.TableFormat):
        code, notes = _with_code(table, nodes.making, path)
    elif table.result_validation is not None:
        system = own_system("pathology-validation")
        judged = CodeableConcept(coding=(Coding(system=system, code=table.result_validation),))
        made = replace(made, interpretation=(judged,))
    if made.status == "registered" and not table.table_result.strip("*"):
        made = replace(made, extension=(parts.said("value-as-sent", table.table_result),))
    else:
        made = replace(made, value_string=table.table_result)
    return nodes.add("table", "table", value=made, code=code, note=notes)


def _with_code(
    table: xrpt07.TableFormat, making: Making, path: str
) -> tuple[CodeableConcept, tuple[Annotation, ...]]:
    """The headline with the code of the whole answer. Assumption: the form of AnalysisCode tells
    whether it is of NPU or MedCom."""
    codes: tuple[Coding, ...] = ()
    if table.analysis_code is not None:
        codes = (
            parts.analysis_code(
                code=table.analysis_code, kind="iupac", responsible="", npu=making.choices.npu
            ),
        )
    name = table.analysis_complete_name
    words = _text(name, making, f"{path}/AnalysisCompleteName")
    return parts.concept(table.result_headline, *codes), coded.remark("AnalysisCompleteName", words)


def _words(section: Any, making: Making, path: str) -> str | None:
    return None if section.text is None else making.text(section.text, f"{path}/Text")


def _section(name: str, section: Any, words: str | None, nodes: Nodes) -> str:
    role = f"section/{name}"
    beside = nodes.making.attached(getattr(section, "references", ()), role)
    made = replace(nodes.shared, extension=beside, value_string=words)
    kind = parts.concept(None, Coding(system=own_system("section"), code=name.replace("_", "-")))
    code = CodeableConcept(text=section.headline)
    return nodes.add("section", role, value=made, code=code, category=(kind,))


def _to_lab(general: Any) -> tuple[Extension, ...]:
    if general.to_lab_identifier is None:
        return ()
    return (parts.said("to-lab", general.to_lab_identifier),)


def _examinators(letter: Narrative) -> Iterator[str]:
    """Those who examined, each in the words of the letter."""
    if isinstance(letter, GeneticsReport):
        for each in letter.sender.examinators:
            yield ", ".join(filter(None, (each.person_name, each.person_title, each.person_initials)))
    elif letter.sender.examinator is not None:
        yield letter.sender.examinator.person_initials


def _tell_left_out(letter: Narrative, notes: Notes, path: str) -> None:
    """What these letters hold that no place in FHIR was found for."""
    if getattr(letter, "relative", None) is not None:
        notes.lost(
            f"{path}/Relative",
            da="en anden persons navn og nummer følger ikke med",
            en="another person's name and number do not go along",
        )
    consent = letter.patient.consent
    if getattr(consent, "text", None) is not None:
        notes.lost(
            f"{path}/Patient/Consent/Text",
            da="ordene om samtykke; om det er givet, siges",
            en="the words about consent; whether it is given is told",
        )
    for name, element in diagnoses.open_elements(letter):
        for each in element.added:
            notes.lost(
                "/".join(filter(None, (path, name, each.name))),
                da="et element, som installationen selv har føjet til",
                en="an element that the installation has added",
            )
