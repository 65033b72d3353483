"""The form of a file: its beginning, its encoding, its Emessage, and what stands around the letters."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar.formats.xml import Limits, read, write
from labsvar.letters.release import RELEASE_2007, RELEASE_2014
from labsvar.letters.xrpt01 import XR0130K, Receiver
from tests.builders import emessage, laboratory_report, microbiology_report, patient
from tests.hostile import letter, opening

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BODY = letter().removeprefix(DECLARATION)
TYPED = read(letter()).letters[0].letter


def rules(data: bytes) -> list[tuple[str, int | None]]:
    return [(found.rule, found.line) for found in read(data).all_findings]


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf" + DECLARATION,
        b"<?xml version='1.0'?>",
        b"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n",
        b'<?xml version="1.1" encoding="Utf-8"?>',
        DECLARATION + b'<?xml-stylesheet href="view.xslt"?>\n<!-- <Envelope> & <!DOCTYPE> -->\n',
    ],
)
def test_every_usual_beginning_of_xml_is_read(beginning: bytes) -> None:
    found = read(beginning + BODY)
    assert found.all_findings == ()
    assert found.encoding == "UTF-8"
    assert [item.letter for item in found.letters] == [TYPED]
    assert read(found.letters[0].raw).letters[0].letter == TYPED


@pytest.mark.parametrize(
    ("beginning", "rule", "line"),
    [
        (b"\n" + DECLARATION, "form.not-well-formed", 1),
        (b"\n\n<!-- -- -->", "form.not-well-formed", 1),
        (b"<?xml encoding='utf-8'?>", "form.prolog", 1),
        (b"<?xml version='2.0'?>", "form.prolog", 1),
        (b"<?xml version='1.0' encoding='utf-16'?>", "form.encoding-unknown", 1),
        (b"<?xml version='1.0' encoding='latin1'?>", "form.encoding-unknown", 1),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?>", "form.encoding-wrong", 1),
        (DECLARATION + b"\n<!DOCTYPE Emessage>", "form.doctype", 3),
        (b"<!--x-->\n<?y z?>\n<!DOCTYPE Emessage SYSTEM 'x'>", "form.doctype", 3),
        (DECLARATION + b"<!ELEMENT a ANY>", "form.prolog", 2),
        (DECLARATION + b"\nx", "form.prolog", 3),
        (b"x", "form.not-xml", 1),
        (b"\x01", "form.not-xml", 1),
        (b"\xff\xfe", "form.encoding-wide", 1),
        (b"<\0", "form.encoding-wide", 1),
        (DECLARATION + b"<!-- never ended ", "form.truncated", None),
    ],
)
def test_any_other_beginning_is_refused_by_name_with_its_line(
    beginning: bytes, rule: str, line: int | None
) -> None:
    ((found, place),) = rules(beginning + BODY)
    assert found == rule
    assert line is None or place == line


def test_an_encoding_that_is_not_taken_is_named() -> None:
    (found,) = read(b"<?xml version='1.0' encoding='EBCDIC-CP-DK'?>" + BODY).findings
    assert "EBCDIC-CP-DK" in found.da


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-8", "US-ASCII"])
def test_danish_letters_are_read_in_every_encoding_taken(encoding: str) -> None:
    data = write(emessage(laboratory_report(comments=("Blåbærgrød µ €",))), encoding=encoding)
    found = read(data)
    assert found.all_findings == ()
    assert found.encoding == encoding
    assert found.letters[0].letter.requisition_information.comments == ("Blåbærgrød µ €",)  # type: ignore[union-attr]  # a laboratory report


@pytest.mark.parametrize(
    ("declared", "written", "rule"),
    [
        ("UTF-8", "æ".encode("latin-1"), "form.encoding-wrong"),
        ("US-ASCII", "æ".encode(), "form.encoding-wrong"),
        ("windows-1252", b"\x81", "form.encoding-wrong"),
        ("ISO-8859-1", "–".encode("cp1252"), "form.encoding-control"),
        ("UTF-8", b"\xed\xa0\x80", "form.encoding-wrong"),
    ],
)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Testsygehuset", b"Test\n%ssygehuset"),
        (b"</Envelope>", b"\n<!--%s--></Envelope>"),
        (b"<LaboratoryReport>", b"\n<!--%s--><LaboratoryReport>"),
        (b"<Emessage", b"\n<!--%s--><Emessage"),
    ],
    ids=["in a value", "in the envelope", "between letters", "before the root"],
)
def test_bytes_that_are_not_in_the_declared_encoding_are_refused_with_their_line(
    declared: str, written: bytes, rule: str, old: bytes, new: bytes
) -> None:
    plain = write(emessage(laboratory_report(receiver=_plain_receiver())), encoding="US-ASCII")
    data = plain.replace(b"US-ASCII", declared.encode()).replace(old, new % written, 1)
    assert rules(data) == [(rule, 3)]


def _plain_receiver() -> Receiver:
    return replace(laboratory_report().receiver, organisation_name="Testvej")


def test_a_root_that_is_no_emessage_is_refused() -> None:
    assert rules(b"<LaboratoryReport/>") == [("form.root", 1)]
    assert rules(DECLARATION + b"<html><body/></html>") == [("form.root", 2)]


@pytest.mark.parametrize("namespace", ["", "urn:x", RELEASE_2014.namespace + "x"])
def test_an_emessage_of_nobody_is_refused(namespace: str) -> None:
    data = letter().replace(RELEASE_2014.namespace.encode(), namespace.encode())
    assert rules(data) == [("form.namespace", 2)]


def test_an_emessage_of_a_release_not_read_here_can_be_answered_and_its_letters_are_refused_by_name() -> None:
    data = letter().replace(b"2014/10/08", b"2010/07/01")
    found = read(data)
    assert found.readable
    assert found.envelope == read(letter()).envelope
    ((rule, _),) = rules(data)
    assert rule == "form.release"
    assert found.letters[0].identifier == "TKB0000001"
    assert found.letters[0].version is None


def test_a_letter_of_another_kind_is_refused_by_name_beside_a_good_one() -> None:
    other = b"<DischargeLetter><Letter><Identifier>D1</Identifier></Letter></DischargeLetter>"
    found = read(letter().replace(b"</Emessage>", other + b"</Emessage>"))
    assert found.readable
    good, strange = found.letters
    assert good.letter == TYPED
    assert good.path == "/Emessage/LaboratoryReport[1]"
    assert [(one.rule, one.path) for one in strange.findings] == [
        ("form.unknown-letter", "/Emessage/DischargeLetter[1]")
    ]
    assert "LaboratoryReport, MicrobiologyReport, MicrobiologyWebReport" in strange.findings[0].todo_en
    assert (strange.identifier, strange.sender, strange.root, strange.index) == (
        "D1",
        None,
        "DischargeLetter",
        1,
    )


@pytest.mark.parametrize("code", ["XR0999K", "XR0130K", "xr0131k"])
def test_a_version_nobody_knows_has_a_rule_of_its_own(code: str) -> None:
    found = read(letter().replace(b"XR0131K", code.encode())).letters[0]
    assert [one.rule for one in found.findings] == ["standard.version-code"]
    assert found.version is None
    assert found.version_code == code
    assert "XR0131K" in found.findings[0].en


def test_an_older_version_is_read_as_what_it_is() -> None:
    report = laboratory_report()
    older = replace(
        report,
        letter=replace(report.letter, version_code="XR0130K"),
        sender=replace(report.sender, from_lab_identifier=None),
        laboratory_results=replace(
            report.laboratory_results,
            general_result_information=replace(
                report.laboratory_results.general_result_information, report_status_code=None
            ),
        ),
    )
    found = read(write(emessage(older, namespace=RELEASE_2007.namespace)))
    assert found.letters[0].letter == older
    assert found.letters[0].version is XR0130K


def test_several_letters_are_read_each_with_its_place() -> None:
    data = write(
        emessage(laboratory_report(), microbiology_report(), laboratory_report(number="B")), indent=True
    )
    found = read(data)
    assert [(one.index, one.root, one.path) for one in found.letters] == [
        (0, "LaboratoryReport", "/Emessage/LaboratoryReport[1]"),
        (1, "MicrobiologyWebReport", "/Emessage/MicrobiologyWebReport[1]"),
        (2, "LaboratoryReport", "/Emessage/LaboratoryReport[2]"),
    ]
    lines = data.decode().splitlines()
    assert [lines[one.line - 1].strip() for one in found.letters] == [
        f"<{one.root}>" for one in found.letters
    ]


def test_a_faulty_letter_leaves_the_others_good_and_says_who_sent_it() -> None:
    bad = laboratory_report(number="B", patient=patient(given=True))
    data = write(emessage(laboratory_report(), bad, laboratory_report(number="C")))
    found = read(data.replace(b"<Given>true", b"<Given>maybe"))
    assert found.readable
    assert [one.letter is not None for one in found.letters] == [True, False, True]
    faulty = found.letters[1]
    assert faulty.has_errors
    assert [one.rule for one in found.errors] == ["standard.boolean"]
    assert faulty.findings[0].path == "/Emessage/LaboratoryReport[2]/Patient/Consent/Given"
    assert (faulty.identifier, faulty.version_code) == ("B", "XR0131K")
    assert (faulty.sender, faulty.receiver) == ("5790000000012", "5790000000029")
    assert (found.sender, found.receiver) == ("5790000000012", "5790000000029")


def test_an_emessage_without_letters_is_told_so() -> None:
    assert rules(opening() + b"</Emessage>") == [("standard.no-letters", 2)]
    start = opening()[: opening().index(b"<Envelope>")]
    assert rules(start.removesuffix(b">") + b"/>") == [("standard.missing", 2), ("standard.no-letters", 2)]
    assert rules(start + b"</Emessage>") == [("standard.missing", 2), ("standard.no-letters", 2)]
    assert read(start + b"</Emessage>").sender is None


def test_an_envelope_that_is_missing_misplaced_or_doubled_is_told_once() -> None:
    start, envelope, rest = _parts()
    assert rules(start + rest) == [("standard.missing", 2)]
    assert rules(start + rest.replace(b"</Emessage>", envelope + b"</Emessage>")) == [
        ("standard.missing", 2),
        ("standard.order", 2),
    ]
    assert rules(start + envelope + b"\n" + envelope + rest) == [("standard.too-many", 3)]
    assert read(start + rest).letters[0].letter == TYPED


def _parts() -> tuple[bytes, bytes, bytes]:
    data = letter()
    start, end = data.index(b"<Envelope>"), data.index(b"</Envelope>") + len(b"</Envelope>")
    return data[:start], data[start:end], data[end:]


def test_a_faulty_envelope_still_tells_its_number() -> None:
    found = read(letter().replace(b"pluspositivkvitt", b"ja"))
    assert found.readable
    assert found.envelope is None
    assert found.envelope_identifier == "K0000001"
    assert found.letters[0].letter == TYPED


def test_comments_and_layout_between_letters_are_nothing() -> None:
    junk = b"\r\n <!-- <LaboratoryReport> --> <?x </Emessage> ?>\t"
    data = letter().replace(b"</Emessage>", junk + b"</Emessage >" + junk)
    data = data.replace(b"<LaboratoryReport>", junk + b"<LaboratoryReport>", 1)
    assert rules(data) == []
    assert read(data).letters[0].letter == TYPED


@pytest.mark.parametrize("place", [b"<LaboratoryReport>", b"<Envelope>", b"</Emessage>"])
def test_text_between_letters_is_refused_with_its_line(place: bytes) -> None:
    assert rules(letter().replace(place, b"\nx" + place, 1)) == [("standard.text", 3)]


@pytest.mark.parametrize(
    "ending",
    [
        b"</Emessage>x",
        b"</Emessage><Emessage/>",
        b"</Emessag>",
        b"</Emessage></Emessage>",
        b"</Emessage><!--",
    ],
)
def test_what_follows_the_emessage_has_to_be_nothing(ending: bytes) -> None:
    ((rule, line),) = rules(letter().replace(b"</Emessage>", ending))
    assert rule in {"form.not-well-formed", "form.truncated"}
    assert line == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</Value>", b"</Valu>"),
        (b"</Value>", b"&nbsp;</Value>"),
        (b"</Value>", b"]]></Value>"),
        (b"</Value>", b"&#0;</Value>"),
        (b"</Value>", b"\x0b</Value>"),
        (b"<Value>", b"<Value a='1' a='2'>"),
        (b"<Value>", b"<x:Value>"),
        (b"<Envelope>", b"<Envelope a=>"),
        (b"</Envelope>", b"<a:b/></Envelope>"),
        (b"<LaboratoryReport>", b"&x;<LaboratoryReport>"),
        (b"<LaboratoryReport>", b"<!-- -- --><LaboratoryReport>"),
        (b"<LaboratoryReport>", b"<!DOCTYPE x><LaboratoryReport>"),
        (b"<Emessage ", b"<Emessage a:b='' "),
        (b"<Emessage ", b"<Emessage a='<' "),
    ],
)
def test_a_file_that_is_not_well_formed_cannot_be_answered_and_says_where(old: bytes, new: bytes) -> None:
    found = read(letter().replace(old, b"\n" + new, 1))
    assert found.findings[-1].rule in {"form.not-well-formed", "form.prolog"}
    assert found.findings[-1].line in {2, 3}
    assert not found.readable


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(max_bytes=100), "form.too-large"),
        (Limits(max_bytes_per_letter=1000), "form.letter-too-large"),
        (Limits(max_bytes_around=150), "form.prolog-too-long"),
        (Limits(max_bytes_around=100), "form.prolog-too-long"),
        (Limits(max_elements_per_letter=20), "form.too-many-elements"),
        (Limits(max_depth=4), "form.too-deep"),
        (Limits(max_names_per_letter=10), "form.too-many-names"),
        (Limits(max_attributes_per_letter=1), "form.too-many-attributes"),
        (Limits(max_letters=1), "form.too-many-letters"),
        (Limits(max_findings=0), "form.too-many-findings"),
    ],
)
def test_limits_can_be_set_and_are_named_when_passed(limits: Limits, rule: str) -> None:
    data = write(emessage(laboratory_report(), laboratory_report(number="B")))
    if limits.max_letters > 1:  # what is plain and right is read without counting
        data = data.replace(b"<Unit>mg/L</Unit>", b"<Unit a='1' b='2'>mg/L</Unit>")
    found = read(data, limits=limits)
    assert found.findings[-1].rule == rule
    assert not found.readable


def test_local_elements_are_kept_where_the_release_allows_them() -> None:
    kept = f'<Local_Elements xmlns="{RELEASE_2007.namespace}" a="1">x<y xmlns="urn:z"/></Local_Elements>'
    data = _older().replace(b"</Envelope>", kept.encode() + b"</Envelope>")
    found = read(data)
    assert found.all_findings == ()
    assert found.envelope is not None
    assert found.envelope.local_elements is not None
    assert "urn:z" in found.envelope.local_elements


def _older() -> bytes:
    text = letter().replace(b"2014/10/08", b"2007/02/01").replace(b"dk/medcom", b"dk/sundcom.dk/medcom", 1)
    for name in (b"FromLabIdentifier", b"ReportStatusCode"):
        start, end = text.index(b"<%s>" % name), text.index(b"</%s>" % name) + len(name) + 3
        text = text[:start] + text[end:]
    return text.replace(b"XR0131K", b"XR0130K")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "form.empty"),
        (b" \n ", "form.not-xml"),
        (b"\xef\xbb\xbf", "form.truncated"),
        (b"<", "form.truncated"),
        (DECLARATION, "form.truncated"),
        (DECLARATION + b"<Emessage xmlns='", "form.truncated"),
        (opening(), "form.truncated"),
        (opening() + b"<!-- x", "form.truncated"),
        (opening() + b"<LaboratoryReport", "form.truncated"),
        (opening() + b"<LaboratoryReport><Letter>", "form.truncated"),
        (opening() + b"<LaboratoryReport/></Emess", "form.truncated"),
        (opening()[:-20], "form.truncated"),
        (b"<" + b"a" * 70_000, "form.prolog-too-long"),
        (b"<?x" + b"a" * 70_000, "form.prolog-too-long"),
        (opening() + b" " * 70_000, "form.prolog-too-long"),
        (opening() + b"x" * 70_000 + b"<", "form.prolog-too-long"),
        (letter() + b" " * 70_000, "form.prolog-too-long"),
        (b"<a" + b' b="c"' * 2000 + b" " * 70_000 + b">", "form.too-many-attributes"),
    ],
)
def test_a_file_that_ends_too_early_or_never_is_refused_by_name(data: bytes, rule: str) -> None:
    assert read(data).findings[-1].rule == rule


def test_an_envelope_of_another_namespace_is_refused() -> None:
    assert rules(letter().replace(b"<Envelope>", b'<Envelope xmlns="urn:x">')) == [("standard.namespace", 2)]


def test_a_letter_of_another_namespace_is_refused() -> None:
    data = letter().replace(b"<LaboratoryReport>", b'<LaboratoryReport xmlns="urn:x">')
    assert rules(data) == [("standard.namespace", 2)]
    assert read(data).letters[0].identifier == "TKB0000001"


def test_no_more_is_kept_of_a_senders_word_than_a_receipt_can_carry() -> None:
    """What is far too long to be a number is not repeated in an answer."""
    found = read(letter().replace(b"TKB0000001", b"x" * 200)).letters[0]
    assert found.identifier is None
    assert [one.rule for one in found.findings] == ["standard.too-long"]
