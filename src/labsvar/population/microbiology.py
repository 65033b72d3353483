"""What cultures and measurements of antibodies show, from the table of findings."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from labsvar.codes.tables import Susceptibility
from labsvar.population.assumptions import Culture, Organism, Serology, finding
from labsvar.population.plan import AntibodyFound, Cultivated, CultureFound, Grown, SerologyFound, Susceptible

Examined = Culture | Serology
NO_GROWTH_YET = "Ingen vækst indtil nu"

# How high above or below the limit a measured antibody lies.
_NEGATIVE = (0.1, 0.9)
_POSITIVE = (1.1, 4.0)


def culture(about: Culture, chance: Random, *, grows: bool = False) -> CultureFound:
    """What a culture showed: nothing, one organism, or each of them with its susceptibilities."""
    if chance.random() < about.no_growth and not grows:
        return CultureFound(culture=about, organisms=(), antibiotics=(), text=about.no_growth_text)
    organism = chance.choices(about.organisms, [each.share for each in about.organisms])[0]
    grown = Grown(
        organism=organism.organism, code=organism.organism_code, growth=chance.choice(about.growths)
    )
    tested = tuple(
        Susceptible(name=each.name, code=each.code, categories=(_category(each, about, chance),))
        for each in _susceptibilities(organism)
    )
    return CultureFound(culture=about, organisms=(grown,), antibiotics=tested)


def serology(about: Serology, chance: Random) -> SerologyFound:
    """What a measurement of antibodies showed."""
    infected = chance.random() < about.positive
    made = []
    for code, name in about.antibodies.items():
        positive = infected and chance.random() < 0.8
        value = float(about.limit) * chance.uniform(*(_POSITIVE if positive else _NEGATIVE))
        made.append(AntibodyFound(code=code, name=name, value=f"{value:.1f}", positive=positive))
    return SerologyFound(serology=about, antibodies=tuple(made))


def _susceptibilities(organism: Organism) -> tuple[Susceptibility, ...]:
    row = finding(organism)
    assert row is not None, "the assumptions are checked when they are loaded"
    return row.susceptibilities


def _category(tested: Susceptibility, about: Culture, chance: Random) -> str | None:
    may_turn = tested.name not in about.never_resistant and tested.category != "R"
    return "R" if may_turn and chance.random() < about.resistant else tested.category


def preliminary(found: Cultivated) -> Cultivated:
    """What was known before the answer was final: the organism without its table, one antibody."""
    if isinstance(found, SerologyFound):
        return replace(found, antibodies=found.antibodies[:1])
    return replace(found, antibiotics=(), text=None if found.organisms else NO_GROWTH_YET)


def mistaken(found: Cultivated, chance: Random) -> Cultivated | None:
    """What was answered by mistake; `None` where there is nothing to mistake."""
    if isinstance(found, SerologyFound):
        first, *others = found.antibodies
        value = f"{float(first.value) / 2:.1f}"
        limit = float(found.serology.limit)
        wrong = replace(first, value=value, positive=float(value) >= limit)
        return replace(found, antibodies=(wrong, *others))
    tested = [place for place, each in enumerate(found.antibiotics) if each.categories[0] is not None]
    if not tested:
        return None
    place = chance.choice(tested)
    right = found.antibiotics[place]
    wrong_category = "S" if right.categories[0] == "R" else "R"
    turned = replace(right, categories=(wrong_category,))
    return replace(found, antibiotics=(*found.antibiotics[:place], turned, *found.antibiotics[place + 1 :]))
