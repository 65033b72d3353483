"""The demonstration assumptions of `assumptions.toml`, as typed values.

The file beside this module says what each figure means; an edited copy may take its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from labsvar.codes import tables

Span = tuple[float, float]
PlaceKind = Literal["clinic", "biochemistry", "immunology", "microbiology", "pathology", "genetics"]
NarrativeKind = Literal["XRPT03", "XRPT04", "XRPT07"]


class BadAssumptions(ValueError):
    """The file of assumptions cannot be used; the text says where."""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


class Hours(Table, frozen=True, kw_only=True):
    """Minutes after midnight of sampling, and minutes between the steps of an answer."""

    first_sample: int
    last_sample: int
    clinic_answer: Span
    hospital_answer: Span
    immunology_answer: Span
    transport: Span
    preliminary: Span
    culture: Span
    serology: Span
    narrative: Span
    correction: Span
    completion: Span
    delivery: Span


class Stories(Table, frozen=True, kw_only=True):
    """The share of answers told in each way, by the name of the way."""

    biochemistry: dict[str, float]
    microbiology: dict[str, float]
    narrative: dict[str, float]


class Arrival(Table, frozen=True, kw_only=True):
    """How letters are late and repeated."""

    overtaken: float
    late: Span
    repeated: float
    repeated_in_same_envelope: float
    repeated_after: Span
    receipt_wanted: float
    requested: float = 0.0
    surveyed: float = 0.0


class Citizens(Table, frozen=True, kw_only=True):
    """Who the citizens are, and the words made-up names are made of."""

    test_persons_one_in: int
    youngest: int
    oldest: int
    female: float
    moves: float = 0.0
    moves_after: Span = (0.0, 1.0)
    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]


class Place(Table, frozen=True, kw_only=True):
    """A place that answers; `gln` has twelve digits, the check digit is put after them."""

    name: str
    gln: str
    kind: PlaceKind
    identifier: str
    producer: str
    department: str | None = None
    examinators: tuple[str, ...] = ()


class Receiver(Table, frozen=True, kw_only=True):
    """The mailbox of a databank."""

    name: str
    gln: str


class Panel(Table, frozen=True, kw_only=True):
    """Analyses that are answered together."""

    codes: tuple[str, ...]


class Spread(Table, frozen=True, kw_only=True):
    """How values spread; `typical` is the middle and the ratio of the 97.5th percentile to it."""

    skewed_from: float
    between: float
    typical: dict[str, Span]
    lowest: dict[str, float]


class Egfr(Table, frozen=True, kw_only=True):
    """The estimated filtration rate that follows from creatinine."""

    code: str
    creatinine: str
    answered_to: int


class Rates(Table, frozen=True, kw_only=True):
    """How often something happens, per citizen and year."""

    routine: float
    lipids: float
    vitamins: float
    immunology: float
    infection: float
    urinary_female: float
    urinary_male: float
    wound: float
    sputum: float
    serology: float


class Diabetes(Table, frozen=True, kw_only=True):
    """The course of a long-term glucose under treatment."""

    share: float
    youngest: int
    hba1c: str
    glucose: str
    first: Span
    target: Span
    settles_in_days: float
    noise: float
    every_days: Span
    glucose_slope: float
    glucose_intercept: float
    glucose_noise: float


class Anticoagulation(Table, frozen=True, kw_only=True):
    """The course of INR under treatment."""

    share: float
    youngest: int
    inr: str
    therapeutic: tuple[str, str]
    before: float
    target: float
    noise: float
    days: tuple[int, ...]
    then_every_days: Span


class Infection(Table, frozen=True, kw_only=True):
    """The course of CRP in an infection."""

    crp: str
    crp_lowest: int
    peak: Span
    days: tuple[int, ...]
    half_life_days: float
    rising: float
    leukocytes: float
    hospital: float


class Stick(Table, frozen=True, kw_only=True):
    """The words a urine stick is read in, the normal one first."""

    words: dict[str, tuple[str, ...]]


class Organism(Table, frozen=True, kw_only=True):
    """A row of the findings table, by organism and code, and its share of what grows."""

    organism: str
    organism_code: str
    share: float


class Culture(Table, frozen=True, kw_only=True):
    """A culture of one material."""

    name: str
    examination: str
    material: str
    clinical: str
    code: str
    code_type: str
    code_responsible: str
    no_growth: float
    no_growth_text: str
    resistant: float
    growths: tuple[str, ...]
    organisms: tuple[Organism, ...]
    location: str | None = None
    never_resistant: tuple[str, ...] = ()


class Legend(Table, frozen=True, kw_only=True):
    """The words below a susceptibility table."""

    lines: tuple[str, ...]


class Serology(Table, frozen=True, kw_only=True):
    """Antibodies measured on a scale with one limit."""

    examination: str
    material: str
    clinical: str
    code: str
    code_type: str
    code_responsible: str
    limit: str
    unit: str
    positive: float
    antibodies: dict[str, str]


class Diagnosis(Table, frozen=True, kw_only=True):
    """A code and its words."""

    code: str
    text: str


class Outcome(Table, frozen=True, kw_only=True):
    """One way an answer in words may turn out.

    `table` is the answer in a word, `sections` are its texts by the name of the part of the letter.
    """

    share: float
    table: str
    validation: Literal["malign", "premalign"] | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    sections: dict[str, str]


class Narrative(Table, frozen=True, kw_only=True):
    """An answer in words: what is examined, how often in a year, of whom, and how it may turn out."""

    name: str
    letter: NarrativeKind
    rate: float
    youngest: int
    headline: str
    material: str
    clinical: str
    only: Literal["female", "male"] | None = None
    topography: Diagnosis | None = None
    outcomes: tuple[Outcome, ...]

    @property
    def place(self) -> PlaceKind:
        """The kind of place that answers."""
        return "genetics" if self.letter == "XRPT07" else "pathology"


class Question(Table, frozen=True, kw_only=True):
    """A question of a requisition with its answer, which MiBa reports carry on for surveillance."""

    code: str
    text: str
    answer: str


class Measures(Table, frozen=True, kw_only=True):
    """How a laboratory measures some analyses; `since` and `to` are shares of the period."""

    producer: str
    panel: str | None = None
    codes: tuple[str, ...] = ()
    method: str
    manufacturer: str = ""
    instrument: str = ""
    point_of_care: bool = False
    since: float | None = msgspec.field(default=None, name="from")
    to: float | None = None


class Comparable(Table, frozen=True, kw_only=True):
    """What is released of a method of some analyses: the group it belongs to, or not."""

    panel: str | None = None
    codes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    group: str
    method: str
    instrument: str | None = None
    point_of_care: bool = False
    outcome: Literal["comparable", "converted", "not_comparable"]
    factor: str | None = None


class Assumptions(Table, frozen=True, kw_only=True):
    """The whole file."""

    until: date
    hours: Hours
    stories: Stories
    arrival: Arrival
    citizens: Citizens
    places: tuple[Place, ...]
    receivers: dict[Literal["LABA", "MiBa", "PGDB"], Receiver]
    panels: dict[str, Panel]
    groups: dict[str, tuple[str, ...]]
    spread: Spread
    egfr: Egfr
    rates: Rates
    diabetes: Diabetes
    anticoagulation: Anticoagulation
    infection: Infection
    stick: Stick
    cultures: tuple[Culture, ...]
    legend: Legend
    serology: Serology
    narratives: tuple[Narrative, ...] = ()
    questions: tuple[Question, ...] = ()
    methods: tuple[Measures, ...] = ()
    comparable: tuple[Comparable, ...] = ()

    def places_of(self, kind: PlaceKind) -> tuple[Place, ...]:
        """The places of a kind, in the order of the file."""
        return tuple(place for place in self.places if place.kind == kind)


# What the code asks the assumptions for by name.
WAYS_OF_BIOCHEMISTRY: Final = frozenset(
    {
        "received",
        "preliminary",
        "equal_times",
        "partial_repeated",
        "partial_added",
        "corrected_alone",
        "corrected_whole",
        "refused",
        "refused_later",
        "refusal_stands",
        "refusal_lifted",
    }
)
WAYS_OF_MICROBIOLOGY: Final = frozenset(
    {
        "received",
        "preliminary",
        "corrected",
        "refused",
        "refused_later",
        "refusal_stands",
        "refusal_lifted",
    }
)
WAYS_OF_NARRATIVES: Final = WAYS_OF_MICROBIOLOGY - {"preliminary"}
_PANELS: Final = frozenset({"routine", "lipids", "vitamins", "kidney", "differential", "immunology", "stick"})
_CULTURES: Final = frozenset({"urine", "wound", "sputum"})


def load(path: Path | None = None) -> Assumptions:
    """The assumptions in a file, or those that Labsvar ships with.

    Raises `BadAssumptions`; a file that cannot be read raises `OSError`.
    """
    source = files("labsvar.population") / "assumptions.toml" if path is None else path
    try:
        made = msgspec.toml.decode(source.read_bytes(), type=Assumptions)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadAssumptions(str(error)) from error
    for problem in _problems(made):
        raise BadAssumptions(problem)
    return made


def _problems(made: Assumptions) -> Iterator[str]:
    """What is named and unknown, or needed and missing."""
    unknown = (
        (made.stories.biochemistry.keys() - WAYS_OF_BIOCHEMISTRY)
        | (made.stories.microbiology.keys() - WAYS_OF_MICROBIOLOGY)
        | (made.stories.narrative.keys() - WAYS_OF_NARRATIVES)
    )
    yield from (f"stories: no answer is told as {way}" for way in sorted(unknown))
    yield from (f"panels: {name} is missing" for name in sorted(_PANELS - made.panels.keys()))
    cultures = {culture.name for culture in made.cultures}
    yield from (f"cultures: {name} is missing" for name in sorted(_CULTURES - cultures))
    kinds = set(get_args(PlaceKind)) - {place.kind for place in made.places}
    yield from (f"places: none of the kind {kind}" for kind in sorted(kinds))
    analyses = {row.npu_code for row in tables.common_analyses()}
    asked = {code for panel in made.panels.values() for code in panel.codes}
    yield from (f"panels: no table has {code}" for code in sorted(asked - analyses))
    of_methods: tuple[Measures | Comparable, ...] = (*made.methods, *made.comparable)
    for about in of_methods:
        if about.panel is not None and about.panel not in made.panels:
            yield f"methods: no panel is called {about.panel}"
        yield from (f"methods: no table has {code}" for code in about.codes if code not in analyses)
    for culture in made.cultures:
        for organism in culture.organisms:
            if finding(organism) is None:
                yield f"cultures: no table has organism code {organism.organism_code}"


def finding(organism: Organism) -> tables.MicrobiologyFinding | None:
    """The row of the table of findings that an organism of the assumptions names."""
    rows = tables.microbiology_findings()
    wanted = (organism.organism, organism.organism_code)
    return next((row for row in rows if (row.organism, row.organism_code) == wanted), None)
