"""The page of the settings an operator may decide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticUndefined

from labsvar.reference.markdown import code, page, table
from labsvar.settings import Settings


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    prefix = str(Settings.model_config.get("env_prefix"))
    rows = [
        (code(f"{prefix}{name.upper()}"), code(_written(field)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    yield (
        "settings.md",
        page(
            "Settings",
            "Each is read from the environment. Tables and lists are written as JSON, such as "
            """`LABSVAR_LOCATIONS='{"5790000000005": "*"}'` or `LABSVAR_ROLES='["hub", "view"]'`.""",
            table(["Setting", "Default", "What it decides"], rows),
        ),
    )


def _written(field: Any) -> str:
    """The default as it would be written in the environment; nothing for none."""
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, frozenset):
        value = sorted(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')
