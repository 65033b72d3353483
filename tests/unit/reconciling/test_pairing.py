"""Which item of one side is which of the other: the fast way against a slow and obvious one."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.reconciling.comparing import Differing, compare, swapped
from labsvar.reconciling.current import content, current
from labsvar.reconciling.model import Item, Settings, Status
from labsvar.reconciling.near import near
from labsvar.reconciling.pairing import FIRST, LEVELS, THEN, Level, Paired, key_at, pair

FEW = st.sampled_from(["", "a", "b", "c"])
KNOWN = st.sampled_from([None, "a", "b", "c"])
STATUSES: list[Status | None] = [None, "final", "corrected", "withdrawn"]
ITEMS = st.lists(
    st.builds(
        Item,
        place=st.just("x:1"),
        clinic=st.sampled_from(["990001", "990002"]),
        row_id=FEW,
        production=FEW,
        sample=FEW,
        requisition=FEW,
        person=KNOWN,
        code=KNOWN,
        sampled_at=KNOWN,
        value=KNOWN,
        status=st.sampled_from(STATUSES),
    ),
    max_size=9,
)


def slow(left: Sequence[Item], right: Sequence[Item]) -> Paired:
    """Every item against every other, rung by rung: what `pair` has to say, without any table."""
    paired = Paired(len(left), len(right))
    known = {(a.clinic, a.row_id) for a in left for b in right if a.row_id and _row(a) == _row(b)}

    def climb(levels: Sequence[Level], *, withdrawn: bool) -> None:
        for level in levels:
            for a in list(paired.left):
                for b in list(paired.right):
                    keys = (key_at(level, left[a], known), key_at(level, right[b], known))
                    stands = withdrawn or not (left[a].withdrawn or right[b].withdrawn)
                    if stands and keys[0] is not None and keys[0] == keys[1]:
                        paired.pairs.append((a, b))
                        paired.left.remove(a)
                        paired.right.remove(b)
                        break

    climb(FIRST, withdrawn=False)
    for b in list(paired.right):
        for a, taken in paired.pairs:
            if _row(right[taken]) == _row(right[b]) and content(right[taken]) == content(right[b]):
                paired.doubled.append((a, b))
                paired.right.remove(b)
                break
    climb(THEN, withdrawn=False)
    climb(LEVELS, withdrawn=True)
    return paired


def _row(item: Item) -> tuple[str, str]:
    return item.clinic, item.row_id


@given(left=ITEMS, right=ITEMS)
@settings(max_examples=300)
def test_the_fast_way_pairs_as_the_slow_one(left: list[Item], right: list[Item]) -> None:
    fast, obvious = pair(left, right), slow(left, right)
    assert sorted(fast.pairs) == sorted(obvious.pairs)
    assert sorted(fast.doubled) == sorted(obvious.doubled)
    assert fast.left == obvious.left
    assert fast.right == obvious.right


@given(left=ITEMS, right=ITEMS)
@settings(max_examples=100)
def test_nothing_is_paired_twice_and_nothing_is_forgotten(left: list[Item], right: list[Item]) -> None:
    """And two results of different clinics are never taken for one."""
    paired = pair(left, right)
    lefts = [a for a, _ in paired.pairs]
    rights = [b for _, b in (*paired.pairs, *paired.doubled)]
    assert sorted([*lefts, *paired.left]) == list(range(len(left)))
    assert sorted([*rights, *paired.right]) == list(range(len(right)))
    assert all(left[a].clinic == right[b].clinic for a, b in paired.pairs)


@given(items=ITEMS)
@settings(max_examples=100)
def test_what_is_held_against_itself_matches(items: list[Item]) -> None:
    """Whatever it is: as long as each of them can be told from the others by what it says."""
    whole = [
        replace(item, row_id=str(place), production="", person="p", code="c", sampled_at="t", value="v")
        for place, item in enumerate(items)
    ]
    link, paired = compare(whole, whole, sides=("hub", "bank"), settings=Settings())
    assert link.mismatches == ()
    assert sorted(paired.pairs) == [(place, place) for place in range(len(whole))]


@given(values=st.lists(st.tuples(FEW, FEW), max_size=8))
def test_swaps_are_found_as_by_looking_at_every_two(values: list[tuple[str, str]]) -> None:
    """As many exchanges as the first of each two that fit gives; each fault is in one at most."""
    faults = [
        Differing(
            Item(place="x", clinic="990001", value=one),
            Item(place="y", clinic="990001", value=other),
            "value",
        )
        for one, other in values
        if one != other
    ]
    expected: dict[int, int] = {}
    for later, fault in enumerate(faults):
        for earlier in range(later):
            before = faults[earlier]
            if earlier not in expected and (before.left.value, before.right.value) == (
                fault.right.value,
                fault.left.value,
            ):
                expected[earlier], expected[later] = later, earlier
                break
    assert swapped(faults) == expected


def test_a_slip_of_the_keys_is_told_from_another_value() -> None:
    """One character, two neighbours, or the decimal point; and no more than that."""
    slips = [
        ("12.5", "12.6"),
        ("12.5", "21.5"),
        ("12.5", "125"),
        ("0.75", "750"),
        ("7", "70"),
        ("7.9", "7.90"),
    ]
    others = [("12.5", "12.5"), ("7", "5"), ("12.5", "47.1"), ("12.5", "0.0012"), ("Positiv", "Negativ")]
    assert all(near(a, b) and near(b, a) for a, b in slips)
    assert not any(near(a, b) or near(b, a) for a, b in others)


TEXTS = st.text("0123.", max_size=5)


@given(one=TEXTS, other=TEXTS)
def test_one_slip_is_one_edit(one: str, other: str) -> None:
    """Against every edit there is: the reference makes them all."""
    if max(len(one), len(other)) < 2 or one == other:
        assert not near(one, other)
        return
    alphabet = "0123."
    edits = {one[:n] + c + one[n:] for n in range(len(one) + 1) for c in alphabet}
    edits |= {one[:n] + one[n + 1 :] for n in range(len(one))}
    edits |= {one[:n] + c + one[n + 1 :] for n in range(len(one)) for c in alphabet}
    edits |= {one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)}
    if other in edits:
        assert near(one, other)
    elif near(one, other):
        assert float(one) != 0
        ratio = float(other) / float(one)
        assert any(abs(ratio / 10**power - 1) < 1e-6 for power in (-3, -2, -1, 1, 2, 3))


def test_only_the_newest_version_of_a_result_is_compared() -> None:
    """By the row's version, or by the laboratory's time; what says the same twice stays there twice."""
    first = Item(
        place="a:1", clinic="990001", production="P1", code="NPU1", value="5", resulted_at="2026-01-01T10:00"
    )
    later = replace(first, place="a:2", value="6", resulted_at="2026-01-01T11:00", letter="L2")
    again = replace(later, place="a:3", letter="L3")
    unnumbered = replace(first, production="")
    assert current([later, first]) == (later,)
    assert current([first, later, again]) == (later, again)
    assert current([unnumbered, unnumbered]) == (unnumbered, unnumbered)
    row = replace(first, row_id="1", version=1)
    assert current([replace(row, version=2, code="NPU2"), row]) == (replace(row, version=2, code="NPU2"),)
