"""The words that tables of segments are written in, and what tables say that no element does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest
from msgspec.structs import replace

from labsvar import formats
from labsvar.formats import edifact, xml
from labsvar.formats.edifact import reader
from labsvar.formats.edifact.compile import Compiler
from labsvar.formats.edifact.fast import compiler_of
from labsvar.formats.edifact.generate import program
from labsvar.letters import common, receipts, xrpt01
from labsvar.letters.catalogue import Emessage
from labsvar.letters.release import RELEASE_2005, RELEASE_2007
from labsvar.letters.segments import SEGMENTS_BY_CODE
from labsvar.letters.segments.model import (
    Either,
    FreeText,
    Group,
    Remarks,
    Segment,
    Special,
    Table,
    inside,
)
from labsvar.letters.segments.rpt01 import R0131K
from labsvar.letters.text import BREAK
from labsvar.letters.version import Children
from labsvar.letters.xrpt01 import XR0131K, LaboratoryReport
from tests.builders import emessage, laboratory_report, two_results


def tied(*rows: Any, **others: Any) -> None:
    """Ties a table of these rows to R0131K's letter."""
    made = tuple(Segment(row) if isinstance(row, str) else row for row in rows)
    table = Table(code="TEST", version=XR0131K, message="MEDRPT", agency="UN", rows=made, **others)
    compiler = Compiler(table)
    compiler.rows(table.rows, compiler.root)


@pytest.mark.parametrize(
    "row",
    [
        Segment("RFF+SRI:{Nonsense}"),
        Segment("RFF+SRI:{Letter/Identifier/More}"),
        Segment("RFF+SRI:{Letter}"),
        Segment("RND+{LaboratoryResults/Result/ReferenceInterval/limits}"),
        Segment("RND+{nonsense/LowerLimit}"),
        FreeText("FTX+SPC+P00", "Letter/Identifier"),
        FreeText("FTX+SPC+P00", "RequisitionInformation/Comments", joined=True),
        Remarks({"RIT": "ResultTextValue"}),
        Group("GIS+N", at="Letter/Identifier"),
        Group(FreeText("FTX+SPC+P00", "RequisitionInformation/Comments")),
    ],
)
def test_a_row_that_does_not_fit_the_declaration_is_an_error_when_it_is_tied(row: Any) -> None:
    """A table that names what is not there never comes as far as a message."""
    with pytest.raises(ValueError, match=r"\w"):
        tied(row)


def test_an_unknown_codec_and_an_unknown_implied_value_are_errors() -> None:
    with pytest.raises(KeyError):
        tied("RFF+SRI:{Letter/Identifier|nonsense}")
    with pytest.raises(KeyError):
        tied("RFF+SRI:{=nonsense}")


def test_a_patch_that_matches_no_row_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"XYZ\+1"):
        R0131K.older("TEST", XR0131K, without=("XYZ+1",))


def test_rows_of_every_kind_have_a_name_for_patches() -> None:
    def nothing(*_: Any) -> None:
        """A codec that does nothing."""

    rows = (
        Either((Segment("AAA+1"), Segment("AAA+2"))),
        FreeText("FTX+SPC+P00", "RequisitionInformation/Comments"),
        Special(starts=(("BBB+1", "CCC+2"),), read=nothing, write=nothing),
        Group("DDD+1", "EEE+2", at="Sender"),
    )
    whole = Table(code="A", version=XR0131K, message="MEDRPT", agency="UN", rows=rows)
    less = whole.older("B", XR0131K, without=("AAA+1", "FTX+SPC+P00", "BBB+1 CCC+2", "EEE+2"))
    assert less.rows == (Group("DDD+1", at="Sender"),)
    assert whole.older("B", XR0131K, without=("DDD+1 Sender",)).rows == rows[:3]


def test_the_declaration_of_an_element_is_found_by_its_names() -> None:
    content = XR0131K.tree.content
    assert isinstance(content, Children)
    limits = inside(content, "LaboratoryResults/Result/ReferenceInterval/limits")
    assert limits.struct.__name__ == "Limits"
    with pytest.raises(ValueError, match="Nonsense"):
        inside(content, "LaboratoryResults/Nonsense")


# The status of a whole report in R0130K, which XR0130K does not state.


def older(*statuses: str) -> LaboratoryReport:
    """An XR0130K letter whose results have these statuses."""
    one = two_results()[0]
    results = tuple(
        replace(one, result_status_code=status, value="*****" if status == "proeve_modtaget" else "1")
        for status in statuses
    )
    letter = laboratory_report(results=results, report_status=None)
    return replace(
        letter,
        letter=replace(letter.letter, version_code="XR0130K"),
        sender=replace(letter.sender, from_lab_identifier=None),
    )


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (("svar_endeligt", "svar_rettet"), b"K"),
        (("svar_endeligt", "svar_midlertidigt"), b"D"),
        (("proeve_modtaget", "svar_endeligt"), b"D"),
        (("proeve_modtaget", "proeve_modtaget"), b"M"),
    ],
)
def test_the_report_status_of_r0130k_follows_from_the_results(statuses: tuple[str, ...], code: bytes) -> None:
    """It is told as assumed when written; when read it is compared, and another one is told as lost."""
    written = edifact.write(emessage(older(*statuses), namespace=RELEASE_2007.namespace))
    assert b"STS++" + code + b"'DTM+ISR" in written.data
    assert [one.kind for one in written.changes] == ["assumed"]
    assert formats.read(written.data).letters[0].changes == ()
    other = b"D" if code == b"K" else b"K"
    found = formats.read(written.data.replace(b"STS++" + code + b"'DTM", b"STS++" + other + b"'DTM"))
    assert found.all_findings == ()
    assert [(one.kind, one.path) for one in found.letters[0].changes] == [
        ("lost", "UNH[1]/S02[1]/STS[1]+2.1")
    ]


# Receipts.


def receipt(*versions: str, **fields: Any) -> Emessage:
    """A negative receipt for letters of these versions."""
    letters = tuple(
        receipts.RefusedLetter(
            original_letter_identifier=f"L{number}", original_version_code=version, **fields
        )
        for number, version in enumerate(versions)
    )
    letter = receipts.NegativeReceipt(
        letter=receipts.ReceiptLetter(identifier="Q1", version_code="XC0230Q", statistical_code="XCTL02"),
        sender=receipts.Mailbox(ean_identifier="5790000000029"),
        receiver=receipts.Mailbox(ean_identifier="5790000000012"),
        original_emessage=receipts.RefusedEmessage(
            original_envelope_identifier="K1",
            original_sender=receipts.Mailbox(ean_identifier="5790000000012"),
            original_receiver=receipts.Mailbox(ean_identifier="5790000000029"),
            original_letters=letters,
        ),
    )
    return emessage(letter, namespace=RELEASE_2005.namespace, receipt_wanted=False)


@pytest.mark.parametrize(
    ("version", "segment"),
    [
        ("R0131K", b"UCM+L0+MEDRPT:D:93A:UN:R0131K+4'"),
        ("Q0131K", b"UCM+L0+MEDREQ:D:93A:UN:Q0131K+4'"),
        ("XR0131K", b"UCM+L0+XMEDRPT:D:93A:UN:XR0131K+4'"),
        ("Z1", b"UCM+L0+:D:93A:UN:Z1+4'"),
    ],
)
def test_a_receipt_names_the_type_of_the_letter_by_its_version(version: str, segment: bytes) -> None:
    """That of an XML letter has an X before it; of a version nobody knows there is none."""
    whole = receipt(version)
    written = edifact.write(whole)
    assert segment in written.data
    assert written.changes == ()
    assert formats.read(written.data).letters[0].letter == whole.letters[0]


def test_a_type_that_does_not_go_with_its_version_is_told_as_lost() -> None:
    data = edifact.write(receipt("R0131K")).data
    found = formats.read(data.replace(b"MEDRPT", b"MEDPRE"))
    assert found.all_findings == ()
    assert [(one.kind, one.path) for one in found.letters[0].changes] == [("lost", "UNH[1]/UCM[1]+2.1")]


def test_reasons_stand_behind_what_they_are_about() -> None:
    """A text of more than five lines takes segments of the same code, and a code needs no text."""
    text = tuple(part for line in range(7) for part in (f"linje {line}", BREAK))
    whole = receipt("R0131K", "R0130K", refuse_code="syntaksfejl", refuse_text=text)
    written = edifact.write(whole)
    assert written.data.count(b"FTX+SYN+P00++") == 4
    assert formats.read(written.data).letters == edifact.read(written.data).letters
    assert formats.read(written.data).letters[0].letter == whole.letters[0]
    alone = receipt("R0131K", refuse_code="syntaksfejl")
    assert b"FTX+SYN+P00'" in edifact.write(alone).data
    assert formats.read(edifact.write(alone).data).letters[0].letter == alone.letters[0]


def test_a_receipt_says_nothing_about_receipts() -> None:
    """UNB's ninth element is left out, and a receipt that asks for one is refused."""
    data = edifact.write(receipt("R0131K")).data
    assert b"+K0000001'UNH" in data
    asking = formats.read(data.replace(b"+K0000001'UNH", b"+K0000001++++1'UNH"))
    assert [one.rule for one in asking.all_findings] == ["standard.receipt-for-receipt"]


# The dispatcher.


def test_a_file_is_read_as_what_it_is() -> None:
    """XML as XML, EDIFACT as EDIFACT; what is neither is told that it is no XML."""
    whole = emessage()
    forms: Mapping[str, bytes] = {"xml": xml.write(whole), "edifact": edifact.write(whole).data}
    for form, data in forms.items():
        found = formats.read(data)
        assert found.format == form
        assert [item.letter for item in found.letters] == list(whole.letters)
    assert formats.read(b"x").all_findings[0].rule == "form.not-xml"


def test_every_table_is_found_by_its_code_and_by_the_version_it_equals() -> None:
    for code, table in SEGMENTS_BY_CODE.items():
        assert table.version.code == f"X{code}"


# The fast reader.


@pytest.mark.parametrize("code", ["R0131K", "R0130K", "R0130F", "C0130Q", "C0230Q", "C0330Q"])
@pytest.mark.parametrize("marked", [False, True])
def test_the_reports_that_come_in_thousands_and_the_receipts_have_a_fast_reader(
    code: str, marked: bool
) -> None:
    assert "def read(" in program(compiler_of(code), marked=marked).source


def test_an_ordinary_letter_is_read_without_the_slow_reader() -> None:
    """One or several in a file, on one line or many, with released characters, remarks and references."""
    remark = xrpt01.ResultComments(("Er det så? Ja: 'ja'", BREAK, "mere", BREAK))
    reference = common.Reference(ref_description="Vejledning", url="https://example.org/?a=b")
    first, *others = two_results()
    letter = laboratory_report(
        results=(
            replace(first, remarks=(remark,), references=(reference,), to_lab_identifier="XYZ"),
            *others,
        ),
        comments=("Prøven er taget fastende", BREAK),
    )
    for lines in (False, True):
        data = edifact.write(emessage(letter, laboratory_report(number="L2")), lines=lines).data
        with mock.patch.object(reader, "_slow_letter", side_effect=AssertionError):
            found = edifact.read(data)
        assert [item.letter for item in found.letters] == [letter, laboratory_report(number="L2")]
        assert found.letters[1].line == data[: data.index(b"UNH+L2")].count(b"\n") + 1
