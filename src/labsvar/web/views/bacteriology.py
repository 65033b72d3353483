"""What an XRPT02 letter says beside its results: microscopy and cultures, in the shapes of XRPT05's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import Markup, escape

from labsvar.letters import xrpt02
from labsvar.letters.text import BreakableText
from labsvar.results.model import Bacteriology, PartName
from labsvar.web.views.formatted import html
from labsvar.web.views.investigations import (
    CultureView,
    MicroscopyView,
    OrganismView,
    PatternView,
    PlacedSusceptibility,
    SusceptibilityView,
    susceptibility_table,
)
from labsvar.web.views.values import TombView


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """Microscopy, or a culture; with a `tomb` neither."""

    microscopy: MicroscopyView | None = None
    culture: CultureView | None = None
    tomb: TombView | None = None


class BacteriologyView(msgspec.Struct, frozen=True, kw_only=True):
    """The parts that stand, under the headline and comment of the whole letter."""

    headline: str | None
    comment: Markup | None
    parts: tuple[PartView, ...]


def bacteriology(
    of: Bacteriology, parts: Iterable[tuple[int, PartName]], tombs: Mapping[int, TombView]
) -> BacteriologyView:
    """What a letter says beside its results; `tombs` are the withdrawn parts by their position."""
    return BacteriologyView(
        headline=of.headline,
        comment=html(of.comment) if of.comment else None,
        parts=tuple(
            part(of, name) if place not in tombs else PartView(tomb=tombs[place]) for place, name in parts
        ),
    )


def part(of: Bacteriology, name: PartName) -> PartView:
    """One part by its name; it must be one that stands."""
    found = getattr(of, name)
    if isinstance(found, xrpt02.MicroscopicFindings):
        return PartView(
            microscopy=MicroscopyView(headline=found.headline, comments=html(found.comments), groups=())
        )
    if isinstance(found, xrpt02.CultureWithFindings):
        return PartView(culture=_culture(found))
    assert isinstance(found, xrpt02.CultureWithoutFindings), "the part stands"
    return PartView(culture=_plain(found.headline, found.comments))


def _plain(headline: str, comments: BreakableText) -> CultureView:
    return CultureView(headline=headline, organisms=(), pattern=None, comments=(html(comments),))


def _culture(of: xrpt02.CultureWithFindings) -> CultureView:
    organisms = tuple(
        OrganismView(
            number=number,
            name=escape(organism.name),
            growth=escape(organism.growth_value),
            comments=() if organism.species_comment is None else (escape(organism.species_comment),),
        )
        for number, organism in enumerate(of.microorganisms, start=1)
    )
    return CultureView(
        headline=of.headline,
        organisms=organisms,
        pattern=None if of.pattern is None else _pattern(of.pattern, len(organisms)),
        comments=(html(of.comments),) if of.comments else (),
    )


def _pattern(of: xrpt02.Pattern, organisms: int) -> PatternView:
    return susceptibility_table(
        headline=of.headline,
        organisms=organisms,
        antibiotics=[escape(each.name) for each in of.antibiotics],
        methods=[None for _ in of.antibiotics],
        entries=(
            PlacedSusceptibility(each.ref_microorganism, each.ref_antibiotic, _letter(each.sensitivity))
            for each in of.pattern_entries
        ),
        legend=html(of.sensitivity_interpretation),
    )


def _letter(sensitivity: str) -> SusceptibilityView:
    return SusceptibilityView(letter=sensitivity, measured="", interval=None, comments=(), links=())
