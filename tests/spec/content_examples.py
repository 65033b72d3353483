"""The letters that keep and break each rule about content."""

from __future__ import annotations

from msgspec.structs import replace

from labsvar.letters import common, receipts, xrpt01, xrpt05
from labsvar.letters.text import BREAK
from tests import builders
from tests.builders import (
    CLINIC_GLN,
    LABORATORY_GLN,
    culture,
    investigation,
    laboratory_report,
    limits,
    microbiology_report,
    result,
    susceptibilities,
    when,
)
from tests.spec.example import Example
from tests.spec.microbiology_examples import MICROBIOLOGY_LETTERS, SHARED_BY_MICROBIOLOGY
from tests.spec.narrative_examples import NARRATIVES, SHARED_BY_NARRATIVES
from tests.spec.requisition_examples import REQUISITIONS, SHARED

SENT = when("2026-03-04 12:10")
RESULT = "LaboratoryResults/Result[2]"
SAMPLE = "RequisitionInformation/Sample"
PATTERN = "LaboratoryResults/Investigation[1]/CultureFindings/Pattern"


def about(number: str) -> xrpt01.LaboratoryReport:
    return laboratory_report(patient=builders.patient(number))


def about_someone_with(alternative: str, sampled: str = "2026-03-02 08:15") -> xrpt01.LaboratoryReport:
    someone = common.Patient(alternative_identifier=alternative, person_surname_name="Prøve")
    return laboratory_report(patient=someone, sampled=sampled)


def from_laboratory(**changes: str) -> xrpt01.LaboratoryReport:
    letter = laboratory_report()
    return replace(letter, sender=replace(letter.sender, **changes))


def to_clinic(identifier: str, identifier_code: str) -> xrpt05.MicrobiologyWebReport:
    letter = microbiology_report()
    receiver = replace(letter.receiver, identifier=identifier, identifier_code=identifier_code)
    return replace(letter, receiver=receiver)


def second_result(second: xrpt01.Result, *, report_status: str = "del_svar") -> xrpt01.LaboratoryReport:
    return laboratory_report(results=(result(), second), report_status=report_status)


def only_received(second_status: str) -> xrpt01.LaboratoryReport:
    first = result(status="svar_midlertidigt")
    second = potassium(result_status_code=second_status)
    return laboratory_report(results=(first, second), report_status="modtaget")


def collected(start: str, end: str) -> xrpt01.LaboratoryReport:
    letter = laboratory_report()
    interval = xrpt01.SamplingInterval(start_date_time=when(start), end_date_time=when(end))
    sample = replace(letter.requisition_information.sample, sampling_interval=interval)
    return replace(letter, requisition_information=replace(letter.requisition_information, sample=sample))


def susceptible(*cells: tuple[int, int]) -> xrpt05.MicrobiologyWebReport:
    entries = tuple(
        xrpt05.PatternEntry(ref_microorganism=column, ref_antibiotic=row, susceptibility="S")
        for column, row in cells
    )
    pattern = replace(susceptibilities(), pattern_entries=entries)
    return microbiology_report(investigations=(investigation(culture_findings=culture(pattern=pattern)),))


def potassium(**changes: str | None) -> xrpt01.Result:
    return replace(result("NPU03230", "4.0", "mmol/L", short_name="Kalium;P"), **changes)


def named(full_name: str) -> xrpt01.Result:
    """A result without a unit whose full name is this."""
    made = result("TKB00001", "4.0", None)
    analysis = replace(made.analysis, analysis_code_type="lokal", analysis_complete_name=(full_name, BREAK))
    return replace(made, analysis=analysis)


def refusal(**changes: object) -> receipts.NegativeReceipt:
    """An XCTL02 from the clinic about two letters of the laboratory."""
    clinic, laboratory = (receipts.Mailbox(ean_identifier=number) for number in (CLINIC_GLN, LABORATORY_GLN))
    letters = tuple(
        receipts.RefusedLetter(
            original_letter_identifier=number, original_version_code="XR0131K", refuse_code="syntaksfejl"
        )
        for number in ("TKB0000001", "TKB0000002")
    )
    made = receipts.NegativeReceipt(
        letter=receipts.ReceiptLetter(
            identifier="LV0000001", version_code="XC0230Q", statistical_code="XCTL02"
        ),
        sender=clinic,
        receiver=laboratory,
        original_emessage=receipts.RefusedEmessage(
            original_envelope_identifier="K0000001",
            original_sender=laboratory,
            original_receiver=clinic,
            original_letters=letters,
        ),
    )
    return replace(made, **changes)


def refusal_of(**changes: object) -> receipts.NegativeReceipt:
    receipt = refusal()
    return replace(receipt, original_emessage=replace(receipt.original_emessage, **changes))


def vans_receipt(sender: str) -> receipts.NegativeVansReceipt:
    made = refusal()
    return receipts.NegativeVansReceipt(
        letter=receipts.ReceiptLetter(
            identifier="V0000001", version_code="XC0130Q", statistical_code="XCTL01"
        ),
        sender=receipts.Mailbox(ean_identifier=sender),
        receiver=made.receiver,
        original_emessage=made.original_emessage,
    )


def acceptance(sender: receipts.Mailbox) -> receipts.PositiveReceipt:
    """A positive receipt for what was refused above, from whom it likes."""
    made = refusal()
    original = made.original_emessage
    return receipts.PositiveReceipt(
        letter=receipts.ReceiptLetter(
            identifier="P0000001", version_code="XC0330Q", statistical_code="XCTL03"
        ),
        sender=sender,
        receiver=made.receiver,
        original_emessage=receipts.AcceptedEmessage(
            original_envelope_identifier=original.original_envelope_identifier,
            original_sender=original.original_sender,
            original_receiver=original.original_receiver,
        ),
    )


NO_REASON = receipts.RefusedLetter(original_letter_identifier="TKB0000001", original_version_code="XR0131K")

PERSONS = [
    Example(
        "content.cpr-date",
        good=(about("2902009996"),),
        bad=(about("3002009996"), about("2902019996"), about("0113009996")),
        at="Patient/CivilRegistrationNumber",
    ),
    Example(
        "content.cpr-unknown",
        good=(about(builders.NANCY),),
        bad=(about("0000000000"),),
        at="Patient/CivilRegistrationNumber",
    ),
    Example(
        "content.test-person",
        good=(about_someone_with("2512481NA6"),),
        bad=(about(builders.NANCY), about("0605809900")),
        at="Patient/CivilRegistrationNumber",
    ),
    Example(
        "content.replacement-form",
        good=(about_someone_with("2512481NA6"), about_someone_with("2512480ÆØ6")),
        bad=(about_someone_with("PASS 12345"), about_someone_with("25124819A6")),
        at="Patient/AlternativeIdentifier",
    ),
    Example(
        "content.replacement-series",
        good=(about_someone_with("2512480NA6"), about_someone_with("2512481NA6")),
        bad=(about_someone_with("2512482NA6"),),
        at="Patient/AlternativeIdentifier",
    ),
    Example(
        "content.replacement-local",
        good=(about_someone_with("2512480ÅS6"), about_someone_with("2512481AS6")),
        bad=(about_someone_with("2512481ÅS6"),),
        at="Patient/AlternativeIdentifier",
    ),
    Example(
        "content.replacement-date",
        good=(about_someone_with("2902006NA6"),),
        bad=(about_someone_with("2902000NA6"),),
        at="Patient/AlternativeIdentifier",
    ),
]
ORGANISATIONS = [
    Example(
        "content.gln-form",
        good=(from_laboratory(ean_identifier=LABORATORY_GLN), vans_receipt("TESTNET")),
        bad=(
            from_laboratory(ean_identifier="579000000001"),
            refusal(sender=receipts.Mailbox(ean_identifier="TESTNET")),
        ),
        at="Sender/EANIdentifier",
    ),
    Example(
        "content.gln-check-digit",
        good=(from_laboratory(ean_identifier=LABORATORY_GLN), vans_receipt(LABORATORY_GLN)),
        bad=(from_laboratory(ean_identifier="5790000000013"), vans_receipt("5790000000013")),
        at="Sender/EANIdentifier",
    ),
    Example(
        "content.sor-form",
        good=(from_laboratory(identifier="79641000016006", identifier_code="sorkode"),),
        bad=(from_laboratory(identifier="7964100001", identifier_code="sorkode"),),
        at="Sender/Identifier",
    ),
    Example(
        "content.sor-check-digit",
        good=(from_laboratory(identifier="79641000016006", identifier_code="sorkode"),),
        bad=(from_laboratory(identifier="79641000016005", identifier_code="sorkode"),),
        at="Sender/Identifier",
    ),
    Example(
        "content.shak-form",
        good=(from_laboratory(identifier="990000"),),
        bad=(from_laboratory(identifier="99000"),),
        at="Sender/Identifier",
    ),
    Example(
        "content.provider-form",
        good=(to_clinic("990001", "ydernummer"), to_clinic("whatever", "lokal_kode")),
        bad=(to_clinic("99001", "ydernummer"),),
        at="Receiver/Identifier",
    ),
    Example(
        "content.municipality-form",
        good=(to_clinic("0101", "kommunenummer"),),
        bad=(to_clinic("101", "kommunenummer"),),
        at="Receiver/Identifier",
    ),
    Example(
        "content.municipality-unknown",
        good=(to_clinic("0101", "kommunenummer"),),
        bad=(to_clinic("0102", "kommunenummer"),),
        at="Receiver/Identifier",
    ),
]
TIMES = [
    Example(
        "content.sampled-before-birth",
        good=(laboratory_report(sampled="1948-12-25 08:00"), about_someone_with("0203260NA6")),
        bad=(laboratory_report(sampled="1948-12-24 08:00"), about_someone_with("0303266NA6")),
        at=f"{SAMPLE}/SamplingDateTime",
    ),
    Example(
        "content.sampled-after-result",
        good=(laboratory_report(sampled="2026-03-02 12:00"),),
        bad=(laboratory_report(sampled="2026-03-02 12:01"),),
        at=f"{SAMPLE}/SamplingDateTime",
    ),
    Example(
        "content.sampled-after-received",
        good=(microbiology_report(sampled="2026-03-02 13:30"),),
        bad=(microbiology_report(sampled="2026-03-03 13:29"),),
        at=f"{SAMPLE}/SamplingDateTime",
    ),
    Example(
        "content.received-after-result",
        good=(microbiology_report(received="2026-03-04 10:00"),),
        bad=(microbiology_report(received="2026-03-04 10:01"),),
        at=f"{SAMPLE}/SampleReceivedDateTime",
    ),
    Example(
        "content.sampled-after-sent",
        good=(laboratory_report(sampled="2026-03-04 12:10"),),
        bad=(laboratory_report(sampled="2026-03-04 12:11"),),
        at=f"{SAMPLE}/SamplingDateTime",
    ),
    Example(
        "content.result-after-sent",
        good=(laboratory_report(resulted="2026-03-04 12:10"),),
        bad=(laboratory_report(resulted="2062-03-02 12:00"),),
        at="LaboratoryResults/GeneralResultInformation/ResultsDateTime",
    ),
    Example(
        "content.result-after-authorisation",
        good=(laboratory_report(authorised="2026-03-02 12:00"),),
        bad=(laboratory_report(authorised="2026-03-02 11:59"),),
        at="LaboratoryResults/GeneralResultInformation/ResultsDateTime",
    ),
    Example(
        "content.authorisation-after-sent",
        good=(laboratory_report(authorised="2026-03-04 12:10"),),
        bad=(laboratory_report(authorised="2026-03-04 12:11"),),
        at="Letter/Authorisation",
    ),
    Example(
        "content.sampling-interval-backwards",
        good=(collected("2026-03-01 08:00", "2026-03-02 08:00"),),
        bad=(collected("2026-03-02 08:00", "2026-03-01 08:00"),),
        at=f"{SAMPLE}/SamplingInterval",
    ),
]
VALUES = [
    Example(
        "content.not-a-number",
        good=(
            second_result(potassium(value="4.0")),
            second_result(potassium(value="-4")),
            second_result(potassium(value="4,0", result_type="alfanumerisk")),
            second_result(potassium(value="*****", result_status_code="proeve_modtaget")),
        ),
        bad=(second_result(potassium(value="4,0")), second_result(potassium(value="<4"))),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.unit-missing",
        good=(
            second_result(potassium(unit="mmol/L")),
            second_result(potassium(unit=None, result_type="alfanumerisk", value="KOMM")),
            second_result(potassium(unit=None, value="*****", result_status_code="proeve_modtaget")),
            second_result(result("NPU01685", "2.4", None, short_name="INR;P")),
            second_result(named("Lunge—FEV1/FVC; ratio = ?")),
        ),
        bad=(second_result(potassium(unit=None)), second_result(named("P—Kalium; stofk. = ? mmol/L"))),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.limits-swapped",
        good=(
            second_result(replace(potassium(), reference_interval=limits("3.5", "4.6"))),
            second_result(replace(potassium(), reference_interval=limits("3.5", "3.5"))),
            second_result(replace(potassium(), reference_interval=limits("9.5", "10"))),
            second_result(replace(potassium(), reference_interval=limits(None, "4.6"))),
        ),
        bad=(
            second_result(replace(potassium(), reference_interval=limits("4.6", "3.5"))),
            second_result(
                replace(potassium(result_type="alfanumerisk"), reference_interval=limits("10", "9.5"))
            ),
        ),
        at=f"{RESULT}/ReferenceInterval/LowerLimit",
    ),
    Example(
        "content.limit-not-a-number",
        good=(
            second_result(replace(potassium(), reference_interval=limits("3.5", "4.6"))),
            second_result(
                replace(potassium(result_type="alfanumerisk"), reference_interval=limits("neg", "pos"))
            ),
        ),
        bad=(second_result(replace(potassium(), reference_interval=limits("3.5", "4,6"))),),
        at=f"{RESULT}/ReferenceInterval/UpperLimit",
    ),
    Example(
        "content.code-form",
        good=(second_result(result("DNK35302", "60", "mL/min")), second_result(named("lokal"))),
        bad=(second_result(result("NPU0323", "4.0", "mmol/L")), second_result(result("MCS88102", "9", "L"))),
        at=f"{RESULT}/Analysis/AnalysisCode",
    ),
    Example(
        "content.result-twice",
        good=(second_result(potassium()), second_result(result(producer="TKM"))),
        bad=(second_result(result(value="13")),),
        at=f"{RESULT}/Analysis/AnalysisCode",
    ),
    Example(
        "content.control-characters",
        good=(
            second_result(
                potassium(unit="µmol/L"),
            ),
        ),
        bad=(second_result(potassium(unit="\x96mol/L")),),
        at=f"{RESULT}/Unit",
    ),
]
STATUS = [
    Example(
        "content.received-with-value",
        good=(second_result(potassium(value="*****", result_status_code="proeve_modtaget")),),
        bad=(second_result(potassium(result_status_code="proeve_modtaget")),),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.stars-without-received",
        good=(second_result(potassium(value="*****", result_status_code="proeve_modtaget")),),
        bad=(
            second_result(potassium(value="*****", result_status_code="svar_midlertidigt")),
            second_result(potassium(value="*****")),
        ),
        at=f"{RESULT}/Value",
    ),
    Example(
        "content.complete-with-unfinished",
        good=(
            second_result(potassium(), report_status="komplet_svar"),
            second_result(potassium(result_status_code="svar_rettet"), report_status="komplet_svar"),
            second_result(potassium(result_status_code="svar_midlertidigt")),
        ),
        bad=(
            second_result(potassium(result_status_code="svar_midlertidigt"), report_status="komplet_svar"),
            second_result(
                potassium(result_status_code="proeve_modtaget", value="*****"), report_status="komplet_svar"
            ),
        ),
        at=f"{RESULT}/ResultStatusCode",
    ),
    Example(
        "content.received-with-finished",
        good=(only_received("svar_midlertidigt"),),
        bad=(only_received("svar_endeligt"), only_received("svar_rettet")),
        at=f"{RESULT}/ResultStatusCode",
    ),
]
MICROBIOLOGY = [
    Example(
        "content.microorganism-missing",
        good=(susceptible((1, 1), (1, 2)),),
        bad=(susceptible((1, 1), (2, 1)),),
        at=f"{PATTERN}/PatternEntry[2]/RefMicroorganism",
    ),
    Example(
        "content.antibiotic-missing",
        good=(susceptible((1, 1), (1, 2)),),
        bad=(susceptible((1, 1), (1, 3)),),
        at=f"{PATTERN}/PatternEntry[2]/RefAntibiotic",
    ),
    Example(
        "content.cell-twice",
        good=(susceptible((1, 1), (1, 2)),),
        bad=(susceptible((1, 2), (1, 2)),),
        at=f"{PATTERN}/PatternEntry[2]",
    ),
]
LETTERS = [
    Example(
        "content.statistical-code",
        good=(laboratory_report(), refusal()),
        bad=(replace(laboratory_report(), letter=replace(laboratory_report().letter, statistical_code="X")),),
        at="Letter/StatisticalCode",
    ),
    Example(
        "content.receipt-without-reason",
        good=(
            refusal(),
            refusal_of(original_letters=(NO_REASON,), refuse_code="ikke_specificeret"),
            refusal_of(original_letters=(replace(NO_REASON, refuse_text=("Ukendt",)),)),
        ),
        bad=(refusal_of(original_letters=(NO_REASON,)), refusal_of(original_letters=())),
        at="OriginalEmessage",
    ),
    Example(
        "content.receipt-not-turned",
        good=(
            refusal(),
            vans_receipt("TESTNET"),
            refusal(sender=receipts.Mailbox(ean_identifier=builders.OUR_GLN)),
        ),
        bad=(
            refusal(sender=refusal().receiver, receiver=refusal().sender),
            acceptance(sender=receipts.Mailbox(ean_identifier=builders.OUR_GLN)),
        ),
        at="Sender/EANIdentifier",
    ),
    Example(
        "content.receipt-letter-twice",
        good=(refusal(),),
        bad=(refusal_of(original_letters=2 * refusal().original_emessage.original_letters[:1]),),
        at="OriginalEmessage/OriginalLetter[2]/OriginalLetterIdentifier",
    ),
]
EXAMPLES = PERSONS + ORGANISATIONS + TIMES + VALUES + STATUS + MICROBIOLOGY + LETTERS
EXAMPLES += REQUISITIONS + SHARED
EXAMPLES += NARRATIVES + SHARED_BY_NARRATIVES
EXAMPLES += MICROBIOLOGY_LETTERS + SHARED_BY_MICROBIOLOGY
