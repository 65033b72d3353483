"""People at a browser: they choose who they are, open pages, send forms, and read what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from lxml import html

from tests.stories.installation import Installation

Table = list[dict[str, str]]


@dataclass(frozen=True)
class Page:
    """A page as it came."""

    status: int
    url: str
    tree: Any

    @property
    def text(self) -> str:
        """Everything that can be read on it, without head, menu and scripts."""
        return words(self.tree.find(".//main"))

    def tables(self) -> list[Table]:
        """Its tables, each line by the headings of its columns."""
        return [_lines(table) for table in self.tree.iter("table")]

    @property
    def token(self) -> str:
        """What a form of the page has to carry."""
        found: list[str] = self.tree.xpath("//input[@name='csrf']/@value")
        return found[0]

    def links(self, start: str) -> list[str]:
        """The addresses in its content that begin so."""
        found: list[str] = self.tree.xpath("//main//a/@href")
        return [each for each in found if each.startswith(start)]

    def older(self) -> str | None:
        """Where the older part stands, if there is one."""
        found: list[str] = self.tree.xpath("//main//a[@rel='next']/@href")
        return found[0] if found else None

    @property
    def problem(self) -> str:
        """What the page says is wrong."""
        return " ".join(words(each) for each in self.tree.xpath("//*[@role='alert']"))


class Person:
    """Somebody at a browser without script."""

    def __init__(self, name: str, client: httpx.Client) -> None:
        self.name = name
        self._client = client

    def open(self, path: str) -> Page:
        """Opens a page."""
        return page_of(self._client.get(path))

    def file(self, path: str) -> bytes:
        """What a link gives that is no page."""
        return self._client.get(path).content

    def send(self, path: str, fields: Mapping[str, str], *, at: str | None = None) -> Page:
        """Fills a form in, on the page it stands on, and sends it."""
        token = self.open(at or path).token
        return page_of(self._client.post(path, data={"csrf": token, **fields}))

    def all_of(self, path: str) -> Iterator[Page]:
        """A page, and the older ones it leads to."""
        page = self.open(path)
        yield page
        while (older := page.older()) is not None:
            page = self.open(str(httpx.URL(page.url).join(older)))
            yield page

    def look_up(self, number: str, *, at: str = "/patients", reason: str = "treatment") -> str:
        """Opens a patient; the address of the record."""
        page = self.send(at, {"number": number, "reason": reason, "words": ""})
        assert page.status == 200, page.problem
        return httpx.URL(page.url).path


@contextmanager
def persona(place: Installation, key: str, name: str = "") -> Iterator[Person]:
    """Somebody of the demonstration."""
    with place.http() as client:
        person = Person(name or key, client)
        page = person.send("/persona", {"persona": key})
        assert page.status == 200, (key, page.status)
        yield person


def citizens(place: Installation) -> dict[str, str]:
    """The citizens one can be: their keys by their numbers."""
    with place.http() as client:
        tree = page_of(client.get("/persona")).tree
    forms = [
        (
            words(each.find(".//span[@class='persona-text']")),
            each.xpath(".//input[@name='persona']/@value")[0],
        )
        for each in tree.xpath("//main//form[@action='/persona']")
    ]
    return {text.replace("-", ""): key for text, key in forms if key.startswith("citizen")}


def words(element: Any) -> str:
    """What can be read in an element, in one line."""
    return "" if element is None else " ".join(element.text_content().split())


def page_of(answer: httpx.Response) -> Page:
    """The page of an answer."""
    return Page(answer.status_code, str(answer.url), html.fromstring(answer.content or b"<html/>"))


def _lines(table: Any) -> Table:
    heads = [words(each) for each in table.xpath(".//thead//th")]
    return [
        dict(zip(heads, [words(cell) for cell in row.xpath("./th|./td")], strict=False))
        for row in table.xpath(".//tbody/tr")
    ]
