"""The table of samples that arrived at a reference laboratory."""

from labsvar.database.migrations import run_file

revision = "0010"
down_revision = "0013"


def upgrade() -> None:
    """Makes the table."""
    run_file("0010_reference.sql")
