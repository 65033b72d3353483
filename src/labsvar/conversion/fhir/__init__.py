"""Letters to FHIR and back: the European laboratory report, and DK Core resources."""

from labsvar.conversion.fhir.bundles import (
    ConvertedBundle,
    bundle_of,
    is_fhir,
    one_by_one,
    to_bundle,
    to_letter,
)
from labsvar.conversion.fhir.systems import TARGETS, Choices, Target

__all__ = [
    "TARGETS",
    "Choices",
    "ConvertedBundle",
    "Target",
    "bundle_of",
    "is_fhir",
    "one_by_one",
    "to_bundle",
    "to_letter",
]
