"""Valid letters to start a test from: whole, typed, and about MedCom's test persons.

    laboratory_report()                                    one XR0131K letter with two results
    laboratory_report(patient=patient(number=BRUNO))       the same about another person
    laboratory_report(results=(result(value="*****", status="proeve_modtaget"),))
    microbiology_report()                                  one XR0532M letter: a urine culture
    emessage(laboratory_report(), microbiology_report())   an envelope around them

`changes` may name any field of the letter itself, or one of the shorthands that the function's
docstring lists. Everything else is done with `msgspec.structs.replace`.

The persons are on MedCom's public list of national test persons; the organisations are made up.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.catalogue import AnyLetter, Emessage
from labsvar.letters.common import CodedText, Consent, Envelope, Letter, Patient
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.release import RELEASE_2014
from labsvar.letters.text import BREAK, BreakableText

NANCY = "2512489996"
BRUNO = "2509479989"
MAX = "0107729995"
PERSONS = {
    NANCY: ("Berggren", "Nancy Ann Test"),
    BRUNO: ("Elmer", "Bruno Test"),
    MAX: ("Berggren", "Max Test"),
}

LABORATORY_GLN = "5790000000012"
CLINIC_GLN = "5790000000029"
MICROBIOLOGY_GLN = "5790000000036"
OUR_GLN = "5790000000005"


def when(text: str) -> DateTime:
    """`"2026-03-02 08:15"` as the letters write it."""
    date, _, time = text.partition(" ")
    return DateTime(date=date, time=time)


def coded(text: str, code: str | None = None, *, responsible: str = "TST") -> CodedText:
    """A text, with a local code when one is given."""
    coding = None
    if code is not None:
        coding = common.Coding(code=code, code_type="lokal", code_responsible=responsible)
    return CodedText(coding=coding, text=Paragraphs(paragraphs=(text,)))


def patient(number: str = NANCY, *, given: bool | None = None) -> Patient:
    """A test person; `given` is the letter's word on consent."""
    surname, given_name = PERSONS.get(number, ("Prøve", "Test"))
    return Patient(
        civil_registration_number=number,
        person_surname_name=surname,
        person_given_name=given_name,
        consent=None if given is None else Consent(given=given),
    )


def head(kind: str, version: str, *, number: str, authorised: str) -> Letter:
    """The head of a letter."""
    return Letter(
        identifier=number,
        version_code=version,
        statistical_code=kind,
        authorisation=when(authorised),
        type_code=kind,
    )


def analysis(
    code: str = "NPU19748", short_name: str = "C-reaktivt protein [CRP];P", *, full_name: str | None = None
) -> xrpt01.Analysis:
    """An analysis with a code of the NPU terminology."""
    return xrpt01.Analysis(
        analysis_code=code,
        analysis_code_type="iupac",
        analysis_code_responsible="SST",
        analysis_short_name=short_name,
        analysis_complete_name=(full_name or short_name, BREAK),
    )


def limits(lower: str | None, upper: str | None) -> common.ReferenceInterval:
    """A physiological reference interval."""
    return common.ReferenceInterval(
        limits=common.Limits(type_of_interval="fysiologisk", lower_limit=lower, upper_limit=upper)
    )


def result(
    code: str = "NPU19748",
    value: str = "12",
    unit: str | None = "mg/L",
    *,
    status: str = "svar_endeligt",
    short_name: str = "C-reaktivt protein [CRP];P",
    interval: common.ReferenceInterval | None = None,
    producer: str = "TKB",
    **changes: Any,
) -> xrpt01.Result:
    """One numeric result; `changes` may name any other field of `xrpt01.Result`."""
    made = xrpt01.Result(
        result_status_code=status,
        analysis=analysis(code, short_name),
        producer_of_lab_result=common.Producer(identifier="Test Klinisk Biokemi", identifier_code=producer),
        reference_interval=interval,
        result_type="numerisk",
        value=value,
        unit=unit,
    )
    return replace(made, **changes)


def two_results() -> tuple[xrpt01.Result, ...]:
    """A raised CRP and a normal potassium."""
    return (
        result(interval=limits(None, "8"), result_validation="for_hoej"),
        result("NPU03230", "4.0", "mmol/L", short_name="Kalium;P", interval=limits("3.5", "4.6")),
    )


def laboratory_report(**changes: Any) -> xrpt01.LaboratoryReport:
    """A valid XR0131K letter.

    Shorthands beside the letter's own fields: `number` (of the letter), `authorised`, `sampled`,
    `resulted` (times as text), `sample_number`, `requester_number`, `production_number`,
    `report_status`, `results`, `comments`.
    """
    comments: BreakableText | None = changes.pop("comments", None)
    made = xrpt01.LaboratoryReport(
        letter=head(
            "XRPT01",
            "XR0131K",
            number=changes.pop("number", "TKB0000001"),
            authorised=changes.pop("authorised", "2026-03-02 12:05"),
        ),
        sender=_laboratory(),
        receiver=_clinic(),
        patient=patient(),
        requisition_information=xrpt01.RequisitionInformation(
            comments=comments,
            sample=xrpt01.Sample(
                laboratory_internal_sample_identifier=changes.pop("sample_number", "S0001"),
                requester_sample_identifier=changes.pop("requester_number", "R0001"),
                sampling_date_time=when(changes.pop("sampled", "2026-03-02 08:15")),
            ),
        ),
        laboratory_results=xrpt01.LaboratoryResults(
            general_result_information=xrpt01.GeneralResultInformation(
                report_status_code=changes.pop("report_status", "komplet_svar"),
                laboratory_internal_production_identifier=changes.pop("production_number", "P0001"),
                results_date_time=when(changes.pop("resulted", "2026-03-02 12:00")),
            ),
            results=changes.pop("results", None) or two_results(),
        ),
    )
    return replace(made, **changes)


def _laboratory() -> xrpt01.Sender:
    return xrpt01.Sender(
        ean_identifier=LABORATORY_GLN,
        identifier="9900000",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testsygehuset",
        department_name="Klinisk Biokemi",
        medical_speciality_code="klin_biokemi",
        from_lab_identifier="TKB",
    )


def _clinic() -> xrpt01.Receiver:
    return xrpt01.Receiver(
        ean_identifier=CLINIC_GLN,
        identifier="990001",
        identifier_code="ydernummer",
        organisation_name="Lægerne Testvej",
        street_name="Testvej 1",
        district_name="Testby",
        post_code_identifier="9999",
    )


def examination() -> xrpt05.Examination:
    """The examination of a urine culture."""
    return xrpt05.Examination(
        examination_type_code="dyrkning",
        mic_analysis_code="990000000000001",
        analysis_code_type="lokal",
        analysis_code_responsible="TKM",
        analysis_mds_name=xrpt05.AnalysisMDSName(examination="Dyrkning", material="Urin"),
        examinator="Test Klinisk Mikrobiologi",
        producer_of_lab_result=common.MicrobiologyProducer(identifier="TKM", identifier_code="TKM"),
    )


def susceptibilities() -> xrpt05.Pattern:
    """Two antibiotics tested on one organism."""
    return xrpt05.Pattern(
        headline="Resistensbestemmelse",
        antibiotics=(
            xrpt05.Antibiotic(antibiotic_name=coded("Ampicillin", "A1")),
            xrpt05.Antibiotic(antibiotic_name=coded("Nitrofurantoin", "A2")),
        ),
        pattern_entries=(
            xrpt05.PatternEntry(ref_microorganism=1, ref_antibiotic=1, susceptibility="R"),
            xrpt05.PatternEntry(ref_microorganism=1, ref_antibiotic=2, susceptibility="S"),
        ),
        susceptibility_interpretation=Paragraphs(paragraphs=("S=Følsom, I=Intermediær, R=Resistent",)),
    )


def culture(**changes: Any) -> xrpt05.CultureFindings:
    """Growth of one organism with its susceptibility table."""
    made = xrpt05.CultureFindings(
        headline="Dyrkningsfund",
        microorganisms=(
            xrpt05.Microorganism(
                identification=coded("Escherichia coli", "M1"), growth_value=coded("100.000 kolonier pr. ml.")
            ),
        ),
        pattern=susceptibilities(),
    )
    return replace(made, **changes)


def measured(
    value: str = "0.6",
    unit: str | None = "index",
    *,
    operator: str = "lig_med",
    interval: common.ShortReferenceInterval | None = None,
) -> xrpt05.AnalysisFindings:
    """One measured finding of a microbiology report."""
    return xrpt05.AnalysisFindings(
        analysis=coded("Testantistof IgM", "Q1"),
        findings=xrpt05.Findings(
            interpretation=coded("Negativ"),
            reference_interval=interval,
            measurement=common.Measurement(operator=operator, value=value, unit=unit),
        ),
    )


def investigation(**changes: Any) -> xrpt05.Investigation:
    """A urine culture with growth; `changes` may name any field of `xrpt05.Investigation`."""
    return replace(xrpt05.Investigation(examination=examination(), culture_findings=culture()), **changes)


def microbiology_report(**changes: Any) -> xrpt05.MicrobiologyWebReport:
    """A valid XR0532M letter.

    Shorthands beside the letter's own fields: `number` (of the letter), `authorised`, `sampled`,
    `received`, `resulted` (times as text), `sample_number`, `requester_number`,
    `production_number`, `report_status`, `status`, `investigations`.
    """
    made = xrpt05.MicrobiologyWebReport(
        letter=head(
            "XRPT05",
            "XR0532M",
            number=changes.pop("number", "TKM0000001"),
            authorised=changes.pop("authorised", "2026-03-04 10:05"),
        ),
        sender=xrpt05.Sender(
            ean_identifier=MICROBIOLOGY_GLN,
            identifier="9900010",
            identifier_code="sygehusafdelingsnummer",
            organisation_name="Testsygehuset",
            department_name="Klinisk Mikrobiologi",
            medical_speciality_code="klin_mikrobiologi",
            from_lab_identifier="TKM",
        ),
        receiver=xrpt05.Receiver(
            ean_identifier=CLINIC_GLN,
            identifier="990001",
            identifier_code="ydernummer",
            organisation_name="Lægerne Testvej",
        ),
        patient=patient(),
        requisition_information=xrpt05.RequisitionInformation(
            clinical_information=Paragraphs(paragraphs=("Obs. urinvejsinfektion",)),
            sample=xrpt05.Sample(
                laboratory_internal_sample_identifier=changes.pop("sample_number", "MS0001"),
                requester_sample_identifier=changes.pop("requester_number", "MR0001"),
                sampling_date_time=when(changes.pop("sampled", "2026-03-02 08:15")),
                sample_received_date_time=when(changes.pop("received", "2026-03-02 13:30")),
            ),
        ),
        laboratory_results=xrpt05.LaboratoryResults(
            general_result_information=xrpt05.GeneralResultInformation(
                report_status_code=changes.pop("report_status", "komplet_svar"),
                result_status_code=changes.pop("status", "svar_endeligt"),
                laboratory_internal_production_identifier=changes.pop("production_number", "MP0001"),
                results_date_time=when(changes.pop("resulted", "2026-03-04 10:00")),
            ),
            investigations=changes.pop("investigations", None) or (investigation(),),
        ),
    )
    return replace(made, **changes)


def emessage(
    *letters: AnyLetter,
    number: str = "K0000001",
    sent: str = "2026-03-04 12:10",
    receipt_wanted: bool = True,
    namespace: str = RELEASE_2014.namespace,
) -> Emessage:
    """An envelope around letters; without any, around one `laboratory_report()`."""
    return Emessage(
        namespace=namespace,
        envelope=Envelope(
            sent=when(sent),
            identifier=number,
            acknowledgement_code="pluspositivkvitt" if receipt_wanted else "minuspositivkvitt",
        ),
        letters=letters or (laboratory_report(),),
    )
