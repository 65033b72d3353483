"""The invariants of R4 that are held, each with its key, and what each looks at.

Left out, and said on the page about checking FHIR: invariants of timing beyond the four below, of
CapabilityStatement, ValueSet, ConceptMap and the special-purpose types, and the markup of narratives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from labsvar.checks.fhir import standard as rules
from labsvar.findings import Rule
from labsvar.formats.fhir import resources as r
from labsvar.formats.fhir.plans import plan
from labsvar.formats.fhir.resources.base import Node

Law = tuple[Rule, Callable[[Any], bool]]


def has_choice(node: Node, name: str) -> bool:
    """Whether an element of several forms, such as value[x], is there in any of them."""
    return any(getattr(node, field.attribute) is not None for field in plan(type(node)).choices[name])


def _extension(it: r.Extension) -> bool:
    return bool(it.extension) != (has_choice(it, "value") or _only_beside(it))


def _only_beside(it: r.Extension) -> bool:
    """Whether a primitive value is there by what is said beside it only."""
    fields = plan(r.Extension).fields.values()
    return any(each.beside and getattr(it, each.attribute) is not None for each in fields)


def _range(it: r.Range) -> bool:
    if it.low is None or it.high is None or it.low.value is None or it.high.value is None:
        return True
    return it.low.code != it.high.code or it.low.value <= it.high.value


def _ratio(it: r.Ratio) -> bool:
    if (it.numerator is None) != (it.denominator is None):
        return False
    return it.numerator is not None or bool(it.extension)


def _period(it: r.Period) -> bool:
    if it.start is None or it.end is None:
        return True
    if "T" in it.start and "T" in it.end:
        try:
            return datetime.fromisoformat(it.start) <= datetime.fromisoformat(it.end)
        except (ValueError, TypeError):  # a leap second, or a form that another rule names
            return True
    both = min(len(it.start), len(it.end), 10)
    return it.start[:both] <= it.end[:both]


def _not_the_same_code(it: r.Observation) -> bool:
    if not it.component or not has_choice(it, "value"):
        return True
    own = {(each.system, each.code) for each in it.code.coding}
    others = {(each.system, each.code) for part in it.component for each in part.code.coding}
    return own.isdisjoint(others)


def _parameter(it: r.ParametersParameter) -> bool:
    return sum((has_choice(it, "value"), it.resource is not None, bool(it.part))) == 1


def _contact(it: r.PatientContact) -> bool:
    return bool(it.name or it.telecom or it.address or it.organization)


def _unit_has_system(it: r.Quantity) -> bool:
    return it.code is None or it.system is not None


LAWS: Final[Mapping[type[Node], tuple[Law, ...]]] = {
    r.Extension: ((rules.EXT_1, _extension),),
    r.Quantity: ((rules.QTY_3, _unit_has_system),),
    r.Age: ((rules.QTY_3, _unit_has_system),),
    r.Count: ((rules.QTY_3, _unit_has_system),),
    r.Distance: ((rules.QTY_3, _unit_has_system),),
    r.Duration: ((rules.QTY_3, _unit_has_system),),
    r.Range: ((rules.RNG_2, _range),),
    r.Ratio: ((rules.RAT_1, _ratio),),
    r.Period: ((rules.PER_1, _period),),
    r.Attachment: ((rules.ATT_1, lambda it: it.data is None or it.content_type is not None),),
    r.ContactPoint: ((rules.CPT_2, lambda it: it.value is None or it.system is not None),),
    r.TimingRepeat: (
        (rules.TIM_1, lambda it: it.duration is None or it.duration_unit is not None),
        (rules.TIM_2, lambda it: it.period is None or it.period_unit is not None),
        (rules.TIM_4, lambda it: it.duration is None or it.duration >= 0),
        (rules.TIM_5, lambda it: it.period is None or it.period >= 0),
    ),
    r.Narrative: ((rules.TXT_2, lambda it: ">" in it.div and bool(it.div.strip())),),
    r.CompositionSection: (
        (rules.CMP_1, lambda it: it.text is not None or bool(it.entry) or bool(it.section)),
        (rules.CMP_2, lambda it: it.empty_reason is None or not it.entry),
    ),
    r.Group: ((rules.GRP_1, lambda it: not it.member or it.actual),),
    r.Observation: (
        (rules.OBS_6, lambda it: it.data_absent_reason is None or not has_choice(it, "value")),
        (rules.OBS_7, _not_the_same_code),
    ),
    r.ObservationReferenceRange: (
        (rules.OBS_3, lambda it: it.low is not None or it.high is not None or it.text is not None),
    ),
    r.Organization: (
        (rules.ORG_1, lambda it: bool(it.identifier) or it.name is not None),
        (rules.ORG_2, lambda it: all(each.use != "home" for each in it.address)),
        (rules.ORG_3, lambda it: all(each.use != "home" for each in it.telecom)),
    ),
    r.ParametersParameter: ((rules.INV_1, _parameter),),
    r.PatientContact: ((rules.PAT_1, _contact),),
    r.ServiceRequest: ((rules.PRR_1, lambda it: not it.order_detail or it.code is not None),),
}
"""What must be true of every element and resource of a class."""
