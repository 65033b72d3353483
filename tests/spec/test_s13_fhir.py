"""S13 over FHIR: the same set as on the pages, and nothing that betrays what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.fhirview import bundles
from labsvar.fhirview.ids import Ids
from labsvar.fhirview.model import Served, Versions, type_of
from labsvar.fhirview.parameters import TYPES, included_backwards, includes
from labsvar.fhirview.search import found, understood
from labsvar.fhirview.served import served
from labsvar.formats.fhir import write
from labsvar.formats.fhir.resources import Composition, DiagnosticReport, Observation
from labsvar.results.model import Person, Released, Remark, Report, Stored, Withdrawal
from labsvar.results.record import Record, assemble
from tests.builders import NANCY
from tests.spec.reports import arrived, culture, letter, report, value

IDS = Ids(b"k" * 32)
SENDERS = {"A": "5790000000012", "B": "5790000000036"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One letter with one answer. `mark` is a text that stands in no other letter."""

    kind: Literal["result", "culture"]
    mark: str
    sender: str
    sample: int
    status: str
    minute: int
    given: bool | None
    technical: bool
    released: bool
    withdrawn: bool
    blocked: bool


SAID = st.builds(
    Said,
    kind=st.sampled_from(["result", "result", "culture"]),
    mark=st.just(""),
    sender=st.sampled_from(sorted(SENDERS)),
    sample=st.integers(1, 2),
    status=st.sampled_from(["temporary", "final", "final", "corrected"]),
    minute=st.integers(0, 3),
    given=st.sampled_from([None, None, None, True, False]),
    technical=st.sampled_from([False, False, True]),
    released=st.booleans(),
    withdrawn=st.sampled_from([False, False, False, True]),
    blocked=st.sampled_from([False, False, False, True]),
)
WORLDS = st.lists(SAID, min_size=1, max_size=7).map(
    lambda world: [Said(**{**_fields(each), "mark": f"mark{n}m"}) for n, each in enumerate(world)]
)


def _fields(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Said.__slots__}


def stored(world: Sequence[Said]) -> Stored:
    """Everything as a databank keeps it, with what is blocked for the one who looks."""
    made = [(each, _report(each, place)) for place, each in enumerate(world)]
    return Stored(
        person=Person(key=NANCY, surname="Berggren", given_name="Nancy Ann Test"),
        reports=tuple(one for _, one in made),
        released=tuple(
            Released(letter_id=one.letter_id, at=arrived(90)) for each, one in made if each.released
        ),
        withdrawals=tuple(
            Withdrawal(
                letter_id=one.letter_id,
                position=None,
                withdrawn_by="Laboratoriet",
                withdrawn_at=arrived(60),
                reason="forkert prøve",
            )
            for each, one in made
            if each.withdrawn
        ),
        blocked=frozenset(one.letter_id for each, one in made if each.blocked),
    )


def _report(each: Said, place: int) -> Report:
    numbers = {"sample_number": f"S{each.sample}", "production_number": f"P{each.sample}"}
    stage = "technical" if each.technical else "full"
    shared: dict[str, Any] = {"resulted": each.minute, "number": str(place), "given": each.given, **numbers}
    if each.kind == "culture":
        return _sent(report(culture(each.status, **shared), place, stage=stage, summary=each.mark), each)
    made = report(letter(value("12", each.status), **shared), place, stage=stage)
    remark = Remark(kind="comment", content=(each.mark,))
    return _sent(replace(made, results=(replace(made.results[0], remarks=(remark,)),)), each)


def _sent(made: Report, each: Said) -> Report:
    return replace(made, sender=replace(made.sender, gln=SENDERS[each.sender]))


def on_the_pages(record: Record) -> tuple[set[str], set[str]]:
    """The marks of what the pages show as current, and as earlier versions."""
    current, earlier = set(), set()
    for history in record.results:
        if history.withdrawn is None:
            current.add(_mark(history.current.report))
            earlier |= {_mark(each.report) for each in history.earlier}
    for found_report in record.microbiology:
        if found_report.withdrawn is None:
            current.add(str(found_report.current.summary))
    return current, earlier


def _mark(made: Report) -> str:
    return str(made.results[0].remarks[0].content[0])


def everything(about: Served) -> Iterator[bytes]:
    """Every byte that can be got: pages of searches with all inclusions, histories, documents."""
    for kind in TYPES:
        pairs = [("_include", each) for each in includes(kind)]
        pairs += [("_revinclude", each) for each in included_backwards(kind)]
        asked = understood(kind, pairs)
        page = found(about, asked)
        yield write(bundles.searchset(page, asked, base="http://x", left_out=about.left_out))
        for each in page.matches:
            versions = about.versions(kind, each.id or "")
            assert versions is not None
            yield write(bundles.history(versions, base="http://x"))
            if isinstance(each, Composition):
                yield write(bundles.document(about, each, base="http://x", types=frozenset(TYPES)))


@settings(max_examples=40)
@given(world=WORLDS)
def test_s13_fhir_shows_the_set_that_the_pages_show(world: list[Said]) -> None:
    """What the record shows as current is the current version of a resource, and the rest is nowhere."""
    record = assemble(stored(world))
    about = served(record, IDS)
    current, earlier = on_the_pages(record)
    now = b"".join(write(each) for kind in ("Observation", "DiagnosticReport") for each in about.all(kind))
    assert {each.mark for each in world if each.mark.encode() in now} == current
    bytes_of_all = b"".join(everything(about))
    assert {each.mark for each in world if each.mark.encode() in bytes_of_all} == current | earlier


@settings(max_examples=40)
@given(world=WORLDS)
def test_s13_totals_count_what_is_shown(world: list[Said]) -> None:
    """One Observation for each answer on the pages, tombstones included; no person where nothing is shown."""
    record = assemble(stored(world))
    about = served(record, IDS)
    totals = {kind: found(about, understood(kind, [("_summary", "count")])).total for kind in TYPES}
    cultures = sum(len(each.investigations) for each in record.microbiology)
    assert totals["Observation"] == len(record.results) + cultures
    assert totals["Patient"] == (0 if record.is_empty else 1)
    assert totals["DiagnosticReport"] == totals["Composition"]
    for each in about.all("DiagnosticReport"):
        assert isinstance(each, DiagnosticReport)
        assert all(about.find(one.reference) is not None for one in each.result)


@settings(max_examples=40)
@given(world=WORLDS)
def test_s13_what_is_hidden_changes_nothing_of_what_is_served(world: list[Said]) -> None:
    """Not an id, a version, a time or an order: without the hidden letters every byte is the same."""
    whole = stored(world)
    record = assemble(whole)
    shown = _letters(record)
    kept = tuple(each for each in whole.reports if each.letter_id in shown)
    alone = assemble(replace(whole, reports=kept, blocked=frozenset()))
    if record.kept_back or _letters(alone) != shown:
        return  # a copy of what is refused is hidden with it (S22)
    without = served(alone, IDS)
    assert _bytes(served(record, IDS)) == _bytes(without)


def _letters(record: Record) -> set[str]:
    letters = set()
    for history in record.results:
        for each in (history, *history.twins):
            letters |= {version.report.letter_id for version in (each.current, *each.earlier)}
    for shown in record.microbiology:
        for one in (shown, *shown.twins):
            letters |= {each.letter_id for each in (one.current, *one.earlier, *one.copies)}
    return letters


def _bytes(about: Served) -> list[bytes]:
    found_versions: list[Versions] = [each for kind in about.by_type.values() for each in kind.values()]
    return [write(each) for versions in found_versions for each in versions.resources]


@settings(max_examples=25)
@given(world=WORLDS)
def test_s6_a_tombstone_holds_no_value(world: list[Said]) -> None:
    """It says who, when and why, and has no version before it."""
    about = served(assemble(stored(world)), IDS)
    for versions in about.by_type.get("Observation", {}).values():
        made = versions.current
        assert isinstance(made, Observation)
        if made.status == "entered-in-error":
            assert len(versions.resources) == 1
            assert (made.value_quantity, made.value_string) == (None, None)
            assert "forkert prøve" in made.note[0].text


def test_s13_the_types_of_resources_are_those_of_the_table() -> None:
    """What is served is what can be searched for."""
    about = served(assemble(stored([_plain()])), IDS)
    for kind, resources in about.by_type.items():
        assert {type_of(each.current) for each in resources.values()} <= {kind}
    assert set(about.by_type) == set(TYPES)


def _plain() -> Said:
    return Said(
        kind="result",
        mark="m",
        sender="A",
        sample=1,
        status="final",
        minute=0,
        given=None,
        technical=False,
        released=False,
        withdrawn=False,
        blocked=False,
    )
