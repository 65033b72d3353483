"""One made-up outbreak: 300 samples over three laboratories, and what a reference laboratory answers.

    A   asks electronically and rightly
    B   asks electronically, with the two numbers of the sample swapped
    C   asks on paper: the reference laboratory types its number, and has no prompts to send on

Letters come as rows, in the order of arrival; `sample` and `isolate` of a row are the truth and not for the
code under test. The faults are those that the field tells of: slips of a finger (half of them onto a number
that exists), numbers used again by a laboratory for the same or for another person, two laboratories with
the same number, two isolates of a sample, replacement numbers (a local one may stand for several
people), answers about one laboratory's work sent by another, lost prompts and late letters. One sample in
six is nearly another: the same but for the person, the day, the laboratory or the number. Such a sample is
easily mixed up with the one that it is like: then its answer has the other's person, day or laboratory.

One fault is left out, since no reader of the letters could see it: a production number mistaken for that of
another sample of the same requisition. Every word of such a letter is about the other sample.

`Sent.fits` tells where other slips did the same: the answer is what a right answer about another sample is.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

from tests.outbreaks.letters import (
    CLINIC,
    DATABANK,
    LABORATORIES,
    Isolate,
    Person,
    Row,
    Sample,
    named,
    reference_row,
    request_row,
)

ORGANISMS = ("Salmonella", "Shigella", "Escherichia", "Campylobacter", "Staphylococcus", "Listeria")
MATERIALS = ("Fæces", "Blod", "Urin", "Podning")
ANALYSES = ("901", "902", "903")
SURNAMES = ("Prøve", "Tænkt", "Opdigtet", "Eksempel", "Forsøg", "Påfund", "Digt", "Mønster")
GIVEN = ("Anemone", "Birkild", "Cikorie", "Digitalis", "Engblomme", "Fuglegræs", "Guldstjerne", "Hyld")
START = datetime(2026, 3, 1)
DAYS = 60
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Sent:
    """What the reference laboratory answered about an isolate, and whether its keys are whole and used once.

    `fits` are isolates of other samples, by place and number, about which the letter would be right in every
    word; `denied` are those of them that the request which it answers speaks against. `request` is its letter.
    """

    sample: int
    isolate: int
    strong: bool
    fits: frozenset[tuple[int, int]] = frozenset()
    request: str | None = None
    denied: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Outbreak:
    """The letters in the order of arrival, and the truth about each reference answer by its letter's id."""

    rows: list[Row] = field(default_factory=list)
    sample_of: dict[str, int] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)


def outbreak(seed: int, *, samples: int = 300) -> Outbreak:
    """The outbreak of a seed; the same seed gives the same."""
    return _Maker(random.Random(seed)).made(samples)


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._letters = 0
        self._arriving: list[tuple[datetime, int, Row]] = []
        self._made = Outbreak()
        self._samples: list[Sample] = []
        self._unclear: set[int] = set()
        self._identities: set[tuple[Person, str, str, datetime]] = set()
        self._answers = 500
        self._next = {laboratory: 26_000 + chance.randrange(50) for laboratory in LABORATORIES}
        self._at: defaultdict[str, list[Sample]] = defaultdict(list)
        self._twins: defaultdict[int, list[Sample]] = defaultdict(list)

    def made(self, count: int) -> Outbreak:
        people = self._people(count * 2 // 3)
        while len(self._samples) < count:
            self._samples.append(self._sample(people))
        self._look_around()
        for sample in self._samples:
            self._answer(sample)
        for sample in self._samples:
            if self._hits(0.85):
                for isolate in sample.isolates:
                    self._refer(sample, isolate)
        self._made.rows = [row for _, _, row in sorted(self._arriving, key=lambda each: each[:2])]
        return self._made

    def _hits(self, probability: float) -> bool:
        return self._chance.random() < probability

    # Persons and samples ---------------------------------------------------------------------------

    def _people(self, count: int) -> list[Person]:
        people = []
        for _ in range(count):
            born = datetime(1940, 1, 2) + timedelta(days=self._chance.randrange(29_000))
            number = f"{born:%d%m%y}99{_digits(self._chance, 2)}"
            if self._hits(0.08):
                kind = self._chance.choice("17065")
                letters = "".join(self._chance.choices(_LETTERS, k=2))
                number = f"{born:%d%m%y}{kind}{letters}{self._chance.randrange(10)}"
            surname, given = self._chance.choice(SURNAMES), self._chance.choice(GIVEN)
            people.append(Person(number, surname, given))
        for person in [each for each in people if each.is_local]:
            # A local number was used for somebody else too, whose name may even be the same.
            other = self._chance.choice(people)
            people.append(Person(person.number, other.surname, other.given))
        return people

    def _sample(self, people: list[Person]) -> Sample:
        laboratory = self._chance.choice("ABC")
        made = Sample(
            place=len(self._samples),
            person=self._chance.choice(people),
            laboratory=laboratory,
            sampled_at=START + timedelta(minutes=self._chance.randrange(DAYS * 1440)),
            requester_number=None if self._hits(0.03) else f"R{_digits(self._chance, 8)}",
            production_number=self._number(laboratory),
            sample_number=f"S{self._next[laboratory]:06}",
            material=self._chance.choice(MATERIALS),
            analysis=self._chance.choice(ANALYSES),
            isolates=self._isolates(),
        )
        near = self._near(made, self._chance.choice(self._samples)) if self._samples else made
        # A copy of a copy may be the first again in every word: that is no other sample.
        chosen = near if _identity(near) not in self._identities and self._hits(0.2) else made
        self._identities.add(_identity(chosen))
        return chosen

    def _near(self, made: Sample, before: Sample) -> Sample:
        """A sample that is easily taken for another: each of these is the same but for one thing or two."""
        person, laboratory = made.person, made.laboratory
        same_find = {name: getattr(before, name) for name in ("material", "analysis", "isolates")}
        match self._chance.randrange(6):
            case 0:  # the same person, some other time or the same day
                at = before.sampled_at if self._hits(0.4) else made.sampled_at
                return replace(made, person=before.person, sampled_at=at)
            case 1:  # another tube of the same requisition
                number = before.requester_number
                return replace(
                    made,
                    person=before.person,
                    laboratory=before.laboratory,
                    requester_number=number,
                    sampled_at=before.sampled_at,
                    production_number=self._number(before.laboratory),
                )
            case 2:  # the same number at the same laboratory for the same person, another day
                number = before.requester_number if self._hits(0.5) else None
                at = before.sampled_at + timedelta(days=self._chance.randrange(1, 20))
                return replace(before, place=made.place, requester_number=number, sampled_at=at)
            case 3 if person != before.person:  # the same numbers for another person, the same day
                number = before.requester_number if self._hits(0.5) else None
                return replace(before, place=made.place, requester_number=number, person=person)
            case 4 if laboratory != before.laboratory:  # a sample that was split, by chance under one number
                return replace(before, place=made.place, laboratory=laboratory)
            case _:  # the same numbers again, with another finding
                at = before.sampled_at + timedelta(days=self._chance.randrange(1, 20))
                return replace(made, person=before.person, sampled_at=at, **same_find)

    def _number(self, laboratory: str) -> str:
        """The next production number of a laboratory; the three count side by side, so numbers meet."""
        self._next[laboratory] += 1
        return f"M{self._next[laboratory]:06}"

    def _isolates(self) -> tuple[Isolate, ...]:
        first = "Salmonella" if self._hits(0.5) else self._chance.choice(ORGANISMS)
        if not self._hits(0.15):
            return (Isolate(1, first),)
        return (Isolate(1, first), Isolate(2, self._chance.choice(ORGANISMS)))

    def _look_around(self) -> None:
        """Notes which samples have one number: at one laboratory, or at several for one person."""
        of_number: defaultdict[str, list[Sample]] = defaultdict(list)
        for sample in self._samples:
            self._at[sample.sampled_at.isoformat()].append(sample)
            of_number[sample.production_number].append(sample)
        for some in of_number.values():
            for a, b in permutations(some, 2):
                if a.laboratory == b.laboratory or a.person.number == b.person.number:
                    self._twins[a.place].append(b)

    # Letters -----------------------------------------------------------------------------------------

    def _send(self, row: Row, *, at: datetime, sample: Sample, late: float = 0.1) -> str:
        self._letters += 1
        row["letter_id"] = letter_id = f"L{self._letters:05}"
        if self._hits(late):
            at += timedelta(days=self._chance.randrange(5, 60))
        row["told_at"] = at.isoformat()
        self._arriving.append((at, self._letters, row))
        self._made.sample_of[letter_id] = sample.place
        return letter_id

    def _answer(self, sample: Sample) -> None:
        """The first laboratory's answer: to the databank, mostly to the requester too, sometimes again."""
        at = sample.sampled_at + timedelta(days=self._chance.randrange(2, 6))
        row = self._first_row(sample)
        self._send(row, at=at, sample=sample)
        if self._hits(0.8):
            web = dict(row, kind="XRPT05", receiver=CLINIC, laboratory=sample.laboratory)
            web["grown"] = [dict(each, isolate=None) for each in row["grown"]]
            self._send(web, at=at, sample=sample)
        elif len(row["producers"]) > 1:
            self._unclear.add(sample.place)
        if self._hits(0.05):
            self._send(dict(row), at=at + timedelta(days=3), sample=sample)

    def _first_row(self, sample: Sample) -> Row:
        producers = [(sample.laboratory, f"Laboratorium {sample.laboratory}")]
        if self._hits(0.02):
            # It tells of another laboratory's work as well: only an XRPT05 says whose the number is.
            other = self._chance.choice([each for each in LABORATORIES if each != sample.laboratory])
            producers.append((other, f"Laboratorium {other}"))
        return {
            "row": "answer",
            "kind": "XRPT06",
            **named(sample.person),
            "sender": LABORATORIES[sample.laboratory],
            "receiver": DATABANK,
            "sample_number": sample.sample_number,
            "requester_number": sample.requester_number,
            "production_number": sample.production_number,
            "sampled_at": sample.sampled_at.isoformat(),
            "producers": producers,
            "grown": [
                {
                    "analysis": sample.analysis,
                    "isolate": each.number,
                    "organism": f"{each.organism} species",
                    "material": sample.material,
                }
                for each in sample.isolates
            ],
            "prompts": {},
        }

    def _refer(self, sample: Sample, isolate: Isolate) -> None:
        """The request, if there is one, and the reference laboratory's answer."""
        asked_at = sample.sampled_at + timedelta(days=self._chance.randrange(3, 8))
        answered_at = asked_at + timedelta(days=self._chance.randrange(4, 20))
        number = f"K{_digits(self._chance, 8)}"
        request = None
        asked = request_row(sample, isolate, number)
        if sample.laboratory != "C" and self._hits(0.7):
            request = self._send(dict(asked), at=asked_at, sample=sample)
        self._answers += 1
        row = reference_row(sample, isolate, number) | {
            "sample_number": f"X{self._answers:06}",
            "production_number": f"Y{self._answers:06}",
        }
        damaged, kept = self._damaged(row, sample)
        told = damaged["kind"] == "XRPT06" and sample.place not in self._unclear
        strong = sample.laboratory == "A" and told and kept and not self._twins[sample.place]
        letter_id = self._send(damaged, at=answered_at, sample=sample)
        fits = self._fitting(damaged, sample, number)
        self._made.sent[letter_id] = Sent(
            sample=sample.place,
            isolate=isolate.number,
            strong=strong,
            fits=frozenset((other.place, found.number) for other, found in fits),
            request=request,
            denied=frozenset(
                (other.place, found.number)
                for other, found in fits
                if request_row(other, found, number) != asked
            ),
        )

    def _fitting(self, sent: Row, about: Sample, number: str) -> list[tuple[Sample, Isolate]]:
        """The isolates of other samples about which a letter would be right in every word."""
        own = ("sample_number", "production_number", "letter_id", "told_at")
        said = {name: value for name, value in sent.items() if name not in own}
        return [
            (other, isolate)
            for other in self._at[sent["sampled_at"]]
            if other != about
            for isolate in other.isolates
            if reference_row(other, isolate, number) == said
        ]

    # Faults ------------------------------------------------------------------------------------------

    def _damaged(self, row: Row, sample: Sample) -> tuple[Row, bool]:
        """The row as it was sent, and whether all that a strong key rests on is as it should be."""
        prompts = row["prompts"]
        sent = dict(row, prompts=dict(prompts))
        if self._hits(0.08):
            sent |= {"kind": "XRPT05", "prompts": {}}
        elif prompts and self._hits(0.03):
            sent["prompts"] = {}
        faults = [fault for fault, probability in self._faults() if self._hits(probability)]
        for fault in faults:
            fault(sent, sample)
        return sent, not faults and sent["prompts"] == prompts

    def _faults(self) -> list[tuple[Any, float]]:
        return [
            (self._slip_in_number, 0.03),
            (self._lost_prompt, 0.02),
            (self._slip_in_prompt, 0.02),
            (self._wrong_producer, 0.005),
            (self._wrong_isolate, 0.005),
            (self._wrong_person, 0.01),
            (self._other_number, 0.01),
            (self._wrong_day, 0.01),
            (self._mixed_up, 0.03),
        ]

    def _slip_in_number(self, sent: Row, sample: Sample) -> None:
        wrong = self._wrong_number(sample)
        if sample.laboratory == "C":
            sent["requester_number"] = wrong
        elif "production" in sent["prompts"]:
            sent["prompts"]["production"] = wrong

    def _wrong_number(self, sample: Sample) -> str:
        """A production number with a slip, half the time one that another sample has."""
        others = [each for each in self._samples if not _of_one_requisition(each, sample)]
        of_person = [each for each in others if each.person == sample.person]
        if self._hits(0.5):
            return self._chance.choice(of_person or others).production_number
        siblings = {each.production_number for each in self._samples if _of_one_requisition(each, sample)}
        while (wrong := self._slip(sample.production_number)) in siblings:
            pass
        return wrong

    def _slip(self, text: str) -> str:
        at = self._chance.randrange(1, len(text))
        match self._chance.randrange(4):
            case 0:
                return text[:at] + text[at + 1 :]
            case 1:
                return text[:at] + self._chance.choice("0123456789") + text[at:]
            case 2 if at + 1 < len(text):
                return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            case _:
                return text[:at] + self._chance.choice("0123456789") + text[at + 1 :]

    def _lost_prompt(self, sent: Row, _: Sample) -> None:
        if sent["prompts"]:
            sent["prompts"].pop(self._chance.choice(list(sent["prompts"])))

    def _slip_in_prompt(self, sent: Row, _: Sample) -> None:
        name = self._chance.choice(("original", "analysis"))
        if name in sent["prompts"]:
            sent["prompts"][name] = self._slip(sent["prompts"][name])

    def _wrong_producer(self, sent: Row, sample: Sample) -> None:
        if "producer" in sent["prompts"]:
            others = [each for each in LABORATORIES if each != sample.laboratory]
            sent["prompts"]["producer"] = self._chance.choice(others)

    def _wrong_isolate(self, sent: Row, _: Sample) -> None:
        if "isolate" in sent["prompts"]:
            sent["prompts"]["isolate"] = 3 - sent["prompts"]["isolate"]

    def _wrong_person(self, sent: Row, _: Sample) -> None:
        other = self._chance.choice(self._samples).person
        sent["number"] = other.number if self._hits(0.5) else self._slip_in_cpr(sent["number"])
        if self._hits(0.5):
            sent |= {"surname": other.surname, "given": other.given}

    def _slip_in_cpr(self, number: str) -> str:
        return f"{number[:6]}99{_digits(self._chance, 2)}" if number.isdigit() else f"{number[:9]}0"

    def _other_number(self, sent: Row, _: Sample) -> None:
        """The person has another number at the reference laboratory: a replacement, or by now a CPR number."""
        born = sent["number"][:6]
        letters = "".join(self._chance.choices(_LETTERS, k=2))
        is_cpr = sent["number"].isdigit()
        sent["number"] = f"{born}{self._chance.choice('17056')}{letters}1" if is_cpr else f"{born}9901"

    def _wrong_day(self, sent: Row, sample: Sample) -> None:
        wrong = sample.sampled_at + timedelta(days=self._chance.choice((-10, -1, 1, 10)))
        sent["sampled_at"] = wrong.isoformat()

    def _mixed_up(self, sent: Row, sample: Sample) -> None:
        """Another sample has the number too, and one word of the answer is about that one."""
        if not self._twins[sample.place]:
            return
        twin = self._chance.choice(self._twins[sample.place])
        if twin.laboratory != sample.laboratory:
            if "producer" in sent["prompts"]:
                sent["prompts"]["producer"] = twin.laboratory
        elif twin.person != sample.person:
            sent |= named(twin.person)
        else:
            sent["sampled_at"] = twin.sampled_at.isoformat()


def _identity(sample: Sample) -> tuple[Person, str, str, datetime]:
    return sample.person, sample.laboratory, sample.production_number, sample.sampled_at


def _of_one_requisition(a: Sample, b: Sample) -> bool:
    same_day = a.person == b.person and a.sampled_at.date() == b.sampled_at.date()
    return a.laboratory == b.laboratory and same_day and a.requester_number == b.requester_number


def shuffled(of: Outbreak, seed: int) -> Outbreak:
    """The same letters in another order of arrival."""
    rows = list(of.rows)
    random.Random(seed).shuffle(rows)
    return replace(of, rows=rows)
