"""Letters about Nancy, MedCom's test person, that have something of everything a page can show.

Their sample was taken after everything in the population, so that it stands first in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.catalogue import AboutPerson, AnyLetter, Report
from labsvar.letters.text import BREAK, Bold, FixedFont
from tests import microbiology, narratives, requisitions
from tests.builders import (
    coded,
    culture,
    investigation,
    laboratory_report,
    limits,
    measured,
    microbiology_report,
    result,
    susceptibilities,
)

SAMPLE = {"sample_number": "BS1", "production_number": "BP1", "sampled": "2030-06-01 08:15"}
REMARKS = (
    xrpt01.ResultTextValue(content=("Se ", Bold(("teksten",)), BREAK, FixedFont(("A  1\nB  22",)))),
    xrpt01.ResultComments(content=("Prøven var hæmolyseret.",)),
)
ORGANISMS = tuple(
    xrpt05.Microorganism(identification=coded(name, code), growth_value=coded("100.000 kolonier pr. ml."))
    for name, code in (
        ("Escherichia coli", "M1"),
        ("Enterococcus faecalis", "M2"),
        ("Klebsiella pneumoniae", "M3"),
    )
)
ENTRIES = tuple(
    xrpt05.PatternEntry(ref_microorganism=organism, ref_antibiotic=antibiotic, susceptibility=letter)
    for organism, antibiotic, letter in ((1, 1, "R"), (1, 2, "S"), (2, 1, "I"), (3, 2, "S"))
)

LETTERS: tuple[AnyLetter, ...] = (
    laboratory_report(
        **SAMPLE,
        number="BROWSER1",
        resulted="2030-06-01 12:00",
        comments=("Fastende", BREAK),
        results=(
            result(value="41", interval=limits(None, "8"), result_validation="for_hoej", remarks=REMARKS),
            result("NPU03230", "3.1", "mmol/L", short_name="Kalium;P", interval=limits("3.5", "4.6"),
                   result_validation="for_lav"),
            result("NPU03568", "*****", "10^9/L", short_name="Trombocytter;B", status="proeve_modtaget"),
            result("NPU01685", "9", "INR", short_name="Koagulation [INR];P", operator="stoerre_end",
                   result_validation="unormal"),
        ),
    ),
    laboratory_report(
        **SAMPLE,
        number="BROWSER2",
        resulted="2030-06-01 15:00",
        results=(result(value="14", interval=limits(None, "8"), result_validation="for_hoej", status="svar_rettet"),),
    ),
    microbiology_report(
        number="BROWSER3",
        sample_number="BMS1",
        production_number="BMP1",
        sampled="2030-06-01 08:15",
        received="2030-06-01 12:15",
        resulted="2030-06-03 12:15",
        investigations=(
            investigation(
                culture_findings=culture(
                    microorganisms=ORGANISMS, pattern=replace(susceptibilities(), pattern_entries=ENTRIES)
                ),
                quantitative_findings=xrpt05.QuantitativeFindings(
                    interpretation=coded("Tegn på infektion"),
                    analysis_findings=(
                        measured(interval=common.ShortReferenceInterval(interval_text="under 1.0")),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip

PATHOLOGY = narratives.told(
    narratives.histology_report(relative=narratives.relative()),
    conclusion=narratives.section(
        "Konklusion", Bold(("Godartet",)), BREAK, FixedFont(("Rand    2 mm\nDybde   1 mm",))
    ),
    hematology=narratives.blood("Blaster", "Lymfocytter"),
)  # fmt: skip
GENETICS = narratives.genetics_report()
SURVEYED = microbiology.miba_report()
REQUISITION = requisitions.laboratory_request()
OTHERS: tuple[AboutPerson, ...] = (PATHOLOGY, GENETICS, SURVEYED, REQUISITION)


def pictured() -> Iterator[AnyLetter]:
    """A corrected answer of two days ago, what grew, and a biopsy, for the pictures in the documentation."""
    first, second, third = LETTERS
    assert isinstance(first, xrpt01.LaboratoryReport)
    found = first.laboratory_results.results
    answered = (replace(found[0], remarks=REMARKS[1:]), found[1])
    first = replace(first, laboratory_results=replace(first.laboratory_results, results=answered))
    today = datetime.now(UTC).date()
    moved = {"2030-06-01": today - timedelta(days=2), "2030-06-03": today - timedelta(days=1)}
    yield from (PATHOLOGY, SURVEYED, REQUISITION)
    for letter in (first, second, third):
        text = msgspec.json.encode(letter).decode()
        for written, day in moved.items():
            text = text.replace(written, day.isoformat())
        yield msgspec.json.decode(text, type=Report)
