"""The reference pages, made from the declarations, rules, settings, commands and routes themselves.

`make docs` writes them into `docs/reference`; a test fails when one is not fresh.
"""

from __future__ import annotations

from labsvar.reference.site import pages

__all__ = ["pages"]
