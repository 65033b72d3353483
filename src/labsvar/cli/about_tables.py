"""The commands about tables of codes, notifiable findings and local codes.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from cyclopts import App, Parameter

from labsvar.cli.language import Say


class _Options(NamedTuple):
    """The options that several commands share."""

    name: Parameter
    version: Parameter
    who: Parameter
    reason: Parameter
    data: Parameter


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Kodetabeller: codes, mapping, notifiable, comparability, method-names, loinc, allowed-bias; local-TKB og
        methods-TKB for laboratoriet TKB's lokale koder og metoder; trials-X for ringforsøgene i programmet X.

        En ny udgave er et udkast, til en anden har gennemgået det; først når den er frigivet, bruges den.

            labsvar tables export notifiable > tabel.csv
            labsvar tables import notifiable tabel.csv --owner "SSI" --reason "Ny kode"
            labsvar tables review notifiable 1 --who "B. Anden" --reason "Læst"
            labsvar tables release notifiable 1 --reason "Aftalt"
        """,
        """Tables of codes: codes, mapping, notifiable, comparability, method-names, loinc, allowed-bias; local-TKB
        and methods-TKB for the laboratory TKB's local codes and methods; trials-X for the ring trials of scheme X.

        A new version is a draft until somebody else has reviewed it; only when it is released is it used.

            labsvar tables export notifiable > table.csv
            labsvar tables import notifiable table.csv --owner "SSI" --reason "A new code"
            labsvar tables review notifiable 1 --who "B. Other" --reason "Read"
            labsvar tables release notifiable 1 --reason "Agreed"
        """,
    )
    tables = App(name="tables", help=about, help_epilogue="", help_format="markdown")
    app.command(tables)
    options = _Options(
        name=Parameter(help=say("Tabellens navn.", "The name of the table.")),
        version=Parameter(help=say("Udgavens nummer.", "The number of the version.")),
        who=Parameter(help=say("Hvem der gør det; ellers dig.", "Who does it; else you.")),
        reason=Parameter(help=say("Hvorfor.", "Why.")),
        data=Parameter(help=say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")),
    )
    _add_files(tables, say, options)
    _add_steps(tables, say, options)
    _add_counts(app, say, options)


def _add_files(tables: App, say: Say, options: _Options) -> None:
    about_file = Parameter(help=say("Filen, som CSV i UTF-8.", "The file, as CSV in UTF-8."))
    about_owner = Parameter(help=say("Hvem tabellen hører til.", "Whom the table belongs to."))

    @tables.command(
        name="list", help=say("Vis den nyeste udgave af hver.", "List the newest version of each.")
    )
    def list_tables(*, data: Annotated[Path | None, options.data] = None) -> None:
        from labsvar.cli import tables as command

        command.list_tables(say, data=data)

    @tables.command(help=say("Udskriv tabellen i brug som CSV.", "Print the table in use as CSV."))
    def export(
        name: Annotated[str, options.name], *, data: Annotated[Path | None, options.data] = None
    ) -> None:
        from labsvar.cli import tables as command

        command.export_table(name, data=data)

    @tables.command(name="import", help=say("Gem en fil som udkast.", "Keep a file as a draft."))
    def import_table(
        name: Annotated[str, options.name],
        file: Annotated[Path, about_file],
        *,
        owner: Annotated[str, about_owner],
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import tables as command

        command.import_table(name, file, say, owner=owner, who=who, reason=reason, data=data)


def _add_steps(tables: App, say: Say, options: _Options) -> None:
    @tables.command(help=say("Godkend et udkast, en anden har lavet.", "Approve a draft somebody else made."))
    def review(
        name: Annotated[str, options.name],
        version: Annotated[int, options.version],
        *,
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import tables as command

        command.take_step(name, version, "review", say, who=who, reason=reason, data=data)

    about_empty = Parameter(
        help=say(
            "Bekræft, at udgaven ingen rækker har, og alt ophører.",
            "Confirm that the version has no rows, and all ends.",
        ),
        negative="",
    )

    @tables.command(help=say("Tag en gennemgået udgave i brug.", "Put a reviewed version into use."))
    def release(
        name: Annotated[str, options.name],
        version: Annotated[int, options.version],
        *,
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        empty: Annotated[bool, about_empty] = False,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import tables as command

        command.take_step(name, version, "release", say, who=who, reason=reason, data=data, empty=empty)


def _add_counts(app: App, say: Say, options: _Options) -> None:
    about_first = Parameter(help=say("Den første prøvedag.", "The first day of sampling."))
    about_last = Parameter(help=say("Den sidste, som er med.", "The last one, which is included."))
    about_json = Parameter(help=say("Et JSON-objekt for hver linje.", "A JSON object a line."), negative="")
    about_lacking = Parameter(
        help=say("Kun koder uden NPU/DNK.", "Only codes without an NPU or DNK code."), negative=""
    )
    count = say.about(
        """Tæl anmeldepligtige fund efter liste, sygdom, afsender og måned. Ingen person nævnes.

            labsvar notifiable --first 2026-03-01 --last 2026-03-31
        """,
        """Count notifiable findings by list, disease, source and month. No person is named.

            labsvar notifiable --first 2026-03-01 --last 2026-03-31
        """,
    )

    @app.command(help=count, help_epilogue="")
    def notifiable(
        *,
        first: Annotated[date, about_first],
        last: Annotated[date, about_last],
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, about_json] = False,
    ) -> None:
        from labsvar.cli import tables as command

        command.notifiable(say, first=first, last=last, data=data, as_json=json)

    codes = say.about(
        """Vis laboratoriernes lokale koder, og hvor mange gemte svar der bruger hver.

            labsvar local-codes --lacking
        """,
        """List laboratories' local codes, and how many stored results use each.

            labsvar local-codes --lacking
        """,
    )

    @app.command(name="local-codes", help=codes, help_epilogue="")
    def local_codes(
        *,
        lacking: Annotated[bool, about_lacking] = False,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, about_json] = False,
    ) -> None:
        from labsvar.cli import tables as command

        command.local_codes(say, lacking=lacking, data=data, as_json=json)
