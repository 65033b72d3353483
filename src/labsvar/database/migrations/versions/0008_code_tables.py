"""Tables of codes in versions, and finding the letters of a period."""

from labsvar.database.migrations import run_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0008_code_tables.sql")
