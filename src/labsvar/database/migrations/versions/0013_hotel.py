"""The tables of the requisition hotel."""

from labsvar.database.migrations import run_file

revision = "0013"
down_revision = "0017"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0013_hotel.sql")
