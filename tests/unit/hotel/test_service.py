"""What the hotel takes, what it gives on in which version, and what is told of the difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labsvar import formats
from labsvar.exchange.delivery import Outgoing, emessage
from labsvar.exchange.routing import Configuration
from labsvar.letters import catalogue
from labsvar.letters.common import Consent
from labsvar.letters.consent import said
from labsvar.letters.element import AddedValue
from labsvar.letters.text import BREAK
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.services.dgws.model import Refused
from labsvar.services.hotel.model import Carried, HotelPrompt, HotelTerms
from labsvar.services.hotel.service import HotelService, Place
from labsvar.services.hotel.store import MemoryHotel, Search
from tests.builders import MICROBIOLOGY_GLN, NANCY
from tests.hotel import (
    CLINIC,
    HOUR,
    NOON,
    NORTH,
    REASON,
    SOUTH,
    file,
    microbiology,
    place,
    requisition,
    service_in_memory,
)
from tests.requisitions import laboratory, microbiology_request, patient, requested

ADDED = {
    "XQ0132K": [
        {"path": "RequisitionInformation/NumberOfTestTubes", "name": "Isolation", "length": 200},
        {"path": "Requests/RequestedAnalysis/SampleMaterial", "name": "Site"},
    ]
}
INFORMATION = "RequisitionInformation/Isolation"
SITE = "Requests/RequestedAnalysis/Site"


@pytest.fixture
def added() -> Iterator[None]:
    catalogue.add_elements(ADDED)
    yield
    catalogue.add_elements({})


def only(data: bytes) -> LaboratoryRequest:
    """The letter in a file, which has no errors."""
    read = formats.read(data)
    assert read.errors == ()
    letter = read.letters[0].letter
    assert isinstance(letter, LaboratoryRequest)
    return letter


def refused_by(service: HotelService, data: bytes, **changes: Any) -> list[str]:
    """The rules that refuse an upload."""
    uploaded = service.upload(replace(CLINIC, **changes), data, at=NOON)
    assert uploaded.kept is None
    return [found.rule for found in uploaded.findings if found.severity == "error"]


def upload(service: HotelService, letter: LaboratoryRequest) -> int:
    uploaded = service.upload(CLINIC, file(letter), at=NOON)
    assert uploaded.kept is not None, uploaded.findings
    return uploaded.kept.requisition_id


def sent(service: HotelService, store: MemoryHotel, number: int, *, by: Place = NORTH) -> bytes:
    """What the laboratory gets, after a place has taken the sample."""
    service.fetch(by, number, reason=REASON, at=NOON)
    kept = service.sample(by, number, at=NOON + HOUR)
    assert kept.sending is not None
    assert store.outgoing(number) == kept
    return emessage(
        Outgoing(
            letter_id="1", databank="", envelope_number="7", document=kept.sending.document,
            start=b"UNA:+.? '", made_at=NOON, attempts=0,
        )
    )  # fmt: skip


class TestUploading:
    """Checked like any letter, and what the hotel asks besides."""

    def test_a_requisition_on_one_analysis_is_taken(self) -> None:
        """The test that the reference group asks for by that name: XQ0132K with a single analysis."""
        service, _ = service_in_memory()
        letter = requisition(version="XQ0132K")
        letter = replace(letter, requests=replace(letter.requests, requested_analyses=(requested(),)))
        uploaded = service.upload(CLINIC, file(letter), at=NOON)
        assert uploaded.kept is not None
        assert (uploaded.kept.admitted.analyses, uploaded.kept.admitted.version) == (1, "XQ0132K")
        taken = service.fetch(NORTH, uploaded.kept.requisition_id, reason=REASON, at=NOON)
        assert len(only(taken.data).requests.requested_analyses) == 1

    def test_the_findings_are_those_of_any_letter(self) -> None:
        """An error refuses; a warning comes back with what is taken."""
        service, _ = service_in_memory()
        broken = file(requisition()).replace(b"<ReplyTo>true</ReplyTo>", b"")
        assert refused_by(service, broken) == ["standard.missing"]
        assert refused_by(service, b"hej")
        letter = requisition()
        warned = replace(letter, sender=replace(letter.sender, reply_to=False))
        uploaded = service.upload(CLINIC, file(warned), at=NOON)
        assert uploaded.kept is not None
        assert "content.reply-to-nobody" in [found.rule for found in uploaded.findings]

    def test_what_the_hotel_does_not_take(self) -> None:
        """Several letters at once, another kind, an older version, nobody, and another's sender."""
        service, _ = service_in_memory()
        assert refused_by(service, file(requisition("1"), requisition("2"))) == ["service.hotel_one_letter"]
        assert refused_by(service, file(microbiology_request())) == ["service.hotel_version"]  # type: ignore[arg-type]  # another kind is the point
        nobody = requisition(patient=patient("0000000000"))
        assert "service.hotel_no_number" in refused_by(service, file(nobody))
        assert refused_by(service, file(requisition()), may_send=lambda _: False) == ["service.hotel_sender"]

    def test_test_persons_stay_out_of_production(self) -> None:
        """S10 holds at this door too."""
        service = HotelService(MemoryHotel(), HotelTerms(), Configuration(persons="real"))
        assert "exchange.person-made-up" in refused_by(service, file(requisition()))
        service = HotelService(MemoryHotel(), HotelTerms(), Configuration(persons="made_up"))
        real = file(requisition(patient=patient("3113009996")))
        assert "exchange.person-not-made-up" in refused_by(service, real)

    def test_the_very_same_again_is_no_change_and_a_used_number_is_refused(self) -> None:
        """One sample has one requisition."""
        service, _ = service_in_memory()
        first = upload(service, requisition("1"))
        assert upload(service, requisition("1")) == first
        other = requisition("1", receiver=laboratory(MICROBIOLOGY_GLN))
        assert refused_by(service, file(other)) == ["service.hotel_reused"]

    def test_microbiology_goes_to_the_hotel_only_when_the_prompt_asks_for_it(self) -> None:
        """A no is no yes; without a prompt that is set, none is taken; biochemistry needs no prompt."""
        prompts = (HotelPrompt(code="HOTEL", responsible="TKB"),)
        service, _ = service_in_memory(microbiology=frozenset({MICROBIOLOGY_GLN}), prompts=prompts)
        assert refused_by(service, file(microbiology(None))) == ["service.hotel_prompt"]
        assert refused_by(service, file(microbiology("nej"))) == ["service.hotel_prompt"]
        kept = service.upload(CLINIC, file(microbiology("Ja", version="XQ0132K")), at=NOON).kept
        assert kept is not None
        assert kept.admitted.field == "microbiology"
        assert upload(service, requisition("2"))
        unset, _ = service_in_memory(microbiology=frozenset({MICROBIOLOGY_GLN}))
        assert refused_by(unset, file(microbiology("ja"))) == ["service.hotel_prompt"]


class TestVersions:
    """XQ0132K in, XQ0131K out to those that take no more, Q0131K when the sample is taken."""

    def test_each_receiver_gets_the_newest_version_it_takes(self) -> None:
        service, _ = service_in_memory(versions={"nord": frozenset({"XQ0131K", "XQ0132K"})})
        number = upload(service, requisition(version="XQ0132K"))
        taken = service.fetch(NORTH, number, reason=REASON, at=NOON)
        assert (taken.version, only(taken.data).letter.version_code) == ("XQ0132K", "XQ0132K")
        service.release(NORTH, number, at=NOON)
        taken = service.fetch(SOUTH, number, reason=REASON, at=NOON)
        assert (taken.version, only(taken.data).letter.version_code) == ("XQ0131K", "XQ0131K")

    def test_the_laboratory_gets_edifact_that_says_that_the_sample_is_taken(self) -> None:
        service, store = service_in_memory()
        data = sent(service, store, upload(service, requisition(version="XQ0132K")))
        assert data.startswith(b"UNA")
        letter = only(data)
        information = letter.requisition_information
        assert letter.letter.version_code == "XQ0131K"
        assert (information.sampling_location_code, information.sampling_date_time_type) == (
            "rekvirenten",
            "faktisk",
        )
        assert information.sampling_date_time is not None
        assert (information.sampling_date_time.date, information.sampling_date_time.time) == (
            "2026-03-02",
            "14:00",
        )
        assert "nord" in str(information.comments)

    def test_no_name_of_a_place_keeps_the_letter_from_being_written(self) -> None:
        """The sample has been taken; what EDIFACT has no letter for is written as near as can be."""
        for name, written in (("Nord – Ny’s", "Nord - Ny's"), ("Север", "?????"), ("Nord 'A' + B:C?", None)):
            service, store = service_in_memory()
            letter = only(sent(service, store, upload(service, requisition()), by=place(name)))
            assert f"Prøven er taget af: {written or name}" in (letter.requisition_information.comments or ())

    @pytest.mark.usefixtures("added")
    def test_a_laboratory_that_takes_0132_gets_it_with_what_only_that_says(self) -> None:
        """EDIFACT has no room for elements that a table adds, in no version: they stand where the table puts them."""
        service, store = service_in_memory(
            uncarried="comments", versions={laboratory().ean_identifier: frozenset({"Q0132K"})}
        )
        data = sent(service, store, upload(service, rich()))
        assert b"Q0132K" in data
        assert b"enestue" in data

    def test_a_laboratory_that_takes_0132_gets_it(self) -> None:
        service, store = service_in_memory(versions={laboratory().ean_identifier: frozenset({"Q0132K"})})
        data = sent(service, store, upload(service, requisition(version="XQ0132K")))
        assert b"Q0132K" in data

    @pytest.mark.parametrize("version", ["XQ0131K", "XQ0132K"])
    def test_a_refusal_survives_every_step(self, version: str) -> None:
        """S11, S12: it is in the letter that is fetched, in the one that is sent, and told at once."""
        service, store = service_in_memory()
        letter = requisition(version=version, patient=patient(NANCY, consent=Consent(given=False)))
        number = upload(service, letter)
        taken = service.fetch(NORTH, number, reason=REASON, at=NOON)
        assert taken.kept.admitted.consent_refused
        service.release(NORTH, number, at=NOON)
        for each in (only(taken.data), only(sent(service, store, number))):
            assert said(each, catalogue.version_of(each)) == "refused"

    def test_a_given_consent_that_edifact_cannot_say_is_told_as_lost(self) -> None:
        """Q0131K refuses or says nothing; that it says nothing refuses nothing."""
        service, store = service_in_memory()
        number = upload(service, requisition(patient=patient(NANCY, consent=Consent(given=True))))
        kept = service.fetch(NORTH, number, reason=REASON, at=NOON).kept
        assert said(only(kept.admitted.raw), catalogue.BY_CODE["XQ0131K"]) == "given"
        assert [each.kind for each in kept.admitted.passed if each.path.endswith("Consent")] == ["lost"]
        service.release(NORTH, number, at=NOON)
        received = only(sent(service, store, number))
        assert said(received, catalogue.version_of(received)) == "nothing"

    @pytest.mark.usefixtures("added")
    def test_what_0131_has_no_room_for_is_put_where_the_table_says(self) -> None:
        """Into the comments or a prompt, or left out; each is kept with the requisition, values and all."""
        service, store = service_in_memory(
            carried=(
                Carried(path=INFORMATION, into="comments", text="Isolation"),
                Carried(path=SITE, into="prompt", text="Lokalisation", code="LOK", responsible="LSV"),
            )
        )
        number = upload(service, rich())
        for letter in (
            only(service.fetch(NORTH, number, reason=REASON, at=NOON).data),
            only(sent(service, store, number)),
        ):
            assert "Isolation: enestue" in (letter.requisition_information.comments or ())
            prompt = letter.requests.prompts[-1]
            assert prompt.question is not None
            assert (prompt.question.code, prompt.answer.text) == ("LOK", "venstre arm")
        (kept,) = service.found(NORTH, Search(sample_number="R0001"), reason=REASON)
        told = [(each.kind, each.path.rpartition("/")[2], each.value) for each in kept.admitted.passed]
        assert ("carried", "Isolation", "enestue") in told
        assert ("carried", "Site", "venstre arm") in told

    @pytest.mark.usefixtures("added")
    def test_what_is_dropped_is_kept_with_the_requisition(self) -> None:
        service, _ = service_in_memory(uncarried="dropped")
        number = upload(service, rich())
        taken = service.fetch(NORTH, number, reason=REASON, at=NOON)
        assert b"enestue" not in taken.data
        lost = [each.value for each in taken.kept.admitted.passed if each.kind == "lost"]
        assert lost == ["enestue", "venstre arm"]
        assert b"enestue" in taken.kept.admitted.raw

    @pytest.mark.usefixtures("added")
    def test_without_a_setting_the_upload_is_refused_and_says_where(self) -> None:
        service, _ = service_in_memory()
        uploaded = service.upload(CLINIC, file(rich()), at=NOON)
        (finding,) = [each for each in uploaded.findings if each.severity == "error"]
        assert finding.rule == "service.hotel_not_carried"
        assert finding.path == "/Emessage/LaboratoryRequest/RequisitionInformation/Isolation"
        assert "enestue" not in str(msgspec.to_builtins(uploaded.findings))

    @pytest.mark.usefixtures("added")
    def test_what_does_not_fit_where_it_is_put_is_refused_rather_than_cut(self) -> None:
        """The answer to a prompt has 70 characters."""
        service, _ = service_in_memory(
            carried=(Carried(path=INFORMATION, into="prompt", code="X", responsible="LSV"),),
            uncarried="comments",
        )
        assert refused_by(service, file(rich("x" * 71))) == ["service.hotel_not_converted"]

    def test_a_place_of_sampling_in_words_is_told_as_left_out(self) -> None:
        service, store = service_in_memory()
        letter = requisition(version="XQ0132K")
        information = replace(
            letter.requisition_information,
            sampling_location_code="laboratoriet_eksternt",
            sampling_location=("Hjemme",),
            comments=("Ring først", BREAK, "på"),
        )
        letter = replace(letter, requisition_information=information)
        uploaded = service.upload(CLINIC, file(letter), at=NOON)
        if uploaded.kept is None:
            pytest.fail(str([each.rule for each in uploaded.findings]))
        assert "sampled" in [each.step for each in uploaded.kept.admitted.passed]
        received = only(sent(service, store, uploaded.kept.requisition_id))
        assert "Ring først" in str(received.requisition_information.comments)


class TestPlaces:
    """One place at a time; whoever looks is in the citizen's log."""

    def test_each_look_leaves_one_event_about_each_person(self) -> None:
        service, store = service_in_memory()
        number = upload(service, requisition())
        service.found(NORTH, Search(person_key=NANCY), reason=REASON)
        service.found(NORTH, Search(sample_number="R0001"), reason=REASON)
        service.found(NORTH, Search(person_key="3113009996"), reason=REASON)
        service.found(NORTH, Search(sample_number="R9999"), reason=REASON)
        service.fetch(NORTH, number, reason=REASON, at=NOON)
        assert [(person, looking.what) for person, looking in store.looks] == [
            (NANCY, "hotel"),
            (NANCY, "hotel"),
            ("3113009996", "hotel"),
            (NANCY, "hotel_fetched"),
        ]

    @pytest.mark.parametrize(
        ("act", "who", "rule"),
        [
            ("reserve", SOUTH, "service.hotel_held"),
            ("sample", SOUTH, "service.hotel_held"),
            ("cancel", SOUTH, "service.hotel_not_yours"),
            ("reserve", NORTH, "service.hotel_state"),
        ],
    )
    def test_what_cannot_be_done_is_refused_by_name(self, act: str, who: Any, rule: str) -> None:
        service, _ = service_in_memory()
        number = upload(service, requisition())
        service.begin(NORTH, number, at=NOON)
        with pytest.raises(Refused) as refused:
            getattr(service, act)(who, number, at=NOON)
        assert refused.value.rule.id == rule

    def test_what_is_about_somebody_else_is_not_there(self) -> None:
        """S13: a page that has one person open does nothing with another's requisition."""
        service, _ = service_in_memory()
        number = upload(service, requisition())
        for who, wanted in ((replace(NORTH, only_about="3113009996"), number), (NORTH, 77)):
            with pytest.raises(Refused) as refused:
                service.reserve(who, wanted, at=NOON)
            assert refused.value.rule.id == "service.hotel_unknown"

    def test_a_hold_lapses_after_the_time_that_is_set(self) -> None:
        service, _ = service_in_memory(hold=timedelta(minutes=10))
        number = upload(service, requisition())
        service.reserve(NORTH, number, at=NOON)
        assert service.reserve(SOUTH, number, at=NOON + timedelta(minutes=10)).events[-1].place == "syd"

    def test_the_requester_takes_a_requisition_off(self) -> None:
        service, _ = service_in_memory()
        number = upload(service, requisition())
        kept = service.cancel(place("klinik"), number, at=NOON, note="dobbelt")
        assert (kept.standing(NOON).state, kept.events[-1].note) == ("cancelled", "dobbelt")


def rich(words: str = "enestue") -> LaboratoryRequest:
    """A requisition with two elements that only XQ0132K has."""
    letter = requisition(version="XQ0132K")
    first, *others = letter.requests.requested_analyses
    first = replace(first, added=(AddedValue(name="Site", value="venstre arm"),))
    return replace(
        letter,
        requisition_information=replace(
            letter.requisition_information, added=(AddedValue(name="Isolation", value=words),)
        ),
        requests=replace(letter.requests, requested_analyses=(first, *others)),
    )
