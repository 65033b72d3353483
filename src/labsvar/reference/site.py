"""All reference pages."""

from __future__ import annotations

from labsvar.reference import (
    assumptions,
    commands,
    envelope,
    fhir_mapping,
    fhir_search,
    flows,
    http,
    letters,
    rooms,
    rules,
    settings,
    tables,
    versions,
)


def pages() -> dict[str, str]:
    """Every page: its path below `docs/reference`, and its text."""
    makers = (
        letters,
        envelope,
        fhir_mapping,
        fhir_search,
        versions,
        tables,
        rules,
        flows,
        commands,
        http,
        settings,
        rooms,
        assumptions,
    )
    return {name: text for maker in makers for name, text in maker.pages()}
