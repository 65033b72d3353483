"""The application: pages for people, a door for systems, and what guards both."""

from __future__ import annotations

from typing import Final

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware

from labsvar.database import Database
from labsvar.web import errors, headers
from labsvar.web.api import openapi, reconcile
from labsvar.web.api.authentication import SystemAuthentication
from labsvar.web.api.hotel import Hotel
from labsvar.web.api.hub import HubRows
from labsvar.web.api.letters import Letters, emessage_state
from labsvar.web.api.local_codes import local_codes as local_codes_door
from labsvar.web.api.npn import AccountAuthentication, SampleNumbers
from labsvar.web.api.npn_stock import report_stock
from labsvar.web.api.reference import reference_request
from labsvar.web.config import WebConfig
from labsvar.web.fhir import oauth
from labsvar.web.fhir.authentication import BearerAuthentication
from labsvar.web.fhir.definitions import DEFINITIONS
from labsvar.web.fhir.door import BASE
from labsvar.web.fhir.exporting import Exporting
from labsvar.web.fhir.reading import Reading, metadata
from labsvar.web.fhir.taking import take
from labsvar.web.loopback import OnlyThisMachine
from labsvar.web.pages import entrance
from labsvar.web.pages.administration import Administration
from labsvar.web.pages.blocking import OwnBlockings
from labsvar.web.pages.citizen import Citizen
from labsvar.web.pages.clinic_reconcile import ClinicReconcilePages
from labsvar.web.pages.clinician import Clinician, Notices, override
from labsvar.web.pages.code_tables import CodeTablePages
from labsvar.web.pages.connections import ConnectionPages, SupplierPages
from labsvar.web.pages.deliveries import DeliveryPages
from labsvar.web.pages.files import static_file
from labsvar.web.pages.helping import Helping
from labsvar.web.pages.hotel import HotelPages
from labsvar.web.pages.hub import clinic_rows, refusals
from labsvar.web.pages.links import LinkPages
from labsvar.web.pages.local_codes import local_codes
from labsvar.web.pages.mandates import Mandates
from labsvar.web.pages.notifiable import NotifiablePages
from labsvar.web.pages.operations import OperationsPages
from labsvar.web.pages.policy import PolicyPages
from labsvar.web.pages.reconcile import ReconcilePages
from labsvar.web.pages.reference import ReceptionPages, ReferenceSamplePages
from labsvar.web.pages.sources import SourcePages
from labsvar.web.pages.stocks import StockPages
from labsvar.web.pages.surveillance import Surveillance
from labsvar.web.rights import require_right
from labsvar.web.sessions import PersonAuthentication, Sessions
from labsvar.web.soap import endpoint
from labsvar.web.soap.hotel import hotel_service
from labsvar.web.soap.npn import npn_service
from labsvar.web.soap.tokens import id_card

LARGEST_FORM: Final = 64_000
LARGEST_CALL: Final = 12_000_000
_VIEW: Final = (
    Citizen,
    OwnBlockings,
    Clinician,
    override,
    Notices,
    Surveillance,
    NotifiablePages,
    LinkPages,
    ReferenceSamplePages,
    ReceptionPages,
    Helping,
    Mandates,
    oauth.Allowing,
)
"""What an installation has that shows results."""


def create_app(database: Database, config: WebConfig) -> Litestar:
    """The application over an open database.

    A demonstration answers to names of this machine only, so that no page elsewhere can reach it
    under a name of its own (rule S19).
    """
    return Litestar(
        route_handlers=[
            _pages(config),
            *([_api(config), _reports_in(config)] if config.takes_letters else []),
            *(_fhir() if config.shows_results else ()),
            _numbers(),
            _soap(config),
            static_file,
        ],
        guards=[require_right],
        exception_handlers={HTTPException: errors.refused, Exception: errors.failed},
        middleware=[OnlyThisMachine()] if config.demo else [],
        before_send=[headers.plain if config.demo else headers.over_https],
        state=State({"database": database, "config": config, "sessions": Sessions(database.accounts)}),
        openapi_config=openapi.CONFIG,
        logging_config=None,
    )


def _pages(config: WebConfig) -> Router:
    return Router(
        path="/",
        route_handlers=[
            entrance.start,
            entrance.rights,
            entrance.personas,
            entrance.choose_persona,
            entrance.sign_in_form,
            entrance.sign_in,
            entrance.sign_out,
            *(_VIEW if config.shows_results else ()),
            OperationsPages,
            DeliveryPages,
            ConnectionPages,
            SupplierPages,
            StockPages,
            HotelPages,
            PolicyPages,
            ReconcilePages,
            CodeTablePages,
            local_codes,
            clinic_rows,
            ClinicReconcilePages,
            refusals,
            Administration,
            SourcePages,
        ],
        middleware=[DefineMiddleware(PersonAuthentication)],
        request_max_body_size=LARGEST_FORM,
        include_in_schema=False,
    )


def _api(config: WebConfig) -> Router:
    return Router(
        path="/api",
        route_handlers=[
            Letters,
            emessage_state,
            HubRows,
            Hotel,
            local_codes_door,
            reference_request,
            reconcile.taken,
            reconcile.made,
            reconcile.stored,
            reconcile.shown,
        ],
        middleware=[SystemAuthentication()],
        request_max_body_size=config.max_body_bytes,
    )


def _fhir() -> tuple[Router, ...]:
    tokens = Router(path="/oauth", route_handlers=[oauth.token], include_in_schema=False)
    reading = Router(
        path=BASE,
        route_handlers=[metadata, *DEFINITIONS, oauth.smart_configuration, Exporting, Reading],
        middleware=[BearerAuthentication()],
        include_in_schema=False,
    )
    return tokens, reading


def _reports_in(config: WebConfig) -> Router:
    """Systems hand in reports where FHIR clients read them, with tokens of their own."""
    return Router(
        path=BASE,
        route_handlers=[take],
        middleware=[SystemAuthentication()],
        request_max_body_size=config.max_body_bytes,
        include_in_schema=False,
    )


def _numbers() -> Router:
    return Router(
        path="/api/npn",
        route_handlers=[SampleNumbers, report_stock],
        middleware=[AccountAuthentication()],
    )


def _soap(config: WebConfig) -> Router:
    return Router(
        path="/soap",
        route_handlers=[
            endpoint("/npn", npn_service),
            endpoint("/hotel", hotel_service),
            *([id_card] if config.demo else []),
        ],
        request_max_body_size=LARGEST_CALL,
        include_in_schema=False,
    )
