"""The diagnoses of pathology in segments: headlines, then a place and what was seen there, in codes.

    GIS+N'  INV+OE+:::Diagnoser'  INV+OE+:::Materiale A'
    GIS+N'  CIN+CCI+T...'  CIN+SPC+:::comment'  CIN+CCI+M...'  INV+NR'  RFF+ASL:1'

The first CIN+CCI is the topography, those after it are results; CIN+SPC remarks on the one before it.
R0331P has neither the headline of the sample nor RFF+ASL, which names the sample by its number.
"""

from __future__ import annotations

from typing import Any, Final

from labsvar.letters.segments.model import Group, Reading, Row, Segment, Special, Writing, inside

_CODES: Final[tuple[Row, ...]] = (
    Segment("GIS+N"),
    Segment("CIN+CCI+{Topography/Code}:SNO:SST:{Topography/Text}"),
    Segment("CIN+SPC+:::{Topography/Comment}"),
    Group("CIN+CCI+{Code}:SNO:SST:{Text}", "CIN+SPC+:::{Comment}", at="Result"),
    Segment("INV+NR"),
)
_OF_SAMPLE: Final[tuple[Row, ...]] = (*_CODES, Segment("RFF+ASL:{$sample}"))
_OF_SMEAR: Final[tuple[Row, ...]] = (*_CODES, Segment("RFF+ASL:1", optional=True))
_HEADLINE: Final = ("GIS+N", "INV+OE")
_CODED: Final = ("GIS+N", "CIN+CCI")
_MOST_HEADLINES: Final = 2


def _is_headline(reading: Reading) -> bool:
    """Whether an item is next that has headlines and nothing else."""
    others = (reading.ahead(*_HEADLINE, tag) for tag in ("FTX", "RSL"))
    return reading.ahead(*_HEADLINE) and not any(others)


def _headlines(reading: Reading) -> list[Any]:
    """The one or two headlines of an item, which is passed."""
    reading.take((1, 1))
    made: list[Any] = []
    while reading.ahead("INV+OE") and len(made) < _MOST_HEADLINES:
        made.append(reading.value(2, 4))
        reading.take((1, 1), (2, 4))
    return made


def _put_headline(reading: Reading, record: Any, headline: Any) -> None:
    """The headline of all diagnoses, which each item may repeat."""
    before = record.setdefault("diagnosis_headline", headline)
    if before.text != headline.text:
        reading.lost(
            "der er flere overskrifter over diagnoserne; kun den første har en plads",
            "there are several headlines of diagnoses; only the first has a place",
        )


# A smear: one sample, one headline.


def _read_smear(reading: Reading, record: Any, content: Any) -> None:
    if _is_headline(reading):
        for headline in _headlines(reading):
            _put_headline(reading, record, headline)
        return
    sample = record.setdefault("sample", reading.record())
    if "coded_results" in sample or not reading.ahead(*_CODED):
        reading.skip()
        return
    sample["coded_results"] = part = reading.record()
    reading.rows(_OF_SMEAR, part, inside(content, "Sample/CodedResults"))


def _write_smear(writing: Writing, part: Any, content: Any) -> None:
    _write_headlines(writing, part.diagnosis_headline)
    if part.sample.coded_results is not None:
        writing.rows(_OF_SMEAR, part.sample.coded_results, inside(content, "Sample/CodedResults"))


# Several samples, each with a headline of its own.


def _read_samples(reading: Reading, record: Any, content: Any) -> None:
    headline: Any = None
    while reading.more:
        if _is_headline(reading):
            headline = _read_headlines(reading, record)
        elif reading.ahead(*_CODED):
            _read_sample(reading, record, content, headline)
            headline = None
        else:
            break


def _read_headlines(reading: Reading, record: Any) -> Any:
    """Passes an item of headlines; gives that of the sample whose diagnoses follow, if there is one."""
    headlines = _headlines(reading)
    follows = reading.ahead(*_CODED)
    own = headlines.pop() if len(headlines) == _MOST_HEADLINES or follows else None
    for headline in headlines:
        _put_headline(reading, record, headline)
    if own is not None and not follows:
        reading.lost(
            "prøvens overskrift har ingen diagnoser under sig og derfor ingen plads",
            "the headline of the sample has no diagnoses below it and so no place",
        )
    return own


def _read_sample(reading: Reading, record: Any, content: Any, headline: Any) -> None:
    part = reading.record()
    if headline is not None:
        part["headline"] = headline
    reading.rows(_OF_SAMPLE, part, inside(content, "Sample/CodedResults"))
    _sample_of(reading, record)["coded_results"] = part


def _sample_of(reading: Reading, record: Any) -> Any:
    """The sample that RFF+ASL names; without it, the next one that has no diagnoses yet.

    Diagnoses of a sample that is not there, or that has some already, are given to one made here. It has
    no number, so the declaration refuses it.
    """
    samples: list[Any] = record.setdefault("samples", [])
    free = [sample for sample in samples if "coded_results" not in sample]
    said = reading.variable("sample")
    if said is None:
        if len(samples) > 1:
            reading.assumed(
                "RFF+ASL mangler; diagnoserne er læst som den næste prøves",
                "RFF+ASL is missing; the diagnoses are read as those of the next sample",
            )
        named = free[:1]
    else:
        named = [sample for number, sample in enumerate(samples, 1) if str(number) == said and sample in free]
    if named:
        return named[0]
    samples.append(reading.record())
    return samples[-1]


def _write_samples(writing: Writing, part: Any, content: Any) -> None:
    coded = [(number, sample.coded_results) for number, sample in enumerate(part.samples, 1)]
    results = [(number, one) for number, one in coded if one is not None]
    if not results:
        _write_headlines(writing, part.diagnosis_headline)
    for number, one in results:
        _write_headlines(writing, part.diagnosis_headline, one.headline)
        writing.rows(_OF_SAMPLE, one, inside(content, "Sample/CodedResults"), {"sample": str(number)})


def _write_headlines(writing: Writing, *headlines: str | None) -> None:
    """An item of headlines, if there are any."""
    stated = [headline for headline in headlines if headline is not None]
    if stated:
        writing.segment("GIS", "N")
        for headline in stated:
            writing.segment("INV", "OE", ("", "", "", headline))


_AT: Final = "LaboratoryResults/CodedFormat"
_STARTS: Final = ((*_HEADLINE, "INV+OE"), (*_HEADLINE, "GIS"), _CODED)
# A headline with nothing after it is the last item of a message, where no row before it looks for it.
_LAST: Final = (_HEADLINE,)


def _write_nothing(writing: Writing, part: Any, content: Any) -> None:
    """The headline is written by the row before."""


SMEAR: Final = Special(starts=_STARTS, read=_read_smear, write=_write_smear, at=_AT)
SMEAR_AT_THE_END: Final = Special(starts=_LAST, read=_read_smear, write=_write_nothing, at=_AT)
SAMPLES: Final = Special(starts=_STARTS, read=_read_samples, write=_write_samples, at=_AT)
SAMPLES_AT_THE_END: Final = Special(starts=_LAST, read=_read_samples, write=_write_nothing, at=_AT)
