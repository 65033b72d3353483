"""Requisitions, kept until a laboratory fetches them."""

from labsvar.database.migrations import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table, and room for letters that are no answers."""
    run_file("0003_requisitions.sql")
