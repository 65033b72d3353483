"""The command line: one `App` in one language, from the commands beside it."""

from __future__ import annotations

from cyclopts import App, Group
from rich.console import Console

from labsvar import __version__
from labsvar.cli import (
    about_comparability,
    about_hub,
    about_letters,
    about_links,
    about_npn,
    about_npn_service,
    about_people,
    about_profiling,
    about_reconciling,
    about_reference,
    about_sources,
    about_systems,
    about_tables,
    about_vans,
)
from labsvar.cli.language import Say

_DA = """Den åbne udveksling af danske laboratoriesvar.

Labsvar læser, tjekker, omsætter og viser MedComs breve med laboratoriesvar og rekvisitioner, i XML og
EDIFACT, modtager dem, kvitterer for dem og viser svarene for behandlere og borgere."""
_EN = """The open exchange for Danish laboratory results.

Labsvar reads, checks, converts and shows MedCom's letters with laboratory results and requisitions, in XML
and EDIFACT, receives them, answers with receipts, and shows the results to clinicians and citizens."""

_EXAMPLES_DA = """**De første skridt**

    labsvar up --demo                         start en demonstration med opdigtede borgere
    labsvar check svar.xml                    hvad er galt i en fil?
    labsvar show svar.xml                     læs brevet
    labsvar convert --to XR0131K svar.xml     omsæt det til en nyere version

`labsvar KOMMANDO --help` forklarer hver kommando. `--language en` giver engelsk. Slutkoder: 0 i orden,
1 fejl eller afvist, 2 ulæseligt, 64 forkert kommandolinje, 69 ingen svarer, 73 kan ikke skrives, 78 forkert
indstilling, 70 vores fejl."""
_EXAMPLES_EN = """**First steps**

    labsvar up --demo                         start a demonstration with made-up citizens
    labsvar check result.xml                  what is wrong with a file?
    labsvar show result.xml                   read the letter
    labsvar convert --to XR0131K result.xml   convert it to a newer version

`labsvar COMMAND --help` explains each command. `--language da` gives Danish. Exit codes: 0 fine, 1 errors
or refused, 2 unreadable, 64 wrong command line, 69 nobody answers, 73 cannot be written, 78 wrong setting,
70 our fault."""


def build(say: Say, *, console: Console) -> App:
    """The command line in a language; help is printed to `console`."""
    app = App(
        name="labsvar",
        help=say(_DA, _EN),
        help_epilogue=say(_EXAMPLES_DA, _EXAMPLES_EN),
        help_format="markdown",
        version=__version__,
        console=console,
        group_commands=Group(say("Kommandoer", "Commands"), sort_key=2),
        group_parameters=Group(say("Valg", "Options"), sort_key=1),
        group_arguments=Group(say("Argumenter", "Arguments"), sort_key=0),
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
    )
    app["--help"].help = say("Vis denne hjælp.", "Show this help.")
    app["--version"].help = say("Vis versionen.", "Show the version.")
    about_letters.add(app, say)
    about_vans.add(app, say)
    about_systems.add(app, say)
    about_people.add(app, say)
    about_hub.add(app, say)
    about_profiling.add(app, say)
    about_sources.add(app, say)
    about_tables.add(app, say)
    about_links.add(app, say)
    about_reference.add(app, say)
    about_comparability.add(app, say)
    about_reconciling.add(app, say)
    about_npn.add(app, say)
    about_npn_service.add(app, say)
    return app
