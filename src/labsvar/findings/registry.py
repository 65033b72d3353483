"""The list of all rules; each is defined beside the code that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from labsvar.findings.model import Family, Rule, Severity

_rules: dict[str, Rule] = {}
RULES: Mapping[str, Rule] = MappingProxyType(_rules)


def define(
    rule_id: str,
    severity: Severity,
    *,
    da: str,
    en: str,
    todo_da: str,
    todo_en: str,
    source: str,
) -> Rule:
    """Adds a rule to the list. The family is the first part of its id, as in `form.doctype`.

    Raises `ValueError` when the id is taken.
    """
    if rule_id in _rules:
        raise ValueError(f"rule {rule_id} is defined twice")
    family: Family = rule_id.partition(".")[0]  # type: ignore[assignment]  # checked by the tests of the rules
    made = Rule(
        id=rule_id,
        family=family,
        severity=severity,
        da=da,
        en=en,
        todo_da=todo_da,
        todo_en=todo_en,
        source=source,
    )
    _rules[rule_id] = made
    return made


def rule(rule_id: str) -> Rule:
    """The rule with this id. Raises `KeyError` for an unknown one."""
    return _rules[rule_id]
