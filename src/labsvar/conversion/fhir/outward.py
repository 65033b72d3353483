"""A letter as a European laboratory report (a document Bundle) or as DK Core resources (a collection).

Source: HL7 Europe, Laboratory Report 2.0.0; HL7 Denmark, DK Core 3.7.0. What neither states is our own mapping,
row by row in `mapping`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from labsvar.conversion.fhir import chemistry, frame, microbiology, parties, parts
from labsvar.conversion.fhir.facts import AnyReport, Facts, Told
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.systems import Choices, Target, own_system
from labsvar.conversion.fhir.tables import REPORT_STATUS
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import CARRIED, OPTIONS
from labsvar.formats.fhir.resources import (
    AnyResource,
    Bundle,
    BundleEntry,
    Identifier,
    Observation,
    Patient,
)
from labsvar.letters.common import Envelope
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport


class Kind(msgspec.Struct, frozen=True):
    """How a kind of letter is told: what the frame needs of it, and its own part."""

    facts: Callable[[Any, Making, str], Facts]
    tell: Callable[[Any, Making, Observation, str], Told]


KINDS: Final[Mapping[type, Kind]] = {
    LaboratoryReport: Kind(chemistry.facts, chemistry.tell),
    MicrobiologyWebReport: Kind(microbiology.facts, microbiology.tell),
}
"""The letters that can be told in FHIR."""


def bundle(
    letter: AnyReport, envelope: Envelope, *, target: Target, choices: Choices, path: str, notes: Notes
) -> Bundle:
    """The Bundle that tells of a letter. What it could not tell is in `notes`; refusals there make it void."""
    kind = KINDS[type(letter)]
    making = _making(letter, target=target, choices=choices, notes=notes)
    facts = kind.facts(letter, making, path)
    around = _around(letter, facts, making, path)
    told = kind.tell(letter, making, _shared(facts, making, around), path)
    report = frame.report(letter, facts, told, making, around)
    head: tuple[AnyResource, ...] = (report,)
    if target == "eu-lab":
        head = (frame.composition(report, facts, told, making, around), report)
    sent = making.time(envelope.sent, "/Emessage/Envelope/Sent")
    if envelope.local_elements is not None:
        notes.lost(
            "/Emessage/Envelope/Local_Elements",
            da="FHIR har ingen plads til det",
            en="FHIR has no place for it",
        )
    return Bundle(
        id=making.id(f"bundle/{target}"),
        meta=parts.meta(
            making.profile("Bundle"), tag=(frame.tag("acknowledgement", envelope.acknowledgement_code),)
        ),
        identifier=Identifier(
            system=own_system("envelopes", letter.sender.ean_identifier), value=envelope.identifier
        ),
        type="document" if target == "eu-lab" else "collection",
        timestamp=sent,
        entry=tuple(map(_entry, (*head, *making.resources, *told.observations))),
    )


def ready(letter: AnyReport, given: Mapping[str, str], path: str, notes: Notes) -> AnyReport:
    """The letter with the status that FHIR demands: an older version's own word for it, or an option."""
    results = letter.laboratory_results
    information = results.general_result_information
    if information.report_status_code is not None:
        return letter
    status = _older_status(information) or _given_status(given, path, notes)
    if status is None:
        return letter
    told = replace(information, report_status_code=status)
    ready: AnyReport = replace(letter, laboratory_results=replace(results, general_result_information=told))
    return ready


def _older_status(information: Any) -> str | None:
    carried = CARRIED["report_status_code"]
    return carried.codes.get(getattr(information, carried.attribute, None) or "")


def _given_status(given: Mapping[str, str], path: str, notes: Notes) -> str | None:
    about = f"{path}/LaboratoryResults/GeneralResultInformation/ReportStatusCode"
    option = OPTIONS["ReportStatusCode"]
    status = given.get(option.name)
    if status in REPORT_STATUS:
        notes.given(about, option.name)
        return status
    tell = notes.missing if status is None else notes.wrong
    tell(
        about,
        da="FHIR kræver svarets status, og brevet siger den ikke",
        en="FHIR demands the status of the report, and the letter does not say it",
        option=option.usage,
    )
    return None


def _making(letter: AnyReport, *, target: Target, choices: Choices, notes: Notes) -> Making:
    information = letter.laboratory_results.general_result_information
    seed = "|".join(
        (
            letter.sender.ean_identifier,
            information.laboratory_internal_production_identifier,
            letter.letter.identifier,
        )
    )
    return Making(target=target, choices=choices, seed=seed, notes=notes)


def _entry(resource: AnyResource) -> BundleEntry:
    return BundleEntry(full_url=f"urn:uuid:{resource.id}", resource=resource)


def _around(letter: AnyReport, facts: Facts, making: Making, path: str) -> frame.Around:
    patient = making.add(_patient(letter, making))
    sender = _party(letter.sender, "sender", making)
    receiver = _party(letter.receiver, "receiver", making)
    if letter.receiver.post_code_identifier == "":
        making.notes.lost(
            f"{path}/Receiver/PostCodeIdentifier", da="et tomt postnummer", en="an empty post code"
        )
    copies = [_party(letter.cc_receiver, "copy", making)] if letter.cc_receiver is not None else []
    request = making.add(frame.request(facts, making, patient=patient, receiver=receiver))
    specimens = [
        making.add(each) for each in frame.specimens(facts, making, patient=patient, request=request)
    ]
    return frame.Around(
        path=path,
        patient=parts.reference(patient),
        sender=parts.reference(sender),
        requester=parts.reference(receiver),
        request=parts.reference(request),
        specimens=parts.references(specimens),
        recipients=parts.references(copies),
    )


def _patient(letter: AnyReport, making: Making) -> Patient:
    person = letter.patient
    return parts.patient(
        own_id=making.id("patient"),
        number=person.civil_registration_number,
        alternative=person.alternative_identifier,
        surname=person.person_surname_name,
        given=person.person_given_name,
        profile=making.profile("Patient"),
    )


def _party(element: Any, role: str, making: Making) -> str:
    """Takes in a party; the answer is the id of what others point at."""
    made = parties.written(
        parties.party(element),
        making.party_ids(role),
        gln=making.choices.gln,
        profile=making.profile("Organization"),
    )
    taken = [making.add(each) for each in made]
    return taken[0]


def _shared(facts: Facts, making: Making, around: frame.Around) -> Observation:
    """What all Observations of the letter have in common; its times are told of where they first stand."""
    silent = Making(target=making.target, choices=making.choices, seed="", notes=Notes())
    return Observation(
        meta=parts.meta(making.profile("Observation")),
        based_on=(around.request,),
        status="final",
        category=(parts.LABORATORY, facts.study),
        code=parts.REPORT_CODE,
        subject=around.patient,
        effective_date_time=silent.time(facts.sampled.when, facts.sampled.path),
        issued=silent.time(facts.resulted.when, facts.resulted.path),
        performer=(around.sender,),
        specimen=around.specimens[0],
    )
