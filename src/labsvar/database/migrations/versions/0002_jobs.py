"""The tables of the job queue, in a schema of their own."""

from labsvar.database.migrations import jobs_schema, run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the queue's tables as the installed version of it wants them."""
    run(jobs_schema())
