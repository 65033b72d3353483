"""Times of FHIR as Denmark's, without a zone, as all times of stored reports are."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from labsvar.letters.zone import DENMARK

_MINUTE: Final = timedelta(minutes=1)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def moment(text: str | None) -> datetime | None:
    """A date, a part of one or a time; `None` for what is none.

    Assumption: what is missing of a date is its beginning, and a time without a zone is Denmark's.
    """
    if text is None:
        return None
    whole = _DATE.fullmatch(text)
    try:
        if whole is not None:
            return datetime(int(whole[1]), int(whole[2] or 1), int(whole[3] or 1))
        found = datetime.fromisoformat(text)
        local = found if _is_danish(found) else found.astimezone(DENMARK)
    except (ValueError, OverflowError):
        return None
    return local.replace(tzinfo=None, fold=0)


def _is_danish(found: datetime) -> bool:
    """Whether a time has Denmark's offset, in the whole minutes that FHIR can write, or none."""
    offset = found.utcoffset()
    here = found.replace(tzinfo=DENMARK).utcoffset()
    return offset is None or here is None or offset == here // _MINUTE * _MINUTE
