"""Roles and rights, in one table (rule S17).

Every route names its right in its `opt`; `require_right` is the one guard that enforces it, and a
route that names none is refused to everybody. A right never widens what is shown: what is hidden
about a person is decided where the record is made, for every role alike but surveillance, from
which neither refusal nor stage keeps microbiology (rule S14).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from labsvar.results.store import Role

OPT_KEY: Final = "right"
NUL: Final = "\0"


class Right(StrEnum):
    """What someone may do; `PUBLIC` and `SIGNED_IN` belong to everybody, or to every role."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SEE_OWN_RESULTS = "see_own_results"
    SEE_OWN_LOG = "see_own_log"
    MANAGE_OWN_BLOCKING = "manage_own_blocking"
    BLOCK_FOR_OTHERS = "block_for_others"
    MANAGE_MANDATES = "manage_mandates"
    OVERRIDE_BLOCKING = "override_blocking"
    SEE_PATIENTS = "see_patients"
    SEE_NOTICES = "see_notices"
    SEE_SURVEILLANCE = "see_surveillance"
    DECIDE_LINKS = "decide_links"
    SEE_LETTER_FLOW = "see_letter_flow"
    WITHDRAW_LETTERS = "withdraw_letters"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SOURCES = "manage_sources"
    RESEND_LETTERS = "resend_letters"
    SEND_LETTERS = "send_letters"
    READ_LETTER_STATE = "read_letter_state"
    WITHDRAW_RESULTS = "withdraw_results"
    SEND_ROWS = "send_rows"
    RECONCILE_OWN_LETTERS = "reconcile_own_letters"
    SEE_ROWS_OF_OWN_CLINIC = "see_rows_of_own_clinic"
    SEE_CODE_TABLES = "see_code_tables"
    MANAGE_CODE_TABLES = "manage_code_tables"
    LOOK_UP_LOCAL_CODES = "look_up_local_codes"
    DRAW_SAMPLE_NUMBERS = "draw_sample_numbers"
    MANAGE_CONNECTIONS = "manage_connections"
    SEE_NUMBER_STOCKS = "see_number_stocks"
    MANAGE_OWN_CONNECTIONS = "manage_own_connections"
    SEE_HOTEL = "see_hotel"
    SAMPLE_FROM_HOTEL = "sample_from_hotel"
    CALL_HOTEL = "call_hotel"
    READ_FHIR = "read_fhir"
    EXPORT_FHIR = "export_fhir"
    SEND_ON_SAMPLES = "send_on_samples"
    RECEIVE_SAMPLES = "receive_samples"
    REQUEST_REFERENCE = "request_reference"


def _people(*rights: Right) -> frozenset[Right]:
    return frozenset({Right.PUBLIC, Right.SIGNED_IN, *rights})


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        "citizen": _people(
            Right.SEE_OWN_RESULTS, Right.SEE_OWN_LOG, Right.MANAGE_OWN_BLOCKING, Right.READ_FHIR
        ),
        "clinician": _people(
            Right.SEE_PATIENTS,
            Right.READ_FHIR,
            Right.SEE_NOTICES,
            Right.LOOK_UP_LOCAL_CODES,
            Right.OVERRIDE_BLOCKING,
            Right.SEE_ROWS_OF_OWN_CLINIC,
            Right.SEE_HOTEL,
        ),
        # Takes samples: sees requisitions on the hotel, and no result.
        "sampler": _people(Right.SEE_HOTEL, Right.SAMPLE_FROM_HOTEL),
        # Sets blockings under a mandate, and sees no result nor anything that betrays one.
        "helper": _people(Right.BLOCK_FOR_OTHERS),
        "operator": _people(
            Right.SEE_LETTER_FLOW,
            Right.WITHDRAW_LETTERS,
            Right.RESEND_LETTERS,
            Right.MANAGE_CONNECTIONS,
            Right.SEE_NUMBER_STOCKS,
            Right.SEE_CODE_TABLES,
            Right.LOOK_UP_LOCAL_CODES,
        ),
        # All of MiBa's own letter: prompts, properties, protected content (rule S16).
        "surveillance": _people(Right.SEE_SURVEILLANCE, Right.DECIDE_LINKS, Right.LOOK_UP_LOCAL_CODES),
        # Sees its own laboratory's letters about a sample and those to it, and nobody's record.
        "laboratory": _people(Right.SEND_ON_SAMPLES, Right.RECEIVE_SAMPLES, Right.LOOK_UP_LOCAL_CODES),
        # Maintains its own accounts and its laboratories' at the service for sample numbers.
        "supplier": _people(Right.MANAGE_OWN_CONNECTIONS),
        "administrator": _people(
            Right.MANAGE_ACCOUNTS,
            Right.MANAGE_SOURCES,
            Right.SEE_CODE_TABLES,
            Right.LOOK_UP_LOCAL_CODES,
            Right.MANAGE_CODE_TABLES,
            Right.MANAGE_MANDATES,
        ),
        "system": frozenset(
            {
                Right.PUBLIC,
                Right.SEND_LETTERS,
                Right.READ_LETTER_STATE,
                Right.WITHDRAW_RESULTS,
                Right.REQUEST_REFERENCE,
                Right.SEND_ROWS,
                Right.RECONCILE_OWN_LETTERS,
                Right.DRAW_SAMPLE_NUMBERS,
                Right.CALL_HOTEL,
                Right.LOOK_UP_LOCAL_CODES,
                # Of the door for FHIR clients, by its own tokens only.
                Right.READ_FHIR,
                Right.EXPORT_FHIR,
            }
        ),
    }
)


def may(role: Role | None, right: Right) -> bool:
    """Whether a role, or a visitor without one, has a right."""
    return right is Right.PUBLIC or (role is not None and right in RIGHTS[role])


def needs(right: Right) -> dict[str, Right]:
    """The `opt` of a route: the right it asks for."""
    return {OPT_KEY: right}


async def require_right(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of the whole application.

    Raises `NotAuthorizedException` when nobody is signed in, `PermissionDeniedException` when the
    role lacks the right or the route names none. An address with a character that no name of ours
    has, and that no database takes, is not found.
    """
    if NUL in connection.scope["path"]:
        raise NotFoundException
    right = handler.opt.get(OPT_KEY)
    if right is Right.PUBLIC:
        return
    role: Role | None = getattr(connection.scope.get("user"), "role", None)
    if role is None:
        raise NotAuthorizedException
    if right is None or not may(role, right):
        raise PermissionDeniedException
