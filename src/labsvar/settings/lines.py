"""The settings that are tables: what one line of each holds, and its bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class PolicyLine(BaseModel):
    """One line of the policy table: what holds from `since` on; what is not named is any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = "*"
    version: str = "*"
    sender: str = "*"
    since: date = date.min
    verdict: Literal["accept", "warn", "refuse"]
    reason: str = ""


class ReceiverCapability(BaseModel):
    """What a receiver can take; what is not named is not bounded.

    `limits` are bounds that are lifted: for a kind, the path of an element and how often it may stand.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...] | None = None
    versions: tuple[str, ...] | None = None
    forms: tuple[Literal["xml", "edifact", "vans"], ...] | None = None
    limits: dict[str, dict[str, int]] = Field(default_factory=dict)


class LocalNumbers(BaseModel):
    """Sample numbers of a laboratory's own: what begins with `prefix` and has `length` characters, or any number of
    them where it is 0."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    prefix: str = Field(min_length=1)
    length: int = Field(0, ge=0)


class PromptCode(BaseModel):
    """The short code of one of the five prompts about a reference sample, and its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1, max_length=17)
    text: str = Field(min_length=1, max_length=35)


class FhirClient(BaseModel):
    """A program that may read over FHIR.

    `secret_sha256` is the SHA-256 digest, in hexadecimal, of the secret of a program that can keep one. `exports` are
    the location numbers of the places whose patients it may export, or `*`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=70)
    name: str = Field(min_length=1, max_length=70)
    redirects: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("patient/*.read",)
    secret_sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    organisation: str = ""
    exports: tuple[Annotated[str, Field(pattern=r"^(\*|[0-9]{13})$")], ...] = ()


class HotelCaller(BaseModel):
    """Who may call the requisition hotel: a place, the sending system it is registered as, and its id cards.

    `care_provider` is the kind of number and the number, as in `medcom:cvrnumber:00000000`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str = Field(min_length=1, max_length=70)
    system: str = Field(min_length=1)
    may: frozenset[Literal["upload", "fetch"]] = frozenset({"upload", "fetch"})
    card_system: str = ""
    care_provider: str = Field("", pattern=r"^(medcom:[a-z]+:[^:]+)?$")


class HotelPrompt(BaseModel):
    """The prompt that asks for the hotel, and the answers that are a yes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1, max_length=17)
    responsible: str = Field("", max_length=3)
    answers: frozenset[str] = frozenset({"ja"})


class HotelCarried(BaseModel):
    """What becomes of an element that XQ0132K has and XQ0131K has not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(min_length=1)
    into: Literal["comments", "prompt", "dropped", "refused"]
    text: str = Field("", max_length=35)
    code: str = Field("", max_length=17)
    responsible: str = Field("", max_length=3)
