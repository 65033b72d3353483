"""What the web needs to know of an installation's settings, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from labsvar.linking.agreement import DEFAULT as AGREED
from labsvar.linking.agreement import Agreement
from labsvar.linking.timeline import Limits
from labsvar.results.record import DEFAULT, Reading, ReportVersions, ShownOnce
from labsvar.services.dgws.signing import TrustList
from labsvar.services.dgws.tokens import TokenService
from labsvar.services.npn.recognise import LocalSeries
from labsvar.web.fhir.door import Door, door_of
from labsvar.web.fhir.tokens import new_key
from labsvar.web.personas import NoPersonas, Personas
from labsvar.web.texts import LanguageCode

ONE_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """`max_body_bytes` is the largest body the door for letters takes. `reading` says how
    what the standards leave open is read (rules S1 and S11). An installation that is a hub or a
    databank `takes_letters`, one that is a view `shows_results`. `personas` are those a demonstration
    offers instead of passwords; elsewhere there are none. The last report of `labsvar reconcile` is shown
    from `reconcile_folder`. Id cards count that those on the `trust` list signed; `token_service` is that of a
    demonstration. `npn_local` are sample numbers that laboratories make themselves, and `npn_only` the receivers
    that take national ones only; `hotel_stocks` are the stocks of sampling places by their names. `agreed` is what
    laboratories agreed on about reference samples, `step_limits` how long the steps of a sample's journey may
    take. `fhir` is the door for FHIR clients; one with a key of its own is made where none is given. `laboratories`
    are the location numbers of laboratories by the names that their people's accounts have as organisation."""

    demo: bool = False
    language: LanguageCode = "da"
    max_body_bytes: int = 200 * ONE_MEGABYTE
    reading: Reading = DEFAULT
    takes_letters: bool = True
    shows_results: bool = True
    personas: Personas = field(default_factory=NoPersonas)
    reconcile_folder: Path | None = None
    agreed: Agreement = AGREED
    step_limits: Limits = ()
    laboratories: Mapping[str, str] = field(default_factory=dict)
    trust: TrustList = field(default_factory=TrustList)
    npn_lowest_level: int = 3
    npn_local: tuple[LocalSeries, ...] = ()
    npn_only: frozenset[str] = frozenset()
    hotel_stocks: Mapping[str, Path] = field(default_factory=dict)
    token_service: TokenService | None = None
    fhir: Door = field(default_factory=lambda: door_of(new_key()))

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over HTTPS only: always, but for a demonstration on this machine."""
        return not self.demo


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def reading_of(
    report_versions: Mapping[str, ReportVersions],
    silence_refuses: Iterable[str],
    *,
    hide: bool,
    shown_once: ShownOnce = "once",
) -> Reading:
    """How the record is read, from the settings of the same names (`hide` of refused requisitions)."""
    return Reading(
        report_versions=dict(report_versions),
        silence_refuses=frozenset(silence_refuses),
        refused_requisitions_hide=hide,
        shown_once=shown_once,
    )
