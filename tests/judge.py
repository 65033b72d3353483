"""Holds what people see in a demonstration against the truth that was written with its letters.

    python -m tests.judge --truth labsvar-data/population/truth.json --at http://127.0.0.1:8000

It knows the truth file and the pages, and nothing of Labsvar: it imports only the standard library. As each
citizen, and as a clinician who looks the citizen up, it reads every page of the cumulative table and the
microbiology page, and says what is there and should not be, what is missing, and what differs. A refused
answer must leave no trace on any of them (rule S13). Results share a row when the truth says so and never
else, each says how it was measured, and what is converted stands beside what was sent (rules S5, S23).

The exit code is 0 when everything is as it should be, else 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.judge_pages import Browser, Node

Json = dict[str, Any]
MARKS = {"for_hoej": "high", "for_lav": "low", "unormal": "abnormal", None: None}
OPERATORS = {"mindre_end": "<", "stoerre_end": ">", None: ""}
STATUSES = {"svar_midlertidigt": "temporary", "svar_rettet": "corrected"}
# The pages of answers in words, and the kinds of letters on each.
IN_WORDS = {"pathology": {"XRPT03", "XRPT04"}, "genetics": {"XRPT07"}}


# What is seen --------------------------------------------------------------------------------


def values_of(table: Node) -> Iterator[Json]:
    """Every value of one page of the cumulative table."""
    times = [each.attributes["datetime"][:16] for each in table.all("time")]
    for row in table.all("tr", "analysis"):
        head, _, *cells = row.below("th") + row.below("td")
        code = _word(head, "code")
        of_row = _word(head, "analysis-producer").rpartition("(")[2].partition(")")[0]
        unit = head.first("span", "analysis-unit")
        unit_word = "" if unit is None else unit.below("span")[0].text
        for time, cell in zip(times, cells, strict=True):
            for value in cell.all("div", "value"):
                yield {
                    "sampled": time,
                    "code": code,
                    "producer": _word(value, "own-producer") or of_row,
                    "unit": _word(value, "own-unit") or unit_word,
                    "row": row.attributes["id"],
                    "method": _word(value, "method") or _word(head, "method"),
                    "group": _word(head, "analysis-group"),
                    "converted": _word(value, "converted"),
                    "marks": [each[3:] for each in value.classes if each.startswith("is-")],
                    "node": value,
                }


def _word(node: Node, css: str) -> str:
    found = node.first("", css)
    return "" if found is None else found.text


def told(line: Node) -> str:
    """A value with its operator, as a line shows it."""
    number = line.first("span", "number") or line.first("span", "raw")
    return "" if number is None else number.text


def tables(browser: Browser, path: str) -> Iterator[Node]:
    """Every page of the cumulative table, newest first."""
    shown = browser.get(path)
    while True:
        table = shown.first("table", "cumulative")
        if table is not None:
            yield table
        older = next((each for each in shown.all("a") if each.attributes.get("rel") == "next"), None)
        if older is None:
            return
        shown = browser.get(older.attributes["href"])


def seen_results(browser: Browser, path: str) -> Counter[tuple[str, ...]]:
    """Results as (sampled, code, producer code, unit, value, mark, status, earlier values)."""
    seen: Counter[tuple[str, ...]] = Counter()
    for table in tables(browser, path):
        for value in values_of(table):
            lines = list(value["node"].all("div", "value-line"))
            tags = [each for each in value["node"].all("span", "tag") if "earlier" not in each.classes]
            status = next((css[4:] for tag in tags for css in tag.classes if css.startswith("tag-")), "")
            earlier = " ".join(told(line) for line in lines[1:])
            marks = " ".join(value["marks"])
            seen[
                value["sampled"],
                value["code"],
                value["producer"],
                value["unit"],
                told(lines[0]),
                marks,
                status,
                earlier,
            ] += 1
    return seen


def seen_reports(browser: Browser, path: str) -> Counter[tuple[str, ...]]:
    """Microbiology reports as (sample number, status, what was found, how many earlier versions)."""
    seen: Counter[tuple[str, ...]] = Counter()
    for card in browser.get(path).all("article", "card"):
        facts = {each.first("dt").text: each.first("dd").text for each in _facts(card)}  # type: ignore[union-attr]  # a page without one is a fault
        sample = next(text for text in facts.values() if text.startswith("Z"))
        tags = card.first("p", "tags")
        status = "" if tags is None else _status(tags)
        earlier = card.first("footer")
        items = 0 if earlier is None else len(list(earlier.all("li")))
        seen[sample, status, found_on(card), str(items)] += 1
    return seen


def seen_in_words(browser: Browser, path: str) -> Counter[tuple[str, ...]]:
    """Answers in words as (sample number, status, the short answer, codes, texts, how many earlier versions)."""
    seen: Counter[tuple[str, ...]] = Counter()
    for card in browser.get(path).all("article", "card"):
        facts = {each.first("dt").text: each.first("dd").text for each in _facts(card)}  # type: ignore[union-attr]  # a page without one is a fault
        sample = next(text for text in facts.values() if text.startswith("Z"))
        tags = card.first("p", "tags")
        summary = card.first("p", "summary")
        short = "" if summary is None else summary.below("span")[1].text
        codes = [_word(each, "code") for listed in card.all("ul", "diagnoses") for each in listed.below("li")]
        texts = [each.text for each in card.all("div", "prose")]
        earlier = card.first("footer")
        items = 0 if earlier is None else len(list(earlier.all("li")))
        seen[
            sample,
            "" if tags is None else _status(tags),
            short,
            " ".join(codes),
            " | ".join(texts),
            str(items),
        ] += 1
    return seen


def seen_requests(browser: Browser, path: str) -> Counter[tuple[str, ...]]:
    """Requisitions as (number, whether they are answered)."""
    rows = (row for table in browser.get(path).all("table", "plain-table") for row in table.all("tr"))
    return Counter(
        (cells[1].text, str("Besvaret" in cells[4].text))
        for cells in (row.below("td") for row in rows)
        if cells
    )


def _facts(card: Node) -> list[Node]:
    facts = card.first("dl", "facts")
    return [] if facts is None else facts.below("div")


def _status(tags: Node) -> str:
    css = (css for tag in tags.all("span", "tag") for css in tag.classes if css.startswith("tag-"))
    return next((each[4:] for each in css), "")


def found_on(card: Node) -> str:
    """What a report says, in a few words that the truth can be put in too."""
    organisms = [
        f"{_word(each, 'organism')}={_word(each, 'growth')}"
        for listed in card.all("ol", "organisms")
        for each in listed.below("li")
    ]
    table = card.first("table", "susceptibility")
    rows = [] if table is None else [row for row in table.all("tr") if row.below("td")]
    sensitive = [f"{row.below('th')[0].text}:{'/'.join(c.text for c in row.below('td'))}" for row in rows]
    measured = card.first("table", "findings")
    lines = [] if measured is None else [row for row in measured.all("tr") if row.below("td")]
    values = [f"{row.below('th')[0].text}:{row.below('td')[1].text.split()[0]}" for row in lines]
    words = [each.text for each in card.all("p", "remark")] + [
        each.text for each in card.all("p", "interpretation")
    ]
    plain = [each for each in words if each in NOTABLE]
    return " | ".join([*organisms, *sensitive, *values, *plain])


NOTABLE: set[str] = set()
"""The texts without a value that the truth speaks of, such as that nothing grew."""


# What should be seen -------------------------------------------------------------------------


def expected_results(citizen: Json, *, with_earlier: bool) -> Counter[tuple[str, ...]]:
    expected: Counter[tuple[str, ...]] = Counter()
    for answer in citizen["shown"]:
        for result in answer.get("results", ()):
            now = result["current"]
            earlier = [expected_value(each) for each in result["earlier"]] if with_earlier else []
            expected[
                answer["sampled"],
                result["code"],
                answer["producer"],
                now["unit"] or "",
                expected_value(now),
                MARKS[now["mark"]] or "",
                STATUSES.get(now["status"], ""),
                " ".join(earlier),
            ] += 1
    return expected


def expected_value(version: Json) -> str:
    return f"{OPERATORS[version['operator']]} {version['value']}".strip()


def expected_reports(citizen: Json, *, with_earlier: bool) -> Counter[tuple[str, ...]]:
    return Counter(
        (
            answer["sample"],
            STATUSES.get(answer["current"]["status"], ""),
            expected_found(answer["current"]["found"]),
            str(len(answer["earlier"]) if with_earlier else 0),
        )
        for answer in citizen["shown"]
        if answer["databank"] == "MiBa"
    )


def expected_in_words(citizen: Json, kinds: set[str], *, with_earlier: bool) -> Counter[tuple[str, ...]]:
    expected: Counter[tuple[str, ...]] = Counter()
    for answer in citizen["shown"]:
        now = answer["current"] if answer["databank"] == "PGDB" else None
        if now is None or now["kind"] not in kinds:
            continue
        codes = [now["topography"], *(code for code, _ in now["diagnoses"])] if now["diagnoses"] else []
        texts = [" ".join(text.split()) for text in now["sections"].values()]
        expected[
            answer["sample"],
            STATUSES.get(now["status"], ""),
            now["table"],
            " ".join(codes),
            " | ".join([*texts, *([now["comment"]] if now["comment"] else [])]),
            str(len(answer["earlier"]) if with_earlier else 0),
        ] += 1
    return expected


def expected_requests(citizen: Json) -> Counter[tuple[str, ...]]:
    return Counter((each["number"], str(each["answered"])) for each in citizen["requests"])


def expected_found(found: Json) -> str:
    organisms = [f"{each['name']}={each['growth']}" for each in found.get("organisms", ())]
    sensitive = [
        f"{each['antibiotic']}:{'/'.join(c or '' for c in each['categories'])}"
        for each in found.get("susceptibility", ())
    ]
    values = [f"{each['name']}:{each['value']}" for each in found.get("antibodies", ())]
    plain = [found[name] for name in ("text", "received") if found.get(name)]
    return " | ".join([*organisms, *sensitive, *values, *plain])


# Judging -------------------------------------------------------------------------------------


def differences(
    who: str, seen: Counter[tuple[str, ...]], expected: Counter[tuple[str, ...]]
) -> Iterator[str]:
    for each in (expected - seen).elements():
        yield f"{who}: missing {' · '.join(each)}"
    for each in (seen - expected).elements():
        yield f"{who}: not in the truth {' · '.join(each)}"


def misplaced(who: str, browser: Browser, base: str, citizen: Json) -> Iterator[str]:
    """Results that share a row and should not, or do not and should; methods and conversions not as meant.

    Both directions are looked at for all results of a page (rule S23).
    """
    truth = {(each["sampled"], each["code"], each["producer"]): each for each in citizen["measured"]}
    for table in tables(browser, base):
        of_row: dict[str, set[str]] = {}
        rows_of: dict[str, set[str]] = {}
        for value in values_of(table):
            meant = truth[value["sampled"], value["code"], value["producer"]]
            label = f"{value['code']} {meant['row']}"
            of_row.setdefault(value["row"], set()).add(label)
            rows_of.setdefault(label, set()).add(value["row"])
            for fault in said_otherwise(value, meant):
                yield f"{who}: {value['sampled']} · {value['code']} · {value['producer']}: {fault}"
        for row, labels in of_row.items():
            if len(labels) > 1:
                yield f"{who}: {' and '.join(sorted(labels))} share the row {row}"
        for label, rows in rows_of.items():
            if len(rows) > 1:
                yield f"{who}: {label} is split over {len(rows)} rows"


def said_otherwise(value: Json, meant: Json) -> Iterator[str]:
    """What a cell and its row say of the method, the group and the conversion that was not meant."""
    if not names_method(value["method"], meant["method"]):
        yield f"measured by {meant['method']}, shown as {value['method']}"
    group = meant["group"]
    if (group not in value["group"]) if group else value["group"]:
        yield f"of the group {group}, shown as {value['group']}"
    if not converts(value, meant["factor"]):
        yield f"converted by {meant['factor']}, shown as {value['converted']}"


def names_method(shown: str, meant: list[str] | None) -> bool:
    """Whether a method is named as meant; one that nobody states is said to be unknown."""
    if meant is None:
        return shown in ("Metode ikke oplyst", "Method not stated")
    return all(word in shown for word in meant)


def converts(value: Json, factor: str | None) -> bool:
    """Whether a value that is converted says to what, as exactly as it shows it; others say nothing."""
    sent = next((each.text for each in value["node"].all("span", "number")), "")
    if factor is None or not sent.replace(".", "", 1).lstrip("< >").isdecimal():
        return bool(value["converted"] == "")
    if not value["converted"]:
        return False
    shown = Decimal(value["converted"].partition(": ")[2].lstrip("< >").split()[0])
    exact = Decimal(sent.lstrip("< >")) * Decimal(factor)
    half_of_last = Decimal(5).scaleb(int(shown.as_tuple().exponent) - 1)
    return f"× {factor}" in value["converted"] and abs(shown - exact) <= half_of_last


def without_units(counted: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Pages say in words that there is no unit; the truth says nothing."""
    units = {"", "ingen enhed", "no unit", "uden enhed"}
    made: Counter[tuple[str, ...]] = Counter()
    for (sampled, code, producer, unit, *rest), count in counted.items():
        made[(sampled, code, producer, "" if unit.lower() in units else unit, *rest)] += count
    return made


def traces(who: str, citizen: Json, shown: str) -> Iterator[str]:
    """Hidden answers whose numbers can be read anywhere on the pages."""
    for answer in citizen["hidden"]:
        for number in (answer["sample"], answer["requester_number"], *answer["letters"]):
            if number in shown:
                yield f"{who}: a hidden answer is betrayed by {number}"


def judge_person(who: str, browser: Browser, base: str, citizen: Json, *, clinician: bool) -> list[str]:
    """What is wrong on the pages of one person, as one viewer sees them."""
    results = without_units(seen_results(browser, base))
    reports = seen_reports(browser, f"{base.rstrip('/')}/microbiology")
    wrong = list(differences(who, results, expected_results(citizen, with_earlier=clinician)))
    wrong += misplaced(who, browser, base, citizen)
    wrong += differences(who, reports, expected_reports(citizen, with_earlier=clinician))
    for part, kinds in IN_WORDS.items():
        told = seen_in_words(browser, f"{base.rstrip('/')}/{part}")
        wrong += differences(who, told, expected_in_words(citizen, kinds, with_earlier=clinician))
    wrong += differences(
        who, seen_requests(browser, f"{base.rstrip('/')}/requisitions"), expected_requests(citizen)
    )
    pages = (base, *(f"{base.rstrip('/')}/{part}" for part in ("microbiology", *IN_WORDS)))
    wrong += traces(who, citizen, " ".join(browser.get(page).text for page in pages))
    return wrong


def citizen_of(address: str, citizen: Json) -> tuple[Browser, str]:
    """A citizen's own browser, signed in, and the address of the results."""
    browser = Browser(address)
    choose_persona(browser, lambda text: written(citizen["person"]) in text)
    return browser, "/me"


def choose_persona(browser: Browser, fits: Callable[[str], bool]) -> None:
    for form in browser.get("/persona").all("form"):
        if form.attributes.get("action") == "/persona" and fits(form.text):
            browser.submit(form)
            return
    raise LookupError("no such persona")


def patient_of(clinician: Browser, citizen: Json) -> str:
    """The address under which a clinician has opened a citizen's results."""
    form = next(
        each
        for each in clinician.get("/patients").all("form")
        if each.attributes.get("action") == "/patients" and each.attributes.get("method") == "post"
    )
    reason = next(each for each in form.all("input") if each.attributes.get("name") == "reason")
    clinician.submit(form, number=written(citizen["person"]), reason=reason.attributes["value"], words="")
    return clinician.address


def written(number: str) -> str:
    return f"{number[:6]}-{number[6:]}"


def judge(truth: Json, address: str, *, most: int | None = None) -> list[str]:
    """Everything that is wrong, as every citizen and as a clinician; nothing when all is well."""
    NOTABLE.update(
        found[name]
        for citizen in truth["citizens"]
        for answer in citizen["shown"]
        if answer["databank"] == "MiBa"
        for found in [answer["current"]["found"]]
        for name in ("text", "received")
        if found.get(name)
    )
    wrong: list[str] = []
    clinician = Browser(address)
    choose_persona(clinician, lambda text: "Overlæge" in text)
    for citizen in truth["citizens"][:most]:
        browser, base = citizen_of(address, citizen)
        wrong += judge_person("citizen", browser, base, citizen, clinician=False)
        opened = patient_of(clinician, citizen)
        wrong += judge_person("clinician", clinician, opened, citizen, clinician=True)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--at", required=True, help="the address of the demonstration")
    parser.add_argument("--most", type=int, help="how many citizens to look at; else all")
    given = parser.parse_args()
    truth = json.loads(given.truth.read_bytes())
    wrong = judge(truth, given.at, most=given.most)
    for each in wrong:
        print(each)
    print(f"{len(truth['citizens'][: given.most])} citizens, {len(wrong)} differences", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
