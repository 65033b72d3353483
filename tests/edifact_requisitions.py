"""Random requisitions that EDIFACT can hold: what its tables say once is said once in the letter too."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from labsvar.letters import xreq03


def requisition(letter: Any) -> Any:
    """The letter with the type of its sampling time as the place of sampling has it, or empty."""
    information = letter.requisition_information
    kind = "faktisk" if information.sampling_location_code == "rekvirenten" else "oensket"
    changes: dict[str, Any] = {}
    if information.sampling_date_time_type:
        changes["sampling_date_time_type"] = kind
    return replace(letter, requisition_information=replace(information, **changes))


def of_one_time(letter: Any) -> Any:
    """The same with one time for requisition and sampling."""
    letter = requisition(letter)
    information = letter.requisition_information
    at = information.requisition_date_time
    return replace(letter, requisition_information=replace(information, sampling_date_time=at))


def pathology(letter: xreq03.PathologyRequest) -> xreq03.PathologyRequest:
    """The same, with no diagnosis for an answer, and no sample both treated and not."""
    letter = of_one_time(letter)
    prompts = tuple(
        replace(prompt, answer=xreq03.Answer(text="x")) if prompt.answer.diagnose_code else prompt
        for prompt in letter.requests.prompts
    )
    information = letter.requisition_information
    samples = tuple(
        replace(sample, material_pre_treatments=sample.material_pre_treatments[:1])
        for sample in information.samples
    )
    return replace(
        letter,
        requisition_information=replace(information, samples=samples),
        requests=replace(letter.requests, prompts=prompts),
    )
