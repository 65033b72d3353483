"""A Bundle while a letter is made of it: what points where, what is missing, and what has no place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import SUPPORTING, own_system
from labsvar.conversion.fhir.tables import OF_OPERATOR
from labsvar.conversion.fhir.times import in_denmark
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import Option
from labsvar.formats.fhir.resources import (
    AnyResource,
    Attachment,
    Bundle,
    CodeableConcept,
    Coding,
    DocumentReference,
    Observation,
    Organization,
    Practitioner,
    PractitionerRole,
    Reference,
)
from labsvar.letters import common
from labsvar.letters.element import DateTime

R = TypeVar("R", bound="AnyResource")
_UNKNOWN_TIME: Final = DateTime(date="0001-01-01", time="00:00")
_LEVELS: Final = 3


class Reading:
    """A Bundle being read. What is missing is told in `notes` and stands in the letter as an empty text, which
    nobody sees: a letter with refusals is never given."""

    def __init__(self, bundle: Bundle, notes: Notes, given: Mapping[str, str] | None = None) -> None:
        self.given: Final = given or {}
        self.bundle: Final = bundle
        self.notes: Final = notes
        self.resources: Final = tuple(each.resource for each in bundle.entry if each.resource is not None)
        self._by_address: Final = dict(self._addressed())
        self._taken: Final[set[int]] = set()

    def all(self, kind: type[R]) -> list[R]:
        """The resources of a kind, in the order of the Bundle."""
        return [each for each in self.resources if isinstance(each, kind)]

    def get(self, reference: Reference | None, kind: type[R]) -> R | None:
        """The resource that a reference points at, if it is in the Bundle and of the kind."""
        found = self._by_address.get(reference.reference or "") if reference else None
        return found if isinstance(found, kind) else None

    def take(self, found: Observation) -> str:
        """Takes an Observation for a part of the letter; the answer is where it stands."""
        self._taken.add(id(found))
        return self.place(found)

    def tell_untaken(self) -> None:
        """Tells of every Observation that became no part of the letter."""
        told = {each.path for each in self.notes.changes}
        for each in self.all(Observation):
            if id(each) not in self._taken and self.place(each) not in told:
                self.notes.lost(
                    self.place(each),
                    da="brevet har ingen plads til svaret, hvor det står",
                    en="the letter has no place for the result where it stands",
                )

    def place(self, resource: AnyResource) -> str:
        """Where a resource stands, as FHIR writes a path."""
        numbers = (number for number, each in enumerate(self.bundle.entry) if each.resource is resource)
        return f"Bundle.entry[{next(numbers)}].resource"

    def organisations(self, organisation: Organization) -> tuple[Organization, ...]:
        """An organisation and those it is part of, up to three."""
        chain = [organisation]
        while len(chain) < _LEVELS:
            above = self.get(chain[-1].part_of, Organization)
            if above is None:
                break
            chain.append(above)
        return tuple(chain)

    def party(self, reference: Reference | None) -> tuple[tuple[Organization, ...], str | None]:
        """The organisations that a reference to an organisation or a role leads to, and a person's initials."""
        role = self.get(reference, PractitionerRole)
        if role is None:
            organisation = self.get(reference, Organization)
            return ((), None) if organisation is None else (self.organisations(organisation), None)
        person = self.get(role.practitioner, Practitioner)
        initials = (each for each in (person.identifier if person else ()))
        own = next((each.value for each in initials if each.system == own_system("initials")), None)
        organisation = self.get(role.organization, Organization)
        return (() if organisation is None else self.organisations(organisation)), own

    def needed(self, path: str, *, option: Option | None = None) -> str:
        """What an option gives where the Bundle says nothing; without it, tells that the letter demands it."""
        if option is not None and option.name in self.given:
            self.notes.given(path, option.name)
            return self.given[option.name]
        self.notes.missing(
            path,
            da="brevet kræver det, og her står det ikke",
            en="the letter demands it, and it is not here",
            option=option.usage if option else None,
        )
        return ""

    def time(self, text: str | None, path: str) -> DateTime:
        """A time as a letter writes it."""
        return in_denmark(text, path, self.notes) or _UNKNOWN_TIME

    def coded(self, words: Mapping[str, str], code: str, path: str) -> str:
        """A letter's word for a code; one without a word is told of."""
        word = words.get(code)
        if word is None:
            self.notes.unfit(
                path, da="brevet har intet ord for koden", en="the letter has no word for the code"
            )
        return word or ""

    def operator(self, comparator: str | None, path: str) -> str | None:
        """A letter's word for a comparator."""
        return None if comparator is None else self.coded(OF_OPERATOR, comparator, path)

    def _addressed(self) -> Iterator[tuple[str, AnyResource]]:
        for entry in self.bundle.entry:
            found = entry.resource
            if found is None:
                continue
            if entry.full_url is not None:
                yield entry.full_url, found
            if found.id is not None:
                yield f"{type(found).__name__}/{found.id}", found


def documents(found: Observation, reading: Reading) -> tuple[common.Reference, ...]:
    """The documents that an Observation points at, as a letter's references."""
    pointers = (each.value_reference for each in found.extension if each.url == SUPPORTING)
    pointed_at = (reading.get(each, DocumentReference) for each in (*pointers, *found.derived_from))
    return tuple(_reference(each, reading) for each in pointed_at if each is not None)


def _reference(found: DocumentReference, reading: Reading) -> common.Reference:
    attachment = found.content[0].attachment
    text = (
        attachment.title
        or found.description
        or reading.needed(f"{reading.place(found)}.content.attachment.title")
    )
    if own_code(found.type, "reference") == "BIN":
        return common.Reference(ref_description=text, binary=_binary(found, attachment))
    url = attachment.url or parts.said_in(attachment.extension, "url-as-sent")
    if url is not None:
        return common.Reference(ref_description=text, url=url)
    return common.Reference(ref_description=text, supplementary=True)


def _binary(found: DocumentReference, attachment: Attachment) -> common.BinaryObject:
    identifier = found.master_identifier.value if found.master_identifier else None
    return common.BinaryObject(
        object_identifier=(identifier or "").removeprefix("urn:uuid:"),
        object_code=own_code(found.type, "object-code") or "",
        object_extension_code=own_code(found.type, "object-extension") or "",
        original_object_size=parts.said_in(attachment.extension, "size-as-sent") or "",
    )


def own_code(concept: CodeableConcept | None, name: str) -> str | None:
    """The code of a concept in one of our own systems."""
    return tag((concept.coding if concept else ()), name)


def tag(codings: Iterable[Coding], name: str) -> str | None:
    """The code among codings in one of our own systems."""
    found = (each for each in codings if each.system == own_system(name))
    return next((parts.code_of(each) for each in found), None)
