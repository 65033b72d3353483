"""What an outside validator finds, in the form of our own findings.

Its own messages are not told: they hold values. What is told is its code, which names the rule, and the place.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, Severity, define

VALIDATOR: Final = "pyrofile-validator 0.3, by the definitions it was given"


def _rule(severity: Severity, *, da: str, en: str) -> Rule:
    return define(
        f"content.fhir-outside-{severity}",
        severity,
        da=f"En anden validator {da}: {{code}}, efter {{profile}}.",
        en=f"Another validator {en}: {{code}}, by {{profile}}.",
        todo_da="Se definitionen, som den nævner; siger vores egne regler det modsatte, så meld det.",
        todo_en="See the definition that it names; where our own rules say otherwise, report that.",
        source=VALIDATOR,
    )


ERROR: Final = _rule("error", da="finder en fejl", en="finds an error")
WARNING: Final = _rule("warning", da="advarer", en="warns")
NOTE: Final = _rule("note", da="bemærker", en="notes")
UNJUDGED: Final = define(
    "content.fhir-outside-unjudged",
    "error",
    da="En anden validator blev spurgt og kunne ikke dømme filen: {why}.",
    en="Another validator was asked and could not judge the file: {why}.",
    todo_da="Ret først, hvad vores egne regler finder. Er der intet, kan den ikke tage filen.",
    todo_en="First correct what our own rules find. If there is nothing, it cannot take the file.",
    source=VALIDATOR,
)
