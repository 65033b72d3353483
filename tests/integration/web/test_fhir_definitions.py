"""What the FHIR door tells about nobody, and the group of comparable methods that a result is told with."""

from __future__ import annotations

from typing import Any

from labsvar.checks import fhir as checks
from labsvar.codetables import write_csv
from labsvar.comparability import MemberRow, MethodRow
from labsvar.comparability.registers import GROUPS
from labsvar.conversion.fhir.own import COMPARABILITY, EXTENSIONS
from labsvar.fhirview.comparability import Grouped, grouped, members_of
from labsvar.formats import fhir as formats
from labsvar.formats.fhir.resources import ConceptMap, Observation
from tests import builders
from tests.integration.web.fhir_site import own_token, reader
from tests.integration.web.site import Site, new_person

CODE = "NPU77301"
PRODUCER = "TXG"
"""Of no other test: what is released here stays released for those that come after."""
MEMBER = MemberRow(
    code_system="npu",
    code=CODE,
    group="IFCC",
    unit="mmol/mol",
    group_unit="%",
    method="HPLC",
    outcome="converted",
    factor="0.0915",
    offset="2.15",
    maintainer="Testråd",
)


def released(site: Site, table: str, text: str) -> None:
    tables = site.database.code_tables
    version = tables.draft(table, text, owner="Testråd", who="A", reason="test")
    tables.review(table, version, who="B", reason="test")
    tables.release(table, version, who="C", reason="test")


def read(site: Site, path: str) -> Any:
    """A resource that anybody may read, which our own rules find in order."""
    with site.client() as client:
        answer = client.get(f"/fhir/{path}")
    assert answer.status_code == 200, answer.text
    found = checks.check(answer.content)
    assert [each.rule for each in found.findings if each.severity == "error"] == []
    return found.read.resource


def test_the_definition_of_each_extension_of_ours_is_read_by_its_name(fhir: Site) -> None:
    with fhir.client() as client:
        for extension in EXTENSIONS.values():
            found = client.get(f"/fhir/StructureDefinition/{extension.name}").json()
            assert found["url"] == extension.url
            assert found["description"] == extension.about
        for path in ("StructureDefinition/none", "ConceptMap/none", "ValueSet/none"):
            assert client.get(f"/fhir/{path}").status_code == 404
        assert client.get("/fhir/ConceptMap").status_code in {401, 404}


def test_the_released_groups_are_read_as_a_map_and_results_say_theirs(fhir: Site) -> None:
    """The rows of the table come back from the map; a result in the group has its converted value beside its own."""
    person = new_person()
    fhir.stored(person.report(results=(builders.result(CODE, "48", "mmol/mol", producer=PRODUCER),)))
    with reader(fhir, own_token(fhir, person)) as app:
        (before,) = app.found(f"Observation?code={CODE}")
    method = MethodRow(producer=PRODUCER, code_system="npu", code=CODE, method="HPLC", manufacturer="Example")
    released(fhir, f"methods/{PRODUCER}", write_csv(MethodRow, [method]))
    released(fhir, GROUPS, write_csv(MemberRow, [MEMBER]))
    found = read(fhir, "ConceptMap/comparability")
    assert isinstance(found, ConceptMap)
    assert members_of(found) == (MEMBER,)
    assert (
        read(fhir, "ValueSet/comparability-groups").compose.include[0].concept[0].display == f"IFCC ({CODE})"
    )
    with reader(fhir, own_token(fhir, person)) as app:
        answer = app.get(f"Observation/{before['id']}")
    observation = formats.read(answer.content).resource
    assert isinstance(observation, Observation)
    assert COMPARABILITY.url not in str(before)
    assert grouped(observation) == Grouped(
        code_system="npu", code=CODE, group="IFCC", outcome="converted", value="6.54", unit="%"
    )
    assert answer.json()["valueQuantity"] == before["valueQuantity"]
