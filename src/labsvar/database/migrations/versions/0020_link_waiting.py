"""Letters wait for being linked until they were, however long that takes."""

from labsvar.database.migrations import run_file

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Makes the queue, and puts in it what was never linked."""
    run_file("0020_link_waiting.sql")
