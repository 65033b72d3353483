"""Whose a report is, and who may correct it (rules S1, S3 and S16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from labsvar.results.history import Version
from labsvar.results.model import Report, Result, Status
from labsvar.results.replacing import counted

ResultKey: TypeAlias = tuple[str, str, str, str, str, int]
Samples: TypeAlias = Mapping[str, str]
"""The sample number an XRPT06 letter counts under, by its id, where it is not its own (rule S16)."""
_WEB = frozenset({"XRPT05", "XRPT06"})
_ONE_ANSWER = (_WEB, frozenset({"XRPT01", "FHIR-biochemistry"}), frozenset({"XRPT02", "FHIR-microbiology"}))
"""Kinds that tell of the same answer."""


def foreign_corrections(report: Report, earlier: Iterable[Report]) -> tuple[int, ...]:
    """Positions in a new report whose corrections are not the sender's to make (rule S3).

    A report with one status that corrects another's is position 0.
    """
    *known, report = counted((*earlier, report))
    others = [old for old in known if _same_answer(old, report)]
    theirs = [old for old in others if not may_correct(report, old)]
    own = [old for old in others if may_correct(report, old)]
    if not report.results:
        foreign = report.status == Status.CORRECTED and bool(theirs) and not own
        return (0,) if foreign else ()
    taken = {key for old in theirs for key, _, _ in keyed_results(old)}
    mine = {key for old in own for key, _, _ in keyed_results(old)}
    return tuple(
        position
        for key, position, result in keyed_results(report)
        if result.status == Status.CORRECTED and key in taken and key not in mine
    )


def _same_answer(old: Report, new: Report) -> bool:
    same_kind = old.kind == new.kind or any(old.kind in each and new.kind in each for each in _ONE_ANSWER)
    return (
        same_kind
        and old.letter_id != new.letter_id
        and old.sample_number == new.sample_number
        and old.answer_number == new.answer_number
    )


def may_correct(new: Report, old: Report) -> bool:
    """Whether the sender of `new` sent `old`, or is a producer that `old` names."""
    return new.sender.gln == old.sender.gln or (
        new.sender_laboratory is not None and new.sender_laboratory in producers(old)
    )


def producers(report: Report) -> frozenset[str]:
    """The codes of the laboratories a report names as producers; pathology and genetics name none."""
    codes = {result.producer_code for result in report.results}
    for investigation in report.investigations:
        producer = investigation.examination.producer_of_lab_result
        if producer is not None:
            codes.add(producer.identifier_code)
    return frozenset(codes)


def keyed_results(report: Report) -> list[tuple[ResultKey, int, Result]]:
    """Each result with its key of rule S1. The last part tells apart a code that stands twice."""
    seen: dict[tuple[str, str, str], int] = {}
    keyed = []
    for position, result in enumerate(report.results):
        code = (result.producer_code, result.code, result.code_responsible)
        occurrence = seen.get(code, 0)
        seen[code] = occurrence + 1
        key = (
            result.producer_code,
            report.sample_number,
            report.answer_number,
            result.code,
            result.code_responsible,
            occurrence,
        )
        keyed.append((key, position, result))
    return keyed


def results_by_author(versions: Sequence[Version]) -> list[list[Version]]:
    """Versions of a result by who may correct them (rule S3): each sender its own, the producer's own
    letters with the first sender that answered for it."""
    authored: dict[str, list[Version]] = {}
    from_producer: list[Version] = []
    for version in sorted(versions, key=lambda each: (each.report.arrived_at, each.report.letter_id)):
        if version.report.sender_laboratory == version.result.producer_code:
            from_producer.append(version)
        else:
            authored.setdefault(version.report.sender.gln, []).append(version)
    if not authored:
        return [from_producer]
    first = next(iter(authored.values()))
    first.extend(from_producer)
    return list(authored.values())


def reports_by_author(reports: Sequence[Report]) -> list[list[Report]]:
    """Versions of a whole report by who may correct them (rule S3)."""
    authored: list[list[Report]] = []
    for report in sorted(reports, key=lambda each: (each.arrived_at, each.letter_id)):
        home = next(
            (own for own in authored if any(may_correct(report, old) for old in own)),
            None,
        )
        if home is None:
            authored.append([report])
        else:
            home.append(report)
    return authored


def surveyed_samples(reports: Iterable[Report]) -> Samples:
    """The sample number of the XRPT05 that an XRPT06 is one report with (rule S16).

    The two are from one laboratory and have one production number. Where they differ in the sample
    number, the XRPT06 counts under that of the XRPT05, if there is only one such; among several,
    nothing says which is meant, and it stands by itself.
    """
    surveyed = [report for report in reports if report.kind == "XRPT06"]
    if not surveyed:
        return {}
    told: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if report.kind == "XRPT05":
            told[report.production_number].append(report)
    found = {}
    for report in surveyed:
        samples = {
            other.sample_number for other in told[report.production_number] if _one_laboratory(report, other)
        }
        if len(samples) == 1:
            found[report.letter_id] = samples.pop()
    return found


def _one_laboratory(one: Report, other: Report) -> bool:
    return may_correct(one, other) or may_correct(other, one)


def answer_of(report: Report, samples: Samples) -> tuple[str, str]:
    """What the versions of a report have in common: the sample and the production number."""
    return samples.get(report.letter_id, report.sample_number), report.answer_number
