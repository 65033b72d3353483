"""`labsvar send`: files to an exchange, and its verdict on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.text import Text

from labsvar.cli import output
from labsvar.cli.errors import DONE, Refused, Unavailable, Unreadable, WrongUsage
from labsvar.cli.files import letters_in, read_file
from labsvar.cli.language import Say
from labsvar.cli.sending import Answer, Door, Verdict

_STYLES: Final[dict[Verdict, str]] = {
    "accepted": "green",
    "noted": "green",
    "refused": "bold red",
    "unreadable": "bold red",
    "no answer": "bold yellow",
}
_EXIT_CODES: Final[dict[Verdict, int]] = {
    "refused": Refused.exit_code,
    "unreadable": Unreadable.exit_code,
    "no answer": Unavailable.exit_code,
}


def send(paths: Sequence[Path], say: Say, *, to: str, token: str | None) -> int:
    """Sends files, and folders of them, in the order of their names, and prints the verdict on each.

    The exit code is that of the worst verdict: 0 all accepted, 1 refused, 2 unreadable, 69 no answer.
    Raises `Unreadable` and `WrongUsage`.
    """
    if not to.startswith(("http://", "https://")):
        raise WrongUsage(
            da=f"--to {to} er ikke en adresse, der begynder med http:// eller https://",
            en=f"--to {to} is no address that begins with http:// or https://",
        )
    files = list(letters_in(paths))
    if not files:
        raise Unreadable(
            da="Der er ingen .xml- eller .edi-filer i mappen.",
            en="There are no .xml or .edi files in the folder.",
        )
    counted: Counter[Verdict] = Counter()
    console = output.results()
    with Door(to, token=token) as door, output.progress(say("Sender", "Sending"), say) as bar:
        for done, path in enumerate(files, 1):
            answer = door.send(read_file(path))
            counted[answer.verdict] += 1
            console.print(_line(path, answer, say), soft_wrap=True)
            bar(done, len(files))
    output.messages().print(_summary(counted, say), soft_wrap=True)
    return max((_EXIT_CODES.get(verdict, DONE) for verdict in counted), default=DONE)


def _line(path: Path, answer: Answer, say: Say) -> Text:
    line = Text(f"{path}: ")
    line.append(_word(answer.verdict, say), style=_STYLES[answer.verdict])
    details = [str(answer.status) if answer.status else "", answer.words, answer.where or ""]
    line.append(" " + " ".join(part for part in details if part))
    return line


def _summary(counted: Counter[Verdict], say: Say) -> str:
    return ", ".join(f"{count} {_word(verdict, say)}" for verdict, count in sorted(counted.items()))


def _word(verdict: Verdict, say: Say) -> str:
    return {
        "accepted": say("modtaget", "accepted"),
        "noted": say("modtaget uden kvittering", "accepted without receipt"),
        "refused": say("afvist", "refused"),
        "unreadable": say("ulæselig", "unreadable"),
        "no answer": say("intet svar", "no answer"),
    }[verdict]
