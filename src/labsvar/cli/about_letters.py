"""The commands about letters: check, show, journey, convert, rules, schema.

Help is part of the definition of a command, so they are defined anew for a language. Annotations are
read when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from labsvar.cli import about_converting
from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    _add_check(app, say)
    _add_show(app, say)
    _add_journey(app, say)
    about_converting.add(app, say)
    _add_listings(app, say)


def _add_check(app: App, say: Say) -> None:
    about = say.about(
        """Find alt, hvad der er galt i filer med breve.

        Slutkoden er 0 uden fejl, 1 med fejl og 2, når en fil slet ikke kan læses. Kun fejl afviser et brev;
        advarsler og bemærkninger gør ikke. `-` er standard input.

            labsvar check svar.xml
            labsvar check indbakke/*.xml --json > fund.jsonl
            labsvar check --for all svar.xml
        """,
        """Find everything that is wrong in files with letters.

        The exit code is 0 without errors, 1 with errors, and 2 when a file cannot be read at all. Only errors
        refuse a letter; warnings and notes do not. `-` is standard input.

            labsvar check result.xml
            labsvar check inbox/*.xml --json > findings.jsonl
            labsvar check --for all result.xml
        """,
    )
    about_json = say(
        "Et JSON-objekt for hver fil, ét på hver linje.", "One JSON object per file, one to a line."
    )

    about_for = say(
        "En modtager fra indstillingen `capabilities`, eller `all`: kan den tage filen, og hvorfor ikke? "
        "Kan gentages. Slutkoden er da 0, når alle de nævnte kan.",
        "A receiver of the setting `capabilities`, or `all`: could it take the file, and why not? May be "
        "repeated. The exit code is then 0 when all that are named could.",
    )
    about_data = say("Datamappen med indstillingerne.", "The data folder with the settings.")
    about_profiles = say(
        "En mappe eller en .tgz med en FHIR-guides profiler: en anden validator dømmer også FHIR efter dem. Kan "
        "gentages. Indstillingerne `fhir_validator` og `fhir_definitions` siger, hvor den er.",
        "A folder or a .tgz with the profiles of a FHIR guide: another validator judges FHIR by them too. May be "
        "repeated. The settings `fhir_validator` and `fhir_definitions` say where it is.",
    )

    @app.command(help=about, help_epilogue="")
    def check(
        *files: Annotated[Path, Parameter(help=say("Filerne.", "The files."), required=True)],
        json: Annotated[bool, Parameter(help=about_json, negative="")] = False,
        receivers: Annotated[tuple[str, ...], Parameter(name="--for", help=about_for, negative="")] = (),
        profiles: Annotated[tuple[Path, ...], Parameter(help=about_profiles, negative="")] = (),
        data: Annotated[Path | None, Parameter(help=about_data)] = None,
    ) -> int:
        from labsvar.cli import check as command

        return command.check(files, say, as_json=json, receivers=receivers, profiles=profiles, data=data)


def _add_show(app: App, say: Say) -> None:
    about = say.about(
        """Læs brevene i en fil, som behandleren eller borgeren ser dem.

        Værdier, enheder, intervaller, mærker og kommentarer står, som laboratoriet sendte dem.

            labsvar show svar.xml
            labsvar show svar.xml --view citizen --html > svar.html
        """,
        """Read the letters of a file as the clinician or the citizen sees them.

        Values, units, intervals, marks and comments stand as the laboratory sent them.

            labsvar show result.xml
            labsvar show result.xml --view citizen --html > result.html
        """,
    )
    about_view = say(
        "Hvem der læser. Overvågningen ser alt i et XRPT06.", "Who reads. Surveillance sees all of an XRPT06."
    )
    about_html = say("En hel side i HTML i stedet for tekst.", "A whole page of HTML instead of text.")

    @app.command(help=about, help_epilogue="")
    def show(
        file: Annotated[Path, Parameter(help=say("Filen.", "The file."))],
        /,
        *,
        view: Annotated[
            Literal["clinician", "citizen", "surveillance"], Parameter(help=about_view)
        ] = "clinician",
        html: Annotated[bool, Parameter(help=about_html, negative="")] = False,
    ) -> None:
        from labsvar.cli import show as command

        command.show(file, say, view=view, as_html=html)


def _add_journey(app: App, say: Say) -> None:
    about = say.about(
        """Se, hvad nogle filers breve tilsammen fortæller om en mikrobiologisk prøve.

        Hvad der er sket med prøven, hvad der ventes på og siden hvornår, og hvilke svar fra to laboratorier der
        vises én gang. Filerne er alt, hvad der vides; intet gemmes, og personers numre skrives ikke.

            labsvar journey rekvisition.xml svar.xml videresendt.xml
        """,
        """See what the letters of some files together tell of a sample of microbiology.

        What has happened to the sample, what is awaited and since when, and which answers of two laboratories are
        shown once. The files are all that is known; nothing is stored, and numbers of persons are not printed.

            labsvar journey requisition.xml answer.xml forwarded.xml
        """,
    )

    @app.command(help=about, help_epilogue="")
    def journey(
        *files: Annotated[Path, Parameter(help=say("Filerne.", "The files."), required=True)],
    ) -> None:
        from labsvar.cli import journey as command

        command.show(files, say)


def _add_listings(app: App, say: Say) -> None:
    about_rules = say.about(
        """Vis alle regler, som breve tjekkes med, og hvor hver af dem kommer fra.

            labsvar rules
            labsvar rules --json
        """,
        """Show every rule that letters are checked by, and where each comes from.

            labsvar rules
            labsvar rules --json
        """,
    )
    about_schema = say.about(
        """Skriv XML-skemaet for en version eller for VANSEnvelope, lavet af dens erklæring.

            labsvar schema XR0131K > XR0131K.xsd
            labsvar schema VANSEnvelope > VANSEnvelope.xsd
        """,
        """Print the XML schema of a version or of the VANSEnvelope, made from its declaration.

            labsvar schema XR0131K > XR0131K.xsd
            labsvar schema VANSEnvelope > VANSEnvelope.xsd
        """,
    )
    about_versions = say.about(
        """Vis alle versioner af alle breve, og hvor mange test der står bag hver.

            labsvar versions
        """,
        """Show every version of every letter, and how many tests stand behind each.

            labsvar versions
        """,
    )
    about_json = say("Et JSON-objekt for hver, ét på hver linje.", "One JSON object for each, one to a line.")

    @app.command(help=about_rules, help_epilogue="")
    def rules(*, json: Annotated[bool, Parameter(help=about_json, negative="")] = False) -> None:
        from labsvar.cli import listing

        listing.rules(say, as_json=json)

    @app.command(help=about_versions, help_epilogue="")
    def versions(*, json: Annotated[bool, Parameter(help=about_json, negative="")] = False) -> None:
        from labsvar.cli import versions as command

        command.versions(say, as_json=json)

    @app.command(help=about_schema, help_epilogue="")
    def schema(
        version: Annotated[
            str,
            Parameter(help=say("Versionskoden, eller VANSEnvelope.", "The version code, or VANSEnvelope.")),
        ],
        /,
    ) -> None:
        from labsvar.cli import listing

        listing.schema(version)
