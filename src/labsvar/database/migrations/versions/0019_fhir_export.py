"""Bulk exports over FHIR."""

from labsvar.database.migrations import run_file

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Adds the table of exports."""
    run_file("0019_fhir_export.sql")
