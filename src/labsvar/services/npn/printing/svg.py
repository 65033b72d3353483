"""Pages as SVG, one document for each."""

from __future__ import annotations

from html import escape

from labsvar.services.npn.printing.drawing import MILLIMETRES_A_POINT, Box, Line, Mark, Page, Text


def as_svg(page: Page, *, title: str) -> bytes:
    """One page, in millimetres."""
    width, height = _plain(page.width), _plain(page.height)
    drawn = "\n".join(_drawn(mark) for mark in page.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif" shape-rendering="crispEdges">\n'
        f'<title>{escape(title)}</title>\n<rect width="{width}" height="{height}" fill="#fff"/>\n{drawn}\n</svg>\n'
    ).encode()


def _drawn(mark: Mark) -> str:
    match mark:
        case Box():
            look = "" if mark.filled else ' fill="none" stroke="#000" stroke-width="0.18"'
            return (
                f'<rect x="{_plain(mark.x)}" y="{_plain(mark.y)}" width="{_plain(mark.width)}" '
                f'height="{_plain(mark.height)}"{look}/>'
            )
        case Line():
            look = ' stroke-dasharray="0.7 0.7"' if mark.dashed else ""
            return (
                f'<line x1="{_plain(mark.x1)}" y1="{_plain(mark.y1)}" x2="{_plain(mark.x2)}" '
                f'y2="{_plain(mark.y2)}" stroke="#000" stroke-width="0.18"{look}/>'
            )
        case Text():
            look = ' font-weight="bold"' if mark.bold else ""
            size = _plain(mark.size * MILLIMETRES_A_POINT)
            return (
                f'<text x="{_plain(mark.x)}" y="{_plain(mark.y)}" font-size="{size}" '
                f'text-anchor="{mark.align}"{look}>{escape(mark.text)}</text>'
            )


def _plain(millimetres: float) -> str:
    return f"{millimetres:.4f}".rstrip("0").rstrip(".")
