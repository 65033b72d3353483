"""A databank in memory: the readable reference of `labsvar.results.store.ResultStore`, for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from labsvar.results.blocked import NOTHING_BLOCKED, Blocking
from labsvar.results.model import Person, Released, Report, Requisition, Stored, Withdrawal
from labsvar.results.notices import changes_since
from labsvar.results.record import DEFAULT, Reading
from labsvar.results.store import SEARCH, AuditEvent, LetterSeen, Look, Notice, RawLetter, until


class MemoryResults:
    """Holds reports of persons, leaves an audit event for each look, forgets nothing."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        reading: Reading = DEFAULT,
        blocking: Blocking = NOTHING_BLOCKED,
    ) -> None:
        self._now = now
        self._blocking = blocking
        self._reading = reading
        self._requisitions: defaultdict[str, list[Requisition]] = defaultdict(list)
        self._reports: defaultdict[str, list[Report]] = defaultdict(list)
        self._letters: dict[tuple[str, str], RawLetter] = {}
        self._withdrawals: defaultdict[str, list[Withdrawal]] = defaultdict(list)
        self._released: defaultdict[str, list[Released]] = defaultdict(list)
        self._looks: list[tuple[datetime, Look]] = []
        self._acknowledged: dict[str, datetime] = {}

    def add(self, report: Report, *, raw: bytes = b"", document: bytes = b"") -> None:
        """Stores a report with the letter it came from."""
        self._reports[report.person_key].append(report)
        letter = RawLetter(letter_id=report.letter_id, raw=raw, document=document)
        self._letters[report.person_key, report.letter_id] = letter

    def keep(self, requisition: Requisition, *, raw: bytes = b"", document: bytes = b"") -> None:
        """Stores a requisition with the letter it came from."""
        self._requisitions[requisition.person_key].append(requisition)
        letter = RawLetter(letter_id=requisition.letter_id, raw=raw, document=document)
        self._letters[requisition.person_key, requisition.letter_id] = letter

    def release(self, person_key: str, letter_id: str) -> None:
        """Shows a letter of the technical stage (rule S15); who may decide that is not decided here."""
        self._released[person_key].append(Released(letter_id=letter_id, at=self._now()))

    def look(self, look: Look) -> Stored | None:
        """Everything about a person; `None` when nothing is known."""
        self._looks.append((self._now(), look))
        return self._seen(look)

    def look_back(self, look: Look, moment: datetime) -> tuple[Stored, Stored] | None:
        """Everything about a person, and what a look at an earlier moment would have found."""
        self._looks.append((self._now(), look))
        now, stored = self._seen(look), self._stored(look.person_key)
        if now is None or stored is None:
            return None
        then = until(stored, moment)
        return now, self._blocking.seen(then, look, citizen=look.person_key, at=moment)

    def _seen(self, look: Look) -> Stored | None:
        stored = self._stored(look.person_key)
        if stored is None:
            return None
        return self._blocking.seen(stored, look, citizen=look.person_key, at=self._now())

    def _stored(self, person_key: str) -> Stored | None:
        reports = self._reports.get(person_key, [])
        requisitions = self._requisitions.get(person_key, [])
        if not reports and not requisitions:
            return None
        letters: list[Report | Requisition] = [*reports, *requisitions]
        first = min(letters, key=lambda each: each.arrived_at)
        return Stored(
            person=Person(key=person_key, surname=first.person_surname, given_name=first.person_given_name),
            reports=tuple(reports),
            withdrawals=tuple(self._withdrawals.get(person_key, ())),
            requisitions=tuple(requisitions),
            released=tuple(self._released.get(person_key, ())),
        )

    def letter(self, look: Look, letter_id: str) -> LetterSeen | None:
        """One letter of that person with everything else about the person, or `None`."""
        self._looks.append((self._now(), look))
        letter = self._letters.get((look.person_key, letter_id))
        stored = self._seen(look)
        if letter is None or stored is None:
            return None
        return LetterSeen(letter=letter, stored=stored)

    def audit(self, look: Look) -> Sequence[AuditEvent]:
        """The looks at a person's data, newest first, this one among them."""
        self._looks.append((self._now(), look))
        return [
            AuditEvent(
                at=at,
                viewer_name=each.viewer.name,
                role=each.viewer.role,
                organisation=each.viewer.organisation,
                what=each.what,
                reason=each.reason,
            )
            for at, each in reversed(self._looks)
            if each.person_key == look.person_key
        ]

    def notices(self, account: str) -> Sequence[Notice]:
        """What this account looked at and that was corrected or withdrawn since."""
        told = self._acknowledged.get(account, datetime.min.replace(tzinfo=UTC))
        seen: dict[str, tuple[datetime, Look]] = {}
        for at, look in self._looks:
            if look.viewer.account == account and look.what != SEARCH:
                seen[look.person_key] = (at, look)
        notices = [
            notice
            for at, look in seen.values()
            for notice in self._changes_since(look, at)
            if notice.changed_at > told
        ]
        return sorted(notices, key=lambda notice: notice.changed_at, reverse=True)

    def _changes_since(self, look: Look, seen_at: datetime) -> list[Notice]:
        stored = self._seen(look)
        if stored is None:
            return []
        return changes_since(
            look.person_key,
            stored.reports,
            stored.withdrawals,
            stored.requisitions,
            stored.released,
            seen_at=seen_at,
            reading=self._reading,
            blocked=stored.blocked,
        )

    def acknowledge(self, account: str) -> None:
        """Marks every open notice of the account as told."""
        self._acknowledged[account] = self._now()

    def withdraw(
        self,
        *,
        person_key: str,
        letter_id: str,
        position: int | None,
        by: str,
        reason: str,
    ) -> None:
        """Withdraws one result, or a whole letter. Raises `KeyError` if unknown."""
        if (person_key, letter_id) not in self._letters:
            raise KeyError(letter_id)
        reports = self._reports.get(person_key, ())
        positions = {each.letter_id: each.positions for each in reports}
        if position is not None and position not in range(positions.get(letter_id, 0)):
            raise KeyError(position)
        self._withdrawals[person_key].append(
            Withdrawal(
                letter_id=letter_id,
                position=position,
                withdrawn_by=by,
                withdrawn_at=self._now(),
                reason=reason,
            )
        )
