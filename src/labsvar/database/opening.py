"""Connects to a database and hands out what the rooms above it use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from labsvar.blocking.service import OwnBlocking
from labsvar.comparability import Day
from labsvar.database.accounts import Accounts
from labsvar.database.blocking import PostgresBlocking
from labsvar.database.code_tables import CodeTables
from labsvar.database.comparability import Comparability
from labsvar.database.connections import Pool, pool
from labsvar.database.dgws import PostgresCalls
from labsvar.database.fhir_exports import Exports, ExportThread
from labsvar.database.forwarding import Arrivals, Forwarding
from labsvar.database.hotel import PostgresHotel
from labsvar.database.hub import PostgresHub
from labsvar.database.hub_joining import joined
from labsvar.database.intake import PostgresIntake
from labsvar.database.jobs import Worker
from labsvar.database.linking import PostgresLinks
from labsvar.database.method_proposals import MethodProposals
from labsvar.database.notifiable import NotifiableFindings
from labsvar.database.npn import PostgresConnections, PostgresSeries
from labsvar.database.npn_stocks import Levels, NumberShares
from labsvar.database.operations import Operations
from labsvar.database.reconciling import Reconciling
from labsvar.database.reference import ReferenceSamples
from labsvar.database.results import PostgresResults
from labsvar.database.seals import Sealer
from labsvar.database.systems import Systems
from labsvar.database.underway import Underway
from labsvar.database.vans_jobs import EnvelopedDeliveries
from labsvar.exchange.batcher import Batcher
from labsvar.exchange.delivery import HttpCourier
from labsvar.exchange.folder import WatchedFolder
from labsvar.exchange.intake import Intake
from labsvar.exchange.rounds import Rounds
from labsvar.exchange.routing import Configuration
from labsvar.exchange.sources import NEEDING_APPROVALS, SourceKind
from labsvar.hub.model import Settings as HubSettings
from labsvar.linking.agreement import DEFAULT as AGREED
from labsvar.linking.agreement import Agreement
from labsvar.results.blocked import BLOCKING_RULES, Blocking, BlockingRules
from labsvar.results.record import DEFAULT, Reading
from labsvar.services.hotel.model import HotelTerms
from labsvar.services.hotel.service import HotelService
from labsvar.services.npn.connections import Connections
from labsvar.services.npn.service import NpnService, NpnTerms

_CONNECTIONS: Final = 10
_WRITERS: Final = 2
_SECONDS: Final = 30.0
"""How often what came is forwarded and linked."""
_FOLDER_SECONDS: Final = 0.5


class Database:
    """Everything an installation keeps. See the package for what each part is."""

    def __init__(
        self,
        address: str,
        *,
        exchange: Configuration,
        seal_every: float,
        reading: Reading = DEFAULT,
        blocking: BlockingRules = BLOCKING_RULES,
        needing: Collection[SourceKind] = NEEDING_APPROVALS,
        hub: HubSettings | None = None,
        npn: NpnTerms | None = None,
        hotel: HotelTerms | None = None,
        method_day: Day = "sampled",
        agreed: Agreement = AGREED,
    ) -> None:
        self.address = address
        self.exchange = exchange
        self._pool = pool(address, size=_CONNECTIONS)
        self._sealer = Sealer(self._pool)
        # The first is for those who settle in their own thread; it connects when it is first used.
        self._intake_stores = [PostgresIntake(address) for _ in range(1 + _WRITERS)]
        self.intake, *intakes = (Intake(store, exchange) for store in self._intake_stores)
        self.batcher = Batcher(intakes)
        self.blocking = PostgresBlocking(self._pool)
        service = OwnBlocking(self.blocking.entries, blocking.organisations)
        self.results = PostgresResults(
            self._pool, reading=reading, blocking=Blocking(service, binds=blocking.binds)
        )
        self.reconciling = Reconciling(
            self._pool,
            self.results,
            reading=reading,
            withdrawal_text=(hub or HubSettings()).withdrawal_text,
        )
        self.systems = Systems(self._pool, needing=needing)
        self.accounts = Accounts(self._pool)
        self.operations = Operations(self._pool)
        self.underway = Underway(self._pool)
        self.code_tables = CodeTables(self._pool)
        self.comparability = Comparability(self._pool, self.code_tables, day=method_day)
        self.method_proposals = MethodProposals(self._pool, self.code_tables)
        self.notifiable = NotifiableFindings(self._pool, self.results, self.code_tables, reading=reading)
        self.links = PostgresLinks(self._pool, settings=agreed)
        self.reference = ReferenceSamples(
            self._pool,
            results=self.results,
            links=self.links,
            intake=self.intake,
            reading=reading,
            settings=agreed,
        )
        self.calls = PostgresCalls(self._pool)
        self.npn_levels = Levels(self._pool)
        self.npn_shares = NumberShares(self._pool)
        self.npn = _npn(self._pool, npn or NpnTerms())
        self.hotel = HotelService(PostgresHotel(self._pool), hotel or HotelTerms(), exchange)
        self.hub_store = PostgresHub(self._pool)
        self.hub = joined(
            self.hub_store,
            intake=self.intake,
            systems=self.systems,
            results=self.results,
            tables=self.code_tables,
            exchange=exchange,
            settings=hub,
        )
        self.exports = Exports(self._pool)
        self.forwarding = Forwarding(self._pool, self.results, self.notifiable, exchange)
        self._workers: list[Worker | Rounds | ExportThread] = []
        self._ticker = Rounds(self._sealer.seal, name="seals", seconds=seal_every)

    def work(self, *, folder: Path | None = None) -> None:
        """Starts what goes on beside the answers, until `close`: deliveries to other installations, and
        a watched folder for letters if one is given."""
        enveloped = EnvelopedDeliveries(self._pool, self.exchange)
        worker = Worker(
            self._pool,
            self.address,
            self.exchange.destinations,
            enveloped=enveloped,
            limits=self.exchange.limits,
            courier=HttpCourier(environment=self.exchange.environment),
            sampled=self.hotel.send,
        )
        self._workers.append(worker)
        came = Arrivals(self.forwarding.forward, self.method_proposals.propose)
        self._workers.append(Rounds(came.look, name="arrivals", seconds=_SECONDS, at_once=True))
        self._workers.append(
            Rounds(self.links.take_some, name="linking", seconds=_SECONDS, at_once=True, until_done=True)
        )
        if folder is not None:
            watched = WatchedFolder(folder, lambda arrival: self.batcher.submit(arrival).result())
            self._workers.append(Rounds(watched.take, name="folder", seconds=_FOLDER_SECONDS))
        # What a server that was cut off has left of the hub.
        self.hub.hand_over(at=datetime.now(UTC))

    def export(self, make: Callable[[str, Callable[[], bool]], None], *, tidy: Callable[[], None]) -> None:
        """Makes bulk exports beside the answers, until `close`: see `database.fhir_exports.ExportThread`."""
        self._workers.append(ExportThread(self.address, make, tidy))

    def close(self) -> None:
        """Answers what waits, seals the ledger, and closes every connection. Closing twice does no harm."""
        if self._pool.closed:
            return
        for worker in self._workers:
            worker.stop()
        self.batcher.close()
        for store in self._intake_stores:
            store.close()
        self._ticker.stop()
        self._sealer.seal()
        self._pool.close()


def _npn(pool: Pool, terms: NpnTerms) -> NpnService:
    connections = Connections(PostgresConnections(pool), terms=terms.connections)
    return NpnService(PostgresSeries(pool, terms.numbers), connections, settings=terms.numbers)


def open(  # noqa: A001 - `database.open` is what it is
    address: str,
    *,
    exchange: Configuration,
    seal_every: float = 10.0,
    reading: Reading = DEFAULT,
    blocking: BlockingRules = BLOCKING_RULES,
    needing: Collection[SourceKind] = NEEDING_APPROVALS,
    hub: HubSettings | None = None,
    npn: NpnTerms | None = None,
    hotel: HotelTerms | None = None,
    method_day: Day = "sampled",
    agreed: Agreement = AGREED,
) -> Database:
    """Connects to the database at an address that `start` gave.

    The ledger is sealed every `seal_every` seconds in which something was stored. `reading` is how the
    record of a person is read, for telling what changed since a look; `blocking` is whom a citizen's
    blocking binds, and which organisation is part of which. `needing` are the kinds of source that
    reach the full stage by four approvals only (rule S15). `hub` is what the hub goes by; without it, its
    defaults, with this installation's own locations as receivers. `method_day` says which day of a result
    decides on its method. `npn` is what is set for the service for national sample numbers, `hotel` for the requisition hotel. `agreed` is what
    laboratories have agreed on about reference samples.
    """
    return Database(
        address,
        exchange=exchange,
        seal_every=seal_every,
        reading=reading,
        blocking=blocking,
        needing=needing,
        hub=hub,
        npn=npn,
        hotel=hotel,
        method_day=method_day,
        agreed=agreed,
    )
