"""Pages as PDF. The same pages always give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from labsvar.services.npn.printing.drawing import MILLIMETRES_A_POINT, Box, Line, Mark, Page, Text

_THIN: Final = 0.5
_DASHES: Final = (2, 2)


def as_pdf(pages: Sequence[Page], *, title: str) -> bytes:
    """One document with all pages."""
    kept = BytesIO()
    # Without the time and a random number of the writing.
    canvas = Canvas(kept, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for page in pages:
        canvas.setPageSize((_points(page.width), _points(page.height)))
        canvas.setLineWidth(_THIN)
        for mark in page.marks:
            _draw(canvas, mark, height=page.height)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _draw(canvas: Canvas, mark: Mark, *, height: float) -> None:
    match mark:
        case Box():
            canvas.rect(
                _points(mark.x),
                _points(height - mark.y - mark.height),
                _points(mark.width),
                _points(mark.height),
                stroke=int(not mark.filled),
                fill=int(mark.filled),
            )
        case Line():
            canvas.setDash(*(_DASHES if mark.dashed else ()))
            canvas.line(
                _points(mark.x1), _points(height - mark.y1), _points(mark.x2), _points(height - mark.y2)
            )
            canvas.setDash()
        case Text():
            canvas.setFont("Helvetica-Bold" if mark.bold else "Helvetica", mark.size)
            write = canvas.drawCentredString if mark.align == "middle" else canvas.drawString
            write(_points(mark.x), _points(height - mark.y), mark.text)


def _points(millimetres: float) -> float:
    return millimetres / MILLIMETRES_A_POINT
