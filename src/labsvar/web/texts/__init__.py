"""Every text of the pages, in Danish and English, and the choice between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from labsvar.web.texts.danish import DANISH
from labsvar.web.texts.danish_blocking import DANISH_BLOCKING
from labsvar.web.texts.danish_comparability import DANISH_COMPARABILITY
from labsvar.web.texts.danish_connections import DANISH_CONNECTIONS
from labsvar.web.texts.danish_deliveries import DANISH_DELIVERIES
from labsvar.web.texts.danish_fhir import DANISH_FHIR
from labsvar.web.texts.danish_hotel import DANISH_HOTEL
from labsvar.web.texts.danish_hub import DANISH_HUB
from labsvar.web.texts.danish_journeys import DANISH_JOURNEYS
from labsvar.web.texts.danish_letters import DANISH_LETTERS
from labsvar.web.texts.danish_linking import DANISH_LINKING
from labsvar.web.texts.danish_reconciling import DANISH_RECONCILING
from labsvar.web.texts.danish_reference import DANISH_REFERENCE
from labsvar.web.texts.danish_sources import DANISH_SOURCES
from labsvar.web.texts.danish_stocks import DANISH_STOCKS
from labsvar.web.texts.danish_tables import DANISH_TABLES
from labsvar.web.texts.english import ENGLISH
from labsvar.web.texts.english_blocking import ENGLISH_BLOCKING
from labsvar.web.texts.english_comparability import ENGLISH_COMPARABILITY
from labsvar.web.texts.english_connections import ENGLISH_CONNECTIONS
from labsvar.web.texts.english_deliveries import ENGLISH_DELIVERIES
from labsvar.web.texts.english_fhir import ENGLISH_FHIR
from labsvar.web.texts.english_hotel import ENGLISH_HOTEL
from labsvar.web.texts.english_hub import ENGLISH_HUB
from labsvar.web.texts.english_journeys import ENGLISH_JOURNEYS
from labsvar.web.texts.english_letters import ENGLISH_LETTERS
from labsvar.web.texts.english_linking import ENGLISH_LINKING
from labsvar.web.texts.english_reconciling import ENGLISH_RECONCILING
from labsvar.web.texts.english_reference import ENGLISH_REFERENCE
from labsvar.web.texts.english_sources import ENGLISH_SOURCES
from labsvar.web.texts.english_stocks import ENGLISH_STOCKS
from labsvar.web.texts.english_tables import ENGLISH_TABLES

LanguageCode = Literal["da", "en"]
CATALOGUE: Final[Mapping[LanguageCode, Mapping[str, str]]] = {
    "da": DANISH
    | DANISH_LETTERS
    | DANISH_HUB
    | DANISH_RECONCILING
    | DANISH_SOURCES
    | DANISH_TABLES
    | DANISH_DELIVERIES
    | DANISH_CONNECTIONS
    | DANISH_STOCKS
    | DANISH_HOTEL
    | DANISH_FHIR
    | DANISH_BLOCKING
    | DANISH_LINKING
    | DANISH_REFERENCE
    | DANISH_JOURNEYS
    | DANISH_COMPARABILITY,
    "en": ENGLISH
    | ENGLISH_LETTERS
    | ENGLISH_HUB
    | ENGLISH_RECONCILING
    | ENGLISH_SOURCES
    | ENGLISH_TABLES
    | ENGLISH_DELIVERIES
    | ENGLISH_CONNECTIONS
    | ENGLISH_STOCKS
    | ENGLISH_HOTEL
    | ENGLISH_FHIR
    | ENGLISH_BLOCKING
    | ENGLISH_LINKING
    | ENGLISH_REFERENCE
    | ENGLISH_JOURNEYS
    | ENGLISH_COMPARABILITY,
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language: `texts("sign_in")`, or with parts, `texts("page_of", page=2)`."""

    language: LanguageCode

    def __call__(self, key: str, **parts: object) -> str:
        """The text under a key. Raises `KeyError` for one that is not in the catalogue."""
        text = CATALOGUE[self.language][key]
        return text.format(**parts) if parts else text

    def named(self, family: str, code: str | None, *, otherwise: str | None = None) -> str:
        """The name of a code of the standards; where the catalogue has none, `otherwise` or the code itself."""
        fallback = code or "" if otherwise is None else otherwise
        return CATALOGUE[self.language].get(f"{family}.{code}", fallback)


LANGUAGES: Final[Mapping[str, Texts]] = {"da": Texts("da"), "en": Texts("en")}


def choose(*, query: str | None, cookie: str | None, accept: str, fallback: LanguageCode) -> Texts:
    """The language of a request: what the address says, else the cookie, the browser, the setting."""
    for wish in (query, cookie):
        if wish is not None and wish in LANGUAGES:
            return LANGUAGES[wish]
    return LANGUAGES.get(_preferred(accept), LANGUAGES[fallback])


def _preferred(accept: str) -> str:
    """The first of our languages in an `Accept-Language` header by weight, or nothing."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept[:200].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        code = tag.strip().lower().partition("-")[0]
        # Norwegian and Swedish readers are better served by Danish than by English.
        code = "da" if code in ("nb", "nn", "no", "sv") else code
        if code in LANGUAGES:
            wishes.append((-_weight(weight), place, code))
    return min(wishes)[2] if wishes else ""


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
