"""What things are called in a report: Danish first, English second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.reconciling.model import Kind, Side

Words = tuple[str, str]

SIDES: Final[Mapping[Side, Words]] = {
    "source": ("Lægesystemet", "The practice system"),
    "hub": ("Hubben", "The hub"),
    "bank": ("Databanken", "The databank"),
    "shown": ("Visningen", "What is shown"),
}
KINDS: Final[Mapping[Kind, Words]] = {
    "missing": ("Mangler", "Missing"),
    "extra": ("Overskydende", "Extra"),
    "doubled": ("Dobbelt", "Doubled"),
    "different": ("Forskelligt", "Different"),
    "mistyped": ("Fejltastet", "Mistyped"),
    "swapped": ("Forbyttet", "Swapped"),
    "late": ("For sent", "Late"),
}
EXPLAINED: Final[Mapping[Kind, Words]] = {
    "missing": ("findes i leddet før, men ikke her", "is held by the side before, and not here"),
    "extra": (
        "findes her uden at findes i leddet før, eller uden at måtte det (feltet siger hvorfor)",
        "is held here without being held by the side before, or must not be here (the field says why)",
    ),
    "doubled": ("findes to gange med samme indhold", "is held twice with the same content"),
    "different": ("feltet er ikke det samme i de to led", "the field is not the same on both sides"),
    "mistyped": (
        "værdierne er ét tasteslip fra hinanden",
        "the values are one slip of the keys away from each other",
    ),
    "swapped": (
        "to svar har fået hinandens værdi eller person",
        "two results have got each other's value or person",
    ),
    "late": ("kom senere end indstillingen tillader", "came later than the setting allows"),
}
FIELDS: Final[Mapping[str, Words]] = {
    "person": ("person", "person"),
    "code": ("kode", "code"),
    "sampled_at": ("prøvetid", "sampling time"),
    "resulted_at": ("svartid", "result time"),
    "value": ("værdi", "value"),
    "operator": ("operator", "operator"),
    "unit": ("enhed", "unit"),
    "reference_lower": ("nedre grænse", "lower limit"),
    "reference_upper": ("øvre grænse", "upper limit"),
    "flag": ("markering", "flag"),
    "status": ("status", "status"),
    "consent": ("nægtet samtykke", "refused consent"),
    "origin": ("ikke klinikkens eget svar", "not the clinic's own result"),
    "held": ("listet som ikke sendt", "listed as not sent"),
    "stage": ("teknisk trin", "technical stage"),
}
