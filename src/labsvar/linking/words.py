"""The evidence of a link in words, in Danish and English. No number and no name is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from labsvar.linking.decisions import LINKER, Event
from labsvar.linking.model import Evidence, Rung, Says, Topic

Words = tuple[str, str]
_WORDS: Final[Mapping[tuple[Topic, Says], Words]] = {
    ("production", "for"): (
        "Spørgsmålene nævner svarets produktionsnummer og producent.",
        "The prompts name the production number and the producer of the answer.",
    ),
    ("swapped", "for"): (
        "Produktionsnummer og rekvirentens prøvenummer passer, når de byttes om.",
        "The production number and the requester's number fit when they are swapped.",
    ),
    ("near", "for"): (
        "Produktionsnummeret er ét tegn fra svarets.",
        "The production number is one character from that of the answer.",
    ),
    ("number", "for"): (
        "Et nummer i referencesvaret er et af prøvens.",
        "A number in the reference answer is one of the sample's.",
    ),
    ("finding", "for"): (
        "Person, prøvedag og fund passer; intet nummer gør.",
        "Person, day of sampling and finding agree; no number does.",
    ),
    ("request", "for"): (
        "Rekvisitionen til referencelaboratoriet siger det samme.",
        "The request to the reference laboratory says the same.",
    ),
    ("request", "against"): (
        "Rekvisitionen til referencelaboratoriet siger noget andet.",
        "The request to the reference laboratory says otherwise.",
    ),
    ("issuer", "for"): (
        "Laboratoriet, der nævnes, er det, der har givet produktionsnummeret.",
        "The laboratory that is named is the one that gave the production number.",
    ),
    ("issuer", "against"): (
        "Svaret nævner flere producenter; hvis nummeret er, ses ikke.",
        "The answer names several producers; whose the number is cannot be seen.",
    ),
    ("person", "for"): (
        "Personens nummer og navn er de samme.",
        "The number and the name of the person are the same.",
    ),
    ("person", "against"): (
        "Personens nummer eller navn er et andet.",
        "The number or the name of the person is another.",
    ),
    ("local_number", "for"): (
        "Personens lokale erstatningsnummer og navn er de samme, og dets udsteder er nævnt.",
        "The local replacement number and the name of the person are the same, and its issuer is named.",
    ),
    ("local_number", "against"): (
        "Personens lokale erstatningsnummer er det samme, men dets udsteder er ikke nævnt.",
        "The local replacement number of the person is the same, but its issuer is not named.",
    ),
    ("person_changed", "against"): (
        "Navnet er det samme, men nummeret er et andet: måske et erstatningsnummer og et CPR-nummer.",
        "The name is the same but the number is another: perhaps a replacement number and a CPR number.",
    ),
    ("day", "for"): ("Prøven er taget samme dag.", "The sample was taken on the same day."),
    ("day", "against"): ("Prøven er taget en anden dag.", "The sample was taken on another day."),
    ("requester_number", "for"): (
        "Den oprindelige rekvirents prøvenummer er det samme.",
        "The original requester's sample number is the same.",
    ),
    ("requester_number", "against"): (
        "Den oprindelige rekvirents prøvenummer er et andet.",
        "The original requester's sample number is another.",
    ),
    ("analysis", "for"): ("Analysekoden findes i svaret.", "The analysis code is in the answer."),
    ("analysis", "against"): (
        "Analysekoden findes ikke i svaret.",
        "The analysis code is not in the answer.",
    ),
    ("isolate", "for"): ("Isolatet findes i svaret.", "The isolate is in the answer."),
    ("isolate", "against"): ("Isolatet findes ikke i svaret.", "The isolate is not in the answer."),
    ("organism", "for"): ("Fundene kan være samme organisme.", "The findings may be the same organism."),
    ("organism", "against"): ("Fundene er forskellige organismer.", "The findings are different organisms."),
    ("material", "for"): ("Materialet er det samme.", "The material is the same."),
    ("material", "against"): ("Materialet er et andet.", "The material is another."),
    ("only", "against"): ("Flere svar passer lige godt.", "Several answers fit equally well."),
    ("reused", "against"): (
        "Laboratoriet har brugt nummeret mere end én gang.",
        "The laboratory used this number more than once.",
    ),
    ("elsewhere", "against"): (
        "Flere laboratorier har brugt nummeret til samme person.",
        "Several laboratories used this number for the same person.",
    ),
}
RUNGS: Final[Mapping[Rung, Words]] = {
    "production": ("Produktionsnummer og producent", "Production number and producer"),
    "swapped": ("Numrene er byttet om", "The numbers are swapped"),
    "near": ("Nummeret ligner", "The number is near"),
    "request": ("Rekvisitionens spørgsmål", "The prompts of the request"),
    "number": ("Et andet nummer", "Another number"),
    "finding": ("Person, dag og fund", "Person, day and finding"),
}


def said(evidence: Evidence, language: Literal["da", "en"]) -> str:
    """One thing that speaks for or against a link, in words."""
    return _WORDS[evidence.topic, evidence.says][language == "en"]


def reason_said(event: Event, language: Literal["da", "en"]) -> str:
    """Why something happened to a link: a person's own words, or the linker's evidence in words."""
    if event.by != LINKER or event.judged is None:
        return event.reason
    against = {each.topic: each for each in event.judged.evidence if each.says == "against"}
    return " ".join(said(against[topic], language) for topic in against if topic in event.reason.split())


def rung_said(rung: Rung, language: Literal["da", "en"]) -> str:
    """What a link rests on, in words."""
    return RUNGS[rung][language == "en"]
