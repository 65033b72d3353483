"""Bars in SVG: what agrees and what does not, clinic by clinic. They print as they look."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from labsvar.reconciling.tables import Clinic

_WIDTH: Final = 720
_LABELS: Final = 210
_COUNTS: Final = 110
_ROW: Final = 26
_BAR: Final = 16


def bars(clinics: Sequence[Clinic], *, title: str, name: str) -> str:
    """One bar for each clinic, as long as it has results; the hatched end is what does not match.

    `name` tells the chart from others on the page.
    """
    longest = max((each.agree + each.mismatches for each in clinics), default=0) or 1
    height = _ROW * len(clinics) + 4
    rows = "".join(_row(each, place, longest, name) for place, each in enumerate(clinics))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f'<defs><pattern id="hatch-{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" class="bad"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" class="stripe"/></pattern></defs>{rows}</svg>'
    )


def _row(clinic: Clinic, place: int, longest: int, name: str) -> str:
    room = _WIDTH - _LABELS - _COUNTS
    good = room * clinic.agree / longest
    bad = room * clinic.mismatches / longest
    top = place * _ROW + 4
    middle = top + _BAR * 0.78
    label = escape(f"{clinic.clinic} {clinic.system}".strip())
    return (
        f'<text x="{_LABELS - 10}" y="{middle:.1f}" text-anchor="end">{label}</text>'
        f'<rect x="{_LABELS}" y="{top}" width="{good:.1f}" height="{_BAR}" class="good"/>'
        f'<rect x="{_LABELS + good:.1f}" y="{top}" width="{bad:.1f}" height="{_BAR}" fill="url(#hatch-{name})"/>'
        f'<text x="{_LABELS + good + bad + 8:.1f}" y="{middle:.1f}">{clinic.agree} / {clinic.mismatches}</text>'
    )
