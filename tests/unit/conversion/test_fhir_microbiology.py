"""An XRPT05 in FHIR: what holds what, whose susceptibility it is, and what is never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert
from labsvar.conversion.fhir import TARGETS, ConvertedBundle, Target, bundle_of, to_letter
from labsvar.conversion.fhir.inward import message
from labsvar.conversion.fhir.nodes import number_in, numbered
from labsvar.conversion.fhir.parts import said_in
from labsvar.conversion.fhir.systems import INTERPRETATION, own_extension
from labsvar.conversion.notes import Notes
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Composition,
    DiagnosticReport,
    Observation,
    Reference,
    Specimen,
)
from labsvar.letters import common, xrpt05
from labsvar.letters.catalogue import BY_CODE, Emessage
from labsvar.letters.element import Paragraphs
from tests.builders import coded, culture, emessage, examination, investigation, measured, microbiology_report
from tests.fhir_back import astray, back


def _told(*investigations: xrpt05.Investigation, **changes: Any) -> Emessage:
    return emessage(microbiology_report(investigations=investigations or None, **changes))


def _grown(**changes: Any) -> Emessage:
    return _told(investigation(culture_findings=culture(**changes)))


def _observed(found: xrpt05.AnalysisFindings) -> Observation:
    quantitative = xrpt05.QuantitativeFindings(analysis_findings=(found,))
    return _find(
        _told(investigation(culture_findings=None, quantitative_findings=quantitative)), "Testantistof IgM"
    )


def _out(message: Emessage, target: Target = "eu-lab") -> ConvertedBundle:
    made = bundle_of(message, to=target)
    assert astray(message, made) == ([], [])
    return made


def _all(made: ConvertedBundle, kind: type[Any]) -> list[Any]:
    return [each.resource for each in made.bundle.entry if isinstance(each.resource, kind)]


def _words(concept: CodeableConcept | None) -> str | None:
    return concept.text if concept else None


def _find(message: Emessage, name: str) -> Observation:
    observations: list[Observation] = _all(_out(message), Observation)
    return next(each for each in observations if each.code.text == name)


def _tree(made: ConvertedBundle) -> Iterator[tuple[int, str | None, str | None]]:
    """Depth, name and value of each Observation under the report."""
    observed = {f"urn:uuid:{each.id}": each for each in _all(made, Observation)}

    def below(references: tuple[Reference, ...], depth: int) -> Iterator[tuple[int, str | None, str | None]]:
        for each in (observed[reference.reference or ""] for reference in references):
            yield depth, each.code.text, each.value_string or _words(each.value_codeable_concept)
            yield from below(each.has_member, depth + 1)

    return below(_all(made, DiagnosticReport)[0].result, 0)


@pytest.mark.parametrize("target", TARGETS)
def test_a_culture_holds_its_organisms_and_they_their_panels(target: Target) -> None:
    """From examination to culture to organism to panel to each agent, and nothing is lost on the way back."""
    message = _told()
    made = _out(message, target)
    assert list(_tree(made)) == [
        (0, "Dyrkning", None),
        (1, "Dyrkningsfund", None),
        (2, "Mikroorganisme", "Escherichia coli"),
        (3, "Vækst", "100.000 kolonier pr. ml."),
        (3, "Resistensbestemmelse", None),
        (4, "Ampicillin", "R"),
        (4, "Nitrofurantoin", "S"),
    ]
    assert made.changes == ()
    assert back(made.data, "XR0532M") == message


def test_susceptibility_is_as_sent_with_a_code_for_three_letters_only() -> None:
    """S, I and R have codes; any other answer is told in the laboratory's own words and in no code (S5)."""
    for sent, codes in (("S", ["S"]), ("I", ["I"]), ("R", ["R"]), (".", []), ("s", []), ("S (h)", [])):
        cells = (xrpt05.PatternEntry(ref_microorganism=1, ref_antibiotic=1, susceptibility=sent),)
        found = _find(_grown(pattern=replace(_pattern(), pattern_entries=cells)), "Ampicillin")
        judged = found.interpretation[0]
        assert (found.value_string, judged.text) == (sent, sent)
        assert [(each.system, each.code) for each in judged.coding] == [
            (INTERPRETATION, each) for each in codes
        ]


def test_a_measured_susceptibility_is_a_number_beside_the_letter_sent() -> None:
    value = xrpt05.SusceptibilityValue(
        measurement=common.Measurement(operator="mindre_end", value="0.50", unit="mg/L")
    )
    cell = replace(_pattern().pattern_entries[0], susceptibility_value=value)
    found = _find(_grown(pattern=replace(_pattern(), pattern_entries=(cell,))), "Ampicillin")
    assert found.value_quantity is not None
    assert (str(found.value_quantity.value), found.value_quantity.comparator) == ("0.50", "<")
    assert found.interpretation[0].text == "R"


def test_an_antibiotic_without_a_cell_is_told_of_no_organism() -> None:
    """It stands under the culture, has no value, and comes back in its row."""
    first = _pattern().pattern_entries[0]
    made = _out(_grown(pattern=replace(_pattern(), pattern_entries=(first,))))
    untold = next(each for each in _all(made, Observation) if each.code.text == "Nitrofurantoin")
    assert untold.value_string is None
    assert untold.interpretation == ()
    assert (2, "Nitrofurantoin", None) in list(_tree(made))


def test_an_element_that_says_nothing_is_listed() -> None:
    """An empty SusceptibilityValue has no place, which the list says."""
    cell = replace(_pattern().pattern_entries[0], susceptibility_value=xrpt05.SusceptibilityValue())
    message = _grown(pattern=replace(_pattern(), pattern_entries=(cell,)))
    made = bundle_of(message, to="eu-lab", accept_losses=True)
    assert [each.path.rpartition("/")[2] for each in made.changes] == ["SusceptibilityValue"]
    assert astray(message, made) == ([], [])


@pytest.mark.parametrize("without", ["row", "cell"])
def test_a_table_that_lost_its_places_is_refused(without: str) -> None:
    """A row that somebody took away is not guessed."""
    bundle = _out(_told()).bundle
    entries = tuple(replace(each, resource=_stripped(each.resource, without)) for each in bundle.entry)
    with pytest.raises(CannotConvert) as reasons:
        to_letter(replace(bundle, entry=entries), to="XR0532M", accept_losses=True)
    assert "missing" in {each.kind for each in reasons.value.refusals}


def test_a_second_susceptibility_of_a_cell_is_told() -> None:
    """A cell has room for one; what somebody put beside it is listed as lost."""
    bundle = _out(_told()).bundle
    entries = tuple(replace(each, resource=_judged_twice(each.resource)) for each in bundle.entry)
    made = to_letter(replace(bundle, entry=entries), to="XR0532M", accept_losses=True)
    lost = [each.path for each in made.changes if each.kind == "lost"]
    assert [each.rpartition(".")[2] for each in lost] == ["interpretation[1]"] * 2


def _judged_twice(resource: Any) -> Any:
    if not isinstance(resource, Observation) or not resource.interpretation:
        return resource
    return replace(resource, interpretation=resource.interpretation * 2)


def test_rows_with_gaps_are_refused() -> None:
    """Two antibiotics in the rows 1 and 3: what stood between them is not known."""
    bundle = _out(_told()).bundle
    moved = tuple(replace(each, resource=_moved(each.resource)) for each in bundle.entry)
    with pytest.raises(CannotConvert) as reasons:
        to_letter(replace(bundle, entry=moved), to="XR0532M", accept_losses=True)
    assert [each.kind for each in reasons.value.refusals] == ["unfit"]


def _stripped(resource: Any, name: str) -> Any:
    if not isinstance(resource, Observation):
        return resource
    kept = tuple(each for each in resource.extension if each.url != own_extension(name))
    return replace(resource, extension=kept)


def _moved(resource: Any) -> Any:
    if not isinstance(resource, Observation) or number_in(resource, "row") != 2:
        return resource
    return replace(resource, extension=(numbered("row", 3), numbered("cell", 2)))


@pytest.mark.parametrize(("column", "row"), [(2, 1), (1, 3)])
def test_a_cell_that_points_at_nothing_is_refused(column: int, row: int) -> None:
    """It may be about any organism or antibiotic, so it is told of none."""
    cell = xrpt05.PatternEntry(ref_microorganism=column, ref_antibiotic=row, susceptibility="S")
    with pytest.raises(CannotConvert) as reasons:
        bundle_of(
            _grown(pattern=replace(_pattern(), pattern_entries=(cell,))), to="eu-lab", accept_losses=True
        )
    assert [(each.kind, each.path.partition("/Pattern/")[2]) for each in reasons.value.refusals] == [
        ("unfit", "PatternEntry[1]")
    ]


def test_a_culture_without_organisms_says_what_the_laboratory_wrote() -> None:
    """Its first comment is its value; no code calls it a culture without growth, which the letter does not say."""
    found = _find(
        _grown(microorganisms=(), pattern=None, comments=(coded("Ingen vækst"), coded("2 døgn"))),
        "Dyrkningsfund",
    )
    assert found.value_codeable_concept == CodeableConcept(text="Ingen vækst")
    assert [each.text for each in found.note] == ["2 døgn"]


def test_a_sample_that_was_only_received_has_no_value() -> None:
    """Asterisks are no answer: the Observation is registered, has no value, and they come back."""
    waiting = xrpt05.QuantitativeFindings(interpretation=coded("*****"))
    message = _told(
        investigation(culture_findings=None, quantitative_findings=waiting),
        report_status="modtaget",
        status="proeve_modtaget",
    )
    found = _find(message, "Dyrkning")
    assert (found.status, found.value_codeable_concept, found.data_absent_reason) == (
        "registered",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("operator", "value", "told"),
    [
        ("lig_med", "0,60", "0.60 index"),
        ("stoerre_end", "8", "> 8 index"),
        ("ikke_angivet", "8", "8 index"),
        ("mindre_end", "1:80", "< 1:80 index"),
        ("lig_med", "1:80", "1:80 index"),
    ],
)
def test_a_measured_finding_keeps_value_sign_and_unit(operator: str, value: str, told: str) -> None:
    """Whoever sees nothing but the value sees its sign too; the laboratory's words stand beside it (S5)."""
    found = _observed(measured(value, operator=operator))
    quantity = found.value_quantity
    parts = (quantity.comparator, str(quantity.value), quantity.unit) if quantity else (found.value_string,)
    assert " ".join(filter(None, parts)) == told
    plain = quantity is not None and operator != "ikke_angivet"
    assert (said_in(found.extension, "operator") is None) == plain
    assert found.interpretation[0].text == "Negativ"


def test_each_material_is_a_specimen_of_the_one_sample() -> None:
    """Two examinations of urine and one of pus: two Specimens with the same numbers."""
    name = xrpt05.AnalysisMDSName(examination="Dyrkning", material="Pus", location="Fod")
    pus = investigation(
        examination=replace(examination(), analysis_mds_name=name, supplementary_location="venstre")
    )
    made = _out(_told(investigation(), pus, investigation()))
    specimens: list[Specimen] = _all(made, Specimen)
    assert [_words(each.type) for each in specimens] == ["Urin", "Pus"]
    assert {each.accession_identifier for each in specimens} == {specimens[0].accession_identifier}


def test_the_hour_that_autumn_has_twice_is_noted_once() -> None:
    """Every Observation is sampled in the first of the two, which the list says in one place."""
    made = _out(_told(sampled="2026-10-25 02:30"))
    assert {each.effective_date_time for each in _all(made, Observation)} == {"2026-10-25T02:30:00+02:00"}
    assert [(each.kind, each.path.rpartition("/")[2]) for each in made.changes] == [
        ("assumed", "SamplingDateTime")
    ]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert _out(_told()).data == _out(_told()).data


def test_comments_on_the_report_are_notes_and_a_section() -> None:
    report = microbiology_report()
    results = replace(report.laboratory_results, comments=(coded("Ring ved spørgsmål", "K1"),))
    made = _out(emessage(replace(report, laboratory_results=results)))
    composition: Composition = _all(made, Composition)[0]
    sections = {each.title: each.text.div for each in composition.section if each.text}
    assert "Ring ved spørgsmål" in sections["Bemærkninger"]
    assert "Ampicillin: R" in sections["Laboratoriesvar"]


def test_a_result_that_no_part_of_the_letter_holds_is_told() -> None:
    """An answer from microbiology as an XRPT01, which has no organisms: all below them is listed as lost."""
    bundle = _out(_told()).bundle
    places = {
        f"Bundle.entry[{number}].resource"
        for number, each in enumerate(bundle.entry)
        if isinstance(each.resource, Observation)
    }
    notes = Notes()
    message(bundle, to=BY_CODE["XR0131K"], notes=notes)
    assert places == {each.path for each in notes.changes if each.kind == "lost"} & places


def test_the_document_says_marks_intervals_and_comments_in_words() -> None:
    """Whoever reads only the text of the document misses nothing that the laboratory sent (S5)."""
    limits = common.ShortLimits(type_of_interval="uspecificeret", upper_limit="0,9")
    found = measured("1,2", interval=common.ShortReferenceInterval(limits=limits))
    findings = replace(found.findings, result_validation="for_hoej", comments=(coded("Ny prøve om 14 dage"),))
    quantitative = xrpt05.QuantitativeFindings(analysis_findings=(replace(found, findings=findings),))
    made = _out(_told(investigation(culture_findings=None, quantitative_findings=quantitative)))
    composition: Composition = _all(made, Composition)[0]
    text = composition.section[0].text
    assert text is not None
    assert "Testantistof IgM: 1,2 index; Negativ; for høj; (– 0,9)" in text.div
    assert "Ny prøve om 14 dage</p>" in text.div


def test_the_document_sets_each_susceptibility_below_its_organism() -> None:
    """With two organisms, whose answer one is shows in the text alone."""
    second = xrpt05.Microorganism(identification=coded("Proteus"))
    cells = (
        *_pattern().pattern_entries,
        xrpt05.PatternEntry(ref_microorganism=2, ref_antibiotic=1, susceptibility="S"),
    )
    found = culture(
        microorganisms=(*culture().microorganisms, second), pattern=replace(_pattern(), pattern_entries=cells)
    )
    composition: Composition = _all(_out(_told(investigation(culture_findings=found))), Composition)[0]
    text = composition.section[0].text
    assert text is not None
    lines = text.div.partition(">")[2].removesuffix("</p></div>").removeprefix("<p>").split("</p><p>")
    set_in = [(len(each) - len(each.lstrip("\u2003")), each.strip("\u2003")) for each in lines]
    panel = (3, "Resistensbestemmelse")
    assert [each for each in set_in if each[0] != 5 and "=" not in each[1]] == [
        (0, "Dyrkning"),
        (1, "Dyrkningsfund"),
        (2, "Mikroorganisme: Escherichia coli"),
        (3, "Vækst: 100.000 kolonier pr. ml."),
        panel,
        (4, "Ampicillin: R"),
        (4, "Nitrofurantoin: S"),
        (2, "Mikroorganisme: Proteus"),
        panel,
        (4, "Ampicillin: S"),
    ]


def _serology() -> xrpt05.Investigation:
    quantitative = xrpt05.QuantitativeFindings(analysis_findings=(measured(),))
    return investigation(culture_findings=None, quantitative_findings=quantitative)


def _pattern() -> xrpt05.Pattern:
    pattern = culture().pattern
    assert pattern is not None
    return pattern


def test_a_code_of_the_laboratory_is_never_taken_for_a_mark() -> None:
    """A local code A without words, beside a measured value, is no mark of v3 that says abnormal."""
    found = measured()
    bare = common.CodedText(coding=coded("x", "A").coding, text=Paragraphs(paragraphs=("",)))
    quantitative = xrpt05.QuantitativeFindings(
        analysis_findings=(replace(found, findings=replace(found.findings, interpretation=bare)),)
    )
    _out(_told(investigation(culture_findings=None, quantitative_findings=quantitative)))


def test_words_of_nothing_are_never_lost_with_a_code() -> None:
    """A comment that has a code and no words keeps its place and its code."""
    bare = common.CodedText(coding=coded("x", "K1").coding, text=Paragraphs(paragraphs=("",)))
    _out(_grown(comments=(bare, coded(""), coded("Ring"))))
