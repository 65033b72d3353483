"""The tables of VANSEnvelopes."""

from labsvar.database.migrations import FOLDER, run_file

revision = "0004"
down_revision = "0003" if list((FOLDER / "versions").glob("0003_*.py")) else "0002"


def upgrade() -> None:
    """Makes the tables."""
    run_file("0004_vans.sql")
