"""Alembic's way in: runs the steps on the connection it is given."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="labsvar", transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
