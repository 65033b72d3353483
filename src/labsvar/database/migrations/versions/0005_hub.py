"""The tables of the hub."""

from labsvar.database.migrations import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0005_hub.sql")
