"""What the settings say about reference samples and about linking answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from labsvar.linking.agreement import CODES, NAMES, Agreement, PromptName, QuestionCode
from labsvar.linking.timeline import Limit, Limits
from labsvar.settings import Settings
from labsvar.web.taking import WrongSetting

DEMONSTRATION: Final[Mapping[str, str]] = MappingProxyType(
    {"Testsygehuset, Klinisk Mikrobiologi": "5790000000036", "Testreferencelaboratoriet": "5790000000050"}
)
"""Where the made-up people of a demonstration's laboratories work."""


def agreement_of(settings: Settings) -> Agreement:
    """The part of the settings that laboratories agree on. Raises `WrongSetting`."""
    unknown = set(settings.reference_prompts) - set(NAMES)
    if unknown:
        raise WrongSetting(f"reference_prompts: {min(unknown)} is none of {', '.join(NAMES)}")
    codes: dict[PromptName, QuestionCode] = dict(CODES)
    for name in NAMES:
        if name in settings.reference_prompts:
            given = settings.reference_prompts[name]
            codes[name] = QuestionCode(code=given.code, text=given.text)
    try:
        return Agreement(
            codes=codes,
            responsible=settings.reference_prompts_responsible,
            producer=settings.reference_producer,
            answer_goes_by=settings.reference_answer_goes_by,
            requisition_number=settings.reference_requisition_number,
            reference_laboratories=settings.reference_laboratories,
        )
    except ValueError as error:
        raise WrongSetting(f"reference_prompts: {error}") from None


def laboratories_of(settings: Settings) -> Mapping[str, str]:
    """The location numbers of laboratories by the organisation of their accounts."""
    return settings.laboratory_locations or (DEMONSTRATION if settings.demo else {})


def limits_of(settings: Settings) -> Limits:
    """How long the steps of a sample's journey may take."""
    return tuple(
        Limit(flow=flow, step=step, hours=hours)
        for flow, steps in settings.sample_step_hours.items()
        for step, hours in steps.items()
    )
