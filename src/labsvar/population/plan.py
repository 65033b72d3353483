"""The plan of the demonstration: who is answered what, when, by whom, and in which letters.

The letters and the truth are both made from this plan, each by itself, so that what the exchange
shows can be held against what was meant. Times are Danish local time without a zone, as in letters.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from labsvar.identifiers.cpr import Sex
from labsvar.population.assumptions import Culture, Narrative, Outcome, Place, PlaceKind, Serology

Status = Literal["proeve_modtaget", "svar_midlertidigt", "svar_endeligt", "svar_rettet"]
ReportStatus = Literal["modtaget", "del_svar", "komplet_svar"]
Mark = Literal["for_hoej", "for_lav", "unormal"]
Operator = Literal["mindre_end", "stoerre_end"]
Form = Literal["answer", "miba", "request"]

RECEIVED = "*****"
_DATABANKS: Final[dict[PlaceKind, Literal["MiBa", "PGDB"]]] = {
    "microbiology": "MiBa",
    "pathology": "PGDB",
    "genetics": "PGDB",
}


class Planned(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing of the plan."""


class Citizen(Planned, frozen=True, kw_only=True):
    """A citizen who does not exist, with the clinic and the hospital that answer for them.

    `moved` is the day from which the next hospital does.
    """

    index: int
    number: str
    given: str
    family: str
    born: date
    sex: Sex
    test_person: bool
    clinic: Place
    hospital: int
    moved: date | None = None

    def hospital_on(self, day: date) -> int:
        """The hospital that answers for samples of a day, counted from nought."""
        return self.hospital + (self.moved is not None and day >= self.moved)


class Analysis(Planned, frozen=True, kw_only=True):
    """An analysis as the letters name it; `group` is the number of MedCom's response group."""

    code: str
    short_name: str
    complete_name: str
    unit: str | None
    numeric: bool
    decimals: int
    group: str | None
    order: int


class Interval(Planned, frozen=True, kw_only=True):
    """A reference interval; limits are text as the table has them."""

    kind: Literal["fysiologisk", "terapeutisk", "uspecificeret"]
    lower: str | None
    upper: str | None


class Measured(Planned, frozen=True, kw_only=True):
    """One value with everything the laboratory says about it."""

    analysis: Analysis
    value: str
    operator: Operator | None = None
    interval: Interval | None = None
    mark: Mark | None = None


class ToldResult(Planned, frozen=True, kw_only=True):
    """A result as one letter tells it; without a value it says that the sample was received."""

    analysis: Analysis
    status: Status
    measured: Measured | None
    comment: str | None = None


class Susceptible(Planned, frozen=True, kw_only=True):
    """An antibiotic and its category for each organism of the culture; `None` where not tested."""

    name: str
    code: str | None
    categories: tuple[str | None, ...]


class Grown(Planned, frozen=True, kw_only=True):
    """An organism that grew."""

    organism: str
    code: str
    growth: str


class CultureFound(Planned, frozen=True, kw_only=True):
    """What a culture showed; without an organism the `text` says that nothing grew."""

    culture: Culture
    organisms: tuple[Grown, ...]
    antibiotics: tuple[Susceptible, ...]
    text: str | None = None


class AntibodyFound(Planned, frozen=True, kw_only=True):
    """One antibody and how it was read."""

    code: str
    name: str
    value: str
    positive: bool


class SerologyFound(Planned, frozen=True, kw_only=True):
    """What a measurement of antibodies showed."""

    serology: Serology
    antibodies: tuple[AntibodyFound, ...]


class NarrativeFound(Planned, frozen=True, kw_only=True):
    """How an examination that is answered in words turned out."""

    about: Narrative
    outcome: Outcome


Cultivated = CultureFound | SerologyFound
Found = Cultivated | NarrativeFound


class ToldFinding(Planned, frozen=True, kw_only=True):
    """A microbiology answer as one letter tells it; without `found` the sample was received."""

    status: Status
    examined: Culture | Serology
    found: Cultivated | None
    comment: str | None = None


class ToldNarrative(Planned, frozen=True, kw_only=True):
    """An answer in words as one letter tells it; without an outcome the sample was received."""

    status: Status
    about: Narrative
    outcome: Outcome | None
    comment: str | None = None


Told = tuple[ToldResult, ...] | ToldFinding | ToldNarrative


class Telling(Planned, frozen=True, kw_only=True):
    """One letter about an answer: when it was made, what it says, its word on consent if any."""

    resulted: datetime
    authorised: datetime
    sent: datetime
    report_status: ReportStatus
    told: Told
    given: bool | None = None


class Answer(Planned, frozen=True, kw_only=True):
    """One answered sample: the letters about it in the order the laboratory made them.

    `hidden` says that the citizen has refused that it is shown; `overtaken` that its first letter
    arrives last.
    """

    citizen: Citizen
    place: Place
    requested_by: Place
    sample_number: str
    requester_number: str
    production_number: str
    sampled: datetime
    received: datetime
    tellings: tuple[Telling, ...]
    story: str
    clinical: str | None
    hidden: bool
    overtaken: bool

    @property
    def databank(self) -> Literal["LABA", "MiBa", "PGDB"]:
        """The databank the letters go to."""
        return _DATABANKS.get(self.place.kind, "LABA")


class Sending(Planned, frozen=True, kw_only=True):
    """One letter on its way: which telling of which answer, under which numbers, when it arrives.

    `form` says whether it is the answer itself, the same telling once more as a MiBa report, or the
    requisition that came before the answer. `repeats` says that the letter was sent before; it keeps its
    letter number.
    """

    answer: Answer
    position: int
    letter_number: str
    envelope_number: str
    sent: datetime
    arrives: datetime
    form: Form = "answer"
    repeats: bool = False

    @property
    def telling(self) -> Telling:
        """What the letter tells."""
        return self.answer.tellings[self.position]

    @property
    def sender(self) -> Place:
        """The place that sends the letter."""
        return self.answer.requested_by if self.form == "request" else self.answer.place

    @property
    def authorised(self) -> datetime:
        """When the letter was released."""
        return self.answer.sampled if self.form == "request" else self.telling.authorised
