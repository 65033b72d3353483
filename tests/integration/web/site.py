"""A site under test, and short words for using it as a browser or as a sending system would."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar

import httpx
from litestar import Litestar
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.formats import xml
from labsvar.identifiers.person import made_up_number
from labsvar.letters import pathology
from labsvar.letters.catalogue import AboutPerson, AnyLetter, version_of
from labsvar.letters.common import Consent, Patient
from labsvar.letters.xrpt03 import CervixcytologyReport
from labsvar.letters.xrpt04 import HistopathologyReport
from labsvar.web.personas import Persona
from tests import builders

_numbers = count(1)
L = TypeVar("L", bound=AboutPerson)


class Person:
    """A made-up person of a test's own; letters about them come from `report` and `culture`."""

    def __init__(self) -> None:
        self.place = next(_numbers)
        self.number = made_up_number(date(1950, 3, 1) + timedelta(days=self.place), "female", 0)
        self.name = f"Prøve{self.place} Persona"

    def patient(self, *, given: bool | None = None) -> Patient:
        return Patient(
            civil_registration_number=self.number,
            person_surname_name="Persona",
            person_given_name=f"Prøve{self.place}",
            consent=None if given is None else Consent(given=given),
        )

    def persona(self) -> Persona:
        return Persona(key=f"citizen-{self.place}", name=self.name, role="citizen", number=self.number)

    def report(self, *, given: bool | None = None, **changes: Any) -> AnyLetter:
        """A biochemistry letter about this person, with numbers of its own."""
        return builders.laboratory_report(**self._numbers(changes), patient=self.patient(given=given))

    def culture(self, *, given: bool | None = None, **changes: Any) -> AnyLetter:
        """A microbiology letter about this person, with numbers of its own."""
        return builders.microbiology_report(**self._numbers(changes), patient=self.patient(given=given))

    def of(self, letter: L, *, given: bool | None = None, number: str | None = None) -> L:
        """A letter of any kind, made to be about this person, with a number of its own."""
        stated: dict[str, Any] = {}
        if hasattr(letter.patient, "consent_given"):
            stated["consent_given"] = given is not False
        elif given is not None:
            stated["consent"] = self._consent(letter, given=given)
        patient = replace(
            letter.patient,
            civil_registration_number=self.number,
            alternative_identifier=None,
            person_surname_name="Persona",
            person_given_name=f"Prøve{self.place}",
            **stated,
        )
        head = replace(letter.letter, identifier=number or f"B{next(_numbers)}")
        return replace(letter, letter=head, patient=patient)

    @staticmethod
    def _consent(letter: Any, *, given: bool) -> Any:
        """The kinds have a consent of their own or share one."""
        own = isinstance(letter, CervixcytologyReport | HistopathologyReport)
        return pathology.Consent(given=given) if own else Consent(given=given)

    def _numbers(self, changes: dict[str, Any]) -> dict[str, Any]:
        own = {name: f"{name[0]}{self.place}" for name in ("sample_number", "production_number")}
        return own | {"number": f"B{next(_numbers)}"} | changes


# Personas are fixed when the site is made; tests take them one by one.
PEOPLE = [Person() for _ in range(300)]
CITIZENS = tuple(person.persona() for person in PEOPLE)
_unused = iter(PEOPLE)


def new_person() -> Person:
    """Somebody no other test writes about."""
    return next(_unused)


class Fixed:
    """Personas that are known beforehand."""

    def __init__(self, personas: Sequence[Persona]) -> None:
        self._personas = personas

    def all(self) -> Sequence[Persona]:
        return self._personas


class Browser:
    """A browser without script: follows redirects, keeps cookies, posts forms with their token."""

    def __init__(self, client: httpx.Client, site: Site) -> None:
        self.client = client
        self.site = site

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def post(
        self, path: str, fields: dict[str, str] | None = None, *, at: str | None = None
    ) -> httpx.Response:
        """Posts a form with the token of the page it stands on."""
        token = self.token(at or path)
        return self.client.post(path, data={"csrf": token, **(fields or {})})

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(path).text)
        assert found is not None, f"{path} has no form"
        return found[1]

    def be(self, persona: str) -> Browser:
        """Becomes a persona of the demonstration."""
        answer = self.post("/persona", {"persona": persona})
        assert answer.status_code == 200, answer.text
        return self

    def sign_in(self, account: str, password: str) -> httpx.Response:
        return self.post("/sign-in", {"account": account, "password": password})

    def open_patient(self, person: Person, reason: str = "treatment", words: str = "") -> str:
        """Looks a patient up; the address of their table."""
        fields = {"number": person.number, "reason": reason, "words": words}
        answer = self.client.post(
            "/patients", data={"csrf": self.token("/patients"), **fields}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


class Asking(httpx.BaseTransport):
    """Asks an application as if from this machine, each question in the site's own event loop."""

    def __init__(self, app: Litestar, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = httpx.ASGITransport(
            app=app,  # type: ignore[arg-type]  # its scope is typed more narrowly
            client=("127.0.0.1", 50000),
            raise_app_exceptions=False,
        )
        self._loop = loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        return asyncio.run_coroutine_threadsafe(self._ask(asked), self._loop).result(timeout=60)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content))


class Site:
    """An application over a database, asked as if from this machine."""

    def __init__(self, app: Litestar, database: Database, address: str) -> None:
        self.app = app
        self.database = database
        self.address = address
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self) -> None:
        """Ends the site's event loop."""
        asyncio.run_coroutine_threadsafe(self._loop.shutdown_default_executor(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Something that speaks HTTP to the site."""
        asking = Asking(self.app, self._loop)
        with httpx.Client(base_url=self.address, transport=asking, follow_redirects=True) as made:
            yield made

    @contextmanager
    def browser(self, persona: str | None = None) -> Iterator[Browser]:
        """A browser, as a persona when one is named."""
        with self.client() as client:
            browser = Browser(client, self)
            yield browser if persona is None else browser.be(persona)

    def send(self, *letters: AnyLetter, **envelope: Any) -> httpx.Response:
        """Sends letters through the public door."""
        namespace = version_of(letters[0]).release.namespace
        message = builders.emessage(
            *letters, **{"number": f"K{next(_numbers)}", "namespace": namespace} | envelope
        )
        with self.client() as client:
            return client.post("/api/letters", content=xml.write(message))

    def stored(self, *letters: AnyLetter, **envelope: Any) -> None:
        """Sends letters that must be accepted."""
        answer = self.send(*letters, **envelope)
        assert answer.status_code == 200, answer.text
