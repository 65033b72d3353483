"""What laboratories report of their stocks of sample numbers."""

from labsvar.database.migrations import run_file

revision = "0016"
down_revision = "0012"


def upgrade() -> None:
    """Makes the table."""
    run_file("0016_npn_levels.sql")
