"""A sample that is sent on, for the page of the reception: an answer, and the request for one of its isolates."""

from __future__ import annotations

from datetime import UTC, datetime

from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.linking import requesting
from labsvar.linking.prompts import Choice
from labsvar.linking.requesting import Known, Laboratory, Request, Wanted
from tests import builders, references
from tests.browser.exchange import Exchange

PRODUCTION = "MP0010"
_AT = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


def lay_out(exchange: Exchange) -> None:
    """Sends the first laboratory's answer, as an XRPT06 and an XRPT05, and the request that is made of it."""
    answer = references.first_answer(production=PRODUCTION)
    web = references.web(answer, number="TKM0000011")
    wanted = Wanted(
        choice=Choice(investigation=0, isolate=1),
        to=Laboratory(gln=references.REFERENCE_GLN, name="Testreferencelaboratoriet"),
        at=_AT,
    )
    made = requesting.request(answer, wanted, known=Known(web=web))
    assert isinstance(made, Request), made
    bodies = (_file(answer, "REFERENCE1"), _file(web, "REFERENCE2"), requesting.file_of(made.letter, at=_AT))
    for body in bodies:
        assert exchange.post(body).status_code == 200


def _file(letter: AnyLetter, number: str) -> bytes:
    namespace = version_of(letter).release.namespace
    return xml.write(builders.emessage(letter, number=number, namespace=namespace))
