"""A program that gets tokens of the FHIR door and reads with them, as any other would: over HTTP, and nothing of Labsvar.

reader = Reader(address, by_person(browser, address))       a person allows it, signed in in a browser
reader = Reader(address, by_itself(address))                it asks by itself
reader.found("Observation?_count=20")                       every match on every page
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from tests.judge_pages import Browser

Json = dict[str, Any]
_VERIFIER: Final = "v" * 64
_BACK: Final = "http://127.0.0.1:8765/callback"
REASON: Final = {"Labsvar-Reason": "treatment"}


def by_person(browser: Browser, address: str, *, scope: str = "patient/*.rs", **fields: str) -> Json:
    """The token that the person behind a browser lets a program have; a clinician's form has more fields."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": "demonstration-app",
        "redirect_uri": _BACK,
        "scope": scope,
        "state": "s",
        "aud": f"{address.rstrip('/')}/fhir",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = browser.get(f"/oauth/authorize?{urlencode(asked)}")
    form = next(each for each in page.all("form") if "/oauth/authorize" in each.attributes.get("action", ""))
    allowed = browser.submit(form, **fields)
    back = next(each for each in allowed.all("a") if each.attributes.get("id") == "back")
    (code,) = parse_qs(urlsplit(back.attributes["href"]).query)["code"]
    return _token(
        address,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _BACK,
            "client_id": "demonstration-app",
            "code_verifier": _VERIFIER,
        },
    )


def by_itself(address: str, *, scope: str = "system/*.rs") -> Json:
    """The token of the demonstration's program that asks by itself."""
    fields = {"grant_type": "client_credentials", "scope": scope}
    return _token(address, fields | {"client_id": "demonstration-practice", "client_secret": "demonstration"})


def _token(address: str, fields: dict[str, str]) -> Json:
    answer = httpx.post(f"{address.rstrip('/')}/oauth/token", data=fields)
    answer.raise_for_status()
    found: Json = answer.json()
    return found


class Reader:
    """Reads with a token."""

    def __init__(self, address: str, token: Json) -> None:
        self.base = f"{address.rstrip('/')}/fhir"
        headers = {"Authorization": f"Bearer {token['access_token']}", **REASON}
        self.client = httpx.Client(headers=headers, timeout=60)
        self.patient: str | None = token.get("patient")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        """The answer to an address of the door, or to a whole one that it gave."""
        return self.client.get(path if path.startswith("http") else f"{self.base}/{path}")

    def ok(self, path: str) -> Json:
        """The JSON of an answer that must be good; fractions are texts, so that every digit is kept."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{answer.status_code} for {path.partition('?')[0]}"
        found: Json = json.loads(answer.content, parse_float=str)
        return found

    def bundles(self, path: str) -> Iterator[Json]:
        """Every page of a search."""
        following: str | None = path
        while following is not None:
            bundle = self.ok(following)
            yield bundle
            links = {each["relation"]: each["url"] for each in bundle["link"]}
            following = links.get("next")

    def found(self, path: str) -> list[Json]:
        """The resources that match a search, on every page."""
        return [
            each["resource"]
            for bundle in self.bundles(path)
            for each in bundle.get("entry", ())
            if each["search"]["mode"] == "match"
        ]
