"""Templates and files of the pages: one environment, with every value escaped."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labsvar.web.texts import Texts

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


@cache
def asset(name: str) -> str:
    """The address of a file, with its content's hash, so that browsers may keep it for good.

    Raises `FileNotFoundError` for a file that is not there.
    """
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["asset"] = asset
    return made


ENVIRONMENT: Final = _environment()


def render(template: str, *, texts: Texts, **context: object) -> str:
    """A whole page. `context` holds what the template names; anything missing is an error."""
    return ENVIRONMENT.get_template(template).render(t=texts, **context)
