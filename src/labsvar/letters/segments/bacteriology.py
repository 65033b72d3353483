"""How the items of RPT02 are told apart, and what of a letter they cannot say.

After the results, a message of RPT02 tells microscopy, cultures, the susceptibility table and a comment as
items that all look alike: `GIS+N`, `SEQ`, `INV`. Three of them are a headline with a text, so only their
order and their words tell which is which. `which` decides it for the reader, and `narrow` asks it before a
letter is written, so that what is written is read as what it was.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), R0231M: the order of the
items, and that they are told apart by order and by whether there is a table.

Assumptions:

* A word in the headline (`mikroskop`, `dyrk`, `kommentar`) tells more than the order does.
* Where no word tells, a text in fixed font that stands first is microscopy, which is what the stylesheets
  write it in; another is a culture without findings, and the next a comment. The reader says that it
  took it for that.
* A text without a headline is the comment, the only one whose headline may be missing in XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec.structs import replace

from labsvar.letters import xrpt02
from labsvar.letters.segments.model import Told
from labsvar.letters.text import BREAK

Kind = Literal["microscopy", "without_findings", "legend", "comment"]

FIXED: Final = "F00"
PLAIN: Final = "P00"
_WORDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("mikroskop", "microscopy"),
    ("dyrk", "without_findings"),
    ("kommentar", "comment"),
)
_RESULTS: Final = "LaboratoryResults"
_GENERAL: Final = f"{_RESULTS}/GeneralResultInformation"
_PATTERN: Final = f"{_RESULTS}/CultureWithFindings/Pattern"


@dataclass
class Seen:
    """Which items have been met: the texts by their kind, the begun culture, the susceptibility table."""

    texts: set[Kind]
    culture: bool = False
    table: bool = False

    def free(self, kind: Kind) -> bool:
        """Whether there is room for a text of a kind."""
        return kind not in self.texts


def which(headline: str, format_code: str, seen: Seen) -> tuple[Kind | None, bool]:
    """What a headline with a text is, and whether that had to be assumed; nothing when all are taken."""
    named = {kind for word, kind in _WORDS if word in headline.lower()}
    told = named.pop() if len(named) == 1 else None
    if seen.table and seen.free("legend") and headline and told != "comment":
        return "legend", False
    if told is not None and seen.free(told) and not (seen.culture and told == "without_findings"):
        return told, seen.culture and told == "microscopy"
    if seen.culture or not headline:
        return ("comment" if seen.free("comment") else None), told not in (None, "comment")
    if format_code == FIXED and seen.free("microscopy") and seen.free("without_findings"):
        return "microscopy", True
    left = [kind for kind in _IN_ORDER if seen.free(kind)]
    return (left[0], True) if left else (None, False)


_IN_ORDER: Final[tuple[Kind, ...]] = ("without_findings", "comment")


# What cannot be said -----------------------------------------------------------------------------


def narrow(letter: xrpt02.MicrobiologyReport) -> tuple[xrpt02.MicrobiologyReport, tuple[Told, ...]]:
    """The letter as RPT02 can say it, and what is told of that."""
    told: list[Told] = []
    results = letter.laboratory_results
    narrowed = [
        _result(one, f"{_RESULTS}/Result[{place}]", told) for place, one in enumerate(results.results, 1)
    ]
    culture = results.culture_with_findings
    if culture is not None and culture.pattern is not None:
        pattern = _pattern(culture.pattern, len(culture.microorganisms), told)
        results = replace(results, culture_with_findings=replace(culture, pattern=pattern))
    made = replace(_texts(results, told), results=tuple(narrowed))
    return replace(letter, laboratory_results=made), tuple(told)


def _result(result: xrpt02.Result, path: str, told: list[Told]) -> xrpt02.Result:
    if result.operator is not None:
        told.append(
            Told(
                "assumed",
                f"{path}/Operator",
                "i RPT02 er 6 mindre end og 7 større end, omvendt af RPT01, som MedComs konvertering skriver det",
                "in RPT02 6 is less than and 7 greater than, the reverse of RPT01, as MedCom's conversion writes it",
            )
        )
    return _interval(_analysis(result, path, told), path, told)


def _analysis(result: xrpt02.Result, path: str, told: list[Told]) -> xrpt02.Result:
    """A code of the MDS is written as a local one of the responsible MDS, as MedCom's samples have it."""
    analysis = result.analysis
    if (analysis.analysis_code_type, analysis.analysis_code_responsible) != ("mds", "MDS"):
        return result
    told.append(
        Told(
            "changed",
            f"{path}/Analysis/AnalysisCodeType",
            "MDS-koder skrives i EDIFACT som lokale koder med ansvarlig MDS",
            "codes of the MDS are written in EDIFACT as local codes of the responsible MDS",
        )
    )
    return replace(result, analysis=replace(analysis, analysis_code_type="lokal"))


def _interval(result: xrpt02.Result, path: str, told: list[Told]) -> xrpt02.Result:
    interval = result.reference_interval
    if interval is None or interval.limits is None or interval.limits.type_of_interval == "uspecificeret":
        return result
    told.append(
        Told(
            "lost",
            f"{path}/ReferenceInterval/TypeOfInterval",
            "intervallets art skrives altid U (uspecificeret) i RPT02; grænserne er de samme",
            "the type of an interval is always written U (unspecified) in RPT02; the limits are the same",
        )
    )
    limits = replace(interval.limits, type_of_interval="uspecificeret")
    return replace(result, reference_interval=replace(interval, limits=limits))


def _texts(results: xrpt02.LaboratoryResults, told: list[Told]) -> xrpt02.LaboratoryResults:
    """The texts with a headline, each under one that is read as its own.

    Another headline stands as the first line of the text.
    """
    seen = Seen(set())
    microscopy, without = results.microscopic_findings, results.culture_without_findings
    if microscopy is not None:
        if which(microscopy.headline, FIXED, seen)[0] != "microscopy":
            comments = _moved(microscopy, f"{_RESULTS}/MicroscopicFindings", told)
            microscopy = replace(microscopy, headline="Mikroskopi", comments=comments)
        seen.texts.add("microscopy")
    if without is not None:
        if which(without.headline, PLAIN, seen)[0] != "without_findings":
            comments = _moved(without, f"{_RESULTS}/CultureWithoutFindings", told)
            without = replace(without, headline="Dyrkning", comments=comments)
        seen.texts.add("without_findings")
    made = replace(results, microscopic_findings=microscopy, culture_without_findings=without)
    return replace(made, general_result_information=_comment(made, seen, told))


def _comment(
    results: xrpt02.LaboratoryResults, seen: Seen, told: list[Told]
) -> xrpt02.GeneralResultInformation:
    general, culture = results.general_result_information, results.culture_with_findings
    if culture is not None:
        seen.culture = True
        seen.table = culture.pattern is not None
        seen.texts |= {"legend"} if seen.table else set()
    if general.headline is None or which(general.headline, PLAIN, seen)[0] == "comment":
        return general
    told += (Told("changed", f"{_GENERAL}/{name}", *_MOVED) for name in ("Headline", "Comment"))
    return replace(general, headline=None, comment=(general.headline, BREAK, *(general.comment or ())))


def _moved(
    text: xrpt02.MicroscopicFindings | xrpt02.CultureWithoutFindings, path: str, told: list[Told]
) -> tuple[Any, ...]:
    """The text after its headline."""
    told += (Told("changed", f"{path}/{name}", *_MOVED) for name in ("Headline", "Comments"))
    return (text.headline, BREAK, *text.comments)


_MOVED: Final = (
    "overskriften står som tekstens første linje, da den ellers læses som overskrift på noget andet",
    "the headline stands as the first line of the text, since it would else be read as that of something else",
)


def _pattern(pattern: xrpt02.Pattern, organisms: int, told: list[Told]) -> xrpt02.Pattern | None:
    """The table organism by organism, its antibiotics in the order in which they are met then."""
    cells = list(_placed(pattern, organisms, told))
    if not cells:
        told.append(
            Told(
                "lost", _PATTERN, "ingen af skemaets felter har en plads", "no cell of the table has a place"
            )
        )
        return None
    ordered = sorted(cells, key=lambda cell: (cell.ref_microorganism, cell.ref_antibiotic))
    rows = list(dict.fromkeys(cell.ref_antibiotic for cell in ordered))
    entries = tuple(replace(cell, ref_antibiotic=rows.index(cell.ref_antibiotic) + 1) for cell in ordered)
    if entries != tuple(cells):
        told.append(
            Told(
                "changed",
                f"{_PATTERN}/PatternEntry",
                "resistensskemaets felter skrives mikroorganisme for mikroorganisme og peger på antibiotika i "
                "den rækkefølge, de mødes i",
                "the cells of the susceptibility table are written organism by organism and point at "
                "antibiotics in the order in which they are met",
            )
        )
    told += _of_antibiotics(pattern, rows)
    return replace(
        pattern, antibiotics=tuple(pattern.antibiotics[row - 1] for row in rows), pattern_entries=entries
    )


def _placed(pattern: xrpt02.Pattern, organisms: int, told: list[Told]) -> Iterator[Any]:
    """The cells that point at an organism and an antibiotic of the letter."""
    for number, cell in enumerate(pattern.pattern_entries, 1):
        if cell.ref_microorganism <= organisms and cell.ref_antibiotic <= len(pattern.antibiotics):
            yield cell
            continue
        told.append(
            Told(
                "lost",
                f"{_PATTERN}/PatternEntry[{number}]",
                "feltet peger på en mikroorganisme eller et antibiotikum, som brevet ikke har",
                "the cell points at an organism or an antibiotic that the letter does not have",
            )
        )


def _of_antibiotics(pattern: xrpt02.Pattern, rows: list[int]) -> Iterator[Told]:
    """What is told of antibiotics that no cell points at, and of their order."""
    for number in range(1, len(pattern.antibiotics) + 1):
        if number not in rows:
            yield Told(
                "lost",
                f"{_PATTERN}/Antibiotic[{number}]",
                "RPT02 har kun de antibiotika, som et felt i skemaet peger på",
                "RPT02 has only the antibiotics that a cell of the table points at",
            )
    if rows != sorted(rows):
        yield Told(
            "changed",
            f"{_PATTERN}/Antibiotic",
            "antibiotika skrives i den rækkefølge, de mødes i, mikroorganisme for mikroorganisme",
            "antibiotics are written in the order in which they are met, organism by organism",
        )
