"""A letter goes from one version of its kind to another, and says what that did to it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert, Change, Refusal, convert
from labsvar.letters import common, text, xrpt01, xrpt05
from labsvar.letters.facets import Decimal, Length, Number, ValueFacet, Whole
from labsvar.letters.release import RELEASE_2014
from labsvar.letters.version import LetterVersion
from tests import builders

GENERAL = "/Emessage/LaboratoryReport/LaboratoryResults/GeneralResultInformation"
WEB_GENERAL = "/Emessage/MicrobiologyWebReport/LaboratoryResults/GeneralResultInformation"
INVESTIGATION = "LaboratoryResults/Investigation"
FROM_LAB = {"from-lab": "TKB", "report-status": "komplet_svar"}


def listed(changes: Iterable[Change]) -> list[tuple[str, str]]:
    return sorted((change.kind, change.path.partition("Report/")[2]) for change in changes)


def refused(refusals: Iterable[Refusal]) -> list[tuple[str, str]]:
    return sorted((refusal.kind, refusal.path.partition("Report/")[2]) for refusal in refusals)


def older_report() -> xrpt01.LaboratoryReport:
    made = convert(builders.laboratory_report(), to=xrpt01.XR0130K, accept_losses=True).letter
    assert isinstance(made, xrpt01.LaboratoryReport)
    return made


def older_web_report(version: str = "XR0531M") -> xrpt05.MicrobiologyWebReport:
    target = {"XR0531M": xrpt05.XR0531M, "XR0530M": xrpt05.XR0530M}[version]
    made = convert(builders.microbiology_report(), to=target, accept_losses=True).letter
    assert isinstance(made, xrpt05.MicrobiologyWebReport)
    return made


def with_references(*references: common.Reference) -> xrpt01.LaboratoryReport:
    report = older_report()
    results = (replace(report.laboratory_results.results[0], references=references),)
    return replace(report, laboratory_results=replace(report.laboratory_results, results=results))


def test_to_its_own_version_a_letter_is_what_it_was() -> None:
    """Nothing is touched, so even a refusal of consent goes along."""
    for letter in (
        builders.laboratory_report(patient=builders.patient(given=False)),
        builders.microbiology_report(),
        older_web_report("XR0530M"),
    ):
        own = {"XR0131K": xrpt01.XR0131K, "XR0532M": xrpt05.XR0532M, "XR0530M": xrpt05.XR0530M}
        made = convert(letter, to=own[letter.letter.version_code])
        assert made.letter == letter
        assert made.changes == ()


def test_what_the_older_version_lacks_is_listed_as_lost() -> None:
    made = convert(builders.laboratory_report(), to=xrpt01.XR0130K, accept_losses=True)
    assert listed(made.changes) == [
        ("changed", "Letter/VersionCode"),
        ("lost", "LaboratoryResults/GeneralResultInformation/ReportStatusCode"),
        ("lost", "Sender/FromLabIdentifier"),
    ]
    assert made.letter.letter.version_code == "XR0130K"
    assert made.letter.sender.from_lab_identifier is None
    assert made.letter.laboratory_results.results == builders.two_results()


def test_a_loss_is_refused_until_somebody_accepts_it() -> None:
    with pytest.raises(CannotConvert) as error:
        convert(builders.laboratory_report(), to=xrpt01.XR0130K)
    assert refused(error.value.refusals) == [
        ("loss", "LaboratoryResults/GeneralResultInformation/ReportStatusCode"),
        ("loss", "Sender/FromLabIdentifier"),
    ]
    assert {refusal.option for refusal in error.value.refusals} == {"--accept-losses"}


def test_every_missing_thing_is_named_with_the_option_that_gives_it() -> None:
    with pytest.raises(CannotConvert) as error:
        convert(older_report(), to=xrpt01.XR0131K)
    assert {(refusal.path, refusal.option) for refusal in error.value.refusals} == {
        ("/Emessage/LaboratoryReport/Sender/FromLabIdentifier", "--from-lab KBA"),
        (f"{GENERAL}/ReportStatusCode", "--report-status komplet_svar"),
    }


def test_what_an_option_gives_is_listed_as_assumed() -> None:
    made = convert(older_report(), to=xrpt01.XR0131K, given=FROM_LAB)
    assert listed(made.changes) == [
        ("assumed", "LaboratoryResults/GeneralResultInformation/ReportStatusCode"),
        ("assumed", "Sender/FromLabIdentifier"),
        ("changed", "Letter/VersionCode"),
    ]
    assert made.letter == builders.laboratory_report()


@pytest.mark.parametrize(
    ("name", "value"),
    [("from-lab", "TOOLONG"), ("report-status", "færdig"), ("from-lab", "")],
)
def test_an_option_that_does_not_fit_the_target_is_refused(name: str, value: str) -> None:
    with pytest.raises(CannotConvert) as error:
        convert(older_report(), to=xrpt01.XR0131K, given=FROM_LAB | {name: value})
    assert [refusal.kind for refusal in error.value.refusals] == ["option"]
    assert f"--{name}" in error.value.refusals[0].en
    assert not value or value not in str(error.value)


def test_an_option_nobody_knows_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no such option: colour"):
        convert(older_report(), to=xrpt01.XR0131K, given={"colour": "red"})


@pytest.mark.parametrize(
    ("newer", "older"),
    [("komplet_svar", "komplet"), ("del_svar", "delvis"), ("modtaget", "modtaget")],
)
def test_the_status_of_a_microbiology_report_is_carried_in_the_words_of_the_version(
    newer: str, older: str
) -> None:
    """XR0531M says in ResultStatus what XR0532M says in ReportStatusCode; neither is lost."""
    report = builders.microbiology_report(report_status=newer)
    back = convert(report, to=xrpt05.XR0531M, accept_losses=True)
    assert back.letter.laboratory_results.general_result_information.result_status == older
    assert listed(back.changes) == [
        ("assumed", "LaboratoryResults/GeneralResultInformation/ResultStatus"),
        ("changed", "LaboratoryResults/GeneralResultInformation/ReportStatusCode"),
        ("changed", "Letter/VersionCode"),
        ("lost", "Sender/FromLabIdentifier"),
    ]
    forth = convert(back.letter, to=xrpt05.XR0532M, given={"from-lab": "TKM"})
    assert forth.letter == report


def test_a_status_given_against_the_letters_own_word_loses_that_word() -> None:
    """The option wins, but what the letter said is then a loss that somebody must accept."""
    letter = older_web_report()
    given = {"from-lab": "TKM", "report-status": "del_svar"}
    with pytest.raises(CannotConvert) as error:
        convert(letter, to=xrpt05.XR0532M, given=given)
    assert [(refusal.kind, refusal.path) for refusal in error.value.refusals] == [
        ("loss", f"{WEB_GENERAL}/ResultStatus")
    ]
    made = convert(letter, to=xrpt05.XR0532M, given=given, accept_losses=True).letter
    assert made.laboratory_results.general_result_information.report_status_code == "del_svar"


def test_a_producer_is_given_for_each_investigation() -> None:
    letter = older_web_report("XR0530M")
    assert letter.laboratory_results.investigations[0].examination.producer_of_lab_result is None
    with pytest.raises(CannotConvert) as error:
        convert(letter, to=xrpt05.XR0532M, given={"from-lab": "TKM"})
    assert [refusal.option for refusal in error.value.refusals] == ['--producer "KMA:Klinisk Mikrobiologi"']
    made = convert(letter, to=xrpt05.XR0532M, given={"from-lab": "TKM", "producer": "TKM:TKM"})
    assert made.letter == builders.microbiology_report()
    path = "LaboratoryResults/Investigation[1]/Examination/ProducerOfLabResult"
    assert ("assumed", path) in listed(made.changes)


@pytest.mark.parametrize(
    "producer", ["TKM", "TOOLONG:Mikrobiologi", ":Mikrobiologi", "TKM:", "TKM:" + "x" * 18]
)
def test_a_producer_is_a_code_of_three_and_a_name(producer: str) -> None:
    with pytest.raises(CannotConvert) as error:
        convert(
            older_web_report("XR0530M"), to=xrpt05.XR0531M, given={"producer": producer}, accept_losses=True
        )
    assert [refusal.kind for refusal in error.value.refusals] == ["option"]


def test_a_refusal_of_consent_is_never_an_acceptable_loss() -> None:
    """S12: a target that cannot carry a refusal is refused, whatever losses are accepted."""
    for letter, target in (
        (builders.laboratory_report(patient=builders.patient(given=False)), xrpt01.XR0130K),
        (builders.microbiology_report(patient=builders.patient(given=False)), xrpt05.XR0531M),
        (builders.microbiology_report(patient=builders.patient(given=False)), xrpt05.XR0530M),
    ):
        with pytest.raises(CannotConvert) as error:
            convert(letter, to=target, accept_losses=True)
        assert refused(error.value.refusals) == [("consent", "Patient/Consent")]


def test_a_given_consent_is_a_loss_like_any_other() -> None:
    letter = builders.laboratory_report(patient=builders.patient(given=True))
    made = convert(letter, to=xrpt01.XR0130K, accept_losses=True)
    assert ("lost", "Patient/Consent") in listed(made.changes)


def test_a_code_too_long_for_the_target_is_refused_and_never_cut() -> None:
    report = older_report()
    long = builders.result("NPU19748X0")
    report = replace(report, laboratory_results=replace(report.laboratory_results, results=(long, long)))
    with pytest.raises(CannotConvert) as error:
        convert(report, to=xrpt01.XR0131K, given=FROM_LAB)
    assert refused(error.value.refusals) == [
        ("unfit", f"LaboratoryResults/Result[{position}]/Analysis/AnalysisCode") for position in (1, 2)
    ]
    assert "1-8 characters" in error.value.refusals[0].en
    assert "NPU19748X0" not in str(error.value)


def test_an_object_number_that_is_no_uuid_is_refused() -> None:
    reference = common.Reference(
        ref_description="Billede",
        binary=common.BinaryObject(
            object_identifier="A-1",
            object_code="billede",
            object_extension_code="png",
            original_object_size="12",
        ),
    )
    with pytest.raises(CannotConvert) as error:
        convert(with_references(reference), to=xrpt01.XR0131K, given=FROM_LAB)
    assert refused(error.value.refusals) == [
        ("unfit", "LaboratoryResults/Result[1]/Reference[1]/BIN/ObjectIdentifier")
    ]
    assert "UUID" in error.value.refusals[0].en


def test_the_other_references_go_along() -> None:
    references = (
        common.Reference(ref_description="Vejledning", url="urn:labsvar:test"),
        common.Reference(ref_description="Bilag", supplementary=True),
    )
    made = convert(with_references(*references), to=xrpt01.XR0131K, given=FROM_LAB)
    assert made.letter.laboratory_results.results[0].references == references


def test_a_county_has_no_place_in_the_newer_list_of_identifiers() -> None:
    report = older_report()
    report = replace(report, receiver=replace(report.receiver, identifier_code="amt"))
    with pytest.raises(CannotConvert) as error:
        convert(report, to=xrpt01.XR0131K, given=FROM_LAB)
    assert refused(error.value.refusals) == [("unfit", "Receiver/IdentifierCode")]
    assert "sygehusafdelingsnummer" in error.value.refusals[0].en


def test_a_speciality_of_the_newer_list_only_is_refused() -> None:
    report = builders.laboratory_report()
    report = replace(report, sender=replace(report.sender, medical_speciality_code="palliativ"))
    with pytest.raises(CannotConvert) as error:
        convert(report, to=xrpt01.XR0130K, accept_losses=True)
    assert refused(error.value.refusals) == [("unfit", "Sender/MedicalSpecialityCode")]
    assert "MedicalSpecialityCode" in error.value.refusals[0].en


def test_a_code_that_differs_in_white_space_only_is_written_as_the_target_has_it() -> None:
    """The releases until 2012 list `patologi ` with a space at its end."""
    report = builders.laboratory_report()
    report = replace(report, sender=replace(report.sender, medical_speciality_code="patologi"))
    older = convert(report, to=xrpt01.XR0130K, accept_losses=True)
    assert older.letter.sender.medical_speciality_code == "patologi "
    assert ("changed", "Sender/MedicalSpecialityCode") in listed(older.changes)
    assert convert(older.letter, to=xrpt01.XR0131K, given=FROM_LAB).letter == report


def test_a_letter_never_becomes_one_of_another_kind() -> None:
    with pytest.raises(CannotConvert) as error:
        convert(builders.laboratory_report(), to=xrpt05.XR0532M)
    assert [refusal.kind for refusal in error.value.refusals] == ["kind"]


def test_remarks_with_their_formatting_go_along() -> None:
    remarks = (
        xrpt01.ResultComments(content=("Se ", text.Bold(content=("note",)), text.BREAK)),
        xrpt01.ResultTextValue(content=("lang tekst", text.BREAK)),
    )
    letter = builders.laboratory_report(results=(builders.result(remarks=remarks),))
    made = convert(letter, to=xrpt01.XR0130K, accept_losses=True).letter
    assert made.laboratory_results.results[0].remarks == remarks


def narrowed(changed: dict[str, ValueFacet], *without: str) -> LetterVersion:
    """A version of XRPT05 that does not exist."""
    return xrpt05.XR0532M.older("XR0599M", RELEASE_2014, without=without, changed=changed)


def test_a_version_that_lacks_a_block_says_where_the_block_was_lost() -> None:
    """Nothing in the code knows of it: what differs is read from the two trees."""
    findings = xrpt05.QuantitativeFindings(analysis_findings=(builders.measured(),))
    letter = builders.microbiology_report(
        investigations=(builders.investigation(quantitative_findings=findings, culture_findings=None),)
    )
    target = narrowed({}, f"{INVESTIGATION}/QuantitativeFindings/AnalysisFindings/Findings/Measurement")
    made = convert(letter, to=target, accept_losses=True)
    assert listed(made.changes) == [
        ("changed", "Letter/VersionCode"),
        ("lost", f"{INVESTIGATION}[1]/QuantitativeFindings/AnalysisFindings[1]/Findings"),
    ]


def test_a_version_that_lacks_a_list_loses_it_whole() -> None:
    comment = builders.coded("Bemærk")
    letter = builders.microbiology_report()
    letter = replace(letter, laboratory_results=replace(letter.laboratory_results, comments=(comment,)))
    made = convert(letter, to=narrowed({}, "LaboratoryResults/Comments"), accept_losses=True)
    assert ("lost", "LaboratoryResults/Comments") in listed(made.changes)
    assert made.letter.laboratory_results.comments == ()


@pytest.mark.parametrize(
    ("path", "facet", "place", "meaning"),
    [
        ("Pattern/Headline", Length(1, 3), "Pattern/Headline", "1-3 characters"),
        ("Pattern/Headline", Decimal(3), "Pattern/Headline", "a number of at most 3 digits"),
        ("Pattern/Headline", Number(1), "Pattern/Headline", "a whole number from 1"),
        (
            "Pattern/PatternEntry/RefAntibiotic",
            Whole(1, 1),
            "Pattern/PatternEntry[2]/RefAntibiotic",
            "a number from 1 to 1",
        ),
    ],
)
def test_a_version_with_narrower_bounds_refuses_what_has_no_place(
    path: str, facet: ValueFacet, place: str, meaning: str
) -> None:
    with pytest.raises(CannotConvert) as error:
        convert(
            builders.microbiology_report(), to=narrowed({f"{INVESTIGATION}/CultureFindings/{path}": facet})
        )
    assert refused(error.value.refusals) == [("unfit", f"{INVESTIGATION}[1]/CultureFindings/{place}")]
    assert meaning in error.value.refusals[0].en


def test_what_is_too_many_for_the_target_is_refused() -> None:
    """No version of a kind has fewer places than another today; a letter built by hand may."""
    letter = builders.laboratory_report(results=(builders.result(),) * 100)
    with pytest.raises(CannotConvert) as error:
        convert(letter, to=xrpt01.XR0130K, accept_losses=True)
    assert refused(error.value.refusals) == [("unfit", "LaboratoryResults/Result")]
