"""The command about extracts: profile.

Help is part of the definition of a command, so it is defined anew for a language. Annotations are read
when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the command to the command line."""
    about = say.about(
        """Tæl, hvad der står i et udtræk: koder, enheder, klinikker, egne svar, og hvad der er værd at tale om.

        Udtrækket er breve (XML eller EDIFACT), JSON Lines, CSV eller Parquet; filer og mapper. Skriver
        `report.html`, tabellerne som CSV og Parquet og et forslag til positivliste i en mappe. Ingen person
        nævnes, og små tal er skjult, så de ikke kan regnes ud. Rækker, der ikke kan læses, tælles og listes.

            labsvar profile udtraek.csv --out profil
            labsvar profile breve/ kort.parquet --billing ydelser.csv --out profil
        """,
        """Count what an extract holds: codes, units, clinics, own results, and what is worth a talk.

        The extract is letters (XML or EDIFACT), JSON Lines, CSV or Parquet; files and folders. Writes
        `report.html`, the tables as CSV and Parquet, and a proposal for the positive list into a folder. No
        person is named, and small counts are masked so that they cannot be worked out. Rows that cannot be
        read are counted and listed.

            labsvar profile extract.csv --out profile
            labsvar profile letters/ cards.parquet --billing services.csv --out profile
        """,
    )
    about_out = say("Mappen, der skrives i.", "The folder that is written into.")
    about_billing = say("Et udtræk af afregnede ydelser.", "An extract of the services billed.")
    about_limit = say("Tal under dette skjules.", "Counts below this are masked.")
    about_column = say(
        "En kolonne med et andet navn: vores=deres, for eksempel code=analysekode. Kan gentages.",
        "A column of another name: ours=theirs, such as code=analysis. May be repeated.",
    )
    about_billing_column = say(
        "Det samme for udtrækket af ydelser.", "The same for the extract of the services."
    )
    about_mapping = say(
        "Hubbens tabel over lokale koder (labsvar tables export mapping); så tælles de som det, de står for.",
        "The hub's table of local codes (labsvar tables export mapping); they are then counted as what they stand for.",
    )
    about_encoding = say("Tegnsættet i CSV og JSON Lines.", "The encoding of CSV and JSON Lines.")
    about_report = say("Rapportens sprog; ellers begge.", "The language of the report; else both.")
    about_memory = say("Hvor mange MB der højst tælles i.", "How many MB at most are counted in.")

    @app.command(help=about, help_epilogue="")
    def profile(
        *inputs: Annotated[Path, Parameter(help=say("Udtrækket.", "The extract."), required=True)],
        out: Annotated[Path, Parameter(help=about_out)],
        billing: Annotated[tuple[Path, ...], Parameter(help=about_billing, negative="")] = (),
        limit: Annotated[int, Parameter(help=about_limit, validator=Number(gte=2))] = 5,
        column: Annotated[tuple[str, ...], Parameter(help=about_column, negative="")] = (),
        billing_column: Annotated[tuple[str, ...], Parameter(help=about_billing_column, negative="")] = (),
        mapping: Annotated[Path | None, Parameter(help=about_mapping)] = None,
        encoding: Annotated[str, Parameter(help=about_encoding)] = "utf-8",
        report_language: Annotated[Literal["both", "da", "en"], Parameter(help=about_report)] = "both",
        memory: Annotated[int, Parameter(help=about_memory, validator=Number(gte=100))] = 1000,
    ) -> None:
        from labsvar.cli import profile as command

        asked = command.Asked(limit, column, billing_column, mapping, encoding, report_language, memory)
        command.profile(list(inputs), out, list(billing), asked, say)
