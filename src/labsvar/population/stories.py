"""How an answer is told in letters: at once, in parts, preliminarily, corrected, refused.

Every way says itself what must be seen in the end: the last letter that tells a result is what the
laboratory means, and `hidden` says whether it may be shown. Nothing here knows how the exchange
comes to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from labsvar.population import microbiology, narratives
from labsvar.population.analyses import Analyses
from labsvar.population.assumptions import Assumptions, Span
from labsvar.population.courses import Sampled
from labsvar.population.plan import (
    Cultivated,
    CultureFound,
    Found,
    Measured,
    NarrativeFound,
    Planned,
    ReportStatus,
    Status,
    Telling,
    Told,
    ToldFinding,
    ToldNarrative,
    ToldResult,
)

FINAL = "final"
# What a laboratory writes beside a correction: assumed, after the comment in a public letter.
CORRECTED = "Rettet svar: erstatter det tidligere udsendte."

# How far a value that was answered too early, or by mistake, lies from the one that was meant.
_EARLY = 0.97
_MISTAKES = (0.7, 0.8, 1.25, 1.4)
_AT_ONCE: Span = (0, 0)
_RECEPTION: Span = (20, 70)

# The clinic answers at once and whole, so it tells its answers in these ways only.
_WAYS_OF_CLINICS = frozenset({FINAL, "corrected_alone", "corrected_whole", "refused", "refused_later"})
_HIDDEN = frozenset({"refused", "refused_later", "refusal_stands"})


class Said(Planned, frozen=True, kw_only=True):
    """What one letter says, and how many minutes after the one before it, or after sampling."""

    after: Span
    report_status: ReportStatus
    told: Told
    given: bool | None = None


class Story(Planned, frozen=True, kw_only=True):
    """The letters of one answer in the order the laboratory made them, and whether it is hidden."""

    name: str
    tellings: tuple[Telling, ...]
    hidden: bool


class Stories:
    """Tells answers, in each way as often as the assumptions say."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._hours = assumptions.hours
        self._analyses = Analyses(assumptions)
        self._shares = assumptions.stories

    def shares(self, sample: Sampled) -> Mapping[str, float]:
        """The ways an answer may be told in, with their shares."""
        if isinstance(sample.found, NarrativeFound):
            return self._shares.narrative
        if not isinstance(sample.found, tuple):
            return self._shares.microbiology
        if sample.place.kind != "clinic":
            return self._shares.biochemistry
        return {way: share for way, share in self._shares.biochemistry.items() if way in _WAYS_OF_CLINICS}

    def tell(self, sample: Sampled, way: str, received: datetime, chance: Random) -> Story | None:
        """The story of an answer told in a way; `None` where the answer cannot be told so."""
        teller = _Teller(self, sample, chance)
        said = teller.tell(way)
        if said is None:
            return None
        return Story(name=way, tellings=tuple(self._timed(said, received, chance)), hidden=way in _HIDDEN)

    def early(self, measured: Measured) -> Measured:
        """The value as it was answered before it was sure."""
        return self.otherwise(measured, _EARLY) or measured

    def otherwise(self, measured: Measured, factor: float) -> Measured | None:
        """Another value of the same result; `None` for words and for values beyond a limit."""
        if not measured.analysis.numeric or measured.operator is not None:
            return None
        other = self._analyses.otherwise(measured, factor)
        return None if other.value == measured.value else other

    @property
    def correction(self) -> Span:
        """Minutes from an answer to its correction."""
        return self._hours.correction

    @property
    def completion(self) -> Span:
        """Minutes from a partial answer to the complete one."""
        return self._hours.completion

    @property
    def preliminary(self) -> Span:
        """Minutes from reception to a preliminary answer of microbiology."""
        return self._hours.preliminary

    def _timed(self, said: Sequence[Said], received: datetime, chance: Random) -> Sequence[Telling]:
        made: list[Telling] = []
        resulted = sent = received
        for each in said:
            resulted += _minutes(each.after, chance)
            authorised = max(resulted + timedelta(minutes=chance.randint(0, 4)), sent)
            sent = authorised + _minutes(self._hours.delivery, chance)
            made.append(
                Telling(
                    resulted=resulted,
                    authorised=authorised,
                    sent=sent,
                    report_status=each.report_status,
                    told=each.told,
                    given=each.given,
                )
            )
        return made


class _Teller:
    """Tells one answer. Every way is a method that gives its letters."""

    def __init__(self, stories: Stories, sample: Sampled, chance: Random) -> None:
        self.stories = stories
        self.found = sample.found
        self.answer = sample.answer
        self.chance = chance

    def tell(self, way: str) -> list[Said] | None:
        if way == FINAL:
            return [self.complete()]
        told: list[Said] | None = getattr(self, way)()
        return told

    # The ways --------------------------------------------------------------------------------

    def received(self) -> list[Said]:
        """First that the sample has come, then the answer."""
        return [Said(after=_RECEPTION, report_status="modtaget", told=self.waiting()), self.complete()]

    def preliminary(self) -> list[Said] | None:
        """First what is known early, then the answer."""
        early = self.temporary()
        if early is None:
            return None
        return [Said(after=self.early_after(), report_status="del_svar", told=early), self.complete()]

    def equal_times(self) -> list[Said] | None:
        """A preliminary and a final answer that carry the same time."""
        told = self.preliminary()
        return None if told is None else [told[0], self.complete(after=_AT_ONCE)]

    def partial_repeated(self) -> list[Said] | None:
        """A part, the rest being received; then everything, the first part told again."""
        done, rest = self.parts()
        if not rest:
            return None
        first = (*map(_final, done), *map(_waiting, rest))
        return [
            Said(after=self.answer, report_status="del_svar", told=first),
            self.complete(after=self.stories.completion),
        ]

    def partial_added(self) -> list[Said] | None:
        """A part; then the rest alone."""
        done, rest = self.parts()
        if not rest:
            return None
        return [
            Said(after=self.answer, report_status="del_svar", told=tuple(map(_final, done))),
            self.complete(after=self.stories.completion, told=tuple(map(_final, rest))),
        ]

    def corrected_alone(self) -> list[Said] | None:
        """A mistake, then the corrected result alone."""
        return self.mistaken(whole=False)

    def corrected_whole(self) -> list[Said] | None:
        """A mistake, then everything again with one result corrected."""
        return self.mistaken(whole=True)

    def corrected(self) -> list[Said] | None:
        """A mistake in a report with one status, then the report corrected."""
        assert not isinstance(self.found, tuple)
        wrong = _mistaken(self.found, self.chance)
        if wrong is None:
            return None
        right = _finding(self.found, "svar_rettet", comment=CORRECTED)
        return [
            self.complete(told=_finding(wrong, "svar_endeligt")),
            self.complete(after=self.stories.correction, told=right),
        ]

    def refused(self) -> list[Said]:
        """The citizen refuses that the answer is shown."""
        return [self.complete(given=False)]

    def refused_later(self) -> list[Said]:
        """The citizen refuses when the answer has been sent; it is sent anew to say so."""
        return [self.complete(), self.complete(after=self.stories.correction, given=False)]

    def refusal_stands(self) -> list[Said]:
        """Refused; a later letter says nothing about consent, which lifts nothing."""
        return [self.early_refusal(), self.complete()]

    def refusal_lifted(self) -> list[Said]:
        """Refused; a later letter says that consent is given."""
        return [self.early_refusal(), self.complete(given=True)]

    # Their parts -----------------------------------------------------------------------------

    def complete(
        self, *, after: Span | None = None, told: Told | None = None, given: bool | None = None
    ) -> Said:
        return Said(
            after=self.answer if after is None else after,
            report_status="komplet_svar",
            told=self.whole() if told is None else told,
            given=given,
        )

    def early_refusal(self) -> Said:
        told = self.temporary() or self.waiting()
        return Said(after=self.early_after(), report_status="del_svar", told=told, given=False)

    def mistaken(self, *, whole: bool) -> list[Said] | None:
        assert isinstance(self.found, tuple)
        places = list(enumerate(self.found))
        self.chance.shuffle(places)
        for place, measured in places:
            wrong = self.stories.otherwise(measured, self.chance.choice(_MISTAKES))
            if wrong is None:
                continue
            first = tuple(map(_final, (*self.found[:place], wrong, *self.found[place + 1 :])))
            right = ToldResult(
                analysis=measured.analysis, status="svar_rettet", measured=measured, comment=CORRECTED
            )
            again = [*map(_final, self.found)] if whole else [right]
            if whole:
                again[place] = right
            return [
                self.complete(told=first),
                self.complete(after=self.stories.correction, told=tuple(again)),
            ]
        return None

    def parts(self) -> tuple[tuple[Measured, ...], tuple[Measured, ...]]:
        """What is done first, and the last third, which takes longer."""
        assert isinstance(self.found, tuple)
        done = len(self.found) - len(self.found) // 3 if len(self.found) > 2 else 1
        return self.found[:done], self.found[done:]

    def whole(self) -> Told:
        if isinstance(self.found, tuple):
            return tuple(map(_final, self.found))
        return _finding(self.found, "svar_endeligt")

    def waiting(self) -> Told:
        if isinstance(self.found, tuple):
            return tuple(map(_waiting, self.found))
        if isinstance(self.found, NarrativeFound):
            return ToldNarrative(status="proeve_modtaget", about=self.found.about, outcome=None)
        return ToldFinding(status="proeve_modtaget", examined=examined(self.found), found=None)

    def temporary(self) -> Told | None:
        """Everything as it was known early; `None` when nothing was known otherwise."""
        if isinstance(self.found, NarrativeFound):
            return None
        if not isinstance(self.found, tuple):
            return _finding(microbiology.preliminary(self.found), "svar_midlertidigt")
        early = tuple(map(self.stories.early, self.found))
        if early == self.found:
            return None
        return tuple(
            ToldResult(analysis=each.analysis, status="svar_midlertidigt", measured=each) for each in early
        )

    def early_after(self) -> Span:
        early = isinstance(self.found, tuple | NarrativeFound)
        return _RECEPTION if early else self.stories.preliminary


def examined(found: Cultivated) -> microbiology.Examined:
    """What was examined for, whatever was found."""
    return found.culture if isinstance(found, CultureFound) else found.serology


def _final(measured: Measured) -> ToldResult:
    return ToldResult(analysis=measured.analysis, status="svar_endeligt", measured=measured)


def _waiting(measured: Measured) -> ToldResult:
    return ToldResult(analysis=measured.analysis, status="proeve_modtaget", measured=None)


def _mistaken(found: Found, chance: Random) -> Found | None:
    if isinstance(found, NarrativeFound):
        return narratives.mistaken(found, chance)
    return microbiology.mistaken(found, chance)


def _finding(found: Found, status: Status, comment: str | None = None) -> ToldFinding | ToldNarrative:
    if isinstance(found, NarrativeFound):
        return ToldNarrative(status=status, about=found.about, outcome=found.outcome, comment=comment)
    return ToldFinding(status=status, examined=examined(found), found=found, comment=comment)


def _minutes(span: Span, chance: Random) -> timedelta:
    return timedelta(minutes=chance.randint(int(span[0]), int(span[1])))
