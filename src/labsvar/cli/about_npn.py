"""The commands about national sample numbers: what a number is, and a laboratory's own stock of them.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from cyclopts import App, Parameter
from cyclopts.validators import Number

from labsvar.cli.language import Say


class _Options(NamedTuple):
    """The options that several commands share."""

    stock: Parameter
    data: Parameter
    service: Parameter
    token: Parameter
    card: Parameter
    laboratory: Parameter
    json: Parameter
    days: Parameter


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Nationale prøvenumre (NPN): hvad et nummer er, og laboratoriets eget lager af numre.

            labsvar npn check 4711000009
            labsvar npn need 3000
            labsvar npn make lager.npn --witness /var/lib/vidne.npn
            labsvar npn keep lager.npn --service https://numre.example --token "$NOEGLE"
            labsvar npn draw lager.npn 66000 --service https://numre.example --card kort.xml
            labsvar npn take lager.npn 20
            labsvar npn print lager.npn --layout form --sheets 50 --out noedblanketter.pdf
        """,
        """National sample numbers (NPN): what a number is, and a laboratory's own stock of them.

            labsvar npn check 4711000009
            labsvar npn need 3000
            labsvar npn make stock.npn --witness /var/lib/witness.npn
            labsvar npn keep stock.npn --service https://numbers.example --token "$TOKEN"
            labsvar npn draw stock.npn 66000 --service https://numbers.example --card card.xml
            labsvar npn take stock.npn 20
            labsvar npn print stock.npn --layout form --sheets 50 --out forms.pdf
        """,
    )
    npn = App(name="npn", help=about, help_epilogue="", help_format="markdown")
    app.command(npn)
    options = _Options(
        stock=Parameter(help=say("Lagerets fil.", "The file of the stock.")),
        data=Parameter(help=say("Datamappen med indstillinger.", "The data folder with the settings.")),
        service=Parameter(help=say("Nummertjenestens adresse.", "The address of the service.")),
        token=Parameter(help=say("Kontoens nøgle.", "The token of the account."), env_var="LABSVAR_TOKEN"),
        card=Parameter(
            help=say(
                "Filen med systemets signerede id-kort; så kaldes tjenesten over SOAP.",
                "The file with the system's signed id card; the service is then called over SOAP.",
            )
        ),
        laboratory=Parameter(
            help=say(
                "Laboratoriets nøgle, for en konto med flere.",
                "The laboratory's key, for an account with several.",
            )
        ),
        json=Parameter(help=say("Et JSON-objekt for hver linje.", "One JSON object a line."), negative=""),
        days=Parameter(help=say("Antal dage.", "How many days."), validator=Number(gte=1)),
    )
    _add_numbers(npn, say, options)
    _add_stock(npn, say, options)
    _add_service(npn, say, options)
    _add_ahead(npn, say, options)
    _add_print(npn, say, options)


def _add_numbers(npn: App, say: Say, options: _Options) -> None:
    about_check = say(
        "Sig om numre er nationale, laboratoriets egne eller ukendte; med --service også, hvem der har trukket dem. "
        "Slutkode 1, når ét ikke er nationalt, eller ingen har trukket det.",
        "Tell whether numbers are national, a laboratory's own or unknown; with --service also who drew them. "
        "Exit code 1 when one is not national, or nobody drew it.",
    )

    @npn.command(help=about_check)
    def check(
        *numbers: Annotated[str, Parameter(help=say("Numrene.", "The numbers."), required=True)],
        service: Annotated[str | None, options.service] = None,
        token: Annotated[str | None, options.token] = None,
        card: Annotated[Path | None, options.card] = None,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> int:
        from labsvar.cli import npn as command
        from labsvar.cli.npn_reaching import Reaching

        how = None if service is None else Reaching(service=service, token=token, card=card)
        return command.check(numbers, say, data=data, as_json=json, how=how)

    about_need = say(
        "Sig hvor mange numre en produktion kræver: omkring elleve for hvert brugbart.",
        "Tell how many numbers a production needs: about eleven for each usable one.",
    )

    @npn.command(help=about_need)
    def need(
        per_day: Annotated[
            float, Parameter(help=say("Prøver pr. dag.", "Samples a day."), validator=Number(gte=0))
        ],
        *,
        days: Annotated[int, options.days] = 182,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import npn as command

        command.need(per_day, say, days=days, data=data)

    about_shares = say(
        "Vis for hver kilde, hvor mange af dens prøvenumre der er nationale.",
        "List for each source how many of its sample numbers are national.",
    )

    @npn.command(help=about_shares)
    def shares(
        *,
        days: Annotated[int, options.days] = 90,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import npn as command

        command.shares(say, days=days, data=data, as_json=json)


def _add_stock(npn: App, say: Say, options: _Options) -> None:
    about_witness = say(
        "Vidnets fil, et sted som lagerets sikkerhedskopi ikke når.",
        "The file of the witness, where a backup of the stock does not reach.",
    )

    @npn.command(help=say("Lav et tomt lager.", "Make an empty stock."))
    def make(
        stock: Annotated[Path, options.stock],
        *,
        witness: Annotated[Path, Parameter(help=about_witness)],
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import npn_stock as command

        command.make(stock, say, witness=witness, data=data)

    @npn.command(help=say("Vis lagerets stand og prognose.", "Show how the stock stands, and its forecast."))
    def status(
        stock: Annotated[Path, options.stock], *, data: Annotated[Path | None, options.data] = None
    ) -> int:
        from labsvar.cli import npn_stock as command

        return command.status(stock, say, data=data)

    @npn.command(help=say("Udlevér de næste numre.", "Hand out the next numbers."))
    def take(
        stock: Annotated[Path, options.stock],
        count: Annotated[int, Parameter(help=say("Hvor mange.", "How many."), validator=Number(gte=1))] = 1,
    ) -> None:
        from labsvar.cli import npn_stock as command

        command.take(stock, count)

    about_add = say(
        "Læg en serie i lageret, som er trukket pr. e-mail eller et andet sted.",
        "Put a series into the stock that was drawn by mail or elsewhere.",
    )

    @npn.command(name="add", help=about_add)
    def add_series(
        stock: Annotated[Path, options.stock],
        first: Annotated[str, Parameter(help=say("Det første nummer.", "The first number."))],
        last: Annotated[str, Parameter(help=say("Det sidste nummer.", "The last number."))],
    ) -> None:
        from labsvar.cli import npn_stock as command

        command.add(stock, first, last, say)


def _add_service(npn: App, say: Say, options: _Options) -> None:
    about_keep = say(
        "Træk det, der mangler, når det er tid, og meld lagerets stand. Kør den hver nat. Slutkode 69 uden svar.",
        "Draw what is missing when it is time, and report the stock. Run it every night. Exit code 69 without an answer.",
    )

    @npn.command(help=about_keep)
    def keep(
        stock: Annotated[Path, options.stock],
        *,
        service: Annotated[str, options.service],
        token: Annotated[str | None, options.token] = None,
        card: Annotated[Path | None, options.card] = None,
        laboratory: Annotated[str | None, options.laboratory] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> int:
        from labsvar.cli import npn_stock as command
        from labsvar.cli.npn_reaching import Reaching

        how = Reaching(service=service, token=token, card=card, laboratory=laboratory)
        return command.keep_full(stock, say, how, data=data)

    about_draw = say(
        "Træk en serie til lageret nu, hvad end det er tid eller ej. Skriv det antal, serien skal spænde over.",
        "Draw a series into the stock now, whether it is time or not. Say how many numbers it is to span.",
    )

    @npn.command(help=about_draw)
    def draw(
        stock: Annotated[Path, options.stock],
        size: Annotated[int, Parameter(help=say("Hvor mange.", "How many."), validator=Number(gte=1))],
        *,
        service: Annotated[str, options.service],
        token: Annotated[str | None, options.token] = None,
        card: Annotated[Path | None, options.card] = None,
        laboratory: Annotated[str | None, options.laboratory] = None,
    ) -> None:
        from labsvar.cli import npn_stock as command
        from labsvar.cli.npn_reaching import Reaching

        how = Reaching(service=service, token=token, card=card, laboratory=laboratory)
        command.draw(stock, size, say, how)

    @npn.command(help=say("Giv en hel, ubrugt serie tilbage.", "Give a whole unused series back."))
    def release(
        stock: Annotated[Path, options.stock],
        series: Annotated[
            int, Parameter(help=say("Seriens plads i lageret.", "The series' place in the stock."))
        ],
        *,
        service: Annotated[str, options.service],
        token: Annotated[str | None, options.token] = None,
        card: Annotated[Path | None, options.card] = None,
        laboratory: Annotated[str | None, options.laboratory] = None,
    ) -> None:
        from labsvar.cli import npn_stock as command
        from labsvar.cli.npn_reaching import Reaching

        how = Reaching(service=service, token=token, card=card, laboratory=laboratory)
        command.release(stock, series, say, how)


def _add_ahead(npn: App, say: Say, options: _Options) -> None:
    about = say.about(
        """Flyt et lager frem, som er lagt tilbage fra en sikkerhedskopi.

        Af sig selv går det til, hvor vidnet så det sidst.

            labsvar npn ahead lager.npn
            labsvar npn ahead lager.npn --past 4711000009
            labsvar npn ahead lager.npn --everything
        """,
        """Move a stock ahead that was put back from a backup.

        By itself it goes to where the witness saw it last.

            labsvar npn ahead stock.npn
            labsvar npn ahead stock.npn --past 4711000009
            labsvar npn ahead stock.npn --everything
        """,
    )
    about_past = say("Det sidste nummer, der er udleveret.", "The last number that was handed out.")
    about_everything = say("Sæt alt i lageret til side.", "Set everything in the stock aside.")

    @npn.command(help=about, help_epilogue="")
    def ahead(
        stock: Annotated[Path, options.stock],
        *,
        past: Annotated[str | None, Parameter(help=about_past)] = None,
        everything: Annotated[bool, Parameter(help=about_everything, negative="")] = False,
    ) -> None:
        from labsvar.cli import npn_stock as command

        command.ahead(stock, say, past=past, everything=everything)


def _add_print(npn: App, say: Say, options: _Options) -> None:
    about = say(
        "Skriv ark med stregkoder, nødblanketter (NØDPTB) eller QR-koder til glas. Numrene er så udleveret.",
        "Write sheets of barcodes, emergency forms (NØDPTB) or QR codes for tubes. The numbers are then handed out.",
    )
    about_layout = say(
        "labels-24, labels-65, label-roll, form, form-small, tubes, eller en .toml-fil.",
        "labels-24, labels-65, label-roll, form, form-small, tubes, or a .toml file.",
    )
    about_out = say("Filen, eller for SVG mappen.", "The file, or for SVG the folder.")

    @npn.command(name="print", help=about)
    def print_sheets(
        stock: Annotated[Path, options.stock],
        *,
        out: Annotated[Path, Parameter(name=["--out", "-o"], help=about_out)],
        layout: Annotated[str, Parameter(help=about_layout)] = "labels-24",
        sheets: Annotated[
            int, Parameter(help=say("Hvor mange ark.", "How many sheets."), validator=Number(gte=1, lte=1000))
        ] = 1,
        form: Annotated[
            Literal["pdf", "svg"], Parameter(name="--format", help=say("PDF eller SVG.", "PDF or SVG."))
        ] = "pdf",
    ) -> None:
        from labsvar.cli import npn_stock as command

        command.print_sheets(stock, say, layout=layout, sheets=sheets, out=out, form=form)
