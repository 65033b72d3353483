"""The page of the versions: what is done with each, and how many tests stand behind that."""

from __future__ import annotations

from collections.abc import Iterator

from labsvar.cli.versions import ABILITIES, matrix
from labsvar.reference.markdown import code, page, table


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    rows = [
        (
            row.kind,
            f"[{code(row.version)}](letters/{_page(row.version)})",
            row.form,
            *(str(row.tests[name]) for name in ABILITIES),
        )
        for row in matrix()
    ]
    yield (
        "versions.md",
        page(
            "Versions",
            "Every version of every letter, and what Labsvar does with it, as `labsvar versions` prints it.",
            table(["Kind", "Version", "Form", *(name.capitalize() for name in ABILITIES)], rows),
            "The figures are numbers of tests. `make versions` runs the unit tests and the specification, and "
            "counts a test for a version when it passed and a reader gave a letter of that version, a writer "
            "wrote one, the content rules were held against one, a view showed one, or a conversion went from "
            "it or to it. A letter that was read from EDIFACT counts for the EDIFACT version. Tests with a "
            "database, with a browser and those that start programs of their own come on top and are not counted.",
        ),
    )


def _page(version: str) -> str:
    return f"{version}.md" if version.startswith("X") else f"X{version}.md#edifact"
