"""Resources with their versions, and everything that is served about one person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from labsvar.comparability import Comparing
from labsvar.conversion.fhir.systems import Choices
from labsvar.fhirview.ids import Ids
from labsvar.formats.fhir import write
from labsvar.formats.fhir.resources import (
    Composition,
    DiagnosticReport,
    Meta,
    Observation,
    Organization,
    Patient,
    Reference,
    ServiceRequest,
    Specimen,
)
from labsvar.letters.zone import DENMARK

Resource: TypeAlias = (
    Patient | DiagnosticReport | Observation | Specimen | ServiceRequest | Organization | Composition
)
_VERSION_DIGITS: Final = 16


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """One resource, newest version first. Every version has its `meta`."""

    resources: tuple[Resource, ...]

    @property
    def current(self) -> Resource:
        """The newest version."""
        return self.resources[0]


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person that may be seen, by type and id; newest first within a type.

    `left_out` is the record's: the person has blocked something that would be here otherwise.
    """

    by_type: Mapping[str, Mapping[str, Versions]]
    left_out: bool = False

    def all(self, kind: str) -> Iterator[Resource]:
        """The current resources of a type."""
        return (each.current for each in self.by_type.get(kind, {}).values())

    def versions(self, kind: str, resource_id: str) -> Versions | None:
        """One resource; `None` when there is none that may be seen."""
        return self.by_type.get(kind, {}).get(resource_id)

    def without_earlier(self) -> Served:
        """The same, without the versions before the current ones: what citizens see of their own."""
        current = {
            kind: {name: Versions(resources=(each.current,)) for name, each in versions.items()}
            for kind, versions in self.by_type.items()
        }
        return Served(by_type=current, left_out=self.left_out)

    def find(self, reference: str | None) -> Resource | None:
        """What a relative reference points at, if it may be seen."""
        kind, _, resource_id = (reference or "").partition("/")
        found = self.versions(kind, resource_id)
        return None if found is None else found.current


class Making(msgspec.Struct, frozen=True):
    """What resources are made with: the person, the ids, what the guides leave open, and the released groups of
    comparable methods."""

    person_key: str
    ids: Ids
    choices: Choices = Choices()
    comparing: Comparing = Comparing.NOTHING

    def subject(self) -> Reference:
        """The reference to the patient."""
        return Reference(reference=f"Patient/{self.ids.patient(self.person_key)}")

    def id(self, kind: str, *identity: str) -> str:
        """The id of a resource of a type, by what identifies it."""
        return self.ids.of(self.person_key, kind, *identity)

    def at(self, kind: str, *identity: str) -> Reference:
        """A reference to a resource of a type."""
        return Reference(reference=f"{kind}/{self.id(kind, *identity)}")


def stamped(resource: Any, updated: datetime | None) -> Any:
    """A resource with its version and the time it was changed.

    The version is a digest of the content. A number counted up would betray versions that are hidden
    (rule S13).
    """
    version = hashlib.sha256(write(resource)).hexdigest()[:_VERSION_DIGITS]
    at = None if updated is None else instant(updated)
    return replace(resource, meta=Meta(version_id=version, last_updated=at))


def type_of(resource: Any) -> str:
    """The name of a resource's type."""
    name: str = resource.__struct_config__.tag
    return name


def reference_to(resource: Resource) -> str:
    """The relative reference to a resource."""
    return f"{type_of(resource)}/{resource.id}"


def instant(moment: datetime) -> str:
    """A time as FHIR writes one. A time of a letter is Denmark's; of the hour that autumn has twice, the first is
    meant (both are assumptions of `labsvar.conversion.fhir.times`)."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    offset = moment.replace(tzinfo=DENMARK).utcoffset() or timedelta()
    # Before 1894 Denmark's own time was not whole minutes from Greenwich's, which FHIR cannot write.
    minutes = int(offset.total_seconds()) // 60
    return f"{moment.isoformat(timespec='seconds')}+{minutes // 60:02}:{minutes % 60:02}"


def by_id(versions: Iterable[Versions]) -> dict[str, Versions]:
    """Resources by id, in their order; of two with one id the first is kept."""
    found: dict[str, Versions] = {}
    for each in versions:
        found.setdefault(each.current.id or "", each)
    return found
