"""The commands about envelopes of the VANS network: vans wrap, vans unwrap.

Help is part of the definition of a command, so they are defined anew for a language. Annotations are
read when that is done, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the commands to the command line."""
    about = say.about(
        """Læg breve i MedComs VANSEnvelope, og tag dem ud igen.

            labsvar vans wrap svar.xml -o kuvert.xml
            labsvar vans unwrap kuvert.xml -o svar.xml
        """,
        """Put letters in MedCom's VANSEnvelope, and take them out again.

            labsvar vans wrap result.xml -o envelope.xml
            labsvar vans unwrap envelope.xml -o result.xml
        """,
    )
    vans = App(name="vans", help=about, help_epilogue="", help_format="markdown")
    app.command(vans)
    _add_wrap(vans, say)
    _add_unwrap(vans, say)


def _add_wrap(vans: App, say: Say) -> None:
    about = say.about(
        """Læg en fil med breve i en kuvert.

        Format, navn og version er brevenes egne, og parterne er brevenes afsender og modtager, hvis ikke andre
        gives. Et nummer på 13 cifre er et lokationsnummer (EAN), andet er et navn på et net (VANS).
        """,
        """Put a file of letters in an envelope.

        Format, name and version are those of the letters, and the parties are the sender and receiver of the
        first of them unless others are given. A number of 13 digits is a location number (EAN), anything else
        the name of a network (VANS).
        """,
    )
    about_sender = say("En anden afsender end brevets.", "Another sender than the letter's.")
    about_receiver = say("En anden modtager end brevets.", "Another receiver than the letter's.")
    about_out = say("Filen, der skrives; ellers standard output.", "The file to write; else standard output.")

    @vans.command(help=about, help_epilogue="")
    def wrap(
        file: Annotated[Path, Parameter(help=say("Filen.", "The file."))],
        /,
        *,
        out: Annotated[Path | None, Parameter(name=["--out", "-o"], help=about_out)] = None,
        sender: Annotated[str | None, Parameter(help=about_sender)] = None,
        receiver: Annotated[str | None, Parameter(help=about_receiver)] = None,
    ) -> None:
        from labsvar.cli import vans as command

        command.wrap(file, say, out=out, sender=sender, receiver=receiver)


def _add_unwrap(vans: App, say: Say) -> None:
    about = say.about(
        "Tag det, der ligger i en kuvert, ud af den, byte for byte.",
        "Take what lies in an envelope out of it, byte for byte.",
    )
    about_out = say("Filen, der skrives; ellers standard output.", "The file to write; else standard output.")

    @vans.command(help=about, help_epilogue="")
    def unwrap(
        file: Annotated[Path, Parameter(help=say("Kuverten.", "The envelope."))],
        /,
        *,
        out: Annotated[Path | None, Parameter(name=["--out", "-o"], help=about_out)] = None,
    ) -> None:
        from labsvar.cli import vans as command

        command.unwrap(file, say, out=out)
