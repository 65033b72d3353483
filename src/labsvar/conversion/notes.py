"""What an adapter has to tell: changes, refusals, and what it has dealt with."""

from __future__ import annotations

from labsvar.conversion.changes import Change, ChangeKind, Refusal


class Notes:
    """Collects what is said while a letter is made ready for another version."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.refusals: list[Refusal] = []
        self.settled: set[str] = set()

    def changed(self, path: str, *, da: str, en: str) -> None:
        """The same is said in the words of the target."""
        self._note("changed", path, da, en)

    def assumed(self, path: str, *, da: str, en: str) -> None:
        """The element rests on a reason that the text names."""
        self._note("assumed", path, da, en)

    def given(self, path: str, option: str) -> None:
        """The element was given by an option."""
        self._note("assumed", path, f"givet med --{option}", f"given with --{option}")

    def lost(self, path: str, *, da: str, en: str) -> None:
        """Something has no place in the target."""
        self._note("lost", path, da, en)

    def carried(self, path: str) -> None:
        """The element at the path, which the target does not have, is said elsewhere or told of."""
        self.settled.add(path)

    def missing(self, path: str, *, da: str, en: str, option: str | None) -> None:
        """The target demands what the letter lacks; `option` would give it."""
        self.settled.add(path)
        self.refusals.append(Refusal(kind="missing", path=path, da=da, en=en, option=option))

    def unfit(self, path: str, *, da: str, en: str) -> None:
        """A value has no place in the target and is never changed to have one."""
        self.refusals.append(Refusal(kind="unfit", path=path, da=da, en=en))

    def wrong(self, path: str, *, da: str, en: str, option: str) -> None:
        """An option says what does not fit."""
        self.refusals.append(Refusal(kind="option", path=path, da=da, en=en, option=option))

    def _note(self, kind: ChangeKind, path: str, da: str, en: str) -> None:
        self.changes.append(Change(kind=kind, path=path, da=da, en=en))
