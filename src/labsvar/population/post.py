"""How letters come: their numbers, the order they arrive in, late ones and repeated ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec.structs import replace

from labsvar.population.assumptions import Arrival, Span
from labsvar.population.chance import chance_of
from labsvar.population.plan import Answer, Form, Sending

_ASKED = timedelta(minutes=2)
"""How long after sampling a requisition is sent."""
_SURVEYED = timedelta(minutes=3)
"""How long after a web report its MiBa report is sent."""


def sendings(answers: Iterable[Answer], about: Arrival, *, seed: int) -> list[Sending]:
    """Every letter of the answers, and the repeats, in the order they arrive."""
    chance = chance_of(seed, "post")
    letters = _numbered(each for answer in answers for each in _about(answer, about, chance, seed))
    repeats = [_repeated(each, about, chance) for each in letters if chance.random() < about.repeated]
    return sorted(_enveloped(letters + repeats), key=lambda each: (each.arrives, each.envelope_number))


def _about(answer: Answer, about: Arrival, chance: Random, seed: int) -> Iterator[Sending]:
    """The letters about an answer, without numbers: what was asked, what was told, what MiBa is told."""
    lot = chance_of(seed, "beside", answer.sample_number)
    if _is_asked(answer) and lot.random() < about.requested:
        asked = answer.sampled + _ASKED
        yield _sending(answer, 0, "request", sent=asked, arrives=asked)
    for position, telling in enumerate(answer.tellings):
        arrives = _arrival(answer, position, about, chance)
        yield _sending(answer, position, "answer", sent=telling.sent, arrives=arrives)
    if _may_be_surveyed(answer) and lot.random() < about.surveyed:
        sent = answer.tellings[-1].sent + _SURVEYED
        yield _sending(answer, len(answer.tellings) - 1, "miba", sent=sent, arrives=sent)


def _is_asked(answer: Answer) -> bool:
    """Whether the clinic asked somebody else, who answers in results."""
    return answer.databank == "LABA" and answer.place != answer.requested_by


def _may_be_surveyed(answer: Answer) -> bool:
    """A MiBa report always states consent, so an answer that was ever refused has none (rule S11)."""
    return answer.databank == "MiBa" and all(telling.given is None for telling in answer.tellings)


def _sending(answer: Answer, position: int, form: Form, *, sent: datetime, arrives: datetime) -> Sending:
    return Sending(
        answer=answer,
        position=position,
        letter_number="",
        envelope_number="",
        sent=sent,
        arrives=arrives,
        form=form,
    )


def _numbered(letters: Iterable[Sending]) -> list[Sending]:
    """The letters in the order they are sent, numbered by their senders."""
    count: Counter[str] = Counter()
    made = []
    for each in sorted(letters, key=lambda each: (each.sent, each.answer.sample_number, each.position)):
        producer = each.sender.producer
        count[producer] += 1
        made.append(replace(each, letter_number=f"{producer}{count[producer]:08d}"))
    return made


def _arrival(answer: Answer, position: int, about: Arrival, chance: Random) -> datetime:
    """A letter arrives when it is sent, but for the first one of an answer that is overtaken."""
    if answer.overtaken and position == 0:
        return answer.tellings[-1].sent + _after(about.late, chance)
    return answer.tellings[position].sent


def _repeated(original: Sending, about: Arrival, chance: Random) -> Sending:
    """The letter once more: the same bytes, or in a new envelope with a time of its own."""
    again = original.arrives + _after(about.repeated_after, chance)
    if chance.random() < about.repeated_in_same_envelope:
        return replace(original, arrives=again, repeats=True)
    return replace(original, arrives=again, sent=again, repeats=True)


def _enveloped(letters: Sequence[Sending]) -> list[Sending]:
    """Numbers the envelopes by sender in the order they are sent; the same bytes keep their number."""
    count: Counter[str] = Counter()
    numbers: dict[tuple[str, datetime], str] = {}
    made = []
    for letter in sorted(letters, key=lambda each: (each.sent, each.letter_number)):
        producer = letter.sender.producer
        key = (letter.letter_number, letter.sent)
        if key not in numbers:
            count[producer] += 1
            numbers[key] = f"K{producer}{count[producer]:08d}"
        made.append(replace(letter, envelope_number=numbers[key]))
    return made


def _after(span: Span, chance: Random) -> timedelta:
    return timedelta(minutes=chance.randint(int(span[0]), int(span[1])))
