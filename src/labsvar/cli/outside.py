"""The outside FHIR validator on the command line: where it is, and what is said when it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from labsvar.checks.fhir.outside import Outside, Unavailable
from labsvar.cli.errors import Misconfigured, WrongUsage
from labsvar.cli.installation import settings_of
from labsvar.conversion.fhir.own import structure_definitions


@contextmanager
def opened(profiles: Sequence[Path], *, data: Path | None) -> Iterator[Outside]:
    """The validator, ready for files. Raises `WrongUsage` for profiles that are not there, and `Misconfigured`
    where the settings do not say where the validator is, or say it wrong."""
    lost = [str(each) for each in profiles if not each.exists()]
    if lost:
        raise WrongUsage(
            da=f"{', '.join(lost)} findes ikke; --profiles er en mappe eller en .tgz med en guides profiler",
            en=f"{', '.join(lost)} is not there; --profiles is a folder or a .tgz with the profiles of a guide",
        )
    found = settings_of(data=data)
    if found.fhir_validator is None or found.fhir_definitions is None:
        raise Misconfigured(
            da="--profiles kræver indstillingerne fhir_validator og fhir_definitions",
            en="--profiles needs the settings fhir_validator and fhir_definitions",
        )
    try:
        with Outside(
            python=found.fhir_validator,
            profiles=profiles,
            definitions=found.fhir_definitions,
            own=structure_definitions(),
        ) as outside:
            yield outside
    except Unavailable:
        raise Misconfigured(
            da="Den Python, som fhir_validator nævner, kan ikke starte pyrofile-validator med fhir_definitions.",
            en="The Python that fhir_validator names cannot start pyrofile-validator with fhir_definitions.",
        ) from None
