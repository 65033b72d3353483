"""The first files of each reader's corpus: random letters of every version, made from their declarations, and
made-up reports of FHIR."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Final

from msgspec.structs import replace

from bench.fhir import report
from labsvar.formats import edifact, vans, xml
from labsvar.formats.vans import wrapping
from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.segments import TABLES
from labsvar.letters.version import LetterVersion
from tests.damage import damaged, garbled
from tests.fhir_damage import damaged as broken
from tests.strategies import random_emessage

_LETTERS_OF_EACH: Final = 3


def xml_letters(versions: tuple[LetterVersion, ...] = VERSIONS) -> Iterator[bytes]:
    """Good and damaged letters of each version."""
    for version in versions:
        random = Random(version.code)
        for _ in range(_LETTERS_OF_EACH):
            data = xml.write(random_emessage(version, random), indent=random.random() < 0.5)
            yield data
            yield damaged(data, random)


def interchanges() -> Iterator[bytes]:
    """Messages of every version that has an EDIFACT form, good and garbled."""
    for table in TABLES:
        random = Random(table.code)
        for _ in range(_LETTERS_OF_EACH):
            # What EDIFACT cannot say is refused; of each version there are letters it can.
            with suppress(edifact.CannotWrite):
                message = random_emessage(table.version, random, count=random.choice((1, 1, 2)))
                data = edifact.write(message, lines=random.random() < 0.5).data
                yield data
                yield garbled(data, random)


def envelopes() -> Iterator[bytes]:
    """Envelopes around short messages, and receipts for them."""
    sender, receiver = (vans.EndPoint(identifier=number) for number in ("5790000000005", "5790000000006"))
    for kind, data in (("XML", b"<Emessage/>"), ("EDIFACT", b"UNA:+.? '"), ("Other", b"")):
        document = wrapping.described(data, kind="XRPT01", version="XR0131K", document_format=kind)  # type: ignore[arg-type]  # one of its words
        at = datetime(2026, 11, 21, tzinfo=UTC)
        whole = wrapping.message(data, document, sender=sender, receiver=receiver, at=at)
        yield vans.write(whole)
        assert isinstance(whole.content, vans.Message)
        known = whole.content.meta_information
        for receipt in (
            vans.PositiveMessage(original_envelope_identifier=vans.new_uuid(), original_message=known),
            vans.NegativeVans(
                error=vans.Error(description="x"), original_envelope_identifier=vans.new_uuid()
            ),
        ):
            yield vans.write(replace(whole, content=receipt))


def reports() -> Iterator[bytes]:
    """A report, a value that stands beside none, and some of the ways in which a report can be damaged."""
    yield report(results=2)
    yield b'{"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"x"}]}],"birthDate":"1948"}'
    yield from (each for number, each in enumerate(broken(report(results=1))) if number % 97 == 0)


SEEDS: Final[Mapping[str, Callable[[], Iterator[bytes]]]] = {
    "xml": xml_letters,
    "edifact": interchanges,
    "vans": envelopes,
    "fhir": reports,
}
