"""The table of contents of the safety rules: each in our words, and the tests that prove it.

A test proves the rule its name begins with: `test_s11_a_refusal_stands` belongs to S11, wherever
it lies below `tests/`. Or the rules its docstring begins with (`S12: ...`, `S7, S18: ...`), or the one
that its module's docstring begins with. A row of `tests/spec/rows` (`row("S9-...", "A sentence.")`) is a
test as well. A rule without any must say in `NOT_YET` what it waits for.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROWS = TESTS / "spec" / "rows"

RULES = {
    1: "A result never disappears because a later letter left it out",
    2: "A result never falls back to an earlier stage or an older answer",
    3: "Only the author may correct a result",
    4: "Nothing that was stored can be changed or deleted by the running server",
    5: "What the laboratory sent is shown as it was sent",
    6: "A result on the wrong person, code or time is withdrawn, with a tombstone",
    7: "A clinician is told when something they have seen changes",
    8: "A person is identified by a number that belongs to one person only",
    9: "Modulus 11 never refuses a CPR number",
    10: "Made-up persons and real ones are never mixed",
    11: "A refusal stands until it is lifted in so many words",
    12: "A conversion never loses a refusal",
    13: "What is hidden leaves no trace of being there",
    14: "Microbiology reaches MiBa whatever is refused",
    15: "Only what a fully approved system sent is shown",
    16: "Surveillance data are for the surveillance role",
    17: "Roles and rights are one table, and no route is without a right",
    18: "Every look at a person has a reason and leaves one audit event",
    19: "A demonstration binds to loopback, says that it is one, and takes no foreign data",
    20: "A receiver must be ours, and a sender must be registered",
    21: "Accepted means durable; a resend is stored once; a clash of numbers is refused",
    22: "Two results are shown as one only on strong grounds",
    23: "Unknown methods, codes and units are never merged",
    24: "Links are made on strong keys only",
}
NOT_YET: dict[int, str] = {}
_NAME = re.compile(r"test_(?:s(\d+)_)?(.+)")
_ROW = re.compile(r"S(\d+)-.+")
_SAID = re.compile(r"\s*((?:S\d+(?:,| and)? ?)+):")


@dataclass(frozen=True, slots=True)
class Proof:
    """One test: the sentence its name makes, and the file it stands in."""

    rule: int
    sentence: str
    file: str


@cache
def proofs() -> tuple[Proof, ...]:
    """Every test that proves a safety rule, in the order of rule, file and place."""
    found = [proof for file in sorted(TESTS.rglob("test_*.py")) for proof in _proofs_in(file)]
    found += [proof for file in sorted(ROWS.glob("*.py")) for proof in _rows_in(file)]
    return tuple(sorted(found, key=lambda proof: proof.rule))


def page() -> str:
    """The reference page `safety.md`."""
    by_rule: dict[int, list[Proof]] = {number: [] for number in RULES}
    for proof in proofs():
        by_rule[proof.rule].append(proof)
    sections = [_section(number, of_rule) for number, of_rule in by_rule.items()]
    proved = sum(bool(of_rule) for of_rule in by_rule.values())
    return (
        "\n\n".join(
            [
                "<!-- Made by `make docs` from the tests; do not edit. -->",
                "# Safety rules and their tests",
                (
                    "The rules that protect patients, and the tests that prove each of them. "
                    "[How they are kept](../explanation/safety.md) explains them."
                ),
                f"Of {len(RULES)} rules {proved} are proved by {sum(map(len, by_rule.values()))} tests.",
                *sections,
            ]
        )
        + "\n"
    )


def _section(number: int, of_rule: list[Proof]) -> str:
    head = f"## S{number} {RULES[number]}"
    if not of_rule:
        return f"{head}\n\nNot yet: {NOT_YET.get(number, 'no test proves it.')}"
    files = dict.fromkeys(proof.file for proof in of_rule)
    lines = [
        f"- `{file}`\n" + "\n".join(f"    - {proof.sentence}" for proof in of_rule if proof.file == file)
        for file in files
    ]
    return "\n\n".join([head, "\n".join(lines)])


def _proofs_in(file: Path) -> list[Proof]:
    module = ast.parse(file.read_text(encoding="utf-8"))
    name = file.relative_to(TESTS.parent).as_posix()
    of_module = _said(module)
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (match := _NAME.fullmatch(node.name)):
            rules = [int(match[1])] if match[1] else _said(node) or (of_module if len(of_module) == 1 else [])
            sentence = match[2].replace("_", " ")
            found += [Proof(rule=rule, sentence=sentence, file=name) for rule in rules]
    return found


def _rows_in(file: Path) -> list[Proof]:
    name = file.relative_to(TESTS.parent).as_posix()
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="row"), args=[ast.Constant(str(row)), ast.Constant(str(sentence)), *_]
            ):
                rule = _ROW.fullmatch(row)
                if rule:
                    found.append(Proof(rule=int(rule[1]), sentence=sentence, file=name))
            case _:
                continue
    return found


def _said(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> list[int]:
    """The rules a docstring begins with."""
    match = _SAID.match(ast.get_docstring(node) or "")
    return [int(number) for number in re.findall(r"S(\d+)", match[1])] if match else []
