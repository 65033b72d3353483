"""What of an XRPT06 everybody may see who may see the answer, and what is for surveillance only.

Clinicians and citizens see of it what an XRPT05 would show. `visible` therefore gives the answer in the
shape of XRPT05, field by field: what is not named here is for surveillance only, new elements included.
An element that is marked `Protected` is left out with everything in it.

Source: Statens Serum Institut, miba.ssi.dk, Standarder (XRPT06 carries data that clinicians and patients
are not shown; what they are shown follows XRPT05); MedCom's OIOXML schema of release 2013/11/26.

Assumptions, since no public page says more:

* Every number in `Protected` means that the content is not for everyone. `open_levels` may name those
  that mean nothing of the kind.
* Where a protected part is one that XRPT05 cannot do without, such as the name of an organism, all that
  belongs to it is left out: its row or column of the susceptibility table too.
* A culture is left out altogether when every organism in it is, since without any it would read as one
  in which nothing grew. An examination is left out when all that was found by it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, TypeVar

import msgspec

from labsvar.letters import common, xrpt05, xrpt06
from labsvar.letters.common import Consent
from labsvar.letters.element import Paragraphs
from labsvar.letters.version import Children, Node
from labsvar.letters.walk import children, element_nodes
from labsvar.letters.xrpt05 import XR0531M, MicrobiologyWebReport
from labsvar.letters.xrpt06 import XR0630M, MiBaReport

Levels = frozenset[int]
NO_LEVELS: Final[Levels] = frozenset()
S = TypeVar("S")
T = TypeVar("T")


class ForSurveillance(msgspec.Struct, frozen=True, kw_only=True):
    """An element that is for surveillance only, with everything in it.

    `path` is that of the element below the letter's own, as in findings.
    """

    path: str
    because: Literal["protected", "not_in_xrpt05"]


def visible(letter: MiBaReport, *, open_levels: Levels = NO_LEVELS) -> MicrobiologyWebReport:
    """The answer as far as it is for everyone who may see it, in the shape of XRPT05.

    It is a view and no letter: its head still says XRPT06, organisms and antibiotics stand in the order
    of their numbers, and an entry of the susceptibility table whose number none of them has, or
    several have, points beyond the lists. Refused consent is carried over, and still to be obeyed.
    """
    return _Visible(open_levels).report(letter)


def for_surveillance(letter: MiBaReport, *, open_levels: Levels = NO_LEVELS) -> tuple[ForSurveillance, ...]:
    """The outermost elements of a letter that are for surveillance only, in their order."""
    return tuple(_hidden(letter, XR0630M.tree, "", "", open_levels))


@cache
def visible_elements() -> frozenset[str]:
    """The paths of the elements of an XRPT06 that are not for surveillance alone, without numbers."""
    both = frozenset(_paths(XR0531M.tree, "")) & frozenset(_paths(XR0630M.tree, ""))
    return both | {"Patient/ConsentGiven", "LaboratoryResults/GeneralResultInformation/Summary/Text"}


def _paths(node: Node, path: str) -> Iterator[str]:
    if not isinstance(node.content, Children):
        return
    for child in element_nodes(node.content).values():
        here = f"{path}/{child.name}" if path else child.name
        yield here
        yield from _paths(child, here)


def _hidden(value: Any, node: Node, path: str, names: str, levels: Levels) -> Iterator[ForSurveillance]:
    assert isinstance(node.content, Children)
    for child in children(value, node.content):
        here, plain = f"{path}{child.step}", f"{names}{child.node.name}"
        if plain not in visible_elements():
            yield ForSurveillance(path=here, because="not_in_xrpt05")
        elif not _is_open(getattr(child.value, "protected", None), levels):
            yield ForSurveillance(path=here, because="protected")
        elif isinstance(child.node.content, Children):
            yield from _hidden(child.value, child.node, f"{here}/", f"{plain}/", levels)


def _is_open(protected: str | None, levels: Levels) -> bool:
    """Whether a mark hides nothing. It may have any number of digits, so it is compared as text."""
    if protected is None:
        return True
    return (protected.lstrip("+-0") or "0") in {str(level) for level in levels}


class _Visible:
    """Turns the parts of an XRPT06 into those of XRPT05, without what is protected.

    A method gives `None` for a part that is left out.
    """

    def __init__(self, levels: Levels) -> None:
        self._levels = levels

    def report(self, letter: MiBaReport) -> MicrobiologyWebReport:
        patient, information = letter.patient, letter.requisition_information
        return MicrobiologyWebReport(
            letter=letter.letter,
            sender=letter.sender,
            receiver=letter.receiver,
            cc_receiver=letter.cc_receiver,
            patient=common.Patient(
                civil_registration_number=patient.civil_registration_number,
                alternative_identifier=patient.alternative_identifier,
                person_surname_name=patient.person_surname_name,
                person_given_name=patient.person_given_name,
                consent=Consent(given=patient.consent_given),
            ),
            requisition_information=xrpt05.RequisitionInformation(
                clinical_information=information.clinical_information,
                comments=self._coded_all(information.comments),
                sample=information.sample,
            ),
            laboratory_results=self._results(letter.laboratory_results),
        )

    def _results(self, results: xrpt06.LaboratoryResults) -> xrpt05.LaboratoryResults:
        general = results.general_result_information
        summary = general.summary
        return xrpt05.LaboratoryResults(
            general_result_information=xrpt05.GeneralResultInformation(
                result_status_code=general.result_status_code,
                laboratory_internal_production_identifier=general.laboratory_internal_production_identifier,
                results_date_time=general.results_date_time,
                result_status=general.result_status,
                summary=None if summary is None or not self._is_open(summary) else summary.text,
            ),
            investigations=_kept(self._investigation, results.investigations),
            comments=self._coded_all(results.comments),
        )

    def _is_open(self, marked: xrpt06.CodedText | xrpt06.CodedName | xrpt06.Findings) -> bool:
        return _is_open(marked.protected, self._levels)

    def _coded(self, text: xrpt06.CodedText | xrpt06.CodedName | None) -> common.CodedText | None:
        if text is None or not self._is_open(text):
            return None
        words = text.text if isinstance(text, xrpt06.CodedText) else Paragraphs(paragraphs=(text.text,))
        coding = text.coding
        return common.CodedText(
            coding=None
            if coding is None
            else common.Coding(
                code=coding.code, code_type=coding.code_type, code_responsible=coding.code_responsible
            ),
            text=words,
        )

    def _coded_all(self, texts: Iterable[xrpt06.CodedText]) -> tuple[common.CodedText, ...]:
        return _kept(self._coded, texts)

    def _investigation(self, of: xrpt06.Investigation) -> xrpt05.Investigation | None:
        quantitative, culture = of.quantitative_findings, of.culture_findings
        microscopy = of.microscopic_findings
        made = xrpt05.Investigation(
            examination=of.examination,
            quantitative_findings=None if quantitative is None else self._quantitative(quantitative),
            culture_findings=None if culture is None else self._culture(culture),
            microscopic_findings=None if microscopy is None else self._microscopy(microscopy),
        )
        found = (quantitative, culture, microscopy)
        left = (made.quantitative_findings, made.culture_findings, made.microscopic_findings)
        return None if any(found) and not any(left) else made

    def _quantitative(self, of: xrpt06.QuantitativeFindings) -> xrpt05.QuantitativeFindings | None:
        made = xrpt05.QuantitativeFindings(
            interpretation=self._coded(of.interpretation),
            analysis_findings=_kept(self._analysis, of.analysis_findings),
            comments=self._coded_all(of.comments),
        )
        return None if of.analysis_findings and not made.analysis_findings else made

    def _analysis(self, of: xrpt06.AnalysisFindings) -> xrpt05.AnalysisFindings | None:
        found = of.findings
        analysis, interpretation = self._coded(of.analysis), self._coded(found.interpretation)
        if analysis is None or interpretation is None or not self._is_open(found):
            return None
        return xrpt05.AnalysisFindings(
            analysis=analysis,
            findings=xrpt05.Findings(
                interpretation=interpretation,
                reference_interval=found.reference_interval,
                measurement=found.measurement,
                result_validation=found.result_validation,
                comments=self._coded_all(found.comments),
            ),
        )

    def _culture(self, of: xrpt06.CultureFindings) -> xrpt05.CultureFindings | None:
        sorted_ones = sorted(of.microorganisms, key=lambda organism: organism.sort_order)
        organisms = [(each.sort_order, self._organism(each)) for each in sorted_ones]
        shown = tuple(organism for _, organism in organisms if organism is not None)
        if of.microorganisms and not shown:
            return None
        columns = _positions((number, organism is not None) for number, organism in organisms)
        return xrpt05.CultureFindings(
            headline=of.headline,
            microorganisms=shown,
            pattern=None if of.pattern is None else self._pattern(of.pattern, columns, len(shown)),
            comments=self._coded_all(of.comments),
        )

    def _organism(self, of: xrpt06.Microorganism) -> xrpt05.Microorganism | None:
        identification = self._coded(of.identification)
        if identification is None:
            return None
        return xrpt05.Microorganism(
            identification=identification,
            growth_value=self._coded(of.growth_value),
            species_comments=self._coded_all(of.species_comments),
        )

    def _pattern(
        self, of: xrpt06.SusceptibilityPattern, columns: Mapping[int, int | None], organisms: int
    ) -> xrpt05.Pattern | None:
        sorted_ones = sorted(of.antibiotics, key=lambda antibiotic: antibiotic.antibiotic_number)
        antibiotics = [(each.antibiotic_number, self._antibiotic(each)) for each in sorted_ones]
        shown = tuple(antibiotic for _, antibiotic in antibiotics if antibiotic is not None)
        rows = _positions((number, antibiotic is not None) for number, antibiotic in antibiotics)
        cells = []
        for cell in of.pattern_entries:
            column = columns.get(cell.ref_microorganism, organisms + 1)
            row = rows.get(cell.ref_antibiotic, len(shown) + 1)
            if column is not None and row is not None:
                cells.append(self._cell(cell, column=column or organisms + 1, row=row or len(shown) + 1))
        if not shown or not cells:
            return None
        return xrpt05.Pattern(
            headline=of.headline,
            antibiotics=shown,
            pattern_entries=tuple(cells),
            susceptibility_interpretation=of.susceptibility_interpretation,
        )

    def _antibiotic(self, of: xrpt06.Antibiotic) -> xrpt05.Antibiotic | None:
        name = self._coded(of.antibiotic_name)
        if name is None:
            return None
        method = self._coded(of.susceptibility_method)
        return xrpt05.Antibiotic(antibiotic_name=name, susceptibility_method=method)

    def _cell(self, of: xrpt06.PatternEntry, *, column: int, row: int) -> xrpt05.PatternEntry:
        value = of.susceptibility_value
        return xrpt05.PatternEntry(
            ref_microorganism=column,
            ref_antibiotic=row,
            susceptibility=of.susceptibility,
            susceptibility_value=None
            if value is None
            else xrpt05.SusceptibilityValue(
                reference_interval=value.reference_interval,
                measurement=value.measurement,
                comments=self._coded_all(value.comments),
            ),
        )

    def _microscopy(self, of: xrpt06.MicroscopicFindings) -> xrpt05.MicroscopicFindings:
        return xrpt05.MicroscopicFindings(
            headline=of.headline, comments=of.comments, groupings=_kept(self._grouping, of.groupings)
        )

    def _grouping(self, of: xrpt06.Grouping) -> xrpt05.Grouping | None:
        headline = self._coded(of.headline)
        types = _kept(self._microscopic_type, of.microscopic_types)
        if headline is None or (of.microscopic_types and not types):
            return None
        return xrpt05.Grouping(headline=headline, microscopic_types=types)

    def _microscopic_type(self, of: xrpt06.MicroscopicType) -> xrpt05.MicroscopicType | None:
        details = _kept(self._details, of.details)
        if of.details and not details:
            return None
        return xrpt05.MicroscopicType(type=of.type, details=details)

    def _details(self, of: xrpt06.Details) -> xrpt05.Details | None:
        identification, value = self._coded(of.identification), self._coded(of.value)
        if identification is None or value is None:
            return None
        return xrpt05.Details(identification=identification, value=value)


def _kept(turn: Callable[[S], T | None], parts: Iterable[S]) -> tuple[T, ...]:
    return tuple(made for made in map(turn, parts) if made is not None)


def _positions(numbers: Iterable[tuple[int, bool]]) -> dict[int, int | None]:
    """The position among what is shown of each number that something has, from one.

    It is `None` for a number of something that is not shown, and 0 for one that several have.
    """
    positions: dict[int, int | None] = {}
    shown = 0
    for number, is_shown in numbers:
        shown += is_shown
        if not is_shown or positions.get(number, 0) is None:
            positions[number] = None
        else:
            positions[number] = 0 if number in positions else shown
    return positions
