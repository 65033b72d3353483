"""The tables of links between answers."""

from labsvar.database.migrations import run_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0009_linking.sql")
