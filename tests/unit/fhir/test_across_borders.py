"""Results of other countries on the rows of the cumulative view: NPU falls in the same groups, LOINC by the map only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from labsvar.comparability import Comparing, LoincRow, MemberRow, Registers, SynonymRow
from labsvar.formats import fhir
from labsvar.results.cumulative import Row, table
from labsvar.results.fhir import told
from labsvar.results.model import Person, Report, Stored
from labsvar.results.record import assemble
from tests.fhir_documents import LOINC, NPU, document, observation

CPR = "2512489996"
FROM = date(2020, 1, 1)
CRP = "NPU19748"
MEMBER = MemberRow(
    valid_from=FROM,
    code_system="npu",
    code=CRP,
    group="turbidimetri",
    unit="mg/L",
    group_unit="mg/L",
    method="turbidimetri",
    outcome="comparable",
    maintainer="Testråd",
)
SWEDISH = SynonymRow(valid_from=FROM, country="SE", name="turbidimetrisk mätning", method="turbidimetri")
NORWEGIAN = SynonymRow(valid_from=FROM, country="NO", name="turbidimetrisk måling", method="turbidimetri")
MAP = LoincRow(valid_from=FROM, loinc="1988-5", unit="mg/L", npu=CRP)


def made(place: str, method: str | None, *, code: str = CRP, system: str = NPU) -> Report:
    """A report of C-reactive protein from a laboratory of a country."""
    how: dict[str, Any] = {} if method is None else {"method": {"text": method}}
    body = document(
        CPR,
        observation(code, "12", system=system, unit="mg/L", name="CRP", **how),
        gln=None,
        producer=f"{place}1",
        report=place,
        sample=place,
    )
    abroad = body.replace(
        b'"name": "Laboratoriet"', f'"name": "Lab {place}", "address": [{{"country": "{place}"}}]'.encode()
    ).replace(
        b"http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID", b"urn:example:laboratories"
    )
    resource = fhir.read(abroad).resource
    assert resource is not None
    (said,) = told(resource, abroad).said
    return replace(
        said.report,
        letter_id=place + code,
        person_key=CPR,
        stage="full",
        arrived_at=datetime(2026, 3, 5, tzinfo=UTC),
        sender=replace(said.report.sender, gln=place),
    )


def rows(*reports: Report, **tables: Any) -> list[Row]:
    """The rows of the cumulative view under released tables."""
    stored = Stored(person=Person(key=CPR, surname="", given_name=None), reports=reports)
    shown = table(assemble(stored), comparing=Comparing(Registers(members=(MEMBER,), **tables)))
    return [row for group in shown.groups for row in group.rows]


def test_swedish_and_norwegian_results_fall_in_the_same_group_as_danish_ones() -> None:
    """By the NPU code and their own names of the method; a name that nobody has explained stands apart."""
    danish = made("DK", "Turbidimetri")
    swedish = made("SE", "Turbidimetrisk mätning")
    norwegian = made("NO", "Turbidimetrisk måling")
    names = (SWEDISH, NORWEGIAN)
    (one,) = rows(danish, swedish, norwegian, synonyms=names)
    assert one.group == "turbidimetri"
    assert len(one.producers) == 3
    assert len(rows(danish, swedish, norwegian, synonyms=(SWEDISH,))) == 2
    assert len(rows(danish, swedish, norwegian)) == 3


def test_a_method_that_is_not_stated_is_not_assumed() -> None:
    """A result without one stands on its laboratory's own row (rule S23)."""
    assert len(rows(made("DK", "Turbidimetri"), made("SE", None), synonyms=(SWEDISH,))) == 2


def test_a_loinc_code_is_the_npu_code_that_the_released_map_says_and_no_other() -> None:
    """Without the map it has a row of its own, however alike the method is."""
    danish = made("DK", "Turbidimetri")
    foreign = made("DE", "turbidimetri", code="1988-5", system=LOINC)
    assert len(rows(danish, foreign)) == 2
    (one,) = rows(danish, foreign, loinc=(MAP,))
    assert one.group == "turbidimetri"
