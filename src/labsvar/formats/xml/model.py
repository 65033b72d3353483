"""What reading XML gives: the same as reading any other form."""

from __future__ import annotations

from labsvar.formats.model import Closing, EmessageRead, Head, LetterRead

__all__ = ["Closing", "EmessageRead", "Head", "LetterRead"]
