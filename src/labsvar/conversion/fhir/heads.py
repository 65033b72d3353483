"""What the letters of every kind have before their results, read from a Bundle."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeVar

import msgspec

from labsvar.conversion.fhir import parties, texts
from labsvar.conversion.fhir.reading import Reading, tag
from labsvar.conversion.fhir.systems import (
    CONFIDENTIALITY,
    RECIPIENT,
    own_extension,
    parts_of,
)
from labsvar.conversion.supplies import RECEIVER, RECEIVER_EAN, SENDER_EAN, Option
from labsvar.formats.fhir.resources import (
    AnyResource,
    Composition,
    DiagnosticReport,
    HumanName,
    Identifier,
    Observation,
    Patient,
    Reference,
    ServiceRequest,
)
from labsvar.identifiers import cpr
from labsvar.letters.common import Consent, Envelope, Letter, Physician
from labsvar.letters.common import Patient as Person

P = TypeVar("P", bound=msgspec.Struct)
NO_OPTIONS: Final[Mapping[str, Option]] = {}
NOTHING_USUAL: Final[Mapping[str, str]] = {}
OF_SENDER: Final[Mapping[str, Option]] = {"ean_identifier": SENDER_EAN}
OF_RECEIVER: Final[Mapping[str, Option]] = {"ean_identifier": RECEIVER_EAN, "identifier": RECEIVER}
RESTRICTED: Final = frozenset({"R", "V"})


def envelope(reading: Reading) -> Envelope:
    """The envelope of the letter. What a Bundle of others does not say is that no receipt is asked for."""
    bundle = reading.bundle
    acknowledgement = tag(bundle.meta.tag if bundle.meta else (), "acknowledgement")
    if acknowledgement is None:
        acknowledgement = "minuspositivkvitt"
        reading.notes.assumed(
            "/Emessage/Envelope/AcknowledgementCode",
            da="Bundle siger ikke, om der ønskes kvittering",
            en="the Bundle does not say whether a receipt is wanted",
        )
    return Envelope(
        sent=reading.time(bundle.timestamp, "Bundle.timestamp"),
        identifier=_value(bundle.identifier) or reading.needed("Bundle.identifier"),
        acknowledgement_code=acknowledgement,
    )


def head(report: DiagnosticReport, *, version: str, kind: str, reading: Reading) -> Letter:
    """The head of the letter."""
    place = reading.place(report)
    tags = report.meta.tag if report.meta else ()
    own = next((each.value for each in report.identifier if parts_of(each.system, "letters") == ()), None)
    first = next(iter(report.identifier), None)
    return Letter(
        identifier=own or _value(first) or reading.needed(f"{place}.identifier"),
        version_code=version,
        statistical_code=tag(tags, "statistical-code") or kind,
        authorisation=reading.time(report.issued, f"{place}.issued"),
        type_code=kind,
    )


def production(report: DiagnosticReport, reading: Reading) -> str:
    """The laboratory's number of the report."""
    own = next((each.value for each in report.identifier if parts_of(each.system, "productions")), None)
    others = (each.value for each in report.identifier if parts_of(each.system, "letters") is None)
    return own or next(others, None) or reading.needed(f"{reading.place(report)}.identifier")


def party(
    reference: Reference | None,
    kind: type[P],
    reading: Reading,
    path: str,
    *,
    options: Mapping[str, Option] = NO_OPTIONS,
    usual: Mapping[str, str] = NOTHING_USUAL,
) -> P:
    """A party as the struct `kind` of a letter; `options` give what a field needs and the Bundle lacks, `usual`
    what it is taken to be then."""
    chain, initials = reading.party(reference)
    values: dict[str, str] = parties.read(chain, initials) if chain else {}
    made: dict[str, object] = {}
    fields = _fields(kind)
    if "identifier" in fields and "identifier" not in values:
        values |= _number_of_place(values, options, reading, path)
    for name, field in fields.items():
        if name == "physician":
            made[name] = Physician(person_initials=initials) if initials else None
        elif name in values:
            made[name] = values[name]
        elif name in usual:
            made[name] = usual[name]
            reading.notes.assumed(
                f"{path}: {field.encode_name}",
                da="Bundle siger det ikke; brevets art gør",
                en="the Bundle does not say it; the kind of letter does",
            )
        elif field.required:
            made[name] = reading.needed(f"{path}: {field.encode_name}", option=options.get(name))
    for name in values.keys() - fields.keys() - {"initials"}:
        reading.notes.lost(f"{path}: {name}", da="der er ingen plads til det", en="there is no place for it")
    return kind(**made)


@cache
def _fields(kind: type[P]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {each.name: each for each in msgspec.structs.fields(kind)}


def _number_of_place(
    values: Mapping[str, str], options: Mapping[str, Option], reading: Reading, path: str
) -> dict[str, str]:
    """The number of a place that the Bundle gives none of: what an option says, with the code of its kind before a
    colon, or its location number. Assumption: that is a number of the place itself; this is told."""
    number, location = (options.get(name) for name in ("identifier", "ean_identifier"))
    if number is not None and number.name in reading.given:
        code, colon, own = reading.needed(f"{path}: Identifier", option=number).partition(":")
        return {"identifier": own, "identifier_code": code} if colon else {"identifier": code}
    given = reading.given.get(location.name) if location is not None else None
    where = values.get("ean_identifier") or given
    if where is None:
        return {}
    reading.notes.assumed(
        f"{path}: Identifier",
        da="stedets nummer er dets lokationsnummer",
        en="the number of the place is its location number",
    )
    return {"identifier": where, "identifier_code": "lokationsnummer"}


def recipients(report: DiagnosticReport, reading: Reading) -> tuple[Reference, ...]:
    """Those who get a copy: all recipients but the one who asked."""
    asked = {each.requester.reference for each in reading.all(ServiceRequest) if each.requester}
    found = [
        each.value_reference
        for one in (report, *reading.all(Composition))
        for each in one.extension
        if each.url in (RECIPIENT, own_extension("copy-recipient")) and each.value_reference
    ]
    return tuple(each for each in found if each.reference not in asked)


def copies(report: DiagnosticReport, reading: Reading) -> tuple[Reference, ...]:
    """Those who get a copy, of whom a letter has room for the first."""
    found = recipients(report, reading)
    for each in found[1:]:
        reading.notes.lost(
            f"{reading.place(report)}: {each.reference}",
            da="brevet har kun plads til én kopimodtager",
            en="the letter has room for one receiver of a copy only",
        )
    return found


def requester(reading: Reading) -> Reference | None:
    """The place that asked."""
    return next((each.requester for each in reading.all(ServiceRequest) if each.requester), None)


def person(report: DiagnosticReport, reading: Reading) -> Person:
    """The person the report is about, and whether consent is refused."""
    found = reading.get(report.subject, Patient)
    if found is None:
        return Person(person_surname_name=reading.needed(f"{reading.place(report)}.subject"))
    place = reading.place(found)
    number, alternative = _number(found, reading, f"{place}.identifier")
    surname, given = split_name(found.name[0] if found.name else HumanName())
    return Person(
        civil_registration_number=number,
        alternative_identifier=alternative,
        person_surname_name=surname or reading.needed(f"{place}.name.family"),
        person_given_name=given,
        consent=_consent(report, reading),
    )


def _number(found: Patient, reading: Reading, place: str) -> tuple[str | None, str | None]:
    for each in sorted(found.identifier, key=lambda one: one.use == "temp"):
        if each.value and len(each.value) == 10:
            if cpr.has_form(each.value) and each.use != "temp":
                return each.value, None
            return None, each.value
    reading.needed(place)
    return None, None


def split_name(name: HumanName) -> tuple[str | None, str | None]:
    """Surname and given names; the text, where it holds both, has the blanks between them."""
    given = " ".join(each for each in name.given if each) or None
    if name.family is None:
        return name.text, given
    if name.text and name.text.endswith(f" {name.family}"):
        return name.family, name.text[: -len(name.family) - 1]
    return name.family, given


def _consent(report: DiagnosticReport, reading: Reading) -> Consent | None:
    """The letter's word on consent; a refusal of a part is one of the whole letter, which is told."""
    labelled = refusals(reading)
    if labelled:
        if not any(isinstance(each, DiagnosticReport | Composition) for each in labelled):
            reading.notes.assumed(
                "/Emessage/*/Patient/Consent",
                da="nægtet: en del af svaret er mærket fortrolig, og et brev kan kun sige det om det hele",
                en="refused: part of the report is labelled restricted, and a letter can only say so of all of it",
            )
        return Consent(given=False)
    return Consent(given=True) if is_given(report) else None


def refusals(reading: Reading) -> list[AnyResource]:
    """What is labelled R, or stricter: on anything but the person that is a refusal (rules S11 and S12)."""
    everything = (reading.bundle, *(each for each in reading.resources if not isinstance(each, Patient)))
    return [each for each in everything if _is_restricted(each)]


def is_given(report: DiagnosticReport) -> bool:
    """Whether the report says in so many words that consent is given."""
    return tag(report.meta.tag if report.meta else (), "consent") == "given"


def _is_restricted(each: AnyResource) -> bool:
    if isinstance(each, Composition) and each.confidentiality in RESTRICTED:
        return True
    security = each.meta.security if each.meta else ()
    return any(one.system == CONFIDENTIALITY and one.code in RESTRICTED for one in security)


def comments(reading: Reading) -> texts.Marked | None:
    """The comments on the requisition."""
    found = [note.text for each in reading.all(ServiceRequest) for note in each.note]
    return texts.marked("\n".join(found)) if found else None


def requested(reading: Reading) -> str | None:
    """The requester's number of the sample."""
    for each in reading.all(ServiceRequest):
        if each.requisition is not None:
            return each.requisition.value
        for one in each.identifier:
            if parts_of(one.system, "laboratory-sample") is None:
                return one.value
    return None


def effective(observations: list[Observation]) -> str | None:
    """When the sample was taken, as the first Observation that says so has it."""
    found = (
        each.effective_date_time or (each.effective_period.start if each.effective_period else None)
        for each in observations
    )
    return next((each for each in found if each), None)


def _value(identifier: Identifier | None) -> str | None:
    return identifier.value if identifier else None
