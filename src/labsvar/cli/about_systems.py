"""The commands that run an exchange or send to one: up, send, population, verify, policy.

Help is part of the definition of a command, so they are defined anew for a language. Annotations are
read when that is done, which is why this module does not postpone them.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    _add_up(app, say)
    _add_send(app, say)
    _add_population(app, say)
    _add_verify(app, say)
    _add_policy(app, say)


def _add_up(app: App, say: Say) -> None:
    about = say.about(
        """Start en udveksling med database, intag og sider, indtil den bliver bedt om at stoppe.

        En demonstration fylder sig ved første start med 200 opdigtede borgere og tager imod breve fra denne
        maskine uden nøgle. Indstillinger gives som LABSVAR_NAVN eller i `labsvar.toml` i datamappen.

            labsvar up --demo
            labsvar up --data /var/lib/labsvar --port 8080
        """,
        """Start an exchange with its database, intake and pages, until it is asked to stop.

        A demonstration fills itself at its first start with 200 made-up citizens, and takes letters from this
        machine without a token. Settings are given as LABSVAR_NAME or in `labsvar.toml` in the data folder.

            labsvar up --demo
            labsvar up --data /var/lib/labsvar --port 8080
        """,
    )
    about_demo = say("En demonstration; kun på denne maskine.", "A demonstration; on this machine only.")
    about_port = say("Porten; 0 finder en ledig. Ellers 8000.", "The port; 0 finds a free one. Else 8000.")
    about_data = say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")

    @app.command(help=about, help_epilogue="")
    def up(
        *,
        demo: Annotated[bool, Parameter(help=about_demo, negative="")] = False,
        port: Annotated[int | None, Parameter(help=about_port, validator=Number(gte=0, lte=65535))] = None,
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
    ) -> None:
        from labsvar.cli import up as command

        command.up(say, demo=demo, port=port, data=data)


def _add_send(app: App, say: Say) -> None:
    about = say.about(
        """Send filer til en udveksling, og vis dens svar på hver.

        En mappe sendes fil for fil i navnenes rækkefølge. Kun det, der intet svar fik, sendes igen. Slutkoden
        er 0, når alt blev modtaget, 1 når noget blev afvist, 2 når noget var ulæseligt, 69 uden svar. En
        demonstration afviser breve fra `labsvar population`: dens egne borgeres har samme afsendere og numre.

            labsvar send svar.xml --to http://127.0.0.1:8000
            labsvar send breve/ --to http://127.0.0.1:8000 --token "$TOKEN"
        """,
        """Send files to an exchange, and show its answer to each.

        A folder is sent file by file in the order of their names. Only what got no answer is sent again. The
        exit code is 0 when everything was accepted, 1 when something was refused, 2 when something was
        unreadable, and 69 without an answer. A demonstration refuses letters from `labsvar population`: those
        of its own citizens have the same senders and numbers.

            labsvar send result.xml --to http://127.0.0.1:8000
            labsvar send letters/ --to http://127.0.0.1:8000 --token "$TOKEN"
        """,
    )
    about_files = say("Filer og mapper.", "Files and folders.")
    about_to = say("Udvekslingens adresse.", "The address of the exchange.")
    about_token = say("Systemets nøgle.", "The token of the system.")

    @app.command(help=about, help_epilogue="")
    def send(
        *files: Annotated[Path, Parameter(help=about_files, required=True)],
        to: Annotated[str, Parameter(help=about_to)],
        token: Annotated[str | None, Parameter(help=about_token, env_var="LABSVAR_TOKEN")] = None,
    ) -> int:
        from labsvar.cli import send as command

        return command.send(files, say, to=to, token=token)


def _add_population(app: App, say: Say) -> None:
    about = say.about(
        """Skriv breve om opdigtede borgere med troværdige forløb.

        Mappen får brevene i den rækkefølge, de kommer, `truth.json` med det, der skal kunne ses til sidst, og
        `systems.json` med afsenderne. Samme valg giver altid de samme filer. Ingen i dem findes.

            labsvar population --citizens 200 --years 3 --seed 1 --out population
        """,
        """Write letters about made-up citizens with plausible courses.

        The folder gets the letters in the order they come, `truth.json` with what must be seen in the end, and
        `systems.json` with the senders. The same options always give the same files. Nobody in them exists.

            labsvar population --citizens 200 --years 3 --seed 1 --out population
        """,
    )
    about_citizens = say("Hvor mange borgere.", "How many citizens.")
    about_years = say("Over hvor mange år.", "Over how many years.")
    about_seed = say("Hvilken befolkning; et helt tal.", "Which population; a whole number.")
    about_out = say("Mappen, der skrives i.", "The folder to write to.")
    about_until = say(
        "Den sidste dag; ellers den, antagelserne nævner.", "The last day; else the one the assumptions name."
    )
    about_cards = say(
        "Også tre måneders laboratoriekort fra ni klinikker.",
        "Three months of laboratory cards of nine clinics as well.",
    )
    about_assumptions = say("En rettet kopi af antagelserne.", "An edited copy of the assumptions.")

    @app.command(help=about, help_epilogue="")
    def population(
        *,
        out: Annotated[Path, Parameter(name=["--out", "-o"], help=about_out)],
        citizens: Annotated[int, Parameter(help=about_citizens, validator=Number(gte=0, lte=100_000))] = 200,
        years: Annotated[float, Parameter(help=about_years, validator=Number(gt=0, lte=20))] = 3.0,
        seed: Annotated[int, Parameter(help=about_seed)] = 1,
        until: Annotated[date | None, Parameter(help=about_until)] = None,
        assumptions: Annotated[Path | None, Parameter(help=about_assumptions)] = None,
        cards: Annotated[bool, Parameter(help=about_cards, negative="")] = False,
    ) -> None:
        from labsvar.cli import population as command

        command.population(
            out,
            say,
            citizens=citizens,
            years=years,
            seed=seed,
            until=until,
            assumptions=assumptions,
            cards=cards,
        )


def _add_verify(app: App, say: Say) -> None:
    about = say.about(
        """Se efter, om alt, hvad der er gemt, stadig er der, som det blev gemt.

        Slutkoden er 0, når alt er, som det var, ellers 1. Et hoved, der er skrevet ned et andet sted, for eksempel
        fra serverens log, viser også, om slutningen af kæden mangler.

            labsvar verify --data /var/lib/labsvar
            labsvar verify --head 3:118:9f86d081884c7d65
        """,
        """See whether everything that was stored is still there, as it was stored.

        The exit code is 0 when everything is as it was, else 1. A head that was written down elsewhere, such as
        from the server's log, also shows whether the end of the chain is missing.

            labsvar verify --data /var/lib/labsvar
            labsvar verify --head 3:118:9f86d081884c7d65
        """,
    )
    about_head = say(
        "Et hoved som BANE:PLADS:HASH; flere er tilladt.", "A head as LANE:POSITION:HASH; repeatable."
    )
    about_data = say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")

    @app.command(help=about, help_epilogue="")
    def verify(
        *,
        head: Annotated[tuple[str, ...], Parameter(help=about_head, negative="")] = (),
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
    ) -> int:
        from labsvar.cli import verify as command

        return command.verify(say, heads=head, data=data)


def _add_policy(app: App, say: Say) -> None:
    about = say.about(
        """Se, hvilke typer, versioner og afsendere der modtages, og hvor længe.

        Den mest bestemte linje, hvis dato er kommet, gælder. Egne linjer skrives i `labsvar.toml`.

            labsvar policy
        """,
        """See which kinds, versions and senders are taken, and until when.

        The most specific line whose date has come holds. Lines of your own are written in `labsvar.toml`.

            labsvar policy
        """,
    )
    about_data = say("Datamappen med indstillingerne.", "The data folder with the settings.")
    about_json = say(
        "Et JSON-objekt for hver linje i tabellen.", "One JSON object for each line of the table."
    )

    @app.command(help=about, help_epilogue="")
    def policy(
        *,
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
        json: Annotated[bool, Parameter(help=about_json, negative="")] = False,
    ) -> None:
        from labsvar.cli import policy as command

        command.policy(say, data=data, as_json=json)
