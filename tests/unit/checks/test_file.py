"""The whole check of a file, and of letters as they were read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.checks import check, content_of
from labsvar.findings import has_errors
from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import AnyLetter
from tests.builders import (
    NANCY,
    culture,
    emessage,
    investigation,
    laboratory_report,
    microbiology_report,
    patient,
    result,
    susceptibilities,
    when,
)

BAD = laboratory_report(results=(result(value="12,5"),), number="TKB0000002")


def written(*letters: AnyLetter) -> bytes:
    """An Emessage with a line for every element, so that lines tell where something stands."""
    return xml.write(emessage(*letters)).replace(b"><", b">\n<")


def test_a_good_letter_has_the_note_of_its_test_person_only() -> None:
    checked = check(written(laboratory_report()))
    assert (checked.format, checked.version) == ("xml", "XR0131K")
    assert [(found.rule, found.severity) for found in checked.findings] == [("content.test-person", "note")]
    assert not has_errors(checked.findings)


def test_lines_and_paths_are_those_of_the_file() -> None:
    data = written(laboratory_report(), microbiology_report(), BAD)
    lines = data.decode().split("\n")
    places = {(found.rule, found.path): found.line for found in check(data).findings}
    persons = [number for number, line in enumerate(lines, 1) if NANCY in line]
    values = [number for number, line in enumerate(lines, 1) if "<Value>12,5</Value>" in line]
    at = "/Emessage/LaboratoryReport[2]"
    assert places == {
        ("content.test-person", "/Emessage/LaboratoryReport[1]/Patient/CivilRegistrationNumber"): persons[0],
        (
            "content.test-person",
            "/Emessage/MicrobiologyWebReport[1]/Patient/CivilRegistrationNumber",
        ): persons[1],
        ("content.test-person", f"{at}/Patient/CivilRegistrationNumber"): persons[2],
        ("content.not-a-number", f"{at}/LaboratoryResults/Result/Value"): values[0],
    }


def test_a_place_among_several_is_told_and_one_alone_has_none() -> None:
    """As the readers write their paths."""
    two = laboratory_report(results=(result(value="12,5"), result("NPU03230", "4,0", "mmol/L")))
    paths = [found.path for found in check(written(two)).findings if found.rule == "content.not-a-number"]
    assert paths == [f"/Emessage/LaboratoryReport/LaboratoryResults/Result[{n}]/Value" for n in (1, 2)]


def test_the_content_of_a_letter_with_errors_is_not_judged() -> None:
    data = written(laboratory_report(), BAD).replace(b"<Value>12,5</Value>", b"<Value/>")
    checked = check(data)
    assert checked.version == "XR0131K"
    assert [found.rule for found in checked.findings] == ["content.test-person", "standard.empty"]
    assert content_of(checked.read.letters[1]) == ()


def test_the_time_of_the_envelope_counts() -> None:
    early = emessage(laboratory_report(), sent="2026-03-01 10:00")
    rules = {found.rule for found in check(xml.write(early)).findings}
    assert {
        "content.sampled-after-sent",
        "content.result-after-sent",
        "content.authorisation-after-sent",
    } < rules
    read = xml.read(xml.write(early))
    assert {found.rule for found in content_of(read.letters[0])} == {"content.test-person"}
    assert len(content_of(read.letters[0], sent=when("2026-03-01 10:00"))) == 4


def test_control_characters_are_found_where_they_stand() -> None:
    """As character references they pass the form; the unit is not what the laboratory wrote."""
    data = written(laboratory_report(results=(result(unit="mg/L"),))).replace(b">mg/L<", b">mg&#150;L<")
    found = [found for found in check(data).findings if found.rule == "content.control-characters"]
    assert [at.path for at in found] == ["/Emessage/LaboratoryReport/LaboratoryResults/Result/Unit"]


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"<Emessage/>", b"<?xml version='1.0'?><a>"])
def test_what_is_no_letter_has_findings_and_no_version(data: bytes) -> None:
    checked = check(data)
    assert checked.version is None
    assert has_errors(checked.findings)


@given(st.binary(max_size=200), st.integers(0, 1500))
def test_damage_never_raises(junk: bytes, place: int) -> None:
    data = xml.write(emessage(laboratory_report(patient=patient())))
    for damaged in (junk, data[:place], data[:place] + junk + data[place:]):
        assert check(damaged).findings is not None


def test_very_many_faults_are_placed_in_well_under_a_second() -> None:
    cells = 80 * susceptibilities().pattern_entries[:1]
    tables = culture(pattern=replace(susceptibilities(), pattern_entries=cells))
    data = written(microbiology_report(investigations=90 * (investigation(culture_findings=tables),)))
    (letter,) = xml.read(data).letters
    started = time.perf_counter()
    found = content_of(letter)
    assert time.perf_counter() - started < 0.5
    assert len(found) == 1001
    assert len({at.line for at in found}) == 1001


def test_findings_of_content_name_a_source_and_what_to_do() -> None:
    letter = replace(BAD, patient=patient("0000000000"))
    for found in check(written(letter)).findings:
        assert all((found.da, found.en, found.todo_da, found.todo_en, found.source))


def test_an_edifact_letter_is_checked_as_its_xml_form_is_and_its_findings_name_segments() -> None:
    """Each finding has the line of the segment that the element came from, and its place in the message."""
    faulty = laboratory_report(results=(result(), result("NPU03230", value="12,5")), number="TKB0000002")
    message = emessage(laboratory_report(), faulty)
    in_xml = check(xml.write(message))
    data = edifact.write(message, lines=True).data
    in_edifact = check(data)
    assert (in_edifact.format, in_edifact.version) == ("edifact", "XR0131K")
    assert [found.rule for found in in_edifact.findings] == [found.rule for found in in_xml.findings]
    lines = data.decode("latin-1").split("\n")
    value = next(found for found in in_edifact.findings if found.rule == "content.not-a-number")
    assert value.path is not None
    assert value.line is not None
    assert value.path.startswith("UNH[2]/S")
    assert "12,5" in lines[value.line - 1]
    tag = lines[value.line - 1][:3]
    assert f"/{tag}[" in value.path
    person = [found for found in in_edifact.findings if found.rule == "content.test-person"]
    assert [NANCY in lines[(found.line or 0) - 1] for found in person] == [True, True]
    assert [(found.path or "")[:7] for found in person] == ["UNH[1]/", "UNH[2]/"]


def test_what_no_segment_of_an_edifact_letter_holds_is_told_where_its_nearest_element_stands() -> None:
    """An element that is not there has no segment; the part of the letter that lacks it has, or UNH."""
    data = edifact.write(emessage(laboratory_report()), lines=True).data
    (letter,) = edifact.read(data).letters
    places = edifact.Places(letter)
    around = places.at("Patient")
    assert places.at("Patient/Nothing") == around
    assert places.at("Nothing/Within") == (letter.line, "UNH[1]")
    assert places.at("LaboratoryResults/Result[1]/Value") == places.at("LaboratoryResults/Result/Value")


def test_a_letter_that_is_no_message_any_more_is_placed_by_itself() -> None:
    """The places are asked of the bytes; without them there is the letter's own."""
    (letter,) = edifact.read(edifact.write(emessage(laboratory_report())).data).letters
    for other in (replace(letter, head=b""), replace(letter, version_code="R9999X")):
        assert edifact.Places(other).at("Patient") == (letter.line, letter.path)


@pytest.mark.parametrize("form", ["xml", "edifact"])
def test_a_number_used_twice_in_a_file_for_different_letters_is_found_as_the_door_finds_it(form: str) -> None:
    """The second letter is at fault; the same letter twice is no fault."""

    def rules_of(*letters: AnyLetter) -> list[tuple[str, str | None]]:
        message = emessage(*letters)
        data = xml.write(message) if form == "xml" else edifact.write(message).data
        return [(found.rule, found.path) for found in check(data).findings if found.severity == "error"]

    one, other = laboratory_report(), laboratory_report(results=(result(value="13"),))
    at = {"xml": "/Emessage/LaboratoryReport[2]/Letter/Identifier", "edifact": "UNH[2]"}[form]
    assert rules_of(one, other) == [("exchange.letter-number-reused", at)]
    assert rules_of(one, one) == []


def test_a_number_of_a_refused_letter_is_not_taken() -> None:
    """Its sender mends the letter and may keep the number."""
    faulty = written(laboratory_report(results=(result(value="13"),)), laboratory_report())
    rules = [found.rule for found in check(faulty.replace(b">numerisk<", b">tal<", 1)).findings]
    assert "standard.code" in rules
    assert "exchange.letter-number-reused" not in rules


def test_a_number_of_another_sender_is_another_number() -> None:
    one = laboratory_report()
    other = replace(one, sender=replace(one.sender, ean_identifier="5790000000036"))
    assert not has_errors(check(written(one, other)).findings)
