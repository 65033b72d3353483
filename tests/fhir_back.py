"""Whether a letter that went out to FHIR comes back as it was, but for what the list names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from labsvar.conversion.difference import differences, envelope_differences
from labsvar.conversion.fhir import ConvertedBundle, to_letter
from labsvar.formats import fhir
from labsvar.formats.fhir.resources import Bundle
from labsvar.letters.catalogue import RELEASES, Emessage, version_of


def back(data: bytes, to: str) -> Emessage:
    """The letter of a Bundle's bytes, with whatever is lost accepted."""
    bundle = fhir.read(data).resource
    assert isinstance(bundle, Bundle)
    return to_letter(bundle, to=to, accept_losses=True).message


def differing(before: Emessage, after: Emessage) -> set[str]:
    """The places where two letters of one version differ, envelope included."""
    letter, again = before.letters[0], after.letters[0]
    version = version_of(letter)
    path = f"/Emessage/{version.root_name}"
    return {
        *differences(letter, again, source=version, target=version, path=path),
        *envelope_differences(before.envelope, after.envelope, source=RELEASES[before.namespace]),
    }


def astray(message: Emessage, made: ConvertedBundle) -> tuple[list[str], list[str]]:
    """What differs without being listed, and what is listed without differing."""
    found = differing(message, back(made.data, version_of(message.letters[0]).code))
    listed = {each.path for each in made.changes if each.kind == "lost"}
    unlisted = [each for each in found if not any(_within(each, one) for one in listed)]
    return unlisted, [one for one in listed if not any(_within(each, one) for each in found)]


def _within(path: str, around: str) -> bool:
    """Whether an element stands at or in another; a place without positions is any."""
    return any(
        each == around or each.startswith(f"{around}/") for each in (path, re.sub(r"\[\d+\]", "", path))
    )


def with_table_in_place(message: Emessage) -> Emessage:
    """A microbiology letter whose cells all point at an organism and an antibiotic; any other as it is."""
    letter: Any = message.letters[0]
    results = letter.laboratory_results
    changes = {
        name: _in_place(getattr(results, name))
        for name in ("investigations", "culture_with_findings")
        if hasattr(results, name)
    }
    return replace(message, letters=(replace(letter, laboratory_results=replace(results, **changes)),))


def _in_place(found: Any) -> Any:
    if found is None:
        return None
    if isinstance(found, tuple):
        return tuple(replace(each, culture_findings=_in_place(each.culture_findings)) for each in found)
    pattern, organisms = found.pattern, len(found.microorganisms)
    if pattern is None or not organisms:
        return replace(found, pattern=None)
    cells: Iterable[Any] = pattern.pattern_entries
    moved = tuple(
        replace(
            each,
            ref_microorganism=(each.ref_microorganism - 1) % organisms + 1,
            ref_antibiotic=(each.ref_antibiotic - 1) % len(pattern.antibiotics) + 1,
        )
        for each in cells
    )
    return replace(found, pattern=replace(pattern, pattern_entries=moved))
