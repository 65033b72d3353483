"""The settings of an installation: read once from the environment and a file, then passed on.

Every setting can be given as `LABSVAR_<NAME>` or as a line of `labsvar.toml` in the data folder.
Rooms below the command line and the web get the values they need, never this object.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

FILE: Final = "labsvar.toml"
_PREFIX: Final = "LABSVAR_"
# How the library names the setting it could not read; it keeps the name nowhere else.
_NAMED: Final = re.compile(r'field "(\w+)"')
_REPORT_VERSIONS: Final[dict[str, Literal["replaces", "adds"]]] = {
    "XRPT03": "replaces",
    "XRPT04": "replaces",
    "XRPT05": "replaces",
    "XRPT06": "replaces",
    "XRPT07": "replaces",
}
_ROUTES: Final = {
    "XRPT01": "LABA",
    "XRPT02": "MiBa",
    "XRPT03": "PGDB",
    "XRPT04": "PGDB",
    "XRPT05": "MiBa",
    "XRPT06": "MiBa",
    "XRPT07": "PGDB",
    "XREQ01": "Hotel",
    "XREQ02": "Hotel",
    "XREQ03": "Hotel",
    "XREQ04": "Hotel",
}


class NotJson(ValueError):
    """A table or a list in the environment that is not JSON; `setting` is the name of its variable."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


class Settings(BaseSettings):
    """What an operator may decide."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    data: Path = Field(Path("labsvar-data"), description="The data folder.")
    database: str | None = Field(
        None, description="Address of a PostgreSQL (15 or newer); without one an embedded server is started."
    )
    host: str = Field("127.0.0.1", description="The address the server listens on.")
    port: int = Field(8000, description="The port the server listens on; 0 picks a free one.")
    demo: bool = Field(False, description="Whether this is a demonstration; binds to loopback only.")
    demo_citizens: int = Field(
        200, ge=1, description="How many made-up citizens a demonstration is filled with at its first start."
    )
    demo_years: float = Field(3.0, gt=0, le=20, description="Over how many years their results reach back.")
    demo_any_person: bool = Field(
        True,
        description="Whether a demonstration also takes letters about persons who are not known to be made "
        "up, as those of MedCom's example letters are not. Set it to false in a test installation that "
        "real letters could reach. Production refuses test persons and made-up persons whatever is set.",
    )
    roles: frozenset[Literal["hub", "databank", "view"]] = Field(
        frozenset({"hub", "databank", "view"}), description="What this installation is."
    )
    locations: dict[str, str] = Field(
        default_factory=dict,
        description="Our own location numbers (GLN) and the databank each stands for; '*' is any.",
    )
    routes: dict[str, str] = Field(
        default_factory=_ROUTES.copy,
        description="Which databank takes which kind of letter: LABA, MiBa, PGDB, or Hotel for requisitions.",
    )
    destinations: dict[str, str] = Field(
        default_factory=dict,
        description="The address of the public door of each databank that is another installation.",
    )
    own_gln: str = Field("5790000000005", description="The location number this installation answers as.")
    report_versions: dict[str, Literal["replaces", "adds"]] = Field(
        default_factory=_REPORT_VERSIONS.copy,
        description="Whether a later letter with one status for the whole report replaces it or adds to it.",
    )
    silence_refuses: frozenset[str] = Field(
        frozenset({"XR0330P", "XR0430P", "XR0431P"}),
        description="Versions in which a missing consent element says that consent is not given, since "
        "there the element states that it is. Their EDIFACT forms are read as the same versions.",
    )
    refused_requisitions_hide: bool = Field(
        True,
        description="Whether a refusal on a requisition also hides the answers under its number, until an "
        "answer says explicitly that it may be shown.",
    )
    added_elements: dict[str, list[dict[str, str | int]]] = Field(
        default_factory=dict,
        description="Elements that XQ0132K has beside XQ0131K, as a list under its code: path (the element "
        "it stands right after), name, minimum, maximum and length.",
    )
    max_letter_megabytes: int = Field(10, description="The largest single letter that is read.")
    max_body_megabytes: int = Field(200, description="The largest body the door takes.")
    language: Literal["da", "en"] = Field("da", description="The language pages are shown in first.")


def load(**given: Any) -> Settings:
    """The settings of an installation: what is given wins over the environment, that over the file.

    The file is looked for in the data folder. Raises `tomllib.TOMLDecodeError` when it is not TOML,
    `NotJson` for a table or list in the environment that cannot be read, and `pydantic.ValidationError`
    for a name or a value that no setting has.
    """
    folder = given.get("data") or os.environ.get(f"{_PREFIX}DATA") or Settings.model_fields["data"].default
    file = Path(folder) / FILE
    written = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    in_environment = {name.upper() for name in os.environ}
    unset = {
        name: value for name, value in written.items() if f"{_PREFIX}{name}".upper() not in in_environment
    }
    try:
        return Settings(**(unset | given))
    except SettingsError as error:
        named = _NAMED.search(str(error))
        raise NotJson(f"{_PREFIX}{named[1].upper() if named else '*'}") from None
