"""A European laboratory report or DK Core resources as a letter, with what has no place in it.

What a letter demands and the Bundle does not say refuses the conversion. A text too long for its element is
refused too, and never cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from msgspec.structs import replace

from labsvar.conversion.fhir import chemistry, contradictions, heads, microbiology_back, parts
from labsvar.conversion.fhir.reading import Reading, tag
from labsvar.conversion.fhir.tables import OF_REPORT_STATUS
from labsvar.conversion.notes import Notes
from labsvar.formats.fhir.resources import (
    Bundle,
    DiagnosticReport,
    Observation,
    Patient,
    Specimen,
)
from labsvar.letters.catalogue import Emessage
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import (
    CCReceiver,
    GeneralResultInformation,
    LaboratoryReport,
    LaboratoryResults,
    Receiver,
    RequisitionInformation,
    Sample,
    SamplingInterval,
    Sender,
)
from labsvar.letters.xrpt05 import MicrobiologyWebReport

R = TypeVar("R", LaboratoryReport, MicrobiologyWebReport)
KINDS: Final = frozenset({"XRPT01", "XRPT05"})
"""The kinds of letter that a Bundle can become."""


def version_in(bundle: Bundle) -> str | None:
    """The version of the letter that a Bundle of ours was made of."""
    for entry in bundle.entry:
        if isinstance(entry.resource, DiagnosticReport) and entry.resource.meta is not None:
            return tag(entry.resource.meta.tag, "version")
    return None


def kind_of(bundle: Bundle) -> str:
    """The kind of letter that a Bundle of others becomes: what its report is a study of tells."""
    studies = parts.STUDIES["microbiology"].coding
    for entry in bundle.entry:
        if isinstance(entry.resource, DiagnosticReport):
            codings = (each for concept in entry.resource.category for each in concept.coding)
            if any((each.system, each.code) == (one.system, one.code) for each in codings for one in studies):
                return "XRPT05"
    return "XRPT01"


def message(
    bundle: Bundle,
    *,
    to: LetterVersion,
    notes: Notes,
    given: Mapping[str, str] | None = None,
    asked: LetterVersion | None = None,
) -> Emessage | None:
    """The letter of a Bundle in its envelope. `None`, told in `notes`, where there is no one report in it.

    `asked` is the version that the letter becomes afterwards: what that does not have is not demanded.
    """
    reading = Reading(bundle, notes, given)
    reports = reading.all(DiagnosticReport)
    if len(reports) != 1:
        notes.unfit(
            "Bundle.entry",
            da=f"et brev er ét svar, og her er {len(reports)} DiagnosticReport",
            en=f"a letter is one report, and here are {len(reports)} of DiagnosticReport",
        )
        return None
    contradictions.tell(reading.get(reports[0].subject, Patient), reading)
    letter: LaboratoryReport | MicrobiologyWebReport
    if to.kind == "XRPT05":
        letter = _filled(
            microbiology_back.letter(reports[0], to, asked or to, reading), to, given or {}, notes
        )
    else:
        letter = _filled(_chemistry(reports[0], to, reading), to, given or {}, notes)
    reading.tell_untaken()
    return Emessage(namespace=to.release.namespace, envelope=heads.envelope(reading), letters=(letter,))


def _chemistry(report: DiagnosticReport, to: LetterVersion, reading: Reading) -> LaboratoryReport:
    place = reading.place(report)
    copies = heads.copies(report, reading)
    for each in reading.all(Observation):
        if _is_panel(each):
            reading.notes.lost(
                reading.place(each),
                da="brevet har ingen plads til det, der samler flere svar",
                en="the letter has no place for what holds several results together",
            )
    return LaboratoryReport(
        letter=heads.head(report, version=to.code, kind=to.kind, reading=reading),
        sender=heads.party(
            next(iter(report.performer), None), Sender, reading, f"{place}.performer", options=heads.OF_SENDER
        ),
        receiver=heads.party(
            heads.requester(reading), Receiver, reading, "ServiceRequest.requester", options=heads.OF_RECEIVER
        ),
        cc_receiver=heads.party(copies[0], CCReceiver, reading, "information-recipient") if copies else None,
        patient=heads.person(report, reading),
        requisition_information=RequisitionInformation(
            comments=heads.comments(reading), sample=_sample(report, reading)
        ),
        laboratory_results=_results(report, reading),
    )


def _filled(letter: R, to: LetterVersion, given: Mapping[str, str], notes: Notes) -> R:
    """The letter with what an option says and the Bundle does not."""
    lab = given.get("from-lab")
    if letter.sender.from_lab_identifier is not None or lab is None:
        return letter
    notes.given(f"/Emessage/{to.root_name}/Sender/FromLabIdentifier", "from-lab")
    filled: R = replace(letter, sender=replace(letter.sender, from_lab_identifier=lab))
    return filled


def _observations(report: DiagnosticReport, reading: Reading) -> list[Observation]:
    """The results in the order of the report; of a report that names none, those of the Bundle."""
    named = [reading.get(each, Observation) for each in report.result]
    found = [each for each in named if each is not None] or reading.all(Observation)
    members = [
        one for each in found for one in (reading.get(ref, Observation) for ref in each.has_member) if one
    ]
    every = [*found, *(each for each in members if all(each is not one for one in found))]
    return [each for each in every if not _is_panel(each)]


def _is_panel(each: Observation) -> bool:
    """Whether an Observation only holds others together: a letter has no place for it, which is told."""
    return bool(each.has_member) and all(
        getattr(each, name) is None for name in each.__struct_fields__ if name.startswith("value_")
    )


def _sample(report: DiagnosticReport, reading: Reading) -> Sample:
    specimens = reading.all(Specimen)
    for each in specimens[1:]:
        reading.notes.lost(
            reading.place(each),
            da="brevet har kun plads til én prøve",
            en="the letter has room for one sample only",
        )
    specimen = specimens[0] if specimens else Specimen()
    place = reading.place(specimen) if specimens else "Specimen"
    collection = specimen.collection
    period = collection.collected_period if collection else None
    quantity = collection.quantity if collection else None
    taken = heads.effective(_observations(report, reading)) or (
        collection.collected_date_time if collection else None
    )
    own = specimen.accession_identifier or next(iter(specimen.identifier), None)
    return Sample(
        laboratory_internal_sample_identifier=(own.value if own else None)
        or reading.needed(f"{place}.accessionIdentifier"),
        requester_sample_identifier=heads.requested(reading),
        sampling_date_time=reading.time(taken, f"{place}.collection.collectedDateTime"),
        volume=parts.number_of(quantity) if quantity else None,
        unit_of_volume=parts.unit_of(quantity) if quantity else None,
        sampling_interval=None
        if period is None
        else SamplingInterval(
            start_date_time=reading.time(period.start, f"{place}.collection.collectedPeriod.start"),
            end_date_time=reading.time(period.end, f"{place}.collection.collectedPeriod.end"),
        ),
    )


def _results(report: DiagnosticReport, reading: Reading) -> LaboratoryResults:
    place = reading.place(report)
    return LaboratoryResults(
        general_result_information=GeneralResultInformation(
            report_status_code=reading.coded(OF_REPORT_STATUS, report.status, f"{place}.status"),
            laboratory_internal_production_identifier=heads.production(report, reading),
            results_date_time=reading.time(
                report.effective_date_time or report.issued, f"{place}.effectiveDateTime"
            ),
        ),
        results=tuple(
            chemistry.result(each, reading, reading.place(each)) for each in _observations(report, reading)
        ),
    )
