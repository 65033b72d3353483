"""MEDREQ Q0331P and Q0330P (REQ03): the segments of PathologyRequest XQ0331P and XQ0330P.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015) and its sample REQ03_1.

What those sources have no segment for has no place here: a relative, the treatment of a sample, what a
question relates to, an answer that is a diagnosis (CV is the logical answer here), and of the cervical
information of XQ0330P what is answered with no and the four dates that the sample lacks.

Assumptions, where they say nothing: the sampling time is that of the requisition (as in REQ03_1), also in
Q0331P; an answer to the original requester makes the sender NAD+ONL, as in Q0131K; the date of an answer
is DTM+CDV, as in Q0131K; the qualifier of the latest time for the answer is not known, so any is read and
none is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from labsvar.letters.segments import codes
from labsvar.letters.segments.common import REFERENCES
from labsvar.letters.segments.model import (
    Codec,
    Codes,
    Either,
    Group,
    Reading,
    Row,
    Segment,
    Special,
    Table,
    Writing,
    inside,
)
from labsvar.letters.segments.requisitions import (
    CARBON_COPY,
    COMMENTS,
    HEAD,
    ONE_TIME,
    ORIGINAL_REQUESTER,
    OTHER_PARTIES,
    OTHER_PARTIES_OF_2005,
    PATIENT,
    PAYER_TYPE,
    QUESTION_TABLE,
    RECEIVER,
    SAMPLING_PLACE,
    SERVICE,
    TUBES,
    TYPE_OF_TIME,
    demanded,
    sender,
    sender_party,
    type_of_time,
)
from labsvar.letters.xreq03 import XQ0330P, XQ0331P

# The sender. Whether the answer goes there follows from the original requester, so both are one group.

_SENDER: Final[tuple[Row, ...]] = (
    Segment("S01+01"),
    Segment(
        "NAD+{=answered}+{Sender/Identifier}:{Sender/IdentifierCode|party}"
        "++{Sender/OrganisationName}:{Sender/DepartmentName|name}:{Sender/UnitName}:::US",
        key="NAD",
    ),
    Segment(
        "ADR++US:{Sender/StreetName}:{Sender/SuburbName}+{Sender/DistrictName}+{Sender/PostCodeIdentifier}"
    ),
    Segment("COM+{Sender/TelephoneSubscriberIdentifier}:WTE"),
    Segment("SEQ++{#party}"),
    Segment("SPR+ORG+{Sender/MedicalSpecialityCode|speciality}:SKS:SST+REQ03:SKS:SST"),
)


def _read_sender(reading: Reading, record: Any, content: Any) -> None:
    if "sender" in record:
        reading.skip()
    else:
        reading.rows(_SENDER, record, content)


def _write_nothing(writing: Writing, part: Any, content: Any) -> None:
    """What is only read: it is written by another row, or has no known form."""


def _answered(letter: Any) -> str:
    """The qualifier of the sender: NAD+ONL when the answer goes to the original requester."""
    original = letter.original_requester
    return "ONL" if original is not None and original.reply_to else "PO"


_UNANSWERED: Final = Special((("S01", "NAD+ONL"),), _read_sender, _write_nothing)

# A diagnosis is an answer that XQ0331P has and Q0331P has not.


def _no_form(_: str) -> str:
    raise ValueError("no form")


_NO_FORM: Final = Codec(read=_no_form, write=_no_form)

# The samples. Each tells again who takes them, which is said once in the letter.

_PLACES: Final = {code: name for name, code in codes.SAMPLING_LOCATION.codes.items()}
_TRIGGER: Final[tuple[Row, ...]] = (Segment("S15+15"),)
_PLACE: Final[tuple[Row, ...]] = (SAMPLING_PLACE,)
_TREATMENTS: Final = {"T998": "fikseret", "T100": "frysesnit"}


_TREATMENT_CODES: Final = Codes({name: code for code, name in _TREATMENTS.items()})
_TREATMENT: Final[tuple[Row, ...]] = (Segment("SPC+PRM+{$code}:PA3:SST:{$text}", key="SPC+PRM"),)


def _read_treatment(reading: Reading, record: Any, content: Any) -> None:
    code = reading.text(2, 1)
    name = _TREATMENTS.get(code, "ikke_fikseret")
    record.setdefault("material_pre_treatments", []).append(reading.value(2, 1, name))
    reading.rows(_TREATMENT, reading.record(), content)
    if code not in _TREATMENTS:
        reading.lost(
            "koden er læst som ikke_fikseret; hvilken det var, har ingen plads",
            "the code is read as ikke_fikseret; which one it was has no place",
        )
    elif reading.variable("text") != name:
        reading.assumed(
            "koden gælder; dens tekst følger ikke med, men skrives igen efter koden",
            "the code counts; its text is not carried over, but written anew from the code",
        )


def _write_treatment(writing: Writing, part: Any, _content: Any) -> None:
    known = {name: code for code, name in _TREATMENTS.items()}
    for treatment in part.material_pre_treatments:
        if treatment in known:
            writing.segment("SPC", "PRM", (known[treatment], "PA3", "SST", treatment))


_SAMPLE: Final[tuple[Row, ...]] = (
    Segment("RFF+RTI:{RequesterSampleIdentifier}::{SampleIdentifierType|sample_identifier}"),
    Segment("FTX+MAT+P00++{MaterialDescription|three}"),
    Special(
        (("SPC+PRM",),),
        _read_treatment,
        _write_treatment,
        shown=(Segment("SPC+PRM+{MaterialPreTreatment|treatment}:PA3:SST"),),
    ),
    REFERENCES,
)
_SAMPLE_OF_2005: Final[tuple[Row, ...]] = (
    Segment("RFF+RTI:{RequesterSampleIdentifier}"),
    *_SAMPLE[1:],
)


def _samples(rows: tuple[Row, ...]) -> Special:
    """The groups of the samples, each of which is read and written by these rows."""

    def read(reading: Reading, record: Any, content: Any) -> None:
        sample = reading.record()
        record.setdefault("samples", []).append(sample)
        reading.rows(_TRIGGER, sample, inside(content, "Sample"))
        if reading.ahead("SPC+SCI"):
            _read_place(reading, record, content)
        else:
            reading.assumed(
                "prøvens gruppe siger ikke, hvem der tager den; det er læst som ved de andre prøver",
                "the sample's group does not say who takes it; it is read as with the other samples",
            )
        reading.rows(rows, sample, inside(content, "Sample"))

    def write(writing: Writing, part: Any, content: Any) -> None:
        code = codes.SAMPLING_LOCATION.codes[part.sampling_location_code]
        writing.rows(groups, part, content, {"place": code})

    groups = (Group("S15+15", "SPC+SCI+{$place}", *rows, at="Sample"),)
    shown = (
        Group("S15+15", SAMPLING_PLACE, derived=(TYPE_OF_TIME,)),
        Group("S15+15", *rows, at="Sample"),
    )
    return Special((("S15",),), read, write, at="RequisitionInformation", shown=shown)


def _read_place(reading: Reading, record: Any, content: Any) -> None:
    first, code = record.get("sampling_location_code"), reading.text(2, 1)
    if first is None:
        record["sampling_date_time_type"] = reading.value(2, 1, type_of_time(_PLACES.get(code)))
    reading.rows(_PLACE, record if first is None else reading.record(), content)
    # A first one that is faulty is named already, and has no text.
    if first is not None and getattr(first, "text", None) != _PLACES.get(code):
        reading.lost(
            "prøverne tages forskellige steder; brevet har kun plads til det første",
            "the samples are taken in different places; the letter has room for the first only",
        )


# What is asked for.

_LATEST: Final[tuple[Row, ...]] = (Segment("DTM+{$latest}:{AnswerAtLatestDateTime}:203", key="DTM"),)


def _read_latest(reading: Reading, record: Any, content: Any) -> None:
    if "answer_at_latest_date_time" in record:
        reading.skip()
    else:
        reading.rows(_LATEST, record, content)


_LATEST_TIME: Final = Special((("DTM",),), _read_latest, _write_nothing, shown=_LATEST)
_ANALYSIS: Final = (
    "INV+OP+{Analysis/AnalysisCode}:{Analysis/AnalysisCodeType}:SST:{Analysis/AnalysisShortName}"
)
_REQUESTED: Final = Group("GIS+N", _ANALYSIS, _LATEST_TIME, at="Requests/RequestedAnalysis")
_REQUESTED_IN_2005: Final = Group("GIS+N", _ANALYSIS, at="Requests/RequestedAnalysis")
_PROMPT: Final = Group(
    "S10+10",
    "INV+IN+{Question/Code}:{Question/CodeType|question_table}"
    ":{Question/CodeResponsible}:{Question/CodeText}",
    Either((Segment("RSL+TV+:::::{Answer/Text}"), Segment("RSL+AV+:::::{Answer/Text}"))),
    "RSL+NV+{Answer/Numerical}",
    Either(
        (
            Segment("RSL+CV+{Answer/Logical|truth}"),
            Segment("RSL+CV+{Answer/DiagnoseCode|no_form}:SKS:SST", key="RSL+CV+:SKS"),
        )
    ),
    "DTM+CDV:{Answer/DateTime}:203",
    at="Requests/Prompt",
)
_NUMBER: Final = (
    "RFF+ROI:{RequisitionInformation/RequestersRequisitionIdentifier}"
    "::{RequisitionInformation/SampleIdentifierType|sample_identifier}"
)
_CODED: Final = "RequisitionInformation/CodedClinicalInformation"
_ROWS: Final = (
    *HEAD,
    Group(*_SENDER, starts=("S01", "NAD+PO")),
    _UNANSWERED,
    RECEIVER,
    ORIGINAL_REQUESTER,
    *OTHER_PARTIES,
    Group(
        "S02+02",
        PAYER_TYPE,
        SERVICE,
        _NUMBER,
        ONE_TIME,
        "PTY+REP+{Requests/RequestedAnalysis/ResultPriority|priority}",
        f"CIN+RRO+{{{_CODED}/IndicationCode}}:PA4:SST:{{{_CODED}/IndicationText}}",
        COMMENTS,
        CARBON_COPY,
        TUBES,
        always=True,
    ),
    *PATIENT,
    _PROMPT,
    _samples(_SAMPLE),
    _REQUESTED,
)

Q0331P: Final = Table(
    code="Q0331P",
    version=XQ0331P,
    message="MEDREQ",
    agency="UN",
    rows=_ROWS,
    codecs={"question_table": QUESTION_TABLE, "no_form": _NO_FORM, "treatment": _TREATMENT_CODES},
    implied={"answered": _answered},
)

# The cervical information of XQ0330P: questions of its own, each with a code of table PA8.

_CERVIX: Final = "Requests/SupplementaryCervixInformations"
_WORDS: Final = {
    "ADP101": "Kondylomer",
    "ADP102": "Spiral",
    "ADP103": "Patienten er gravid",
    "ADP201": "Menstruation",
    "ADP202": "Hormonbehandling",
    "ADP203": "Kryobehandling",
    "ADP204": "Laser",
}


def _question(code: str, *answer: str, element: str) -> Group:
    """One question; without an answer in segments of its own, that it stands there is a yes."""
    asked = f"INV+IN+{code}:PA8:SST:{{={code}}}"
    key = f"INV+IN+{code}"
    row = Segment(asked, key=key) if answer else Segment(asked, key=key, sets={element: "true"})
    derived = (demanded(element),) if answer else ()
    return Group("S10+10", row, *answer, at=_CERVIX, starts=("S10", key), derived=derived)


def _words(code: str) -> Callable[[Any], str]:
    return lambda _: _WORDS[code]


_CERVIX_QUESTIONS: Final = (
    _question("ADP101", element="Condyloma"),
    _question("ADP102", element="IUD"),
    _question("ADP103", element="Pregnant"),
    _question("ADP201", "DTM+LMC:{DateOfPeriod}:102", element="DateOfPeriod"),
    _question("ADP202", "RSL+AV+:::::{HormonTherapy}", element="HormonTherapy"),
    _question("ADP203", "RSL+CV+::1", "DTM+AIC:{DateOfCryoTherapy}:102", element="DateOfCryoTherapy"),
    _question("ADP204", "RSL+CV+::1", "DTM+AIC:{DateOfLaser}:102", element="DateOfLaser"),
)

Q0330P: Final = Table(
    code="Q0330P",
    version=XQ0330P,
    message="MEDREQ",
    agency="UN",
    rows=(
        *HEAD,
        sender("REQ03", sender_party("PO")),
        RECEIVER,
        *OTHER_PARTIES_OF_2005,
        Group(
            "S02+02",
            PAYER_TYPE,
            SERVICE,
            "RFF+ROI:{RequisitionInformation/RequestersRequisitionIdentifier}",
            ONE_TIME,
            "PTY+REP+{Requests/RequestedAnalysis/ResultPriority|priority}",
            f"CIN+RRO+{{{_CODED}/IndicationCode}}:PA4:SST:{{{_CODED}/IndicationText}}",
            COMMENTS,
            CARBON_COPY,
            TUBES,
            always=True,
        ),
        *PATIENT,
        *_CERVIX_QUESTIONS,
        _samples(_SAMPLE_OF_2005),
        _REQUESTED_IN_2005,
    ),
    codecs={"treatment": _TREATMENT_CODES},
    implied={code: _words(code) for code in _WORDS},
)
