"""The settings about which letters are taken, as the rooms below want them: policy, capabilities, envelopes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from labsvar.checks.capabilities import Capability
from labsvar.database.hub_joining import receivers
from labsvar.exchange.policy import ANY, Line, Policy, with_defaults
from labsvar.exchange.reliable import Timing
from labsvar.exchange.routing import Configuration
from labsvar.hub.model import Settings as HubSettings
from labsvar.letters.catalogue import BY_CODE, VERSIONS
from labsvar.letters.lifting import Lift, check
from labsvar.results.fhir import GUIDES
from labsvar.results.model import FHIR_KINDS
from labsvar.settings import ReceiverCapability, Settings

OURSELVES: Final = "exchange"
"""The name of the capability of the exchange itself."""


class WrongSetting(ValueError):
    """A setting that would silently never hold, such as a kind of letter that there is none of."""


def policy_of(settings: Settings) -> Policy:
    """The policy table: the lines that come with the program and the installation's own.

    Raises `WrongSetting`.
    """
    lines = []
    for line in settings.policy:
        _known(line.kind, _kinds(), "policy", "kind")
        _known(line.version, _versions(), "policy", "version")
        lines.append(
            Line(
                kind=line.kind,
                version=line.version,
                sender=line.sender,
                since=line.since,
                verdict=line.verdict,
                reason_da=line.reason,
                reason_en=line.reason,
            )
        )
    return with_defaults(lines)


def capabilities_of(settings: Settings) -> dict[str, Capability]:
    """What each receiver can take, but for the exchange itself. Raises `WrongSetting`."""
    return {
        name: _capability(name, given) for name, given in settings.capabilities.items() if name != OURSELVES
    }


def own_lifts(settings: Settings) -> tuple[Lift, ...]:
    """The bounds of the standard that the exchange itself has lifted. Raises `WrongSetting`."""
    own = settings.capabilities.get(OURSELVES)
    return () if own is None else tuple(_lifts(OURSELVES, own))


def timing_of(settings: Settings) -> Timing:
    """When a VANSEnvelope is sent again."""
    return Timing(
        receipt_within=timedelta(minutes=settings.vans_receipt_minutes),
        most_resends=settings.vans_most_resends,
        most_attempts=settings.vans_most_attempts,
    )


def _capability(name: str, given: ReceiverCapability) -> Capability:
    for kind in given.kinds or ():
        _known(kind, _kinds(), f"capabilities.{name}", "kinds")
    for version in given.versions or ():
        _known(version, _versions(), f"capabilities.{name}", "versions")
    return Capability(
        receiver=name,
        kinds=given.kinds,
        versions=given.versions,
        forms=given.forms,
        lifts=tuple(_lifts(name, given)),
    )


def _lifts(name: str, given: ReceiverCapability) -> Iterator[Lift]:
    for kind, limits in given.limits.items():
        for path, maximum in limits.items():
            lift = Lift(kind=kind, path=path, maximum=maximum)
            try:
                check(lift)
            except ValueError as wrong:
                raise WrongSetting(f"capabilities.{name}.limits: {wrong}") from None
            yield lift


def _kinds() -> frozenset[str]:
    kinds = {version.kind for version in VERSIONS}
    return frozenset(kinds | {kind.removeprefix("X") for kind in kinds} | {*FHIR_KINDS.values()})


def _versions() -> frozenset[str]:
    return frozenset(BY_CODE) | {code.removeprefix("X") for code in BY_CODE} | {*GUIDES}


def _known(value: str, known: frozenset[str], table: str, field: str) -> None:
    if value != ANY and value not in known:
        raise WrongSetting(f"{table}: {field} {value!r} is none of {', '.join(sorted(known))}")


def hub_of(settings: Settings, exchange: Configuration) -> HubSettings:
    """What the hub goes by; its letters are addressed as the installation's locations say."""
    return HubSettings(
        sharing=settings.hub_sharing,
        withdrawing=settings.hub_withdrawing,
        withdrawal_text=settings.hub_withdrawal_text,
        receivers=receivers(exchange),
    )
