"""Rows of laboratory cards, and of a databank's export, as items.

Columns are found by their names; any but `clinic` may be missing, and then their field is not compared.
A databank's export has these columns too: `person` (a keyed hash in place of `patient`), `status`,
`sample_number`, `production_number`, `letter_number`, `stored_at`, `shown_at` and `stage`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast, get_args

import msgspec
from msgspec.structs import replace

from labsvar.findings import Finding
from labsvar.hub import row_rules
from labsvar.reconciling import normal, rules
from labsvar.reconciling.codes import Codes
from labsvar.reconciling.current import current
from labsvar.reconciling.model import Hash, Held, Item, Side, Status

Fields = Mapping[str, str]
Read = tuple[str, Fields | Finding]
_STATUS_OF_ACTION: Final[dict[str, Status]] = {
    "new": "final",
    "correct": "corrected",
    "withdraw": "withdrawn",
}
_OWN: Final = "own"
_line = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_text = msgspec.json.Decoder(str | None).decode


CARD: Final[Fields] = dict.fromkeys(
    ("operator", "unit", "reference_lower", "reference_upper", "flag", "consent"), ""
)
"""What a field of a laboratory card means that a row leaves out: by its schema, nothing."""
_NOTHING: Final[Fields] = {}
_VERSION: Final = re.compile("[0-9]{1,6}")
_RESULT: Final = frozenset({"code", "value"})


def fields_in(
    data: bytes, *, name: str, needs: frozenset[str] = _RESULT, absent: Fields = _NOTHING
) -> Iterator[Read]:
    """The rows of a file, each with its place, or what is wrong with it.

    A table needs the column `clinic` and one of `needs`. `absent` is what a field means that no object of
    JSON Lines has.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield name, row_rules.FILE_ENCODING.at(line=None, path=None)
        return
    reading = _json_lines(text, absent) if text.lstrip()[:1] in ("{", "") else _csv_lines(text, needs)
    for line, fields in reading:
        if isinstance(fields, Finding):
            yield f"{name}:{line}", fields
        elif not fields.get("clinic", "").strip():
            yield f"{name}:{line}", rules.CLINIC.at(line=line, path="clinic")
        else:
            yield f"{name}:{line}", fields


def _json_lines(text: str, absent: Fields) -> Iterator[tuple[int, Fields | Finding]]:
    """A field that any object of the file has is empty where an object leaves it out; `null` says that the
    field cannot be told."""
    lines = [
        (number, _json_line(line, number)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
    ]
    named = {field for _, fields in lines if not isinstance(fields, Finding) for field in fields}
    empty = {**dict.fromkeys(named, ""), **absent}
    for number, fields in lines:
        if isinstance(fields, Finding):
            yield number, fields
        else:
            filled = empty | fields
            yield number, {field: text for field, text in filled.items() if text is not None}


def _json_line(line: str, number: int) -> dict[str, str | None] | Finding:
    try:
        raw = _line(line)
    except msgspec.DecodeError:
        return row_rules.LINE_JSON.at(line=number, path=None)
    fields: dict[str, str | None] = {}
    for field, value in raw.items():
        try:
            fields[field] = _text(value)
        except msgspec.DecodeError:
            known = field if field in _COLUMNS else "?"
            return row_rules.FIELD_TEXT.at(line=number, path=known, field=known)
    return fields


def _csv_lines(text: str, needs: frozenset[str]) -> Iterator[tuple[int, Fields | Finding]]:
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names: list[str] = []
    begins = 1
    try:
        for cells in reader:
            if not names:
                names = [cell.strip() for cell in cells]
                if "clinic" not in names or needs.isdisjoint(names):
                    yield 1, rules.HEADER.at(line=1, path=None)
                    return
            elif cells and len(cells) != len(names):
                yield begins, row_rules.LINE_COLUMNS.at(line=begins, path=None)
            elif cells:
                yield begins, dict(zip(names, cells, strict=True))
            begins = reader.line_num + 1
    except csv.Error:
        yield begins, row_rules.LINE_COLUMNS.at(line=begins, path=None)


def source(
    read: Iterable[Read], *, hashed: Hash, codes: Codes, held_back: frozenset[tuple[str, str]]
) -> Held:
    """What the practice system holds: of each row the newest version, with what earlier ones said.

    `held_back` are clinic and row id of rows that the hub has listed as not sent.
    """
    versions: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    unread: list[tuple[str, Finding]] = []
    repeated = 0
    for place, fields in read:
        if isinstance(fields, Finding):
            unread.append((place, fields))
            continue
        item = _of_card(place, fields, hashed=hashed, codes=codes)
        if (item.clinic, item.row_id) in held_back:
            item = replace(item, kept_back="held")
        known = versions[(item.clinic, item.row_id) if item.row_id else ("", place)]
        if any(replace(other, place=place) == item for other in known):
            repeated += 1
        else:
            known.append(item)
    items = tuple(
        _standing(sorted(each, key=lambda item: item.version)) for each in versions.values() if each
    )
    return Held(
        side="source",
        items=tuple(item for item in items if item is not None),
        unread=tuple(unread),
        repeated=repeated,
    )


def _standing(versions: list[Item]) -> Item | None:
    """What holds of a row: its newest version. A refusal stands until consent is given in words (rule S11),
    a withdrawal is of what was there, and a request to delete changes nothing."""
    asked = [item for item in versions if item.status is not None]
    if not asked:
        return None
    newest = asked[-1]
    refused = None
    for item in asked:
        if item.consent is not None:
            refused = item.consent or refused or ""
    if newest.withdrawn and len(asked) > 1:
        newest = replace(asked[-2], status="withdrawn", version=newest.version, place=newest.place)
    return replace(newest, consent=None if refused is None else normal.consent(refused))


def stored(read: Iterable[Read], *, side: Side, hashed: Hash, codes: Codes) -> Held:
    """What a databank holds, or its pages show, by its export."""
    items: list[Item] = []
    unread: list[tuple[str, Finding]] = []
    for place, fields in read:
        if isinstance(fields, Finding):
            unread.append((place, fields))
        else:
            items.append(_of_export(place, fields, side=side, hashed=hashed, codes=codes))
    return Held(side=side, items=current(items), unread=tuple(unread))


def _of_card(place: str, fields: Fields, *, hashed: Hash, codes: Codes) -> Item:
    action = fields.get("action", "new")
    origin = fields.get("origin", _OWN)
    item = _item(place, fields, hashed=hashed, codes=codes)
    return replace(
        item,
        production=item.row_id,
        # A request to delete has no status of its own.
        status=None if action == "delete" else _STATUS_OF_ACTION.get(action, "final"),
        # Kept in the row's own words until all its versions are known.
        consent=fields.get("consent"),
        kept_back="" if origin == _OWN else "origin",
    )


def _of_export(place: str, fields: Fields, *, side: Side, hashed: Hash, codes: Codes) -> Item:
    item = _item(place, fields, hashed=hashed, codes=codes)
    status, consent = fields.get("status"), fields.get("consent")
    if status is None and "action" in fields:
        status = _STATUS_OF_ACTION.get(fields["action"])
    at = fields.get("shown_at" if side == "shown" else "stored_at", "")
    return replace(
        item,
        letter=fields.get("letter_number", "") or item.letter,
        production=fields.get("production_number", ""),
        sample=fields.get("sample_number", ""),
        status=cast(Status, status) if status in get_args(Status) else None,
        consent=None if consent is None else normal.consent(consent),
        known_at=normal.moment_of(at),
        kept_back="stage" if fields.get("stage") == "technical" else "",
    )


def _item(place: str, fields: Fields, *, hashed: Hash, codes: Codes) -> Item:
    clinic, version = fields["clinic"].strip(), fields.get("row_version", "")
    person = fields.get("person") or (hashed(fields["patient"]) if fields.get("patient") else None)
    texts: dict[str, Any] = {
        **{name: normal.time(fields[name]) for name in _TIMES if fields.get(name)},
        **{name: normal.value(fields[name]) for name in _VALUES if name in fields},
        **{name: fields[name].strip() for name in _WORDS if name in fields},
    }
    return Item(
        place=place,
        clinic=clinic,
        system=fields.get("system", ""),
        row_id=fields.get("row_id", "").strip(),
        version=int(version) if _VERSION.fullmatch(version) else 1,
        requisition=fields.get("requisition_number", "").strip(),
        person=person,
        code=codes.of(
            fields.get("code"),
            system=fields.get("code_system", "npu"),
            clinic=clinic,
            practice=fields.get("system", ""),
            sampled_at=fields.get("sampled_at", ""),
        ),
        **texts,
    )


_TIMES: Final = ("sampled_at", "resulted_at")
_WORDS: Final = ("operator", "unit", "flag")
_VALUES: Final = ("value", "reference_lower", "reference_upper")
CARD_COLUMNS: Final = (
    *("system", "clinic", "row_id", "row_version", "patient", "sampled_at", "resulted_at"),
    *("code", "code_system", "value", "operator", "unit", "reference_lower", "reference_upper", "flag"),
    *("origin", "requisition_number", "consent", "action"),
)
"""What is read of a row of a laboratory card."""
_COLUMNS: Final = frozenset(
    {
        *CARD_COLUMNS,
        *("person", "status", "sample_number", "production_number", "letter_number", "stored_at", "shown_at"),
        "stage",
    }
)
