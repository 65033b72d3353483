"""The requisition hotel for people: a sampling place that finds, labels and samples, and the requester who asks where
a requisition is.

Each page about a citizen is one look; what is done with a requisition shows nothing and is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.identifiers import npn
from labsvar.letters.text import BreakableText, plain
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.services.dgws import Refused
from labsvar.services.hotel.admitting import read_letter
from labsvar.services.hotel.converting import names_tubes
from labsvar.services.hotel.model import Kept
from labsvar.services.hotel.service import MOST_TUBES, DrawNumbers, HotelService, Place
from labsvar.services.hotel.states import Event, tubes_of
from labsvar.services.hotel.store import Search
from labsvar.services.npn.printing import layouts, pdf
from labsvar.web import hotel, reasons
from labsvar.web.pages.frame import Page, PageRequest, config_of, form_of, page, see_other, texts_of
from labsvar.web.pages.opening import open_person, opened, sessions_of, visitor_of
from labsvar.web.rights import Right, may, needs
from labsvar.web.texts import Texts
from labsvar.web.tubes import draws_of
from labsvar.web.views.times import moment

BASE: Final = "/hotel"
_ROLL: Final = "label-roll"
_MOST_DIGITS: Final = 3


class EventLine(NamedTuple):
    """Something that happened to a requisition."""

    at: str
    what: str
    place: str


class PassedLine(NamedTuple):
    """Something that is not as the requester wrote it in what receivers get."""

    kind: str
    step: str
    path: str
    text: str
    value: str


class RequisitionCard(NamedTuple):
    """One requisition as its page shows it; `doing` is what may be done with it here and now."""

    number: int
    sample_number: str
    is_national: bool
    state: str
    is_mine: bool
    until: str
    expires: str
    field: str
    person: str
    comments: str
    requester: str
    laboratory: str
    analyses: Sequence[str]
    refused: bool
    delivery: str
    tubes: Sequence[str]
    wished: int
    happened: Sequence[EventLine]
    passed: Sequence[PassedLine]
    doing: Sequence[str]


class Here(NamedTuple):
    """Where and when a page is shown: whether its visitor takes samples, and the place has numbers for tubes."""

    place: Place
    texts: Texts
    now: datetime
    samples: bool
    labels: bool
    form: npn.NumberForm


class HotelPages(Controller):
    """Looking requisitions up, and what is done with them."""

    path = BASE

    @get("/", opt=needs(Right.SEE_HOTEL), sync_to_thread=True)
    def form(self, request: PageRequest) -> Page:
        """The form for looking up by person or by number."""
        return _form(request)

    @post("/", opt=needs(Right.SEE_HOTEL))
    async def look_up(self, request: PageRequest) -> Page | Response[None]:
        """Opens a person and goes on to the requisitions; says what is wrong with the form instead."""
        fields = await form_of(request)
        context, problem = await to_thread.run_sync(
            lambda: open_person(request, fields, choices=reasons.FOR_SAMPLING)
        )
        if problem is not None:
            return await to_thread.run_sync(lambda: _form(request, problem=problem, status=400))
        return see_other(f"{BASE}/{context}")

    @post("/requisition", opt=needs(Right.SEE_HOTEL))
    async def by_number(self, request: PageRequest) -> Page | Response[None]:
        """Opens the person of a requisition by the number of its sample."""
        fields = await form_of(request)
        context, problem = await to_thread.run_sync(lambda: _open_by_number(request, fields))
        if problem is not None:
            return await to_thread.run_sync(lambda: _form(request, number_problem=problem, status=400))
        return see_other(f"{BASE}/{context}")

    @get("/{context:str}", opt=needs(Right.SEE_HOTEL), sync_to_thread=True)
    def requisitions(self, request: PageRequest, context: FromPath[str]) -> Page:
        """The requisitions of the opened person, newest first."""
        return _requisitions(request, context)

    @post("/{context:str}/{number:int}", opt=needs(Right.SEE_HOTEL))
    async def move(
        self, request: PageRequest, context: FromPath[str], number: FromPath[int]
    ) -> Page | Response[None]:
        """Does something with a requisition of the opened person."""
        fields = await form_of(request)
        problem = await to_thread.run_sync(lambda: _done(request, context, number, fields))
        if problem is not None:
            return await to_thread.run_sync(lambda: _requisitions(request, context, problem=problem))
        return see_other(f"{BASE}/{context}#r{number}")

    @get("/{context:str}/{number:int}/labels", opt=needs(Right.SAMPLE_FROM_HOTEL), sync_to_thread=True)
    def labels(self, request: PageRequest, context: FromPath[str], number: FromPath[int]) -> Response[bytes]:
        """The labels of a requisition that the place has fetched, one for each tube, as PDF."""
        subject = opened(request, context, view="clinician", at=BASE)
        place, now = hotel.place_of_viewer(subject.viewer), datetime.now(UTC)
        found = _service(request).found(place, Search(person_key=subject.person_key), reason=subject.reason)
        for kept in found:
            if kept.requisition_id == number and kept.standing(now).holder == place.key:
                return Response(_labels(kept, place), media_type="application/pdf")
        raise NotFoundException


def _form(
    request: PageRequest, *, problem: str | None = None, number_problem: str | None = None, status: int = 200
) -> Page:
    return page(
        request,
        "patients.html",
        status=status,
        problem=problem,
        requisition_problem=number_problem,
        requisition_action=f"{BASE}/requisition",
        action=BASE,
        heading="hotel",
        heading_text="hotel_text",
        submit="hotel_show",
        number_heading="hotel_by_number",
        number_text="hotel_by_number_text",
        reasons=reasons.FOR_SAMPLING,
        notices=[],
        personas=[each for each in config_of(request).personas.all() if each.number is not None][:12],
    )


def _open_by_number(request: PageRequest, fields: Mapping[str, str]) -> tuple[str, str | None]:
    """The name of the opened person, or nothing and the text that says what is wrong. The search is a look at each
    person whom a requisition with the number is about (rule S18)."""
    number = fields.get("requisition", "").strip()
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""), choices=reasons.FOR_SAMPLING)
    if not number or reason is None:
        return "", "reason_missing" if number else "requisition_number_missing"
    visitor = visitor_of(request)
    place = hotel.place_of_viewer(visitor.viewer)
    found = _service(request).found(place, Search(sample_number=number), reason=reason)
    persons = {kept.admitted.person_key for kept in found}
    if len(persons) != 1:
        return "", "requisition_ambiguous" if persons else "requisition_unknown"
    return sessions_of(request).open_patient(visitor, persons.pop(), reason), None


def _requisitions(request: PageRequest, context: str, *, problem: Refused | None = None) -> Page:
    subject = opened(request, context, view="clinician", at=BASE)
    texts, now = texts_of(request), datetime.now(UTC)
    place = hotel.place_of_viewer(subject.viewer)
    service = _service(request)
    found = service.found(place, Search(person_key=subject.person_key), reason=subject.reason)
    here = Here(
        place=place,
        texts=texts,
        now=now,
        samples=may(subject.viewer.role, Right.SAMPLE_FROM_HOTEL),
        labels=_numbers(request, place) is not None,
        form=service.terms.form,
    )
    finding = None if problem is None else problem.finding
    return page(
        request,
        "hotel.html",
        status=200 if problem is None else 409,
        number=subject.number,
        here=subject.base,
        look_up=BASE,
        problem="" if finding is None else _in_words(texts, finding.da, finding.en),
        todo="" if finding is None else _in_words(texts, finding.todo_da, finding.todo_en),
        most_tubes=MOST_TUBES,
        requisitions=[_card(kept, here) for kept in found],
    )


def _done(request: PageRequest, context: str, number: int, fields: Mapping[str, str]) -> Refused | None:
    """Does it, for the place of the visitor; what hinders it. Only what stands on the page can be done."""
    subject = opened(request, context, view="clinician", at=BASE)
    service, place, at = _service(request), hotel.place_of_viewer(subject.viewer), datetime.now(UTC)
    own = replace(place, only_about=subject.person_key)
    acts: dict[str, Callable[[], object]] = {"cancel": lambda: service.cancel(own, number, at=at)}
    if may(subject.viewer.role, Right.SAMPLE_FROM_HOTEL):
        acts = {
            "reserve": lambda: service.reserve(own, number, at=at),
            "fetch": lambda: service.begin(own, number, at=at),
            "release": lambda: service.release(own, number, at=at),
            "sample": lambda: service.sample(own, number, at=at),
        }
        numbers = _numbers(request, place)
        if numbers is not None:
            count = _count(fields.get("count", ""))
            acts["label"] = lambda: service.label(own, number, count=count, numbers=numbers, at=at)
    act = acts.get(fields.get("doing", ""))
    if act is None:
        raise NotFoundException
    try:
        act()
    except Refused as refused:
        return refused
    return None


def _card(kept: Kept, here: Here) -> RequisitionCard:
    standing, admitted, texts = kept.standing(here.now), kept.admitted, here.texts
    is_mine = standing.holder == here.place.key
    letter = read_letter(admitted.document)
    sampled_by = next((event.place for event in kept.events if event.move == "sample"), here.place.key)
    tubes = tubes_of(kept.events, sampled_by)
    return RequisitionCard(
        number=kept.requisition_id,
        sample_number=admitted.sample_number,
        is_national=npn.fault(admitted.sample_number, here.form) is None,
        state=standing.state,
        is_mine=is_mine,
        until="" if standing.until is None else moment(standing.until, texts),
        expires=moment(kept.expires_at, texts),
        field=texts(f"hotel_field.{admitted.field}"),
        person=_name_of(letter),
        comments=_words(letter.requisition_information.comments),
        requester=letter.sender.organisation_name,
        laboratory=letter.receiver.organisation_name or admitted.receiver,
        analyses=[_name(each.analysis) for each in letter.requests.requested_analyses],
        refused=admitted.consent_refused,
        delivery="" if kept.sending is None else texts(f"hotel_delivery.{kept.sending.state}"),
        tubes=tubes,
        wished=len(tubes) or _wished_tubes(letter),
        happened=_happened(kept, texts),
        passed=[
            PassedLine(each.kind, each.step, each.path, _in_words(texts, each.da, each.en), each.value)
            for each in admitted.passed
        ],
        doing=_doing(kept, here, labels=here.labels and not names_tubes(letter)),
    )


def _name_of(letter: LaboratoryRequest) -> str:
    """Whom the sample is to be taken of, for who takes it to ask."""
    patient = letter.patient
    return " ".join(filter(None, (patient.person_given_name, patient.person_surname_name)))


def _words(text: BreakableText | None) -> str:
    """A text in one line."""
    return " ".join(plain(text or ()).split())


def _name(analysis: object) -> str:
    lines = getattr(getattr(analysis, "line_comment", None), "text_lines", ())
    return " ".join(lines) or str(getattr(analysis, "analysis_code", ""))


def _doing(kept: Kept, here: Here, *, labels: bool) -> list[str]:
    """What may be done with a requisition, by whom may do it here."""
    standing = kept.standing(here.now)
    if not here.samples:
        mine = kept.place == here.place.key and standing.state in ("waiting", "reserved", "fetched")
        return ["cancel"] if mine else []
    if standing.state == "waiting":
        return ["fetch", "reserve"]
    if standing.holder != here.place.key:
        return []
    if standing.state == "reserved":
        return ["fetch", "release"]
    return ["label", "sample", "release"] if labels else ["sample", "release"]


def _happened(kept: Kept, texts: Texts) -> list[EventLine]:
    first = EventLine(moment(kept.uploaded_at, texts), texts("hotel_move.upload"), kept.place)
    return [first, *(_event(each, texts) for each in kept.events)]


def _event(event: Event, texts: Texts) -> EventLine:
    return EventLine(moment(event.at, texts), texts(f"hotel_move.{event.move}"), event.place)


def _labels(kept: Kept, place: Place) -> bytes:
    """A label for each tube: the number that the place gave it, or that of the tube where the requester gave it one,
    else that of the sample. Printed again, a label has the same number."""
    letter = read_letter(kept.admitted.document)
    tubes = [
        each.test_tube.test_tube_identifier
        for each in letter.requests.requested_analyses
        if each.test_tube is not None
    ]
    numbers = list(tubes_of(kept.events, place.key) or dict.fromkeys(tubes))
    numbers = numbers or [kept.admitted.sample_number] * _wished_tubes(letter)
    return pdf.as_pdf(layouts.pages(layouts.LAYOUTS[_ROLL], numbers), title="Labsvar")


def _wished_tubes(letter: LaboratoryRequest) -> int:
    """How many tubes the requester has told of; one at least."""
    return min(max(1, letter.requisition_information.number_of_test_tubes), MOST_TUBES)


def _count(text: str) -> int:
    """A number of tubes in a form; 0, which nobody may wish for, when it cannot be read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _numbers(request: PageRequest, place: Place) -> DrawNumbers | None:
    return draws_of(request.app.state.database, config_of(request), place.key)


def _service(request: PageRequest) -> HotelService:
    database: Database = request.app.state.database
    return database.hotel


def _in_words(texts: Texts, da: str, en: str) -> str:
    return da if texts.language == "da" else en
