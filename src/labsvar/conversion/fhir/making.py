"""What a Bundle is collected in while a letter is told in it: stable ids, resources in order, what to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Final
from uuid import UUID, uuid5

from labsvar.conversion.fhir import parts, texts
from labsvar.conversion.fhir.systems import OWN, PROFILES, SUPPORTING, Choices, Target, own_system
from labsvar.conversion.fhir.times import with_zone
from labsvar.conversion.notes import Notes
from labsvar.formats.fhir.resources import (
    AnyResource,
    Attachment,
    CodeableConcept,
    Coding,
    DocumentReference,
    DocumentReferenceContent,
    Extension,
    Identifier,
)
from labsvar.formats.fhir.resources import Reference as FhirReference
from labsvar.letters.common import Reference
from labsvar.letters.element import DateTime, Paragraphs
from labsvar.letters.text import Mark

_NAMESPACE: Final = uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), OWN).bytes
_PARTS: Final = ("party", "department", "organisation", "practitioner", "role")
_MARKS_DA: Final = "formatering, og linjeskift inde i teksten: teksten kommer tilbage som linjer"
_MARKS_EN: Final = "formatting, and line breaks within the text: the text comes back as lines"


def name_based(name: str) -> str:
    """The UUID (version 5) of a name among ours, as text; `uuid.uuid5` takes three times as long.

    Source: RFC 9562, Universally Unique IDentifiers (UUIDs), 5.5.
    """
    digest = sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


class Making:
    """A Bundle in the making. The same `seed` gives the same ids."""

    def __init__(self, *, target: Target, choices: Choices, seed: str, notes: Notes) -> None:
        self.target: Final = target
        self.choices: Final = choices
        self.notes: Final = notes
        self._seed: Final = f"{seed}|"
        self._ids: dict[str, str] = {}
        self.resources: list[AnyResource] = []

    def id(self, role: str) -> str:
        """The id of the resource with that role in the letter."""
        made = self._ids.get(role)
        if made is None:
            made = self._ids[role] = name_based(self._seed + role)
        return made

    def party_ids(self, role: str) -> Mapping[str, str]:
        """The ids of a party's resources."""
        return {name: self.id(f"{role}/{name}") for name in _PARTS}

    def profile(self, resource: str) -> str | None:
        """The profile that a resource of the target says it follows."""
        return PROFILES[self.target].get(resource)

    def add(self, resource: AnyResource) -> str:
        """Takes a resource; the answer is its id."""
        assert resource.id is not None
        self.resources.append(resource)
        return resource.id

    def laboratory(self, code: str, name: str) -> FhirReference:
        """Points at the laboratory that made a result, which is taken in once."""
        own_id = self.id(f"producer/{code}/{name}")
        if all(each.id != own_id for each in self.resources):
            self.add(parts.producer(own_id=own_id, code=code, name=name))
        return parts.reference(own_id)

    def time(self, moment: DateTime, path: str) -> str | None:
        """A time with its zone."""
        return with_zone(moment, path, self.notes)

    def text(self, marked: Iterable[str | Mark], path: str) -> str | None:
        """The lines of a marked text; `None` for one without words, which is lost as its marks are."""
        content = tuple(marked)
        lines = texts.lines_of(content)
        if texts.marked(lines) != content or not lines:
            self.notes.lost(path, da=_MARKS_DA, en=_MARKS_EN)
        return lines or None

    def paragraphs(self, text: Paragraphs, path: str) -> str | None:
        """Paragraphs as lines; `None` for a single empty one."""
        lines = texts.joined(text)
        if texts.paragraphs(lines) != text:
            self.notes.lost(path, da=_MARKS_DA, en=_MARKS_EN)
        return lines or None

    def attached(self, references: tuple[Reference, ...], role: str) -> tuple[Extension, ...]:
        """What points at what a letter's references point at."""
        taken = (
            self.add(_document(each, self.id(f"{role}/reference/{number}")))
            for number, each in enumerate(references, 1)
        )
        return tuple(Extension(url=SUPPORTING, value_reference=parts.reference(each)) for each in taken)


def _document(each: Reference, own_id: str) -> DocumentReference:
    """What a reference points at, as it was sent: an address, a file, or something that comes separately."""
    attachment = Attachment(title=each.ref_description)
    identifier: Identifier | None = None
    kind = "SUP"
    codes: tuple[Coding, ...] = ()
    if each.url is not None:
        kind = "URL"
        attachment = Attachment(extension=(parts.said("url-as-sent", each.url),), title=each.ref_description)
    elif each.binary is not None:
        kind = "BIN"
        size = parts.said("size-as-sent", each.binary.original_object_size)
        attachment = Attachment(extension=(size,), title=each.ref_description)
        identifier = Identifier(
            system="urn:ietf:rfc:3986", value=f"urn:uuid:{each.binary.object_identifier.lower()}"
        )
        if identifier.value != f"urn:uuid:{each.binary.object_identifier}":
            identifier = Identifier(system=own_system("object"), value=each.binary.object_identifier)
        codes = (
            Coding(system=own_system("object-code"), code=each.binary.object_code),
            Coding(system=own_system("object-extension"), code=each.binary.object_extension_code),
        )
    return DocumentReference(
        id=own_id,
        master_identifier=identifier,
        status="current",
        type=CodeableConcept(coding=(Coding(system=own_system("reference"), code=kind), *codes)),
        content=(DocumentReferenceContent(attachment=_with_address(attachment, each.url)),),
    )


def _with_address(attachment: Attachment, url: str | None) -> Attachment:
    """The address in its own element, where FHIR can write it as one."""
    if url is None or any(each.isspace() for each in url):
        return attachment
    return Attachment(url=url, title=attachment.title)
