"""Judges whether the pages, the reports to sending systems and FHIR show the same to the same persona.

It speaks HTTP, reads HTML and JSON, and knows nothing of Labsvar. Of every persona and citizen it holds against one
another what the pages show and what FHIR serves: values with times, codes, producers, units, marks and statuses,
reports, requisitions, and for clinicians the earlier values. Then it looks for what might betray something hidden:
totals, pages, inclusions, histories, documents, and the words of every answer.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests.fhir_program import Reader
from tests.judge import seen_in_words, seen_reports, seen_requests, tables, told, values_of
from tests.judge_pages import Browser

Json = dict[str, Any]
Seen = Counter[tuple[str, ...]]
DENMARK: Final = ZoneInfo("Europe/Copenhagen")
TYPES: Final = (
    "Patient",
    "Observation",
    "DiagnosticReport",
    "Specimen",
    "ServiceRequest",
    "Organization",
    "Composition",
)
OWN: Final = "https://labsvar.example/fhir/"
STATUS: Final = {"preliminary": "temporary", "corrected": "corrected", "registered": "received"}
MARK: Final = {"H": "high", "L": "low", "A": "abnormal"}
NO_ANSWER_YET: Final = "*****"
_NO_UNIT: Final = {"ingen enhed", "no unit", "uden enhed"}


@dataclass
class Shown:
    """What one way of looking shows of one person."""

    results: Seen = field(default_factory=Counter)
    earlier: Seen = field(default_factory=Counter)
    tombs: Seen = field(default_factory=Counter)
    reports: Seen = field(default_factory=Counter)
    requests: Seen = field(default_factory=Counter)
    left_out: bool = False

    def against(self, who: str, other: Shown) -> Iterator[str]:
        """What this one, of the pages, shows otherwise than another."""
        for name in ("results", "earlier", "tombs", "reports", "requests"):
            here, there = getattr(self, name), getattr(other, name)
            for each in (here - there).elements():
                yield f"{who}: {name}: on the pages and not in FHIR: {' · '.join(each)}"
            for each in (there - here).elements():
                yield f"{who}: {name}: in FHIR and not on the pages: {' · '.join(each)}"
        if self.left_out != other.left_out:
            yield f"{who}: only one of the two says that something is left out"


# The pages ------------------------------------------------------------------------------------


def on_pages(browser: Browser, base: str) -> Shown:
    """What the pages show."""
    base = base.rstrip("/")
    shown = Shown()
    for table in tables(browser, base):
        for value in values_of(table):
            _add_value(shown, value)
    for sample, status, *_ in seen_reports(browser, f"{base}/microbiology").elements():
        shown.reports["microbiology", sample, status] += 1
    for part in ("pathology", "genetics"):
        for sample, status, *_ in seen_in_words(browser, f"{base}/{part}").elements():
            shown.reports[part, sample, status] += 1
    shown.requests = seen_requests(browser, f"{base}/requisitions")
    shown.left_out = "Noget er udeladt" in browser.get(base).text
    return shown


def _add_value(shown: Shown, value: Json) -> None:
    """A value of the cumulative table, or the tombstone that stands in its place (rule S6)."""
    lines = list(value["node"].all("div", "value-line"))
    if not lines:
        shown.tombs[value["sampled"], value["code"]] += 1
        return
    tags = [each for each in value["node"].all("span", "tag") if "earlier" not in each.classes]
    status = next((css[4:] for tag in tags for css in tag.classes if css.startswith("tag-")), "")
    unit = "" if value["unit"].lower() in _NO_UNIT else value["unit"]
    key = (value["sampled"], value["code"], value["producer"])
    shown.results[(*key, _said(told(lines[0]), unit), " ".join(value["marks"]), status)] += 1
    if lines[1:]:
        shown.earlier[(*key, " ".join(told(line) for line in lines[1:]))] += 1


def _said(value: str, unit: str) -> str:
    """A value with its unit, as words that both ways of showing have."""
    return " ".join(f"{value} {unit}".replace(",", ".").split())


# FHIR -----------------------------------------------------------------------------------------


class Everything:
    """All that a reader is served about its one patient, by type and id."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.wrong: list[str] = []
        self.left_out = False
        self.raw: list[str] = []
        self.by_type = {kind: self._searched(kind) for kind in TYPES}

    def _searched(self, kind: str) -> dict[str, Json]:
        """Everything of a type, in pages; the total of each page counts it, and nothing stands twice."""
        found: dict[str, Json] = {}
        totals = set()
        for bundle in self.reader.bundles(f"{kind}?_count=40"):
            self.raw.append(json.dumps(bundle, ensure_ascii=False))
            totals.add(bundle["total"])
            for each in bundle.get("entry", ()):
                resource = each["resource"]
                if each["search"]["mode"] == "match":
                    if resource["id"] in found:
                        self.wrong.append(f"{kind} {resource['id']} stands on two pages")
                    found[resource["id"]] = resource
                elif each["search"]["mode"] == "outcome":
                    self.left_out |= resource["issue"][0]["code"] == "suppressed"
        if totals != {len(found)}:
            self.wrong.append(f"{kind}: {len(found)} found, and the total says {sorted(totals)}")
        return found

    def names(self) -> set[str]:
        """The relative reference to everything."""
        return {f"{kind}/{name}" for kind, found in self.by_type.items() for name in found}

    def all(self, kind: str) -> Iterable[Json]:
        return self.by_type.get(kind, {}).values()

    def at(self, reference: Json | None) -> Json:
        """What a reference leads to, or nothing."""
        kind, _, name = ((reference or {}).get("reference") or "").partition("/")
        return self.by_type.get(kind, {}).get(name, {})


def in_fhir(about: Everything) -> Shown:
    """What FHIR serves, in the words of the pages."""
    shown = Shown(left_out=about.left_out)
    for report in about.all("DiagnosticReport"):
        field_of = _field(report)
        if field_of == "biochemistry":
            for each in report.get("result", ()):
                _add_result(shown, about, about.at(each))
        elif report["status"] != "entered-in-error":
            (specimen,) = report["specimen"]
            sample = about.at(specimen)["identifier"][0]["value"]
            shown.reports[field_of, sample, STATUS.get(report["status"], "")] += 1
    for asked in about.all("ServiceRequest"):
        if asked["status"] != "entered-in-error":
            shown.requests[asked["identifier"][0]["value"], str(asked["status"] == "completed")] += 1
    return shown


def _add_result(shown: Shown, about: Everything, found: Json) -> None:
    if found["status"] == "entered-in-error":
        shown.tombs[_minute(found["effectiveDateTime"]), _code(found)] += 1
        return
    key = (_minute(found["effectiveDateTime"]), _code(found), _producer(about, found))
    shown.results[(*key, *_value(found))] += 1
    _, *earlier = _history(about, found["id"])
    if earlier:
        shown.earlier[(*key, " ".join(_number(each) for each in earlier))] += 1


def _field(report: Json) -> str:
    codes = {each["code"] for one in report["category"] for each in one["coding"]}
    for code, name in (("18725-2", "microbiology"), ("pathology", "pathology"), ("genetics", "genetics")):
        if code in codes:
            return name
    return "biochemistry"


def _history(about: Everything, name: str) -> list[Json]:
    bundle = about.reader.ok(f"Observation/{name}/_history")
    if bundle["total"] != len(bundle["entry"]):
        about.wrong.append(f"Observation {name}: the total of the history counts what is not there")
    return [each["resource"] for each in bundle["entry"]]


def _minute(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(DENMARK).isoformat()[:16]


def _code(found: Json) -> str:
    for each in found["code"]["coding"]:
        code: str = each.get("code") or _extension(each, "code-as-sent")
        return code
    return ""


def _extension(of: Json, name: str) -> str:
    return next((e["valueString"] for e in of.get("extension", ()) if e["url"].endswith(f"/{name}")), "")


def _producer(about: Everything, found: Json) -> str:
    producer: str = about.at(found["performer"][0])["identifier"][0]["value"]
    return producer


def _number(found: Json) -> str:
    """A value without its unit."""
    quantity = found.get("valueQuantity")
    if quantity is None:
        if found["status"] == "registered":
            return NO_ANSWER_YET
        said: str = found.get("valueString", "")
        return said
    sent = _extension(quantity, "value-as-sent") or str(quantity["value"])
    return f"{quantity.get('comparator', '')} {sent}".strip()


def _value(found: Json) -> tuple[str, str, str]:
    """Value with unit, mark and status, as the pages have them."""
    unit = found.get("valueQuantity", {}).get("unit", "")
    codes = [each["code"] for one in found.get("interpretation", ()) for each in one.get("coding", ())]
    marks = " ".join(MARK.get(each, each) for each in codes)
    return _said(_number(found), unit), marks, STATUS.get(found["status"], "")


# What might betray something --------------------------------------------------------------------


def betrayals(who: str, about: Everything, hidden: Iterable[str]) -> Iterator[str]:
    """Whatever can be got that is not among what is served, and every hidden number or value that can be read."""
    said = list(about.raw)
    for each in (*about.wrong, *_of_types(about, said), *_of_documents(about, said)):
        yield f"{who}: {each}"
    words = " ".join(said)
    for number in hidden:
        if number in words:
            yield f"{who}: a hidden answer is betrayed by {number}"


def _of_types(about: Everything, said: list[str]) -> Iterator[str]:
    """What counts and inclusions of each type tell that is not found."""
    known = about.names()
    for of_type in about.reader.ok("metadata")["rest"][0]["resource"]:
        kind = of_type["type"]
        if kind not in TYPES:
            continue
        counted = about.reader.ok(f"{kind}?_summary=count")
        matches = [each for each in counted.get("entry", ()) if each["search"]["mode"] != "outcome"]
        if counted["total"] != len(about.by_type[kind]) or matches:
            yield f"{kind}: the count is {counted['total']}"
        more = [f"_include={each}" for each in of_type.get("searchInclude", ())]
        more += [f"_revinclude={each}" for each in of_type.get("searchRevInclude", ())]
        for bundle in about.reader.bundles(f"{kind}?_count=200&{'&'.join(more)}"):
            said.append(json.dumps(bundle, ensure_ascii=False))
            got = {_name(each) for each in bundle.get("entry", ()) if each["search"]["mode"] != "outcome"}
            yield from (f"{kind}: {each} is included and not found" for each in sorted(got - known))


def _of_documents(about: Everything, said: list[str]) -> Iterator[str]:
    """What documents hold that is not found."""
    known = about.names()
    for name in about.by_type["Composition"]:
        document = about.reader.ok(f"Composition/{name}/$document")
        said.append(json.dumps(document, ensure_ascii=False))
        got = {_name(each) for each in document["entry"]}
        yield from (f"the document {name} holds {each}, which is not found" for each in sorted(got - known))


def _name(entry: Json) -> str:
    resource = entry["resource"]
    return f"{resource['resourceType']}/{resource['id']}"


# The reports to sending systems, and exports ----------------------------------------------------


def hashed(number: str, key: bytes) -> str:
    """A person, as a report to a sending system names them."""
    return hashlib.blake2b(number.encode(), key=key, digest_size=16).hexdigest()


def reported(rows: Iterable[Json], pages: Shown, person: str) -> Iterator[str]:
    """What a report to the senders says is shown of a person's results, against the pages."""
    told: Seen = Counter(
        (row["sampled_at"], row["code"], _plain(row["value"]))
        for row in rows
        if row["person"] == person and row["operator"] is not None and not _is_microbiology(row["code"])
    )
    seen: Seen = Counter()
    for sampled, code, _, value, _, _ in pages.results.elements():
        seen[sampled, code, _plain(value.lstrip("<> ").partition(" ")[0])] += 1
    for each in (told - seen).elements():
        yield f"reported as shown and not on the pages: {' · '.join(each)}"
    for each in (seen - told).elements():
        yield f"on the pages and not reported as shown: {' · '.join(each)}"


def _is_microbiology(code: str) -> bool:
    """Codes of microbiology are long numbers; what they found is told in words on a page of its own."""
    return code.isdigit()


def _plain(value: str) -> str:
    number = value.replace(",", ".").lstrip("<>").strip()
    try:
        return str(Decimal(number).normalize())
    except ArithmeticError:
        return number
