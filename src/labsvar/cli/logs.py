"""The log: one line of JSON per event on standard error, so that standard output holds results only."""

from __future__ import annotations

import sys
from typing import Literal

import structlog


def to_standard_error(lowest: Literal["info", "warning"]) -> None:
    """Sends what the rooms log to standard error, from a level on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        # Asked for anew at each event: standard error may have been exchanged since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
