"""Starts an installation, keeps it going, and stops it cleanly.

    run(settings)        until the process is asked to stop (SIGTERM, SIGINT)

In this order: the database (an embedded one unless its address is set), the worker, the web. They
stop in the opposite order, so that what has been taken in is answered before its database goes.
"""

from __future__ import annotations

import asyncio
import fcntl
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import structlog
import uvicorn
import uvloop
from litestar import Litestar

from labsvar import database
from labsvar.blocking.organisations import Organisations
from labsvar.database import Database
from labsvar.database.errors import InUse
from labsvar.exchange.routing import Configuration, Persons
from labsvar.formats.xml.limits import Limits
from labsvar.results.blocked import BlockingRules
from labsvar.results.record import Reading
from labsvar.services.npn.demonstration import connect_made_up
from labsvar.settings import Settings
from labsvar.web.app import create_app
from labsvar.web.config import ONE_MEGABYTE, WebConfig, is_loopback, reading_of
from labsvar.web.fhir.installed import fhir_of
from labsvar.web.fhir.making_exports import ExportMaker
from labsvar.web.linking import agreement_of, laboratories_of, limits_of
from labsvar.web.personas import DemonstrationPersonas, NoPersonas, Personas
from labsvar.web.services import hotel_of, local_series_of, npn_of, stocks_of, token_service_of, trust_of
from labsvar.web.taking import hub_of, own_lifts, policy_of, timing_of

SECONDS_TO_FINISH: Final = 10
LOCK: Final = "server.lock"
SECONDS_BETWEEN_THREADS: Final = 0.0005
"""How long one thread may compute while another waits. The threads that read and store letters give up
the interpreter many times a letter (to hash, to wait for the database); with Python's own 5 ms each of
these waits could last that long."""
_STOPS: Final = (signal.SIGTERM, signal.SIGINT)
_log = structlog.get_logger(__name__)


class NotLoopback(ValueError):
    """A demonstration may listen on this machine only (rule S19)."""


def run(settings: Settings, *, on_ready: Callable[[str], None]) -> None:
    """Runs an installation until it is asked to stop; `on_ready` is told its address.

    Raises `NotLoopback`, `database.errors.DatabaseError` for a data folder or a database that cannot be
    used, and `OSError` when the port is taken.
    """
    if settings.demo and not is_loopback(settings.host):
        raise NotLoopback(settings.host)
    sys.setswitchinterval(SECONDS_BETWEEN_THREADS)
    with ExitStack() as stack:
        listener = stack.enter_context(listening(settings.host, settings.port))
        opened = stack.enter_context(open_database(settings))
        stack.enter_context(alone_in(settings.data))
        opened.work(folder=folder_of(settings.data) if takes_letters(settings) else None)
        config = web_config(settings)
        export_beside(opened, config)
        serve(create_app(opened, config), listener, on_ready=on_ready)


def export_beside(opened: Database, config: WebConfig) -> None:
    """Starts making bulk exports, where results are shown and there is a folder for them."""
    door = config.fhir
    if config.shows_results and door.exports is not None:
        maker = ExportMaker(opened, door, door.exports, reading=config.reading)
        opened.export(maker.make, tidy=maker.tidy)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at the port, or at a free one for port 0; claimed before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=2048) as listener:
        yield listener


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Holds a data folder for one server; the lock goes with the process, however it ends.

    Two servers in one folder would both take the letters of its watched folder. Raises `InUse`.
    """
    with (data / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"another server works in {data} / en anden server arbejder i {data}") from None
        yield


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The installation's database, started and migrated."""
    server = database.start(settings.data, address=settings.database, demo=settings.demo)
    try:
        exchange = exchange_of(settings)
        opened = database.open(
            server.address,
            exchange=exchange,
            hub=hub_of(settings, exchange),
            reading=reading_for(settings),
            blocking=blocking_of(settings),
            needing=settings.approvals_needed,
            npn=npn_of(settings),
            hotel=hotel_of(settings),
            method_day=settings.method_day,
            agreed=agreement_of(settings),
        )
        try:
            if settings.demo:
                opened.systems.welcome_anyone(
                    who="labsvar", reason="demonstration: letters of any sender are taken"
                )
                connect_made_up(opened.npn.connections)
            yield opened
        finally:
            opened.close()
    finally:
        server.stop()


def exchange_of(settings: Settings) -> Configuration:
    """The part of the settings that the exchange needs; a demonstration takes letters for anyone."""
    locations = {"*": "*"} if settings.demo and not settings.locations else settings.locations
    return Configuration(
        own_gln=settings.own_gln,
        locations=locations,
        routes=settings.routes,  # type: ignore[arg-type]  # the names of databanks are checked at the intake
        destinations=settings.destinations,
        persons=persons_of(settings),
        policy=policy_of(settings),
        vans_destinations=settings.vans_destinations,
        notifiable_to=settings.notifiable_to,
        vans_inner_receipts=settings.vans_inner_receipts,
        vans_timing=timing_of(settings),
        max_body_bytes=settings.max_body_megabytes * ONE_MEGABYTE,
        limits=Limits(
            max_bytes_per_letter=settings.max_letter_megabytes * ONE_MEGABYTE, lifts=own_lifts(settings)
        ),
    )


def persons_of(settings: Settings) -> Persons:
    """Whose letters are taken: made-up persons never enter production (rule S10)."""
    if not settings.demo:
        return "real"
    return "any" if settings.demo_any_person else "made_up"


def takes_letters(settings: Settings) -> bool:
    """Whether letters are sent to the installation, as to a hub and to a databank."""
    return not settings.roles.isdisjoint({"hub", "databank"})


def folder_of(data: Path) -> Path:
    """The watched folder: a letter put into its `in` is taken as if it came over HTTP."""
    return data / "folder"


def web_config(settings: Settings) -> WebConfig:
    """The part of the settings that the web needs."""
    personas: Personas = DemonstrationPersonas(truth_of(settings.data)) if settings.demo else NoPersonas()
    own = token_service_of(settings)
    return WebConfig(
        demo=settings.demo,
        language=settings.language,
        max_body_bytes=settings.max_body_megabytes * ONE_MEGABYTE,
        reading=reading_for(settings),
        takes_letters=takes_letters(settings),
        shows_results="view" in settings.roles,
        personas=personas,
        reconcile_folder=settings.data / "reconcile",
        agreed=agreement_of(settings),
        step_limits=limits_of(settings),
        laboratories=laboratories_of(settings),
        trust=trust_of(settings, own),
        npn_lowest_level=settings.npn_lowest_level,
        npn_local=local_series_of(settings),
        npn_only=settings.npn_only,
        hotel_stocks=stocks_of(settings),
        token_service=own,
        fhir=fhir_of(settings),
    )


def reading_for(settings: Settings) -> Reading:
    """How the record of a person is read in this installation."""
    return reading_of(
        settings.report_versions,
        settings.silence_refuses,
        hide=settings.refused_requisitions_hide,
        shown_once=settings.shown_once,
    )


def blocking_of(settings: Settings) -> BlockingRules:
    """The part of the settings that is about blocking."""
    return BlockingRules(
        binds=frozenset(settings.blocking_binds),
        organisations=Organisations(settings.organisation_parents),
    )


def truth_of(data: Path) -> Path:
    """Where the population of a demonstration tells who its citizens are."""
    return data / "population" / "truth.json"


def serve(app: Litestar, listener: socket.socket, *, on_ready: Callable[[str], None]) -> None:
    """Serves an application at a socket until the process is asked to stop."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    server = _Server(config, on_ready=lambda: on_ready(address_of(listener)))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve_until_stopped(listener))


def address_of(listener: socket.socket) -> str:
    """The address people open in their browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """Uvicorn, with signals that end the serving and not the process, so that the rest stops too."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to `serve_until_stopped`."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and tells when it answers."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    async def serve_until_stopped(self, listener: socket.socket) -> None:
        """Serves until SIGTERM or SIGINT; a second one does not wait for what is under way."""
        loop = asyncio.get_running_loop()
        for number in _STOPS:
            loop.add_signal_handler(number, self._stop)
        await self.serve(sockets=[listener])

    def _stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
