"""`labsvar convert` writes a letter in another version; `labsvar show` lets it be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from labsvar.conversion.supplies import OPTION_NAMES
from labsvar.formats import xml
from labsvar.letters import common, text, xrpt01, xrpt05
from labsvar.letters import receipts as receipt_letters
from labsvar.letters.catalogue import Emessage
from labsvar.letters.release import RELEASE_2005
from tests import builders
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]


def receipt() -> Emessage:
    """A refusal of one letter, with its text on two lines."""
    about = receipt_letters.RefusedEmessage(
        original_envelope_identifier="K1",
        original_sender=receipt_letters.Mailbox(ean_identifier=builders.LABORATORY_GLN),
        original_receiver=receipt_letters.Mailbox(ean_identifier=builders.CLINIC_GLN),
        original_letters=(
            receipt_letters.RefusedLetter(
                original_letter_identifier="L1",
                original_version_code="XR0131K",
                refuse_code="syntaksfejl",
                refuse_text=text.from_lines(["Der mangler noget.", "Ret det."]),
            ),
        ),
    )
    letter = receipt_letters.NegativeReceipt(
        letter=receipt_letters.ReceiptLetter(
            identifier="Q1", version_code="XC0230Q", statistical_code="XCTL02"
        ),
        sender=receipt_letters.Mailbox(ean_identifier=builders.CLINIC_GLN),
        receiver=receipt_letters.Mailbox(ean_identifier=builders.LABORATORY_GLN),
        original_emessage=about,
    )
    return builders.emessage(letter, namespace=RELEASE_2005.namespace, receipt_wanted=False)


class TestConvertIntoAFolder:
    """Letters of two laboratories go in no single interchange."""

    @pytest.fixture
    def mixed(self, file: MakeFile) -> Path:
        return file(builders.emessage(builders.laboratory_report(), builders.microbiology_report()))

    @pytest.fixture
    def alike(self, file: MakeFile) -> Path:
        one = builders.laboratory_report()
        other = replace(one, sender=replace(one.sender, ean_identifier=builders.MICROBIOLOGY_GLN))
        other = replace(other, letter=replace(one.letter, identifier="TKB0000009"))
        return file(builders.emessage(one, other))

    @pytest.mark.parametrize("name", ["new/", "new", "deep/new/"])
    def test_a_folder_that_is_not_there_is_made(
        self, labsvar: Labsvar, alike: Path, tmp_path: Path, name: str
    ) -> None:
        out = f"{tmp_path}/{name}"
        ran = labsvar("convert", "--to", "edifact", "--out", out, alike)
        assert ran.code == 0, ran.err
        assert sorted(each.name for each in Path(out).iterdir()) == ["letter-1.edi", "letter-2.edi"]

    def test_what_goes_in_one_file_goes_in_a_folder_only_when_its_name_says_so(
        self, labsvar: Labsvar, good: Path, tmp_path: Path
    ) -> None:
        assert labsvar("convert", "--to", "edifact", "--out", f"{tmp_path}/one", good).code == 0
        assert (tmp_path / "one").is_file()
        assert labsvar("convert", "--to", "edifact", "--out", f"{tmp_path}/folder/", good).code == 0
        assert [each.name for each in (tmp_path / "folder").iterdir()] == ["letter.edi"]

    def test_a_file_is_not_taken_for_a_folder(self, labsvar: Labsvar, alike: Path, tmp_path: Path) -> None:
        """What has the ending of a file is one, and one that is there stays as it is."""
        ran = labsvar("convert", "--to", "edifact", "--out", tmp_path / "out.edi", alike)
        assert ran.code == 1
        assert not (tmp_path / "out.edi").exists()
        (tmp_path / "there").write_text("kept")
        for name in ("there", "there/"):
            assert labsvar("convert", "--to", "edifact", "--out", f"{tmp_path}/{name}", alike).code in (1, 73)
        assert (tmp_path / "there").read_text() == "kept"

    def test_a_letter_that_cannot_go_at_all_makes_no_folder(
        self, labsvar: Labsvar, mixed: Path, tmp_path: Path
    ) -> None:
        assert labsvar("convert", "--to", "edifact", "--out", tmp_path / "new", mixed).code == 1
        assert labsvar("convert", "--to", "XR9999", "--out", tmp_path / "new", mixed).code == 64
        assert not (tmp_path / "new").exists()


class TestConvert:
    def test_to_its_own_kind_the_file_means_what_it_meant(
        self, labsvar: Labsvar, good: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "out.xml"
        ran = labsvar("convert", "--to", "xrpt01", good, "-o", out)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert xml.canonical(out.read_bytes()) == xml.canonical(good.read_bytes())
        assert not list(tmp_path.glob("*.part"))

    def test_without_a_file_to_write_the_letter_goes_to_standard_output(
        self, labsvar: Labsvar, good: Path
    ) -> None:
        ran = labsvar("convert", "--to", "XR0130K", "--accept-losses", good)
        assert ran.code == 0
        assert xml.read(ran.out.encode()).errors == ()
        assert [line.split()[0] for line in ran.err.splitlines()] == ["changed", "changed", "lost", "lost"]

    def test_what_is_missing_is_refused_with_the_option_that_gives_it(
        self, labsvar: Labsvar, good: Path, tmp_path: Path
    ) -> None:
        older = tmp_path / "older.xml"
        labsvar("convert", "--to", "XR0130K", "--accept-losses", good, "-o", older)
        ran = labsvar("convert", "--to", "XR0131K", older)
        assert ran.code == 1
        assert ran.out == ""
        assert "--from-lab KBA" in ran.err
        assert "--report-status komplet_svar" in ran.err
        back = ("--from-lab", "TKB", "--report-status", "komplet_svar")
        ran = labsvar("convert", "--to", "XR0131K", *back, older)
        assert ran.code == 0
        assert xml.canonical(ran.out.encode()) == xml.canonical(good.read_bytes())

    def test_a_refusal_of_consent_is_never_lost(self, labsvar: Labsvar, file: MakeFile) -> None:
        path = file(builders.emessage(builders.laboratory_report(patient=builders.patient(given=False))))
        ran = labsvar("convert", "--to", "XR0130K", "--accept-losses", path)
        assert ran.code == 1
        assert ran.out == ""
        assert "consent" in ran.err

    def test_a_file_with_errors_is_refused_with_its_findings(self, labsvar: Labsvar, bad: Path) -> None:
        ran = labsvar("convert", "--to", "xrpt01", bad)
        assert ran.code == 1
        assert "ReportStatusCode" in ran.err

    def test_a_file_that_cannot_be_read_is_2(self, labsvar: Labsvar, file: MakeFile, tmp_path: Path) -> None:
        assert labsvar("convert", "--to", "xrpt01", file(b"no xml")).code == 2
        ran = labsvar("convert", "--to", "xrpt01", tmp_path / "nothing.xml")
        assert ran.code == 2
        assert "There is no such file." in ran.err

    @pytest.mark.parametrize("target", ["XR9999Z", "rpt99"])
    def test_an_unknown_target_is_a_wrong_command_line(
        self, labsvar: Labsvar, good: Path, target: str
    ) -> None:
        ran = labsvar("convert", "--to", target, good)
        assert ran.code == 64
        assert "XR0131K" in ran.err

    def test_any_encoding_of_the_standards_may_be_written_and_no_other(
        self, labsvar: Labsvar, good: Path
    ) -> None:
        for encoding in ("ISO-8859-1", "windows-1252", "US-ASCII"):
            out = good.with_suffix(".out")
            assert labsvar("convert", "--to", "xrpt01", "--encoding", encoding, good, "-o", out).code == 0
            assert xml.canonical(out.read_bytes()) == xml.canonical(good.read_bytes())
        ran = labsvar("convert", "--to", "xrpt01", "--encoding", "EBCDIC", good)
        assert ran.code == 1
        assert "EBCDIC" in ran.err

    def test_what_cannot_be_written_is_73(self, labsvar: Labsvar, good: Path, tmp_path: Path) -> None:
        ran = labsvar("convert", "--to", "xrpt01", good, "-o", tmp_path / "no" / "such" / "folder.xml")
        assert ran.code == 73
        assert "Traceback" not in ran.err

    def test_every_option_a_conversion_knows_may_be_given(self, labsvar: Labsvar) -> None:
        shown = labsvar("convert", "--help").out
        assert {name for name in OPTION_NAMES if f"--{name}" not in shown} == set()

    def test_the_list_is_in_danish_in_a_danish_locale(self, labsvar: Labsvar, good: Path) -> None:
        ran = labsvar("convert", "--to", "XR0130K", good, locale="da_DK.UTF-8")
        assert "afvist" in ran.err
        assert "giv --accept-losses" in ran.err


class TestShow:
    def test_a_clinician_reads_values_as_they_were_sent(self, labsvar: Labsvar, good: Path) -> None:
        ran = labsvar("show", good)
        assert ran.code == 0
        for part in (
            "NPU19748",
            "12",
            "mg/L",
            "4.0",
            "3.5 – 4.6",
            "High",
            "Testsygehuset",
            "2512489996",
            "TKB",
        ):
            assert part in ran.out

    def test_a_citizen_reads_the_same_values_in_plain_words(self, labsvar: Labsvar, good: Path) -> None:
        """The numbers of the mail are left out; nothing medical is."""
        ran = labsvar("show", good, "--view", "citizen", locale="da_DK")
        for part in ("C-reaktivt protein", "12", "mg/L", "3.5 – 4.6", "over det normale"):
            assert part in ran.out
        for part in ("NPU19748", builders.LABORATORY_GLN, "(TKB)"):
            assert part not in ran.out

    @pytest.mark.parametrize("view", ["clinician", "citizen"])
    def test_remarks_marks_references_and_waiting_results_are_shown_to_both(
        self, labsvar: Labsvar, file: MakeFile, view: str
    ) -> None:
        remarks = (
            xrpt01.ResultComments(
                content=("Prøven var ", text.Bold(content=("gammel",)), text.BREAK, "Ny ønskes")
            ),
        )
        references = (
            common.Reference(ref_description="Vejledning", url="urn:labsvar:vejledning"),
            common.Reference(ref_description="Bilag", supplementary=True),
        )
        results = (
            builders.result(
                remarks=remarks, references=references, result_validation="unormal", to_lab_identifier="TKX"
            ),
            builders.result("NPU03230", "*****", None, status="proeve_modtaget", result_type="alfanumerisk"),
            builders.result("NPU03429", "9", "mmol/L", operator="mindre_end", result_validation="for_lav"),
        )
        comments = ("Haster", text.BREAK)
        path = file(builders.emessage(builders.laboratory_report(results=results, comments=comments)))
        ran = labsvar("show", path, "--view", view)
        for part in (
            "Prøven var gammel",
            "Ny ønskes",
            "Vejledning",
            "urn:labsvar:vejledning",
            "Bilag",
            "< 9",
            "Haster",
        ):
            assert part in ran.out
        assert "sample" in ran.out.lower(), "what ***** means is said in words"

    def test_a_culture_is_shown_with_its_table(self, labsvar: Labsvar, file: MakeFile) -> None:
        ran = labsvar("show", file(builders.emessage(builders.microbiology_report())))
        for part in (
            "Escherichia coli",
            "100.000 kolonier pr. ml.",
            "Ampicillin",
            "Nitrofurantoin",
            "S=Følsom",
            "990000000000001",
        ):
            assert part in ran.out

    def test_everything_a_microbiology_report_may_hold_is_shown(
        self, labsvar: Labsvar, file: MakeFile
    ) -> None:
        ran = labsvar("show", file(builders.emessage(rich_report())))
        for part in RICH_WORDS:
            assert part in ran.out, part

    def test_a_receipt_is_shown_element_by_element(self, labsvar: Labsvar, file: MakeFile) -> None:
        path = file(receipt())
        ran = labsvar("show", path)
        assert "NegativeReceipt" in ran.out
        assert "Der mangler noget." in ran.out
        assert "syntaksfejl" in labsvar("show", path, "--html").out

    def test_several_letters_are_shown_one_below_the_other(self, labsvar: Labsvar, file: MakeFile) -> None:
        ran = labsvar(
            "show", file(builders.emessage(builders.laboratory_report(), builders.microbiology_report()))
        )
        assert ran.out.index("C-reaktivt") < ran.out.index("────") < ran.out.index("Escherichia")

    @pytest.mark.parametrize(
        ("language", "word"), [("da", "Referenceinterval"), ("en", "Reference interval")]
    )
    def test_as_html_the_page_is_whole_and_escaped(
        self, labsvar: Labsvar, file: MakeFile, language: str, word: str
    ) -> None:
        name = "<script>alert(1)</script>"
        letter = builders.laboratory_report(results=(builders.result(short_name=name, value="<3>"),))
        ran = labsvar("show", file(builders.emessage(letter)), "--html", "--language", language)
        assert ran.out.startswith("<!DOCTYPE html>")
        assert f'<html lang="{language}">' in ran.out
        assert word in ran.out
        assert "&lt;3&gt;" in ran.out
        assert "<script" not in ran.out
        assert "src=" not in ran.out, "the page needs nothing but itself"

    def test_a_file_with_errors_is_not_shown(self, labsvar: Labsvar, bad: Path) -> None:
        ran = labsvar("show", bad)
        assert ran.code == 1
        assert ran.out == ""


RICH_WORDS = (
    "Mikroskopi",
    "Få epitelceller",
    "Leukocytter",
    "Mange",
    "Undersøgelsen er gentaget",
    "Fra venstre",
    "Testantistof IgM",
    "0.6 index",
    "Vurdering",
    "Kommentar til fundet",
    "ESBL",
    "E-test",
    "Hele svaret",
    "Obs. urinvejsinfektion",
    "X",
)


def rich_report() -> xrpt05.MicrobiologyWebReport:
    """A report with every kind of finding, and a table entry that points outside its table."""
    coded = builders.coded
    culture = builders.culture()
    pattern = cast("xrpt05.Pattern", culture.pattern)
    antibiotics = (
        replace(pattern.antibiotics[0], susceptibility_method=coded("E-test")),
        *pattern.antibiotics[1:],
    )
    outside = xrpt05.PatternEntry(ref_microorganism=9, ref_antibiotic=1, susceptibility="X")
    pattern = replace(pattern, antibiotics=antibiotics, pattern_entries=(*pattern.pattern_entries, outside))
    organism = replace(culture.microorganisms[0], species_comments=(coded("ESBL"),))
    finding = builders.measured()
    finding = replace(finding, findings=replace(finding.findings, comments=(coded("Kommentar til fundet"),)))
    examination = replace(
        builders.examination(), summary="Undersøgelsen er gentaget", supplementary_location="Fra venstre"
    )
    details = xrpt05.Details(identification=coded("Leukocytter"), value=coded("Mange"))
    grouping = xrpt05.Grouping(
        headline=coded("Celler"),
        microscopic_types=(xrpt05.MicroscopicType(type="celler", details=(details,)),),
    )
    investigation = xrpt05.Investigation(
        examination=examination,
        quantitative_findings=xrpt05.QuantitativeFindings(
            interpretation=coded("Vurdering"), analysis_findings=(finding,)
        ),
        culture_findings=replace(culture, microorganisms=(organism,), pattern=pattern),
        microscopic_findings=xrpt05.MicroscopicFindings(
            headline="Mikroskopi", comments=coded("Få epitelceller").text, groupings=(grouping,)
        ),
    )
    report = builders.microbiology_report(investigations=(investigation,))
    return replace(
        report, laboratory_results=replace(report.laboratory_results, comments=(coded("Hele svaret"),))
    )


class TestVersions:
    def test_every_version_stands_with_its_tests(self, labsvar: Labsvar) -> None:
        lines = labsvar("versions").out.splitlines()
        assert lines[0].split() == ["Kind", "Version", "Form", "read", "write", "check", "show", "convert"]
        assert [line.split()[1] for line in lines[1:4]] == ["XR0131K", "R0131K", "XR0130K"]

    def test_as_json_there_is_one_object_to_a_line(self, labsvar: Labsvar) -> None:
        first = json.loads(labsvar("versions", "--json").out.splitlines()[0])
        assert (first["kind"], first["version"], first["form"]) == ("XRPT01", "XR0131K", "XML")
        assert set(first["tests"]) == {"read", "write", "check", "show", "convert"}
