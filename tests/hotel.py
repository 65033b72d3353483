"""Requisitions that lie on the hotel, and places that fetch them, to start a test from.

data = upload()                     the bytes of a requisition on one sample that no laboratory has yet
service = service_in_memory()       a hotel of its own
service.upload(CLINIC, data, at=NOON)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from labsvar.letters import xreq01
from labsvar.letters.catalogue import Emessage, version_of
from labsvar.letters.common import Envelope
from labsvar.results.store import Viewer
from labsvar.services.hotel.model import HotelTerms
from labsvar.services.hotel.service import HotelService, Place
from labsvar.services.hotel.store import MemoryHotel
from tests.builders import CLINIC_GLN, MICROBIOLOGY_GLN, when
from tests.requisitions import laboratory, laboratory_request, patient, question

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
REASON = "treatment"


def place(key: str, **changes: Any) -> Place:
    """A place that may do everything; `changes` may name any field of it."""
    viewer = Viewer(account=key, name=f"{key} i prøve", role="sampler", organisation=key)
    made = Place(key=key, viewer=viewer, names=(key,), may_send=lambda gln: gln == CLINIC_GLN)
    return replace(made, **changes)


CLINIC = place("klinik")
NORTH = place("nord")
SOUTH = place("syd")


def requisition(sample: str = "R0001", version: str = "XQ0131K", **changes: Any) -> xreq01.LaboratoryRequest:
    """A requisition whose sample is still to be taken."""
    letter = laboratory_request(**changes)
    information = replace(
        letter.requisition_information,
        sampling_location_code="laboratoriet",
        sampling_date_time_type="oensket",
        sample=xreq01.Sample(requester_sample_identifier=sample),
    )
    head = replace(letter.letter, version_code=version, identifier=f"LT-{sample}")
    return replace(letter, letter=head, requisition_information=information)


def microbiology(answer: str | None, **changes: Any) -> xreq01.LaboratoryRequest:
    """A requisition to a department of microbiology; with an answer to the prompt about the hotel."""
    asked = (
        ()
        if answer is None
        else (xreq01.Prompt(question=question("HOTEL", "Til hotel"), answer=xreq01.Answer(text=answer)),)
    )
    letter = requisition(receiver=laboratory(MICROBIOLOGY_GLN), **changes)
    return replace(letter, requests=replace(letter.requests, prompts=asked))


def about(number: str, **changes: Any) -> xreq01.LaboratoryRequest:
    """A requisition about another person."""
    return requisition(patient=patient(number), **changes)


def file(*letters: xreq01.LaboratoryRequest) -> bytes:
    """The file that requisitions are uploaded as."""
    envelope = Envelope(
        sent=when("2026-03-02 08:35"), identifier="E1", acknowledgement_code="minuspositivkvitt"
    )
    namespace = version_of(letters[0]).release.namespace
    return xml.write(Emessage(namespace=namespace, envelope=envelope, letters=letters))


def service_in_memory(**terms: Any) -> tuple[HotelService, MemoryHotel]:
    """A hotel of its own, with its store."""
    store = MemoryHotel()
    return HotelService(store, HotelTerms(**terms), Configuration()), store
