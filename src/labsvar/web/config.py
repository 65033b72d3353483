"""What the web needs to know of an installation's settings, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address

from labsvar.results.record import ReportVersions
from labsvar.web.personas import NoPersonas, Personas
from labsvar.web.texts import LanguageCode

ONE_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """`max_body_bytes` is the largest body the door for letters takes. `report_versions` says what a
    later microbiology report does to an earlier one (rule S1). An installation that is a hub or a
    databank `takes_letters`, one that is a view `shows_results`. `personas` are those a demonstration
    offers instead of passwords; elsewhere there are none."""

    demo: bool = False
    language: LanguageCode = "da"
    max_body_bytes: int = 200 * ONE_MEGABYTE
    report_versions: ReportVersions = "replaces"
    takes_letters: bool = True
    shows_results: bool = True
    personas: Personas = field(default_factory=NoPersonas)

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


def report_versions_of(
    setting: Mapping[str, ReportVersions], kinds: Sequence[str] = ("XRPT05",)
) -> ReportVersions:
    """The setting for the kinds with one status for the whole report that are taken today."""
    return next((setting[kind] for kind in kinds if kind in setting), "replaces")
