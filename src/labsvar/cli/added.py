"""The elements that an installation adds to a version of which no schema is public."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from labsvar.cli.errors import Misconfigured
from labsvar.letters import catalogue

_VARIABLE: Final = "LABSVAR_ADDED_ELEMENTS"


def add_elements(tables: Mapping[str, Any]) -> None:
    """Takes the tables of the settings. Raises `Misconfigured`."""
    try:
        catalogue.add_elements(tables)
    except ValueError as error:
        raise Misconfigured(
            da=f"Indstillingen added_elements er forkert. {error}",
            en=f"The setting added_elements is wrong. {error}",
        ) from None


def add_elements_of_environment() -> None:
    """The same for a command that works on files and on no installation: only the environment is asked."""
    if _VARIABLE in os.environ:
        from labsvar.cli.installation import settings_of

        settings_of()
