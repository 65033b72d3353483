"""The commands about sources: what a system can do, what was approved, what was released.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import App, Parameter

from labsvar.cli.language import Say
from labsvar.exchange.sources import Aspect, NumberType, SourceKind


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Kilder: hvad et system kan, hvad der er godkendt, og hvad der er frigivet.

            labsvar sources describe "Lægesystem" --kind general_practice --refusals-since 2026-05-01 --reason "Version 7"
            labsvar sources approve "Lægesystem" refusal_in_source --evidence "Testrapport 12" --who "A. Ansvarlig" --reason "Prøvet"
            labsvar systems stage "Lægesystem" full --who "A. Ansvarlig" --reason "Alt er godkendt"
            labsvar sources show "Lægesystem"
        """,
        """Sources: what a system can do, what was approved, and what was released.

            labsvar sources describe "Practice" --kind general_practice --refusals-since 2026-05-01 --reason "Version 7"
            labsvar sources approve "Practice" refusal_in_source --evidence "Test report 12" --who "A. Manager" --reason "Tested"
            labsvar systems stage "Practice" full --who "A. Manager" --reason "All is approved"
            labsvar sources show "Practice"
        """,
    )
    sources = App(name="sources", help=about, help_epilogue="", help_format="markdown")
    app.command(sources)
    words = _Words(say)
    _add_statements(sources, words)
    _add_clinics(sources, words)
    _add_approvals(sources, words)
    _add_releases(sources, words)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the options of several commands are explained by."""

    say: Say

    @property
    def name(self) -> Parameter:
        return Parameter(help=self.say("Systemets navn.", "The name of the system."))

    @property
    def number(self) -> Parameter:
        return Parameter(help=self.say("Frigivelsens nummer.", "The number of the release."))

    @property
    def aspect(self) -> Parameter:
        return Parameter(help=self.say("Hvad der er godkendt.", "What is approved."))

    @property
    def who(self) -> Parameter:
        return Parameter(help=self.say("Den, der har besluttet det.", "Who has decided it."))

    @property
    def you(self) -> Parameter:
        return Parameter(
            help=self.say("Den, der har besluttet det; ellers dig.", "Who has decided it; else you.")
        )

    @property
    def why(self) -> Parameter:
        return Parameter(help=self.say("Hvorfor.", "Why."))

    @property
    def data(self) -> Parameter:
        return Parameter(
            help=self.say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")
        )

    @property
    def refusals(self) -> Parameter:
        return Parameter(
            help=self.say(
                "Dagen, fra hvilken nægtet samtykke kan angives; never, hvis det ikke kan.",
                "The day from which refusals can be stated; never if they cannot.",
            )
        )


_Day: TypeAlias = str


def _add_statements(sources: App, words: _Words) -> None:
    say = words.say
    about_kind = say("Slags kilde.", "Kind of source.")
    about_corrections = say(
        "Dagen, fra hvilken rettelser kan sendes; never, hvis de ikke kan.",
        "The day from which corrections can be sent; never if they cannot.",
    )

    @sources.command(help=say("Vis alt om en kilde.", "Show everything about a source."))
    def show(name: Annotated[str, words.name], /, *, data: Annotated[Path | None, words.data] = None) -> None:
        from labsvar.cli import sources as command

        command.show(name, say, data=data)

    @sources.command(
        help=say(
            "Angiv, hvad et system er og kan; det, der ikke nævnes, bliver, som det var.",
            "State what a system is and can do; what is not named stays as it was.",
        )
    )
    def describe(
        name: Annotated[str, words.name],
        /,
        *,
        reason: Annotated[str, words.why],
        kind: Annotated[SourceKind | None, Parameter(help=about_kind)] = None,
        vendor: Annotated[str | None, Parameter(help=say("Leverandør.", "Vendor."))] = None,
        version: Annotated[str | None, Parameter(help=say("Version.", "Version."))] = None,
        region: Annotated[str | None, Parameter(help=say("Region.", "Region."))] = None,
        refusals_since: Annotated[_Day | None, words.refusals] = None,
        corrections_since: Annotated[_Day | None, Parameter(help=about_corrections)] = None,
        who: Annotated[str | None, words.you] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.describe(
            name,
            say,
            kind=kind,
            vendor=vendor,
            version=version,
            region=region,
            refusals_since=refusals_since,
            corrections_since=corrections_since,
            who=who,
            reason=reason,
            data=data,
        )


def _add_clinics(sources: App, words: _Words) -> None:
    say = words.say
    about_address = say(
        "Telefon eller e-mail; uden en er der ingen mere.",
        "Telephone or e-mail; without one, nobody any more.",
    )

    @sources.command(help=say("Registrér en klinik hos et system.", "Register a clinic of a system."))
    def clinic(
        name: Annotated[str, words.name],
        number: Annotated[str, Parameter(help=say("Ydernummer eller SOR-kode.", "Ydernummer or SOR code."))],
        /,
        *,
        reason: Annotated[str, words.why],
        refusals_since: Annotated[_Day, words.refusals],
        number_type: Annotated[
            NumberType, Parameter(help=say("Slags nummer.", "Kind of number."))
        ] = "ydernummer",
        called: Annotated[
            str | None,
            Parameter(help=say("Klinikkens navn; ellers som før.", "The clinic's name; else as before.")),
        ] = None,
        closed: Annotated[
            bool, Parameter(help=say("Bruger ikke systemet mere.", "No longer uses the system."), negative="")
        ] = False,
        who: Annotated[str | None, words.you] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.clinic(
            name,
            number,
            say,
            number_type=number_type,
            called=called,
            refusals_since=refusals_since,
            closed=closed,
            who=who,
            reason=reason,
            data=data,
        )

    @sources.command(help=say("Angiv, hvem der spørges om hvad.", "Say whom to ask about what."))
    def contact(
        name: Annotated[str, words.name],
        purpose: Annotated[str, Parameter(help=say("Hvad det er om.", "What it is about."))],
        /,
        *,
        reason: Annotated[str, words.why],
        called: Annotated[str, Parameter(help=say("Navn eller funktion.", "Name or function."))] = "",
        address: Annotated[str, Parameter(help=about_address)] = "",
        who: Annotated[str | None, words.you] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.contact(name, purpose, say, called=called, address=address, who=who, reason=reason, data=data)


def _add_approvals(sources: App, words: _Words) -> None:
    say = words.say
    about = say.about(
        """Notér en af de fire godkendelser, med dag og dokumentation. Af en fil gemmes navn og SHA-256.

            labsvar sources approve "Lægesystem" end_to_end_test --evidence-file rapport.pdf --who "A. Ansvarlig" --reason "Prøvet"
        """,
        """Note one of the four approvals, with day and evidence. Of a file its name and SHA-256 are kept.

            labsvar sources approve "Practice" end_to_end_test --evidence-file report.pdf --who "A. Manager" --reason "Tested"
        """,
    )

    @sources.command(help=about)
    def approve(
        name: Annotated[str, words.name],
        aspect: Annotated[Aspect, words.aspect],
        /,
        *,
        who: Annotated[str, words.who],
        reason: Annotated[str, words.why],
        on: Annotated[
            _Day | None, Parameter(help=say("Dagen; ellers i dag.", "The day; else today."))
        ] = None,
        evidence: Annotated[str, Parameter(help=say("Hvad det bygger på.", "What it rests on."))] = "",
        evidence_file: Annotated[Path | None, Parameter(help=say("En fil med det.", "A file of it."))] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.approve(
            name,
            aspect,
            say,
            on=on,
            evidence=evidence,
            evidence_file=evidence_file,
            who=who,
            reason=reason,
            data=data,
        )

    @sources.command(
        help=say(
            "Træk en godkendelse tilbage; systemet går straks til fasen technical.",
            "Take an approval back; the system is in the stage technical at once.",
        )
    )
    def withdraw(
        name: Annotated[str, words.name],
        aspect: Annotated[Aspect, words.aspect],
        /,
        *,
        who: Annotated[str, words.who],
        reason: Annotated[str, words.why],
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.withdraw(name, aspect, say, who=who, reason=reason, data=data)


def _add_releases(sources: App, words: _Words) -> None:
    say = words.say
    about = say.about(
        """Foreslå, at det, der kom i den tekniske fase, vises. En anden skal bekræfte det.

            labsvar sources release "Lægesystem" --told "Brev til alle" --declinable-from 2026-05-01 --who "A. Ansvarlig" --reason "Aftalt"
            labsvar sources confirm "Lægesystem" 17 --who "B. Ansvarlig" --reason "Set efter"
        """,
        """Propose that what came in the technical stage is shown. Another person has to confirm it.

            labsvar sources release "Practice" --told "Letter to all" --declinable-from 2026-05-01 --who "A. Manager" --reason "Agreed"
            labsvar sources confirm "Practice" 17 --who "B. Manager" --reason "Checked"
        """,
    )
    about_told = say("Hvordan borgerne er orienteret.", "How citizens were told.")
    about_from = say("Dagen, fra hvilken de kunne sige nej.", "The day from which they could decline.")
    about_clinics = say("Kun disse klinikker; flere er tilladt.", "These clinics only; repeatable.")

    @sources.command(help=about)
    def release(
        name: Annotated[str, words.name],
        /,
        *,
        told: Annotated[str, Parameter(help=about_told)],
        declinable_from: Annotated[_Day, Parameter(help=about_from)],
        who: Annotated[str, words.who],
        reason: Annotated[str, words.why],
        clinic: Annotated[tuple[str, ...], Parameter(help=about_clinics, negative="")] = (),
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.release(
            name,
            say,
            told=told,
            declinable_from=declinable_from,
            clinics=clinic,
            who=who,
            reason=reason,
            data=data,
        )

    @sources.command(help=say("Bekræft en andens frigivelse.", "Confirm another person's release."))
    def confirm(
        name: Annotated[str, words.name],
        number: Annotated[int, words.number],
        /,
        *,
        who: Annotated[str, words.who],
        reason: Annotated[str, words.why],
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.confirm(name, number, say, who=who, reason=reason, data=data)

    @sources.command(help=say("Afvis en foreslået frigivelse.", "Decline a proposed release."))
    def decline(
        name: Annotated[str, words.name],
        number: Annotated[int, words.number],
        /,
        *,
        who: Annotated[str, words.who],
        reason: Annotated[str, words.why],
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import sources as command

        command.decline(name, number, say, who=who, reason=reason, data=data)
