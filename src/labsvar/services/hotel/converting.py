"""A requisition in the versions that its receivers take.

    common(letter, terms)                     as XQ0131K, and what became of what XQ0131K has no room for
    sampled(letter, at=..., place=..., ...)   after the sample has been taken
    file_of(letter, ...)                      the bytes of an Emessage around it
    edifact_of(letter, to=...)                checks that the EDIFACT form carries it

A refusal of consent is never lost: a version that cannot carry it is refused (rule S12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, cast

import msgspec
from msgspec.structs import fields, replace

from labsvar.conversion import Change, convert, convert_message
from labsvar.formats import xml
from labsvar.letters.catalogue import BY_CODE, Emessage, version_of
from labsvar.letters.common import Envelope
from labsvar.letters.element import AddedValue, DateTime
from labsvar.letters.requisitions import Question
from labsvar.letters.text import BREAK
from labsvar.letters.xreq01 import Answer, LaboratoryRequest, Prompt, Requests, TestTube
from labsvar.letters.zone import DENMARK
from labsvar.services.hotel.model import COMMON, Carried, HotelTerms, Passed

_LETTER: Final = "/Emessage/LaboratoryRequest"
TAKEN: Final = "Prøven er taget af: "
TUBES: Final = "Glas: "
_ALIKE: Final = str.maketrans("–—’‘“”", "--''\"\"")
NATIONAL: Final = "nationaltproevenummer"


class MustNotBeDropped(Exception):
    """An element that XQ0131K has no room for and that no setting lets go; `path` is where it stands."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def common(letter: LaboratoryRequest, terms: HotelTerms) -> tuple[LaboratoryRequest, tuple[Passed, ...]]:
    """The letter as XQ0131K, and what is not as it was. Raises `MustNotBeDropped` and `CannotConvert`."""
    if version_of(letter).code == COMMON:
        return letter, ()
    ready, told = _carried(letter, terms)
    made = convert(ready, to=BY_CODE[COMMON], accept_losses=False)
    return made.letter, (*told, *_told(COMMON, made.changes))


def sampled(
    letter: LaboratoryRequest, *, at: datetime, place: str, tubes: Sequence[str] = ()
) -> LaboratoryRequest:
    """The letter after a sampling place has taken the sample. `tubes` are the numbers that it gave the tubes.

    Assumption: a laboratory is told so as it is told by a requester who takes the sample: `rekvirenten` and the
    actual time. The place is named in the comments, since EDIFACT has no room for `Collector`; so are the numbers
    of several tubes, since nothing says which analysis is made from which. One tube is that of every analysis.
    """
    information = letter.requisition_information
    moment = at.astimezone(DENMARK)
    lines = [f"{TAKEN}{_writable(place)}"]
    if len(tubes) > 1:
        lines.append(f"{TUBES}{' '.join(tubes)}")
    comments = information.comments or ()
    for line in lines:
        comments = (*comments, BREAK, line) if comments else (line,)
    made = replace(
        information,
        sampling_location_code="rekvirenten",
        sampling_location=None,
        sampling_date_time_type="faktisk",
        sampling_date_time=DateTime(date=moment.strftime("%Y-%m-%d"), time=moment.strftime("%H:%M")),
        comments=comments,
        number_of_test_tubes=len(tubes) or information.number_of_test_tubes,
    )
    requests = _in_tube(letter.requests, tubes[0]) if len(tubes) == 1 else letter.requests
    return replace(letter, requisition_information=made, requests=requests)


def _writable(place: str) -> str:
    """The name of a place in the letters that EDIFACT has. Nobody may be left without a letter for the name of a place."""
    return place.translate(_ALIKE).encode("latin-1", "replace").decode("latin-1")


def names_tubes(letter: LaboratoryRequest) -> bool:
    """Whether the requester has given the tubes numbers, which they then keep."""
    return any(each.test_tube is not None for each in letter.requests.requested_analyses)


def _in_tube(requests: Requests, number: str) -> Requests:
    tube = TestTube(test_tube_identifier=number, sample_identifier_type=NATIONAL)
    return replace(
        requests,
        requested_analyses=tuple(replace(each, test_tube=tube) for each in requests.requested_analyses),
    )


def location_lost(letter: LaboratoryRequest) -> tuple[Passed, ...]:
    """What `sampled` leaves out: a place of sampling in words, which no longer is where it is to be taken."""
    if letter.requisition_information.sampling_location is None:
        return ()
    return (
        Passed(
            step="sampled",
            kind="lost",
            path=f"{_LETTER}/RequisitionInformation/SamplingLocation",
            da="prøven er taget; stedet står i kommentarerne",
            en="the sample has been taken; the place stands in the comments",
        ),
    )


def edifact_of(letter: LaboratoryRequest, envelope: Envelope) -> tuple[bytes, tuple[Passed, ...]]:
    """The EDIFACT form of a letter, and what that has no room for. Raises `CannotConvert`."""
    version = version_of(letter)
    message = Emessage(namespace=version.release.namespace, envelope=envelope, letters=(letter,))
    code = version.code[1:]
    made = convert_message(message, to=code, accept_losses=True)
    return made.data, _told(code, made.changes)


def file_of(letter: LaboratoryRequest, envelope: Envelope) -> bytes:
    """The XML file of a letter."""
    namespace = version_of(letter).release.namespace
    return xml.write(Emessage(namespace=namespace, envelope=envelope, letters=(letter,)))


def added_values(value: object, path: str = _LETTER) -> Iterator[tuple[str, AddedValue]]:
    """Every element that a table of the installation adds, with the path of the element that it stands in."""
    if not isinstance(value, msgspec.Struct):
        return
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name == "added":
            yield from ((path, each) for each in content)
        elif isinstance(content, tuple):
            for place, each in enumerate(content, 1):
                yield from added_values(each, f"{path}/{field.encode_name}[{place}]")
        else:
            yield from added_values(content, f"{path}/{field.encode_name}")


def _carried(letter: LaboratoryRequest, terms: HotelTerms) -> tuple[LaboratoryRequest, tuple[Passed, ...]]:
    """The letter without the elements that only XQ0132K has, each where the table puts it."""
    table = {each.path: each for each in terms.carried}
    told: list[Passed] = []
    comments: list[str] = []
    prompts: list[Prompt] = []
    for path, added in added_values(letter):
        named = _plain(f"{path}/{added.name}")
        line = table.get(named, Carried(path=named, into=terms.uncarried))
        if line.into == "refused":
            raise MustNotBeDropped(f"{path}/{added.name}")
        if line.into == "comments":
            comments.append(f"{line.text or added.name}: {added.value}")
        elif line.into == "prompt":
            prompts.append(_prompt(line, added))
        told.append(_what_became(line, f"{path}/{added.name}", added.value))
    bare = cast(LaboratoryRequest, _without_added(letter))
    information, requests = bare.requisition_information, bare.requests
    lines = information.comments or ()
    for each in comments:
        lines = (*lines, BREAK, each) if lines else (each,)
    return replace(
        bare,
        requisition_information=replace(information, comments=lines or None),
        requests=replace(requests, prompts=(*requests.prompts, *prompts)),
    ), tuple(told)


def _prompt(line: Carried, added: AddedValue) -> Prompt:
    question = Question(
        code=line.code,
        code_type="lokal",
        code_responsible=line.responsible,
        code_text=line.text or added.name,
    )
    return Prompt(question=question, answer=Answer(text=added.value))


def _what_became(line: Carried, path: str, value: str) -> Passed:
    match line.into:
        case "comments":
            da, en = "står i kommentarerne", "stands in the comments"
        case "prompt":
            da, en = f"står i prompten {line.code}", f"stands in the prompt {line.code}"
        case _:
            da, en = f"udeladt: {COMMON} har ikke plads", f"left out: {COMMON} has no room"
    kind = "lost" if line.into == "dropped" else "carried"
    return Passed(step=COMMON, kind=kind, path=path, da=da, en=en, value=value)  # type: ignore[arg-type]  # one of the two literals


def _without_added(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_added(each) for each in value)
    if not isinstance(value, msgspec.Struct):
        return value
    made = {
        field.name: () if field.name == "added" else _without_added(getattr(value, field.name))
        for field in fields(value)
    }
    return replace(value, **made)


def _plain(path: str) -> str:
    """The path of an element below the letter, without places, as the table has it."""
    steps = path.removeprefix(f"{_LETTER}/").split("/")
    return "/".join(step.partition("[")[0] for step in steps)


def _told(step: str, changes: tuple[Change, ...]) -> tuple[Passed, ...]:
    return tuple(
        Passed(step=step, kind=each.kind, path=each.path, da=each.da, en=each.en) for each in changes
    )
