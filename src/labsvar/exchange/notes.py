"""What the operations page lists of an arrival, and what it alarms of. Nothing of it is about a person."""

from __future__ import annotations

from typing import Final

from labsvar.exchange.examined import Examined, ExaminedLetter
from labsvar.exchange.model import AlarmKind, AlarmRow, ArrivalRow, Entry, State
from labsvar.findings import Finding

_LONGEST: Final = 100
"""What a faulty letter says may be of any length; what is searched for is short."""


class Notes:
    """Puts rows about an arrival into its entry."""

    def __init__(self, examined: Examined, entry: Entry, *, emessage_id: str, account: int | None) -> None:
        self._examined = examined
        self._entry = entry
        self._emessage_id = emessage_id
        self._account = account

    def letter(
        self,
        state: State,
        letter: ExaminedLetter,
        *,
        findings: tuple[Finding, ...],
        letter_id: str | None = None,
        system_id: int | None = None,
    ) -> None:
        """Notes what became of a letter."""
        read = letter.read
        sample_number, requester_number = letter.sample_numbers
        self._add(
            state,
            findings,
            system_id=system_id,
            letter_id=letter_id,
            sender=read.sender,
            receiver=read.receiver,
            kind=letter.kind,
            version=read.version_code,
            letter_number=read.identifier,
            sample_number=sample_number,
            requester_number=requester_number,
            databank=letter.databank,
        )

    def whole(self, state: State, findings: tuple[Finding, ...]) -> None:
        """Notes what became of an arrival as a whole: each letter of it, or itself if it has none."""
        for letter in self._examined.letters:
            self.letter(state, letter, findings=findings)
        if not self._examined.letters:
            self._add(state, findings, sender=self._examined.sender, receiver=self._examined.receiver)

    def receipt(self, *, kind: str, version: str, number: str, findings: tuple[Finding, ...]) -> None:
        """Notes a receipt that came in."""
        self._add(
            "receipt",
            findings,
            sender=self._examined.sender,
            receiver=self._examined.receiver,
            kind=kind,
            version=version,
            letter_number=number,
        )

    def alarm(
        self,
        kind: AlarmKind,
        *,
        letter_id: str | None = None,
        number: str | None = None,
        position: int | None = None,
    ) -> None:
        """Alarms of something that a person should look at."""
        self._entry.alarms.append(
            AlarmRow(
                at=self._examined.arrival.arrived_at,
                kind=kind,
                sender=self._examined.sender,
                letter_id=letter_id,
                number=number,
                position=position,
            )
        )

    def _add(
        self,
        state: State,
        findings: tuple[Finding, ...],
        *,
        system_id: int | None = None,
        letter_id: str | None = None,
        **fields: str | None,
    ) -> None:
        arrival = self._examined.arrival
        bounded = {name: text[:_LONGEST] for name, text in fields.items() if text}
        self._entry.arrivals.append(
            ArrivalRow(
                at=arrival.arrived_at,
                state=state,
                channel=arrival.channel,
                system_id=self._account if system_id is None else system_id,
                emessage_id=self._emessage_id,
                position=len(self._entry.arrivals),
                envelope_number=self._examined.envelope_number[:_LONGEST] or None,
                letter_id=letter_id,
                findings=findings,
                **bounded,
            )
        )
