"""The tables of VANSEnvelopes."""

from labsvar.database.migrations import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0004_vans.sql")
