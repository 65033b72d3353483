"""The commands of the hub: rows of laboratory cards in, and what was not sent.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Del lokale svar: rækker fra laboratoriekort til breve.

            labsvar hub schema
            labsvar hub send kort.jsonl --to http://127.0.0.1:8000 --token "$TOKEN"
            labsvar hub clinics klinikker.json --who "A. Ansvarlig" --reason "Begynder at dele"
            labsvar hub held 012345
        """,
        """Share local results: rows of laboratory cards become letters.

            labsvar hub schema
            labsvar hub send cards.jsonl --to http://127.0.0.1:8000 --token "$TOKEN"
            labsvar hub clinics clinics.json --who "A. Manager" --reason "Begins to share"
            labsvar hub held 012345
        """,
    )
    hub = App(name="hub", help=about, help_epilogue="", help_format="markdown")
    app.command(hub)
    about_data = say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")
    _add_rows(hub, say)
    _add_clinics(hub, say, about_data)

    @hub.command(help=say("Vis en kliniks rækker, der ikke er sendt.", "List a clinic's rows not sent."))
    def held(
        clinic: Annotated[str, Parameter(help=say("Klinikkens nummer.", "The clinic's number."))],
        *,
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
        json: Annotated[
            bool,
            Parameter(
                help=say("Et JSON-objekt for hver række.", "One JSON object for each row."), negative=""
            ),
        ] = False,
    ) -> None:
        from labsvar.cli import hub as command

        command.held(clinic, say, data=data, as_json=json)


def _add_rows(hub: App, say: Say) -> None:
    @hub.command(help=say("Vis skemaet for en række (JSON Schema).", "Show the schema of a row."))
    def schema() -> None:
        from labsvar.cli import hub as command

        command.schema()

    @hub.command(help=say("Send rækker fra laboratoriekort.", "Send rows of laboratory cards."))
    def send(
        *files: Annotated[
            Path,
            Parameter(help=say("Filer: JSON Lines eller CSV.", "Files: JSON Lines or CSV."), required=True),
        ],
        to: Annotated[str, Parameter(help=say("Udvekslingens adresse.", "The address of the exchange."))],
        token: Annotated[
            str | None,
            Parameter(help=say("Systemets nøgle.", "The token of the system."), env_var="LABSVAR_TOKEN"),
        ] = None,
    ) -> int:
        from labsvar.cli import hub as command

        return command.send(files, say, to=to, token=token)


def _add_clinics(hub: App, say: Say, about_data: str) -> None:
    @hub.command(
        help=say(
            "Registrér klinikker, der deler svar, fra en JSON-liste.",
            "Register clinics that share results, from a JSON list.",
        )
    )
    def clinics(
        file: Annotated[Path, Parameter(help=say("Listen.", "The list."))],
        *,
        who: Annotated[str, Parameter(help=say("Den, der har besluttet det.", "Who has decided it."))],
        reason: Annotated[str, Parameter(help=say("Hvorfor.", "Why."))],
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
    ) -> None:
        from labsvar.cli import hub as command

        command.clinics(file, say, who=who, reason=reason, data=data)
