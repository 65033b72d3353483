"""Findings: what is wrong with a letter, by which rule, where, and what to do about it.

A rule is data: `labsvar rules` lists them all, and the reference page is made from the same list.
Texts are templates over names, limits and code values of the standards. A value that a letter
carries is never put into a finding, since it may tell something about a person.
"""

from __future__ import annotations

from labsvar.findings.model import Family, Finding, Rule, Severity, has_errors
from labsvar.findings.registry import RULES, define, rule

__all__ = ["RULES", "Family", "Finding", "Rule", "Severity", "define", "has_errors", "rule"]
