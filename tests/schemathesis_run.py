"""Makes requests up with Schemathesis, and holds every answer against its description.

    python -m tests.schemathesis_run 200 [--only fhir|api]

So many examples of each operation and each way of making them up (`positive` keeps to the description, `negative`
does not), against a demonstration of its own: the FHIR door, described by its own CapabilityStatement, as a citizen's,
a clinician's and a program's token and with none; and every other interface, described by its own OpenAPI. Prints how
many examples were run and what was found; the exit code is 1 when something was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest import SkipTest

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.reporting import with_reporter
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.browser.exchange import Exchange, demonstration
from tests.fhir_described import described
from tests.fhir_program import REASON, Reader, by_itself, by_person
from tests.judge import choose_persona, citizen_of
from tests.judge_pages import Browser

Json = dict[str, Any]
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
Ask = Callable[[Mapping[str, Any]], httpx.Response]


@dataclass
class Tally:
    """How many examples were run, and what was found how often, by operation."""

    examples: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.examples += other.examples
        self.answers += other.answers
        self.found += other.found


def asking(client: httpx.Client, headers: Mapping[str, str], *, below: str = "") -> Ask:
    """Sends what was made up, with headers of ours instead of those for getting in."""

    def ask(made: Mapping[str, Any]) -> httpx.Response:
        body = made.get("data")
        sent = {"data": body} if isinstance(body, dict) else {"content": body}
        kept = {name: each for name, each in made["headers"].items() if name.lower() != "authorization"}
        return client.request(
            made["method"],
            f"{below}{made['url']}",
            params=made.get("params"),
            headers={**kept, **headers},
            json=made.get("json"),
            **sent,
        )

    return ask


def tried(description: Json, ask: Ask, *, examples: int, only: Callable[[str], bool] | None = None) -> Tally:
    """So many examples of every operation, made up in both ways."""
    tally = Tally()
    schema = schemathesis.openapi.from_dict(description)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), "the description itself is wrong"
        operation = found.ok()
        if only is None or only(operation.label):
            for mode in GenerationMode:
                _try(operation, mode, ask, examples, tally)
    return tally


def _try(operation: Any, mode: GenerationMode, ask: Ask, examples: int, tally: Tally) -> None:
    @settings(
        max_examples=examples,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case[Any]) -> None:
        tally.examples += 1
        made = case.as_transport_kwargs(base_url="")
        try:
            answer = ask(made)
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError, TypeError):
            return  # what this client cannot send says nothing of the server
        tally.answers[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            of = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
            for each in of:
                title = getattr(each, "title", type(each).__name__)
                tally.found[f"{operation.label} ({mode.value}): {answer.status_code} {title}"] += 1

    # Not every operation can be asked wrongly.
    with with_reporter(lambda _: None), suppress(Unsatisfiable, SkipTest):
        check()


def told(name: str, tally: Tally) -> None:
    """Prints how many examples were run, how they were answered, and what was found."""
    answers = ", ".join(f"{status}: {times}" for status, times in sorted(tally.answers.items()))
    print(f"{name}: {tally.examples} examples ({answers})")
    for what, times in tally.found.most_common():
        print(f"{times:6} × {what}", flush=True)


def of_door(reader: Reader) -> Json:
    """The door's description, with ids of what its reader finds there."""
    statement = reader.ok("metadata")
    ids = {}
    if reader.patient is not None:
        for each in statement["rest"][0]["resource"]:
            if "searchParam" in each:
                ids[each["type"]] = [one["id"] for one in reader.found(each["type"])][:5]
    return described(statement, ids)


def readers(address: str, someone: Json) -> Iterator[tuple[str, Json]]:
    """A token of each kind."""
    citizen, _ = citizen_of(address, someone)
    yield "citizen", by_person(citizen, address)
    clinician = Browser(address)
    choose_persona(clinician, lambda text: "Overlæge" in text)
    yield "clinician", by_person(clinician, address, scope="user/*.rs", reason="treatment")
    yield "program", by_itself(address)
    yield "nobody", {"access_token": "none"}


def fhir(exchange: Exchange, examples: int) -> Tally:
    """The FHIR door, as each kind of reader."""
    tally = Tally()
    description: Json | None = None
    address = exchange.address
    truth = json.loads((exchange.folder / "data" / "population" / "truth.json").read_bytes())
    for name, token in readers(address, truth["citizens"][0]):
        with Reader(address, token) as reader:
            description = description or of_door(reader)
            headers = {"Authorization": f"Bearer {token['access_token']}", **REASON}
            found = tried(
                description,
                asking(reader.client, headers, below=reader.base),
                examples=examples if name != "nobody" else 1,
            )
        told(f"fhir as {name}", found)
        tally.add(found)
    return tally


def api(exchange: Exchange, examples: int) -> Tally:
    """Every other interface."""
    with httpx.Client(base_url=exchange.address.rstrip("/"), timeout=60) as client:
        description = client.get("/api/openapi.json").json()
        found = tried(description, asking(client, {}), examples=examples)
    told("api", found)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("examples", type=int, help="of each operation, each way")
    parser.add_argument("--only", choices=("fhir", "api"))
    asked = parser.parse_args()
    tally = Tally()
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), citizens=3, years=1.0) as exchange,
    ):
        exchange.wait_until_filled()
        for name, part in (("fhir", fhir), ("api", api)):
            if asked.only in (None, name):
                tally.add(part(exchange, asked.examples))
    print(f"{tally.examples} examples, {sum(tally.found.values())} findings of {len(tally.found)} kinds")
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
