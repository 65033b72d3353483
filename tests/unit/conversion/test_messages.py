"""A whole `Emessage` goes to another version: its letters, its release, its envelope."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert, UnknownTarget, convert_message, targets
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
