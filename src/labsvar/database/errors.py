"""The errors of this room, from the broadest to the narrowest.

DatabaseError
NoServer            no PostgreSQL could be found or started
NotOurs             a folder or database that this installation did not make (rule S19)
InUse               a data folder that another server works in
"""

from __future__ import annotations


class DatabaseError(Exception):
    """Something an operator can put right; the text says what."""


class NoServer(DatabaseError):
    """No PostgreSQL could be found or started."""


class NotOurs(DatabaseError):
    """A data folder or a database that this installation did not make (rule S19)."""


class InUse(DatabaseError):
    """A data folder that another server works in."""
