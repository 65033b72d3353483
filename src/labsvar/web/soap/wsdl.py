"""The fixed WSDL files: those of the services beside this module, with the header of the profile put in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
_HEADER: Final = "<!-- dgws -->"


@cache
def wsdl(name: str) -> str:
    """The WSDL of a service; the schemas of the header stand where the file has `<!-- dgws -->`."""
    text = (_FOLDER / f"{name}.wsdl").read_text(encoding="utf-8")
    return text.replace(_HEADER, (_FOLDER / "dgws.xsd.part").read_text(encoding="utf-8").strip())
