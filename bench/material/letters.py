"""The letter the benches read: an XR0131K of 20 results and 16 kB, about nobody."""

from __future__ import annotations

from labsvar.formats.xml import write
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import (
    Envelope,
    Letter,
    Limits,
    Patient,
    Producer,
    ReferenceInterval,
)
from labsvar.letters.element import DateTime
from labsvar.letters.text import BREAK
from labsvar.letters.xrpt01 import (
    XR0131K,
    Analysis,
    GeneralResultInformation,
    LaboratoryReport,
    LaboratoryResults,
    Receiver,
    RequisitionInformation,
    Result,
    Sample,
    Sender,
)

WHEN = DateTime(date="2026-03-02", time="08:15")


def report(number: int = 1, *, results: int = 20, remark: str = "") -> LaboratoryReport:
    """One letter; a remark stands in every analysis name."""
    return LaboratoryReport(
        letter=Letter(
            identifier=f"L{number:09d}",
            version_code="XR0131K",
            statistical_code="XRPT01",
            authorisation=WHEN,
            type_code="XRPT01",
        ),
        sender=Sender(
            ean_identifier="5790000000012",
            identifier="9900000",
            identifier_code="sygehusafdelingsnummer",
            organisation_name="Testsygehuset",
            department_name="Klinisk Biokemi",
            medical_speciality_code="klin_biokemi",
            from_lab_identifier="TKB",
        ),
        receiver=Receiver(
            ean_identifier="5790000000029",
            identifier="990001",
            identifier_code="ydernummer",
            organisation_name="Lægerne Testvej",
            street_name="Testvej 1",
            district_name="Testby",
            post_code_identifier="9999",
        ),
        patient=Patient(
            civil_registration_number="2512489996",
            person_surname_name="Berggren",
            person_given_name="Nancy Ann Test",
        ),
        requisition_information=RequisitionInformation(
            comments=("Prøven var let hæmolyseret", BREAK),
            sample=Sample(
                laboratory_internal_sample_identifier=f"S{number:09d}",
                requester_sample_identifier=f"R{number:09d}",
                sampling_date_time=WHEN,
            ),
        ),
        laboratory_results=LaboratoryResults(
            general_result_information=GeneralResultInformation(
                report_status_code="komplet_svar",
                laboratory_internal_production_identifier=f"P{number:09d}",
                results_date_time=WHEN,
            ),
            results=tuple(_result(place, remark) for place in range(results)),
        ),
    )


def _result(place: int, remark: str) -> Result:
    return Result(
        result_status_code="svar_endeligt",
        analysis=Analysis(
            analysis_code=f"NPU{3230 + place:05d}",
            analysis_code_type="iupac",
            analysis_code_responsible="SST",
            analysis_short_name=f"Kalium-ion(K+);P {place}",
            analysis_complete_name=(f"P—Kalium-ion; stofk. = ? mmol/L{remark}", BREAK),
        ),
        producer_of_lab_result=Producer(identifier="Test Klinisk Biokemi", identifier_code="TKB"),
        reference_interval=ReferenceInterval(
            limits=Limits(type_of_interval="fysiologisk", lower_limit="3.5", upper_limit="4.6")
        ),
        result_type="numerisk",
        operator=None if place % 5 else "mindre_end",
        value=f"{3 + place / 10:.1f}",
        unit="mmol/L",
        result_validation=None if place % 4 else "for_hoej",
    )


def message(*letters: LaboratoryReport, encoding: str = "UTF-8", indent: bool = False) -> bytes:
    """An Emessage around letters; around one of 20 results when none is given."""
    envelope = Envelope(sent=WHEN, identifier="K0000001", acknowledgement_code="pluspositivkvitt")
    whole = Emessage(namespace=XR0131K.release.namespace, envelope=envelope, letters=letters or (report(),))
    return write(whole, encoding=encoding, indent=indent)
