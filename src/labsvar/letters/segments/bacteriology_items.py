"""The items of RPT02: every GIS after S16 begins one, a result or a part of what was found.

A special codec, since what an item is shows only by what stands further on in it, and since the table of
susceptibilities refers back to items by their number (SEQ, RFF+ARL).
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple

from labsvar.letters import xrpt02
from labsvar.letters.segments.bacteriology import FIXED, PLAIN, Kind, Seen, which
from labsvar.letters.segments.common import REFERENCES, RESULT_STATUS
from labsvar.letters.segments.model import FreeText, Group, Reading, Row, Segment, Special, Writing, inside

_SEQUENCE: Final = Segment("SEQ++{#item}")
_NUMBERED: Final[tuple[Row, ...]] = (Segment("GIS+N", key="GIS"), _SEQUENCE)
_PRODUCER: Final = Segment(
    "REL+PRF+POR:91:{ProducerOfLabResult/IdentifierCode}:{ProducerOfLabResult/Identifier}"
)
_TO_LAB: Final = Segment("RFF+AHI:{ToLabIdentifier}")
_CODE: Final = "{Analysis/MICAnalysisCode}:{Analysis/AnalysisCodeType|analysis_table}"
_NAME: Final = "AnalysisMDSName"


def _result_rows(*, to_laboratory: bool) -> tuple[Row, ...]:
    """The rows of one result; `to_laboratory` tells whether the version names the one it was sent on to."""
    rows: tuple[Row, ...] = (
        Segment("GIS+{$gis}"),
        _SEQUENCE,
        Segment(
            f"INV+{{Analysis/ExaminationTypeCode|examination}}+{_CODE}"
            ":{Analysis/AnalysisCodeResponsible}:{Analysis/AnalysisShortName}"
        ),
        Segment(
            "RSL+{ResultType|result_type}+{Value}:{Operator|operator}++:::{Unit}+{ResultValidation|validation}"
        ),
        Segment("STS++{$sts}"),
        Segment(
            f"FTX+ACM+P00++{{Analysis/{_NAME}/Examination}}:{{Analysis/{_NAME}/Material}}"
            f":{{Analysis/{_NAME}/Location}}"
        ),
        FreeText("FTX+SPC+P00", "ResultComments"),
        REFERENCES,
        *((_TO_LAB,) if to_laboratory else ()),
        _PRODUCER,
        Group(
            "S20+20",
            "RND+{TypeOfInterval|interval}+{LowerLimit}+{UpperLimit}",
            "FTX+UCI+F00++{IntervalText}",
            at="ReferenceInterval",
        ),
    )
    return (Group(*rows, derived=(RESULT_STATUS,)),)


_HEADING: Final[tuple[Row, ...]] = (*_NUMBERED, Segment("INV+OE+:::{Headline}"))
_NO_HEADLINE: Final[tuple[Row, ...]] = (*_NUMBERED, Segment("INV+OE"))
_ORGANISM: Final[tuple[Row, ...]] = (
    *_NUMBERED,
    Segment("INV+MQ+:::{Name}"),
    Segment("RSL+TV+:::::{GrowthValue}"),
    FreeText("FTX+SPC+F00", "SpeciesComment", joined=True),
)
_REMARK: Final[tuple[Row, ...]] = (
    *_NUMBERED,
    Segment("INV+NR"),
    FreeText("FTX+SPC+P00", "Comments", always=True),
)
_TABLE: Final[tuple[Row, ...]] = (*_HEADING, Segment("RSL+SB+{$size}"))
_SIZE: Final = "2"
_REFERRING: Final = Segment("RFF+ARL:{$arl}")
_COLUMN: Final[tuple[Row, ...]] = (*_NUMBERED, Segment("INV+MQ+:::{Name}"), _REFERRING)
_ANTIBIOTIC: Final[tuple[Row, ...]] = (*_NUMBERED, Segment("INV+CO+:::{Name}"))
_CELL: Final[tuple[Row, ...]] = (Segment("RSL+AV+::{Sensitivity}"), _REFERRING)
_END: Final[tuple[Row, ...]] = (
    *_NUMBERED,
    Segment("INV+MM+:::{Headline}"),
    Segment("RSL+SS+SKEMASLUT"),
    _REFERRING,
)
_LEGEND: Final[tuple[Row, ...]] = (
    *_NUMBERED,
    Segment("INV+OE+:::{$headline}"),
    FreeText(f"FTX+RIT+{PLAIN}", "SensitivityInterpretation", always=True),
)
_LEGEND_HEADLINE: Final = "Følsomhed"


def _text(format_code: str, element: str) -> FreeText:
    """The text of a headline. It is written even when it is empty, since a headline alone begins a culture."""
    return FreeText(f"FTX+RIT+{format_code}", element, always=True)


_MICROSCOPY: Final[tuple[Row, ...]] = (*_HEADING, _text(FIXED, "Comments"))
_WITHOUT: Final[tuple[Row, ...]] = (*_HEADING, _text(PLAIN, "Comments"))
_COMMENT: Final[tuple[Row, ...]] = (*_HEADING, _text(PLAIN, "Comment"))
_COMMENT_ALONE: Final[tuple[Row, ...]] = (*_NO_HEADLINE, _text(PLAIN, "Comment"))


# Reading -----------------------------------------------------------------------------------------


class _Sketch(NamedTuple):
    """What shows of an item before it is read."""

    is_result: bool
    investigation: str
    result: str
    headline: str
    format_code: str | None
    number: str


def _sketch(reading: Reading) -> _Sketch:
    """Looks at the segments up to the next item."""
    texts: dict[str, str] = {}
    format_code: str | None = None
    ahead = 0
    while ahead == 0 or reading.tag(ahead=ahead) not in ("GIS", ""):
        tag = reading.tag(ahead=ahead)
        if tag == "FTX":
            format_code = reading.text(2, 1, ahead=ahead)
        elif tag == "SEQ":
            texts.setdefault(tag, reading.text(2, 1, ahead=ahead))
        else:
            texts.setdefault(tag, reading.text(1, 1, ahead=ahead))
        if tag == "INV":
            texts.setdefault("headline", reading.text(2, 4, ahead=ahead))
        ahead += 1
    return _Sketch(
        is_result="STS" in texts,
        investigation=texts.get("INV", ""),
        result=texts.get("RSL", ""),
        headline=texts.get("headline", ""),
        format_code=format_code,
        number=texts.get("SEQ", ""),
    )


class _Items:
    """Reads the items of a message into the record of `LaboratoryResults`."""

    def __init__(self, reading: Reading, record: Any, content: Any, result_rows: tuple[Row, ...]) -> None:
        self._reading = reading
        self._record = record
        self._content = content
        self._result_rows = result_rows
        self._culture_content = inside(content, "CultureWithFindings")
        self._pattern_content = inside(self._culture_content, "Pattern")
        self._seen = Seen(set())
        self._culture: Any = None
        self._pattern: Any = None
        self._table_number = ""
        self._organisms: list[str] = []
        self._columns: dict[str, str] = {}
        self._column = self._column_number = ""
        self._count = 0
        self._ended = False
        self._used: Counter[tuple[str, str]] = Counter()
        self._rows: list[str] = []

    def read(self) -> None:
        """Reads items for as long as there are any."""
        while self._reading.tag() == "GIS":
            self._count += 1
            sketch = _sketch(self._reading)
            self._item(sketch if sketch.number else sketch._replace(number=str(self._count)))
            while self._reading.more and self._reading.tag() != "GIS":
                self._reading.skip()
        if self._pattern is not None and not self._ended:
            self._reading.assumed(
                "skemaet har ingen slutning (SKEMASLUT); det er læst til ende",
                "the table has no end (SKEMASLUT); it is read to the end",
            )

    def _item(self, sketch: _Sketch) -> None:
        match sketch.is_result, sketch.investigation, sketch.result:
            case True, _, _:
                self._result(sketch)
            case _, "OE", "SB" if self._pattern is None:
                self._begin_table(sketch)
            case _, "OE", "" if sketch.format_code is not None:
                self._headline_with_text(sketch)
            case _, "OE", "" if self._culture is None or "headline" not in self._culture:
                self._rows_of(_HEADING, self._begun_culture(), self._culture_content)
            case _, "MQ", "TV":
                self._organism()
            case _, "MQ", "" if self._in_table:
                self._begin_column(sketch)
            case _, "CO", _ if self._in_table:
                self._cell()
            case _, "MM", "SS" if self._in_table:
                self._end_table()
            case _, "NR", _ if "comments" not in self._begun_culture():
                self._rows_of(_REMARK, self._culture, self._culture_content)
            case _:
                self._reading.skip()

    @property
    def _in_table(self) -> bool:
        return self._pattern is not None and not self._ended

    def _rows_of(self, rows: tuple[Row, ...], record: Any, content: Any) -> None:
        self._reading.rows(rows, record, content)

    def _result(self, sketch: _Sketch) -> None:
        part = self._reading.record()
        self._record.setdefault("results", []).append(part)
        self._rows_of(self._result_rows, part, inside(self._content, "Result"))
        if self._count > len(self._record["results"]):
            self._reading.assumed(
                "svaret står efter fundene; det er læst som de andre svar",
                "the result stands after the findings; it is read as the other results",
            )
        if sketch.result == "NV":
            self._reading.assumed(
                "RSL siger NV; brevet har kun alfanumeriske svar",
                "RSL says NV; the letter has only text results",
            )
        if "operator" in part:
            self._reading.assumed(
                "6 er læst som mindre end og 7 som større end, omvendt af RPT01",
                "6 is read as less than and 7 as greater than, the reverse of RPT01",
            )

    # Texts with a headline.

    def _headline_with_text(self, sketch: _Sketch) -> None:
        kind, assumed = which(sketch.headline, sketch.format_code or "", self._seen)
        if kind is None:
            self._reading.skip()
            return
        self._seen.texts.add(kind)
        self._text_of(kind, sketch.headline)
        if assumed:
            da, en = _TAKEN_FOR[kind]
            self._reading.assumed(
                f"teksten siger ikke, hvad den er; den er læst som {da}",
                f"the text does not say what it is; it is read as {en}",
            )

    def _text_of(self, kind: Kind, headline: str) -> None:
        match kind:
            case "microscopy":
                part = self._record["microscopic_findings"] = self._reading.record()
                self._rows_of(_MICROSCOPY, part, inside(self._content, "MicroscopicFindings"))
            case "without_findings":
                part = self._record["culture_without_findings"] = self._reading.record()
                self._rows_of(_WITHOUT, part, inside(self._content, "CultureWithoutFindings"))
            case "comment":
                part = self._record.setdefault("general_result_information", self._reading.record())
                rows = _COMMENT if headline else _COMMENT_ALONE
                self._rows_of(rows, part, inside(self._content, "GeneralResultInformation"))
                if not headline and not getattr(part.get("comment"), "value", ()):
                    self._reading.lost("en tom kommentar har ingen plads", "an empty comment has no place")
            case "legend":
                self._rows_of(_LEGEND, self._pattern, self._pattern_content)
                if headline != _LEGEND_HEADLINE:
                    self._reading.lost(
                        "forklaringens overskrift har ingen plads", "the headline of the legend has no place"
                    )

    # What grew, and the susceptibility table.

    def _begun_culture(self) -> Any:
        if self._culture is None:
            self._culture = self._record["culture_with_findings"] = self._reading.record()
            self._seen.culture = True
        return self._culture

    def _organism(self) -> None:
        part = self._reading.record()
        self._begun_culture().setdefault("microorganisms", []).append(part)
        self._rows_of(_ORGANISM, part, inside(self._culture_content, "Microorganism"))
        self._organisms.append(_word(part, "name"))

    def _begin_table(self, sketch: _Sketch) -> None:
        self._pattern = self._begun_culture()["pattern"] = self._reading.record()
        self._seen.table = True
        self._table_number = sketch.number
        self._rows_of(_TABLE, self._pattern, self._pattern_content)
        if self._reading.variable("size") != _SIZE:
            self._reading.lost("tallet i RSL+SB har ingen plads", "the number in RSL+SB has no place")

    def _begin_column(self, sketch: _Sketch) -> None:
        """A column; `0` stands for one that no organism or several may be, so that its cells are errors."""
        part = self._reading.record()
        self._rows_of(_COLUMN, part, inside(self._culture_content, "Microorganism"))
        self._column = self._organism_named(_word(part, "name"), len(self._columns))
        if self._column != str(len(self._columns) + 1):
            self._reading.assumed(
                "kolonnen står ikke på mikroorganismens plads; den er læst efter navnet",
                "the column does not stand in the place of the organism; it is read by the name",
            )
        known = sketch.number in self._columns
        self._columns[sketch.number] = "0" if known else self._column
        self._column_number = sketch.number
        self._say_where(self._table_number)

    def _organism_named(self, name: str, place: int) -> str:
        """The position of the organism that a column is about: the one at the same place, or the only one."""
        if self._organisms[place : place + 1] == [name]:
            return str(place + 1)
        if self._organisms.count(name) == 1:
            return str(self._organisms.index(name) + 1)
        return "0"

    def _cell(self) -> None:
        entry, antibiotic = self._reading.record(), self._reading.record()
        place = self._reading.value(1, 1, "0")
        self._rows_of(_ANTIBIOTIC, antibiotic, inside(self._pattern_content, "Antibiotic"))
        self._rows_of(_CELL, entry, inside(self._pattern_content, "PatternEntry"))
        referred = self._reading.variable("arl")
        column = (self._column or "0") if referred is None else self._columns.get(referred, "0")
        if referred != self._column_number:
            self._reading.assumed(
                "antibiotikummet peger ikke på den kolonne, det står under; det er læst efter det, det peger på",
                "the antibiotic does not point at the column it stands under; it is read by what it points at",
            )
        entry["ref_microorganism"] = place._replace(text=column)
        entry["ref_antibiotic"] = place._replace(text=str(self._row(antibiotic, column)))
        self._pattern.setdefault("pattern_entries", []).append(entry)

    def _row(self, antibiotic: Any, column: str) -> int:
        """The row of an antibiotic: that of its name, or of the next of its name where it comes again."""
        name = _word(antibiotic, "name")
        before = self._used[column, name]
        self._used[column, name] += 1
        named = [place for place, other in enumerate(self._rows, 1) if other == name]
        if before < len(named):
            return named[before]
        self._rows.append(name)
        self._pattern.setdefault("antibiotics", []).append(antibiotic)
        return len(self._rows)

    def _end_table(self) -> None:
        part = self._reading.record()
        self._ended = True
        self._rows_of(_END, part, self._pattern_content)
        if len(self._columns) != len(self._organisms):
            self._reading.assumed(
                "ikke alle mikroorganismer har en kolonne", "not all organisms have a column"
            )
        if _word(part, "headline") not in ("", _word(self._pattern, "headline")):
            self._reading.lost(
                "overskriften ved skemaets slutning har ingen plads",
                "the headline at the end of the table has no place",
            )
        self._say_where(self._table_number)

    def _say_where(self, number: str) -> None:
        """Says that an item was taken for one of the table though it does not point at it."""
        if self._reading.variable("arl") != number:
            self._reading.assumed(
                "RFF+ARL peger ikke på skemaet; det er læst som en del af det",
                "RFF+ARL does not point at the table; it is read as a part of it",
            )


_TAKEN_FOR: Final[dict[Kind, tuple[str, str]]] = {
    "microscopy": ("mikroskopi", "microscopy"),
    "without_findings": ("dyrkning uden fund", "a culture without findings"),
    "comment": ("kommentar", "a comment"),
    "legend": ("resistensskemaets forklaring", "the legend of the susceptibility table"),
}


def _word(record: Any, name: str) -> str:
    text: str = getattr(record.get(name), "text", "")
    return text


# Writing -----------------------------------------------------------------------------------------


class _Writer:
    """Writes the items of a letter, and counts them for what refers to them."""

    def __init__(self, writing: Writing, content: Any) -> None:
        self._writing = writing
        self._content = content
        self._count = 0

    def item(self, rows: tuple[Row, ...], part: Any, content: Any, **variables: str) -> int:
        """Writes an item; gives its number."""
        self._count += 1
        self._writing.rows(rows, part, content, variables)
        return self._count

    def results(self, results: xrpt02.LaboratoryResults, rows: tuple[Row, ...]) -> None:
        content = self._content
        for result in results.results:
            self.item(rows, result, inside(content, "Result"))
        if results.microscopic_findings is not None:
            self.item(_MICROSCOPY, results.microscopic_findings, inside(content, "MicroscopicFindings"))
        if results.culture_without_findings is not None:
            self.item(_WITHOUT, results.culture_without_findings, inside(content, "CultureWithoutFindings"))
        if results.culture_with_findings is not None:
            self._culture(results.culture_with_findings, inside(content, "CultureWithFindings"))
        general = results.general_result_information
        if general.headline is not None or general.comment is not None:
            comment = _COMMENT_ALONE if general.headline is None else _COMMENT
            self.item(comment, general, inside(content, "GeneralResultInformation"))

    def _culture(self, culture: xrpt02.CultureWithFindings, content: Any) -> None:
        self.item(_HEADING, culture, content)
        for organism in culture.microorganisms:
            self.item(_ORGANISM, organism, inside(content, "Microorganism"))
        if culture.comments is not None:
            self.item(_REMARK, culture, content)
        if culture.pattern is not None:
            self._table(culture.pattern, culture, content)

    def _table(self, pattern: xrpt02.Pattern, culture: xrpt02.CultureWithFindings, content: Any) -> None:
        of_pattern = inside(content, "Pattern")
        table = self.item(_TABLE, pattern, of_pattern, size=_SIZE)
        for place, organism in enumerate(culture.microorganisms, 1):
            column = self.item(_COLUMN, organism, inside(content, "Microorganism"), arl=str(table))
            for cell in pattern.pattern_entries:
                if cell.ref_microorganism == place:
                    antibiotic = pattern.antibiotics[cell.ref_antibiotic - 1]
                    self.item(_ANTIBIOTIC, antibiotic, inside(of_pattern, "Antibiotic"))
                    variables = {"arl": str(column)}
                    self._writing.rows(_CELL, cell, inside(of_pattern, "PatternEntry"), variables)
        self.item(_END, pattern, of_pattern, arl=str(table))
        self.item(_LEGEND, pattern, of_pattern, headline=_LEGEND_HEADLINE)


def items(*, to_laboratory: bool) -> Special:
    """The items of a version; `to_laboratory` tells whether its results name the laboratory they went on to."""
    rows = _result_rows(to_laboratory=to_laboratory)

    def read(reading: Reading, record: Any, content: Any) -> None:
        _Items(reading, record, content, rows).read()

    def write(writing: Writing, part: Any, content: Any) -> None:
        _Writer(writing, content).results(part, rows)

    return Special(starts=(("GIS",),), read=read, write=write, at="LaboratoryResults")
