"""PostgreSQL: the only room that speaks SQL. What the rooms above it use stands here.

    server = database.start(data=folder, address=None, demo=True)     # or an address of your own
    opened = database.open(server.address, exchange=Configuration(...))
    opened.intake        labsvar.exchange.intake.Intake          letters in, replies out
    opened.batcher       labsvar.exchange.batcher.Batcher        the same for many callers at once:
                             .submit(arrival) -> Future[Reply], await .receive(arrival) -> Reply
    opened.results       labsvar.results.store.ResultStore       looks, letters, audit, withdrawals
    opened.systems       database.systems.Systems                sending systems, tokens, stages
    opened.accounts      database.accounts.Accounts              people's accounts, sessions, throttling
    opened.operations    database.operations.Operations          the operator's search for letters
    opened.notifiable    database.notifiable.NotifiableFindings  notifiable findings of a period: counts, lists
    opened.code_tables   labsvar.codetables.store.TableStore     versions of tables of codes; how codes are used
    opened.comparability database.comparability.Comparability    which results share a row, by released tables
    opened.links         database.linking.PostgresLinks          answers that belong together, and decisions on them
    opened.reference     database.reference.ReferenceSamples     samples to and from reference laboratories
    opened.npn           labsvar.services.npn.service.NpnService  series of sample numbers; who is connected
    opened.npn_levels    labsvar.services.npn.stock_levels.LevelStore  what was reported of stocks
    opened.npn_shares    database.npn_stocks.NumberShares        what kind of sample numbers sources send
    opened.calls         database.dgws.PostgresCalls             calls of services over SOAP
    opened.exports       database.fhir_exports.Exports           bulk exports over FHIR
    opened.underway      database.underway.Underway              letters on their way to other installations
    opened.work(folder=...)                                      deliveries, and a watched folder
    opened.export(make, tidy=...)                                bulk exports, beside the answers
    opened.close()                                               seals the ledger, closes connections
    server.stop()

`start` gives a server whose tables are up to date, `open` connects to it as the role that may add
and read, and never change or remove, what was stored (rule S4).
"""

from labsvar.database.opening import Database, open  # noqa: A004 - `database.open` is what it is
from labsvar.database.server import Server, start

__all__ = ["Database", "Server", "open", "start"]
