"""Codes, reference intervals and marks of an Observation as a letter writes them."""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.reading import Reading, own_code
from labsvar.conversion.fhir.systems import MCS, RANGE_MEANING, parts_of
from labsvar.conversion.fhir.tables import NPU_SYSTEMS, OF_INTERVAL, OF_VALIDATION
from labsvar.formats.fhir.resources import CodeableConcept, Coding, Observation

NATIONAL: Final = "SST"
"""Who is responsible for a code of NPU or MedCom that nobody is named for. Assumption: so do the public
example letters name the authority."""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """The code of an analysis in a letter's words."""

    code: str
    kind: str
    responsible: str
    short_name: str | None = None


def read_code(concept: CodeableConcept, reading: Reading, path: str) -> Code:
    """The code a letter can carry: NPU, MedCom's, or a laboratory's own; the others have no place."""
    found = [(place, coded(each)) for place, each in enumerate(concept.coding)]
    chosen = next(((place, each) for place, each in found if each is not None), None)
    for place, _ in found:
        if chosen is None or place != chosen[0]:
            reading.notes.lost(
                f"{path}.coding[{place}]",
                da="brevet har kun plads til én kode, fra NPU, MedCom eller laboratoriet selv",
                en="the letter has room for one code only, of NPU, MedCom or the laboratory itself",
            )
    if chosen is None:
        return Code(code=reading.needed(path), kind="iupac", responsible="")
    return chosen[1]


def coded(each: Coding) -> Code | None:
    """A code in a letter's words; `None` for one of a system that a letter has no word for."""
    code = parts.code_of(each)
    if code is None:
        return None
    responsible = parts.said_in(each.extension, "responsible")
    if each.system in NPU_SYSTEMS or each.system == MCS:
        return Code(code=code, kind="iupac", responsible=responsible or NATIONAL, short_name=each.display)
    own = parts_of(each.system, "analysis-codes")
    if own is not None and len(own) == 2:
        return Code(code=code, kind=own[0], responsible=own[1], short_name=each.display)
    return None


def read_interval(found: Observation, reading: Reading, path: str) -> parts.Limits | None:
    """The first reference interval; a letter has room for one."""
    for place in range(1, len(found.reference_range)):
        reading.notes.lost(
            f"{path}.referenceRange[{place}]",
            da="brevet har kun plads til ét referenceinterval",
            en="the letter has room for one reference interval only",
        )
    if not found.reference_range:
        return None
    first = found.reference_range[0]
    kept = [parts.said_in(first.extension, name) for name in ("lower-limit", "upper-limit", "interval-text")]
    in_words = kept[0] is not None or kept[1] is not None
    return parts.Limits(
        kind=_kind(first.type),
        low=kept[0] if in_words else parts.number_of(first.low) if first.low else None,
        high=kept[1] if in_words else parts.number_of(first.high) if first.high else None,
        text=kept[2] if in_words else first.text,
    )


def _kind(concept: CodeableConcept | None) -> str | None:
    own = own_code(concept, "type-of-interval")
    if own is not None or concept is None:
        return own
    codes = (each.code for each in concept.coding if each.system == RANGE_MEANING)
    return next((OF_INTERVAL[code] for code in codes if code in OF_INTERVAL), None)


def read_interpretation(found: Observation, reading: Reading, path: str) -> str | None:
    """The laboratory's mark, for those that a letter has a word for."""
    marks: list[str] = []
    for place, each in enumerate(found.interpretation):
        words = [OF_VALIDATION[code.code] for code in each.coding if code.code in OF_VALIDATION]
        if words and not marks:
            marks.append(words[0])
        else:
            reading.notes.lost(
                f"{path}.interpretation[{place}]",
                da="brevet har intet ord for vurderingen",
                en="the letter has no word for the interpretation",
            )
    return marks[0] if marks else None
