"""Migrations: Alembic keeps the order, the steps themselves are plain SQL in files.

A step is added and never edited once released; there is no way back, since nothing stored is ever
removed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import op
from procrastinate.schema import SchemaManager

FOLDER = Path(__file__).parent
_JOB_RIGHTS = """
GRANT USAGE ON SCHEMA jobs TO labsvar_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO labsvar_app;
"""


def run_file(name: str) -> None:
    """Runs a file of SQL that stands beside the step."""
    run((FOLDER / "versions" / name).read_text(encoding="utf-8"))


def run(statements: str) -> None:
    """Runs statements as they are, without looking for parameters in them."""
    connection: Any = op.get_bind().connection.driver_connection
    connection.execute(statements)


def jobs_schema() -> str:
    """What makes the tables of the job queue in a schema `jobs`."""
    return (
        "CREATE SCHEMA jobs; SET LOCAL search_path = jobs;"
        f"{SchemaManager.get_schema()};{_JOB_RIGHTS} SET LOCAL search_path = DEFAULT;"
    )
