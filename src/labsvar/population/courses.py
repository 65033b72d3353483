"""The courses of the citizens: what is sampled when, by whom, and what is found.

Each course yields samples with their values; how an answer is told in letters is `stories`' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from labsvar.population import microbiology, narratives
from labsvar.population.analyses import Analyses, Subject
from labsvar.population.assumptions import Assumptions, Place, PlaceKind, Span
from labsvar.population.chance import chance_of
from labsvar.population.plan import Citizen, CultureFound, Found, Interval, Measured, Planned

_DAYS_OF_YEAR = 365.25
_OF_AGE = 18
# A child's first sample is taken when it has been born for a while.
_FIRST_WEEKS = timedelta(days=60)
# The last sample is taken so early that its letters, corrections and repeats come within the period.
_LAST_WEEKS = timedelta(days=21)


class Sampled(Planned, frozen=True, kw_only=True):
    """One sample, who answers it within how many minutes, and what is found."""

    place: Place
    sampled: datetime
    answer: Span
    found: tuple[Measured, ...] | Found
    clinical: str | None = None


class Courses:
    """The courses of all citizens; the same seed gives the same ones."""

    def __init__(self, assumptions: Assumptions, *, years: float, until: date, seed: int) -> None:
        self._assumed = assumptions
        self._analyses = Analyses(assumptions)
        self._seed = seed
        self._ends = until - _LAST_WEEKS
        self._begins = until - timedelta(days=years * _DAYS_OF_YEAR)

    def of(self, citizen: Citizen) -> list[Sampled]:
        """Everything sampled from a citizen, in order of time. The first citizen has every course."""
        course = _Course(self._assumed, self._analyses, citizen, self._seed, (self._begins, self._ends))
        return sorted(course.samples(), key=lambda sample: sample.sampled)


class _Course:
    """The courses of one citizen."""

    def __init__(
        self,
        assumptions: Assumptions,
        analyses: Analyses,
        citizen: Citizen,
        seed: int,
        period: tuple[date, date],
    ) -> None:
        self.assumed = assumptions
        self.analyses = analyses
        self.citizen = citizen
        self.levels = f"{seed}/levels/{citizen.index}"
        self.chance = chance_of(seed, "course", citizen.index)
        self.has_every_course = citizen.index == 0
        self.begins = max(period[0], citizen.born + _FIRST_WEEKS)
        self.days = (period[1] - self.begins).days
        self.years = self.days / _DAYS_OF_YEAR

    def samples(self) -> Iterator[Sampled]:
        if self.days <= 0:
            return
        yield from self.infections()
        yield from self.urinary_infections()
        yield from self.other_microbiology()
        if self.age(self.begins) < _OF_AGE:
            return
        yield from self.panels()
        if self.has(self.assumed.diabetes.share, self.assumed.diabetes.youngest):
            yield from self.diabetes()
        if self.has(self.assumed.anticoagulation.share, self.assumed.anticoagulation.youngest):
            yield from self.anticoagulation()
        yield from self.narratives()

    # Panels ----------------------------------------------------------------------------------

    def panels(self) -> Iterator[Sampled]:
        rates = self.assumed.rates
        for name in ("routine", "lipids", "vitamins"):
            for day in self.times(getattr(rates, name)):
                yield self.panel(name, day)
        for day in self.times(rates.immunology):
            values = self.analyses.panel("immunology", self.subject(day), self.chance)
            yield self.sample("immunology", day, values, self.assumed.hours.immunology_answer)

    def panel(self, name: str, day: date, **factors: float) -> Sampled:
        values = self.analyses.panel(name, self.subject(day), self.chance, **factors)
        return self.sample("biochemistry", day, values, self.assumed.hours.hospital_answer)

    # Long courses ----------------------------------------------------------------------------

    def diabetes(self) -> Iterator[Sampled]:
        """Long-term glucose falls from a high start to the target of treatment."""
        about = self.assumed.diabetes
        first, target = self.chance.uniform(*about.first), self.chance.uniform(*about.target)
        day = self.chance.uniform(0, about.every_days[0])
        visit = 0
        while day < self.days:
            hba1c = target + (first - target) * 3 ** (-day / about.settles_in_days)
            when = self.day(day)
            yield self.diabetic_visit(when, hba1c + self.chance.gauss(0, about.noise))
            if visit % 4 == 1:
                yield self.panel("kidney", when)
            visit += 1
            day += self.chance.uniform(*about.every_days)

    def diabetic_visit(self, day: date, hba1c: float) -> Sampled:
        about = self.assumed.diabetes
        average = about.glucose_slope * hba1c + about.glucose_intercept
        glucose = max(average + self.chance.gauss(0, about.glucose_noise), 3.0)
        subject = self.subject(day)
        return self.own(
            day,
            (
                self.analyses.measured(about.hba1c, hba1c, subject),
                self.analyses.measured(about.glucose, glucose, subject),
            ),
        )

    def anticoagulation(self) -> Iterator[Sampled]:
        """INR rises to the therapeutic interval and is kept there."""
        about = self.assumed.anticoagulation
        start = self.chance.uniform(0, self.days / 3)
        interval = Interval(kind="terapeutisk", lower=about.therapeutic[0], upper=about.therapeutic[1])
        for since in self.treatment_days(start):
            settled = 1 - 3 ** (-since / about.days[2])
            level = about.before + (about.target - about.before) * settled
            value = max(level + self.chance.gauss(0, about.noise * settled), 0.9)
            yield self.own(
                self.day(start + since), (self.analyses.answered(about.inr, f"{value:.1f}", interval),)
            )

    def treatment_days(self, start: float) -> Iterator[float]:
        about = self.assumed.anticoagulation
        since: float = 0
        for since in about.days:
            if start + since < self.days:
                yield since
        while start + (since := since + self.chance.uniform(*about.then_every_days)) < self.days:
            yield since

    # Infections ------------------------------------------------------------------------------

    def infections(self) -> Iterator[Sampled]:
        """CRP rises, or is seen at its peak, and falls again."""
        about = self.assumed.infection
        for first in self.times(self.assumed.rates.infection, room=about.days[-1]):
            peak = self.chance.uniform(*about.peak)
            rising = self.chance.random() < about.rising
            for visit, since in enumerate(about.days):
                day = first + timedelta(days=since)
                after_peak = max(since - (about.days[1] if rising else 0), 0)
                level = peak * 0.5 ** (after_peak / about.half_life_days)
                if rising and visit == 0:
                    level = peak * self.chance.uniform(0.2, 0.5)
                yield self.own(day, (self.crp(level, day),))
                if visit == 0 and self.is_of_age(day) and self.chance.random() < about.hospital:
                    raised = {"NPU02593": about.leukocytes, "NPU02902": about.leukocytes}
                    yield self.panel("differential", day, **raised)
                if level < about.crp_lowest:
                    break

    def crp(self, level: float, day: date) -> Measured:
        about = self.assumed.infection
        subject = self.subject(day)
        if level < about.crp_lowest:
            return self.analyses.less_than(about.crp, str(about.crp_lowest), subject)
        return self.analyses.answered(about.crp, f"{level:.0f}", self.analyses.interval(about.crp, subject))

    def urinary_infections(self) -> Iterator[Sampled]:
        """A stick at the clinic, and a culture at the microbiology department."""
        rates = self.assumed.rates
        rate = rates.urinary_female if self.citizen.sex == "female" else rates.urinary_male
        for day in self.times(rate):
            found = self.culture("urine")
            yield self.own(day, self.stick(day, infected=bool(found.organisms)))
            yield self.microbiology(day, found, found.culture.clinical)

    def stick(self, day: date, *, infected: bool) -> tuple[Measured, ...]:
        made = []
        for code in self.assumed.panels["stick"].codes:
            words = self.assumed.stick.words.get(code)
            if words is None:
                made.append(self.analyses.healthy(code, self.subject(day), self.chance))
            else:
                word = self.chance.choice(words[1:]) if infected and len(words) > 1 else words[0]
                made.append(self.analyses.word(code, word, abnormal=word != words[0]))
        return tuple(made)

    def other_microbiology(self) -> Iterator[Sampled]:
        for name, rate in (("wound", self.assumed.rates.wound), ("sputum", self.assumed.rates.sputum)):
            for day in self.times(rate):
                found = self.culture(name)
                yield self.microbiology(day, found, found.culture.clinical)
        for day in self.times(self.assumed.rates.serology):
            serology = microbiology.serology(self.assumed.serology, self.chance)
            yield self.microbiology(day, serology, serology.serology.clinical)

    def culture(self, name: str) -> CultureFound:
        about = next(each for each in self.assumed.cultures if each.name == name)
        return microbiology.culture(about, self.chance, grows=self.has_every_course)

    # Answers in words ------------------------------------------------------------------------

    def narratives(self) -> Iterator[Sampled]:
        for about in self.assumed.narratives:
            if about.only not in (None, self.citizen.sex) or self.age(self.begins) < about.youngest:
                continue
            for day in self.times(about.rate):
                yield Sampled(
                    place=self.place(about.place, day),
                    sampled=self.moment(day),
                    answer=self.assumed.hours.narrative,
                    found=narratives.narrative(about, self.chance),
                    clinical=about.clinical,
                )

    # What samples have in common -------------------------------------------------------------

    def own(self, day: date, values: tuple[Measured, ...]) -> Sampled:
        """A sample the citizen's own clinic answers itself."""
        return Sampled(
            place=self.citizen.clinic,
            sampled=self.moment(day),
            answer=self.assumed.hours.clinic_answer,
            found=values,
        )

    def sample(self, kind: PlaceKind, day: date, values: tuple[Measured, ...], answer: Span) -> Sampled:
        return Sampled(place=self.place(kind, day), sampled=self.moment(day), answer=answer, found=values)

    def microbiology(self, day: date, found: Found, clinical: str) -> Sampled:
        hours = self.assumed.hours
        is_culture = isinstance(found, CultureFound)
        return Sampled(
            place=self.place("microbiology", day),
            sampled=self.moment(day),
            answer=hours.culture if is_culture else hours.serology,
            found=found,
            clinical=clinical,
        )

    def place(self, kind: PlaceKind, day: date) -> Place:
        places = self.assumed.places_of(kind)
        return places[self.citizen.hospital_on(day) % len(places)]

    def has(self, share: float, youngest: int) -> bool:
        """Whether the citizen has a long course; the first citizen has all."""
        lot = self.chance.random() < share
        return self.has_every_course or (lot and self.age(self.begins) >= youngest)

    def times(self, rate: float, *, room: int = 0) -> Iterable[date]:
        """Days on which something that happens `rate` times a year happens, with room after it."""
        expected = rate * self.years
        happens = int(expected) + (self.chance.random() < expected % 1)
        happens = max(happens, 1 if self.has_every_course else 0)
        last = self.days - room
        return sorted(self.day(self.chance.uniform(0, last)) for _ in range(happens)) if last > 0 else ()

    def day(self, since: float) -> date:
        """A working day that many days into the period."""
        day = self.begins + timedelta(days=int(since))
        return day - timedelta(days=max(day.weekday() - 4, 0)) if since > 2 else day

    def moment(self, day: date) -> datetime:
        hours = self.assumed.hours
        minutes = self.chance.randint(hours.first_sample, hours.last_sample)
        return datetime.combine(day, time()) + timedelta(minutes=minutes)

    def subject(self, day: date) -> Subject:
        return Subject(
            sex=self.citizen.sex, age_days=float((day - self.citizen.born).days), levels=self.levels
        )

    def age(self, day: date) -> float:
        return (day - self.citizen.born).days / _DAYS_OF_YEAR

    def is_of_age(self, day: date) -> bool:
        return self.age(day) >= _OF_AGE
