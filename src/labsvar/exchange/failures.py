"""What may be told of a failure that nobody foresaw: its kind, and where in our code it happened.

Never its text, which may hold values (rule S18).
"""

from __future__ import annotations

import traceback


def told(failure: BaseException) -> dict[str, str]:
    """The kind and the place of a failure, as fields of the log."""
    frames = traceback.extract_tb(failure.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return {"kind": type(failure).__name__, "place": place}
