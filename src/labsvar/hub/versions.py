"""What a row means beside what came before it: a new answer, a correction, a withdrawal. Pure.

A version with the person, code and sampling time of the one before is a further letter on the same key;
with another, the old key is taken back and a new one begins (rule S6).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.findings import Finding
from labsvar.hub import numbers, rules
from labsvar.hub.coding import CodeEntry
from labsvar.hub.composing import Composed
from labsvar.hub.deciding import Circumstances, Judged, judge, person
from labsvar.hub.model import Known, Outcome, Standing, State, Word
from labsvar.hub.numbers import Part
from labsvar.hub.rows import CardRow
from labsvar.results.model import Stage

_MINUTE: Final = timedelta(minutes=1)
_SAID_OF_RESULT: Final = (
    "surname",
    "given_name",
    "resulted_at",
    "value",
    "operator",
    "unit",
    "reference_lower",
    "reference_upper",
    "flag",
    "comment",
    "material",
    "requisition_number",
)
"""The fields of a row that its letter tells beside key and consent."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a row. `kept` says that its version is taken from now on; `letters` are to be
    written in this order, and `tombstones` put on letters of an earlier key afterwards."""

    outcome: Outcome
    kept: bool
    letters: tuple[Composed, ...] = ()
    tombstones: tuple[str, ...] = ()


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """One row and what is known of it. `at` is the moment with a zone, `again` that it is no new arrival."""

    row: CardRow
    known: Known
    about: Circumstances
    at: datetime
    again: bool = False

    def decide(self) -> Decided:
        """What becomes of the row."""
        row, known = self.row, self.known
        if row.action == "delete" and row.consent != "refused":
            return self._noted("answered", rules.DELETE.at(line=None, path="action"))
        if not self.again and self._version in known.contents:
            if known.contents[self._version] == numbers.content(row):
                return Decided(outcome=replace(known.of_version(self._version), state="repeated"), kept=False)
            return self._noted("refused", rules.VERSION_REUSED.at(line=None, path="row_version"))
        if self._version < known.newest:
            return self._noted("refused", rules.VERSION_OVERTAKEN.at(line=None, path="row_version"))
        if row.action == "withdraw":
            return self._withdrawn()
        stranger = person(row, self.about)
        if stranger is not None:
            return self._noted("refused", stranger)
        if row.action == "delete":
            return self._refused()
        judged = judge(row, self.about, came_in=self._stage)
        return self._sent(judged) if judged.finding is None else self._not_sent(judged)

    @property
    def _version(self) -> int:
        return int(self.row.row_version)

    @property
    def _stage(self) -> Stage:
        """The stage the version came in. One that has waited keeps it: its patient could not decline then."""
        return self.known.of_version(self._version).stage if self.again else self.about.shown_from

    def _outcome(
        self,
        state: State,
        *,
        standing: Standing | None,
        findings: tuple[Finding, ...] = (),
        letters: tuple[Composed, ...] = (),
    ) -> Outcome:
        return Outcome(
            clinic=self.row.clinic,
            row_id=self.row.row_id,
            row_version=self._version,
            state=state,
            at=self.at,
            findings=findings,
            letters=tuple(each.letter_number for each in letters),
            standing=standing,
            stage=self._stage,
            word=self._word,
        )

    @property
    def _word(self) -> Word | None:
        said = self.row.consent
        return Word(patient=self.row.patient, given=said == "given") if said else None

    def _noted(self, state: State, finding: Finding) -> Decided:
        outcome = self._outcome(state, standing=self.known.standing, findings=(finding,))
        return Decided(outcome=outcome, kept=False)

    # Not sent ----------------------------------------------------------------------------------

    def _not_sent(self, judged: Judged) -> Decided:
        """Held or left out. A refusal does not wait: what stands of the row is refused at once."""
        assert judged.finding is not None, "a row is not sent for a reason"
        finding, standing = judged.finding, self.known.standing
        if standing is not None and finding.rule == rules.LABORATORY_SENDS.id:
            finding = rules.LABORATORY_SENT_ALSO.at(line=None, path="origin")
        if standing is not None and self._refuses(standing):
            return self._hidden(standing, judged.state, finding)
        outcome = self._outcome(judged.state, standing=standing, findings=(finding,))
        return Decided(outcome=outcome, kept=True)

    def _refused(self) -> Decided:
        """A request to delete that says that the patient refuses: a version that says no more than that.
        Whoever it names, what stands of the row is what it asks to be gone."""
        finding = rules.DELETE_REFUSED.at(line=None, path="action")
        standing = self.known.standing
        if standing is not None and standing.given is not False:
            return self._hidden(standing, "answered", finding)
        outcome = self._outcome("answered", standing=standing, findings=(finding,))
        return Decided(outcome=outcome, kept=True)

    def _hidden(self, standing: Standing, state: State, finding: Finding) -> Decided:
        """What stands of the row, sent once more as refused."""
        repeated = replace(standing, given=False)
        said = self._letter(repeated, part="refusal")
        standing = self._with(repeated, said)
        outcome = self._outcome(state, standing=standing, findings=(finding,), letters=(said,))
        return Decided(outcome=outcome, kept=True, letters=(said,))

    def _refuses(self, standing: Standing) -> bool:
        word = self._word
        if word is None or word.given or standing.given is False:
            return False
        return word.patient == standing.row.patient or word.refuses_unnamed

    # Sent --------------------------------------------------------------------------------------

    def _sent(self, judged: Judged) -> Decided:
        entry = judged.entry
        assert entry is not None, "a row that is sent has a code"
        given = judged.given if judged.given is not None else self.known.word(self.row.patient)
        standing = self.known.standing
        if standing is not None and self._same_key(standing, entry):
            return self._further(standing, given=given)
        begun = Standing(
            row=self.row,
            entry=entry,
            since=self._version,
            status="svar_endeligt",
            resulted_at=self.row.resulted_at,
            given=given,
            stage="technical",
        )
        if standing is None:
            return self._told(begun, before=(), tombstones=())
        before, tombstones = self._taken_back(standing)
        return self._told(begun, before=before, tombstones=tombstones)

    def _same_key(self, standing: Standing, entry: CodeEntry) -> bool:
        old, new = standing.row, self.row
        return (old.patient, old.sampled_at, standing.entry.code, standing.entry.code_system) == (
            new.patient,
            new.sampled_at,
            entry.code,
            entry.code_system,
        ) and standing.entry.databank == entry.databank

    def _further(self, standing: Standing, *, given: bool | None) -> Decided:
        """A further version on the key. What changes a result is a correction; a new word on consent is
        told with the status that the result had."""
        changed = any(getattr(standing.row, name) != getattr(self.row, name) for name in _SAID_OF_RESULT)
        now = replace(
            standing,
            row=self.row,
            status="svar_rettet" if changed else standing.status,
            # A correction that says an earlier time than the letter before would never be the newest (S2).
            resulted_at=max(self.row.resulted_at, standing.resulted_at),
            given=given,
        )
        # What came in the technical stage stays hidden; the version that came now shows itself (rule S15).
        shows_first = (standing.stage, self._stage) == ("technical", "full")
        if not changed and given == standing.given and not shows_first:
            return Decided(outcome=self._outcome("sent", standing=now), kept=True)
        return self._told(now, before=(), tombstones=())

    def _told(
        self, standing: Standing, *, before: tuple[Composed, ...], tombstones: tuple[str, ...]
    ) -> Decided:
        said = self._letter(standing, part="answer", reason=self.row.reason)
        letters = (*before, said)
        outcome = self._outcome("sent", standing=self._with(standing, said), letters=letters)
        return Decided(outcome=outcome, kept=True, letters=letters, tombstones=tombstones)

    # Withdrawn ---------------------------------------------------------------------------------

    def _withdrawn(self) -> Decided:
        standing = self.known.standing
        if standing is None:
            finding = rules.NOTHING_TO_WITHDRAW.at(line=None, path="action")
            outcome = self._outcome("answered", standing=None, findings=(finding,))
            return Decided(outcome=outcome, kept=True)
        letters, tombstones = self._taken_back(standing)
        outcome = self._outcome("sent", standing=None, letters=letters)
        return Decided(outcome=outcome, kept=True, letters=letters, tombstones=tombstones)

    def _taken_back(self, standing: Standing) -> tuple[tuple[Composed, ...], tuple[str, ...]]:
        """The letter that takes a key back, and the letters on it to put a tombstone on, itself among them."""
        settings = self.about.settings
        if settings.withdrawing == "tombstone":
            return (), standing.letters
        given = False if self.row.consent == "refused" else standing.given
        last = replace(standing, status="svar_rettet", given=given)
        said = self._letter(
            last,
            part="withdrawal",
            text=settings.withdrawal_text,
            reason=self.row.reason,
            stage=standing.stage,
        )
        if settings.withdrawing == "letter":
            return (said,), ()
        return (said,), (*standing.letters, said.letter_number)

    def _letter(
        self,
        standing: Standing,
        *,
        part: Part,
        text: str | None = None,
        reason: str = "",
        stage: Stage = "full",
    ) -> Composed:
        row, clinic = standing.row, self.about.clinic
        return Composed(
            row=row,
            entry=standing.entry,
            clinic=clinic,
            receiver=self.about.settings.receivers[standing.entry.databank],
            letter_number=numbers.letter_number(clinic.clinic, row.row_id, self._version, part),
            sample_number=numbers.sample_number(clinic.clinic, row.row_id, standing.since),
            status=standing.status,
            given=standing.given,
            resulted_at=standing.resulted_at,
            authorised=self._authorised(standing),
            text=text,
            reason=reason,
            stage=stage,
        )

    def _with(self, standing: Standing, said: Composed) -> Standing:
        """What stands once a letter on its key is there."""
        stage = "full" if "full" in (standing.stage, self._stage) else "technical"
        letters = (*standing.letters, said.letter_number)
        return replace(standing, letters=letters, authorised=said.authorised, stage=stage)

    def _authorised(self, standing: Standing) -> datetime:
        """The time of a letter on a key: later than that of the letter before by a minute at least.

        Letters tell minutes. Of two words on consent that are equally new the refusal stands (rule S11), so
        a change of mind within the minute would not count.
        """
        now = self.about.now.replace(second=0, microsecond=0)
        return now if standing.authorised is None else max(now, standing.authorised + _MINUTE)
