"""A whole `Emessage` goes to another version: its letters, its release, its envelope."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar import formats
from labsvar.checks import check
from labsvar.conversion import (
    CannotConvert,
    Change,
    UnknownTarget,
    convert,
    convert_message,
    convert_read,
    parts,
    targets,
    write,
)
from labsvar.conversion import message as message_module
from labsvar.formats import EmessageRead, xml
from labsvar.letters.catalogue import BY_CODE, AnyLetter, Emessage
from labsvar.letters.release import RELEASE_2007, RELEASE_2014
from tests import builders

BACK = {"from-lab": "TKB", "report-status": "komplet_svar"}


def test_a_kind_keeps_the_version() -> None:
    message = builders.emessage()
    for name in ("xrpt01", "XRPT01", "xml"):
        made = convert_message(message, to=name)
        assert made.message == message
        assert made.changes == ()


def test_a_version_moves_every_letter_and_the_release() -> None:
    message = builders.emessage(builders.laboratory_report(), builders.laboratory_report(number="TKB2"))
    made = convert_message(message, to="XR0130K", accept_losses=True)
    assert made.message.namespace == RELEASE_2007.namespace
    assert [letter.letter.version_code for letter in made.message.letters] == ["XR0130K", "XR0130K"]
    assert made.changes[0].path == "/Emessage"
    assert "2007/02/01" in made.changes[0].en
    assert [change.path for change in made.changes if change.path.endswith("VersionCode")] == [
        "/Emessage/LaboratoryReport[1]/Letter/VersionCode",
        "/Emessage/LaboratoryReport[2]/Letter/VersionCode",
    ]
    assert convert_message(made.message, to="XR0131K", given=BACK).message == message


def test_the_letters_that_can_go_do_not_go_alone() -> None:
    """One letter of another kind refuses the whole file, and the reasons of all letters are given."""
    message = builders.emessage(
        builders.laboratory_report(),
        builders.microbiology_report(),
        builders.laboratory_report(patient=builders.patient(given=False)),
    )
    with pytest.raises(CannotConvert) as error:
        convert_message(message, to="XR0130K", accept_losses=True)
    assert [(refusal.kind, refusal.path) for refusal in error.value.refusals] == [
        ("kind", "/Emessage/MicrobiologyWebReport"),
        ("consent", "/Emessage/LaboratoryReport[2]/Patient/Consent"),
    ]
    with pytest.raises(CannotConvert) as error:
        convert_message(message, to="xrpt05")
    assert [refusal.kind for refusal in error.value.refusals] == ["kind", "kind"]


def test_local_elements_are_lost_only_where_the_release_has_no_room_for_them() -> None:
    older = convert_message(builders.emessage(), to="XR0130K", accept_losses=True).message
    message = replace(
        older, envelope=replace(older.envelope, local_elements="<Local_Elements><a/></Local_Elements>")
    )
    assert convert_message(message, to="xrpt01").message == message
    with pytest.raises(CannotConvert) as error:
        convert_message(message, to="XR0131K", given=BACK)
    assert [refusal.path for refusal in error.value.refusals] == ["/Emessage/Envelope/Local_Elements"]
    made = convert_message(message, to="XR0131K", given=BACK, accept_losses=True)
    assert made.message.namespace == RELEASE_2014.namespace
    assert made.message.envelope.local_elements is None
    assert "/Emessage/Envelope/Local_Elements" in [
        change.path for change in made.changes if change.kind == "lost"
    ]


def test_a_target_nobody_knows_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownTarget):
        convert_message(builders.emessage(), to="XR9999Z")


def test_the_names_a_target_may_have_are_kinds_and_versions() -> None:
    assert {"xrpt01", "xrpt05", "XR0131K", "XR0530M"} <= set(targets())


def interchange(*letters: AnyLetter) -> EmessageRead:
    """What a reader finds in an interchange of these letters."""
    return formats.read(write(builders.emessage(*letters), "edifact").data)


def two_releases() -> EmessageRead:
    """One interchange with a letter that is XR0131K and one that is XR0130K."""
    newer = builders.laboratory_report(number="TKB1")
    older = convert(builders.laboratory_report(number="TKB2"), to=BY_CODE["XR0130K"], accept_losses=True)
    return interchange(newer, older.letter)


def test_letters_of_several_releases_do_not_go_into_one_xml_file() -> None:
    with pytest.raises(CannotConvert) as error:
        convert_read(two_releases(), to="xrpt01")
    assert [(each.kind, each.option) for each in error.value.refusals] == [("releases", "--out FOLDER")]
    assert "XR0131K, XR0130K" in error.value.refusals[0].en


def test_they_go_into_one_file_for_each_release() -> None:
    made = [
        convert_read(each, to="xrpt01", accept_losses=True) for each in parts(two_releases(), to="xrpt01")
    ]
    assert [each.message.namespace for each in made] == [RELEASE_2014.namespace, RELEASE_2007.namespace]
    assert [check(each.data).version for each in made] == ["XR0131K", "XR0130K"]
    assert not any(change.path == "/Emessage" for each in made for change in each.changes)


def test_an_interchange_has_one_sender_and_one_receiver() -> None:
    """Letters of several senders are refused together, and written as several interchanges."""
    other = replace(builders.laboratory_report().sender, ean_identifier=builders.MICROBIOLOGY_GLN)
    letters = (
        builders.laboratory_report(number="TKB1"),
        builders.laboratory_report(number="TKB2", sender=other),
    )
    read = formats.read(xml.write(builders.emessage(*letters)))
    with pytest.raises(CannotConvert) as error:
        convert_read(read, to="rpt01", accept_losses=True)
    assert [each.kind for each in error.value.refusals] == ["form"]
    made = [convert_read(each, to="rpt01", accept_losses=True) for each in parts(read, to="rpt01")]
    assert [formats.read(each.data).sender for each in made] == [
        builders.LABORATORY_GLN,
        builders.MICROBIOLOGY_GLN,
    ]


def test_what_reading_lost_is_a_loss_of_the_conversion() -> None:
    read = formats.read(xml.write(builders.emessage()))
    lost = Change(kind="lost", path="UNH[1]/STS[1]", da="tabt", en="lost")
    read = replace(read, letters=(replace(read.letters[0], changes=(lost,)),))
    with pytest.raises(CannotConvert) as error:
        convert_read(read, to="xml")
    assert [(each.kind, each.path) for each in error.value.refusals] == [("loss", "UNH[1]/STS[1]")]
    with pytest.raises(CannotConvert) as error:
        convert_read(read, to="XR0130K")
    assert {each.kind for each in error.value.refusals} == {"loss"}
    assert convert_read(read, to="xml", accept_losses=True).changes == (lost,)


def test_a_file_with_errors_is_not_converted() -> None:
    with pytest.raises(ValueError, match="errors"):
        convert_read(formats.read(b"no letter"), to="xml")


def test_a_version_that_is_xml_only_has_no_edifact_form() -> None:
    with pytest.raises(CannotConvert) as error:
        convert_message(builders.emessage(builders.microbiology_report()), to="edifact")
    assert [each.kind for each in error.value.refusals] == ["form"]
    assert "rpt05" not in targets()
    assert {"rpt01", "R0131K", "ctl02", "C0230Q", "xctl02", "edifact"} <= set(targets())


def test_what_cannot_be_written_is_a_refusal_with_its_place() -> None:
    letter = builders.laboratory_report(results=(builders.result(value="5 €"),))
    with pytest.raises(CannotConvert) as error:
        convert_message(builders.emessage(letter), to="rpt01", accept_losses=True)
    assert [(each.kind, each.path) for each in error.value.refusals] == [
        ("form", "/Emessage/LaboratoryReport/LaboratoryResults/Result[1]/Value")
    ]
    assert "€" not in str(error.value)


class TestProof:
    """What was written is read again; a difference that nothing tells of refuses the conversion."""

    def written(self, monkeypatch: pytest.MonkeyPatch, other: Emessage) -> CannotConvert:
        """The refusal when, by a fault of ours, another message is written than was meant."""
        faulty = replace(write(other, "xml"), changes=())
        monkeypatch.setattr(message_module, "write", lambda *_, **__: faulty)
        with pytest.raises(CannotConvert) as error:
            convert_message(builders.emessage(), to="xml")
        return error.value

    def test_a_changed_value_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        results = (builders.result(value="13"), builders.two_results()[1])
        other = builders.emessage(builders.laboratory_report(results=results))
        refusal = self.written(monkeypatch, other).refusals
        assert ("unlisted", "/Emessage/LaboratoryReport/LaboratoryResults/Result[1]/Value") in [
            (each.kind, each.path) for each in refusal
        ]

    def test_a_letter_left_out_and_another_kind_of_letter_are_found(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        two = builders.emessage(builders.laboratory_report(), builders.laboratory_report(number="TKB2"))
        for other in (two, builders.emessage(builders.microbiology_report())):
            assert [each.kind for each in self.written(monkeypatch, other).refusals] == ["unlisted"]

    def test_a_changed_envelope_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        message = builders.emessage()
        other = replace(message, envelope=replace(message.envelope, identifier="K99"))
        assert [each.path for each in self.written(monkeypatch, other).refusals] == [
            "/Emessage/Envelope/Identifier"
        ]

    def test_a_refusal_that_is_not_there_any_more_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Even where the list tells of the element: a refusal is never an acceptable loss."""
        refused = builders.emessage(builders.laboratory_report(patient=builders.patient(given=False)))
        lost = Change(kind="lost", path="/Emessage/LaboratoryReport/Patient/Consent", da="", en="")
        faulty = replace(write(builders.emessage(), "xml"), changes=(lost,))
        monkeypatch.setattr(message_module, "write", lambda *_, **__: faulty)
        with pytest.raises(CannotConvert) as error:
            convert_message(refused, to="xml", accept_losses=True)
        assert [each.kind for each in error.value.refusals] == ["consent"]
