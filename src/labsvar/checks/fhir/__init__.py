"""Rules about FHIR: R4 itself, the European laboratory report, DK Core, and what no validator looks at.

`check` judges the bytes of a file, `content` a resource that was read or is about to be sent.
"""

from __future__ import annotations

from labsvar.checks.fhir.whole import PROFILES, CheckedFhir, check, content

__all__ = ["PROFILES", "CheckedFhir", "check", "content"]
