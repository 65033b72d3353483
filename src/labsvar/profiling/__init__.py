"""What is in an extract of laboratory results: counted, compared, masked, and told in a report."""

from __future__ import annotations

from labsvar.profiling.columns import BILLING_COLUMNS, COLUMNS, BadMapping, mapping
from labsvar.profiling.model import Options, ReportLanguage, Unread
from labsvar.profiling.run import REPORT, Profile, TooLittleMemory, profile

__all__ = [
    "BILLING_COLUMNS",
    "COLUMNS",
    "REPORT",
    "BadMapping",
    "Options",
    "Profile",
    "ReportLanguage",
    "TooLittleMemory",
    "Unread",
    "mapping",
    "profile",
]
