"""The command `labsvar convert`.

Help is part of the definition of a command, so it is defined anew for a language. Annotations are read
when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the command to the command line."""
    about = say.about(
        """Omsæt breve til en anden form eller en anden version af deres type.

        `edifact` og `xml` beholder versionen, og det gør en type også: `xrpt01` er XML, `rpt01` er EDIFACT. En
        versionskode skifter den: `XR0131K` er XML, `R0131K` er EDIFACT. Alt, hvad der ændres, antages eller
        tabes, står på standard error. Det, som målet kræver og brevet mangler, skal gives med et valg; tab
        afvises uden `--accept-losses`. Et nægtet samtykke tabes aldrig. `eu-lab` er FHIR: den europæiske
        laboratorierapport; `dk-core` er FHIR efter DK Core. En Bundle i FHIR læses tilbage til et brev.

            labsvar convert --to rpt01 svar.xml -o svar.edi
            labsvar convert --to XR0131K --from-lab KBA --report-status komplet_svar svar.xml -o nyt.xml
            labsvar convert --to xml --out mappe/ udveksling.edi
            labsvar convert --to eu-lab svar.xml -o svar.json
        """,
        """Convert letters to another form or another version of their kind.

        `edifact` and `xml` keep the version, and so does a kind: `xrpt01` is XML, `rpt01` is EDIFACT. A version
        code changes it: `XR0131K` is XML, `R0131K` is EDIFACT. Everything that is changed, assumed or lost is
        listed on standard error. What the target demands and the letter lacks must be given with an option;
        losses are refused without `--accept-losses`. A refusal of consent is never lost. `eu-lab` is FHIR: the
        European laboratory report; `dk-core` is FHIR as DK Core has it. A Bundle of FHIR is read back to a letter.

            labsvar convert --to rpt01 result.xml -o result.edi
            labsvar convert --to XR0131K --from-lab KBA --report-status komplet_svar result.xml -o new.xml
            labsvar convert --to xml --out folder/ interchange.edi
            labsvar convert --to eu-lab result.xml -o result.json
        """,
    )
    about_to = say("Formen, typen eller versionen.", "The form, kind or version.")
    about_out = say(
        "Filen, der skrives; ellers standard output. I en mappe skrives flere, hvor én ikke kan rumme alt; den "
        "laves, hvis den ikke er der.",
        "The file to write; else standard output. In a folder several are written where one cannot hold all; it "
        "is made when it is not there.",
    )
    about_lab = say(
        "Det afsendende laboratoriums kode, FromLabIdentifier.", "FromLabIdentifier: the sender's code."
    )
    about_status = say(
        "ReportStatusCode, hvor brevet ingen har.", "ReportStatusCode where the letter has none."
    )
    about_producer = say("ProducerOfLabResult som KODE:NAVN.", "ProducerOfLabResult as CODE:NAME.")
    about_headline = say("DiagnosisHeadline, hvor brevet ingen har.", "DiagnosisHeadline where it has none.")
    about_payer = say(
        "Betalerens navn, hvor brevet intet har.", "The payer's name where the letter has none."
    )
    about_consent = say(
        "given eller refused: hvad der menes, hvor brevet intet siger om samtykke.",
        "given or refused: what is meant where the letter says nothing about consent.",
    )
    about_names = say("Analysers navne som KODE=NAVN|KODE=NAVN.", "Names of analyses as CODE=NAME|CODE=NAME.")
    about_prompts = say(
        "Spørgsmåls koder som TEKST=KODE:ANSVARLIG|…", "Codes of questions as TEXT=CODE:RESPONSIBLE|…"
    )
    about_sender = say(
        "Afsenderens lokationsnummer, hvor FHIR intet siger.",
        "The sender's location number where FHIR has none.",
    )
    about_place = say(
        "Modtagerens lokationsnummer, hvor FHIR intet siger.",
        "The receiver's location number where FHIR has none.",
    )
    about_receiver = say(
        "Modtagerens eget nummer som ART:NUMMER.", "The receiver's own number as KIND:NUMBER."
    )
    about_losses = say("Tag imod tab; de skrives op.", "Take the losses; they are listed.")
    about_encoding = say("Tegnsættet, XML skrives i.", "The encoding to write XML in.")

    @app.command(help=about, help_epilogue="")
    def convert(
        file: Annotated[Path, Parameter(help=say("Filen.", "The file."))],
        /,
        *,
        to: Annotated[str, Parameter(help=about_to)],
        out: Annotated[str | None, Parameter(name=["--out", "-o"], help=about_out)] = None,
        from_lab: Annotated[str | None, Parameter(help=about_lab)] = None,
        report_status: Annotated[str | None, Parameter(help=about_status)] = None,
        producer: Annotated[str | None, Parameter(help=about_producer)] = None,
        diagnosis_headline: Annotated[str | None, Parameter(help=about_headline)] = None,
        payer_name: Annotated[str | None, Parameter(help=about_payer)] = None,
        consent: Annotated[str | None, Parameter(help=about_consent)] = None,
        analysis_name: Annotated[str | None, Parameter(help=about_names)] = None,
        prompt_code: Annotated[str | None, Parameter(help=about_prompts)] = None,
        sender_ean: Annotated[str | None, Parameter(help=about_sender)] = None,
        receiver_ean: Annotated[str | None, Parameter(help=about_place)] = None,
        receiver: Annotated[str | None, Parameter(help=about_receiver)] = None,
        accept_losses: Annotated[bool, Parameter(help=about_losses, negative="")] = False,
        encoding: Annotated[str, Parameter(help=about_encoding)] = "UTF-8",
    ) -> None:
        from labsvar.cli import convert as command

        given = {
            "from-lab": from_lab,
            "report-status": report_status,
            "producer": producer,
            "diagnosis-headline": diagnosis_headline,
            "payer-name": payer_name,
            "consent": consent,
            "analysis-name": analysis_name,
            "prompt-code": prompt_code,
            "sender-ean": sender_ean,
            "receiver-ean": receiver_ean,
            "receiver": receiver,
        }
        command.convert(
            file,
            say,
            to=to,
            out=out,
            given={name: value for name, value in given.items() if value is not None},
            accept_losses=accept_losses,
            encoding=encoding,
        )
