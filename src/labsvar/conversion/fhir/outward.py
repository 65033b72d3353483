"""A letter as a European laboratory report (a document Bundle) or as DK Core resources (a collection).

Source: HL7 Europe, Laboratory Report 2.0.0; HL7 Denmark, DK Core 3.7.0. What neither states is our own mapping,
row by row in `mapping`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from labsvar.conversion.fhir import bacteriology, chemistry, frame, microbiology, narratives, parties, parts
from labsvar.conversion.fhir.facts import AnyReport, Facts, Told
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.systems import Choices, Target, own_system
from labsvar.conversion.fhir.tables import REPORT_STATUS
from labsvar.conversion.fhir.withheld import withheld
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import CARRIED, OPTIONS
from labsvar.formats.fhir.resources import (
    Address,
    AnyResource,
    Bundle,
    BundleEntry,
    Identifier,
    Observation,
    Patient,
)
from labsvar.letters import pathology
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.common import Envelope
from labsvar.letters.consent import said
from labsvar.letters.surveillance import visible
from labsvar.letters.xrpt01 import LaboratoryReport
from labsvar.letters.xrpt02 import MicrobiologyReport
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.letters.xrpt07 import GeneticsReport


class Kind(msgspec.Struct, frozen=True):
    """How a kind of letter is told: what the frame needs of it, and its own part."""

    facts: Callable[[Any, Making, str], Facts]
    tell: Callable[[Any, Making, Observation, str], Told]


KINDS: Final[Mapping[type, Kind]] = {
    LaboratoryReport: Kind(chemistry.facts, chemistry.tell),
    MicrobiologyWebReport: Kind(microbiology.facts, microbiology.tell),
    MicrobiologyReport: Kind(bacteriology.facts, bacteriology.tell),
    CervixcytologyReport: Kind(narratives.facts, narratives.tell),
    HistopathologyReport: Kind(narratives.facts, narratives.tell),
    GeneticsReport: Kind(narratives.facts, narratives.tell),
}
"""The letters that can be told in FHIR; an XRPT06 is told as the XRPT05 that everybody may see of it."""
OF_ONE_STATUS: Final[Mapping[str, str]] = {
    "proeve_modtaget": "modtaget",
    "svar_midlertidigt": "del_svar",
    "svar_endeligt": "komplet_svar",
    "svar_rettet": "komplet_svar",
}
"""What a report is whose letter has one status for all of it and none for the report (XRPT03 and XRPT04 before 2014).
Assumption: the report is as far as its result, which is told."""


def bundle(
    letter: AnyReport, envelope: Envelope, *, target: Target, choices: Choices, path: str, notes: Notes
) -> Bundle:
    """The Bundle that tells of a letter. What it could not tell is in `notes`; refusals there make it void."""
    kind = KINDS[type(letter)]
    _tell_silence(letter, path, notes)
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


def seen(letter: AnyLetter, path: str, notes: Notes) -> AnyReport | None:
    """What of a letter may be told: of an XRPT06 what an XRPT05 would show (rule S16), with the rest told as lost.

    `None` for a kind that has no form in FHIR.
    """
    if isinstance(letter, MiBaReport):
        for each in withheld(letter):
            notes.lost(f"{path}/{each}", da="kun til overvågning", en="for surveillance only")
        shown = visible(letter)
        if not shown.laboratory_results.investigations:
            notes.unfit(
                f"{path}/LaboratoryResults",
                da="alt, hvad der er fundet, er kun til overvågning",
                en="all that was found is for surveillance only",
            )
        return shown
    return letter if isinstance(letter, AnyReport) else None


def ready(letter: AnyReport, given: Mapping[str, str], path: str, notes: Notes) -> AnyReport:
    """The letter with the status that FHIR demands: an older version's own word for it, or an option."""
    results = letter.laboratory_results
    information = results.general_result_information
    if information.report_status_code is not None:
        return letter
    status = _older_status(information) or _status_of_result(information, given, path, notes)
    status = status or _given_status(given, path, notes)
    if status is None:
        return letter
    told = replace(information, report_status_code=status)
    ready: AnyReport = replace(letter, laboratory_results=replace(results, general_result_information=told))
    return ready


def _tell_silence(letter: AnyReport, path: str, notes: Notes) -> None:
    """Says that a version in which consent is stated when it is given has none, so that it is refused (rule S11)."""
    if letter.patient.consent is None and said(letter, version_of(letter)) == "refused":
        notes.assumed(
            f"{path}/Patient/Consent",
            da="samtykke er ikke nævnt i en version, hvor det nævnes, når det er givet: det er nægtet",
            en="consent is not stated in a version that states it when it is given: it is refused",
        )


def _older_status(information: Any) -> str | None:
    carried = CARRIED["report_status_code"]
    return carried.codes.get(getattr(information, carried.attribute, None) or "")


def _status_of_result(information: Any, given: Mapping[str, str], path: str, notes: Notes) -> str | None:
    word = getattr(information, "result_status_code", None)
    if word is None or OPTIONS["ReportStatusCode"].name in given:
        return None
    notes.assumed(
        f"{path}/LaboratoryResults/GeneralResultInformation/ReportStatusCode",
        da="svaret har den status, som resultatet har",
        en="the report has the status that the result has",
    )
    return OF_ONE_STATUS[word]


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
    patient = making.add(_patient(letter, making, path))
    sender = _party(letter.sender, "sender", making)
    receiver = _party(letter.receiver, "receiver", making)
    _tell_empty_post_code(letter.receiver.post_code_identifier, making, f"{path}/Receiver")
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


def _patient(letter: AnyReport, making: Making, path: str) -> Patient:
    person = letter.patient
    made = parts.patient(
        own_id=making.id("patient"),
        number=person.civil_registration_number,
        alternative=person.alternative_identifier,
        surname=person.person_surname_name,
        given=person.person_given_name,
        profile=making.profile("Patient"),
    )
    return _with_home(made, person, making, path) if isinstance(person, pathology.Patient) else made


def _with_home(made: Patient, person: pathology.Patient, making: Making, path: str) -> Patient:
    """The person with an address. Assumption: the municipality is the district of FHIR's address."""
    told = (("municipality-id", person.municipality_id), ("municipality-name", person.municipality_name))
    beside = tuple(parts.said(name, str(value)) for name, value in told if value is not None)
    _tell_empty_post_code(person.post_code_identifier, making, f"{path}/Patient")
    homes = parties.address(parties.party(person))
    if beside:
        home = homes[0] if homes else Address()
        homes = (replace(home, extension=beside, district=person.municipality_name),)
    return replace(made, address=homes)


def _tell_empty_post_code(code: str | None, making: Making, path: str) -> None:
    if code == "":
        making.notes.lost(f"{path}/PostCodeIdentifier", da="et tomt postnummer", en="an empty post code")


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
