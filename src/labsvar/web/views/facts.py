"""The head of a letter: who sent it to whom, about whom, and the numbers and times that go with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from markupsafe import escape

from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.version import Children, Node
from labsvar.results.model import Party, Report
from labsvar.web.texts import Texts
from labsvar.web.views.outline import Fact, Facts, added, elements, facts, label, simple, titled
from labsvar.web.views.times import moment

# What the body of a page shows, each in a place of its own.
_BODY: Final = frozenset({"ClinicalInformation", "Comments", "Reference"})


def heads(letter: AnyLetter, texts: Texts, *, without: Collection[str] = ()) -> tuple[Facts, ...]:
    """The facts of a letter's head, element by element; `without` names those shown elsewhere or to others."""
    tree = version_of(letter).tree
    assert isinstance(tree.content, Children), "a letter has elements"
    before: list[Facts] = []
    last: list[Facts] = []
    for node, value in elements(tree.content, letter):
        match node.name:
            case "RequisitionInformation":
                before += _inside(node, value, texts, without)
            case "LaboratoryResults":
                before += _general(node, value, texts, without)
            case "Letter":
                last += titled(node.name, label(node.name, texts), facts(node, value, texts))
            case "Requests":
                continue
            case _:
                before += titled(
                    node.name, label(node.name, texts), facts(node, value, texts, without=without)
                )
    return (*before, *last)


def _inside(node: Node, bound: object, texts: Texts, without: Collection[str]) -> Iterator[Facts]:
    """What stands directly in an element together, and each of its frames by itself."""
    assert isinstance(node.content, Children), "a frame"
    frames = [
        (inner, value)
        for inner, value in elements(node.content, bound)
        if simple(inner, value, texts) is None and inner.name not in (*_BODY, *without)
    ]
    apart = {inner.name for inner, _ in frames} | _BODY
    yield from titled(
        node.name, label(node.name, texts), facts(node, bound, texts, without=apart | set(without))
    )
    for inner, value in frames:
        yield from titled(inner.name, label(inner.name, texts), facts(inner, value, texts, without=without))


def _general(node: Node, bound: object, texts: Texts, without: Collection[str]) -> Iterator[Facts]:
    """What is said of the results as a whole, and what an installation's table adds to the rest of them."""
    assert isinstance(node.content, Children), "results have elements"
    more: list[Fact] = []
    for inner, value in elements(node.content, bound):
        if inner.name == "GeneralResultInformation":
            yield from titled(
                inner.name, label(inner.name, texts), facts(inner, value, texts, without=without)
            )
        else:
            more += added(inner, value, texts)
    yield from titled("added", texts("added_elements"), more)


def document_heads(report: Report, texts: Texts) -> tuple[Facts, ...]:
    """The head of a FHIR document, under the names that a letter's elements have."""
    told: dict[str, Mapping[str, str | None]] = {
        "Sender": _party(report.sender),
        "Receiver": _party(report.receiver),
        "RequisitionInformation": {
            "LaboratoryInternalSampleIdentifier": report.sample_number,
            "RequesterSampleIdentifier": report.requester_number,
            "SamplingDateTime": moment(report.sampled_at, texts),
            "SampleReceivedDateTime": None
            if report.received_at is None
            else moment(report.received_at, texts),
        },
        "LaboratoryResults": {
            "LaboratoryInternalProductionIdentifier": report.production_number,
            "ReportStatusCode": report.report_status,
            "ResultsDateTime": moment(report.resulted_at, texts),
        },
        "Envelope": {"Identifier": report.envelope_number},
    }
    return tuple(_of_document(name, said, texts) for name, said in told.items() if any(said.values()))


def _of_document(name: str, said: Mapping[str, str | None], texts: Texts) -> Facts:
    lines = (Fact(label(each, texts), escape(text)) for each, text in said.items() if text)
    return Facts(name, label(name, texts), tuple(lines))


def _party(party: Party) -> dict[str, str | None]:
    return {
        "OrganisationName": party.name,
        "DepartmentName": party.department,
        "UnitName": party.unit,
        "Identifier": party.identifier,
        "IdentifierCode": party.identifier_code,
    }
