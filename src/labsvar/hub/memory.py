"""A hub store in memory: the plainest form of the protocol, for tests and as the readable reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock

from labsvar.hub.model import LISTED_STATES, Clinic, Known, Listed, Outcome, Outgoing, RowRecord
from labsvar.hub.protocol import Left, RowKey


class MemoryHub:
    """Lists of everything that was written."""

    def __init__(self, clinics: Iterable[Clinic] = ()) -> None:
        self._lock = RLock()
        self._clinics = {each.clinic: each for each in clinics}
        self._outbox: dict[str, Outgoing] = {}
        self.decisions: list[tuple[Clinic, str, str]] = []
        self.records: list[RowRecord] = []
        self.outcomes: list[Outcome] = []
        self.noted: list[Listed] = []

    @contextmanager
    def deciding(self, clinics: Iterable[str]) -> Iterator[MemoryHub]:  # noqa: ARG002 - all are locked
        """This store itself, for one thread at a time."""
        with self._lock:
            yield self

    def known(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Known]:
        """What is stored of rows."""
        found = {key: Known() for key in keys}
        for record in self.records:
            if (record.clinic, record.row_id) in found:
                found[record.clinic, record.row_id].contents[record.row_version] = record.content
        for outcome in self.outcomes:
            if (outcome.clinic, outcome.row_id) in found:
                found[outcome.clinic, outcome.row_id].history.append(outcome)
        return found

    def write(self, left: Left) -> None:
        """Keeps it all."""
        self.records += left.records
        self.outcomes += left.outcomes
        known = {_key(each) for each in self.noted}
        self.noted += [each for each in left.noted if each.is_request or _key(each) not in known]
        self._outbox |= {each.envelope_number: each for each in left.outgoing}

    def outbox(self) -> Sequence[Outgoing]:
        """What is to be handed to the intake."""
        return tuple(self._outbox.values())

    def handed(self, envelope_number: str, *, left: Left) -> None:
        """Takes an envelope off the list."""
        self._outbox.pop(envelope_number, None)
        self.write(left)

    def listed(self, clinic: str, *, limit: int = 500) -> Sequence[Listed]:
        """The rows of a clinic that are not sent."""
        standing = [
            Listed(
                clinic=clinic,
                row_id=each.row_id,
                row_version=str(each.row_version),
                state=each.state,
                at=each.at,
                findings=each.findings,
            )
            for each in self._newest(clinic)
            if each.state in LISTED_STATES
        ]
        noted = {_key(each): each for each in self.noted if each.clinic == clinic}.values()
        return sorted([*standing, *noted], key=lambda each: each.at, reverse=True)[:limit]

    def refusals(self, clinic: str) -> Sequence[tuple[str, str]]:
        """The rows whose letters are refused."""
        return [
            (each.row_id, str(each.row_version))
            for each in self._newest(clinic)
            if each.standing is not None and each.standing.given is False
        ]

    def waiting(self, clinic: str) -> Sequence[RowRecord]:
        """The newest versions that were not sent."""
        keys = {
            (each.row_id, each.row_version)
            for each in self._newest(clinic)
            if each.state in ("held", "left_out")
        }
        return [
            each for each in self.records if each.clinic == clinic and (each.row_id, each.row_version) in keys
        ]

    def _newest(self, clinic: str) -> list[Outcome]:
        newest: dict[str, Outcome] = {}
        for each in self.outcomes:
            before = newest.get(each.row_id)
            if each.clinic == clinic and (before is None or each.row_version >= before.row_version):
                newest[each.row_id] = each
        return list(newest.values())

    def clinics(self) -> Sequence[Clinic]:
        """Every clinic."""
        return tuple(self._clinics.values())

    def register_clinic(self, clinic: Clinic, *, who: str, reason: str) -> None:
        """Keeps the newest word, and who said it."""
        self.decisions.append((clinic, who, reason))
        self._clinics[clinic.clinic] = clinic


def _key(listed: Listed) -> tuple[object, ...]:
    rules = tuple(finding.rule for finding in listed.findings)
    return listed.clinic, listed.row_id, listed.row_version, rules
