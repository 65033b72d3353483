"""What administrators see and decide of the systems that send: facts, clinics, approvals, stage, releases.

Every form leaves events with the name of who is signed in and the reason given (rule S15).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, cast

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from labsvar.database.systems import Systems
from labsvar.exchange.approving import NotAllowed, Sources, kind_of
from labsvar.exchange.register import Sender, System
from labsvar.exchange.sources import (
    ASPECTS,
    KINDS,
    NUMBER_TYPES,
    Approval,
    Aspect,
    Clinic,
    Contact,
    Evidence,
    Facts,
    Release,
)
from labsvar.results.model import Stage
from labsvar.web.pages.fields import Fields, WrongField, choice, day, day_or_none, decider, text, whole
from labsvar.web.pages.frame import Page, PageRequest, form_of, page, see_other, texts_of
from labsvar.web.rights import Right, needs
from labsvar.web.texts import Texts
from labsvar.web.views.times import moment

PATH: Final = "/systems"


class SystemView(NamedTuple):
    """A sending system and the senders it is registered for."""

    id: int
    name: str
    stage: Stage
    kind: str
    senders: tuple[Sender, ...]


class ApprovalView(NamedTuple):
    """One of the four approvals; without `who` it is missing."""

    aspect: Aspect
    who: str = ""
    on: str = ""
    evidence: str = ""


class ReleaseView(NamedTuple):
    """A release of technical-stage letters, as it stands."""

    number: int
    state: str
    told_how: str
    declinable_from: str
    clinics: int
    proposed_by: str
    proposed_at: str
    settled_by: str
    letters: int


class SourcePages(Controller):
    """The register, and a page for each system."""

    path = PATH

    @get("/", opt=needs(Right.MANAGE_SOURCES), sync_to_thread=True)
    def systems(self, request: PageRequest) -> Page:
        """Every sending system, its stage and its senders."""
        found = [
            SystemView(each.system_id, each.name, each.stage, kind_of(each), tuple(each.senders.values()))
            for each in _systems(request).all()
        ]
        return page(request, "systems.html", systems=found)

    @get("/{system_id:int}", opt=needs(Right.MANAGE_SOURCES), sync_to_thread=True)
    def source(self, request: PageRequest, system_id: FromPath[int]) -> Page:
        """Everything that is known of a system."""
        return _page(request, _found(request, system_id))

    @post("/{system_id:int}", opt=needs(Right.MANAGE_SOURCES))
    async def decide(self, request: PageRequest, system_id: FromPath[int]) -> Page | Response[None]:
        """Does what a form of the page asks for, or says what speaks against it."""
        fields = await form_of(request)
        return await to_thread.run_sync(_decide, request, system_id, fields)


# Deciding -------------------------------------------------------------------------------------------


def _decide(request: PageRequest, system_id: int, fields: Fields) -> Page | Response[None]:
    system = _found(request, system_id)
    action = _ACTIONS.get(fields.get("action", ""))
    if action is None:
        raise NotFoundException
    try:
        action(_systems(request).sources, system.name, fields, decider(request))
    except NotAllowed as error:
        problem = _refusal(error, texts_of(request))
        return _page(request, _found(request, system_id), problem=problem, status=400)
    except WrongField as error:
        return _page(request, system, problem=texts_of(request)(error.key), status=400)
    return see_other(f"{PATH}/{system_id}")


def _describe(sources: Sources, name: str, fields: Fields, who: str) -> None:
    facts = Facts(
        kind=choice(fields, "kind", KINDS),
        vendor=text(fields, "vendor"),
        version=text(fields, "version"),
        region=text(fields, "region"),
        refusals_since=day_or_none(fields, "refusals_since"),
        corrections_since=day_or_none(fields, "corrections_since"),
    )
    sources.describe(name, facts, who=who, reason=text(fields, "reason"))


def _clinic(sources: Sources, name: str, fields: Fields, who: str) -> None:
    clinic = Clinic(
        number=text(fields, "number"),
        number_type=choice(fields, "number_type", NUMBER_TYPES),
        name=text(fields, "clinic_name"),
        refusals_since=day_or_none(fields, "refusals_since"),
        closed="closed" in fields,
    )
    sources.set_clinic(name, clinic, who=who, reason=text(fields, "reason"))


def _contact(sources: Sources, name: str, fields: Fields, who: str) -> None:
    contact = Contact(
        purpose=text(fields, "purpose"), name=text(fields, "contact_name"), address=text(fields, "address")
    )
    sources.set_contact(name, contact, who=who, reason=text(fields, "reason"))


def _approve(sources: Sources, name: str, fields: Fields, who: str) -> None:
    approval = Approval(
        aspect=choice(fields, "aspect", ASPECTS),
        who=text(fields, "approved_by"),
        on=day(fields, "on"),
        evidence=Evidence(
            text=text(fields, "evidence"),
            file_name=text(fields, "file_name"),
            sha256=_sha256(text(fields, "sha256")),
        ),
    )
    # Who approved may be somebody who has no account here; who wrote it down always has one.
    reason = text(fields, "reason")
    sources.approve(name, approval, reason=f"{reason} ({who})" if reason else "")


def _withdraw(sources: Sources, name: str, fields: Fields, who: str) -> None:
    aspect = choice(fields, "aspect", ASPECTS)
    sources.withdraw_approval(name, aspect, who=who, reason=text(fields, "reason"))


def _set_stage(sources: Sources, name: str, fields: Fields, who: str) -> None:
    stage = cast(Stage, choice(fields, "stage", ("technical", "full")))
    sources.set_stage(name, stage, who=who, reason=text(fields, "reason"))


def _propose(sources: Sources, name: str, fields: Fields, who: str) -> None:
    sources.propose_release(
        name,
        told_how=text(fields, "told_how"),
        declinable_from=day(fields, "declinable_from"),
        clinics=text(fields, "clinics").split(),
        who=who,
        reason=text(fields, "reason"),
    )


def _confirm(sources: Sources, name: str, fields: Fields, who: str) -> None:
    sources.confirm_release(name, whole(fields, "number"), who=who, reason=text(fields, "reason"))


def _decline(sources: Sources, name: str, fields: Fields, who: str) -> None:
    sources.decline_release(name, whole(fields, "number"), who=who, reason=text(fields, "reason"))


_ACTIONS: Final[Mapping[str, Callable[[Sources, str, Fields, str], None]]] = {
    "describe": _describe,
    "clinic": _clinic,
    "contact": _contact,
    "approve": _approve,
    "withdraw": _withdraw,
    "stage": _set_stage,
    "propose": _propose,
    "confirm": _confirm,
    "decline": _decline,
}


def _refusal(error: NotAllowed, texts: Texts) -> str:
    if error.missing:
        missing = ", ".join(texts(f"aspect.{aspect}") for aspect in error.missing)
        return texts("approvals_missing", missing=missing)
    return texts(f"not_allowed.{error.why}")


def _sha256(written: str) -> str:
    hashed = written.lower()
    if hashed and (len(hashed) != 64 or set(hashed) - set("0123456789abcdef")):
        raise WrongField("hash_wrong")
    return hashed


# Showing --------------------------------------------------------------------------------------------


def _page(request: PageRequest, system: System, *, problem: str | None = None, status: int = 200) -> Page:
    texts = texts_of(request)
    source = system.source
    return page(
        request,
        "source.html",
        status=status,
        system=system,
        facts=source.facts,
        kind=kind_of(system),
        kinds=KINDS,
        number_types=NUMBER_TYPES,
        clinics=tuple(source.clinics.values()),
        contacts=tuple(source.contacts.values()),
        approvals=[_approval(aspect, source.approvals.get(aspect)) for aspect in ASPECTS],
        releases=[_release(each, texts) for each in reversed(tuple(source.releases.values()))],
        problem=problem,
    )


def _approval(aspect: Aspect, approval: Approval | None) -> ApprovalView:
    if approval is None:
        return ApprovalView(aspect)
    evidence = approval.evidence
    parts = (evidence.text, evidence.file_name, evidence.sha256 and f"SHA-256 {evidence.sha256}")
    return ApprovalView(
        aspect, approval.who, approval.on.isoformat(), " · ".join(part for part in parts if part)
    )


def _release(release: Release, texts: Texts) -> ReleaseView:
    return ReleaseView(
        number=release.number,
        state=release.state,
        told_how=release.proposal.told_how,
        declinable_from=release.proposal.declinable_from.isoformat(),
        clinics=len(release.proposal.clinics),
        proposed_by=release.proposed_by,
        proposed_at=moment(release.proposed_at, texts),
        settled_by=release.settled_by,
        letters=release.letters,
    )


def _found(request: PageRequest, system_id: int) -> System:
    """One system. Raises `NotFoundException` when there is none under this number."""
    system = _systems(request).register().system(system_id)
    if system is None:
        raise NotFoundException
    return system


def _systems(request: PageRequest) -> Systems:
    systems: Systems = request.app.state.database.systems
    return systems
