"""The tables of codes by the names that people use: on pages, and on the command line.

codes           codes that the hub sends        notifiable      what is notifiable
mapping         clinics' local codes            local-TKB       the local codes of the laboratory TKB
comparability   groups of comparable methods    methods-TKB     the methods of the laboratory TKB
method-names    what methods are called         loinc           NPU codes of LOINC codes
allowed-bias    how far from the target         trials-SCHEME   the ring trials of a scheme
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from labsvar.codetables import Dated, TableStore, read_csv, version_in_use, write_csv
from labsvar.comparability import LoincRow, MemberRow, MethodRow, Producer, SynonymRow
from labsvar.comparability import rules as register_rules
from labsvar.comparability.registers import (
    GROUPS,
    LOINC,
    METHODS,
    SYNONYMS,
    of_producer,
    producer_name,
    table_of,
)
from labsvar.comparability.trials import (
    ALLOWED_BIAS,
    TRIALS,
    AllowedBias,
    TrialRow,
    of_scheme,
    scheme_table,
)
from labsvar.database import Database
from labsvar.findings import Finding
from labsvar.hub.coding import CODES, MAPPING, CodeEntry, MappingEntry, in_use, targets
from labsvar.localcodes import LocalCode, of_laboratory, table_name
from labsvar.localcodes import rules as list_rules
from labsvar.notifiable import TABLE as NOTIFIABLE
from labsvar.notifiable import Row, starting_rows

LOCAL: Final = "local-"
OF_METHODS: Final = "methods-"
OF_TRIALS: Final = "trials-"
_OF_LABORATORY: Final = re.compile(r"local-(?P<laboratory>[A-ZÆØÅ0-9]{2,3})")
_OF_PRODUCER: Final = re.compile(
    r"methods-(?:(?P<kind>[a-z][a-z0-9]{1,19})\.)?(?P<code>[A-Za-zÆØÅæøåÄÖäö0-9-]{1,40})"
)
_OF_SCHEME: Final = re.compile(r"trials-(?P<scheme>[A-Za-zÆØÅæøåÄÖäö0-9-]{1,40})")


class KnownTable(NamedTuple):
    """A table: what people call it, its name in the store, and its rows. `family` names its texts.

    `laboratory` is whose table it is, where there are several of the family: a laboratory, or a scheme.
    """

    name: str
    table: str
    kind: type[Dated]
    family: str
    laboratory: str = ""


_TABLES: Final = {
    "codes": KnownTable("codes", CODES, CodeEntry, "codes"),
    "mapping": KnownTable("mapping", MAPPING, MappingEntry, "mapping"),
    "notifiable": KnownTable("notifiable", NOTIFIABLE, Row, "notifiable"),
    "comparability": KnownTable("comparability", GROUPS, MemberRow, "comparability"),
    "method-names": KnownTable("method-names", SYNONYMS, SynonymRow, "method_names"),
    "loinc": KnownTable("loinc", LOINC, LoincRow, "loinc"),
    "allowed-bias": KnownTable("allowed-bias", ALLOWED_BIAS, AllowedBias, "allowed_bias"),
}
NAMES: Final = tuple(_TABLES)
"""The tables there are one of."""


def known(name: str) -> KnownTable | None:
    """The table of a name; `None` for a name that no table can have."""
    if found := _OF_LABORATORY.fullmatch(name):
        laboratory = found["laboratory"]
        return KnownTable(name, table_name(laboratory), LocalCode, "local", laboratory)
    if found := _OF_PRODUCER.fullmatch(name):
        producer = Producer(code=found["code"]) if found["kind"] is None else Producer(**found.groupdict())
        return KnownTable(name, table_of(producer), MethodRow, "methods", producer_name(producer))
    if found := _OF_SCHEME.fullmatch(name):
        return KnownTable(name, scheme_table(found["scheme"]), TrialRow, "trials", found["scheme"])
    return _TABLES.get(name)


def schemes_of_trials(store: TableStore) -> Sequence[str]:
    """The names of the tables of ring trials that there are."""
    return [OF_TRIALS + each.table.removeprefix(TRIALS) for each in store.newest(TRIALS)]


def registers_of_methods(store: TableStore) -> Sequence[str]:
    """The names of the laboratories' registers of methods that there are."""
    return [OF_METHODS + each.table.removeprefix(METHODS) for each in store.newest(METHODS)]


def text_in_use(store: TableStore, table: KnownTable) -> str:
    """The table in use, as CSV: the released version, or what an installation begins with."""
    version = version_in_use(store, table.table)
    if version is not None:
        return version.text
    return write_csv(table.kind, _beginning(store, table))


def faults(store: TableStore, table: KnownTable, text: str) -> tuple[Finding, ...]:
    """What is wrong with a text as a new version of a table."""
    if table.laboratory:
        owner, findings, another = _owned(table, text)
        return findings or (() if owner == table.laboratory else (another,))
    read = read_csv(table.kind, text)
    if table.kind is MappingEntry and not read.findings:
        mapped = [each for each in read.rows if isinstance(each, MappingEntry)]
        return tuple(targets(mapped, in_use(store)))
    return read.findings


def try_again(database: Database, table: KnownTable) -> int:
    """After a release, decides anew about the rows that wait in the hub, where the table has a say in them: those of
    codes, and what is notifiable (rule S14). How many of them were sent."""
    if table.kind not in (CodeEntry, MappingEntry, Row):
        return 0
    at = datetime.now(UTC)
    return sum(database.hub.reconsider(each.clinic, at=at) for each in database.hub_store.clinics())


def _owned(table: KnownTable, text: str) -> tuple[str, tuple[Finding, ...], Finding]:
    """Whose table a text says it is, what is wrong with it, and what it would be as another's."""
    if table.kind is LocalCode:
        laboratory, local = of_laboratory(text)
        return laboratory, local.findings, list_rules.ANOTHER.at(line=None, path="laboratory")
    if table.kind is TrialRow:
        scheme, trials = of_scheme(text)
        return scheme, trials.findings, register_rules.ANOTHER.at(line=None, path="scheme")
    producer, register = of_producer(text)
    name = "" if producer is None else producer_name(producer)
    return name, register.findings, register_rules.ANOTHER.at(line=None, path="producer")


def _beginning(store: TableStore, table: KnownTable) -> Sequence[Dated]:
    if table.kind is Row:
        return starting_rows()
    if table.kind not in (CodeEntry, MappingEntry):
        return ()
    found = in_use(store)
    return found.codes if table.kind is CodeEntry else found.mapping
