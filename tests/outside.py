"""The outside FHIR validator, as `make setup` installs it beside the repository's own environment.

    python -m tests.outside FOLDER [COUNT]

FOLDER holds letters (`labsvar population` writes such a folder); COUNT bounds how many are taken. Each goes out
as a European report, is judged by our rules and by the validator, and what they find is counted.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from labsvar import formats
from labsvar.checks import fhir as checks
from labsvar.checks.fhir.outside import Outside
from labsvar.conversion import CannotConvert, message_of
from labsvar.conversion.fhir import bundle_of, one_by_one
from labsvar.conversion.fhir.own import structure_definitions
from labsvar.findings import Finding
from tests import shared

HOME = Path(__file__).parents[1] / ".venv-profiles"
PYTHON = HOME / "bin" / "python"
DEFINITIONS = HOME / "r4"
PROFILES = shared.FOLDER / "fhir" / "profiles"


def asked() -> Outside:
    """The validator with the European profiles. Skips the test that asks where it is absent."""
    if not PYTHON.exists() or not DEFINITIONS.is_dir():
        pytest.skip("the outside FHIR validator is not here; `make setup` installs it")
    if not PROFILES.is_dir():
        pytest.skip("the European profiles are not here; LABSVAR_SHARED names their folder")
    return Outside(python=PYTHON, profiles=[PROFILES], definitions=DEFINITIONS, own=structure_definitions())


def errors(findings: tuple[Finding, ...]) -> set[str]:
    """The rules broken."""
    return {f"{each.rule} {each.path}" for each in findings if each.severity == "error"}


def reports(folder: Path, most: int) -> list[bytes]:
    """The letters of a folder as European reports, as far as they can be told so."""
    made: list[bytes] = []
    for path in sorted(each for each in folder.rglob("*") if each.suffix in (".xml", ".edi")):
        read = formats.read(path.read_bytes())
        for each in one_by_one(read) if message_of(read) else ():
            message = message_of(each)
            assert message is not None
            try:
                made.append(
                    bundle_of(
                        message, to="eu-lab", given={"report-status": "komplet_svar"}, accept_losses=True
                    ).data
                )
            except CannotConvert:
                continue
            if len(made) == most:
                return made
    return made


def main(folder: Path, most: int) -> Counter[str]:
    """How many reports there were, and what was found in them."""
    counted: Counter[str] = Counter()
    with asked() as outside:
        for raw in reports(folder, most):
            counted["reports"] += 1
            counted.update(f"ours: {each}" for each in errors(checks.check(raw).findings))
            counted.update(f"outside: {each}" for each in errors(outside.check(raw)))
    return counted


if __name__ == "__main__":
    for line, count in sorted(main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 500).items()):
        print(f"{count:6} {line}")
