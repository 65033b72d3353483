"""Versions of a table: who may draft, review and release, and which one is in use."""

from __future__ import annotations

import pytest

from labsvar.codetables import MemoryTables, NotAllowed, TableStore, released

WHY = "agreed in the group"


@pytest.fixture
def store() -> TableStore:
    return MemoryTables()


def draft(
    store: TableStore, text: str = "heading\nrows", *, table: str = "notifiable", who: str = "A"
) -> int:
    return store.draft(table, text, owner="the department", who=who, reason=WHY)


def test_a_version_is_drafted_reviewed_by_another_and_released(store: TableStore) -> None:
    """A draft is not in use, nor is one that was reviewed only."""
    number = draft(store)
    assert store.in_use("notifiable") == ()
    store.review("notifiable", number, who="B", reason=WHY)
    assert store.in_use("notifiable") == ()
    store.release("notifiable", number, who="A", reason=WHY)
    (used,) = store.in_use("notifiable")
    assert (used.version, used.state, used.text) == (1, "released", "heading\nrows")
    assert (used.made_by, used.reviewed_by, used.released_by) == ("A", "B", "A")
    assert (used.owner, used.note) == ("the department", WHY)


@pytest.mark.parametrize("who", ["A", " a "])
def test_nobody_reviews_what_they_made(store: TableStore, who: str) -> None:
    number = draft(store)
    with pytest.raises(NotAllowed, match="another person") as refused:
        store.review("notifiable", number, who=who, reason=WHY)
    assert refused.value.why == "same_person"


def test_steps_are_taken_in_their_order_and_once(store: TableStore) -> None:
    number = draft(store)
    with pytest.raises(NotAllowed, match="reviewed"):
        store.release("notifiable", number, who="B", reason=WHY)
    with pytest.raises(NotAllowed, match="draft"):
        store.review("notifiable", 7, who="B", reason=WHY)
    store.review("notifiable", number, who="B", reason=WHY)
    with pytest.raises(NotAllowed, match="draft"):
        store.review("notifiable", number, who="C", reason=WHY)
    store.release("notifiable", number, who="B", reason=WHY)
    with pytest.raises(NotAllowed, match="reviewed"):
        store.release("notifiable", number, who="B", reason=WHY)


def test_an_older_version_never_takes_the_place_of_a_newer_one(store: TableStore) -> None:
    first, second = draft(store, "a\nold"), draft(store, "a\nnew")
    for number in (first, second):
        store.review("notifiable", number, who="B", reason=WHY)
    store.release("notifiable", second, who="B", reason=WHY)
    with pytest.raises(NotAllowed, match="newer"):
        store.release("notifiable", first, who="B", reason=WHY)
    found = released(store.versions("notifiable"))
    assert found is not None
    assert found.text == "a\nnew"


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n", ""])
def test_a_version_without_rows_is_released_only_when_that_is_confirmed(store: TableStore, text: str) -> None:
    """It ends all that the version in use says, which a file cut short must not do."""
    for number in (draft(store), draft(store, text)):
        store.review("notifiable", number, who="B", reason=WHY)
    store.release("notifiable", 1, who="B", reason=WHY)
    with pytest.raises(NotAllowed, match="no rows") as refused:
        store.release("notifiable", 2, who="B", reason=WHY)
    assert refused.value.why == "no_rows"
    assert [each.version for each in store.in_use("notifiable")] == [1]
    store.release("notifiable", 2, who="B", reason=WHY, empty=True)
    assert [(each.version, each.empty) for each in store.versions("notifiable")] == [(2, True), (1, False)]
    assert [each.version for each in store.in_use("notifiable")] == [2]


@pytest.mark.parametrize(("who", "reason"), [("", WHY), ("A", " ")])
def test_every_step_has_a_name_and_a_reason(store: TableStore, who: str, reason: str) -> None:
    with pytest.raises(NotAllowed, match="name and a reason"):
        store.draft("notifiable", "rows", owner="x", who=who, reason=reason)
    number = draft(store)
    for step in (store.review, store.release):
        with pytest.raises(NotAllowed, match="name and a reason"):
            step("notifiable", number, who=who, reason=reason)


def test_tables_are_kept_apart_by_name(store: TableStore) -> None:
    """The version in use is asked for by how names begin, so that all lists of laboratories are found."""
    for table in ("local-codes/AAA", "local-codes/BBB", "notifiable"):
        number = draft(store, f"a\n{table}", table=table)
        if table != "local-codes/BBB":
            store.review(table, number, who="B", reason=WHY)
            store.release(table, number, who="B", reason=WHY)
    assert [each.text for each in store.in_use("local-codes/")] == ["a\nlocal-codes/AAA"]
    assert [each.table for each in store.newest("local-codes/")] == ["local-codes/AAA", "local-codes/BBB"]
    assert [each.version for each in store.versions("nothing")] == []
