"""`labsvar reference-request`: the request to a reference laboratory, from a file or of an installation."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.check import print_finding
from labsvar.cli.errors import Refused, WrongUsage
from labsvar.cli.installation import existing, opened
from labsvar.cli.judging import read_sound
from labsvar.cli.language import Say
from labsvar.conversion import message_of
from labsvar.database.reference import Desk
from labsvar.findings import Finding
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import requesting
from labsvar.linking.prompts import Answer
from labsvar.linking.requesting import Known, Request, Wanted
from labsvar.results.store import Viewer


def of_file(path: Path, wanted: Wanted, say: Say) -> None:
    """Prints the request made of the answer in a file; an XRPT05 or XREQ01 beside it in the file is used too.

    Raises `Unreadable`, and `Refused` when the file has errors or the request cannot be made.
    """
    message = message_of(read_sound(path, say))
    assert message is not None, "a file without errors has letters and an envelope"
    letters = message.letters
    web = next((each for each in letters if isinstance(each, MicrobiologyWebReport)), None)
    miba = next((each for each in letters if isinstance(each, MiBaReport)), None)
    asked = next((each for each in letters if isinstance(each, LaboratoryRequest)), None)
    answer: Answer | None = miba or web
    if answer is None:
        raise Refused(
            da=f"Der er intet XRPT05 eller XRPT06 i {path}.", en=f"There is no XRPT05 or XRPT06 in {path}."
        )
    made = requesting.request(answer, wanted, known=Known(asked=asked, web=web))
    if not isinstance(made, Request):
        raise _refused(made, say)
    _tell(made.findings, say)
    output.write_bytes(requesting.file_of(made.letter, at=wanted.at))


def of_letter(number: str, wanted: Wanted, say: Say, *, sender: str, reason: str, data: Path | None) -> None:
    """Makes the request of a stored answer and sends it: one look, with its reason.

    Raises `WrongUsage` for an answer that is not there, and `Refused` when the request cannot be made.
    """
    who = getpass.getuser()
    viewer = Viewer(account=who, name=who, role="laboratory", organisation="labsvar reference-request")
    desk = Desk(viewer=viewer, laboratory=sender, reason=f"reference: {reason}")
    with opened(existing(data=data)) as database:
        try:
            made = database.reference.request(number, None, wanted, desk)
        except KeyError:
            raise WrongUsage(
                da="Afsenderen har ikke netop ét svar med det nummer.",
                en="The sender has not exactly one answer with that number.",
            ) from None
    if isinstance(made, tuple):
        raise _refused(made, say)
    _tell(made.findings, say)
    output.results().print(Text(made.requisition_number or ""))


def now() -> datetime:
    """When the request is made."""
    return datetime.now(UTC)


def _refused(findings: tuple[Finding, ...], say: Say) -> Refused:
    _tell(findings, say)
    return Refused(
        da="Rekvisitionen kan ikke dannes; årsagen står ovenfor.",
        en="The request cannot be made; the reason stands above.",
    )


def _tell(findings: tuple[Finding, ...], say: Say) -> None:
    for finding in findings:
        print_finding(finding, output.messages(), say)
