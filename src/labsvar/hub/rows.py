"""The row of a laboratory card: what a practice system says about one result.

Every field is text, as the card shows it; an absent field is an empty one. The published schema
(`schema`) is made from the struct, so that what is described is what is read.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints

import msgspec

from labsvar.findings import Finding
from labsvar.hub import row_rules as rules

ClinicIdType = Literal["ydernummer", "sor"]
CodeSystem = Literal["local", "npu", "dnk", "mcs", "mds", "unknown"]
Operator = Literal["", "<", ">"]
Flag = Literal["", "high", "low", "abnormal"]
Origin = Literal["own", "laboratory", "unknown"]
ConsentWord = Literal["", "given", "refused"]
Action = Literal["new", "correct", "withdraw", "delete"]

_TIME: Final = r"^$|^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$"


def _text(most: int, says: str) -> Any:
    return msgspec.Meta(max_length=most, description=says)


def _says(says: str) -> Any:
    return msgspec.Meta(description=says)


def _form(pattern: str, says: str) -> Any:
    return msgspec.Meta(pattern=pattern, description=says)


class CardRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One result on a laboratory card, as the clinic's system holds it."""

    system: Annotated[
        str, msgspec.Meta(min_length=1, max_length=70, description="Name of the practice system")
    ]
    system_version: Annotated[str, _text(70, "Version of the practice system")] = ""
    clinic: Annotated[
        str,
        _form(r"^([0-9]{6}|[0-9]{11,17})$", "The clinic: ydernummer of 6 digits or SOR code of 11 to 17"),
    ]
    clinic_id_type: Annotated[ClinicIdType, _says("What kind of number `clinic` is")]
    row_id: Annotated[
        str,
        _form(r"^[A-Za-z0-9._:/-]{1,64}$", "The row's own number, unique in the clinic's system for good"),
    ]
    row_version: Annotated[str, _form(r"^[1-9][0-9]{0,5}$", "1 for a new row, one more for each change")]
    patient: Annotated[
        str,
        _form(
            r"^([0-9]{10}|[0-9]{7}[A-ZÆØÅ]{2}[0-9])$",
            "CPR number of 10 digits, or a replacement number of 10 characters",
        ),
    ]
    surname: Annotated[str, _text(70, "The patient's surname")] = ""
    given_name: Annotated[str, _text(70, "The patient's given names")] = ""
    sampled_at: Annotated[str, _form(_TIME, "When the sample was taken, YYYY-MM-DDTHH:MM, Danish time")] = ""
    resulted_at: Annotated[str, _form(_TIME, "When the result was there, YYYY-MM-DDTHH:MM, Danish time")] = ""
    code: Annotated[str, _text(40, "Code of the analysis, as the card has it")] = ""
    code_system: Annotated[CodeSystem, _says("Which code that is")] = "unknown"
    name: Annotated[str, _text(200, "Name of the analysis, as the card shows it")] = ""
    value: Annotated[
        str, _text(2000, "The result with the characters of the card, without operator or unit")
    ] = ""
    operator: Annotated[Operator, _says("Less or more than the value")] = ""
    unit: Annotated[str, _text(40, "Unit of the value")] = ""
    reference_lower: Annotated[str, _text(40, "Lower reference limit")] = ""
    reference_upper: Annotated[str, _text(40, "Upper reference limit")] = ""
    flag: Annotated[Flag, _says("How the clinic's system marks the value")] = ""
    comment: Annotated[str, _text(2000, "Comment on the result")] = ""
    material: Annotated[str, _text(70, "What was examined, as urine or throat swab")] = ""
    origin: Annotated[
        Origin,
        _says("Whether the clinic (own) or a laboratory made the result; unknown if it cannot be told"),
    ] = "unknown"
    laboratory: Annotated[str, _text(70, "Name or code of the laboratory that answered")] = ""
    requisition_number: Annotated[str, _text(35, "Number of the requisition or sample that was answered")] = (
        ""
    )
    consent: Annotated[ConsentWord, _says("given or refused by the patient; empty when nothing was said")] = (
        ""
    )
    action: Annotated[
        Action,
        _says("new, correct (a further version), withdraw (wrong person, code or time) or delete (refused)"),
    ]
    reason: Annotated[str, _text(350, "Why it is corrected, withdrawn or asked to be deleted")] = ""


COLUMNS: Final[tuple[str, ...]] = CardRow.__struct_fields__
"""The names of the columns, in their order."""

REQUIRED: Final = frozenset(field.name for field in msgspec.structs.fields(CardRow) if field.required)
"""The columns that every row needs."""

_MANY_LINES: Final = frozenset({"value", "comment", "reason"})
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]").search
_CONTROLS_BUT_BREAKS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
).search
_TYPES: Final[dict[str, Any]] = get_type_hints(CardRow, include_extras=True)
_TIMES: Final = ("sampled_at", "resulted_at")


class ReadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was read. `row` is `None` when findings kept it from being read; `clinic`, `row_id` and
    `row_version` are then what could be made out of it, so that it can be listed. `place` is where it stands in a
    file of FHIR."""

    line: int
    row: CardRow | None
    findings: tuple[Finding, ...] = ()
    clinic: str = ""
    row_id: str = ""
    row_version: str = ""
    place: str = ""


def schema() -> dict[str, Any]:
    """The JSON schema of a row (draft 2020-12), made from the struct."""
    (_,), components = msgspec.json.schema_components([CardRow], ref_template="#/$defs/{name}")
    described: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Labsvar: row of a laboratory card",
    }
    return described | {key: value for key, value in components["CardRow"].items() if key != "title"}


def row_of(fields: dict[str, Any], *, line: int) -> ReadRow:
    """The row with these fields, or what is wrong with each of them."""
    try:
        row = msgspec.convert(fields, CardRow)
    except msgspec.ValidationError:
        return _unread(fields, line, _field_findings(fields, line))
    findings = tuple(_more_findings(row, line))
    if findings:
        return _unread(fields, line, findings)
    return ReadRow(line=line, row=row, clinic=row.clinic, row_id=row.row_id, row_version=row.row_version)


def _unread(fields: dict[str, Any], line: int, findings: tuple[Finding, ...]) -> ReadRow:
    clinic, row_id, version = (_told(fields, name) for name in ("clinic", "row_id", "row_version"))
    return ReadRow(line=line, row=None, findings=findings, clinic=clinic, row_id=row_id, row_version=version)


def _told(fields: dict[str, Any], name: str) -> str:
    """A key's field if that one is as it should be; nothing otherwise, as it may hold anything."""
    value = fields.get(name)
    return value if isinstance(value, str) and not _one_field(name, value, 0) else ""


def _field_findings(fields: dict[str, Any], line: int) -> tuple[Finding, ...]:
    found = [
        rules.FIELD_MISSING.at(line=line, path=name, field=name)
        for name in COLUMNS
        if name in REQUIRED and fields.get(name, "") == ""
    ]
    missing = {finding.path for finding in found}
    for name, value in fields.items():
        if name not in _TYPES:
            # The name of the field is the sender's own word, and may hold anything.
            found.append(rules.FIELD_UNKNOWN.at(line=line, path=None))
        elif name not in missing:
            found.extend(_one_field(name, value, line))
    return tuple(found)


def _one_field(name: str, value: object, line: int) -> list[Finding]:
    if not isinstance(value, str):
        return [rules.FIELD_TEXT.at(line=line, path=name, field=name)]
    form = _form_fault(name, value)
    if form is not None:
        return [rules.FIELD_FORM.at(line=line, path=name, field=name, form=form)]
    return _characters(name, value, line)


def _form_fault(name: str, value: str) -> str | None:
    """What form the field should have, if it has another."""
    try:
        msgspec.convert(value, _TYPES[name])
    except msgspec.ValidationError:
        return described_form(name)
    return None


def described_form(name: str) -> str:
    """The form of a field in words of the schema: its codes, its pattern or its greatest length."""
    kind, meta = get_args(_TYPES[name])
    if kind is not str:
        return " | ".join(word or '""' for word in get_args(kind))
    if meta.pattern is not None:
        return str(meta.pattern)
    return f"{meta.min_length or 0}-{meta.max_length}"


def _more_findings(row: CardRow, line: int) -> list[Finding]:
    """What the types do not say: real dates, characters, and that the kind of number fits the number."""
    found: list[Finding] = []
    texts: list[str] = list(msgspec.structs.astuple(row))
    if not "".join(texts).isprintable():
        for name, text in zip(COLUMNS, texts, strict=True):
            found.extend(_characters(name, text, line))
    for name in _TIMES:
        text = getattr(row, name)
        if text and _moment(text) is None:
            found.append(rules.DATE_MISSING.at(line=line, path=name, field=name))
    if (row.clinic_id_type == "ydernummer") != (len(row.clinic) == 6):
        found.append(rules.FIELD_FORM.at(line=line, path="clinic", field="clinic", form="clinic_id_type"))
    return found


def _characters(name: str, value: str, line: int) -> list[Finding]:
    control = _CONTROLS_BUT_BREAKS if name in _MANY_LINES else _CONTROLS
    if value.isprintable() or control(value) is None:
        return []
    return [rules.FIELD_CHARACTERS.at(line=line, path=name, field=name)]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
