"""`labsvar show`: a file's letters as their readers see them, as text or as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup, escape
from rich.console import RenderableType
from rich.text import Text

from labsvar.cli import output
from labsvar.cli.changes import print_change
from labsvar.cli.judging import read_sound
from labsvar.cli.language import Say
from labsvar.cli.letter_text import LetterText
from labsvar.cli.receipt_text import receipt_lines, receipt_text
from labsvar.cli.wording import Wording
from labsvar.conversion import message_of
from labsvar.letters.catalogue import AboutPerson, Emessage, Receipt, Requisition
from labsvar.letters.common import Envelope
from labsvar.results import derive
from labsvar.web.rendering import ENVIRONMENT, STATIC
from labsvar.web.texts import LANGUAGES, Texts
from labsvar.web.views.letter import LetterView, of_file, requisition
from labsvar.web.views.values import View

_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
)


def show(path: Path, say: Say, *, view: View, as_html: bool) -> None:
    """Prints every letter of a file, and on standard error what reading it assumed or had no place for.

    Raises `Unreadable`, and `Refused` for a file with errors.
    """
    read = read_sound(path, say)
    message = message_of(read)
    assert message is not None, "a file without errors has letters and an envelope"
    for change in (each for letter in read.letters for each in letter.changes):
        print_change(change, say)
    if as_html:
        output.write_bytes(page(message, LANGUAGES[say.language], view=view).encode())
        return
    console = output.results()
    for part in rendered(message, say, view=view):
        console.print(part)


def page(message: Emessage, texts: Texts, *, view: View) -> str:
    """A whole page that needs nothing but itself, also when it is printed or sent on."""
    parts = [_html(letter, message.envelope, texts, view) for letter in message.letters]
    return str(
        _PAGE.format(
            language=texts.language,
            title=texts("letter"),
            # The style is ours and stands in our own file.
            style=Markup((STATIC / "labsvar.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
            body=Markup("\n").join(parts),
        )
    )


def rendered(message: Emessage, say: Say, *, view: View) -> Iterator[RenderableType]:
    """Every letter as text, ready for a console."""
    texts = LANGUAGES[say.language]
    renderer = LetterText(Wording(say, texts, view))
    for place, letter in enumerate(message.letters):
        if place:
            yield Text("─" * 60, style="dim")
        if isinstance(letter, Receipt):
            yield receipt_text(letter, texts)
        else:
            yield renderer.letter(_view(letter, message.envelope, texts, view))


def _html(letter: AboutPerson | Receipt, envelope: Envelope, texts: Texts, view: View) -> Markup:
    if isinstance(letter, Receipt):
        lines = (
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, value)
            for _, label, value in receipt_lines(letter, texts)
        )
        title = escape(f"{letter.letter.version_code} {type(letter).__name__}")
        return Markup('<article class="letter"><h2>{}</h2><dl>{}</dl></article>').format(
            title, Markup("").join(lines)
        )
    template = ENVIRONMENT.get_template("letter_body.html")
    # The template escapes what it is given.
    return Markup(template.render(t=texts, letter=_view(letter, envelope, texts, view)))  # noqa: S704 - the template escapes what it is given


def _view(letter: AboutPerson, envelope: Envelope, texts: Texts, view: View) -> LetterView:
    if isinstance(letter, Requisition):
        return requisition(letter, view=view, texts=texts)
    report = derive.report(
        letter,
        letter_id=letter.letter.identifier,
        person_key="",
        databank="LABA",
        stage="full",
        envelope=envelope,
        arrived_at=datetime.now(UTC),
    )
    return of_file(letter, view=view, texts=texts, report=report)
