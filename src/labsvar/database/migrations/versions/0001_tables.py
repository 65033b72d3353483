"""Every table, and who may do what with it."""

from labsvar.database.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    run_file("0001_tables.sql")
