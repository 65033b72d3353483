"""What a letter says about consent, whatever the version it says it in (rules S11 and S12)."""

from __future__ import annotations

from typing import Final, Literal

from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.version import LetterVersion

Said = Literal["given", "refused", "nothing"]

STATES_CONSENT: Final = frozenset({"XR0330P", "XR0430P", "XR0431P"})
"""The versions in which the element states that consent is given, in words.

Source: MedCom's conversion stylesheets, where HAN in R0330P and R0430P says that consent is given and
its text goes into `Consent/Text`. XR0431P has the same element with the same text. Assumption: where
the element is absent in these versions, consent is not given.
"""


def said(letter: AnyLetter, version: LetterVersion) -> Said:
    """What a letter of a version says about consent; `nothing` neither gives nor refuses it."""
    patient = getattr(letter, "patient", None)
    consent = getattr(patient, "consent", None)
    if consent is not None:
        return "given" if consent.given else "refused"
    surveyed = getattr(patient, "consent_given", None)
    if surveyed is not None:
        return "given" if surveyed else "refused"
    return "refused" if version.code in STATES_CONSENT else "nothing"
