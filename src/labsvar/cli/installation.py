"""The installation a command works on: its settings, its database, and what can be wrong with them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from pydantic import ValidationError

from labsvar import settings
from labsvar.cli import logs
from labsvar.cli.added import add_elements
from labsvar.cli.errors import Misconfigured, Unavailable
from labsvar.database import Database
from labsvar.database.errors import DatabaseError, NotOurs
from labsvar.database.folder import CLUSTER, MARK, Mark
from labsvar.settings import Settings
from labsvar.web import linking, services, taking


def settings_of(*, data: Path | None = None, **given: Any) -> Settings:
    """The settings: what was given on the command line, else the environment, else the file.

    Raises `Misconfigured`, which names the setting and never its value.
    """
    stated = {name: value for name, value in (given | {"data": data}).items() if value is not None}
    try:
        found = settings.load(**stated)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise Misconfigured(
            da=f"En indstilling er forkert. {problems}", en=f"A setting is wrong. {problems}"
        ) from None
    except settings.NotJson as error:
        raise Misconfigured(
            da=f"En indstilling er forkert. {error.setting}: tabeller og lister skrives som JSON.",
            en=f"A setting is wrong. {error.setting}: tables and lists are written as JSON.",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            da=f"{settings.FILE} i datamappen er ikke TOML: {error}",
            en=f"{settings.FILE} in the data folder is not TOML: {error}",
        ) from error
    except OSError as error:
        raise Misconfigured(
            da=f"{settings.FILE} i datamappen kan ikke læses: {error.strerror}",
            en=f"{settings.FILE} in the data folder cannot be read: {error.strerror}",
        ) from error
    add_elements(found.added_elements)
    _check_meaning(found)
    return found


def _check_meaning(found: Settings) -> None:
    """Raises `Misconfigured` for settings that name a kind, a version, an element or a file there is not, or
    numbers that contradict each other."""
    try:
        taking.policy_of(found)
        taking.capabilities_of(found)
        taking.own_lifts(found)
        linking.agreement_of(found)
        services.npn_of(found)
        services.trusted(found)
    except taking.WrongSetting as error:
        raise Misconfigured(
            da=f"En indstilling er forkert. {error}", en=f"A setting is wrong. {error}"
        ) from None


def existing(*, data: Path | None) -> Settings:
    """The settings of an installation for a command beside it: a demonstration is known by its folder.

    Raises `Misconfigured` where no installation has been started: a mistyped folder must not become a
    new installation that answers as if all were well; nor must the folder of one whose database is
    elsewhere, when its address is forgotten. With the address the folder may hold anything.
    """
    logs.to_standard_error("warning")
    found = settings_of(data=data)
    if found.database is None and not all((found.data / name).exists() for name in (MARK, CLUSTER)):
        raise Misconfigured(
            da=f"Der er ingen installation i {found.data}; start en med labsvar up --data {found.data}, "
            "eller angiv mappen med --data",
            en=f"There is no installation in {found.data}; start one with labsvar up --data {found.data}, "
            "or give its folder by --data",
        )
    if found.demo:
        return found
    return found.model_copy(update={"demo": _is_demonstration(found.data)})


@contextmanager
def opened(found: Settings) -> Iterator[Database]:
    """The installation's database, beside a running server or alone. Raises as `troubles` says."""
    from labsvar.web.serve import open_database

    with troubles(), open_database(found) as database:
        yield database


@contextmanager
def troubles() -> Iterator[None]:
    """What can be wrong with an installation, as errors of the command line.

    Raises `Misconfigured` for a folder that is not ours, `Unavailable` for a database that is not there.
    """
    try:
        yield
    except NotOurs as error:
        raise Misconfigured(da=str(error), en=str(error)) from error
    except DatabaseError as error:
        raise Unavailable(da=str(error), en=str(error)) from error


def _is_demonstration(data: Path) -> bool:
    try:
        return msgspec.json.decode((data / MARK).read_bytes(), type=Mark).demo
    except (OSError, msgspec.MsgspecError):
        # No folder yet, or one that is not ours, which the database says more clearly.
        return False
