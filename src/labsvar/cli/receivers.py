"""Receivers on the command line: which are known, and why one could not take a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from labsvar.checks.capabilities import Capability, obstacles
from labsvar.cli.errors import Unreadable, WrongUsage
from labsvar.cli.files import read_file
from labsvar.findings import Finding

ALL: Final = "all"


class Told(NamedTuple):
    """What is said of a receiver and a file: the findings say why it could not take it."""

    receiver: str
    findings: tuple[Finding, ...]

    @property
    def takes(self) -> bool:
        """Whether it could."""
        return not self.findings


def capabilities_named(names: Sequence[str], *, data: Path | None) -> tuple[Capability, ...]:
    """The capabilities of these receivers, or of all. Raises `WrongUsage`, and as the settings do."""
    from labsvar.cli.installation import settings_of
    from labsvar.web.taking import capabilities_of

    known = capabilities_of(settings_of(data=data))
    unknown = [name for name in names if name != ALL and name not in known]
    if unknown or not known:
        some = ", ".join(sorted(known)) or "-"
        raise WrongUsage(
            da=f"{', '.join(unknown or names)} er ingen modtager i indstillingen capabilities; der er {some}",
            en=f"{', '.join(unknown or names)} is no receiver of the setting capabilities; there are {some}",
        )
    return tuple(known.values()) if ALL in names else tuple(known[name] for name in dict.fromkeys(names))


def content_of_file(path: Path) -> bytes | None:
    """The bytes of a file or of standard input; `None` for one that cannot be read."""
    try:
        return read_file(path)
    except Unreadable:
        return None


def told_of(content: bytes | None, asked: Iterable[Capability]) -> tuple[Told, ...]:
    """What is said of each receiver and a file."""
    if content is None:
        return ()
    return tuple(Told(each.receiver, obstacles(content, each)) for each in asked)


def as_json_of(told: Iterable[Told]) -> dict[str, Any]:
    """What is said of the receivers, as `labsvar check --json` prints it."""
    return {each.receiver: {"takes": each.takes, "findings": each.findings} for each in told}
