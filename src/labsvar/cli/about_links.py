"""The commands about answers that belong together: links.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from cyclopts import App, Parameter

from labsvar.cli.language import Say

StateName = Literal["proposed", "linked", "accepted", "rejected", "dropped"]


class _Options(NamedTuple):
    """The options that several commands share."""

    link: Parameter
    who: Parameter
    reason: Parameter
    data: Parameter
    json: Parameter


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Svar, der hører sammen: et referencelaboratoriums svar og det første laboratoriums.

        Stærke nøgler forbinder af sig selv; andre foreslår kun, og en person beslutter. Ingen person nævnes her.

            labsvar links run
            labsvar links list
            labsvar links accept 3f2a... --reason "Set efter"
        """,
        """Answers that belong together: a reference laboratory's and the first laboratory's.

        Strong keys link by themselves; others only propose, and a person decides. No person is named here.

            labsvar links run
            labsvar links list
            labsvar links accept 3f2a... --reason "Looked it up"
        """,
    )
    links = App(name="links", help=about, help_epilogue="", help_format="markdown")
    app.command(links)
    options = _Options(
        link=Parameter(help=say("Forbindelsens id.", "The id of the link.")),
        who=Parameter(help=say("Hvem der gør det; ellers dig.", "Who does it; else you.")),
        reason=Parameter(help=say("Hvorfor.", "Why.")),
        data=Parameter(help=say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")),
        json=Parameter(help=say("Et JSON-objekt for hver linje.", "A JSON object a line."), negative=""),
    )
    _add_reading(links, say, options)
    _add_deciding(links, say, options)


def _add_reading(links: App, say: Say, options: _Options) -> None:
    about_again = Parameter(help=say("Læs alle breve igen.", "Read every letter again."), negative="")
    about_state = Parameter(
        help=say("Kun forbindelser i den tilstand. Kan gentages.", "Only links in that state. Repeatable.")
    )

    @links.command(help=say("Forbind de breve, der er kommet til.", "Link the letters that have come."))
    def run(
        *,
        again: Annotated[bool, about_again] = False,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import links as command

        command.run(say, again=again, data=data)

    @links.command(name="list", help=say("Vis forbindelser og forslag.", "List links and proposals."))
    def list_links(
        *,
        state: Annotated[tuple[StateName, ...], about_state] = ("proposed", "linked", "accepted"),
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import links as command

        command.list_links(say, states=state, data=data, as_json=json)

    @links.command(help=say("Vis, hvad der taler for og imod.", "Show what speaks for and against."))
    def show(
        link: Annotated[str, options.link], *, data: Annotated[Path | None, options.data] = None
    ) -> None:
        from labsvar.cli import links as command

        command.show(link, say, data=data)

    @links.command(
        help=say(
            "Vis, hvad der hindrer forbindelser: regel, sted og brev.",
            "List what hinders linking: rule, place and letter.",
        )
    )
    def faults(
        *,
        data: Annotated[Path | None, options.data] = None,
        json: Annotated[bool, options.json] = False,
    ) -> None:
        from labsvar.cli import links as command

        command.faults(say, data=data, as_json=json)


def _add_deciding(links: App, say: Say, options: _Options) -> None:
    @links.command(help=say("Godkend en forbindelse.", "Accept a link."))
    def accept(
        link: Annotated[str, options.link],
        *,
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import links as command

        command.decide(link, "accepted", say, who=who, reason=reason, data=data)

    @links.command(help=say("Afvis en forbindelse.", "Reject a link."))
    def reject(
        link: Annotated[str, options.link],
        *,
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import links as command

        command.decide(link, "rejected", say, who=who, reason=reason, data=data)

    @links.command(help=say("Fortryd en beslutning.", "Undo a decision."))
    def undo(
        link: Annotated[str, options.link],
        *,
        reason: Annotated[str, options.reason],
        who: Annotated[str | None, options.who] = None,
        data: Annotated[Path | None, options.data] = None,
    ) -> None:
        from labsvar.cli import links as command

        command.decide(link, "undone", say, who=who, reason=reason, data=data)
