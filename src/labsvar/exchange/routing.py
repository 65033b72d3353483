"""Where a letter goes: which databank takes its kind, and where that databank is.

What stands here are settings of an installation. The reference group for laboratory medicine sends
biochemistry and immunology to LABA and microbiology to MiBa; PGDB is the national database of pathology and
genetics. Assumption: requisitions go to a databank that we call Hotel, after the requisition hotel, which
no public page gives a short name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from labsvar.exchange.policy import Policy
from labsvar.exchange.reliable import Timing
from labsvar.formats.xml.limits import Limits
from labsvar.results.model import Databank

ANY: Final = "*"
ROUTES: Final[dict[str, Databank]] = {
    "XRPT01": "LABA",
    "XRPT02": "MiBa",
    "XRPT03": "PGDB",
    "XRPT04": "PGDB",
    "XRPT05": "MiBa",
    "XRPT06": "MiBa",
    "XRPT07": "PGDB",
    "FHIR-biochemistry": "LABA",
    "FHIR-microbiology": "MiBa",
    "XREQ01": "Hotel",
    "XREQ02": "Hotel",
    "XREQ03": "Hotel",
    "XREQ04": "Hotel",
}
Persons = Literal["any", "real", "made_up"]
Environment = Literal["production", "test"]
InnerReceipts = Literal["kept", "sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What an installation knows about its own place in the exchange.

    `locations` are its own location numbers and the databank each stands for, `*` for any; the
    location `*` takes letters for any receiver. `routes` say which databank takes which kind of
    letter, `destinations` the address of a databank that is another installation, with the token it gave
    us before the host (`https://TOKEN@databank.example`).
    `notifiable_to` is the databank that letters kept under another go on to when a result in them is
    notifiable (rule S14).
    `own_gln` is the location number it answers as where a letter was sent to none of its own.
    `persons` are those whose letters are taken (rule S10): in production `real` ones, which are all but
    test persons and made-up persons; in a test installation `made_up` ones only.
    `policy` says which kinds, versions and senders are taken, and until when.
    Databanks among `vans_destinations` get their letters in a VANSEnvelope; `vans_inner_receipts` says
    whether what came in one is answered by the letter's own receipt too, beside that of the envelope;
    `vans_timing` when one of ours is sent again.
    `max_body_bytes` is the largest body the door takes, `limits` what reading may cost.
    """

    own_gln: str = "5790000000005"
    locations: Mapping[str, str] = field(default_factory=dict)
    routes: Mapping[str, Databank] = field(default_factory=ROUTES.copy)
    destinations: Mapping[str, str] = field(default_factory=dict)
    notifiable_to: Databank = "MiBa"
    persons: Persons = "any"
    policy: Policy = field(default_factory=Policy)
    vans_destinations: frozenset[str] = frozenset()
    vans_inner_receipts: InnerReceipts = "kept"
    vans_timing: Timing = field(default_factory=Timing)
    max_body_bytes: int = 200_000_000
    limits: Limits = field(default_factory=Limits)

    @property
    def environment(self) -> Environment:
        """What the installation is to others: production where real persons' letters are taken only."""
        return "production" if self.persons == "real" else "test"

    def is_own(self, receiver: str) -> bool:
        """Whether a location number is one of this installation's own."""
        return receiver in self.locations and receiver != ANY

    def takes(self, receiver: str) -> bool:
        """Whether letters to this receiver are taken at all (rule S20)."""
        return receiver in self.locations or ANY in self.locations

    def databank(self, kind: str) -> Databank | None:
        """The databank that takes a kind of letter."""
        return self.routes.get(kind)

    def stands_for(self, receiver: str, databank: Databank) -> bool:
        """Whether a receiver that is taken stands for the databank."""
        return self.locations.get(receiver, ANY) in (ANY, databank)

    def belongs(self, *, made_up: bool) -> bool:
        """Whether a person who is made up, or one who may be real, belongs here (rule S10)."""
        return self.persons == "any" or made_up == (self.persons == "made_up")

    def destination(self, databank: Databank) -> str | None:
        """The address of a databank that is another installation; `None` when it is this one."""
        return self.destinations.get(databank)
