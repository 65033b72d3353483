"""Requests to delete are noted each time."""

from labsvar.database.migrations import run_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Makes the time a part of the key."""
    run_file("0017_hub_noted.sql")
