"""What EDIFACT demands of random letters of pathology and genetics beyond their declaration."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace


def narrative(letter: Any) -> Any:
    """The letter with a short answer that fits its status, a table without blanks around its cells, and
    descriptions of material that are no mere full stop (which is an empty line)."""
    results = letter.laboratory_results
    status = results.general_result_information.result_status_code
    short = results.table_format.table_result
    short = "*****" if status == "proeve_modtaget" else short.replace("*", "x")
    results = replace(
        results,
        table_format=replace(results.table_format, table_result=short),
        coded_format=_described(results.coded_format),
        textual_format=_tabled(results.textual_format),
    )
    return replace(letter, laboratory_results=results)


def stating_consent(letter: Any) -> Any:
    """The same for a version in which HAN gives consent and no segment refuses it."""
    consent = letter.patient.consent
    if consent is not None:
        letter = replace(letter, patient=replace(letter.patient, consent=replace(consent, given=True)))
    return narrative(letter)


def _described(coded: Any) -> Any:
    if hasattr(coded, "sample"):
        return replace(coded, sample=_with_material(coded.sample))
    return replace(coded, samples=tuple(_with_material(sample) for sample in coded.samples))


def _with_material(sample: Any) -> Any:
    return replace(sample, material_description=sample.material_description.replace(".", "x"))


def _tabled(written: Any) -> Any:
    table = getattr(written, "hematology", None)
    if table is None:
        return written
    labels = _row(table.labels)
    table = replace(table, labels=labels, results=tuple(_row(row) for row in table.results))
    return replace(written, hematology=table)


def _row(row: Any) -> Any:
    """A row of which every cell is one blank or has none around it, and not all are blank."""
    cells = {name: getattr(row, name).strip() or " " for name in row.__struct_fields__}
    first = row.__struct_fields__[0]
    return replace(row, **{**cells, first: cells[first].strip() or "x"})
