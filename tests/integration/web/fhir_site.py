"""A FHIR client's words: getting a token as a program would, and reading with it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from labsvar.web.fhir.clients import DEMONSTRATION_SECRET
from tests import builders
from tests.integration.web.site import Person, Site

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
HBA1C = "NPU27300"
REDIRECT = "http://127.0.0.1:8765/callback"
ASKED = {
    "response_type": "code",
    "client_id": "demonstration-app",
    "redirect_uri": REDIRECT,
    "scope": "patient/*.read",
    "state": "s1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def series(person: Person, *values: str) -> list[Any]:
    """A letter for each value of HbA1c, one a month."""
    return [
        person.report(
            results=(builders.result(HBA1C, value, "mmol/mol", short_name="HbA1c;B"),),
            sampled=f"2026-0{month}-02 08:15",
            resulted=f"2026-0{month}-02 12:00",
            authorised=f"2026-0{month}-02 12:05",
            sample_number=f"H{person.place}-{month}",
            production_number=f"H{person.place}-{month}",
        )
        for month, value in enumerate(values, start=1)
    ]


def allowed(site: Site, persona: str, fields: dict[str, str] | None = None, **asked: str) -> str:
    """The code that a persona lets a program have."""
    path = f"/oauth/authorize?{urlencode(ASKED | asked)}"
    with site.browser(persona) as browser:
        answer = browser.post(path, fields or {})
    found = re.search(r'id="back"[^>]*href="([^"]+)"', answer.text)
    assert found is not None, answer.text
    query = parse_qs(urlsplit(unescape(found[1])).query)
    assert query["state"] == ["s1"]
    return query["code"][0]


def exchanged(site: Site, code: str, **changes: str) -> httpx.Response:
    """What the token endpoint says to a code."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": "demonstration-app",
        "code_verifier": VERIFIER,
    }
    with site.client() as client:
        return client.post("/oauth/token", data=fields | changes)


def token_of(site: Site, persona: str, fields: dict[str, str] | None = None, **asked: str) -> dict[str, Any]:
    """The token that a program gets from a persona, with what is said beside it."""
    answer = exchanged(site, allowed(site, persona, fields, **asked))
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def own_token(site: Site, person: Person) -> dict[str, Any]:
    """A citizen's."""
    return token_of(site, person.persona().key)


def treating_token(site: Site, person: Person, persona: str = "gp") -> dict[str, Any]:
    """A clinician's who treats a person."""
    return token_of(site, persona, {"number": person.number, "reason": "treatment"})


def system_token(site: Site, scope: str = "system/*.read") -> dict[str, Any]:
    """That of a program that asks by itself."""
    fields = {"grant_type": "client_credentials", "scope": scope}
    with site.client() as client:
        answer = client.post(
            "/oauth/token", data=fields, auth=("demonstration-practice", DEMONSTRATION_SECRET)
        )
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


class Reader:
    """A FHIR client with a token."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(f"/fhir/{path}", **options)

    def ok(self, path: str, **options: Any) -> Any:
        """The JSON of an answer that must be good."""
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def found(self, path: str) -> list[Any]:
        """The resources that match a search, on every page."""
        resources: list[Any] = []
        following: str | None = path
        while following is not None:
            bundle = self.ok(following)
            resources += [
                each["resource"] for each in bundle.get("entry", ()) if each["search"]["mode"] == "match"
            ]
            links = {each["relation"]: each["url"] for each in bundle["link"]}
            following = links["next"].partition("/fhir/")[2] if "next" in links else None
        return resources


@contextmanager
def reader(site: Site, token: dict[str, Any]) -> Iterator[Reader]:
    """Reads with a token."""
    with site.client() as client:
        client.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield Reader(client)
