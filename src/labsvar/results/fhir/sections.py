"""A report that came as a FHIR document, as the reports kept beside letters: one for each sample it tells of.

Nothing passes through a letter, so nothing is lost to a letter's bounds. What has a letter's word is written in it
(status, comparator, mark, kind of interval), so that a letter and the document made of it give the same record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.conversion.fhir import heads
from labsvar.conversion.fhir.reading import Reading
from labsvar.conversion.fhir.systems import LOINC, REPORT_NOTE, own_system
from labsvar.conversion.fhir.tables import OF_REPORT_STATUS
from labsvar.conversion.notes import Notes
from labsvar.findings import Finding, Rule, has_errors
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import (
    AnyResource,
    Bundle,
    CodeableConcept,
    Composition,
    DiagnosticReport,
    Observation,
    Patient,
    Specimen,
)
from labsvar.results.derive import sector_by
from labsvar.results.fhir import parties, rules
from labsvar.results.fhir.carried import places
from labsvar.results.fhir.contradictions import contradictions, modified
from labsvar.results.fhir.narratives import remarks_in, sections
from labsvar.results.fhir.observed import Found, found_in, results_of, says_something
from labsvar.results.fhir.stating import code_of
from labsvar.results.fhir.times import moment
from labsvar.results.model import FHIR_KINDS, SNOMED, Bacteriology, Field, Report, Result, Status

_UNKNOWN: Final = datetime.min
_LONGEST: Final = 200
_CONTROLS: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F])|[bf])")
"""A control character as JSON writes it, but for tab and line breaks; as itself it cannot stand in JSON."""
_DIGITS: Final = 16
GUIDES: Final = ("eu-lab", "dk-core", "R4")
"""What the version of a document is called: the guide that it says it follows."""
_MICROBIOLOGY: Final = frozenset({(LOINC, "18725-2"), (SNOMED, "408454008")})
"""The study and the specialty of microbiology in the European lists; anything else counts as biochemistry
(assumption: so do haematology, immunology and transfusion, as LABA keeps biochemistry and immunology)."""
_REPORT_STATUS: Final = {
    "registered": Status.RECEIVED,
    "partial": Status.TEMPORARY,
    "preliminary": Status.TEMPORARY,
    "unknown": Status.TEMPORARY,
    "final": Status.FINAL,
    "appended": Status.FINAL,
    "cancelled": Status.FINAL,
    "amended": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "entered-in-error": Status.CORRECTED,
}
"""How far a report of microbiology is as a whole."""
_IN_LETTERS: Final = ("pathology", "genetics")
_NEW_NUMBER: Final = ("replaces",)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says about one sample. What is known of a letter only when it is stored (its id, whose record
    it belongs to, stage, databank) is still empty in `report`; so is the sender's number where `sender` is."""

    report: Report
    person: parties.Number
    sender: str

    @property
    def corrects(self) -> bool:
        """Whether it holds a correction."""
        return any(each.status == Status.CORRECTED for each in self.report.results)


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it was understood; with errors among the findings nothing of it is stored.

    `number` is the Bundle's own, new at every sending. `content` is the hash of what is told, whatever the
    number and time of sending.
    """

    said: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()
    number: str = ""
    version: str = "R4"
    content: str = ""


def told(resource: AnyResource, raw: bytes) -> Telling:
    """What a resource that was read from the bytes says. Never raises for what it holds."""
    reading = Reading(resource, Notes()) if isinstance(resource, Bundle) else None
    reports = [] if reading is None else reading.all(DiagnosticReport)
    if reading is None or len(reports) != 1 or reading.bundle.type not in ("document", "collection"):
        return Telling(findings=(rules.NOT_A_REPORT.at(line=None, path="Bundle"),))
    return _Document(reports[0], reading, raw).telling()


def unsafe(resource: AnyResource, raw: bytes) -> tuple[Finding, ...]:
    """What is wrong with a report wherever it goes, although FHIR and its guides allow it; of any other resource
    nothing is said."""
    return tuple(each for each in told(resource, raw).findings if each.rule in rules.UNSAFE)


class _Document:
    """A Bundle of one report, while it is being understood."""

    def __init__(self, report: DiagnosticReport, reading: Reading, raw: bytes) -> None:
        self._report = report
        self._reading = reading
        self._raw = raw
        self._findings: list[tuple[Rule, str]] = []
        self._compositions = reading.all(Composition)
        self._lines: dict[str, int] | None = None

    def telling(self) -> Telling:
        """All of it."""
        bundle = self._reading.bundle
        person = self._person()
        found = found_in(self._report, self._reading)
        if not found:
            self._wrong(rules.NO_RESULTS, f"{self._place}.result")
        content = hashlib.sha256(fhir.write(_unsent(bundle))).hexdigest()
        number = (bundle.identifier.value if bundle.identifier else None) or bundle.id
        if _CONTROLS.search(self._raw):
            self._wrong(rules.CHARACTERS, "Bundle")
        if self._is_told_in_letters:
            self._wrong(rules.IN_LETTERS, f"{self._place}.category")
        if not number or not self._production:
            self._wrong(rules.NO_NUMBER, "Bundle.identifier")
        unread = tuple(places(self._reading))
        self._findings += [*contradictions(self._patient, self._reading), *modified(unread)]
        unheld = self._unheld(found)
        shown_elsewhere = {id(each) for each in self._in_sections()}
        for each in unheld:
            if id(each) in shown_elsewhere:
                self._wrong(rules.ONLY_IN_SECTION, self._reading.place(each))
        reports = () if self._findings else tuple(self._reports(found, content, number or ""))
        errors = [self._at(rule, path) for rule, path in self._findings]
        if person is not None and any(len(each) > _LONGEST for each in _found_by(person[0], reports)):
            errors.append(rules.TOO_LONG.at(line=None, path="Bundle", most=_LONGEST))
        notes = [] if errors else [*self._too_late(reports), *self._unshown(unheld, unread)]
        made = Telling(
            findings=(*errors, *notes), number=number or "", version=_version(bundle), content=content
        )
        if person is None or has_errors(made.findings):
            return made
        said = (Said(report=each, person=person[0], sender=each.sender.gln) for each in reports)
        return replace(made, said=tuple(said))

    @property
    def _place(self) -> str:
        return self._reading.place(self._report)

    def _wrong(self, rule: Rule, path: str) -> None:
        self._findings.append((rule, path))

    def _at(self, rule: Rule, path: str) -> Finding:
        if self._lines is None:
            self._lines = fhir.lines(self._raw)
        return rule.at(line=self._lines.get(path.partition("]")[0] + "]"), path=path)

    def _too_late(self, reports: Iterable[Report]) -> Iterator[Finding]:
        """As of letters: an answer from the future would stand above every correction of it."""
        if any(max(each.sampled_at, each.resulted_at) > each.sent_at for each in reports):
            yield self._at(rules.RESULT_AFTER_SENT, "Bundle.timestamp")

    def _unheld(self, found: list[Found]) -> list[Observation]:
        """The results of the Bundle that the report does not hold."""
        held = {id(each.observation) for each in found}
        return [
            each for each in self._reading.all(Observation) if id(each) not in held and says_something(each)
        ]

    def _in_sections(self) -> Iterator[Observation]:
        for composition in self._compositions:
            for section in sections(composition.section):
                pointed = (self._reading.get(each, Observation) for each in section.entry)
                yield from (each for each in pointed if each is not None)

    def _unshown(self, unheld: Iterable[Observation], unread: Iterable[str]) -> Iterator[Finding]:
        """What stands in the Bundle and not in the stored report."""
        yield from (self._at(rules.NOT_HELD, self._reading.place(each)) for each in unheld)
        yield from (self._at(rules.NO_PLACE, path) for path in unread)

    @property
    def _patient(self) -> Patient | None:
        return self._reading.get(self._report.subject, Patient)

    def _person(self) -> tuple[parties.Number, str, str | None] | None:
        """The person's number and name; told of where they lack."""
        patient = self._patient
        number = None if patient is None else parties.number_of(patient)
        name = None if patient is None else parties.name_of(patient)
        if number is None or name is None:
            self._wrong(rules.NO_PERSON, f"{self._place}.subject")
            return None
        return number, *name

    @property
    def _production(self) -> str:
        """The laboratory's number of the report, which stays the same over its versions."""
        if self._report.identifier:
            return heads.production(self._report, self._reading)
        own = next((each.identifier for each in self._compositions if each.identifier), None)
        return (own.value if own else None) or ""

    def _reports(self, found: list[Found], content: str, number: str) -> Iterator[Report]:
        """A report for each sample; of biochemistry also for each time that a sample was taken at."""
        samples: dict[tuple[str, datetime | None], list[Found]] = {}
        times: dict[tuple[str, tuple[str, str, str]], datetime | None] = {}
        for each in found:
            sample, taken = self._sample(each.observation)
            samples.setdefault((sample, taken), []).append(each)
            # Versions are told apart by sample and code, so one of two times would take the other's place.
            if times.setdefault((sample, code_of(each.observation.code)), taken) != taken:
                self._wrong(rules.TWO_TIMES, self._reading.place(each.observation))
        for place, ((sample, _), of_sample) in enumerate(samples.items()):
            own = content[:_DIGITS] if len(samples) == 1 else f"{content[:_DIGITS]}-{place + 1}"
            made = self._of_sample(sample, of_sample, number=own, document=number)
            if made is not None:
                yield made

    def _sample(self, each: Observation) -> tuple[str, datetime | None]:
        pointers = (each.specimen, *self._report.specimen)
        specimens = (self._reading.get(one, Specimen) for one in pointers)
        specimen = next((one for one in specimens if one is not None), None)
        numbers = () if specimen is None else (specimen.accession_identifier, *specimen.identifier)
        number = next((one.value for one in numbers if one is not None and one.value), None)
        # Assumption: a sample without a number of its own goes by that of the report.
        return number or self._production, None if self._is_microbiology else _taken(each, specimen)

    @property
    def _is_microbiology(self) -> bool:
        of_composition = any(_names_microbiology(each.category) for each in self._compositions)
        return of_composition or _names_microbiology(self._report.category)

    @property
    def _is_told_in_letters(self) -> bool:
        """Whether it is of a field whose answers are kept as letters only."""
        own = (
            each for one in self._report.category for each in one.coding if each.system == own_system("field")
        )
        return any(each.code in _IN_LETTERS for each in own)

    def _of_sample(self, sample: str, found: list[Found], *, number: str, document: str) -> Report | None:
        reading, report = self._reading, self._report
        person = self._person()
        sender = parties.sender(report, reading)
        micro = self._is_microbiology
        field: Field = "microbiology" if micro else "biochemistry"
        resulted = self._resulted([each.observation for each in found])
        issued = moment(report.issued) or self._composed() or resulted
        sampled = self._sampled(found) or resulted
        if person is None or resulted is None or issued is None or sampled is None:
            self._wrong(rules.NO_TIME, f"{self._place}.issued")
            return None
        withdrawn = report.status == "entered-in-error"
        results = [
            (one, each)
            for one in found
            for each in results_of(_withdrawn(one) if withdrawn else one, sender, reading, micro=micro)
        ]
        if not micro:
            self._tell_twice(results)
        speciality = parties.speciality(report, reading)
        conclusion = "\n".join(self._conclusions()) or None
        return Report(
            letter_id="",
            person_key="",
            person_surname=person[1],
            person_given_name=person[2],
            databank="MiBa" if micro else "LABA",
            kind=FHIR_KINDS[field],
            version=_version(reading.bundle),
            letter_number=number,
            envelope_number=document,
            sender=sender,
            receiver=parties.party(heads.requester(reading), reading) or parties.NOBODY,
            sender_laboratory=None,
            sector=sector_by(sender.identifier_code, speciality),
            speciality=speciality,
            stage="technical",
            sample_number=sample,
            requester_number=heads.requested(reading),
            production_number=self._production,
            replaces=tuple(self._replaces()),
            sampled_at=sampled,
            received_at=self._received(sample),
            resulted_at=resulted,
            authorised_at=issued,
            sent_at=moment(reading.bundle.timestamp) or issued,
            arrived_at=_UNKNOWN,
            given=self._given(),
            report_status=OF_REPORT_STATUS.get(report.status),
            comments=heads.comments(reading) or (),
            results=tuple(each for _, each in results),
            summary=conclusion,
            status=_REPORT_STATUS[report.status] if micro else None,
            bacteriology=Bacteriology() if micro else None,
        )

    def _tell_twice(self, results: Iterable[tuple[Found, Result]]) -> None:
        """Of two results with one code the later would take the other's place, and nobody would see that."""
        seen: set[tuple[str, ...]] = set()
        for found, each in results:
            key = (each.code, each.code_type, each.code_responsible, each.producer_code)
            if key in seen:
                self._wrong(rules.RESULT_TWICE, self._reading.place(found.observation))
            seen.add(key)

    def _given(self) -> bool | None:
        """A refusal is the label R on anything but the person, as when a letter is made of it (S11, S12)."""
        if heads.refusals(self._reading):
            return False
        return True if heads.is_given(self._report) else None

    def _composed(self) -> datetime | None:
        return next((moment(each.date) for each in self._compositions), None)

    def _resulted(self, observations: Iterable[Observation]) -> datetime | None:
        """When the answer was there: what the results say, else what the report says of it.

        In DK Core the report's effective time is that of the answer; elsewhere it is that of the sample.
        """
        said = [each for each in (moment(one.issued) for one in observations) if each is not None]
        if said:
            return max(said)
        if _is_danish(self._report):
            return moment(self._report.effective_date_time) or moment(self._report.issued)
        bundle = self._reading.bundle
        return moment(self._report.issued) or self._composed() or moment(bundle.timestamp)

    def _sampled(self, found: list[Found]) -> datetime | None:
        times = (self._taken_at(each.observation) for each in found)
        return min((each for each in times if each is not None), default=None)

    def _taken_at(self, each: Observation) -> datetime | None:
        return _taken(each, self._reading.get(each.specimen, Specimen))

    def _received(self, sample: str) -> datetime | None:
        for each in self._reading.all(Specimen):
            numbers = (each.accession_identifier, *each.identifier)
            if any(one is not None and one.value == sample for one in numbers):
                return moment(each.received_time)
        return None

    def _replaces(self) -> Iterator[str]:
        """The numbers of reports that this one says it takes the place of, under another number."""
        for each in (one for composition in self._compositions for one in composition.relates_to):
            number = each.target_identifier.value if each.target_identifier is not None else None
            if each.code in _NEW_NUMBER and number and number != self._production:
                yield number

    def _conclusions(self) -> Iterator[str]:
        if self._report.conclusion:
            yield self._report.conclusion
        for each in self._report.extension:
            if each.url == REPORT_NOTE and each.value_annotation is not None:
                yield each.value_annotation.text
        yield from (line for each in self._compositions for line in remarks_in(each))


def _found_by(person: parties.Number, reports: Iterable[Report]) -> Iterator[str]:
    """Everything that reports and results are looked up by, and the numbers that were measured."""
    yield from person
    for report in reports:
        sender = report.sender
        yield from (report.sample_number, report.production_number, report.envelope_number, *report.replaces)
        yield from (report.requester_number or "", sender.gln, sender.identifier)
        for each in report.results:
            yield from (each.code, each.code_responsible, each.producer_code)
            yield each.value if each.numeric else ""


def _withdrawn(found: Found) -> Found:
    return found._replace(observation=replace(found.observation, status="entered-in-error"))


def _taken(each: Observation, specimen: Specimen | None) -> datetime | None:
    period = each.effective_period
    said = moment(each.effective_date_time or each.effective_instant or (period.start if period else None))
    collection = None if specimen is None else specimen.collection
    if said is not None or collection is None:
        return said
    collected = collection.collected_period
    return moment(collection.collected_date_time or (collected.start if collected else None))


def _names_microbiology(category: Iterable[CodeableConcept]) -> bool:
    return any((one.system, one.code) in _MICROBIOLOGY for each in category for one in each.coding)


def _is_danish(report: DiagnosticReport) -> bool:
    profiles = () if report.meta is None else report.meta.profile
    return any((each or "").startswith("http://hl7.dk/") for each in profiles)


def _unsent(bundle: Bundle) -> Bundle:
    """The Bundle without what is new at every sending."""
    return replace(bundle, id=None, identifier=None, timestamp=None, meta=None)


def _version(bundle: Bundle) -> str:
    """Which guide the Bundle says it follows."""
    named = [
        each or ""
        for one in bundle.entry
        if one.resource and one.resource.meta
        for each in one.resource.meta.profile
    ]
    named += [each or "" for each in (bundle.meta.profile if bundle.meta else ())]
    if any(each.startswith("http://hl7.eu/fhir/laboratory/") for each in named):
        return "eu-lab"
    return "dk-core" if any(each.startswith("http://hl7.dk/fhir/core/") for each in named) else "R4"
