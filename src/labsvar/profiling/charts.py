"""Charts as SVG: bars drawn from published counts. They need no script, and print as they look."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

_WIDTH: Final = 720
_LABEL: Final = 250
_LINE: Final = 22
_NUMBER: Final = 90
# Told apart by lightness too, so that they print without colour.
SHADES: Final = ("#0b5e63", "#3f9a8f", "#c9c4b4", "#e0a458", "#9c5a1a", "#5b4a6b")
_LETTERS: Final = 36


def bars(lines: Sequence[tuple[str, int | None]], *, title: str, masked: str) -> str:
    """A bar for each line; a masked one is hatched, of no length that means anything."""
    most = max((n for _, n in lines if n is not None), default=0) or 1
    room = _WIDTH - _LABEL - _NUMBER
    drawn = []
    for place, (label, n) in enumerate(lines):
        y = place * _LINE
        width = 12.0 if n is None else max(1.0, room * n / most)
        fill = "url(#hatch)" if n is None else SHADES[0]
        drawn.append(
            _text(_LABEL - 8, y + 15, _short(label), anchor="end")
            + f'<rect x="{_LABEL}" y="{y + 3}" width="{width:.1f}" height="{_LINE - 6}" fill="{fill}"/>'
            + _text(_LABEL + width + 6, y + 15, masked if n is None else number(n))
        )
    return _svg(drawn, len(lines) * _LINE, title)


def stacked(lines: Sequence[tuple[str, Sequence[int | None]]], *, names: Sequence[str], title: str) -> str:
    """A bar of parts for each line, as shares of what is published of it, with a legend below."""
    room = _WIDTH - _LABEL - 10
    drawn = []
    for place, (label, counts) in enumerate(lines):
        y, x = place * _LINE, float(_LABEL)
        whole = sum(n or 0 for n in counts) or 1
        drawn.append(_text(_LABEL - 8, y + 15, _short(label), anchor="end"))
        for n, shade in zip(counts, SHADES, strict=False):
            width = room * (n or 0) / whole
            drawn.append(
                f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{_LINE - 6}" fill="{shade}"/>'
            )
            x += width
    below = len(lines) * _LINE
    for place, (name, shade) in enumerate(zip(names, SHADES, strict=False)):
        x, y = (place % 3) * (_WIDTH / 3), below + 8 + (place // 3) * _LINE
        drawn.append(f'<rect x="{x:.1f}" y="{y}" width="14" height="14" fill="{shade}"/>')
        drawn.append(_text(x + 20, y + 12, name))
    return _svg(drawn, below + 8 + ((len(names) + 2) // 3) * _LINE, title)


def number(n: int) -> str:
    """A count with a thin space between its thousands."""
    return f"{n:,}".replace(",", "\u202f")


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(drawn: Sequence[str], height: int, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )


PATTERN: Final = (
    '<svg width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="4" height="4" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="#fff"/>'
    '<line x1="0" y1="0" x2="0" y2="4" stroke="#555" stroke-width="2"/></pattern></defs></svg>'
)
