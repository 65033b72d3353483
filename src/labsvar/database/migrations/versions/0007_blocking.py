"""The tables of blocking."""

from labsvar.database.migrations import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0007_blocking.sql")
