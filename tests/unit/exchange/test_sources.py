"""Sources and their stage (rule S15), over a register in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.exchange.approving import NotAllowed, Sources, UnknownSystem, kind_of
from labsvar.exchange.memory_sources import MemorySources
from labsvar.exchange.register import Sender, System
from labsvar.exchange.register_events import SystemEvent
from labsvar.exchange.sources import (
    ASPECTS,
    NEEDING_APPROVALS,
    Approval,
    Aspect,
    Clinic,
    Contact,
    Evidence,
    Facts,
    Source,
    SourceKind,
    clinic_key,
)
from labsvar.results.model import Report
from tests.builders import CLINIC_GLN
from tests.spec.reports import letter, report, value

TODAY = date(2026, 3, 5)
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ABLE = Facts(
    kind="general_practice",
    vendor="Prøvesystemer",
    version="7.1",
    region="Nordjylland",
    refusals_since=date(2026, 3, 2),
    corrections_since=date(2026, 3, 1),
)
WHY = {"who": "A. Prøve", "reason": "en prøve"}
FIRST, SECOND, UNABLE = "012345", "023456", "034567"


def approval(aspect: Aspect, **changes: Any) -> Approval:
    given = Approval(aspect=aspect, who="B. Prøve", on=TODAY, evidence=Evidence(text="testrapport"))
    return replace(given, **changes)


class Register:
    """One source in memory, and short words for what is decided about it."""

    def __init__(self, *letters: Report, facts: Facts | None = ABLE) -> None:
        sent = [("lps", each) for each in letters]
        self.kept = MemorySources(["lps", "other"], letters=sent, now=lambda: NOON)
        self.sources = Sources(self.kept, now=lambda: NOON)
        if facts is not None:
            self.sources.describe("lps", facts, **WHY)

    @property
    def system(self) -> System:
        return self.kept.system("lps")

    def approved(self, *aspects: Aspect) -> Register:
        for aspect in aspects or ASPECTS:
            self.sources.approve("lps", approval(aspect), reason="en prøve")
        return self

    def full(self) -> Register:
        self.approved().sources.set_stage("lps", "full", **WHY)
        return self

    def clinic(self, number: str, since: date | None = ABLE.refusals_since, **more: Any) -> None:
        clinic = Clinic(number=number, number_type="ydernummer", refusals_since=since, **more)
        self.sources.set_clinic("lps", clinic, **WHY)

    def propose(self, **changes: Any) -> int:
        wanted: dict[str, Any] = {"told_how": "brev til alle", "declinable_from": date(2026, 3, 2)}
        return self.sources.propose_release("lps", **wanted | WHY | changes)


def refused(why: str) -> Any:
    return pytest.raises(NotAllowed, match=why)


def sent(number: str, day: int, clinic: str = FIRST, stage: str = "technical") -> Report:
    """A stored report that a clinic sent on a day of March 2026."""
    made = report(letter(value("5"), number=number), stage=stage, letter_id=number)
    sender = replace(made.sender, identifier=clinic, identifier_code="ydernummer")
    return replace(made, sender=sender, arrived_at=datetime(2026, 3, day, 10, tzinfo=UTC))


# Approvals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ASPECTS)
@pytest.mark.parametrize("kind", sorted(NEEDING_APPROVALS))
def test_s15_full_needs_all_four_approvals_and_says_which_is_missing(
    missing: Aspect, kind: SourceKind
) -> None:
    """General practice, specialists, municipalities and pharmacies have the same rules. A refused attempt
    leaves nothing behind."""
    register = Register(facts=replace(ABLE, kind=kind))
    register.approved(*(aspect for aspect in ASPECTS if aspect != missing))
    before = list(register.kept.events)
    with refused(f"approvals_missing: {missing}") as told:
        register.sources.set_stage("lps", "full", **WHY)
    assert told.value.missing == (missing,)
    assert register.kept.events == before
    register.approved(missing).sources.set_stage("lps", "full", **WHY)
    assert register.system.stage == "full"


def test_s15_a_hospital_laboratory_becomes_full_with_a_name_and_a_reason_unless_set_otherwise() -> None:
    register = Register(facts=Facts())
    register.sources.set_stage("lps", "full", **WHY)
    assert register.system.stage == "full"
    strict = Sources(register.kept, needing={"hospital_laboratory"})
    with refused("approvals_missing"):
        strict.set_stage("other", "full", **WHY)


def test_s15_moving_back_needs_nothing_and_an_approval_taken_back_moves_back() -> None:
    """Each is at once; what was approved otherwise stays approved."""
    register = Register().full()
    register.sources.withdraw_approval("lps", "end_to_end_test", **WHY)
    assert register.system.stage == "technical"
    assert register.system.source.missing == ("end_to_end_test",)
    register.approved("end_to_end_test").sources.set_stage("lps", "full", **WHY)
    register.sources.set_stage("lps", "technical", **WHY)
    assert register.system.stage == "technical"
    with refused("no_approval"):
        Register().sources.withdraw_approval("lps", "hub_support", **WHY)


@pytest.mark.parametrize(
    ("field", "aspect"),
    [("refusals_since", "refusal_in_source"), ("corrections_since", "correction_in_source")],
)
def test_s15_what_a_source_cannot_do_is_not_approved_and_ends_the_approval(
    field: str, aspect: Aspect
) -> None:
    """A new version of a practice system may have lost what the old one could."""
    unable = replace(ABLE, **{field: None})
    with refused("no_refusals" if field == "refusals_since" else "no_corrections"):
        Register(facts=unable).approved(aspect)
    register = Register().full()
    register.sources.describe("lps", unable, **WHY)
    assert (register.system.stage, register.system.source.missing) == ("technical", (aspect,))


def test_s15_an_approval_has_a_name_a_day_and_evidence() -> None:
    """A text or the hash of a file; no day that has not come."""
    sources = Register().sources
    for changes, why in (
        ({"who": " "}, "who_or_reason_missing"),
        ({"evidence": Evidence(text=" ", file_name="rapport.pdf")}, "evidence_missing"),
        ({"on": TODAY + timedelta(days=1)}, "day_in_the_future"),
    ):
        with refused(why):
            sources.approve("lps", approval("hub_support", **changes), reason="en prøve")
    with refused("who_or_reason_missing"):
        sources.approve("lps", approval("hub_support"), reason="")
    on_file = Evidence(file_name="rapport.pdf", sha256="ab" * 32)
    sources.approve("lps", approval("hub_support", evidence=on_file), reason="en prøve")


def test_s15_a_kind_that_needs_approvals_cannot_be_left_for_one_that_does_not() -> None:
    """Else a word would do in place of four approvals. Among those that need them it may change."""
    register = Register()
    with refused("kind_fixed"):
        register.sources.describe("lps", Facts(kind="hospital_laboratory"), **WHY)
    register.sources.describe("lps", replace(ABLE, kind="specialist"), **WHY)
    assert register.system.source.facts.kind == "specialist"


def test_s15_a_hospital_that_turns_out_to_be_a_practice_is_technical_at_once() -> None:
    register = Register(facts=Facts())
    register.sources.set_stage("lps", "full", **WHY)
    register.sources.describe("lps", ABLE, **WHY)
    assert register.system.stage == "technical"


@pytest.mark.parametrize(
    ("sector", "kind"),
    [
        ("general_practice", "general_practice"),
        ("hospital", "hospital_laboratory"),
        (None, "hospital_laboratory"),
    ],
)
def test_s15_a_system_that_nobody_described_is_what_its_senders_are(sector: Any, kind: SourceKind) -> None:
    senders = {CLINIC_GLN: Sender(gln=CLINIC_GLN, sector=sector)}
    assert kind_of(System(system_id=1, name="lps", senders=senders)) == kind


def test_a_system_nobody_knows_is_told() -> None:
    with pytest.raises(UnknownSystem):
        Register().sources.describe("nobody", ABLE, **WHY)


def test_contacts_stand_by_purpose_and_the_newest_holds() -> None:
    register = Register()
    for name in ("Vagten", "Driften"):
        contact = Contact(purpose="drift", name=name, address="drift@example.org")
        register.sources.set_contact("lps", contact, **WHY)
    assert [each.name for each in register.system.source.contacts.values()] == ["Driften"]
    register.sources.set_contact("lps", Contact(purpose="drift", name="", address=""), **WHY)
    assert register.system.source.contacts == {}


# Clinics ----------------------------------------------------------------------------------------------


def test_s15_a_clinic_that_cannot_state_refusals_stays_technical_in_a_full_system() -> None:
    """So does one that is closed, and one that nobody registered beside those that are."""
    register = Register().full()
    assert register.system.stage_of("anybody") == "full"
    register.clinic(FIRST)
    register.clinic(UNABLE, None)
    register.clinic(SECOND, closed=True)
    stages = {
        number: register.system.stage_of(number) for number in (FIRST, "12345", UNABLE, SECOND, "099999")
    }
    assert stages == {
        FIRST: "full",
        "12345": "full",
        UNABLE: "technical",
        SECOND: "technical",
        "099999": "technical",
    }
    register.sources.set_stage("lps", "technical", **WHY)
    assert register.system.stage_of(FIRST) == "technical"


def test_a_clinic_has_a_number_that_is_one() -> None:
    register = Register()
    with refused("clinic_number_wrong"):
        register.clinic("12345")
    with refused("clinic_number_wrong"):
        register.sources.set_clinic("lps", Clinic(number=FIRST, number_type="sor"), **WHY)
    assert clinic_key("012345") == clinic_key(" 12345")


# Releases ---------------------------------------------------------------------------------------------


def test_s15_a_release_takes_two_people_and_covers_what_could_be_declined() -> None:
    """It records how citizens were told and from when they could decline; what came before that day, what
    the full stage brought, and what other clinics sent is not in it."""
    letters = [
        sent("before", 1),
        sent("covered", 3),
        sent("unable", 3, UNABLE),
        sent("full", 4, stage="full"),
        sent("stranger", 4, "099999"),
    ]
    register = Register(*letters).full()
    register.clinic(FIRST)
    register.clinic(UNABLE, None)
    number = register.propose()
    assert register.kept.released == {}
    with refused("same_person"):
        register.sources.confirm_release("lps", number, who=" a. PRØVE ", reason="en prøve")
    assert register.sources.confirm_release("lps", number, who="C. Prøve", reason="set efter") == 1
    assert set(register.kept.released) == {"covered"}
    release = register.system.source.releases[number]
    assert (release.state, release.letters, release.proposed_by, release.settled_by) == (
        "confirmed",
        1,
        "A. Prøve",
        "C. Prøve",
    )
    assert release.proposal.told_how == "brev til alle"
    with refused("release_settled"):
        register.sources.confirm_release("lps", number, who="D. Prøve", reason="igen")


def test_s15_a_release_never_covers_a_source_that_could_not_state_refusals() -> None:
    """Neither a system, nor a clinic by name, nor one that learned it after the day."""
    with refused("no_refusals"):
        Register().full().propose(declinable_from=date(2026, 3, 1))
    hospital = Register(facts=Facts())
    hospital.sources.set_stage("lps", "full", **WHY)
    with refused("no_refusals"):
        hospital.propose()
    register = Register().full()
    register.clinic(UNABLE, None)
    with refused("clinic_no_refusals"):
        register.propose()
    register.clinic(SECOND, date(2026, 3, 4))
    register.clinic(FIRST)
    for clinic in (UNABLE, SECOND):
        with refused("clinic_no_refusals"):
            register.propose(clinics=[FIRST, clinic])
    with refused("clinic_unknown"):
        register.propose(clinics=["099999"])
    number = register.propose(clinics=[FIRST])
    release = register.system.source.releases[number]
    assert release.proposal.clinics == (clinic_key(FIRST),)


def test_s15_what_a_source_could_do_is_asked_again_when_a_release_is_confirmed() -> None:
    """Between the two somebody may have found out that the clinic could not."""
    register = Register(sent("1", 3)).full()
    register.clinic(FIRST)
    number = register.propose()
    register.clinic(FIRST, None)
    with refused("clinic_no_refusals"):
        register.sources.confirm_release("lps", number, who="C. Prøve", reason="set efter")
    register.clinic(FIRST)
    register.sources.set_stage("lps", "technical", **WHY)
    with refused("not_full"):
        register.sources.confirm_release("lps", number, who="C. Prøve", reason="set efter")
    assert register.kept.released == {}


def test_s15_a_source_in_the_technical_stage_has_nothing_released() -> None:
    with refused("not_full"):
        Register().approved().propose()


def test_s15_a_release_says_how_citizens_were_told() -> None:
    register = Register().full()
    with refused("told_missing"):
        register.propose(told_how=" ")
    with refused("day_in_the_future"):
        register.propose(declinable_from=date(2026, 3, 6))
    with refused("no_release"):
        register.sources.confirm_release("lps", 999, who="C. Prøve", reason="set efter")


def test_s15_a_proposal_can_be_declined_and_is_over_then() -> None:
    register = Register(sent("1", 3)).full()
    number = register.propose()
    register.sources.decline_release("lps", number, who="A. Prøve", reason="fortrudt")
    assert register.system.source.releases[number].state == "declined"
    with refused("release_settled"):
        register.sources.confirm_release("lps", number, who="C. Prøve", reason="set efter")


def test_a_decision_that_fails_midway_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The confirmation and what it releases are one."""
    register = Register(sent("1", 3)).full()
    number = register.propose()
    fail: Callable[..., None] = lambda *_, **__: 1 / 0  # type: ignore[assignment]  # noqa: E731 - it only fails
    monkeypatch.setattr("labsvar.exchange.memory_sources.MemoryChange.release", fail)
    with pytest.raises(ZeroDivisionError):
        register.sources.confirm_release("lps", number, who="C. Prøve", reason="set efter")
    assert register.system.source.releases[number].state == "proposed"


def test_an_event_of_every_kind_is_kept_as_it_was_said() -> None:
    """What a source is now is what its events add up to, in their order."""
    assert Source().missing == ASPECTS
    events = Register().full().kept.events
    assert [event.kind for event in events if event.kind is not None] == [
        "facts",
        "approval",
        "approval",
        "approval",
        "approval",
        "stage",
    ]
    assert all(isinstance(event, SystemEvent) for event in events)
