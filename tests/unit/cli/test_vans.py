"""`labsvar vans` puts letters in envelopes and takes them out; show and convert read what lies in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import labsvar as library
from labsvar.formats import edifact, vans, xml
from labsvar.formats.vans import EndPoint, wrapping
from labsvar.reference import envelope as reference
from tests import builders
from tests.unit.cli.conftest import Labsvar

MakeFile = Callable[..., Path]
A, B = EndPoint(identifier="5790000000012"), EndPoint(identifier="5790000000029")


def enveloped(
    data: bytes, *, kind: str = "XRPT01", version: str | None = "XR0131K", form: str = "XML"
) -> bytes:
    return vans.wrap(
        data,
        sender=A,
        receiver=B,
        kind=kind,
        version=version,
        document_format="XML" if form == "XML" else "EDIFACT",
    )


def receipt() -> bytes:
    read = vans.read(enveloped(b"x"))
    assert read.meta_information is not None
    accepting = wrapping.accepting(vans.new_uuid(), read.meta_information)
    return vans.write(wrapping.receipt(accepting, sender=B, receiver=A, at=reference._AT))


@pytest.mark.parametrize("named", [("XML", "XRPT01", "XR0131K"), ("EDIFACT", "RPT01", "R0131K")], ids=str)
def test_what_is_wrapped_is_named_by_the_letters_in_it_and_comes_out_as_it_was(
    labsvar: Labsvar, file: MakeFile, tmp_path: Path, named: tuple[str, str, str]
) -> None:
    """Format, catalogue name, version and parties need not be given; nothing contradicts the content."""
    form, kind, version = named
    message = builders.emessage()
    letter = file(xml.write(message) if form == "XML" else edifact.write(message).data, "letter")
    wrapped, out = tmp_path / "envelope.xml", tmp_path / "out"
    assert labsvar("vans", "wrap", letter, "-o", wrapped).code == 0
    read = vans.read(wrapped.read_bytes())
    assert read.findings == ()
    assert read.meta_information is not None
    document = read.meta_information.document
    assert (document.format, document.name, document.version) == (form, f"MCM:{kind}", version)
    assert str(read.sender) == f"EAN:{builders.LABORATORY_GLN}"
    assert str(read.receiver) == f"EAN:{builders.CLINIC_GLN}"
    said = json.loads(labsvar("check", "--json", wrapped).out)
    assert [found["rule"] for found in said["findings"]] == ["content.test-person"]
    ran = labsvar("vans", "unwrap", wrapped, "-o", out)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert out.read_bytes() == letter.read_bytes()


def test_other_parties_may_be_given_and_a_name_that_is_no_number_is_that_of_a_network(
    labsvar: Labsvar, good: Path
) -> None:
    ran = labsvar("vans", "wrap", good, "--receiver", "databank", "--sender", "5790000000036")
    read = vans.read(ran.out.encode())
    assert (str(read.sender), str(read.receiver)) == ("EAN:5790000000036", "VANS:databank")
    ran = labsvar("vans", "wrap", good, "--receiver", "a name of far too many letters")
    assert ran.code == 64
    assert "ReceiverID" in ran.err
    assert "far too many" not in ran.err


def test_letters_with_errors_of_several_versions_or_in_an_envelope_already_are_not_wrapped(
    labsvar: Labsvar, bad: Path, file: MakeFile
) -> None:
    ran = labsvar("vans", "wrap", bad)
    assert (ran.code, ran.out) == (1, "")
    assert "standard.code" in ran.err
    mixed = builders.emessage(builders.laboratory_report(), builders.microbiology_report())
    assert labsvar("vans", "wrap", file(mixed)).code == 1
    assert labsvar("vans", "wrap", file(receipt())).code == 64


def test_show_and_convert_read_the_letter_in_an_envelope_and_say_so(labsvar: Labsvar, file: MakeFile) -> None:
    letter = xml.write(builders.emessage())
    path = file(enveloped(letter))
    shown = labsvar("show", path)
    assert shown.code == 0
    assert shown.err == f"{path} is a VANSEnvelope; the letter in it is read.\n"
    assert shown.out == labsvar("show", file(letter, "bare.xml")).out
    out = path.with_name("out.edi")
    converted = labsvar("convert", "--to", "edifact", path, "-o", out)
    assert converted.code == 0
    assert "VANSEnvelope" in converted.err
    assert out.read_bytes().startswith(b"UNA")


def test_an_envelope_that_holds_no_letter_is_refused_by_a_finding(labsvar: Labsvar, file: MakeFile) -> None:
    """A receipt, a faulty envelope, and a file that is none."""
    answer = file(receipt())
    for command in (("show",), ("convert", "--to", "edifact"), ("vans", "unwrap")):
        ran = labsvar(*command, answer)
        assert (ran.code, ran.out) == (1, "")
        assert "form.vans-receipt" in ran.err
    faulty = file(enveloped(b"<Emessage/>").replace(b"MCM:XRPT01", b""))
    ran = labsvar("show", faulty)
    assert ran.code == 1
    assert "standard.vans-value" in ran.err
    assert labsvar("vans", "unwrap", file(b"<Emessage/>")).code == 64


def test_a_receipt_is_named_as_an_envelope_when_it_is_checked(labsvar: Labsvar, file: MakeFile) -> None:
    assert labsvar("check", file(receipt())).out.endswith("letter.xml: VANSEnvelope 1.0.4, nothing found\n")


def test_the_library_says_that_an_envelope_has_to_be_unwrapped() -> None:
    found = library.read(enveloped(xml.write(builders.emessage())))
    assert [each.rule for each in found.errors] == ["form.vans-envelope"]
    assert not found.readable


def test_an_envelope_that_contradicts_its_content_is_warned_of_on_its_lines() -> None:
    """The letter decides what it is: nothing is refused, and names of other catalogues are not compared."""
    letter = edifact.write(builders.emessage()).data
    astray = enveloped(letter, kind="XRPT05", version="XR0532M").replace(b"><", b">\n<")
    found = [each for each in library.check(astray).findings if each.rule == "standard.vans-contradiction"]
    lines = astray.decode().split("\n")
    assert [(each.severity, lines[(each.line or 0) - 1].partition(">")[0]) for each in found] == [
        ("warning", "<Format"),
        ("warning", "<Name"),
        ("warning", "<Version"),
    ]
    assert "MCM:RPT01" in found[1].en
    other = enveloped(letter, kind="RPT01", version=None, form="EDIFACT").replace(b"MCM:RPT01", b"OTHER")
    assert [each.rule for each in library.check(other).findings] == ["content.test-person"]
    unknown = enveloped(letter.replace(b"R0131K", b"R9999K"), kind="XRPT05")
    rules = {each.rule for each in library.check(unknown).findings}
    assert "standard.vans-contradiction" not in rules


def test_the_schema_of_the_envelope_is_printed_as_that_of_a_letter_is(labsvar: Labsvar) -> None:
    ran = labsvar("schema", "vansenvelope")
    assert (ran.code, ran.out) == (0, vans.schema())
    assert "VANSEnvelope" in labsvar("schema", "XR9999K").err


def test_the_worked_example_of_the_reference_page_is_an_envelope_and_its_receipt() -> None:
    """What stands on the page can be copied from it: both are read without a word."""
    ((name, page),) = reference.pages()
    assert name == "letters/VANSEnvelope.md"
    whole, answer = (each.partition("\n```")[0].encode() for each in page.split("```xml\n")[1:])
    assert library.check(whole).findings == ()
    assert vans.unwrap(whole).data == reference._letter()
    read = vans.read(answer)
    assert read.findings == ()
    assert read.envelope is not None
    assert isinstance(read.envelope.content, vans.PositiveMessage)
    for each in ("SenderID", "ServiceTag", "OriginalMessage"):
        assert f"`{each}`" in page
