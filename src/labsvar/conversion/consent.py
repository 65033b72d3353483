"""What a letter says about consent: the words of `labsvar.letters.consent`, for the conversion."""

from __future__ import annotations

from labsvar.letters.consent import STATES_CONSENT, Said, said

__all__ = ["STATES_CONSENT", "Said", "said"]
