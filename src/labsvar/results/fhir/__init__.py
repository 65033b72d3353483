"""Laboratory reports that come as FHIR documents, as the reports kept beside letters: no letter between."""

from __future__ import annotations

from labsvar.results.fhir.sections import GUIDES, Said, Telling, told, unsafe

__all__ = ["GUIDES", "Said", "Telling", "told", "unsafe"]
