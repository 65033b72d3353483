"""FHIR R4 in JSON: resources to bytes and back."""

from __future__ import annotations
