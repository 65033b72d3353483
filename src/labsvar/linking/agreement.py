"""What laboratories have to agree on before answers can be linked, and no public document says yet.

The five prompts that a laboratory sends with a reference sample have names that are too long for the fields
they travel in (17 characters of code, 35 of text), so each has a short code here.

Assumption: the codes, the texts and who is responsible for them. Public minutes of the MedCom groups name the
prompts and give none of it.

Assumption: the producer is told by its code of up to three characters, which names a laboratory nationwide.
The field `ProducerOfLabResult` holds a name beside it, and the setting `name` uses that.

Assumption: `ReplyTo` tells where the answer goes, as the notes of MedCom's schema of XREQ01 say. The groups have
also considered that `OriginalRequester` tells it by being filled; the setting `original_requester` reads it so.

Assumption: a request for a reference sample has a requisition number of its own, so that the requests for two
isolates of one sample can be told apart. The groups have not decided; the setting `same` keeps the number of
the original requisition.

Assumption: which laboratories are reference laboratories is not told by a letter, so the installation lists
their location numbers; an answer that carries the prompts, or answers a request that does, needs no list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

import msgspec

PromptName = Literal[
    "SenderOriginalRequesterSampleIdentifier",
    "SenderProducerofLabresult",
    "SenderAnalysisCode",
    "SenderLaboratoryInternalProductionSampleIdentifier",
    "SenderIsolateNumber",
]
NAMES: Final[tuple[PromptName, ...]] = (
    "SenderOriginalRequesterSampleIdentifier",
    "SenderProducerofLabresult",
    "SenderAnalysisCode",
    "SenderLaboratoryInternalProductionSampleIdentifier",
    "SenderIsolateNumber",
)
"""The five prompts, in the order in which the public minutes name them."""


class QuestionCode(msgspec.Struct, frozen=True, kw_only=True):
    """The short code of a prompt, and its text as the receiver reads it."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=17)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=35)]


CODES: Final[Mapping[PromptName, QuestionCode]] = MappingProxyType(
    {
        "SenderOriginalRequesterSampleIdentifier": QuestionCode(
            code="SENDER-ORIGREQ", text="Oprindelig rekvirents prøvenummer"
        ),
        "SenderProducerofLabresult": QuestionCode(code="SENDER-PRODUCER", text="Producent af svaret"),
        "SenderAnalysisCode": QuestionCode(code="SENDER-ANALYSIS", text="Analysekode hos afsender"),
        "SenderLaboratoryInternalProductionSampleIdentifier": QuestionCode(
            code="SENDER-PRODNO", text="Produktionsnummer hos afsender"
        ),
        "SenderIsolateNumber": QuestionCode(code="SENDER-ISOLATE", text="Isolatnummer hos afsender"),
    }
)


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed between those who send and those who read. Raises `ValueError` when two prompts have
    one code."""

    codes: Mapping[PromptName, QuestionCode] = CODES
    responsible: Annotated[str, msgspec.Meta(min_length=1, max_length=3)] = "LSV"
    producer: Literal["code", "name"] = "code"
    answer_goes_by: Literal["reply_to", "original_requester"] = "reply_to"
    requisition_number: Literal["new", "same"] = "new"
    reference_laboratories: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if set(self.codes) != set(NAMES):
            raise ValueError("every one of the five prompts needs a code")
        if len({each.code for each in self.codes.values()}) != len(NAMES):
            raise ValueError("two prompts have one code")

    def name_of(self, code: str, responsible: str) -> PromptName | None:
        """Which of the five prompts a question is; `None` for any other question."""
        if responsible != self.responsible:
            return None
        return next((name for name, each in self.codes.items() if each.code == code), None)


DEFAULT: Final = Agreement()
