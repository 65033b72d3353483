"""The canonical form is equal exactly for files that mean the same."""

from __future__ import annotations

import pytest

from labsvar.formats.xml import canonical, write
from tests.builders import emessage, laboratory_report, microbiology_report, patient, result
from tests.hostile import letter, opening

XSI = "http://www.w3.org/2001/XMLSchema-instance"
TEXT = write(
    emessage(laboratory_report(patient=patient(given=True), comments=("En ", "tekst")), microbiology_report())
).decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Letter>", "\n\t<!-- x --><Letter>\r\n  "),
        ("<Given>true<", "<Given> 1 <"),
        ("<RefAntibiotic>2<", "<RefAntibiotic>+002<"),
        ("<Date>2026-03-02<", "<Date>\n2026-03-02 <"),
        ("<TypeCode>XRPT01</TypeCode>", "<TypeCode/>"),
        ("En tekst", "En <![CDATA[tekst]]>"),
        ("En tekst", "&#69;n<?x y?> tekst"),
        ("<Value>", "<Value >"),
        ("<Emessage ", f'<Emessage xmlns:x="urn:y" xmlns:xsi="{XSI}" xsi:schemaLocation="a b" '),
        ('encoding="UTF-8"', 'encoding="utf-8" standalone="yes"'),
    ],
)  # fmt: skip
def test_layout_comments_and_ways_of_writing_a_value_mean_nothing(old: str, new: str) -> None:
    assert old in TEXT
    assert canonical(TEXT.replace(old, new).encode()) == canonical(TEXT.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("En tekst", "En  tekst"),
        ("En tekst", "En tekst "),
        ("<Value>12<", "<Value>12.0<"),
        ("<Value>12<", "<Value> 12<"),
        ("<Given>true<", "<Given>false<"),
        ("<Given>true<", "<Given>maybe<"),
        ("<Date>2026-03-02<", "<Date>2026-03-02Z<"),
        ("<LaboratoryReport>", "x<LaboratoryReport>"),
        ("<Patient>", '<Patient a="1">'),
    ],
)
def test_everything_else_means_something(old: str, new: str) -> None:
    assert old in TEXT
    assert canonical(TEXT.replace(old, new).encode()) != canonical(TEXT.encode())


def test_prefixes_mean_nothing() -> None:
    start = TEXT.index("<Emessage")
    body = (
        TEXT[start:]
        .replace("</", "\0")
        .replace("<", "<m:")
        .replace("\0", "</m:")
        .replace("xmlns=", "xmlns:m=")
    )
    assert canonical((TEXT[:start] + body).encode()) == canonical(TEXT.encode())


def test_a_number_of_any_length_is_its_digits() -> None:
    def sized(size: str) -> bytes:
        reference = (
            "<Reference><RefDescription>x</RefDescription><BIN><ObjectIdentifier>"
            "0a0b0c0d-0000-1111-2222-333344445555</ObjectIdentifier><ObjectCode>billede</ObjectCode>"
            "<ObjectExtensionCode>png</ObjectExtensionCode>"
            f"<OriginalObjectSize>{size}</OriginalObjectSize></BIN></Reference></Result>"
        )
        return TEXT.replace("</Result>", reference, 1).encode()

    assert canonical(sized("+0" + "9" * 40)) == canonical(sized("9" * 40))
    assert canonical(sized("8")) != canonical(sized("9"))


def test_letters_nobody_knows_have_a_canonical_form_too() -> None:
    plain = opening() + b"<Other><a>x <b/></a></Other></Emessage>"
    laid_out = opening() + b"<Other>\n <a>x <b/></a>\n</Other></Emessage>"
    assert canonical(plain) == canonical(laid_out)
    foreign = opening() + b'<Other xmlns="urn:x"><a>x <b/></a></Other></Emessage>'
    assert canonical(foreign) != canonical(plain)


def test_what_cannot_be_read_has_none() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        canonical(letter()[:-3])


def test_the_builders_letters_differ() -> None:
    other = write(emessage(laboratory_report(results=(result(value="13"),))))
    assert canonical(other) != canonical(letter())
