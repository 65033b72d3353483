"""The tables of sources, and of letters sent on again by hand."""

from labsvar.database.migrations import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0006_sources.sql")
