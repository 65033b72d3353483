"""Pages as trees, and a browser that fetches them: the standard library only, as the judge is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener

VOID = {
    "area",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "circle",
    "rect",
    "polyline",
    "source",
}
PATIENCE = 30


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)

    def all(self, tag: str = "", css: str = "") -> Iterator[Node]:
        """The elements below with this name and class, in their order."""
        for part in self.parts:
            if isinstance(part, Node):
                if (not tag or part.tag == tag) and (not css or css in part.classes):
                    yield part
                yield from part.all(tag, css)

    def first(self, tag: str = "", css: str = "") -> Node | None:
        """The first of them."""
        return next(self.all(tag, css), None)

    def below(self, tag: str) -> list[Node]:
        """The children with this name."""
        return [part for part in self.parts if isinstance(part, Node) and part.tag == tag]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """The words, without needless white space."""
        words = (part if isinstance(part, str) else part.text for part in self.parts)
        return " ".join(" ".join(words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def page(content: str) -> Node:
    reader = _Reader()
    reader.feed(content)
    return reader.root


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Node:
        with self._opener.open(urljoin(self.address, path), timeout=PATIENCE) as answer:
            self.address = answer.url
            return page(answer.read().decode())

    def submit(self, form: Node, **fields: str) -> Node:
        """Sends a form as a browser does, its hidden fields with it."""
        hidden = {
            each.attributes["name"]: each.attributes.get("value", "")
            for each in form.all("input")
            if each.attributes.get("type") == "hidden"
        }
        body = urlencode(hidden | fields).encode()
        with self._opener.open(urljoin(self.address, form.attributes["action"]), body, PATIENCE) as answer:
            self.address = answer.url
            return page(answer.read().decode())
