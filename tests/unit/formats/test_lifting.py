"""Letters beyond the standard's maxima: refused unless a lift says so, and told of when it does."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.letters import lifting
from labsvar.letters.catalogue import VERSIONS, AnyLetter
from labsvar.letters.lifting import Exceeded, Lift, bounds, exceeded
from labsvar.letters.version import Children
from labsvar.letters.xrpt01 import XR0131K
from labsvar.letters.xrpt05 import XR0532M
from tests.builders import emessage, laboratory_report, result
from tests.strategies import random_letter

RESULTS = "LaboratoryResults/Result"
FINDINGS = "LaboratoryResults/Investigation/QuantitativeFindings/AnalysisFindings"
MORE_RESULTS = Lift(kind="XRPT01", path=RESULTS, maximum=150)


def with_results(count: int) -> AnyLetter:
    return laboratory_report(results=tuple(result(value=str(n)) for n in range(count)))


def limits(*lifts: Lift) -> xml.Limits:
    return xml.Limits(lifts=lifts)


def written(letter: AnyLetter) -> bytes:
    return xml.write(emessage(letter), limits=limits(MORE_RESULTS))


def test_the_official_verdict_stays_the_default() -> None:
    """A hundred results are one too many, to the reader and to the writer."""
    data = written(with_results(100))
    assert [found.rule for found in xml.read(data).errors] == ["standard.too-many"]
    with pytest.raises(xml.CannotWrite, match="Result"):
        xml.write(emessage(with_results(100)))


def test_a_letter_beyond_a_lifted_bound_is_read_whole_and_told_of() -> None:
    """Every result, with a warning that names the element, the count and the standard's bound."""
    read = xml.read(written(with_results(150)), limits=limits(MORE_RESULTS))
    (letter,) = read.letters
    assert letter.letter == with_results(150)
    (finding,) = letter.findings
    assert (finding.rule, finding.severity) == ("standard.limit-lifted", "warning")
    assert finding.path == f"/Emessage/LaboratoryReport/{RESULTS}"
    assert "150" in finding.en
    assert "99" in finding.en
    assert letter.version is XR0131K


def test_a_lift_has_a_bound_too() -> None:
    higher = Lift(kind="XRPT01", path=RESULTS, maximum=200)
    data = xml.write(emessage(with_results(151)), limits=limits(higher))
    assert xml.read(data, limits=limits(MORE_RESULTS)).errors


def test_what_is_within_the_standard_is_not_told_of() -> None:
    read = xml.read(written(with_results(99)), limits=limits(MORE_RESULTS))
    assert read.all_findings == ()


def test_other_faults_are_found_as_ever() -> None:
    data = written(with_results(100)).replace(b">numerisk<", b">numeric<", 1)
    rules = [found.rule for found in xml.read(data, limits=limits(MORE_RESULTS)).errors]
    assert rules == ["standard.code"]


def test_a_lift_of_one_kind_says_nothing_of_another() -> None:
    other = Lift(kind="XRPT05", path=FINDINGS, maximum=50)
    assert xml.read(written(with_results(100)), limits=limits(other)).errors
    assert lifting.lifted(XR0131K, (other,)) is XR0131K


def test_more_than_twenty_findings_in_an_investigation() -> None:
    """The bound that microbiology asks for first; its place is given with that of the investigation."""
    letter = filled(Random(7))
    (beyond,) = exceeded(letter, XR0532M)
    assert beyond == Exceeded(
        path=FINDINGS.replace("Investigation", "Investigation[1]"), count=25, maximum=20
    )
    lift = limits(Lift(kind="XRPT05", path=FINDINGS, maximum=25))
    data = xml.write(emessage(letter), limits=lift)
    assert xml.read(data, limits=lift).letters[0].letter == letter
    assert xml.read(data).errors


def filled(random: Random) -> Any:
    """A microbiology letter whose first investigation has 25 findings."""
    while True:
        letter: Any = random_letter(XR0532M, random)
        first, *others = letter.laboratory_results.investigations
        quantitative = first.quantitative_findings
        if quantitative is not None and quantitative.analysis_findings:
            many = (quantitative.analysis_findings[0],) * 25
            first = replace(first, quantitative_findings=replace(quantitative, analysis_findings=many))
            results = replace(letter.laboratory_results, investigations=(first, *others))
            return replace(letter, laboratory_results=results)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_every_version_says_what_may_be_lifted(version: Any) -> None:
    """Its repeating elements by their paths; a lifted version is the same but for that bound."""
    for path, (_, maximum) in bounds(version).items():
        lift = Lift(kind=version.kind, path=path, maximum=maximum + 1)
        made = lifting.lifted(version, (lift,))
        assert bounds(made)[path][1] == maximum + 1
        assert {**bounds(made), path: bounds(version)[path]} == bounds(version)
        break
    assert isinstance(version.tree.content, Children)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "XRPT99"}, "no known kind"),
        ({"path": "LaboratoryResults/Odd"}, "no element that repeats"),
        ({"path": "Sender"}, "no element that repeats"),
        ({"maximum": 99}, "anyhow"),
    ],
)
def test_a_lift_that_lifts_nothing_is_refused(changes: dict[str, Any], why: str) -> None:
    """A mistyped capability must not be one that silently never holds."""
    made: dict[str, Any] = {"kind": "XRPT01", "path": RESULTS, "maximum": 150} | changes
    with pytest.raises(ValueError, match=why):
        lifting.check(Lift(**made))
    lifting.check(MORE_RESULTS)


def test_a_random_valid_letter_exceeds_nothing() -> None:
    for version in VERSIONS:
        letter = random_letter(version, Random(3))
        assert isinstance(letter, msgspec.Struct)
        assert exceeded(letter, version) == ()
