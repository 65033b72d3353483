"""The style, the script and the picture of the pages: three files, held in memory."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.web.rendering import STATIC
from labsvar.web.rights import Right, needs

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES: Final = {file.name: file.read_bytes() for file in STATIC.iterdir() if file.suffix in _TYPES}


@get(
    "/static/{name:str}",
    opt=needs(Right.PUBLIC),
    include_in_schema=False,
    # An address names its file's content, so that browsers may keep the file.
    cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
)
async def static_file(name: FromPath[str]) -> Response[bytes]:
    """One of the files. Raises `NotFoundException` for any other name."""
    if name not in _FILES:
        raise NotFoundException
    return Response(_FILES[name], media_type=_TYPES[f".{name.rpartition('.')[2]}"])
