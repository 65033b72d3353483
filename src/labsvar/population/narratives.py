"""How examinations turn out that are answered in words: pathology, cytology and genetics."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from labsvar.population.assumptions import Narrative
from labsvar.population.plan import NarrativeFound


def narrative(about: Narrative, chance: Random) -> NarrativeFound:
    """What was seen: one of the outcomes, each as often as the assumptions say."""
    outcome = chance.choices(about.outcomes, [each.share for each in about.outcomes])[0]
    return NarrativeFound(about=about, outcome=outcome)


def mistaken(found: NarrativeFound, chance: Random) -> NarrativeFound | None:
    """Another outcome, as it was answered by mistake; `None` where there is only one."""
    others = [each for each in found.about.outcomes if each != found.outcome]
    return replace(found, outcome=chance.choice(others)) if others else None
