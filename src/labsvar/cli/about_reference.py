"""The command about reference samples: reference-request.

Annotations are read when a command is defined, which is why this module does not postpone them.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from labsvar.cli.errors import WrongUsage
from labsvar.cli.language import Say


def add(app: App, say: Say) -> None:
    """Adds the command to the command line."""
    about = say.about(
        """Dan rekvisitionen til et referencelaboratorium af et svar: et XREQ01 for hvert isolat.

        Af en fil skrives brevet ud; af et svar i en installation sendes det, og rekvisitionsnummeret skrives.

            labsvar reference-request svar.xml --to 5790000000050 --isolate 1 > rekvisition.xml
            labsvar reference-request --letter TKM0000010 --sender 5790000000036 --to 5790000000050 --reason "..."
        """,
        """Make the request to a reference laboratory of an answer: one XREQ01 for each isolate.

        Of a file the letter is printed; of an answer in an installation it is sent, and its number printed.

            labsvar reference-request answer.xml --to 5790000000050 --isolate 1 > request.xml
            labsvar reference-request --letter TKM0000010 --sender 5790000000036 --to 5790000000050 --reason "..."
        """,
    )
    about_file = Parameter(help=say("Filen med svaret.", "The file with the answer."))
    about_to = Parameter(
        help=say("Referencelaboratoriets lokationsnummer.", "The reference laboratory's location number.")
    )
    about_name = Parameter(help=say("Dets navn.", "Its name."))
    about_isolate = Parameter(help=say("Isolatets nummer, 1-9.", "The number of the isolate, 1-9."))
    about_investigation = Parameter(
        help=say("Undersøgelsens plads i svaret.", "The examination's place in the answer.")
    )
    about_reply = Parameter(help=say("Hvem svaret skal til.", "Whom the answer is to go to."))
    about_number = Parameter(
        help=say("Et rekvisitionsnummer; ellers dannes et.", "A requisition number; else one is made.")
    )
    about_letter = Parameter(
        help=say("Svarets brev- eller produktionsnummer.", "The answer's letter or production number.")
    )
    about_sender = Parameter(help=say("Svarets afsender.", "Who sent the answer."))
    about_reason = Parameter(help=say("Hvorfor.", "Why."))
    about_data = Parameter(
        help=say("Datamappen; ellers labsvar-data.", "The data folder; else labsvar-data.")
    )

    @app.command(name="reference-request", help=about, help_epilogue="")
    def reference_request(
        file: Annotated[Path | None, about_file] = None,
        *,
        to: Annotated[str, about_to],
        to_name: Annotated[str, about_name] = "",
        investigation: Annotated[int, about_investigation] = 1,
        isolate: Annotated[int | None, about_isolate] = None,
        reply_to: Annotated[Literal["sender", "original_requester"], about_reply] = "sender",
        number: Annotated[str | None, about_number] = None,
        letter: Annotated[str | None, about_letter] = None,
        sender: Annotated[str, about_sender] = "",
        reason: Annotated[str, about_reason] = "",
        data: Annotated[Path | None, about_data] = None,
    ) -> None:
        from labsvar.cli import reference as command
        from labsvar.linking.prompts import Choice
        from labsvar.linking.requesting import Laboratory, Wanted

        wanted = Wanted(
            choice=Choice(investigation=investigation - 1, isolate=isolate),
            to=Laboratory(gln=to, name=to_name),
            at=command.now(),
            reply_to=reply_to,
            number=number,
        )
        if file is not None and letter is None:
            command.of_file(file, wanted, say)
        elif file is None and letter is not None and sender and reason.strip():
            command.of_letter(letter, wanted, say, sender=sender, reason=reason, data=data)
        else:
            raise WrongUsage(
                da="Angiv enten en fil, eller --letter med --sender og --reason.",
                en="Give either a file, or --letter with --sender and --reason.",
            )
