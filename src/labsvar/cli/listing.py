"""`labsvar rules` and `labsvar schema`: what the checks rest on."""

from __future__ import annotations

from typing import Final

import msgspec
from rich.table import Table
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import WrongUsage
from labsvar.cli.language import Say
from labsvar.findings import Rule
from labsvar.letters.catalogue import BY_CODE

_ENVELOPE: Final = "VANSEnvelope"


def all_rules() -> tuple[Rule, ...]:
    """Every rule there is, by its id. Each is defined where it is applied, so those rooms are asked."""
    import labsvar.checks
    import labsvar.checks.capabilities
    import labsvar.checks.fhir
    import labsvar.checks.fhir.outside_rules
    import labsvar.cli.files
    import labsvar.comparability.rules
    import labsvar.exchange.policy
    import labsvar.exchange.rules
    import labsvar.exchange.vans_rules
    import labsvar.formats.edifact
    import labsvar.formats.vans
    import labsvar.formats.xml
    import labsvar.hub.fhir_rules
    import labsvar.hub.row_rules
    import labsvar.hub.rules
    import labsvar.linking.rules
    import labsvar.localcodes.rules
    import labsvar.notifiable.rules
    import labsvar.profiling.rules
    import labsvar.reconciling.rules
    import labsvar.results.fhir.rules
    import labsvar.services.dgws.rules
    import labsvar.services.hotel.rules
    import labsvar.services.npn.service_rules  # noqa: F401 - all of them for the rules they define
    from labsvar.findings import RULES

    return tuple(RULES[name] for name in sorted(RULES))


def rules(say: Say, *, as_json: bool) -> None:
    """Prints every rule: as a table, or as JSON, one rule to a line."""
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(rule) + b"\n" for rule in all_rules()))
        return
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    table.add_column(say("Regel", "Rule"), no_wrap=True)
    table.add_column(say("Grad", "Severity"), no_wrap=True)
    table.add_column(say("Hvad er galt", "What is wrong"), overflow="fold")
    table.add_column(say("Kilde", "Source"), overflow="fold", style="dim")
    severities = {
        "error": say("fejl", "error"),
        "warning": say("advarsel", "warning"),
        "note": say("bemærkning", "note"),
    }
    for rule in all_rules():
        table.add_row(rule.id, severities[rule.severity], Text(say(rule.da, rule.en)), Text(rule.source))
    output.results().print(table)


def schema(version: str) -> None:
    """Prints the XML schema of a letter version or the VANSEnvelope, made from its declaration.

    Raises `WrongUsage`.
    """
    from labsvar.formats import vans, xml

    if version.upper() == _ENVELOPE.upper():
        output.write_bytes(vans.schema().encode())
        return
    known = BY_CODE.get(version.upper())
    if known is None:
        codes = ", ".join((*BY_CODE, _ENVELOPE))
        raise WrongUsage(
            da=f"{version} er ingen kendt version; der findes {codes}",
            en=f"{version} is no known version; there are {codes}",
        )
    output.write_bytes(xml.schema(known).encode())
