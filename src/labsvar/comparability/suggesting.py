"""Groups that the evidence of ring trials speaks for. A suggestion is a draft for people, and decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from labsvar.comparability.bias import Bias, Verdict
from labsvar.comparability.model import Code, Outcome
from labsvar.comparability.registers import MemberRow

_OUTCOMES: Final[dict[Verdict, Outcome]] = {
    "within": "comparable",
    "outside": "not_comparable",
    "undecided": "unknown",
}


def suggested(biases: Iterable[Bias], *, maintainer: str) -> tuple[MemberRow, ...]:
    """Rows for a draft: one group for each analysis and unit in which some methods lie within the allowed bias.

    Only evidence from commutable samples with traceable targets counts. Those within are comparable, those
    outside are not, and of those between nothing is known. Rows are valid from the first round on. The point of care is suggested like any other
    method, since a row about it is what declares it.
    """
    found: defaultdict[tuple[Code, str], list[Bias]] = defaultdict(list)
    for bias in biases:
        if bias.sound:
            found[bias.code, bias.unit].append(bias)
    return tuple(
        _row(bias, maintainer)
        for of_group in found.values()
        if any(bias.verdict == "within" for bias in of_group)
        for bias in of_group
    )


def told(bias: Bias) -> str:
    """The evidence in short, as it stands in the table: rounds, participants, bias with its interval."""
    interval = "" if bias.low is None else f" ({bias.low} to {bias.high})"
    return (
        f"{_few(bias.rounds)}; n={bias.participants}; bias {bias.percent:+} %{interval}; "
        f"target {', '.join(bias.target_kinds)}"
    )[:300].strip()


def _row(bias: Bias, maintainer: str) -> MemberRow:
    method, outcome = bias.method, _OUTCOMES[bias.verdict]
    return MemberRow(
        code_system=bias.code.system,
        code=bias.code.code,
        group=f"{bias.code.code} {bias.unit}".strip(),
        unit=bias.unit,
        group_unit=bias.unit,
        method=method.method,
        method_code=method.method_code,
        manufacturer=method.manufacturer,
        instrument=method.instrument,
        kit=method.kit,
        calibrator=method.calibrator,
        point_of_care="yes" if method.point_of_care else "no",
        outcome=outcome,
        allowed_bias="" if bias.allowed is None else str(bias.allowed),
        evidence=told(bias),
        maintainer=maintainer,
        valid_from=bias.since,
        note=f"times {bias.ratio} takes the mean bias away" if outcome == "not_comparable" else "",
    )


def _few(rounds: Sequence[str]) -> str:
    """Some rounds by name, and how many more."""
    more = f" and {len(rounds) - 3} more" if len(rounds) > 3 else ""
    return ", ".join(rounds[:3]) + more
