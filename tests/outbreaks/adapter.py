"""Hands the letters of an outbreak to Labsvar's linker, as rows; whole, or with one of its safeguards removed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, Final, Literal
from unittest.mock import patch

from labsvar.linking.agreement import Agreement
from labsvar.linking.evidence import Pair
from labsvar.linking.facts import organism_word, who
from labsvar.linking.linker import Linker, key_of
from labsvar.linking.model import AnswerFacts, AnswerKey, Facts, Grown, Judged, Producer, RequestFacts
from labsvar.linking.prompts import SenderPrompts
from tests.outbreaks.judge import Claim
from tests.outbreaks.letters import REFERENCE, Row

Safeguard = Literal["person", "day", "uniqueness"]
SAFEGUARDS: Final[tuple[Safeguard, ...]] = ("person", "day", "uniqueness")


class Adapter:
    """Labsvar's linker as the judge knows it."""

    def __init__(self) -> None:
        self.linker = Linker(settings=Agreement(reference_laboratories=frozenset({REFERENCE})))
        self._letter_of: dict[AnswerKey, str] = {}

    def receive(self, row: Row) -> dict[str, list[Claim]]:
        """What is said now of the reference letters that a letter touches."""
        facts = facts_of(row)
        self.linker.add(facts)
        if isinstance(facts, AnswerFacts):
            self._letter_of.setdefault(key_of(facts), facts.letter_id)
        affected = self.linker.affected(facts)
        said: dict[str, list[Claim]] = {
            self._letter_of[key]: [] for key in affected if key.sender == REFERENCE
        }
        for judged in self.linker.judged(affected):
            said.setdefault(self._letter_of[judged.reference], []).append(self._claim(judged))
        return said

    def _claim(self, judged: Judged) -> Claim:
        return Claim(
            reference=self._letter_of[judged.reference],
            source=self._letter_of[judged.source],
            isolate=judged.isolate,
            linked=judged.verdict == "link",
        )


def without(safeguard: Safeguard | None) -> AbstractContextManager[object]:
    """Labsvar's linker with one safeguard less, as long as the context lasts."""
    if safeguard is None:
        return nullcontext()
    if safeguard == "uniqueness":
        return patch.object(Linker, "_doubts", lambda *_: {})
    ignored = {"day": {"day"}, "person": {"person", "person_changed", "local_number"}}[safeguard]

    def against(pair: Pair) -> int:
        return sum(each.says == "against" and each.topic not in ignored for each in pair.evidence)

    return patch.object(Pair, "against", property(against))


def facts_of(row: Row) -> Facts:
    """A row as the facts of a letter."""
    about = who(number=row["number"], issuer=row["sender"], surname=row["surname"], given_name=row["given"])
    key = about.number if about.identifies else f"{about.number}@{about.issuer}"
    if row["row"] == "request":
        return RequestFacts(
            letter_id=row["letter_id"],
            person_key=key,
            who=about,
            sender=row["sender"],
            receiver=row["receiver"],
            requisition_number=row["requisition_number"],
            tubes=frozenset(row.get("tubes", ())),
            prompts=_prompts(row["prompts"]),
        )
    return AnswerFacts(
        letter_id=row["letter_id"],
        person_key=key,
        kind=row["kind"],
        who=about,
        sender=row["sender"],
        sender_laboratory=row.get("laboratory"),
        receiver=row["receiver"],
        sample_number=row["sample_number"],
        requester_number=row["requester_number"],
        production_number=row["production_number"],
        sampled_at=datetime.fromisoformat(row["sampled_at"]),
        told_at=datetime.fromisoformat(row["told_at"]),
        producers=tuple(Producer(code=code, name=name) for code, name in row["producers"]),
        grown=tuple(_grown(each) for each in row["grown"]),
        prompts=_prompts(row["prompts"]),
    )


def _grown(found: dict[str, Any]) -> Grown:
    return Grown(
        analysis_code=found["analysis"],
        isolate=found["isolate"],
        organism=organism_word(found["organism"]),
        material=found["material"].casefold(),
    )


def _prompts(said: dict[str, Any]) -> SenderPrompts:
    return SenderPrompts(
        original_requester_number=said.get("original"),
        producer=said.get("producer"),
        analysis_code=said.get("analysis"),
        production_number=said.get("production"),
        isolate=said.get("isolate"),
    )
