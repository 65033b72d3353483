"""The files of the project as git knows them: those committed, and those about to be."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "labsvar"


@cache
def texts() -> dict[str, str]:
    """Every text file of the project by its path; pictures and other bytes are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = {}
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file():
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


def sources() -> dict[str, str]:
    """The project's own Python modules, tests and tools included."""
    return {name: text for name, text in texts().items() if name.endswith(".py")}


@cache
def modules() -> dict[str, ast.Module]:
    """The same, parsed."""
    return {name: ast.parse(text) for name, text in sources().items()}
