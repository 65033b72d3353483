"""Under which system user the server's programs run: PostgreSQL refuses to run as root.

As root, a user without login is made for it (or `postgres` is used where users cannot be made). The
folder of the data belongs to that user alone; of the folders above it, and of those above the
programs, only the right to pass through is given, and only where it is missing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import structlog

from labsvar.database.errors import NoServer

NAME = "labsvar_db"
_FALLBACK = "postgres"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user of the machine that the server runs as."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Gives a file or folder to the user."""
        os.chown(path, self.uid, self.gid)

    def let_reach(self, path: Path) -> None:
        """Lets the user pass through the folders above a path."""
        for folder in path.absolute().parents:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH and folder.stat().st_uid != self.uid:
                folder.chmod(mode | stat.S_IXOTH)
                _log.info("folder_opened_for_passage", folder=str(folder))


def needed() -> SystemUser | None:
    """The user to run the server as; `None` when this process is not root and can run it itself.

    Raises `NoServer` when there is no such user and none can be made.
    """
    if os.geteuid() != 0:
        return None
    return _existing(NAME) or _made() or _fallback()


def _existing(name: str) -> SystemUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _made() -> SystemUser | None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return None
    command = [program, "--system", "--no-create-home", NAME]
    subprocess.run(command, capture_output=True, check=False)
    return _existing(NAME)


def _fallback() -> SystemUser:
    user = _existing(_FALLBACK)
    if user is None:
        raise NoServer(
            "PostgreSQL does not run as root, and no user could be made for it. "
            "Start Labsvar as an ordinary user, or set the address of a PostgreSQL (LABSVAR_DATABASE)."
        )
    return user
