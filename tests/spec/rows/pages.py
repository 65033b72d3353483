"""Reads pages as a person would, with lxml and nothing of Labsvar: values, marks, tombstones, notices, log.

Everything is put in the short words that rows use: `12, high, corrected, earlier 14`.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
from lxml import html

NAMES = {"NPU19748": "CRP", "NPU03230": "K", "NPU03429": "Na"}
PARTS = {
    "Laboratory results": "table",
    "Microbiology": "microbiology",
    "One letter": "letter",
    "Access log": "log",
}
ALARMS = {
    "Two laboratories' final answers to one requisition disagree; both are shown": "copies_disagree",
    "An answer was withdrawn, but the other laboratory's copy of it still stands": "copy_stands",
    "A correction by another than the sender is kept apart": "foreign_correction",
    "The name does not fit the number; the answer is kept apart": "name_disagrees",
    "The number identifies nobody; no one can look the answer up": "number_of_nobody",
    "The letter number was used before with other content": "letter_number_reused",
    "The envelope number was used before with other content": "envelope_number_reused",
}
_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')


def client(address: str, **options: Any) -> httpx.Client:
    """Something that speaks HTTP to this machine; it loads no certificates, which takes longer than a row."""
    return httpx.Client(base_url=address, verify=False, trust_env=False, timeout=30, **options)


class Browser:
    """A browser without script, in English. It keeps cookies itself, secure ones too: this machine is the proxy."""

    def __init__(self, address: str) -> None:
        self._client = client(address, headers={"accept-language": "en"})
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        self._client.close()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, with what was remembered."""
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= options.pop("headers", {})
        answer = self._client.request(
            method, path, headers={k: v for k, v in headers.items() if v}, **options
        )
        self._client.cookies.clear()
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self._cookies[name.strip()] = rest.partition(";")[0].strip('"')
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def page(self, path: str) -> html.HtmlElement:
        """A page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return html.document_fromstring(answer.text)

    def post(self, path: str, fields: dict[str, str], *, form: str) -> httpx.Response:
        """Sends a form that stands on a page."""
        token = _TOKEN.search(self.get(form).text)
        assert token is not None, f"{form} has no form"
        return self.request("POST", path, data={"csrf": token[1], **fields})

    def be(self, persona: str) -> None:
        """Becomes a persona of the demonstration."""
        answer = self.post("/persona", {"persona": persona}, form="/persona")
        assert answer.status_code == 303, answer.status_code

    def sign_in(self, account: str, password: str) -> None:
        """Signs in with a password."""
        answer = self.post("/sign-in", {"account": account, "password": password}, form="/sign-in")
        assert answer.status_code == 303, answer.status_code

    def open_patient(self, number: str, reason: str, issuer: str) -> str:
        """Looks somebody up; the address of their results."""
        fields = {"number": number, "reason": reason, "words": "", "issuer": issuer}
        answer = self.post("/patients", fields, form="/rights")
        assert answer.status_code == 303, answer.status_code
        return answer.headers["location"]


# A person's results --------------------------------------------------------------------------


def results(page: html.HtmlElement) -> dict[str, tuple[str, ...]]:
    """The values of the cumulative table by analysis: rows downwards, and times from the newest on."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _classed(page, "analysis", tag="tr"):
        code = _word(row, "code")
        values = tuple(_cell(each) for each in _classed(row, "value", tag="div"))
        name = NAMES.get(code, code)
        found[name] = (*found.get(name, ()), *values)
    return found


def _cell(cell: html.HtmlElement) -> str:
    if "is-withdrawn" in _classes(cell):
        return "withdrawn"
    now, *old = _classed(cell, "value-line", tag="div")
    tags = [_tag(each) for each in _classed(cell, "tag", tag="span")]
    twins = [_twin(each) for each in _classed(cell, "twin", tag="li")]
    earlier = [f"earlier {_value(each)}" for each in old]
    return ", ".join([_value(now), *tags, *twins, *earlier])


def _twin(node: html.HtmlElement) -> str:
    """The same result from another laboratory."""
    how = "overtaken" if "Overtaken" in _words(node) else "twin"
    return f"{how} {_word(node, 'number')}"


def _value(line: html.HtmlElement) -> str:
    """The laboratory's characters, and its mark."""
    marks = [
        css.removeprefix("mark-") for each in _classed(line, "mark") for css in _classes(each) if "-" in css
    ]
    waiting = "awaited " if _classed(line, "waiting") else ""
    raw = _word(line, "raw") if waiting else _word(line, "number")
    return ", ".join([f"{waiting}{raw}", *marks])


def reports(page: html.HtmlElement) -> tuple[str, ...]:
    """The microbiology reports, newest first: what grew, the status, how many earlier versions."""
    return tuple(_report(card) for card in _classed(page, "card", tag="article"))


def _report(card: html.HtmlElement) -> str:
    grown = [_words(each) for each in _classed(card, "organism", tag="strong")]
    head = [_tag(each) for tags in _classed(card, "tags") for each in _classed(tags, "tag", tag="span")]
    dead = ["withdrawn"] if _classed(card, "tomb") else []
    foot = _classed(card, "card-foot")
    older = 0 if not foot else len(foot[0].xpath(".//li"))
    earlier = [f"{older} earlier"] if older else []
    once = len(_classed(card, "twin", tag="li"))
    twins = [f"{once} twin"] if once else []
    return ", ".join([*grown, *dead, *head, *twins, *earlier])


def elsewhere(page: html.HtmlElement) -> tuple[str, ...]:
    """What stands on a page of pathology, genetics or requisitions: of a report its conclusion, status and
    how many earlier versions, of a requisition its number and what became of it."""
    told = [_told(card) for card in _classed(page, "card", tag="article")]
    rows = _classed(page, "plain-table", tag="table")
    asked = [[_words(cell) for cell in row.xpath("th|td")] for each in rows for row in each.xpath("tbody/tr")]
    return (*told, *(f"{cells[2]}, {cells[-1]}" for cells in asked))


def _told(card: html.HtmlElement) -> str:
    concluded = [_words(each) for part in _classed(card, "conclusion") for each in _classed(part, "prose")]
    head = [_tag(each) for tags in _classed(card, "tags") for each in _classed(tags, "tag", tag="span")]
    dead = ["withdrawn"] if _classed(card, "tomb") else []
    older = [len(foot.xpath(".//li")) for foot in _classed(card, "card-foot")]
    earlier = [f"{count} earlier" for count in older if count]
    return ", ".join([*concluded, *dead, *head, *earlier])


def letters(page: html.HtmlElement) -> list[str]:
    """The ids of the letters that a page leads to."""
    return sorted({href.rpartition("/")[2] for href in page.xpath("//a/@href") if "/letters/" in href})


# Operators, logs, notices --------------------------------------------------------------------


def arrivals(browser: Browser, sender: str, number: str) -> list[str]:
    """What the operator's pages say of a letter: of each arrival, newest first, its state, databank and the
    rules of the exchange that spoke."""
    page = browser.page(f"/operations?sender={sender}&letter_number={number}")
    return [_arrival(browser, row) for row in page.xpath("//tbody/tr")]


def letter_page(browser: Browser, sender: str, number: str) -> str:
    """Where the operator reads about the newest arrival of a letter."""
    page = browser.page(f"/operations?sender={sender}&letter_number={number}")
    return str(page.xpath("//tbody/tr//a/@href")[0])


def databanks(browser: Browser, sender: str, number: str) -> list[str]:
    """The databanks that the operator's pages name for a letter."""
    page = browser.page(f"/operations?sender={sender}&letter_number={number}")
    return [_words(each) for each in page.xpath("//tbody/tr/td[3]/span[contains(@class, 'soft')]")]


def _arrival(browser: Browser, row: html.HtmlElement) -> str:
    (state,) = row.xpath("td[2]/span")
    (name,) = (css.removeprefix("state-") for css in _classes(state) if css.startswith("state-"))
    (link,) = row.xpath(".//a/@href")
    own = browser.page(link)
    codes = [_words(each) for each in _classed(own, "code")]
    spoken = sorted(code for code in codes if code.startswith("exchange."))
    return " ".join([name, *spoken])


def alarms(browser: Browser, senders: set[str]) -> list[str]:
    """The alarms about what these senders sent, newest first."""
    rows = browser.page("/operations/alarms").xpath("//tbody/tr")
    cells = [[_words(cell) for cell in row.xpath("td")] for row in rows]
    return [ALARMS[what] for _, what, sender, _ in cells if sender in senders]


def log(page: html.HtmlElement) -> list[str]:
    """The citizen's log, newest first: who, at what, and why. The citizen's own name is written `A`."""
    rows = [[_words(cell) for cell in row.xpath("td")] for row in page.xpath("//tbody/tr")]
    (own,) = {_words(each) for each in _classed(page, "who-name")}
    return [f"{who.replace(own, 'A')}: {PARTS[what]}, {why}" for _, who, what, why in rows]


def notices(page: html.HtmlElement) -> list[str]:
    """What a clinician is told has changed."""
    found = _classed(page, "notices", tag="section")
    return [] if not found else sorted(_words(each).lower() for each in found[0].xpath(".//li//strong"))


# The little that is needed of HTML -----------------------------------------------------------


def _classed(node: html.HtmlElement, name: str, *, tag: str = "*") -> list[html.HtmlElement]:
    return list(node.xpath(f".//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"))


def _classes(node: html.HtmlElement) -> list[str]:
    return (node.get("class") or "").split()


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def _word(node: html.HtmlElement, name: str) -> str:
    found = _classed(node, name)
    return _words(found[0]) if found else ""


def _tag(node: html.HtmlElement) -> str:
    return next((css.removeprefix("tag-") for css in _classes(node) if css.startswith("tag-")), _words(node))


def visible(page: html.HtmlElement) -> str:
    """All words of a page."""
    return _words(page)
