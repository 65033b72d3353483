"""The command that holds what each side has against the others: reconcile.

Help is part of the definition of a command, so it is defined anew for a language. Annotations are read
when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from labsvar.cli.language import Say

Places = tuple[str, ...]


def add(app: App, say: Say) -> None:
    """Adds the command to the command line."""
    about = say.about(
        """Stemmer det, som lægesystemet har, hubben sendte, databanken gemte og siderne viser?

        Hvert led er en fil eller en mappe med rækker (JSON Lines, CSV) eller breve (XML, EDIFACT), eller adressen
        på en installation, der så spørges om systemets egne rækker. Mappen får en side at læse og tabeller i CSV: hvad der
        mangler, er overskydende, dobbelt, forskelligt, fejltastet, forbyttet eller for sent, med klinik, række og
        felt, og aldrig med personer. Slutkoden er 0, når alt stemmer, ellers 1.

            labsvar reconcile --source kort.jsonl --hub breve/ --bank bank.jsonl --out rapport
            labsvar reconcile --source kort.csv --hub breve/ --mapping koder.csv --listed ikke-sendt.csv --out rapport
        """,
        """Does what the practice system holds, the hub sent, the databank stored and the pages show match?

        Each side is a file or a folder of rows (JSON Lines, CSV) or letters (XML, EDIFACT), or the address of an
        installation, which is then asked for the system's own rows. The folder gets a page to read and tables in CSV:
        what is missing, extra, doubled, different, mistyped, swapped or late, with clinic, row and field, and
        never with persons. The exit code is 0 when everything matches, else 1.

            labsvar reconcile --source cards.jsonl --hub letters/ --bank bank.jsonl --out report
            labsvar reconcile --source cards.csv --hub letters/ --mapping codes.csv --listed not-sent.csv --out report
        """,
    )
    about_source = say("Lægesystemets rækker. Kan gentages.", "The practice system's rows. Repeatable.")
    about_hub = say("Det, hubben sendte. Kan gentages.", "What the hub sent. Repeatable.")
    about_bank = say("Det, databanken gemte. Kan gentages.", "What the databank stored. Repeatable.")
    about_shown = say("Det, siderne viser. Kan gentages.", "What the pages show. Repeatable.")
    about_out = say("Mappen, der skrives i.", "The folder to write to.")
    about_listed = say(
        "Hubbens liste over rækker, den ikke har sendt: kolonnerne clinic og row_id. Kan gentages.",
        "The hub's list of rows it has not sent: the columns clinic and row_id. Repeatable.",
    )
    about_mapping = say(
        "Hubbens tabel over lokale koder (CSV); uden den sammenlignes de ikke.",
        "The hub's table of local codes (CSV); without it they are not compared.",
    )
    about_late_hub = say(
        "Timer fra svar til afsendelse, før det er for sent.",
        "Hours from result to sending before it is late.",
    )
    about_late_bank = say(
        "Timer fra afsendelse til gemt, før det er for sent.",
        "Hours from sending to storing before it is late.",
    )
    about_values = say(
        "Skriv også de værdier, der er forskellige. Kun for parterne selv: rapporten indeholder så "
        "helbredsoplysninger.",
        "Write the differing values too. For the parties themselves only: the report then holds health data.",
    )
    about_token = say("Systemets nøgle til en adresse.", "The system's token at an address.")
    about_since = say("Første dag, en adresse spørges om.", "The first day an address is asked about.")
    about_until = say("Sidste dag, en adresse spørges om.", "The last day an address is asked about.")

    @app.command(help=about, help_epilogue="")
    def reconcile(
        *,
        out: Annotated[Path, Parameter(name=["--out", "-o"], help=about_out)],
        source: Annotated[Places, Parameter(help=about_source, negative="")] = (),
        hub: Annotated[Places, Parameter(help=about_hub, negative="")] = (),
        bank: Annotated[Places, Parameter(help=about_bank, negative="")] = (),
        shown: Annotated[Places, Parameter(help=about_shown, negative="")] = (),
        listed: Annotated[Places, Parameter(help=about_listed, negative="")] = (),
        mapping: Annotated[Path | None, Parameter(help=about_mapping)] = None,
        late_hub: Annotated[float, Parameter(help=about_late_hub, validator=Number(gte=0))] = 24.0,
        late_bank: Annotated[float, Parameter(help=about_late_bank, validator=Number(gte=0))] = 1.0,
        with_values: Annotated[bool, Parameter(help=about_values, negative="")] = False,
        token: Annotated[str | None, Parameter(help=about_token, env_var="LABSVAR_TOKEN")] = None,
        since: Annotated[str, Parameter(help=about_since)] = "",
        until: Annotated[str, Parameter(help=about_until)] = "",
    ) -> int:
        from labsvar.cli import reconcile as command

        asked = command.Asked(
            sides={"source": source, "hub": hub, "bank": bank, "shown": shown},
            out=out,
            listed=listed,
            mapping=mapping,
            late={"hub": late_hub, "bank": late_bank, "shown": late_bank},
            with_values=with_values,
            token=token,
            days=(since, until),
        )
        return command.reconcile(asked, say)
