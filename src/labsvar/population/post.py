"""How letters come: their numbers, the order they arrive in, late ones and repeated ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec.structs import replace

from labsvar.population.assumptions import Arrival, Span
from labsvar.population.chance import chance_of
from labsvar.population.plan import Answer, Sending


def sendings(answers: Iterable[Answer], about: Arrival, *, seed: int) -> list[Sending]:
    """Every letter of the answers, and the repeats, in the order they arrive."""
    chance = chance_of(seed, "post")
    letters = _lettered(answers, about, chance)
    repeats = [_repeated(each, about, chance) for each in letters if chance.random() < about.repeated]
    return sorted(_enveloped(letters + repeats), key=lambda each: (each.arrives, each.envelope_number))


def _lettered(answers: Iterable[Answer], about: Arrival, chance: Random) -> list[Sending]:
    """The letters in the order they are sent, numbered by their senders."""
    told = [
        (telling.sent, answer, position)
        for answer in answers
        for position, telling in enumerate(answer.tellings)
    ]
    told.sort(key=lambda each: (each[0], each[1].sample_number, each[2]))
    count: Counter[str] = Counter()
    made = []
    for sent, answer, position in told:
        count[answer.place.producer] += 1
        number = f"{answer.place.producer}{count[answer.place.producer]:08d}"
        arrives = _arrival(answer, position, about, chance)
        made.append(
            Sending(
                answer=answer,
                position=position,
                letter_number=number,
                envelope_number="",
                sent=sent,
                arrives=arrives,
            )
        )
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
        producer = letter.answer.place.producer
        key = (letter.letter_number, letter.sent)
        if key not in numbers:
            count[producer] += 1
            numbers[key] = f"K{producer}{count[producer]:08d}"
        made.append(replace(letter, envelope_number=numbers[key]))
    return made


def _after(span: Span, chance: Random) -> timedelta:
    return timedelta(minutes=chance.randint(int(span[0]), int(span[1])))
