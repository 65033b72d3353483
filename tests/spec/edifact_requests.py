"""What the specifications of requisitions in EDIFACT ask of the reader and the writer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats.edifact import read, write
from labsvar.formats.model import LetterRead
from labsvar.formats.xml import CannotWrite
from labsvar.letters import catalogue, xreq01, xreq03
from labsvar.letters.catalogue import Emessage
from tests.builders import emessage
from tests.edifact_damage import counted
from tests.requisitions import (
    R,
    about,
    asking,
    clinic,
    laboratory_request,
    pathology_request,
)


def segments_of(data: bytes) -> list[str]:
    return [piece for piece in re.split(r"(?<!\?)'\s*", data.decode("latin-1")) if piece]


def around(letter: Any) -> Emessage:
    return emessage(letter, namespace=catalogue.version_of(letter).release.namespace)


def segments(letter: Any) -> list[str]:
    """The segments of the interchange that a letter becomes."""
    return segments_of(write(around(letter)).data)


def changes(letter: Any) -> list[tuple[str, str]]:
    """What the writer tells, as kind and last element; a department that is missing is always assumed."""
    told = [(change.kind, change.path.rpartition("/")[2]) for change in write(around(letter)).changes]
    return [one for one in told if one != ("assumed", "DepartmentName")]


def refused(letter: Any) -> list[tuple[str, str]]:
    with pytest.raises(CannotWrite) as reasons:
        write(around(letter))
    root = catalogue.version_of(letter).root_name
    return [
        (found.rule, (found.path or "").removeprefix(f"/Emessage/{root}/"))
        for found in reasons.value.findings
    ]


def with_segments(letter: Any, change: dict[str, str]) -> LetterRead:
    """The letter of an interchange in which some segments are replaced by others, several or none."""
    return read_of(change.get(segment, segment) for segment in segments(letter))


def read_of(made: Iterable[str]) -> LetterRead:
    """The letter of an interchange of these segments, which UNT counts."""
    text = "".join(f"{segment}'" for segment in made if segment)
    return read(counted(text.encode("latin-1"))).letters[0]


def told(item: LetterRead) -> list[tuple[str, str]]:
    """The changes that reading tells, but for those that follow from the replaced segments."""
    return [(change.kind, change.path.rpartition("/")[2]) for change in item.changes]


def older(letter: R, code: str) -> R:
    return replace(letter, letter=replace(letter.letter, version_code=code))


def old_laboratory_request(**changes: Any) -> xreq01.LaboratoryRequest:
    """A valid XQ0130K letter."""
    analysis = xreq01.Analysis(
        analysis_code="NPU19748", analysis_code_type="iupac", analysis_code_responsible="SST"
    )
    asked = xreq01.RequestedAnalysis(result_priority="rutine", analysis=analysis)
    letter = laboratory_request(sender=clinic(), **changes)
    return older(asking(letter, requested_analyses=(asked,), prompts=()), "XQ0130K")


def old_pathology_request(**cervix: Any) -> xreq03.PathologyRequest:
    """A valid XQ0330P letter with some cervical information."""
    letter = pathology_request(prompts=())
    asked = replace(letter.requests.requested_analysis, answer_at_latest_date_time=None)
    at = letter.requisition_information.requisition_date_time
    made = asking(
        about(letter, sampling_date_time=at),
        requested_analysis=asked,
        supplementary_cervix_informations=xreq03.SupplementaryCervixInformations(**cervix),
    )
    return older(made, "XQ0330P")


def of_one_time(letter: Any) -> Any:
    """The letter with the time of the requisition as its sampling time, which is one segment."""
    return about(letter, sampling_date_time=letter.requisition_information.requisition_date_time)
