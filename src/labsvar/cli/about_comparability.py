"""The commands about methods and comparability.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from cyclopts import App, Parameter

from labsvar.cli.language import Say


class _Options(NamedTuple):
    """The options that several commands share."""

    file: Parameter
    owner: Parameter
    who: Parameter
    reason: Parameter
    code: Parameter
    on: Parameter
    json: Parameter
    data: Parameter


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    options = _Options(
        file=Parameter(help=say("Filen, som CSV i UTF-8.", "The file, as CSV in UTF-8.")),
        owner=Parameter(help=say("Hvem tabellen hører til.", "Whom the table belongs to.")),
        who=Parameter(help=say("Hvem der gør det; ellers dig.", "Who does it; else you.")),
        reason=Parameter(help=say("Hvorfor.", "Why.")),
        code=Parameter(help=say("Kun denne analysekode.", "This analysis code only.")),
        on=Parameter(help=say("Dagen; ellers i dag.", "The day; else today.")),
        json=Parameter(help=say("Et JSON-objekt for hver linje.", "A JSON object a line."), negative=""),
        data=Parameter(help=say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")),
    )
    _add_methods(app, say, options)
    groups = _groups(app, say)
    _add_group_files(groups, say, options)
    _add_what_if(groups, say, options)
    _add_suggest(groups, say, options)


def _groups(app: App, say: Say) -> App:
    about = say.about(
        """Sammenlignelighed: hvilke metoder der for en kode giver svar, som hører til på samme række.

        En ny udgave gennemgås og frigives med labsvar tables review og labsvar tables release.

            labsvar comparability import grupper.csv --owner "Fagrådet" --reason "Ny gruppe"
            labsvar comparability what-if 1
            labsvar comparability suggest --by method,instrument
        """,
        """Comparability: which methods give results of a code that belong on one row.

        A new version is reviewed and released with labsvar tables review and labsvar tables release.

            labsvar comparability import groups.csv --owner "The council" --reason "A new group"
            labsvar comparability what-if 1
            labsvar comparability suggest --by method,instrument
        """,
    )
    groups = App(name="comparability", help=about, help_epilogue="", help_format="markdown")
    app.command(groups)
    return groups


def _add_methods(app: App, say: Say, options: _Options) -> None:
    about = say.about(
        """Laboratoriernes registre over metoder: hvordan hver analyse måles, fra dag til dag.

            labsvar methods import metoder.csv --owner "TKA" --reason "Nyt instrument"
            labsvar methods show --producer TKA
        """,
        """Laboratories' registers of methods: how each analysis is measured, from day to day.

            labsvar methods import methods.csv --owner "TKA" --reason "A new instrument"
            labsvar methods show --producer TKA
        """,
    )
    methods = App(name="methods", help=about, help_epilogue="", help_format="markdown")
    app.command(methods)
    about_producer = Parameter(help=say("Laboratoriet, som TKA.", "The laboratory, as TKA."))

    @methods.command(name="import", help=say("Gem et register som udkast.", "Keep a register as a draft."))
    def import_methods(
        file: Annotated[Path, options.file],
        *,
        owner: Annotated[str, options.owner],
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import comparability as command

        command.import_methods(file, say, owner=owner, who=who, reason=reason, data=data)

    @methods.command(help=say("Udskriv et register som CSV.", "Print a register as CSV."))
    def export(
        producer: Annotated[str, about_producer], *, data: Annotated[Path | None, options.data] = None
    ) -> None:
        from labsvar.cli import tables as command

        command.export_table(f"methods-{producer}", data=data)

    @methods.command(help=say("Vis metoderne en dag.", "Show the methods of a day."))
    def show(
        *,
        producer: Annotated[str | None, about_producer] = None,
        code: Annotated[str | None, options.code] = None,
        on: Annotated[date | None, options.on] = None,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import comparability as command

        command.show_methods(say, producer=producer, code=code, on=on, data=data, as_json=json)


def _add_group_files(groups: App, say: Say, options: _Options) -> None:
    @groups.command(name="import", help=say("Gem grupper som udkast.", "Keep groups as a draft."))
    def import_groups(
        file: Annotated[Path, options.file],
        *,
        owner: Annotated[str, options.owner],
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import tables as command

        command.import_table("comparability", file, say, owner=owner, who=who, reason=reason, data=data)

    about_export = say(
        "Udskriv grupperne i brug som CSV, eller som ConceptMap og ValueSet i en Bundle.",
        "Print the groups in use as CSV, or as a ConceptMap and a ValueSet in a Bundle.",
    )
    about_to = Parameter(help=say("Formen.", "The form."))

    @groups.command(help=about_export)
    def export(
        *,
        to: Annotated[Literal["csv", "fhir"], about_to] = "csv",
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        if to == "fhir":
            from labsvar.cli import comparability

            comparability.export_fhir(data=data)
            return
        from labsvar.cli import tables as command

        command.export_table("comparability", data=data)

    @groups.command(help=say("Vis grupperne i brug en dag.", "Show the groups in use on a day."))
    def show(
        code: Annotated[str | None, options.code] = None,
        *,
        on: Annotated[date | None, options.on] = None,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import comparability as command

        command.show_groups(say, code=code, on=on, data=data, as_json=json)


def _add_what_if(groups: App, say: Say, options: _Options) -> None:
    about_version = Parameter(help=say("Udgavens nummer.", "The number of the version."))
    about_table = Parameter(
        help=say(
            "Tabellen: comparability, methods-TKA, method-names eller loinc.",
            "The table: comparability, methods-TKA, method-names or loinc.",
        )
    )
    about = say(
        "Vis på de gemte svar, hvilke rækker der samles eller deles, hvis en udgave frigives.",
        "Show on stored results which rows merge or split if a version is released.",
    )

    @groups.command(name="what-if", help=about)
    def what_if(
        version: Annotated[int, about_version],
        *,
        table: Annotated[str, about_table] = "comparability",
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import comparability as command

        command.what_if(version, say, name=table, data=data, as_json=json)


def _add_suggest(groups: App, say: Say, options: _Options) -> None:
    about_by = Parameter(
        help=say("Hvad der skiller metoderne, med komma.", "What tells methods apart, with commas.")
    )
    about_file = Parameter(
        help=say("Runder i en fil i stedet for de frigivne.", "Rounds in a file, not those released.")
    )
    about_allowed = Parameter(
        help=say("Tilladte afvigelser i en fil.", "The allowed bias in a file, not that released.")
    )
    about_confidence = Parameter(help=say("Intervallets sikkerhed.", "The confidence of the interval."))
    about_maintainer = Parameter(
        help=say(
            "Udskriv rækker til et udkast, som denne svarer for.",
            "Print rows for a draft that this one answers for.",
        )
    )
    about = say(
        "Vis metoders bias i ringforsøg, eller de grupper, den taler for. Intet gemmes eller afgøres.",
        "Show the bias of methods in ring trials, or the groups it speaks for. Nothing is kept or decided.",
    )

    @groups.command(help=about)
    def suggest(
        *,
        by: Annotated[str, about_by] = "method",
        file: Annotated[Path | None, about_file] = None,
        allowed: Annotated[Path | None, about_allowed] = None,
        confidence: Annotated[float, about_confidence] = 0.95,
        maintainer: Annotated[str | None, about_maintainer] = None,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import comparability as command

        command.suggest(
            say,
            by=by,
            file=file,
            allowed=allowed,
            confidence=confidence,
            maintainer=maintainer,
            data=data,
            as_json=json,
        )
