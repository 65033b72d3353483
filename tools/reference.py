"""Writes what is made of the documentation: reference pages and example letters.

With `--check` it only tells which are not fresh.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference"
EXAMPLES = ROOT / "docs" / "examples"
NOT_MADE_HERE = {"index.md", "bench.md"}


def wanted() -> dict[Path, str]:
    """Every file that is made: where it belongs, and what it should say."""
    sys.path.insert(0, str(ROOT))
    from labsvar.reference import pages
    from tests.meta import toc
    from tests.meta.examples import examples
    from tests.spec import once_table
    from tests.spec.rows import page as rows

    made_from_tests = {
        "safety.md": toc.page(),
        "safety-rows.md": rows.page(),
        "shown-once.md": once_table.page(),
    }
    reference = {**pages(), **made_from_tests}
    return {FOLDER / name: text for name, text in reference.items()} | {
        EXAMPLES / name: text for name, text in examples().items()
    }


def stale(made: dict[Path, str]) -> list[Path]:
    """Files that are missing, say something else, or are made by nothing any more."""
    written = {
        path for path in FOLDER.rglob("*.md") if path.name not in NOT_MADE_HERE or path.parent != FOLDER
    }
    written |= set(EXAMPLES.glob("*.xml"))
    differing = {path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text}
    return sorted(differing | (written - made.keys()))


def main(arguments: list[str]) -> int:
    """Writes or checks; ends with 1 when `--check` finds a page that is not fresh."""
    made = wanted()
    changed = stale(made)
    for path in changed:
        print(path.relative_to(ROOT))
        if "--check" in arguments:
            continue
        if path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()
    if changed and "--check" in arguments:
        print("These are not fresh; `make docs` writes them.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
