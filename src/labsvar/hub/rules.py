"""The rules that keep a row from being sent. Each says what the clinic can do about it."""

from __future__ import annotations
