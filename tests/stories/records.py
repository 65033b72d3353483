"""What a person reads on the pages of a record: every result and examination, with what lies behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.stories.browsing import Page, Person, words

WITHDRAWN = "withdrawn"
_PARTS = ("", "/microbiology")


@dataclass(frozen=True, order=True)
class Seen:
    """One result as it is shown: which clinic's, when taken, what, and the earlier values behind it."""

    producer: str
    code: str
    sampled: str
    value: str
    earlier: tuple[str, ...] = ()

    def __str__(self) -> str:
        before = f" (before: {', '.join(self.earlier)})" if self.earlier else ""
        return f"{self.code} {self.value}{before} of {self.sampled} from {self.producer}"


@dataclass(frozen=True)
class Record:
    """All of a record that two looks show: biochemistry and microbiology."""

    results: frozenset[Seen]
    told: str
    letters: tuple[str, ...]

    @property
    def values(self) -> list[str]:
        """Code and value of each result, in order."""
        return sorted(f"{each.code} {each.value}" for each in self.results)

    @property
    def left_out(self) -> bool:
        """Whether the page says that something is left out."""
        return "left out" in self.told

    @property
    def overridden(self) -> bool:
        """Whether the page says that a blocking is looked past."""
        return "are overridden in this look" in self.told


def read(person: Person, base: str) -> Record:
    """Reads the record at an address, the older pages too."""
    seen: list[Seen] = []
    letters: list[str] = []
    told = []
    for part in _PARTS:
        for page in person.all_of(f"{base}{part}?lang=en"):
            assert page.status == 200, (person.name, page.url, page.status)
            seen += _examinations(page) if part else _results(page)
            letters += page.links(f"{base}/letters/")
            told.append(page.text)
    return Record(frozenset(seen), " ".join(told), tuple(dict.fromkeys(letters)))


def _results(page: Page) -> Iterator[Seen]:
    times = page.tree.xpath("//table[contains(@class, 'cumulative')]//thead//time/@datetime")
    for row in page.tree.xpath("//tr[contains(@class, 'analysis')]"):
        producer = _first(row, ".//*[@class='analysis-producer']").partition(" (")[0]
        code = _first(row, ".//th//*[@class='code']")
        cells = row.xpath("./td")[1:]
        for time, cell in zip(times, cells, strict=True):
            for value in cell.xpath(".//div[contains(concat(' ', @class, ' '), ' value ')]"):
                yield Seen(producer, code, time[:16].replace(" ", "T"), *_value(value))


def _value(value: Any) -> tuple[str, tuple[str, ...]]:
    if "is-withdrawn" in value.get("class"):
        return WITHDRAWN, ()
    now = _first(value, "./div[@class='value-line']//*[@class='number']")
    earlier = value.xpath(".//ol[contains(@class, 'earlier')]//*[@class='number']")
    return now, tuple(words(each) for each in earlier)


def _examinations(page: Page) -> Iterator[Seen]:
    for card in page.tree.xpath("//article[contains(@class, 'card')]"):
        producer = _first(card, ".//header//p[@class='soft']").partition(",")[0]
        producer = producer.removesuffix(" General practice")
        taken = _moment(_first(card, ".//dl[@class='facts']/div[1]/dd"))
        if card.xpath(".//*[@class='tomb-box']"):
            yield Seen(producer, _first(card, ".//h2"), taken, WITHDRAWN)
            continue
        earlier = ("an earlier version",) * len(card.xpath(".//footer//details//li"))
        code = _first(card, ".//*[@class='investigation']//*[@class='code']")
        for finding in card.xpath(".//table[@class='findings']/tbody/tr"):
            # Why a result was corrected stands behind its value, in the same text.
            value = words(finding.xpath("./td")[0]).partition("Årsag til ændringen:")[0].strip()
            yield Seen(producer, code, taken, value, earlier)


def _moment(text: str) -> str:
    """A time as pages write it in English, as rows write it."""
    return datetime.strptime(text, "%d %b %Y, %H:%M").strftime("%Y-%m-%dT%H:%M")  # noqa: DTZ007 - local time


def _first(element: Any, path: str) -> str:
    found = element.xpath(path)
    return words(found[0]) if found else ""
