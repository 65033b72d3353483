"""Valid letters of pathology, cytology and genetics to start a test from, about MedCom's test persons.

    cytology_report()            one XR0331P letter: a smear without malignant cells
    histology_report()           one XR0432P letter: two samples, a table and references
    genetics_report()            one XR0730G letter
    older(cytology_report())     the same as XR0330P; `older(histology_report(), "XR0431P")`

`changes` may name any field of the letter; the functions below change what lies deeper:
`told(letter, **texts)`, `coded(letter, **codes)`, `table(letter, **fields)`, `status(letter, ...)`.
"""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from labsvar.letters import common, pathology, xrpt03, xrpt04, xrpt07
from labsvar.letters.text import BREAK, Bold, FixedFont, Italic
from tests.builders import CLINIC_GLN, NANCY, PERSONS, head, when

PATHOLOGY_GLN = "5790000000043"
OBJECT = "0c1d2e3f-0000-4000-8000-00000000000a"
Letter = TypeVar("Letter", xrpt03.CervixcytologyReport, xrpt04.HistopathologyReport, xrpt07.GeneticsReport)

URL = common.Reference(ref_description="Billede på nettet", url="https://eksempel.invalid/a?b=1&c='2'+3")
SUPPLEMENT = common.Reference(ref_description="Billeder i arkivet", supplementary=True)
FILE = common.Reference(
    ref_description="Snit",
    binary=common.BinaryObject(
        object_identifier=OBJECT,
        object_code="billede",
        object_extension_code="jpeg",
        original_object_size="1024",
    ),
)


def diagnosis(code: str, text: str, comment: str | None = None) -> pathology.Diagnosis:
    """A code with its text."""
    return pathology.Diagnosis(code=code, text=text, comment=comment)


def section(headline: str, *text: Any) -> pathology.Section:
    """A written part; `text` holds strings and marks."""
    return pathology.Section(headline=headline, text=text or None)


def referenced(
    headline: str, *text: Any, references: tuple[common.Reference, ...] = ()
) -> pathology.ReferencedSection:
    """A written part that points to something."""
    return pathology.ReferencedSection(headline=headline, text=text or None, references=references)


def sender(*, examinator: str | None = "Test Undersøger /bioanalytiker") -> pathology.Sender:
    """The laboratory."""
    return pathology.Sender(
        ean_identifier=PATHOLOGY_GLN,
        identifier="9900000",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testsygehuset",
        department_name="Patologi",
        medical_speciality_code="patologisk_anatomi",
        examinator=None if examinator is None else pathology.Examinator(person_initials=examinator),
        from_lab_identifier="TPA",
    )


def receiver(*, physician: str | None = "TL") -> pathology.Receiver:
    """The practice that asked."""
    return pathology.Receiver(
        ean_identifier=CLINIC_GLN,
        identifier="990001",
        identifier_code="ydernummer",
        organisation_name="Lægerne Testvej",
        department_name="Testby",
        street_name="Testvej 1",
        district_name="Testby",
        post_code_identifier="9999",
        physician=None if physician is None else common.Physician(person_initials=physician),
    )


def copy_receiver(*, physician: str | None = "KL") -> pathology.CCReceiver:
    """Another practice, which gets a copy."""
    return pathology.CCReceiver(
        identifier="990002",
        identifier_code="ydernummer",
        organisation_name="Lægerne Prøvegade",
        department_name="Prøveby",
        unit_name="Stuen",
        physician=None if physician is None else common.Physician(person_initials=physician),
    )


def patient(number: str = NANCY, *, given: bool | None = None) -> pathology.Patient:
    """A test person with an address; `given` is the letter's word on consent."""
    surname, given_name = PERSONS.get(number, ("Prøve", "Test"))
    return pathology.Patient(
        civil_registration_number=number,
        person_surname_name=surname,
        person_given_name=given_name,
        street_name="Testgade 3",
        district_name="Testby",
        post_code_identifier="9999",
        municipality_id=219,
        municipality_name="Hillerød",
        consent=None if given is None else pathology.Consent(given=given),
    )


def general(**changes: Any) -> pathology.GeneralResultInformation:
    """A complete, final answer."""
    made = pathology.GeneralResultInformation(
        report_status_code="komplet_svar",
        result_status_code="svar_endeligt",
        results_date_time=when("2026-03-02 12:00"),
        laboratory_internal_production_identifier="P0001",
    )
    return replace(made, **changes)


def cytology_report(**changes: Any) -> xrpt03.CervixcytologyReport:
    """A valid XR0331P letter."""
    made = xrpt03.CervixcytologyReport(
        letter=head("XRPT03", "XR0331P", number="TPA0000001", authorised="2026-03-02 12:05"),
        sender=sender(),
        receiver=receiver(),
        patient=patient(),
        requisition_information=xrpt03.RequisitionInformation(
            laboratory_internal_sample_identifier="C0001",
            requester_sample_identifier="R0001",
            sampling_date_time=when("2026-02-27 08:15"),
            sample_received_date_time=when("2026-02-28 09:00"),
            clinical_information=("Folkeundersøgelse", BREAK),
            comments=("Prøven var to døgn undervejs.", BREAK),
        ),
        laboratory_results=xrpt03.LaboratoryResults(
            general_result_information=general(),
            coded_format=xrpt03.CodedFormat(
                diagnosis_headline="Diagnoser",
                sample=xrpt03.Sample(
                    laboratory_internal_sample_identifier="C0001",
                    material_description="Udstryg",
                    coded_results=xrpt03.CodedResults(
                        topography=diagnosis("T8X310", "cervix"),
                        results=(diagnosis("M09460", "ingen suspekte celler"),),
                    ),
                ),
            ),
            table_format=pathology.TableFormat(result_headline="Cervixcytologi", table_result="i.a."),
            textual_format=xrpt03.TextualFormat(
                microscopic=referenced("Mikroskopi", "Celler i ", Italic(("normal",)), " mængde.", BREAK),
                conclusion=section("Konklusion", "Intet abnormt", BREAK),
            ),
        ),
    )
    return replace(made, **changes)


def histology_report(**changes: Any) -> xrpt04.HistopathologyReport:
    """A valid XR0432P letter."""
    made = xrpt04.HistopathologyReport(
        letter=head("XRPT04", "XR0432P", number="TPA0000002", authorised="2026-03-02 12:05"),
        sender=sender(),
        receiver=receiver(),
        patient=patient(),
        requisition_information=pathology.RequisitionInformation(
            requesters_requisition_identifier="R0001",
            receivers_requisition_identifier="H0001",
            sampling_date_time=when("2026-02-27 08:15"),
            sample_received_date_time=when("2026-02-28 09:00"),
            clinical_information=("Stansebiopsi", BREAK),
        ),
        laboratory_results=xrpt04.LaboratoryResults(
            general_result_information=general(),
            coded_format=xrpt04.CodedFormat(
                diagnosis_headline="Diagnoser", samples=(skin("H0001-1"), skin("H0001-2", comment="randfri"))
            ),
            table_format=pathology.TableFormat(result_headline="Histologi", table_result="PATO"),
            textual_format=xrpt04.TextualFormat(
                macroscopic=referenced("Makroskopi", "Vævsstykke på 6 mm.", BREAK, references=(URL, FILE)),
                microscopic=referenced("Mikroskopi", "Snit med ", Bold(("naevus",)), " celler.", BREAK),
                conclusion=section("Konklusion", "Godartet naevus.", BREAK),
                hematology=blood(),
                comments=section("Kommentar", FixedFont(("Fast  bredde", BREAK))),
            ),
        ),
    )
    return replace(made, **changes)


def skin(number: str, *, comment: str | None = None) -> xrpt04.Sample:
    """A sample of skin with its diagnoses."""
    return xrpt04.Sample(
        requester_sample_identifier="R1",
        laboratory_internal_sample_identifier=number,
        material_description="Hud på lår",
        coded_results=xrpt04.CodedResults(
            headline="Materiale A",
            topography=diagnosis("T02420", "hud på lår"),
            results=(diagnosis("M87200", "naevus", comment), diagnosis("ÆF4100", "præparat fuldt undersøgt")),
        ),
    )


def blood(*cells: str) -> xrpt04.Hematology:
    """A haematology table."""
    return xrpt04.Hematology(
        headline="Hæmatologi",
        labels=xrpt04.Labels(cell_types="Celletype", marrow="Marv", peripheral="Perifert"),
        results=tuple(
            xrpt04.CellCount(cell_type=cell, marrow="12,5", peripheral="3")
            for cell in cells or ("Myeloblaster", "Lymfocytter")
        ),
    )


def relative(number: str | None = "0107729995", code: str = "mor") -> pathology.Relative:
    """Someone of the family."""
    return pathology.Relative(
        relation_code=code,
        person_identifier=number,
        person_surname_name="Berggren",
        person_given_name="Max Test",
    )


def genetics_report(**changes: Any) -> xrpt07.GeneticsReport:
    """A valid XR0730G letter."""
    made = xrpt07.GeneticsReport(
        letter=head("XRPT07", "XR0730G", number="TGE0000001", authorised="2026-03-02 12:05"),
        sender=xrpt07.Sender(
            ean_identifier=PATHOLOGY_GLN,
            identifier="9900000",
            identifier_code="sygehusafdelingsnummer",
            organisation_name="Testsygehuset",
            medical_speciality_code="klin_genetik",
            examinators=(
                xrpt07.Examinator(person_name="Test Et", person_title="overlæge", person_initials="TE"),
                xrpt07.Examinator(person_name="Test To"),
            ),
            from_lab_identifier="TGE",
        ),
        receiver=receiver(),
        patient=common.Patient(
            civil_registration_number=NANCY,
            person_surname_name="Berggren",
            person_given_name="Nancy Ann Test",
        ),
        requisition_information=pathology_requisition(),
        laboratory_results=xrpt07.LaboratoryResults(
            general_result_information=xrpt07.GeneralResultInformation(
                report_status_code="komplet_svar",
                result_status_code="svar_endeligt",
                results_date_time=when("2026-03-02 12:00"),
                laboratory_internal_production_identifier="P0001",
            ),
            coded_format=xrpt07.CodedFormat(
                samples=(
                    xrpt07.Sample(laboratory_internal_sample_identifier="G1", material_description="Blod"),
                    xrpt07.Sample(laboratory_internal_sample_identifier="G2", material_description="Spyt"),
                )
            ),
            table_format=xrpt07.TableFormat(
                analysis_code="NPU12345",
                analysis_complete_name=("Gen; sekvensvariation", BREAK),
                result_headline="Genetik",
                table_result="Ingen",
            ),
            textual_format=xrpt07.TextualFormat(
                analysis_headline=section("Analyse", "Panel", BREAK),
                genome_reference=referenced("Referencegenom", "hg38", BREAK, references=(URL,)),
                analysis_results=referenced("Resultat", "Ingen variant fundet.", BREAK),
                conclusion=section("Konklusion", "Normalt fund.", BREAK),
            ),
        ),
    )
    return replace(made, **changes)


def pathology_requisition() -> xrpt07.RequisitionInformation:
    """What was asked of the geneticists."""
    return xrpt07.RequisitionInformation(
        requesters_requisition_identifier="R0001",
        receivers_requisition_identifier="G0001",
        sampling_date_time=when("2026-02-27 08:15"),
        sample_received_date_time=when("2026-02-28 09:00"),
    )


def older(letter: Letter, code: str = "XR0330P", *, given: bool | None = True) -> Letter:
    """A letter as one of the versions that state consent: XR0330P, XR0431P or XR0430P."""
    stated = None if given is None else pathology.Consent(given=given, text="Samtykke givet")
    if code == "XR0430P":
        # Its identifiers of files are shorter than a UUID.
        letter = told(letter, macroscopic=referenced("Makroskopi", "Vævsstykke.", BREAK, references=(URL,)))
    results = letter.laboratory_results
    information = replace(results.general_result_information, report_status_code=None)
    return replace(
        letter,
        letter=replace(letter.letter, version_code=code),
        sender=replace(letter.sender, from_lab_identifier=None),
        patient=replace(letter.patient, consent=stated),
        laboratory_results=replace(results, general_result_information=information),
    )


def told(letter: Letter, **texts: Any) -> Letter:
    """The letter with other written parts."""
    results = letter.laboratory_results
    written = replace(results.textual_format, **texts)
    return replace(letter, laboratory_results=replace(results, textual_format=written))


def coded(letter: Letter, **codes: Any) -> Letter:
    """The letter with other samples, diagnoses or headline of diagnoses."""
    results = letter.laboratory_results
    made = replace(results.coded_format, **codes)
    return replace(letter, laboratory_results=replace(results, coded_format=made))


def table(letter: Letter, **fields: Any) -> Letter:
    """The letter with another answer in a word."""
    results = letter.laboratory_results
    return replace(
        letter, laboratory_results=replace(results, table_format=replace(results.table_format, **fields))
    )


def information(letter: Letter, **fields: Any) -> Letter:
    """The letter with another status, time or number."""
    results = letter.laboratory_results
    made = replace(results.general_result_information, **fields)
    return replace(letter, laboratory_results=replace(results, general_result_information=made))


def asked(letter: Letter, **fields: Any) -> Letter:
    """The letter with other times, numbers or remarks on what was asked."""
    return replace(letter, requisition_information=replace(letter.requisition_information, **fields))


def without_text(letter: Letter) -> Letter:
    """The letter without any written part."""
    written = letter.laboratory_results.textual_format
    return told(letter, **dict.fromkeys(written.__struct_fields__))
