"""The tables of the service for national sample numbers, and of calls of services."""

from labsvar.database.migrations import run_file

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0012_npn.sql")
