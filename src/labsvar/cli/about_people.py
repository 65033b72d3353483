"""The commands about who may send and who may sign in: systems, accounts.

Help is part of the definition of a command, so they are defined anew for a language. Annotations are
read when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    _add_systems(app, say)
    _add_accounts(app, say)


def _add_systems(app: App, say: Say) -> None:
    about = say.about(
        """Hvem der må sende breve, for hvilke afsendere, og hvor langt de er godkendt.

            labsvar systems add "Klinisk Biokemi" --gln 5790000000012 --laboratory KBA --sector hospital
            labsvar systems stage "Klinisk Biokemi" full --who "A. Ansvarlig" --reason "Godkendt den 1. maj"
            labsvar systems list
        """,
        """Who may send letters, for which senders, and how far they are approved.

            labsvar systems add "Clinical biochemistry" --gln 5790000000012 --laboratory KBA --sector hospital
            labsvar systems stage "Clinical biochemistry" full --who "A. Manager" --reason "Approved on 1 May"
            labsvar systems list
        """,
    )
    systems = App(name="systems", help=about, help_epilogue="", help_format="markdown")
    app.command(systems)
    _add_system(systems, say)
    about_stage = say.about(
        """Sæt den fase, et system er i: kun svar fra fasen full vises.

            labsvar systems stage "Klinisk Biokemi" full --who "A. Ansvarlig" --reason "Godkendt den 1. maj"
        """,
        """Set the stage of a system: only results from the full stage are shown.

            labsvar systems stage "Clinical biochemistry" full --who "A. Manager" --reason "Approved on 1 May"
        """,
    )
    about_who = say("Den, der har besluttet det.", "Who has decided it.")
    about_why = say("Hvorfor.", "Why.")
    about_data = _about_data(say)

    @systems.command(help=say("Vis alle systemer.", "Show every system."), name="list")
    def list_(*, data: Annotated[Path | None, Parameter(help=about_data)] = None) -> None:
        from labsvar.cli import systems as command

        command.list_systems(say, data=data)

    @systems.command(help=about_stage)
    def stage(
        name: Annotated[str, Parameter(help=say("Systemets navn.", "The name of the system."))],
        to: Annotated[Literal["technical", "full"], Parameter(help=say("Fasen.", "The stage."))],
        /,
        *,
        who: Annotated[str, Parameter(help=about_who)],
        reason: Annotated[str, Parameter(help=about_why)],
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
    ) -> None:
        from labsvar.cli import systems as command

        command.set_stage(name, to, say, who=who, reason=reason, data=data)


def _add_system(systems: App, say: Say) -> None:
    about = say.about(
        """Registrér et system. Dets nøgle skrives på standard output, kun denne ene gang.

            labsvar systems add "Klinisk Biokemi" --gln 5790000000012 --laboratory KBA --sector hospital
        """,
        """Register a system. Its token is printed to standard output, this once only.

            labsvar systems add "Clinical biochemistry" --gln 5790000000012 --laboratory KBA --sector hospital
        """,
    )
    about_gln = say(
        "Lokationsnummer, det sender for; flere er tilladt.", "Location number it sends for; repeatable."
    )
    about_laboratory = say(
        "Laboratoriets kode på to-tre bogstaver.", "The laboratory's code of two or three letters."
    )
    about_sector = say(
        "Hvor svarene laves; ellers siger brevene det.", "Where it works; else the letters tell."
    )
    about_who = say("Den, der har besluttet det; ellers dig.", "Who has decided it; else you.")

    @systems.command(help=about)
    def add(
        name: Annotated[str, Parameter(help=say("Systemets navn.", "The name of the system."))],
        /,
        *,
        gln: Annotated[list[str], Parameter(help=about_gln, negative="")],
        laboratory: Annotated[str | None, Parameter(help=about_laboratory)] = None,
        sector: Annotated[
            Literal["general_practice", "hospital", "other"] | None, Parameter(help=about_sector)
        ] = None,
        who: Annotated[str | None, Parameter(help=about_who)] = None,
        data: Annotated[Path | None, Parameter(help=_about_data(say))] = None,
    ) -> None:
        from labsvar.cli import systems as command

        command.add_system(name, say, glns=gln, laboratory=laboratory, sector=sector, who=who, data=data)


def _add_accounts(app: App, say: Say) -> None:
    about = say.about(
        """Hvem der må logge ind.

            labsvar accounts add hanne --role clinician --name "Hanne Test" --organisation "Lægerne Testvej"
        """,
        """Who may sign in.

            labsvar accounts add hanne --role clinician --name "Hanne Test" --organisation "Test Clinic"
        """,
    )
    accounts = App(name="accounts", help=about, help_epilogue="", help_format="markdown")
    app.command(accounts)
    about_add = say.about(
        """Opret en konto. Adgangskoden spørges der om, eller den læses fra standard input.

            labsvar accounts add hanne --role clinician --name "Hanne Test" --organisation "Lægerne Testvej"
            labsvar accounts add nancy --role citizen --name "Nancy Ann Test" --number 251248-9996
        """,
        """Add an account. The password is asked for, or read from standard input.

            labsvar accounts add hanne --role clinician --name "Hanne Test" --organisation "Test Clinic"
            labsvar accounts add nancy --role citizen --name "Nancy Ann Test" --number 251248-9996
        """,
    )
    about_name = say("Navnet, som borgere ser i deres log.", "The name that citizens see in their log.")
    about_role = say("Hvad kontoen må.", "What the account may do.")
    about_organisation = say("Hvor vedkommende arbejder.", "Where they work.")
    about_number = say(
        "En borgers CPR-nummer eller erstatningsnummer.", "A citizen's CPR or replacement number."
    )

    @accounts.command(help=about_add)
    def add(
        username: Annotated[str, Parameter(help=say("Brugernavnet.", "The user name."))],
        /,
        *,
        role: Annotated[
            Literal[
                "citizen",
                "clinician",
                "helper",
                "operator",
                "sampler",
                "surveillance",
                "laboratory",
                "supplier",
                "administrator",
            ],
            Parameter(help=about_role),
        ],
        name: Annotated[str, Parameter(help=about_name)],
        organisation: Annotated[str, Parameter(help=about_organisation)] = "",
        number: Annotated[str | None, Parameter(help=about_number)] = None,
        data: Annotated[Path | None, Parameter(help=_about_data(say))] = None,
    ) -> None:
        from labsvar.cli import systems as command

        command.add_account(
            username, say, role=role, name=name, organisation=organisation, number=number, data=data
        )


def _about_data(say: Say) -> str:
    return say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")
