"""Rules about answers of pathology, cytology and genetics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from labsvar.checks import pathology_rules as rules
from labsvar.checks.found import Found
from labsvar.checks.organisations import check_municipality
from labsvar.checks.status import check_stars, check_status
from labsvar.checks.times import NarrativeReport
from labsvar.checks.values import is_national_code
from labsvar.letters import xrpt03, xrpt04, xrpt07
from labsvar.letters.consent import STATES_CONSENT
from labsvar.letters.pathology import Diagnosis, ReferencedSection, Section
from labsvar.letters.text import plain
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt07 import GeneticsReport

_RESULTS: Final = "LaboratoryResults"
_CODED: Final = f"{_RESULTS}/CodedFormat"
_TABLE: Final = f"{_RESULTS}/TableFormat"
_TEXTS: Final = f"{_RESULTS}/TextualFormat"
_FINISHED: Final = frozenset({"svar_endeligt", "svar_rettet"})
_CODE: Final = re.compile("[A-ZÆØÅ]{1,2}[0-9][0-9A-ZÆØÅ]{2,}|[A-ZÆØÅ][0-9A-ZÆØÅ]{4,}").fullmatch


def check_narrative(letter: NarrativeReport, version: LetterVersion, found: Found) -> None:
    """What an answer says of the person, of its status, in codes, in a word and in writing."""
    _check_people(letter, version, found)
    _check_status(letter, found)
    _check_samples(letter, found)
    if isinstance(letter, GeneticsReport):
        _check_code(letter, found)
    else:
        _check_diagnoses(letter, found)
        if letter.patient.municipality_id is not None:
            number = f"{letter.patient.municipality_id:04d}"
            check_municipality(number, "Patient/MunicipalityId", found)
    _check_texts(letter, found)


def _check_people(letter: NarrativeReport, version: LetterVersion, found: Found) -> None:
    patient = letter.patient
    if patient.consent is None and version.code in STATES_CONSENT:
        found.add(rules.CONSENT_NOT_STATED, "Patient")
    if isinstance(letter, CervixcytologyReport) or letter.relative is None:
        return
    number = letter.relative.person_identifier
    if number is not None and number in (patient.civil_registration_number, patient.alternative_identifier):
        found.add(rules.RELATIVE_IS_PATIENT, "Relative/PersonIdentifier")


def _check_status(letter: NarrativeReport, found: Found) -> None:
    results = letter.laboratory_results
    status = results.general_result_information.result_status_code
    check_status(results.general_result_information.report_status_code, status, found)
    check_stars(results.table_format.table_result, status, f"{_TABLE}/TableResult", found)
    path = f"{_RESULTS}/GeneralResultInformation/ResultStatusCode"
    says = bool(_diagnoses_of(letter)) or any(_says(section) for _, section in _sections(letter))
    conclusion = results.textual_format.conclusion
    if status in _FINISHED and not says and not _has_table(letter):
        found.add(rules.ANSWER_EMPTY, path)
    elif status == "proeve_modtaget" and (
        _diagnoses_of(letter) or (conclusion is not None and _says(conclusion))
    ):
        found.add(rules.RECEIVED_WITH_ANSWER, path)


def _check_samples(letter: NarrativeReport, found: Found) -> None:
    if isinstance(letter, CervixcytologyReport):
        _check_numbers(letter, found)
        return
    samples: tuple[xrpt04.Sample | xrpt07.Sample, ...] = letter.laboratory_results.coded_format.samples
    seen: set[str] = set()
    for number, sample in enumerate(samples, 1):
        if sample.laboratory_internal_sample_identifier in seen:
            path = f"{_CODED}/Sample[{number}]/LaboratoryInternalSampleIdentifier"
            found.add(rules.SAMPLE_TWICE, path)
        seen.add(sample.laboratory_internal_sample_identifier)


def _check_numbers(letter: CervixcytologyReport, found: Found) -> None:
    """A smear has its numbers twice: in the requisition and beside its diagnoses."""
    asked, sample = letter.requisition_information, letter.laboratory_results.coded_format.sample
    if asked.laboratory_internal_sample_identifier != sample.laboratory_internal_sample_identifier:
        found.add(rules.SAMPLE_NUMBERS_DIFFER, f"{_CODED}/Sample/LaboratoryInternalSampleIdentifier")
    number = sample.requester_sample_identifier
    if number is not None and number != asked.requester_sample_identifier:
        found.add(rules.SAMPLE_NUMBERS_DIFFER, f"{_CODED}/Sample/RequesterSampleIdentifier")


def _check_code(letter: GeneticsReport, found: Found) -> None:
    table = letter.laboratory_results.table_format
    if table.analysis_code is None:
        return
    if not is_national_code(table.analysis_code):
        found.add(rules.GENETIC_CODE, f"{_TABLE}/AnalysisCode")
    if not plain(table.analysis_complete_name or ()).strip():
        found.add(rules.GENETIC_NAME_MISSING, f"{_TABLE}/AnalysisCode")


def _check_diagnoses(letter: CervixcytologyReport | HistopathologyReport, found: Found) -> None:
    coded = letter.laboratory_results.coded_format
    diagnoses = _diagnoses_of(letter)
    if diagnoses and coded.diagnosis_headline is None:
        found.add(rules.DIAGNOSES_WITHOUT_HEADLINE, _CODED)
    for path, results in diagnoses:
        _check_coded_results(path, results, found)
    if isinstance(letter, HistopathologyReport):
        _check_table(letter, found)


def _check_coded_results(path: str, results: xrpt03.CodedResults | xrpt04.CodedResults, found: Found) -> None:
    if not results.topography.code.startswith("T"):
        found.add(rules.TOPOGRAPHY_CODE, f"{path}/Topography/Code")
    _check_diagnosis(results.topography, f"{path}/Topography", found)
    for number, diagnosis in enumerate(results.results, 1):
        _check_diagnosis(diagnosis, f"{path}/Result[{number}]", found)


def _check_diagnosis(diagnosis: Diagnosis, path: str, found: Found) -> None:
    if _CODE(diagnosis.code) is None:
        found.add(rules.DIAGNOSIS_CODE, f"{path}/Code")


def _check_table(letter: HistopathologyReport, found: Found) -> None:
    table = letter.laboratory_results.textual_format.hematology
    seen: set[str] = set()
    for number, row in enumerate(() if table is None else table.results, 1):
        if row.cell_type.strip() in seen:
            found.add(rules.ROW_TWICE, f"{_TEXTS}/Hematology/Result[{number}]/CellType")
        seen.add(row.cell_type.strip())


def _check_texts(letter: NarrativeReport, found: Found) -> None:
    for path, headline in _headlines(letter):
        if not headline.strip():
            found.add(rules.HEADLINE_BLANK, path)
    for name, section in _sections(letter):
        references = section.references if isinstance(section, ReferencedSection) else ()
        if not _says(section) and not references:
            found.add(rules.SECTION_EMPTY, f"{_TEXTS}/{name}")


def _headlines(letter: NarrativeReport) -> Iterator[tuple[str, str]]:
    """Every headline of an answer with the path of its element."""
    results = letter.laboratory_results
    yield f"{_TABLE}/ResultHeadline", results.table_format.result_headline
    if not isinstance(letter, GeneticsReport):
        headline = letter.laboratory_results.coded_format.diagnosis_headline
        if headline is not None:
            yield f"{_CODED}/DiagnosisHeadline", headline
    if isinstance(letter, HistopathologyReport):
        for path, coded in _diagnoses_of(letter):
            if isinstance(coded, xrpt04.CodedResults):
                yield f"{path}/Headline", coded.headline
        table = letter.laboratory_results.textual_format.hematology
        if table is not None:
            yield f"{_TEXTS}/Hematology/Headline", table.headline
    for name, section in _sections(letter):
        yield f"{_TEXTS}/{name}/Headline", section.headline


def _sections(letter: NarrativeReport) -> Iterator[tuple[str, Section | ReferencedSection | xrpt03.Remarks]]:
    """The written parts of an answer, each with the name of its element."""
    written = letter.laboratory_results.textual_format
    for attribute, name in zip(written.__struct_fields__, written.__struct_encode_fields__, strict=True):
        section = getattr(written, attribute)
        if isinstance(section, Section | ReferencedSection | xrpt03.Remarks):
            yield name, section


def _says(section: Section | ReferencedSection | xrpt03.Remarks) -> bool:
    return bool(plain(section.text or ()).strip())


def _has_table(letter: NarrativeReport) -> bool:
    return (
        isinstance(letter, HistopathologyReport)
        and letter.laboratory_results.textual_format.hematology is not None
    )


def _diagnoses_of(
    letter: NarrativeReport,
) -> tuple[tuple[str, xrpt03.CodedResults | xrpt04.CodedResults], ...]:
    """The diagnoses of each sample that has some, with the path of their element."""
    if isinstance(letter, GeneticsReport):
        return ()
    if isinstance(letter, CervixcytologyReport):
        results = letter.laboratory_results.coded_format.sample.coded_results
        return () if results is None else ((f"{_CODED}/Sample/CodedResults", results),)
    return tuple(
        (f"{_CODED}/Sample[{number}]/CodedResults", sample.coded_results)
        for number, sample in enumerate(letter.laboratory_results.coded_format.samples, 1)
        if sample.coded_results is not None
    )
