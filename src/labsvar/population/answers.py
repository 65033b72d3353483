"""Every answer of the population: the samples of the courses, each told in its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from labsvar.population.assumptions import Assumptions
from labsvar.population.chance import chance_of
from labsvar.population.courses import Courses, Sampled
from labsvar.population.plan import Answer, Citizen, NarrativeFound
from labsvar.population.stories import FINAL, Stories, Story


class Answers:
    """Tells what is sampled from each citizen. The first citizen has answers told in every way."""

    def __init__(self, assumptions: Assumptions, *, years: float, until: date, seed: int) -> None:
        self._assumed = assumptions
        self._courses = Courses(assumptions, years=years, until=until, seed=seed)
        self._stories = Stories(assumptions)
        self._seed = seed

    def of(self, citizen: Citizen) -> Iterator[Answer]:
        """The answers about one citizen, in order of sampling."""
        chance = chance_of(self._seed, "stories", citizen.index)
        untold: set[tuple[str, str]] | None = set() if citizen.index == 0 else None
        for place, sample in enumerate(self._courses.of(citizen)):
            received = self._received(sample, chance)
            story = self._story(sample, received, chance, untold)
            yield self._answer(citizen, sample, story, place=place, received=received, late=chance.random())

    def _received(self, sample: Sampled, chance: Random) -> datetime:
        if sample.place.kind not in ("microbiology", "pathology", "genetics"):
            return sample.sampled
        shortest, longest = self._assumed.hours.transport
        return sample.sampled + timedelta(minutes=chance.randint(int(shortest), int(longest)))

    def _story(
        self, sample: Sampled, received: datetime, chance: Random, told: set[tuple[str, str]] | None
    ) -> Story:
        tried = (
            self._stories.tell(sample, way, received, chance) for way in self._ways(sample, chance, told)
        )
        story = next(each for each in tried if each is not None)
        if told is not None:
            told.add((story.name, _told_as(sample)))
        return story

    def _ways(self, sample: Sampled, chance: Random, told: set[tuple[str, str]] | None) -> Iterator[str]:
        """The ways to try, the final one last: those not told yet, or the one the lot falls on."""
        shares = self._stories.shares(sample)
        if told is not None:
            yield from (way for way in shares if (way, _told_as(sample)) not in told)
        lot = chance.random()
        for way, share in shares.items():
            lot -= share
            if lot < 0:
                yield way
                break
        yield FINAL

    def _answer(
        self,
        citizen: Citizen,
        sample: Sampled,
        story: Story,
        *,
        place: int,
        received: datetime,
        late: float,
    ) -> Answer:
        number = f"{citizen.index:06d}{place:04d}"
        overtaken = len(story.tellings) > 1 and late < self._assumed.arrival.overtaken
        return Answer(
            citizen=citizen,
            place=sample.place,
            requested_by=citizen.clinic,
            sample_number=f"{sample.place.producer}{number}",
            requester_number=f"R{number}",
            production_number=f"P{number}",
            sampled=sample.sampled,
            received=received,
            tellings=story.tellings,
            story=story.name,
            clinical=sample.clinical,
            hidden=story.hidden,
            overtaken=overtaken,
        )


def _told_as(sample: Sampled) -> str:
    """What has ways of its own to be told in: results, findings of microbiology, or words."""
    if isinstance(sample.found, tuple):
        return "results"
    return "words" if isinstance(sample.found, NarrativeFound) else "findings"
