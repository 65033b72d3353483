"""What the reader says about a letter that breaks the standard: the rule, the line, the path.

Each case changes one thing in a valid letter written with an element to a line; the change stands on
the line that the finding has to name.
"""

from __future__ import annotations

import pytest

from labsvar.findings import Finding
from labsvar.formats.xml import Limits, read, write
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.common import Reference
from labsvar.letters.receipts import AcceptedEmessage, Mailbox, PositiveReceipt, ReceiptLetter
from labsvar.letters.release import RELEASE_2005
from labsvar.letters.text import BREAK, Bold
from labsvar.letters.xrpt01 import ResultComments
from tests.builders import emessage, laboratory_report, microbiology_report, result

LETTER = "/Emessage/LaboratoryReport"
RESULT = f"{LETTER}/LaboratoryResults/Result"
OTHER_NUMBER = "<AlternativeIdentifier>2512481XX6</AlternativeIdentifier>"
REPORT = "/Emessage/MicrobiologyWebReport"


def laboratory() -> str:
    commented = result(
        remarks=(ResultComments(("Se ", Bold(("dette",)), BREAK)),),
        references=(Reference(ref_description="Billede", supplementary=True),),
    )
    return _written(laboratory_report(results=(result(), result("NPU03230"), commented)))


def microbiology() -> str:
    return _written(microbiology_report())


def receipt(*, wanted: bool = False) -> str:
    mailbox = Mailbox(ean_identifier="5790000000012")
    original = AcceptedEmessage(
        original_envelope_identifier="K1", original_sender=mailbox, original_receiver=mailbox
    )
    head = ReceiptLetter(identifier="R1", version_code="XC0330Q", statistical_code="XCTL03")
    letter = PositiveReceipt(letter=head, sender=mailbox, receiver=mailbox, original_emessage=original)
    data = write(emessage(letter, namespace=RELEASE_2005.namespace, receipt_wanted=False), indent=True)
    return data.decode().replace("minus", "plus" if wanted else "minus")


def _written(letter: AnyLetter) -> str:
    return write(emessage(letter), indent=True).decode()


def changed(text: str, old: str, new: str, *, nth: int = 1) -> tuple[str, int]:
    """The text with one piece changed, and the line of the change."""
    place = -1
    for _ in range(nth):
        place = text.index(old, place + 1)
    return text[:place] + new + text[place + len(old) :], text.count("\n", 0, place) + 1


def findings(text: str) -> tuple[Finding, ...]:
    return read(text.encode()).all_findings


CASES = [
    # the tree
    ("<Value>12</Value>\n", "", 1, "standard.missing", f"{RESULT}[1]"),
    ("<Unit>", "<Nonsense/><Unit>", 2, "standard.unexpected", f"{RESULT}[2]/Nonsense"),
    ("<ResultType>numerisk</ResultType>", "", 1, "standard.missing", f"{RESULT}[1]"),
    ("<Unit>mg/L</Unit>", "<Unit>mg/L</Unit><Unit>g/L</Unit>", 1, "standard.too-many", f"{RESULT}[1]/Unit[2]"),
    ("<Value>12</Value>", "<Operator>mindre_end</Operator><Value>12</Value><Operator>mindre_end</Operator>", 1,
     "standard.order", f"{RESULT}[1]/Operator[2]"),
    ("<CivilRegistrationNumber>2512489996</CivilRegistrationNumber>", "", 1, "standard.choice-none",
     f"{LETTER}/Patient"),
    ("</CivilRegistrationNumber>", f"</CivilRegistrationNumber>{OTHER_NUMBER}", 1, "standard.choice-both",
     f"{LETTER}/Patient"),
    ("<SUP>true</SUP>", "", 1, "standard.choice-none", f"{RESULT}[3]/Reference"),
    ("<Patient>", "<Patient>x", 1, "standard.text", f"{LETTER}/Patient"),
    ("</DepartmentName>", "</DepartmentName>x", 1, "standard.text", f"{LETTER}/Sender"),
    ("<Break/>", "<Break> </Break>", 1, "standard.not-empty",
     f"{RESULT}[1]/Analysis/AnalysisCompleteName/Break"),
    ("<Break/>", "<Bold>x</Bold>", 1, "standard.unexpected", f"{RESULT}[1]/Analysis/AnalysisCompleteName/Bold"),
    ("<Bold>dette</Bold>", "<Bold><Italic>x</Italic></Bold>", 1, "standard.unexpected",
     f"{RESULT}[3]/ResultComments/Bold/Italic"),
    ("<Value>12</Value>", "<Value><Break/></Value>", 2, "standard.unexpected", f"{RESULT}[2]/Value/Break"),
    ("<Patient>", '<Patient a="1">', 1, "standard.attribute", f"{LETTER}/Patient"),
    ("<Value>", '<Value xml:lang="da">', 1, "standard.attribute", f"{RESULT}[1]/Value"),
    ("<Unit>mg/L</Unit>", '<Unit xmlns="urn:x">mg/L</Unit>', 1, "standard.namespace", f"{RESULT}[1]/Unit"),
    # the values
    ("<Unit>mg/L</Unit>", "<Unit></Unit>", 1, "standard.empty", f"{RESULT}[1]/Unit"),
    ("<Unit>mg/L</Unit>", "<Unit>0123456789abcdefg</Unit>", 1, "standard.too-long", f"{RESULT}[1]/Unit"),
    ("2512489996", "25124899961", 1, "standard.pattern", f"{LETTER}/Patient/CivilRegistrationNumber"),
    ("CivilRegistrationNumber>2512489996</CivilRegistrationNumber", "AlternativeIdentifier>1</AlternativeIdentifier",
     1, "standard.too-short", f"{LETTER}/Patient/AlternativeIdentifier"),
    ("numerisk", "Numerisk", 1, "standard.code", f"{RESULT}[1]/ResultType"),
    ("<Date>2026-03-04</Date>", "<Date>2026-02-29</Date>", 1, "standard.date", "/Emessage/Envelope/Sent/Date"),
    ("<Time>08:15</Time>", "<Time>24:00</Time>", 1, "standard.pattern",
     f"{LETTER}/RequisitionInformation/Sample/SamplingDateTime/Time"),
    ("<SUP>true</SUP>", "<SUP>1</SUP>", 1, "standard.only-true", f"{RESULT}[3]/Reference/SUP"),
    ("XR0131K", "XR0130K", 1, "standard.version-code", f"{LETTER}/Letter/VersionCode"),
    ("<TypeCode>XRPT01", "<TypeCode>XRPT02", 1, "standard.fixed", f"{LETTER}/Letter/TypeCode"),
    # the envelope
    ("<AcknowledgementCode>", "<Local_Elements/><AcknowledgementCode>", 1, "standard.local-elements",
     "/Emessage/Envelope/Local_Elements"),
    ("pluspositivkvitt", "ja", 1, "standard.code", "/Emessage/Envelope/AcknowledgementCode"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "nth", "rule", "path"), CASES, ids=lambda value: str(value)[:40])
def test_a_fault_is_named_by_its_rule_with_its_line_and_path(
    old: str, new: str, nth: int, rule: str, path: str
) -> None:
    text, line = changed(laboratory(), old, new, nth=nth)
    first = findings(text)[0]
    assert (first.rule, first.path) == (rule, path)
    if rule not in {"standard.missing", "standard.choice-none", "standard.choice-both"}:
        assert first.line == line
    else:
        assert first.line is not None
        assert first.line <= line
    assert first.severity == "error"


def test_what_stands_within_one_kind_of_element_is_named_there_only() -> None:
    """A missing element is named at its parent; the parent's own line is the line of its start tag."""
    text, _ = changed(laboratory(), "<IdentifierCode>TKB</IdentifierCode>", "", nth=2)
    (found,) = findings(text)
    assert found.path == f"{RESULT}[2]/ProducerOfLabResult"
    assert text.splitlines()[found.line - 1].strip() == "<ProducerOfLabResult>"  # type: ignore[operator]  # it has a line


def test_all_faults_are_found_and_not_just_the_first() -> None:
    text, _ = changed(laboratory(), "<Unit>mg/L</Unit>", "<Unit></Unit>")
    text, _ = changed(text, "<Value>12</Value>", "<Value>0123456789abc</Value>", nth=2)
    text, _ = changed(text, "<Patient>", '<Patient a="1">')
    text, _ = changed(text, "<SUP>true</SUP>", "<SUP>no</SUP>")
    assert [found.rule for found in findings(text)] == [
        "standard.attribute",
        "standard.empty",
        "standard.too-long",
        "standard.only-true",
    ]


@pytest.mark.parametrize("secret", ["Berggren", "2512489996", "hemmeligt", "NPU19748"])
def test_no_finding_holds_a_value_of_the_letter(secret: str) -> None:
    text = laboratory()
    for old in ("<PersonSurnameName>", "<Value>", "<AnalysisCode>", "<ResultStatusCode>"):
        text = text.replace(
            old, f"{old}hemmeligt hemmeligt hemmeligt hemmeligt hemmeligt hemmeligt hemmeligt "
        )
    text = text.replace("2512489996", "2512489996x").replace("<Given>", "<Given>hemmeligt")
    found = findings(text)
    assert found
    assert not [one for one in found if secret in f"{one.da}{one.en}{one.todo_da}{one.todo_en}{one.path}"]


def test_the_allowed_codes_are_named_and_the_one_found_is_not() -> None:
    text, _ = changed(laboratory(), "<ResultType>numerisk", "<ResultType>tal")
    (found,) = findings(text)
    assert "numerisk, alfanumerisk" in found.en
    assert "tal" not in found.en


def test_texts_of_a_long_code_list_name_some_codes_and_how_many_there_are() -> None:
    text, _ = changed(laboratory(), "klin_biokemi", "nonsens")
    assert findings(text)[0].en.endswith("(95).")


def test_a_code_of_another_release_is_refused() -> None:
    text, _ = changed(laboratory(), "<IdentifierCode>ydernummer", "<IdentifierCode>amt")
    assert [found.rule for found in findings(text)] == ["standard.code"]


def test_a_limit_without_its_type_of_interval_is_told_what_it_lacks() -> None:
    text = laboratory()
    text, _ = changed(
        text, "<ResultType>", "<ReferenceInterval><LowerLimit>1</LowerLimit></ReferenceInterval><ResultType>"
    )
    (found,) = findings(text)
    assert (found.rule, found.path) == ("standard.missing", f"{RESULT}[1]/ReferenceInterval")
    assert "TypeOfInterval" in found.en


def test_more_remarks_than_there_may_be_are_counted_from_the_first_too_many() -> None:
    remark = "<ResultComments>x</ResultComments>"
    text, _ = changed(laboratory(), "</Unit>\n", "</Unit>" + remark * 20 + "\n", nth=1)
    assert findings(text) == ()
    text, _ = changed(laboratory(), "</Unit>\n", "</Unit>" + remark * 21 + "\n", nth=1)
    assert [(found.rule, found.path) for found in findings(text)] == [
        ("standard.too-many", f"{RESULT}[1]/ResultComments[21]")
    ]


def test_elements_that_changed_places_are_told_once_each() -> None:
    text = laboratory().replace("<Unit>mg/L</Unit>", "").replace("<Value>", "<Unit>mg/L</Unit><Value>")
    assert [found.rule for found in findings(text)] == ["standard.order"] * 3


def test_a_microbiology_report_is_judged_as_deeply() -> None:
    text, line = changed(microbiology(), "<RefAntibiotic>2<", "<RefAntibiotic>81<")
    (found,) = findings(text)
    assert (found.rule, found.line) == ("standard.number", line)
    pattern = f"{REPORT}/LaboratoryResults/Investigation/CultureFindings/Pattern"
    assert found.path == f"{pattern}/PatternEntry[2]/RefAntibiotic"
    assert "from 1 to 80" in found.en


def test_numbers_dates_and_truths_may_be_written_in_every_way_the_schema_allows() -> None:
    text = microbiology().replace("<RefAntibiotic>2<", "<RefAntibiotic> +02 <")
    text = text.replace("<Date>2026-03-02<", "<Date>\n2026-03-02Z <")
    text = text.replace("</PersonGivenName>", "</PersonGivenName><Consent><Given> 0 </Given></Consent>")
    found = read(text.encode())
    assert found.all_findings == ()
    letter = found.letters[0].letter
    assert letter is not None
    assert letter.patient.consent.given is False  # type: ignore[union-attr]  # a laboratory report
    assert letter.requisition_information.sample.sampling_date_time.date == "2026-03-02Z"  # type: ignore[union-attr]  # a laboratory report


def test_places_of_schemas_and_types_that_say_nothing_new_are_allowed() -> None:
    namespaces = (
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    )
    text = laboratory().replace("<Emessage ", f'<Emessage {namespaces} xsi:schemaLocation="a b" ')
    assert findings(text) == ()
    assert findings(text.replace("<Date>", '<Date xsi:type="xs:date">')) == ()
    (wrong,) = findings(text.replace("<Sent>", '<Sent xsi:nil="false">'))
    assert (wrong.rule, wrong.path) == ("standard.attribute", "/Emessage/Envelope/Sent")


def test_a_prefix_changes_nothing() -> None:
    text = laboratory().replace("</", "</m:").replace("<m:", "<m:").replace("xmlns=", "xmlns:m=")
    start = text.index("<Emessage")
    text = text[:start] + text[start:].replace("<", "<m:").replace("<m:/m:", "</m:")
    found = read(text.encode())
    assert found.all_findings == ()
    assert found.letters[0].letter == read(laboratory().encode()).letters[0].letter
    assert read(found.letters[0].raw).letters[0].letter == found.letters[0].letter


def test_a_receipt_may_not_ask_for_a_receipt() -> None:
    assert findings(receipt()) == ()
    (found,) = findings(receipt(wanted=True))
    assert (found.rule, found.path) == (
        "standard.receipt-for-receipt",
        "/Emessage/Envelope/AcknowledgementCode",
    )


def test_an_empty_fixed_element_has_its_fixed_value() -> None:
    text, _ = changed(laboratory(), "<TypeCode>XRPT01</TypeCode>", "<TypeCode/>")
    text, _ = changed(text, "<VersionCode>XR0131K</VersionCode>", "<VersionCode></VersionCode>")
    found = read(text.encode())
    assert found.all_findings == ()
    assert found.letters[0].letter == read(laboratory().encode()).letters[0].letter


def test_after_so_many_findings_about_a_letter_one_more_says_that_there_are_others() -> None:
    text = laboratory().replace("<Unit>mg/L</Unit>", "<a/>" * 50)
    found = read(text.encode(), limits=Limits(max_findings_per_letter=10)).letters[0].findings
    assert [one.rule for one in found] == ["standard.unexpected"] * 10 + ["form.more-findings"]
    assert found[-1].severity == "note"


def test_text_after_an_element_with_children_is_found_near_its_end() -> None:
    text, line = changed(laboratory(), "</Result>", "</Result>x", nth=2)
    (found,) = findings(text)
    assert (found.rule, found.path) == ("standard.text", f"{LETTER}/LaboratoryResults")
    assert found.line is not None
    assert line - 2 <= found.line <= line
