"""What of the counts may be seen: the tables of a profile, masked.

Nothing that is written or drawn is made of anything but these tables. Their shapes keep every unknown in
one table (`masking`): codes and clinics are lists with known totals; whatever divides them further is
divided only for codes and clinics whose own count is published, the others being added together. A field that
is missing has a line of its own where it is a heading (no month, no unit): where that line is masked, what
lacks the field is not told either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from labsvar.profiling import masking
from labsvar.profiling.anomalies import Anomalies
from labsvar.profiling.billing import KINDS, Compared
from labsvar.profiling.counts import Counts, Pair, parts
from labsvar.profiling.facts import SET_ASIDE
from labsvar.profiling.masking import Lines, Tree, TwoWay


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The counts with everything masked that may not be seen.

    `results` is `None` for an extract smaller than the limit, of which nothing is shown. `set_aside` counts
    the rows that hold no result; it is `None` when it is masked. How many rows there are in all is not told,
    since it would tell that one.
    """

    results: int | None
    set_aside: int | None
    actions: Lines[str]
    actions_aside: Lines[str]
    months: Lines[str]
    codes: Tree
    clinics: Tree
    units: Mapping[str, Lines[str]]
    code_clinic: TwoWay
    code_form: TwoWay
    code_origin: TwoWay
    clinic_origin: TwoWay
    missing: Mapping[str, TwoWay]
    billing: Mapping[str, TwoWay] | None

    @property
    def seen_codes(self) -> frozenset[str]:
        """The keys of the codes whose own count is published."""
        return frozenset(self.codes.published)

    @property
    def seen_clinics(self) -> frozenset[str]:
        """The keys of the clinics whose own count is published."""
        return frozenset(self.clinics.published)


def publish(counts: Counts, anomalies: Anomalies, compared: Compared | None, *, limit: int) -> Published:
    """The masked tables of counts."""
    named = anomalies.least()
    codes = _tree(counts.codes, limit, _summed(named, 0))
    clinics = _tree(counts.clinics, limit, _summed(named, 1))
    code_keys, clinic_keys = frozenset(codes.published), frozenset(clinics.published)
    months = _list(counts.months, limit)
    units = {
        code: masking.lines(used, limit=limit) for code, used in counts.code_unit.items() if code in code_keys
    }
    told = {
        "sampled_at": _is_told(months, ""),
        "code": all(code in code_keys for code in counts.codes if not parts(code)[1]),
        "clinic": all(clinic in clinic_keys for clinic in counts.clinics if not parts(clinic)[1]),
        "unit": all(_is_told(used, "") for used in units.values()),
    }
    enough = counts.results >= limit
    aside = counts.rows - counts.results
    return Published(
        results=counts.results if enough else None,
        set_aside=None if 0 < aside < limit else aside,
        actions=_list({name: n for name, n in counts.actions.items() if name not in SET_ASIDE}, limit),
        actions_aside=_list({name: n for name, n in counts.actions.items() if name in SET_ASIDE}, limit),
        months=months,
        codes=codes,
        clinics=clinics,
        units=units,
        code_clinic=_cross(counts.code_clinic, code_keys, clinic_keys, limit, named),
        code_form=_crossed(counts.code_form, code_keys, limit),
        code_origin=_crossed(counts.code_origin, code_keys, limit),
        clinic_origin=_crossed(counts.clinic_origin, clinic_keys, limit),
        missing={
            name: _crossed(cells, clinic_keys, limit)
            if told.get(name, True)
            else _cross(cells, clinic_keys, frozenset(), limit, {})
            for name, cells in counts.missing.items()
        },
        billing=None
        if compared is None
        else {kind: _billing(compared.counts[kind], limit) for kind in KINDS},
    )


def _is_told(found: Lines[str], line: str) -> bool:
    """Whether a line's count may be told elsewhere: it is published here, or zero."""
    return not found.counts.get(line) or found.shown(line) is not None


def _list(counts: Mapping[str, int], limit: int) -> Lines[str]:
    """A list with a known total; of one below the limit nothing is shown."""
    if sum(counts.values()) < limit:
        return Lines({}, frozenset(), collapsed=True)
    return masking.lines(counts, limit=limit)


def _tree(counts: Mapping[str, int], limit: int, least: Mapping[str, int]) -> Tree:
    if sum(counts.values()) < limit:
        return Tree(Lines({}, frozenset(), collapsed=True), {})
    return masking.tree(
        {(parts(each)[0], each): n for each, n in counts.items()},
        limit=limit,
        least={(parts(each)[0], each): n for each, n in least.items()},
    )


def _summed(named: Mapping[Pair, int], part: int) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for pair, n in named.items():
        sums[pair[part]] += n
    return dict(sums)


def _crossed(cells: Mapping[Pair, int], rows: frozenset[str], limit: int) -> TwoWay:
    """A table whose columns are known by their own totals, each at least the limit."""
    columns: defaultdict[str, int] = defaultdict(int)
    for (_, column), n in cells.items():
        columns[column] += n
    return _cross(cells, rows, frozenset(masking.lines(columns, limit=limit).published), limit, {})


def _cross(
    cells: Mapping[Pair, int],
    rows: frozenset[str],
    columns: frozenset[str],
    limit: int,
    least: Mapping[Pair, int],
) -> TwoWay:
    if sum(cells.values()) < limit:
        return TwoWay({}, {}, {}, frozenset())
    return masking.two_way(cells, rows=rows, columns=columns, limit=limit, least=least)


def _billing(cells: Mapping[Pair, int], limit: int) -> TwoWay:
    """Fees by clinics; the totals of both are lists of their own."""
    fees: defaultdict[str, int] = defaultdict(int)
    for (fee, _), n in cells.items():
        fees[fee] += n
    return _crossed(cells, frozenset(masking.lines(fees, limit=limit).published), limit)
