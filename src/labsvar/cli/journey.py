"""`labsvar journey`: what the letters of some files come to: one sample's journey, and what is shown once.

Nothing is stored or looked up. The files are everything there is, so what they leave out is awaited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.judging import read_sound
from labsvar.cli.language import Say
from labsvar.conversion import message_of
from labsvar.exchange import identity
from labsvar.letters.catalogue import AboutPerson, Requisition
from labsvar.letters.common import Envelope
from labsvar.letters.zone import DENMARK
from labsvar.linking import facts
from labsvar.linking.decisions import Link, link_of, told
from labsvar.linking.journeys import journeys
from labsvar.linking.linker import Linker
from labsvar.linking.timeline import timeline
from labsvar.results import derive
from labsvar.results.model import Person, Report, Stored
from labsvar.results.model import Requisition as Kept
from labsvar.results.record import Record, assemble
from labsvar.web.texts import LANGUAGES, Texts
from labsvar.web.views.journey import JourneyView, view_of


def show(paths: Sequence[Path], say: Say) -> None:
    """Prints the journeys of the samples in some files, person by person; the numbers of persons are not told.

    Raises `Unreadable`, and `Refused` for a file with errors.
    """
    letters = [found for path in paths for found in _read(path, say)]
    by_person: defaultdict[str, list[tuple[AboutPerson, Report | Kept]]] = defaultdict(list)
    for letter, kept in letters:
        by_person[kept.person_key].append((letter, kept))
    console, texts = output.results(), LANGUAGES[say.language]
    for place, of_person in enumerate(by_person.values(), start=1):
        if len(by_person) > 1:
            console.print(Text(say(f"Person {place}", f"Person {place}"), style="bold"))
        for part in _person(of_person, texts):
            console.print(part)


def _read(path: Path, say: Say) -> Iterator[tuple[AboutPerson, Report | Kept]]:
    message = message_of(read_sound(path, say))
    assert message is not None, "a file without errors has letters and an envelope"
    for place, letter in enumerate(message.letters):
        if isinstance(letter, AboutPerson):
            name = path.name if len(message.letters) == 1 else f"{path.name} {place + 1}"
            yield letter, _kept(letter, message.envelope, name)


def _kept(letter: AboutPerson, envelope: Envelope, name: str) -> Report | Kept:
    """What an installation would keep of a letter.

    Assumption: a letter in a file arrived when its envelope says that it was sent.
    """
    known: derive.Known = {
        "letter_id": name,
        "person_key": identity.base_key(letter),
        # Whether another letter than the one for MiBa has reached it, a file does not tell.
        "databank": "MiBa" if letter.letter.type_code == "XRPT06" else "LABA",
        "stage": "full",
        "envelope": envelope,
        "arrived_at": derive.moment(envelope.sent).replace(tzinfo=DENMARK),
    }
    if isinstance(letter, Requisition):
        return derive.requisition(letter, **known)
    return derive.report(letter, **known)


def _person(letters: Sequence[tuple[AboutPerson, Report | Kept]], texts: Texts) -> Iterator[RenderableType]:
    kept = [each for _, each in letters]
    person = Person(key=kept[0].person_key, surname="", given_name=None)
    record = assemble(
        Stored(
            person=person,
            reports=tuple(each for each in kept if isinstance(each, Report)),
            requisitions=tuple(each for each in kept if isinstance(each, Kept)),
        )
    )
    now = datetime.now(UTC)
    yield from _once(record, texts)
    for journey in journeys(record, _links(letters, now)):
        yield from _journey(view_of(timeline(journey, now=now), texts), texts)


def _links(letters: Sequence[tuple[AboutPerson, Report | Kept]], now: datetime) -> list[Link]:
    """What the linker says of the answers in the files."""
    linker = Linker(found for letter, kept in letters if (found := facts.of_letter(letter, kept)) is not None)
    return [link_of(link_id, [event]) for link_id, event in told(linker.judged(), (), at=now)]


def _once(record: Record, texts: Texts) -> Iterator[RenderableType]:
    """Two laboratories' answers to one requisition: shown once, or that they disagree (rule S22)."""
    for result in record.results:
        letters = [each.current.report.letter_id for each in (result, *result.twins)]
        yield from _told_once(result.current.result.full_name, letters, texts, disagrees=result.disagrees)
    for report in record.microbiology:
        letters = [each.current.letter_id for each in (report, *report.twins)]
        yield from _told_once(report.current.sender.name, letters, texts, disagrees=report.disagrees)


def _told_once(
    name: str, letters: Sequence[str], texts: Texts, *, disagrees: bool
) -> Iterator[RenderableType]:
    said = [texts("shown_once", count=len(letters))] if len(letters) > 1 else []
    said += [texts("disagrees")] if disagrees else []
    if said:
        yield Text(f"{name}: {', '.join(said)} ({', '.join(letters)})")


def _journey(shown: JourneyView, texts: Texts) -> Iterator[RenderableType]:
    yield Text(f"{texts('journey')}: {shown.flow}", style="bold")
    yield Text(f"{shown.flow_text} {shown.because}", style="dim")
    events = Table(
        texts("journey_step"),
        texts("journey_when"),
        texts("journey_by"),
        texts("journey_to"),
        texts("journey_letter"),
    )
    for each in shown.events:
        letter = " ".join((each.kind or "", (each.path or "").partition("/")[2], *each.notes)).strip()
        events.add_row(each.what, each.at, each.by, each.to, letter)
    yield events
    yield Text(texts("journey_awaited") if shown.awaited else texts("journey_complete"), style="bold")
    for awaited in shown.awaited:
        line = f"{awaited.what} · {awaited.by} · {texts('journey_since')} {awaited.since}"
        yield Text(f"  {line}{' · ' if awaited.kinds else ''}{awaited.kinds}")
