"""Composed letters in envelopes, checked by our own rules before they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from labsvar import checks
from labsvar.exchange.receipts import denmark
from labsvar.findings import Finding, has_errors
from labsvar.formats.xml import CannotWrite, write
from labsvar.hub import numbers, rules
from labsvar.hub.composing import Composed, WebLetter
from labsvar.hub.model import Clinic, Outgoing
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Envelope
from labsvar.letters.release import RELEASE_2014
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt01 import XR0131K
from labsvar.letters.xrpt05 import XR0532M

MOST_LETTERS: Final = 99
"""Letters to an envelope: as many as a negative receipt can name."""
VERSIONS: Final[dict[str, LetterVersion]] = {"XRPT01": XR0131K, "XRPT05": XR0532M}


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that may leave, with the version of the row it is of."""

    said: Composed
    letter: WebLetter
    row_version: int
    tombstones: tuple[str, ...] = ()


def faults(letters: Iterable[Written], *, at: datetime) -> dict[str, Finding]:
    """What keeps letters from leaving, by their number: an error of their content or, where the writer
    has refused an envelope, of their standard."""
    sent = denmark(at)
    found = {}
    for each in letters:
        version = VERSIONS[each.letter.letter.type_code]
        content = checks.content(each.letter, version, sent=sent)
        errors = [finding for finding in content if finding.severity == "error"]
        errors += _standard(each.letter, at=at)
        if errors:
            found[each.said.letter_number] = rules.LETTER_INVALID.at(
                line=None, path=None, rule=errors[0].rule
            )
    return found


def has_content_errors(letters: Iterable[Written], *, at: datetime) -> bool:
    """Whether our own rules about content refuse any of the letters."""
    sent = denmark(at)
    return any(
        has_errors(checks.content(each.letter, VERSIONS[each.letter.letter.type_code], sent=sent))
        for each in letters
    )


def envelopes(letters: Sequence[Written], *, system_id: int | None, at: datetime) -> list[Outgoing]:
    """Letters in envelopes, by clinic, databank and stage.

    Letters about one row never share an envelope, and those that come later are in a later one: what
    is equally new in everything else is told apart by its arrival.
    """
    rounds: defaultdict[tuple[int, str, str, str], list[Written]] = defaultdict(list)
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in letters:
        key = (each.said.clinic.clinic, each.said.row.row_id)
        said = each.said
        rounds[seen[key], said.clinic.clinic, said.receiver.gln, said.stage].append(each)
        seen[key] += 1
    return [
        _outgoing(of_round[start : start + MOST_LETTERS], system_id=system_id, at=at)
        for _, of_round in sorted(rounds.items(), key=lambda item: item[0])
        for start in range(0, len(of_round), MOST_LETTERS)
    ]


def tombstones(names: tuple[str, ...], *, clinic: Clinic, reason: str, at: datetime) -> Outgoing:
    """What is to be done where a result is taken back without a letter."""
    return Outgoing(
        envelope_number=numbers.envelope_number(names, at.isoformat()),
        clinic=clinic.clinic,
        gln=clinic.gln,
        system_id=None,
        body=b"",
        rows={},
        withdraws=dict.fromkeys(names, reason),
        made_at=at,
    )


def _outgoing(letters: Sequence[Written], *, system_id: int | None, at: datetime) -> Outgoing:
    first = letters[0].said
    number = numbers.envelope_number((each.said.letter_number for each in letters), at.isoformat())
    return Outgoing(
        envelope_number=number,
        clinic=first.clinic.clinic,
        gln=first.clinic.gln,
        system_id=system_id,
        body=_emessage((each.letter for each in letters), number=number, at=at),
        rows={each.said.letter_number: (each.said.row.row_id, each.row_version) for each in letters},
        withdraws={name: each.said.reason for each in letters for name in each.tombstones},
        made_at=at,
        stage=first.stage,
    )


def _emessage(letters: Iterable[WebLetter], *, number: str, at: datetime) -> bytes:
    return write(
        Emessage(
            namespace=RELEASE_2014.namespace,
            envelope=Envelope(sent=denmark(at), identifier=number, acknowledgement_code="minuspositivkvitt"),
            letters=tuple(letters),
        )
    )


def _standard(made: WebLetter, *, at: datetime) -> Sequence[Finding]:
    """The errors of the standard. The writer refuses whatever the reader would."""
    try:
        _emessage((made,), number="H0000000000000", at=at)
    except CannotWrite as fault:
        return fault.findings
    return ()
