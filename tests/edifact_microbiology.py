"""What RPT02 demands of a random letter beyond its declaration."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import xrpt02


def microbiology(letter: Any) -> Any:
    """The letter with values that its status allows, codes that are local, and a table without holes.

    What else RPT02 cannot say, `narrow` tells; these three it refuses.
    """
    results = letter.laboratory_results
    culture = results.culture_with_findings
    if culture is not None and culture.pattern is not None:
        culture = replace(culture, pattern=_pattern(culture.pattern, len(culture.microorganisms)))
    made = replace(
        results, results=tuple(_result(one) for one in results.results), culture_with_findings=culture
    )
    return replace(letter, laboratory_results=made)


def _result(result: xrpt02.Result) -> xrpt02.Result:
    analysis = result.analysis
    if analysis.analysis_code_type == "mds":
        analysis = replace(analysis, analysis_code_responsible="MDS")
    received = result.result_status_code == "proeve_modtaget"
    value = "*****" if received else result.value.replace("*", "x")
    return replace(result, analysis=analysis, value=value)


def _pattern(pattern: xrpt02.Pattern, organisms: int) -> xrpt02.Pattern:
    """Every antibiotic with a name of its own, every cell once; some cells point at nothing."""
    names = [
        replace(one, name=f"{place} {one.name}"[:16]) for place, one in enumerate(pattern.antibiotics, 1)
    ]
    cells = {(cell.ref_microorganism, cell.ref_antibiotic): cell for cell in pattern.pattern_entries}
    first = replace(pattern.pattern_entries[0], ref_microorganism=organisms, ref_antibiotic=len(names))
    cells.setdefault((organisms, len(names)), first)
    return replace(pattern, antibiotics=tuple(names), pattern_entries=tuple(cells.values()))
