"""Two sides held against each other, item by item and field by field."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from labsvar.reconciling.model import FIELDS, Item, Kind, Link, Mismatch, Settings, Side
from labsvar.reconciling.near import near
from labsvar.reconciling.normal import moment_of
from labsvar.reconciling.pairing import Paired, pair

_SWAPPED: Final = ("value", "person")
_OF_WITHDRAWN: Final = ("person", "code", "sampled_at")


class Differing(msgspec.Struct, frozen=True):
    """A pair and one of its fields that is not the same on both sides."""

    left: Item
    right: Item
    field: str


def compare(
    left: Sequence[Item],
    right: Sequence[Item],
    *,
    sides: tuple[Side, Side],
    settings: Settings,
    pairing: Callable[[Sequence[Item], Sequence[Item]], Paired] = pair,
) -> tuple[Link, Paired]:
    """What does not match between two sides that follow each other, and which items were taken for one.

    `left` is the side before. The items are the current ones of each side.
    """
    paired = pairing(left, right)
    telling = _Telling(sides=sides, settings=settings)
    found = [
        *telling.left_over(left, right, paired),
        *telling.pairs(left, right, paired),
    ]
    told = Counter((each.clinic, each.row_id, each.letter) for each in found)
    pairs = [(left[a], right[b]) for a, b in paired.pairs]
    agree = Counter((a.clinic, a.system) for a, b in pairs if not told[_name(a, b)])
    return (
        Link(
            left_side=sides[0],
            right_side=sides[1],
            left_count=len(left),
            right_count=len(right),
            pairs=len(pairs),
            agree=agree,
            kept_back=Counter(left[place].kept_back for place in paired.left if left[place].kept_back),
            compared=Counter(field for a, b in pairs for field in fields_of(a, b)),
            mismatches=tuple(sorted(found)),
        ),
        paired,
    )


def fields_of(left: Item, right: Item) -> tuple[str, ...]:
    """The fields that both can say, and that have to be the same."""
    if left.withdrawn != right.withdrawn:
        # One of them holds no longer; all else follows from that.
        return ("status",)
    asked = _OF_WITHDRAWN if left.withdrawn else FIELDS
    return tuple(
        field
        for field in asked
        if getattr(left, field) is not None
        and getattr(right, field) is not None
        and not (field == "resulted_at" and left.shared_time != right.shared_time)
    )


def differing(left: Item, right: Item) -> tuple[str, ...]:
    """The fields in which two items of one result are not the same.

    A row that was corrected before it was first sent is a final answer in its letter.
    """
    return tuple(
        field
        for field in fields_of(left, right)
        if getattr(left, field) != getattr(right, field)
        and not (field == "status" and not left.letter and (left.status, right.status) == _SENT_ONCE)
        and not (field == "value" and _in_words(left) == right.value and right.unit is None)
    )


_SENT_ONCE: Final = ("corrected", "final")


def _in_words(item: Item) -> str:
    """A value with its operator and unit, as a letter tells it that has no element for a number."""
    return " ".join(f"{item.operator or ''}{item.value} {item.unit or ''}".split())


def _name(left: Item, right: Item) -> tuple[str, str, str]:
    return left.clinic, left.row_id or right.row_id, right.letter or left.letter


class _Telling(msgspec.Struct, frozen=True, kw_only=True):
    """Tells mismatches between two sides."""

    sides: tuple[Side, Side]
    settings: Settings

    def left_over(self, left: Sequence[Item], right: Sequence[Item], paired: Paired) -> Iterator[Mismatch]:
        """What is missing, extra, or there twice. What was withdrawn may be gone."""
        for place in paired.left:
            if not left[place].withdrawn and not left[place].kept_back:
                yield self._of("missing", left[place], None)
        for place in paired.right:
            if not right[place].withdrawn:
                yield self._of("extra", None, right[place])
        for of_left, of_right in paired.doubled:
            yield self._of("doubled", left[of_left], right[of_right])

    def pairs(self, left: Sequence[Item], right: Sequence[Item], paired: Paired) -> Iterator[Mismatch]:
        """What differs within the pairs, is late, or should not be there."""
        faults: list[Differing] = []
        for a, b in paired.pairs:
            one, other = left[a], right[b]
            if one.kept_back and not other.withdrawn:
                yield self._of("extra", one, other, field=one.kept_back)
            elif self._late(one, other):
                yield self._of("late", one, other)
            faults += [Differing(one, other, field) for field in differing(one, other)]
        partners = swapped(faults)
        for place, fault in enumerate(faults):
            yield self._different(fault, faults[partners[place]] if place in partners else None)

    def _different(self, fault: Differing, partner: Differing | None) -> Mismatch:
        kind: Kind = "different"
        if partner is not None:
            kind = "swapped"
        elif fault.field == "value" and near(fault.left.value or "", fault.right.value or ""):
            kind = "mistyped"
        found = self._of(kind, fault.left, fault.right, field=fault.field)
        if partner is not None:
            with_row = partner.left.row_id or partner.right.row_id or partner.right.letter
            found = msgspec.structs.replace(found, with_row=with_row)
        if self.settings.with_values and fault.field != "person":
            values = (str(getattr(each, fault.field)) for each in (fault.left, fault.right))
            found = msgspec.structs.replace(found, **dict(zip(("left", "right"), values, strict=True)))
        return found

    def _of(self, kind: Kind, left: Item | None, right: Item | None, *, field: str = "") -> Mismatch:
        item = left or right
        assert item is not None, "something is on one of the sides"
        other = right or item
        clinic, row_id, letter = _name(item, other)
        return Mismatch(
            left_side=self.sides[0],
            right_side=self.sides[1],
            clinic=clinic,
            row_id=row_id,
            kind=kind,
            field=field,
            system=item.system or other.system,
            letter=letter,
            place="" if left is None else left.place,
            other_place="" if right is None else right.place,
        )

    def _late(self, left: Item, right: Item) -> bool:
        """Whether the right side came too late. Of a row that was changed nobody says when that was."""
        after = left.known_at
        if self.sides[0] == "source":
            after = None if left.version > 1 or not left.resulted_at else moment_of(left.resulted_at)
        limit: timedelta | None = self.settings.late.get(self.sides[1])
        if after is None or right.known_at is None or limit is None:
            return False
        return right.known_at - after > limit


def swapped(faults: Sequence[Differing]) -> dict[int, int]:
    """The faults that are an exchange between two results of one clinic, each with the other's place."""
    waiting: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    partners: dict[int, int] = {}
    for place, fault in enumerate(faults):
        if fault.field not in _SWAPPED:
            continue
        one, other = getattr(fault.left, fault.field), getattr(fault.right, fault.field)
        partner = waiting.get((fault.left.clinic, fault.field, other, one))
        if partner:
            first = partner.popleft()
            partners[first], partners[place] = place, first
        else:
            waiting[fault.left.clinic, fault.field, one, other].append(place)
    return partners
