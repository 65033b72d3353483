"""What a newer version demands and an older one lacks, and where it may come from.

An element that the target demands is carried over from a neighbour that says the same in the
source's words, or it is given by an option. Nothing else is ever filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from labsvar.letters.common import MicrobiologyProducer


@dataclass(frozen=True, slots=True)
class Carried:
    """A field whose meaning another field of the same element has in other words.

    `element` is the name of what is carried into, `attribute` the field it comes from.

    Source of both: MedCom's schemas of 2007/02/01, 2011/06/15 and 2014/10/08, where `ResultStatus` of
    XR0531M and XR0230M stands for what `ReportStatusCode` says in XR0532M and XR0231M, with the same
    three steps.
    """

    element: str
    attribute: str
    codes: Mapping[str, str]


CARRIED: Mapping[str, Carried] = {
    "report_status_code": Carried(
        "ReportStatusCode",
        "result_status",
        {"komplet": "komplet_svar", "delvis": "del_svar", "modtaget": "modtaget"},
    ),
    "result_status": Carried(
        "ResultStatus",
        "report_status_code",
        {"komplet_svar": "komplet", "del_svar": "delvis", "modtaget": "modtaget"},
    ),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option that gives an element: its name, an example, and how its text is read.

    `read` gives `None` for a text that does not have the form of the example.
    """

    name: str
    example: str
    read: Callable[[str], str | msgspec.Struct | None]

    @property
    def usage(self) -> str:
        """The option as it is typed, with its example."""
        return f"--{self.name} {self.example}"


def _producer(text: str) -> MicrobiologyProducer | None:
    code, separator, name = text.partition(":")
    if not (separator and code and name):
        return None
    return MicrobiologyProducer(identifier=name, identifier_code=code)


OPTIONS: Mapping[str, Option] = {
    "FromLabIdentifier": Option("from-lab", "KBA", str),
    "ReportStatusCode": Option("report-status", "komplet_svar", str),
    "ProducerOfLabResult": Option("producer", '"KMA:Klinisk Mikrobiologi"', _producer),
    "DiagnosisHeadline": Option("diagnosis-headline", "Diagnoser", str),
    # Of the organisations only the payer's name may be absent in one version and demanded in another.
    "OrganisationName": Option("payer-name", '"Region Nord"', str),
}
CONSENT: Final = Option("consent", "given", lambda text: text if text in ("given", "refused") else None)
"""What an absent consent is to become in a version whose absence says that it is refused."""
ANALYSIS_NAME: Final = Option("analysis-name", '"NPU19748=C-reaktivt protein;P"', str)
"""The names of analyses by their codes, several divided by `|`."""
PROMPT_CODE: Final = Option("prompt-code", '"Sidste menstruation=MENS:KBA"', str)
"""The codes of questions and who is responsible for them, by their texts, several divided by `|`."""
SENDER_EAN: Final = Option("sender-ean", "5790000000012", str)
RECEIVER_EAN: Final = Option("receiver-ean", "5790000000029", str)
RECEIVER: Final = Option("receiver", "ydernummer:990001", str)
"""Where a letter made of FHIR goes and comes from, as far as FHIR does not say: the location numbers, and the
receiver's own number with the code of its kind."""
OPTION_NAMES = frozenset(
    option.name
    for option in (*OPTIONS.values(), CONSENT, ANALYSIS_NAME, PROMPT_CODE, SENDER_EAN, RECEIVER_EAN, RECEIVER)
)


def pairs(text: str | None) -> Mapping[str, str]:
    """An option of the form `A=B|C=D` as a mapping."""
    parts = (part.partition("=") for part in (text or "").split("|") if part)
    return {key.strip(): value.strip() for key, _, value in parts}
