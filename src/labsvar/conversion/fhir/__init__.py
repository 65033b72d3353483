"""Letters to FHIR and back: the European laboratory report, and DK Core resources."""
