"""Tubes of requisitions from the hotel have numbers, and letters from it are deliveries like all others."""

from labsvar.database.migrations import run_file

revision = "0018"
down_revision = "0010"


def upgrade() -> None:
    """Adds the numbers of tubes, and takes letters from the hotel among the deliveries."""
    run_file("0018_hotel_tubes.sql")
