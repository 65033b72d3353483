"""Opening a person by number and reason, for those who look others up.

A CPR number never stands in an address: the form is posted, and the pages that follow carry a name for
the opened person that means something within the session only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from litestar.exceptions import NotFoundException
from msgspec.structs import replace

from labsvar.database.results import PostgresResults
from labsvar.identifiers import gln, replacement
from labsvar.identifiers.person import foreign_key, person_key
from labsvar.results.record import Record
from labsvar.results.store import SEARCH, Look, ResultStore
from labsvar.web import reasons
from labsvar.web.pages.frame import PageRequest
from labsvar.web.pages.record import Subject, record_of
from labsvar.web.personas import written
from labsvar.web.sessions import Sessions, SignedIn
from labsvar.web.views.requisitions import having
from labsvar.web.views.values import View


def open_person(
    request: PageRequest, fields: Mapping[str, str], *, choices: Sequence[str]
) -> tuple[str, str | None]:
    """The name of the opened person within the session, or nothing and the text that says what is wrong
    with the form."""
    key, problem = key_of(fields.get("number", ""), fields.get("issuer", ""))
    if problem is not None:
        return "", problem
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""), choices=choices)
    if reason is None:
        return "", "reason_missing"
    return sessions_of(request).open_patient(visitor_of(request), key, reason), None


def open_by_requisition(request: PageRequest, fields: Mapping[str, str]) -> tuple[str, str | None]:
    """Where the requisition with a number is shown, or nothing and the text that says what is wrong.

    The search is a look at the person whom the requisition is about (rule S18), and finds only what that
    person's own page would show: a requisition that is hidden is as one that is not there (rule S13). Where
    the person has blocked it, it is said that something is left out.
    """
    number = fields.get("requisition", "").strip()
    reason = reasons.kept(fields.get("reason", ""), fields.get("words", ""))
    if not number or reason is None:
        return "", "reason_missing" if number else "requisition_number_missing"
    keys, left_out = _keys_with(request, number, reason)
    if not keys and left_out:
        return "", "requisition_left_out"
    if len(keys) != 1:
        return "", "requisition_ambiguous" if keys else "requisition_unknown"
    context = sessions_of(request).open_patient(visitor_of(request), keys[0], reason)
    return f"{context}/requisitions?{urlencode({'number': number})}", None


def _keys_with(request: PageRequest, number: str, reason: str) -> tuple[list[str], bool]:
    """The persons who have a requisition with a number that may be seen, and whether one was left out
    because the person has blocked it; a withdrawn one leads to nobody."""
    results: PostgresResults = request.app.state.database.results
    viewer = visitor_of(request).viewer
    keys = []
    left_out = False
    for key in dict.fromkeys(found.person_key for found in results.requisitions(number)):
        look = Look(viewer=viewer, person_key=key, what=SEARCH, reason=reason)
        stored = results.look(look)
        if _leads(record_of(request, stored), number):
            keys.append(key)
        elif stored is not None and stored.blocked:
            left_out |= _leads(record_of(request, replace(stored, blocked=frozenset())), number)
    return keys, left_out


def _leads(record: Record | None, number: str) -> bool:
    return record is not None and any(each.withdrawn is None for each in having(record, number))


def key_of(written_number: str, issuer: str) -> tuple[str, str | None]:
    """The key of the person a number stands for, or the text that says what is wrong with it.

    Ten digits are taken whatever date they begin with: a letter may have come about such a number, with a
    warning, and its answer must be found. A number of another country is asked for with the address of the
    system it is of in place of the issuer.
    """
    if ":" in issuer and written_number.strip():
        return foreign_key(written_number, issuer.strip()), None
    number = written_number.replace(" ", "").replace("-", "").upper()
    digits = len(number) == 10 and number.isascii() and number.isdecimal()
    if not digits and replacement.fault(number) is not None:
        return "", "civil_number_wrong"
    issuer = issuer.strip()
    key = person_key(number, issuer)
    if key != number and gln.fault(issuer) is not None:
        return "", "issuer_wrong"
    return key, None


def opened(request: PageRequest, context: str, *, view: View, at: str) -> Subject:
    """The person behind a name of this session. Raises `NotFoundException` for any other name."""
    visitor = visitor_of(request)
    patient = sessions_of(request).patient(visitor, context)
    if patient is None:
        raise NotFoundException
    return Subject(
        viewer=visitor.viewer,
        person_key=patient.person_key,
        number=written(patient.person_key),
        reason=patient.reason,
        view=view,
        base=f"{at}/{context}",
        look_up=at,
    )


def store_of(request: PageRequest) -> ResultStore:
    """What is known about people."""
    store: ResultStore = request.app.state.database.results
    return store


def sessions_of(request: PageRequest) -> Sessions:
    """Who is signed in, and whom they have opened."""
    sessions: Sessions = request.app.state.sessions
    return sessions


def visitor_of(request: PageRequest) -> SignedIn:
    """The one who asks."""
    visitor = request.user
    assert visitor is not None, "the guard has let in somebody"
    return visitor
