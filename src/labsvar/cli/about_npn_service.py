"""The commands about the service for sample numbers: agreements, accounts, and what is done by hand.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from labsvar.cli.language import Say
from labsvar.services.npn.connection_model import Certification, Purpose


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Prøvenummertjenesten (NPN): aftaler, konti, og det, der gøres i hånden.

            labsvar npn-service supplier firma --name "Firma A/S" --agreed-on 2026-01-01 --support support@firma.example --reason "Aftale"
            labsvar npn-service laboratory lab --of firma --name "Laboratoriet" --reason "Ny"
            labsvar npn-service account lab-lis --of firma --at lab --department Drift --mailbox lis@lab.example --system LIS --number 00000000 --reason "Ny"
            labsvar npn-service draw lab 60000 --asked-by "Drift, lab"
            labsvar npn-service show
        """,
        """The service for sample numbers (NPN): agreements, accounts, and what is done by hand.

            labsvar npn-service supplier firm --name "Firm Ltd" --agreed-on 2026-01-01 --support support@firm.example --reason "Agreement"
            labsvar npn-service laboratory lab --of firm --name "The laboratory" --reason "New"
            labsvar npn-service account lab-lis --of firm --at lab --department Operations --mailbox lis@lab.example --system LIS --number 00000000 --reason "New"
            labsvar npn-service draw lab 60000 --asked-by "Operations, lab"
            labsvar npn-service show
        """,
    )
    commands = App(name="npn-service", help=about, help_epilogue="", help_format="markdown")
    app.command(commands)
    words = _Words(say)
    _add_suppliers(commands, words)
    _add_contacts(commands, words)
    _add_laboratories(commands, words)
    _add_accounts(commands, words)
    _add_transport(commands, words)
    _add_by_hand(commands, words)
    _add_looks(commands, words)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the options of several commands are explained by."""

    say: Say

    @property
    def key(self) -> Parameter:
        return Parameter(help=self.say("Det korte navn.", "The short name."))

    @property
    def name(self) -> Parameter:
        return Parameter(help=self.say("Navnet.", "The name."))

    @property
    def of(self) -> Parameter:
        return Parameter(help=self.say("Leverandørens korte navn.", "The short name of the supplier."))

    @property
    def laboratory(self) -> Parameter:
        return Parameter(help=self.say("Laboratoriets korte navn.", "The short name of the laboratory."))

    @property
    def number(self) -> Parameter:
        return Parameter(help=self.say("Organisationens nummer.", "The number of the organisation."))

    @property
    def number_format(self) -> Parameter:
        return Parameter(
            help=self.say("Slags nummer, som på id-kortet.", "The kind of number, as on the id card.")
        )

    @property
    def day(self) -> Parameter:
        return Parameter(help=self.say("En dato: 2026-03-04.", "A date: 2026-03-04."))

    @property
    def reason(self) -> Parameter:
        return Parameter(help=self.say("Begrundelsen.", "The reason."))

    @property
    def who(self) -> Parameter:
        return Parameter(
            help=self.say("Den, der har besluttet det; ellers dig.", "Who has decided it; else you.")
        )

    @property
    def data(self) -> Parameter:
        return Parameter(
            help=self.say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")
        )


def _add_suppliers(app: App, words: _Words) -> None:
    say = words.say

    @app.command(
        help=say(
            "Opret eller ret en leverandør og dens aftale.", "Add or change a supplier and its agreement."
        )
    )
    def supplier(
        key: Annotated[str, words.key],
        *,
        name: Annotated[str, words.name],
        agreed_on: Annotated[str, words.day],
        support: Annotated[
            str, Parameter(help=say("Første led i support: en adresse.", "First-level support: an address."))
        ],
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.supplier(
            key, name=name, agreed_on=agreed_on, support=support, reason=reason, who=who, data=data
        )

    @app.command(
        help=say(
            "Notér, hvor langt test og certificering er.", "Note how far test and certification have come."
        )
    )
    def certify(
        key: Annotated[str, words.key],
        status: Annotated[Certification, Parameter(help=say("Hvor langt.", "How far."))],
        *,
        version: Annotated[str, Parameter(help=say("Systemets version.", "The version of the system."))] = "",
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.certify(key, status, version=version, reason=reason, who=who, data=data)


def _add_contacts(app: App, words: _Words) -> None:
    say = words.say

    @app.command(
        help=say(
            "Sæt en leverandørs kontaktperson for et formål.",
            "Set a supplier's contact person for a purpose.",
        )
    )
    def contact(
        key: Annotated[str, words.key],
        purpose: Annotated[Purpose, Parameter(help=say("Formålet.", "The purpose."))],
        *,
        name: Annotated[str, words.name],
        mail: Annotated[str, Parameter(help=say("Mailadressen.", "The mail address."))],
        phone: Annotated[str, Parameter(help=say("Telefonnummeret.", "The phone number."))] = "",
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.contact(key, purpose, name=name, mail=mail, phone=phone, reason=reason, who=who, data=data)


def _add_laboratories(app: App, words: _Words) -> None:
    say = words.say

    @app.command(
        help=say(
            "Opret eller ret et laboratorium under en leverandør.",
            "Add or change a laboratory under a supplier.",
        )
    )
    def laboratory(
        key: Annotated[str, words.key],
        *,
        of: Annotated[str, words.of],
        name: Annotated[str, words.name],
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.laboratory(key, of=of, name=name, reason=reason, who=who, data=data)

    about_why = say(
        "Hvorfor det ikke kan; tomt, når fritagelsen ophører.",
        "Why it cannot; empty when the dispensation ends.",
    )

    @app.command(
        help=say("Fritag et laboratorium fra automatisk træk.", "Free a laboratory from automatic drawing.")
    )
    def dispense(
        laboratory: Annotated[str, words.laboratory],
        *,
        why: Annotated[str, Parameter(help=about_why)],
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.dispense(laboratory, why=why, reason=reason, who=who, data=data)


def _add_accounts(app: App, words: _Words) -> None:
    say = words.say

    @app.command(
        help=say(
            "Opret en konto, og vis dens nøgle, eller ret den.",
            "Add an account and show its token, or change it.",
        )
    )
    def account(
        key: Annotated[str, words.key],
        *,
        of: Annotated[str, words.of],
        at: Annotated[str, words.laboratory] = "",
        department: Annotated[str, Parameter(help=say("Afdelingen.", "The department."))],
        mailbox: Annotated[str, Parameter(help=say("Dens funktionspostkasse.", "Its function mailbox."))],
        system: Annotated[
            str, Parameter(help=say("Systemet, som på id-kortet.", "The system, as on the id card."))
        ],
        number: Annotated[str, words.number],
        number_format: Annotated[str, words.number_format] = "medcom:cvrnumber",
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.account(
            key,
            say,
            of=of,
            at=at,
            department=department,
            mailbox=mailbox,
            system=system,
            number=number,
            number_format=number_format,
            reason=reason,
            who=who,
            data=data,
        )

    @app.command(
        help=say(
            "Giv en konto en ny nøgle; den gamle gælder ikke mere.",
            "Give an account a new token; the old one ends.",
        )
    )
    def token(
        key: Annotated[str, words.key],
        *,
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.token(key, say, reason=reason, who=who, data=data)

    @app.command(
        help=say(
            "Luk en leverandør, et laboratorium eller en konto.",
            "Close a supplier, a laboratory or an account.",
        )
    )
    def close(
        kind: Annotated[Literal["supplier", "laboratory", "account"], Parameter(help=say("Hvad.", "What."))],
        key: Annotated[str, words.key],
        *,
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.close(kind, key, reason=reason, who=who, data=data)


def _add_transport(app: App, words: _Words) -> None:
    say = words.say
    about_until = say("Den sidste dag; `never` for slet ikke.", "The last day; `never` for not at all.")

    @app.command(
        name="plain-http",
        help=say(
            "Sæt den sidste dag, en konto må bruge HTTP.",
            "Set the last day on which an account may use plain HTTP.",
        ),
    )
    def plain_http(
        key: Annotated[str, words.key],
        until: Annotated[str, Parameter(help=about_until)],
        *,
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.plain_http(key, until, reason=reason, who=who, data=data)

    @app.command(help=say("Sæt en driftsmeddelelse op.", "Put up a service message."))
    def message(
        text: Annotated[str, Parameter(help=say("Meddelelsen.", "The message."))],
        *,
        first: Annotated[str, words.day],
        last: Annotated[str, words.day],
        reason: Annotated[str, words.reason],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.message(text, first=first, last=last, reason=reason, who=who, data=data)


def _add_by_hand(app: App, words: _Words) -> None:
    say = words.say
    about_count = say(
        "Antal numre; cirka hvert ellevte kan bruges.", "How many numbers; about every eleventh can be used."
    )

    @app.command(
        help=say(
            "Træk en serie på en mail, og vis første og sidste nummer.",
            "Draw a series on a mail, and show its first and last number.",
        )
    )
    def draw(
        laboratory: Annotated[str, words.laboratory],
        count: Annotated[int, Parameter(help=about_count, validator=Number(gte=1, lte=10**17))],
        *,
        asked_by: Annotated[str, Parameter(help=say("Den, der bad om det.", "Who asked for it."))],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.draw(laboratory, count, asked_by=asked_by, who=who, data=data)

    @app.command(
        help=say(
            "Registrér en serie, der er trukket et andet sted.", "Register a series that was drawn elsewhere."
        )
    )
    def register(
        first: Annotated[str, Parameter(help=say("Det første nummer.", "The first number."))],
        last: Annotated[str, Parameter(help=say("Det sidste nummer.", "The last number."))],
        *,
        at: Annotated[str, words.laboratory] = "",
        reason: Annotated[str, Parameter(help=say("Hvor den er trukket.", "Where it was drawn."))],
        who: Annotated[str | None, words.who] = None,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.register(first, last, at=at, reason=reason, who=who, data=data)


def _add_looks(app: App, words: _Words) -> None:
    say = words.say

    @app.command(
        name="look-up",
        help=say("Vis, hvem der har trukket et nummer, og hvornår.", "Show who drew a number, and when."),
    )
    def look_up(
        number: Annotated[str, Parameter(help=say("Nummeret.", "The number."))],
        *,
        data: Annotated[Path | None, words.data] = None,
    ) -> int:
        from labsvar.cli import npn_service as command

        return command.look_up(number, say, data=data)

    @app.command(
        help=say(
            "Vis leverandører, konti og de nyeste serier.", "Show suppliers, accounts and the newest series."
        )
    )
    def show(*, data: Annotated[Path | None, words.data] = None) -> None:
        from labsvar.cli import npn_service as command

        command.show(say, data=data)

    @app.command(
        help=say(
            "Vis et id-kort fra demonstrationens tokentjeneste.",
            "Show an id card of the demonstration's token service.",
        )
    )
    def card(
        system: Annotated[str, Parameter(help=say("Systemets navn.", "The name of the system."))],
        number: Annotated[str, words.number],
        *,
        number_format: Annotated[str, words.number_format] = "medcom:cvrnumber",
        hours: Annotated[
            int,
            Parameter(
                help=say("Hvor længe det gælder.", "How long it holds."), validator=Number(gte=1, lte=24)
            ),
        ] = 8,
        data: Annotated[Path | None, words.data] = None,
    ) -> None:
        from labsvar.cli import npn_service as command

        command.card(system, number, number_format=number_format, hours=hours, data=data)
