"""Readers and writers of the letter formats: bytes to letters and back."""

from __future__ import annotations

from labsvar.formats.detect import Format, detect

__all__ = ["Format", "detect"]
